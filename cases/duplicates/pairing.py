"""Which of everybody may be the same person: candidates by what two records share, then compared one by one.

Nobody is compared with everybody. Records meet where they share a key (``_keys``), and a key that too many share is
left to the finer ones, so that the work grows with the number of people and not with its square.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from cases.duplicates.reasons import PairReason
from cases.duplicates.scoring import Described, Rarity, compare, least_of_a_pair, rarity

MOST_UNDER_ONE_KEY = 400


class Found(NamedTuple):
    """A pair, the smaller id first. ``points`` as ``scoring`` counts them."""

    first: UUID
    second: UUID
    points: int
    reasons: tuple[PairReason, ...]


def pairs_among(people: Mapping[UUID, Described], least: float | None = None) -> Iterator[Found]:
    """Every pair of ``people`` that shares a key and has at least ``least`` points, each once.

    Without ``least``: as many as so many people ask for (``least_of_a_pair``).
    """
    least = least_of_a_pair(len(people)) if least is None else least
    ids = sorted(people)
    records = [people[each] for each in ids]
    rare = rarities(records)
    holders = _holders(records)
    ageless = {place for place, record in enumerate(records) if record.birth_year is None}
    for place, record in enumerate(records):
        met = _meeting(place, record, holders)
        if ageless:
            met |= _meeting_ageless(place, record, holders, ageless)
        for other in sorted(met):
            found = compare(record, records[other], rare)
            if found.points >= least:
                yield Found(ids[other], ids[place], round(found.points), found.reasons)


def rarities(records: list[Described]) -> Rarity:
    """How rare each name is among these people; a surname and a given name that sound alike are counted together."""
    bearers = Counter()
    for record in records:
        bearers.update({record.paternal, record.maternal, *record.given, *record.called} - {""})
    known = {name: rarity(count, len(records)) for name, count in bearers.items()}
    unknown = rarity(0, len(records))
    return lambda name: known.get(name, unknown)


def _holders(records: list[Described]) -> dict[tuple, list[int]]:
    holders = defaultdict(list)
    for place, record in enumerate(records):
        for key in {*_keys(record), *_loose_keys(record)}:
            holders[key].append(place)
    return {key: places for key, places in holders.items() if 1 < len(places) <= MOST_UNDER_ONE_KEY}


def _meeting(place: int, record: Described, holders: dict[tuple, list[int]]) -> set[int]:
    """Those before this one in the list who share a key with it."""
    met = set()
    for key in _keys(record):
        for other in holders.get(key, ()):
            if other >= place:
                break
            met.add(other)
    return met


def _meeting_ageless(place: int, record: Described, holders: dict[tuple, list[int]], ageless: set[int]) -> set[int]:
    """Those with a name and a surname in common, where one of the two has no age at all."""
    met = set()
    for key in _loose_keys(record):
        places = holders.get(key, ())
        met.update(other for other in places if other < place and (record.birth_year is None or other in ageless))
    return met


def _keys(record: Described) -> set[tuple]:
    """What two records of one person usually share at least one of, whatever was mistyped."""
    keys = {("document", number) for number in record.documents}
    surnames = sorted({record.paternal, record.maternal} - {""})
    names = {*record.given, *record.called}
    if len(surnames) == 2:
        keys.add(("surnames", *surnames))
    if record.birth_date:
        keys.add(("day", *_unordered(record.birth_date)))
    for name in names:
        for year in _years(record):
            keys.update(("name, start and year", name, surname[:2], year) for surname in surnames)
    for year in _years(record):
        keys.update(("surname, start and year", surname, name[:2], year) for surname in surnames for name in names)
    return keys


def _loose_keys(record: Described) -> set[tuple]:
    """A name and a surname: enough only where no age parts the many who share them."""
    names, surnames = {*record.given, *record.called}, {record.paternal, record.maternal} - {""}
    return {("name and surname", name, surname) for name in names for surname in surnames}


def _unordered(day: date) -> tuple[int, int, int]:
    """Day and month in one order, because they are confused."""
    return day.year, min(day.day, day.month), max(day.day, day.month)


def _years(record: Described) -> tuple[int, ...]:
    """The year of birth, and its neighbours where it only follows from an age."""
    if record.birth_year is None:
        return ()
    if record.birth_date:
        return (record.birth_year,)
    return record.birth_year - 1, record.birth_year, record.birth_year + 1
