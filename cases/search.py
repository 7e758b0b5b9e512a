"""Is she already here? People found by a name as it sounds, a document number or a code.

What is asked for is never logged; the caller writes that a search was made.
"""

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from rapidfuzz.distance import JaroWinkler

from accounts.acting import matching
from accounts.models import User
from accounts.permissions import Permission
from cases.codes import case_code_like, person_code_like
from cases.documents import document_hash
from cases.likeness import Likeness, Reason, Strength
from cases.models import Case, IdentityDocument, Participation, Person
from cases.name_index import SEALED_COLUMNS, NameIndex, birth_year_of
from cases.sound import words
from directory.codelists import Confidentiality
from vault.errors import SealBroken

logger = logging.getLogger(__name__)

MOST_CONSIDERED = 5000  # of thousands who share one frequent surname, the likeliest are looked at
NEVER_TOLD = (Confidentiality.IDENTITY_RESERVED, Confidentiality.SEALED)


_INDEX = NameIndex()


@dataclass(frozen=True)
class Match:
    """One line of the results. ``elsewhere``: a record this account may not see; nothing of it is here."""

    strength: Strength
    reasons: tuple[Reason, ...]
    elsewhere: bool
    person_id: UUID | None = None
    code: str = ""
    cases: tuple[Case, ...] = ()
    birth_year: int | None = None
    is_birth_year_stated: bool = False

    @property
    def case_codes(self) -> tuple[str, ...]:
        return tuple(case.code for case in self.cases)

    @property
    def words(self) -> tuple[str, ...]:
        """The reasons as the screen says them; the year of birth only of somebody the account may see."""
        told = [str(reason.label) for reason in self.reasons if reason != Reason.SAME_YEAR or not self.birth_year]
        if self.birth_year:
            born = _("nació hacia %(year)s") if self.is_birth_year_stated else _("nació en %(year)s")
            told.append(born % {"year": self.birth_year})
        return tuple(told)


def find_people(
    user: User, name: str = "", document: str = "", code: str = "", birth_year: int | None = None, limit: int = 20
) -> list[Match]:
    """People who may be the one described, likeliest first; empty for an account that may not search.

    A name is compared by sound, in any order of its words; a year of birth alone finds nobody. Codes may be
    shortened: "45" is case 45 of the account's own office. Of records outside the account's reach only those are told
    where two facts agree, never by code, and never those whose identity is reserved by law or order.
    """
    if not user.can(Permission.SEARCH_PEOPLE):
        return []
    found = _INDEX.resembling(name, birth_year)
    for person_id in with_document(document):
        found[person_id] = _certain(Reason.DOCUMENT, found.get(person_id))
    by_code = set(_by_code(user, code))
    found, by_code = _in_force(found, by_code)
    for person_id in by_code:
        found[person_id] = _certain(Reason.CODE, found.get(person_id))
    likeliest = nlargest(MOST_CONSIDERED, found, key=lambda person_id: found[person_id].score)
    visible = set(Person.objects.visible_to(user).filter(pk__in=likeliest).values_list("pk", flat=True))
    elsewhere = [pk for pk in likeliest if pk not in visible and found[pk].is_telling and pk not in by_code]
    own = [pk for pk in likeliest if pk in visible]
    matches = _own_matches(user, own[: 3 * limit], found, name) + _elsewhere_matches(elsewhere[: 3 * limit], found)
    matches.sort(key=lambda ranked: ranked[0], reverse=True)
    return [match for _rank, match in matches[:limit]]


def names() -> NameIndex:
    """This process's memory of how everybody's names sound."""
    return _INDEX


def keep_names() -> None:
    """Begin to keep the names of everybody in this process's memory, in a thread that ends with it."""
    threading.Thread(target=_INDEX.keep, name="names", daemon=True).start()


def forget_names() -> None:
    """Empty this process's memory of sound keys; it fills again at the next search."""
    _INDEX.forget()


def in_force() -> dict[UUID, UUID]:
    """Those who were joined to another record → the person in force. Asked inside ``matching``."""
    joined = Person.objects.filter(merged_into__isnull=False).order_by()
    return dict(joined.values_list("pk", "merged_into_id"))


def _in_force(found: dict[UUID, Likeness], by_code: set[UUID]) -> tuple[dict[UUID, Likeness], set[UUID]]:
    """Whoever was joined to another record is found as that one, by what either said."""
    with matching():
        led = in_force()
    if not led:
        return found, by_code
    likeliest: dict[UUID, Likeness] = {}
    for person_id, likeness in found.items():
        now = led.get(person_id, person_id)
        if now not in likeliest or likeness.score > likeliest[now].score:
            likeliest[now] = likeness
    return likeliest, {led.get(person_id, person_id) for person_id in by_code}


def _certain(reason: Reason, before: Likeness | None) -> Likeness:
    others = before.reasons if before else ()
    return Likeness(Strength.VERY, (reason, *others), 100 + (before.score if before else 0))


def with_document(document: str) -> Iterable[UUID]:
    """Whoever holds a document of this number, found by its keyed hash, whoever may see her."""
    number = document_hash(document)
    if not number:
        return ()
    with matching():
        holders = IdentityDocument.objects.filter(number_hash=number).order_by()
        return list(holders.values_list("person_id", flat=True))


def _by_code(user: User, code: str) -> Iterable[UUID]:
    """People of visible cases only: a code that exists elsewhere is not confirmed."""
    case_like = case_code_like(code, user.office.code if user.office_id else "")
    person_like = person_code_like(code)
    if case_like:
        cases = Case.objects.visible_to(user).filter(case_like)
        yield from Participation.objects.filter(case__in=cases).values_list("person_id", flat=True)
    if person_like:
        yield from Person.objects.visible_to(user).filter(person_like).values_list("pk", flat=True)
        joined = Person.objects.filter(person_like, merged_into__in=Person.objects.visible_to(user).values("pk"))
        yield from joined.values_list("pk", flat=True)


def _own_matches(user: User, ids: list[UUID], found: dict[UUID, Likeness], name: str) -> list[tuple[tuple, Match]]:
    """Ranked matches of people the account may see; equal likeness is decided by how the name is written."""
    seen = Participation.objects.filter(case__in=Case.objects.visible_to(user)).select_related("case__office")
    people = (
        Person.objects.filter(pk__in=ids, key__wrapped__isnull=False)
        .select_related("key")
        .prefetch_related(Prefetch("participations", seen.order_by("-case__opened_on", "-id"), to_attr="seen"))
    )
    asked = words(name)
    return [
        ((found[person.pk].score, True, _spelling(asked, person)), _match(person, found[person.pk]))
        for person in people
    ]


def _match(person: Person, likeness: Likeness) -> Match:
    year, is_stated = birth_year_of(person.birth_date, person.stated_age, person.stated_on)
    return Match(
        strength=likeness.strength,
        reasons=likeness.reasons,
        elsewhere=False,
        person_id=person.pk,
        code=person.code,
        cases=tuple(participation.case for participation in person.seen),
        birth_year=year,
        is_birth_year_stated=is_stated,
    )


def _elsewhere_matches(ids: list[UUID], found: dict[UUID, Likeness]) -> list[tuple[tuple, Match]]:
    told = Person.objects.filter(pk__in=ids, key__wrapped__isnull=False)
    told = told.exclude(participations__case__confidentiality__in=NEVER_TOLD)
    with matching():
        told = list(told.values_list("pk", flat=True))
    return [
        ((found[pk].score, False, 0.0), Match(found[pk].strength, found[pk].reasons, elsewhere=True)) for pk in told
    ]


def _spelling(asked: tuple[str, ...], person: Person) -> float:
    """How alike the names are written, 0 to 1."""
    try:
        known = words(" ".join(getattr(person, column) for column in SEALED_COLUMNS))
    except SealBroken:
        logger.error("Search: a seal of person %s is broken", person.pk)
        return 0.0
    if not asked or not known:
        return 0.0
    return sum(max(JaroWinkler.similarity(word, other) for other in known) for word in asked) / len(asked)
