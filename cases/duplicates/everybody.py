"""What is compared of everybody, read and opened in one pass; nothing of it is kept longer than its caller does."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from cases.duplicates.scoring import Described, described
from cases.models import IdentityDocument, Person
from cases.name_index import birth_year_of, opened_rows
from cases.sound import sound

CHUNK = 5000
_SEALED = ("paternal_surname", "maternal_surname", "given_names", "preferred_name")
_PLAIN = ("birth_date", "stated_age", "stated_on")


def describe(ids: Iterable[UUID], *, with_sex: bool) -> Iterator[tuple[UUID, Described]]:
    """Of these people, as far as the database shows them to whoever asks. Whose seal is broken is left without names.

    ``with_sex``: whoever compares names of people out of sight (``accounts.acting.matching``) does not read it.
    """
    ids, sounded, plain = list(ids), _remembering(), (*_PLAIN, "sex") if with_sex else _PLAIN
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        documents = documents_of(part)
        for person_id, paternal, maternal, given, called, birth_date, age, told_on, *sex in opened_rows(
            Person.objects.filter(key__wrapped__isnull=False), part, _SEALED, plain
        ):
            yield (
                person_id,
                described(
                    paternal_surname=paternal,
                    maternal_surname=maternal,
                    given_names=given,
                    preferred_name=called,
                    birth_date=birth_date,
                    birth_year=birth_year_of(birth_date, age, told_on)[0],
                    sex=sex[0] if sex else "",
                    documents=documents.get(person_id, frozenset()),
                    sounded=sounded,
                ),
            )


def documents_of(ids: list[UUID]) -> dict[UUID, frozenset[bytes]]:
    """Person → keyed hashes of the numbers of her documents."""
    found = defaultdict(set)
    rows = IdentityDocument.objects.filter(person__in=ids, number_hash__isnull=False).order_by()
    for person_id, number in rows.values_list("person_id", "number_hash"):
        found[person_id].add(bytes(number))
    return {person_id: frozenset(numbers) for person_id, numbers in found.items()}


def _remembering() -> Callable[[str], str]:
    """``sound`` for one pass: each word is turned into its key once, and equal keys are one object."""
    written: dict[str, str] = {}

    def sounded(word: str) -> str:
        if word not in written:
            written[word] = sound(word)
        return written[word]

    return sounded
