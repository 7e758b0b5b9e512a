"""How alike two records are: points for each fact that agrees or differs, and the reasons in words. No queries.

A point is one bit: two records that agree by chance once in 2ⁿ gain n. So a rare surname says more than Quispe, and
what frequent names leave open the date of birth decides (the model of Fellegi and Sunter). The limits below were chosen
on a made-up set whose truth is known; ``docs/duplicates.md`` has the figures.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import log2
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler

from cases.duplicates.reasons import PairReason as Why
from cases.likeness import NEAR
from cases.sound import sound, words

PAIR = 14  # points from which the nightly look keeps a pair, among PAIR_AMONG people
PAIR_AMONG = 20_000
LIKELY = 22  # points from which the screen says "muy parecida" and a new intake stops to ask
TYPED = 11  # points from which somebody is shown while an intake is typed: a look costs little there

MOST_RARE = 13.0  # points: one in 8,000; rarer than that says no more
PEOPLE_ASSUMED = 2000  # of a small office everybody is rare; the shares of names settle with so many people
SHARE_ASSUMED = 1 / 700
SHORTEST_MISHEARD = 4
MISHEARD_LETTERS = 2
FEW_DAYS = 31
SEXES = {"F", "M"}

Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Described:
    """What is compared of a person. Surnames and names as they sound; ``_written`` the same as they are spelt."""

    paternal: str = ""
    maternal: str = ""
    given: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    paternal_written: str = ""
    maternal_written: str = ""
    given_written: tuple[str, ...] = ()
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str = ""
    documents: frozenset[bytes] = field(default_factory=frozenset)


class Comparison(NamedTuple):
    points: float
    reasons: tuple[Why, ...]


def described(
    *,
    paternal_surname: str = "",
    maternal_surname: str = "",
    given_names: str = "",
    preferred_name: str = "",
    birth_date: date | None = None,
    birth_year: int | None = None,
    sex: str = "",
    documents: frozenset[bytes] = frozenset(),
    sounded: Callable[[str], str] = sound,
) -> Described:
    """Of names as they are written. A surname by marriage ("de Flores") says nothing of the mother's."""
    paternal = words(paternal_surname)
    maternal = () if _is_by_marriage(maternal_surname) else words(maternal_surname)
    given = words(given_names)
    return Described(
        paternal=_joined(paternal, sounded),
        maternal=_joined(maternal, sounded),
        given=tuple(filter(None, map(sounded, given))),
        called=tuple(filter(None, map(sounded, words(preferred_name)))),
        paternal_written=" ".join(paternal),
        maternal_written=" ".join(maternal),
        given_written=given,
        birth_date=birth_date,
        birth_year=birth_date.year if birth_date else birth_year,
        sex=sex,
        documents=documents,
    )


def rarity(count: int, people: int) -> float:
    """Points of a name that ``count`` of ``people`` bear."""
    share = (count + PEOPLE_ASSUMED * SHARE_ASSUMED) / (people + PEOPLE_ASSUMED)
    return min(MOST_RARE, -log2(min(share, 1.0)))


def least_of_a_pair(people: int) -> float:
    """Points from which a pair is kept: twice the people, twice as many who are alike by chance, one point more."""
    return PAIR + max(0.0, log2(max(people, 1) / PAIR_AMONG))


def compare(one: Described, other: Described, rare: Rarity) -> Comparison:
    """Points and reasons, those that speak for it first."""
    parts = (
        _documents(one, other),
        _surnames(one, other, rare),
        _names(one, other, rare),
        _births(one, other),
        _sexes(one, other),
    )
    reasons = [reason for _points, found in parts for reason in found]
    return Comparison(sum(points for points, _found in parts), tuple(sorted(reasons, key=_ORDER.__getitem__)))


_ORDER = {reason: place for place, reason in enumerate(Why)}
_NOTHING = (0.0, ())


def _is_by_marriage(surname: str) -> bool:
    start = surname.strip().casefold().split()
    return len(start) == 2 and start[0] == "de"


def _joined(parts: tuple[str, ...], sounded) -> str:
    return "".join(map(sounded, parts))


def _documents(one: Described, other: Described) -> tuple[float, tuple[Why, ...]]:
    if not one.documents or not other.documents:
        return _NOTHING
    if one.documents & other.documents:
        return 22.0, (Why.DOCUMENT,)
    return -2.0, (Why.OTHER_DOCUMENT,)


# Surnames --------------------------------------------------------------------------------------------------------

_SAME, _SPELT, _NEAR_KIND, _OTHER, _UNKNOWN = range(5)


def _surnames(one: Described, other: Described, rare: Rarity) -> tuple[float, tuple[Why, ...]]:
    straight = (
        _surname(one.paternal, one.paternal_written, other.paternal, other.paternal_written, rare),
        _surname(one.maternal, one.maternal_written, other.maternal, other.maternal_written, rare),
    )
    points = straight[0][0] + straight[1][0]
    if straight[0][1] in (_OTHER, _UNKNOWN):
        turned = (
            _surname(one.paternal, one.paternal_written, other.maternal, other.maternal_written, rare),
            _surname(one.maternal, one.maternal_written, other.paternal, other.paternal_written, rare),
        )
        crossed = turned[0][0] + turned[1][0] - 3
        agree = [kind for _points, kind in turned if kind in (_SAME, _SPELT, _NEAR_KIND)]
        if crossed > points and agree:
            other_one = (Why.OTHER_SURNAME,) if _OTHER in (turned[0][1], turned[1][1]) else ()
            return crossed, (Why.SURNAMES_TURNED, *other_one)
    return points, _surname_reasons(straight[0][1], straight[1][1])


def _surname(one: str, one_written: str, other: str, other_written: str, rare: Rarity) -> tuple[float, int]:
    if not one or not other:
        return 0.0, _UNKNOWN
    if one == other:
        is_same = one_written == other_written
        return rare(one) - (0.3 if is_same else 1.0), _SAME if is_same else _SPELT
    if _is_near(one, other):
        return max(1.5, min(rare(one), rare(other)) - 3.5), _NEAR_KIND
    return -4.0, _OTHER


_PATERNAL = {_SAME: Why.PATERNAL, _SPELT: Why.PATERNAL_SPELT, _NEAR_KIND: Why.PATERNAL_NEAR}
_MATERNAL = {_SAME: Why.MATERNAL, _SPELT: Why.MATERNAL_SPELT, _NEAR_KIND: Why.MATERNAL_NEAR}


def _surname_reasons(paternal: int, maternal: int) -> tuple[Why, ...]:
    if paternal == maternal == _SAME:
        return (Why.SURNAMES,)
    if paternal == maternal == _SPELT:
        return (Why.SURNAMES_SPELT,)
    found = [_PATERNAL.get(paternal), _MATERNAL.get(maternal)]
    if _OTHER in (paternal, maternal):
        found.append(Why.OTHER_SURNAME)
    return tuple(filter(None, found))


# Given names -----------------------------------------------------------------------------------------------------


def _names(one: Described, other: Described, rare: Rarity) -> tuple[float, tuple[Why, ...]]:
    if one.given and other.given:
        points, same, near = _matched(one.given, other.given, rare)
        if same or near:
            return points, (_given_reason(one, other, same),)
        called = _called(one, other, rare)
        return (called[0] - 2.5, called[1]) if called[0] else (-9.0, (Why.OTHER_GIVEN,))
    return _called(one, other, rare)


def _matched(one: tuple[str, ...], other: tuple[str, ...], rare: Rarity) -> tuple[float, int, int]:
    """Points, names that are the same and names that resemble each other; each name once."""
    left, points, same, near = list(other), 0.0, 0, 0
    unmatched = []
    for name in one:
        if name in left:
            left.remove(name)
            points, same = points + rare(name) - 0.7, same + 1
        else:
            unmatched.append(name)
    strangers = 0
    for name in unmatched:
        alike = next((each for each in left if _is_near(name, each)), None)
        if alike is None:
            strangers += 1
        else:
            left.remove(alike)
            points, near = points + max(1.0, min(rare(name), rare(alike)) - 3.5), near + 1
    return min(16.0, points) - 2.0 * min(strangers, len(left)), same, near


def _given_reason(one: Described, other: Described, same: int) -> Why:
    if same == len(one.given) == len(other.given):
        return Why.GIVEN if one.given_written == other.given_written else Why.GIVEN_SPELT
    return Why.GIVEN_SOME if same else Why.GIVEN_NEAR


def _called(one: Described, other: Described, rare: Rarity) -> tuple[float, tuple[Why, ...]]:
    """How she is called against every name of the other; a nickname is shared by many."""
    mine, theirs = {*one.called, *one.given}, {*other.called, *other.given}
    shared = mine & theirs
    if not shared:
        return _NOTHING
    return min(7.0, 0.7 * max(map(rare, shared))), (Why.CALLED,)


# Dates and sex ---------------------------------------------------------------------------------------------------


def _births(one: Described, other: Described) -> tuple[float, tuple[Why, ...]]:
    if one.birth_date and other.birth_date:
        return _dates(one.birth_date, other.birth_date)
    if one.birth_year is None or other.birth_year is None:
        return _NOTHING
    apart = abs(one.birth_year - other.birth_year)
    if apart <= 1:
        return 2.5, (Why.AGE_NEAR,)
    if apart == 2:
        return 0.5, (Why.AGE_NEAR,)
    return (-2.0 if apart <= 4 else -6.0), (Why.OTHER_BIRTH,)


def _dates(one: date, other: date) -> tuple[float, tuple[Why, ...]]:
    if one == other:
        return 11.5, (Why.BIRTH,)
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return 9.0, (Why.BIRTH_TURNED,)
    same = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    if same == 2 and abs(one.year - other.year) <= 10:
        return 5.5, (Why.BIRTH_PART,)
    if abs((one - other).days) <= FEW_DAYS:
        return 4.0, (Why.BIRTH_NEAR,)
    if one.year == other.year:
        return 0.5, (Why.BIRTH_YEAR,)
    return (-4.0 if abs(one.year - other.year) <= 1 else -7.0), (Why.OTHER_BIRTH,)


def _sexes(one: Described, other: Described) -> tuple[float, tuple[Why, ...]]:
    if one.sex != other.sex and {one.sex, other.sex} == SEXES:
        return -7.0, (Why.OTHER_SEX,)
    return _NOTHING


@lru_cache(maxsize=1 << 17)
def _is_near(one: str, other: str) -> bool:
    """Whether one key may be the other misheard or mistyped; short names are never."""
    if min(len(one), len(other)) < SHORTEST_MISHEARD or abs(len(one) - len(other)) > MISHEARD_LETTERS:
        return False
    return JaroWinkler.similarity(one, other) >= NEAR
