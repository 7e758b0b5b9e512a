"""Who resembles somebody who is being written down right now: found by sound, then compared fact by fact.

What is typed is never logged; the caller writes that a search was made. Of records out of the account's reach only that
there is one is told, and not even that of those whose identity is reserved by law or order.
"""

from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import ngettext

from accounts.acting import matching
from accounts.models import User
from accounts.permissions import Permission
from cases.documents import document_hash
from cases.duplicates.everybody import describe
from cases.duplicates.reasons import AGAINST, PairReason
from cases.duplicates.scoring import FEW_DAYS, LIKELY, TYPED, Comparison, Described, compare, described
from cases.models import Case, Participation, Person
from cases.search import NEVER_TOLD, in_force, names, with_document

MOST_COMPARED = 400
MOST_SHOWN = 4


@dataclass(frozen=True)
class Candidate:
    """Somebody whom the account may see; ``words`` are the reasons, as the screen says them."""

    person_id: UUID
    code: str
    cases: tuple[Case, ...]
    words: tuple[str, ...]
    against: tuple[str, ...]
    is_likely: bool


@dataclass(frozen=True)
class Alike:
    """``elsewhere``: somebody out of this account's reach is very much alike; nothing of her is here."""

    own: tuple[Candidate, ...] = ()
    elsewhere: bool = False

    def __bool__(self) -> bool:
        return bool(self.own) or self.elsewhere

    @property
    def stops(self) -> bool:
        """Whether somebody is so alike that a new record is not made without having looked."""
        return self.elsewhere or any(each.is_likely for each in self.own)


def resembling(
    user: User,
    *,
    paternal_surname: str = "",
    maternal_surname: str = "",
    given_names: str = "",
    preferred_name: str = "",
    document: str = "",
    birth_date: date | None = None,
    birth_year: int | None = None,
    sex: str = "",
) -> Alike:
    """Those who may be the one described, likeliest first; nothing for an account that may not search."""
    if not user.can(Permission.SEARCH_PEOPLE):
        return Alike()
    number = document_hash(document)
    typed = described(
        paternal_surname=paternal_surname,
        maternal_surname=maternal_surname,
        given_names=given_names,
        preferred_name=preferred_name,
        birth_date=birth_date,
        birth_year=birth_year,
        sex=sex,
        documents=frozenset({number} if number else ()),
    )
    name = " ".join([given_names or preferred_name, paternal_surname, maternal_surname])
    found = _compared(typed, _near(typed, name, document))
    visible = set(Person.objects.visible_to(user).filter(pk__in=found).values_list("pk", flat=True))
    own = nlargest(MOST_SHOWN, visible, key=lambda pk: found[pk][0].points)
    hidden = [pk for pk, (comparison, _who) in found.items() if pk not in visible and comparison.points >= LIKELY]
    return Alike(tuple(_candidates(user, own, found, typed)), _is_told(hidden))


Compared = dict[UUID, tuple[Comparison, Described]]


def _near(typed: Described, name: str, document: str) -> list[UUID]:
    """Those worth comparing: the likeliest by sound, and whoever holds the document."""
    heard = names().resembling(name, typed.birth_year, by_two=True)
    likeliest = nlargest(MOST_COMPARED, heard, key=lambda pk: heard[pk].score)
    return [*dict.fromkeys([*with_document(document), *likeliest])]


def _compared(typed: Described, ids: list[UUID]) -> Compared:
    """Person in force → how alike, of her records the likeliest; only who is alike enough to be shown."""
    with matching():
        people = list(describe(ids, with_sex=False))
        led = in_force()
    found: Compared = {}
    for person_id, who in people:
        comparison, now = compare(typed, who, names().rarity_of), led.get(person_id, person_id)
        if comparison.points >= TYPED and (now not in found or comparison.points > found[now][0].points):
            found[now] = comparison, who
    return found


def _candidates(user: User, ids: list[UUID], found: Compared, typed: Described):
    seen = Participation.objects.filter(case__in=Case.objects.visible_to(user)).select_related("case__office")
    parts = Prefetch("participations", seen.order_by("-case__opened_on", "-id"), to_attr="seen")
    people = Person.objects.only("code").prefetch_related(parts).in_bulk(ids)
    for pk in ids:
        comparison, who = found[pk]
        yield Candidate(
            person_id=pk,
            code=people[pk].code,
            cases=tuple(part.case for part in people[pk].seen),
            words=tuple(_words(each, typed, who) for each in comparison.reasons if each not in AGAINST),
            against=tuple(str(each.label) for each in comparison.reasons if each in AGAINST),
            is_likely=comparison.points >= LIKELY,
        )


def _words(reason: PairReason, typed: Described, who: Described) -> str:
    """The reason; two near dates with the days between them, because that is what somebody looks at."""
    if reason not in (PairReason.BIRTH_NEAR, PairReason.BIRTH_PART) or not (typed.birth_date and who.birth_date):
        return str(reason.label)
    apart = (who.birth_date - typed.birth_date).days
    if abs(apart) > FEW_DAYS:
        return str(reason.label)
    if apart < 0:
        return ngettext("nacida %(n)s día antes", "nacida %(n)s días antes", -apart) % {"n": -apart}
    return ngettext("nacida %(n)s día después", "nacida %(n)s días después", apart) % {"n": apart}


def _is_told(hidden: list[UUID]) -> bool:
    if not hidden:
        return False
    told = Person.objects.filter(pk__in=hidden, key__wrapped__isnull=False)
    with matching():
        return told.exclude(participations__case__confidentiality__in=NEVER_TOLD).order_by().exists()
