"""Spells: stretches of days in which something is active. A day belongs to a spell by how it ends.

A spell is a pair (start, end): active at the end of each day from ``start`` up to, and not on, ``end``. One that
begins and ends on the same day is kept: it entered and left.
"""

from collections.abc import Iterable
from datetime import date

Spell = tuple[date, date]

ALWAYS = date.min
NEVER_ENDS = date.max


def spells_of(start: date, moves: Iterable[tuple[bool, date]], *, begins_active: bool = True) -> list[Spell]:
    """Spells of something that begins on ``start``; each move says whether it becomes active, and on which day.

    Moves come in the order in which they were written down. One dated before the move it follows counts on that
    move's day: what was written last holds.
    """
    spells: list[Spell] = []
    since, day = (start if begins_active else None), start
    for becomes_active, on in moves:
        day = max(day, on)
        if becomes_active and since is None:
            since = day
        elif not becomes_active and since is not None:
            spells.append((since, day))
            since = None
    if since is not None:
        spells.append((since, NEVER_ENDS))
    return merged(spells)


def merged(spells: Iterable[Spell]) -> list[Spell]:
    """The same days in as few spells as possible, in order: ending and beginning on one day is not ending."""
    result: list[Spell] = []
    for start, end in sorted(spells):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def overlaps(some: list[Spell], others: list[Spell]) -> list[Spell]:
    """The days in both. A spell of a single day survives; two that only touch have no day in common."""
    found = []
    for a in some:
        for b in others:
            start, end = max(a[0], b[0]), min(a[1], b[1])
            if start < end or (start == end and _is_one_day(a, b)):
                found.append((start, end))
    return found


def _is_one_day(a: Spell, b: Spell) -> bool:
    return a[0] == a[1] or b[0] == b[1]


def is_active(spells: Iterable[Spell], on: date) -> bool:
    """Whether one of the spells holds the end of that day."""
    for start, end in spells:  # noqa: SIM110 - asked for every case and month: a generator doubles the time
        if start <= on < end:
            return True
    return False
