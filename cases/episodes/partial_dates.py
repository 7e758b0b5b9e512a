"""Days as people remember them: "15/06/2025", "06/2025", "junio de 2025" or "2025". Pure: no rows, no forms.

A remembered time is stored as the first day that it may have been, with how exactly it is known; where it ends
something, as the last day.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from cases.episode_lists import Precision
from interface import dates

_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "setiembre", "octubre", "noviembre", "diciembre"),
)
_YEAR = re.compile(r"(\d{4})")
_MONTH = re.compile(r"(\d{1,2})[\s./-]+(\d{4})")
_MONTH_IN_WORDS = re.compile(r"([a-zé]+)(?:\s+de|\s+del)?\s+(\d{4})")
_DAY = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})")
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})")
FIRST_YEAR = 1930


@dataclass(frozen=True)
class Remembered:
    """``first`` to ``last``: the days that it may have been."""

    first: date
    precision: str

    @property
    def last(self) -> date:
        if self.precision == Precision.YEAR:
            return date(self.first.year, 12, 31)
        if self.precision == Precision.MONTH:
            return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])
        return self.first

    def typed(self) -> str:
        """As it is typed again: "15/06/2025", "06/2025", "2025"."""
        parts = f"{self.first.day:02d}/{self.first.month:02d}/{self.first.year}"
        return parts[{Precision.DAY: 0, Precision.MONTH: 3, Precision.YEAR: 6}[self.precision] :]


def remembered(day: date | None, precision: str) -> Remembered | None:
    """Of two stored columns, whichever end of the time they keep; None when it is unknown or was not asked."""
    if day is None or precision not in (Precision.DAY, Precision.MONTH, Precision.YEAR):
        return None
    first = {Precision.DAY: day, Precision.MONTH: day.replace(day=1), Precision.YEAR: day.replace(month=1, day=1)}
    return Remembered(first[precision], precision)


def read(text: str) -> Remembered:
    """What somebody typed. Raises ValueError for what is no day, month or year from 1930 on."""
    words = " ".join(text.lower().split())
    for pattern, take in ((_DIGITS, _day), (_DAY, _day), (_MONTH, _month), (_MONTH_IN_WORDS, _named), (_YEAR, _year)):
        if match := pattern.fullmatch(words):
            found = take(*match.groups())
            if found.first.year < FIRST_YEAR:
                raise ValueError("too long ago")
            return found
    raise ValueError("no day, month or year")


def words(day: date | None, precision: str) -> str:
    """ "15 jun 2025", "junio de 2025", "2025"; "no se sabe cuándo" where it was asked; "" where it was not."""
    if precision == Precision.UNKNOWN:
        return str(Precision.UNKNOWN.label).lower()
    known = remembered(day, precision)
    if known is None:
        return ""
    if precision == Precision.DAY:
        return dates.day(known.first)
    return dates.in_sentence(dates.month(known.first)) if precision == Precision.MONTH else str(known.first.year)


def _day(day, month, year):
    return Remembered(date(int(year), int(month), int(day)), Precision.DAY)


def _month(month, year):
    return Remembered(date(int(year), int(month), 1), Precision.MONTH)


def _named(name, year):
    name = "setiembre" if name == "septiembre" else name
    return _month(_MONTHS.index(name) + 1, year)  # ValueError for what is no month


def _year(year):
    return Remembered(date(int(year), 1, 1), Precision.YEAR)
