"""Counting working days as the general administrative procedure does.

Source: TUO de la Ley 27444 (DS 004-2019-JUS), arts. 144 and 145. A term starts on the working day after the event
(144.1), excludes days that are not working days in the nation or the region (145.1), and one that would end on such
a day ends on the next working day (145.2). A half day off is a working day here. Courts count alike but skip their
own days (NCPP art. 143.2 and 143.4): load the calendar with ``COURTS``.

Nothing here asks the database except ``HolidayCalendar.load`` and ``HolidayCalendar.ahead``, one query each.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from directory.codelists import HolidayScope
from directory.models import Holiday

ADMINISTRATION = (HolidayScope.NATIONAL, HolidayScope.REGION, HolidayScope.PUBLIC_SECTOR)
COURTS = (HolidayScope.NATIONAL, HolidayScope.REGION, HolidayScope.JUDICIARY)

_DAY = timedelta(days=1)
_SATURDAY = 5


class OutsideCalendar(ValueError):
    """A day was asked for that the calendar has not loaded; counting on would silently forget holidays."""


@dataclass(frozen=True)
class HolidayCalendar:
    """Days off on weekdays from ``first`` to ``last``, both included, as pairs (INEI code or "", day)."""

    first: date
    last: date
    days_off: frozenset[tuple[str, date]]

    @classmethod
    def of(cls, first: date, last: date, days: Iterable[tuple[str | None, date]]) -> "HolidayCalendar":
        """From pairs (place code, or None for everywhere, and day)."""
        weekdays = ((place or "", day) for place, day in days if day.weekday() < _SATURDAY)
        return cls(first, last, frozenset(weekdays))

    @classmethod
    def load(cls, first: date, last: date, *, scopes: Iterable[str] = ADMINISTRATION) -> "HolidayCalendar":
        """The days off of every place between two dates, in one query: it serves a whole list of cases."""
        rows = Holiday.objects.counted().filter(date__range=(first, last), scope__in=scopes)
        return cls.of(first, last, rows.values_list("place_id", "date"))

    @classmethod
    def ahead(cls, start: date, days: int, *, scopes: Iterable[str] = ADMINISTRATION) -> "HolidayCalendar":
        """A calendar that holds any term of up to ``days`` working days from ``start``; two months to spare."""
        return cls.load(start, start + timedelta(days=days * 2 + 62), scopes=scopes)

    def off_in(self, place_code: str | None) -> frozenset[date]:
        """Days off in a place: the nation's, and those of its region, province and district."""
        places = {"", *((place_code or "")[:length] for length in (2, 4, 6))}
        return frozenset(day for place, day in self.days_off if place in places)

    def require(self, *days: date) -> None:
        """Raise OutsideCalendar unless all ``days`` were loaded."""
        for day in days:
            if not self.first <= day <= self.last:
                raise OutsideCalendar(f"{day} is outside {self.first} to {self.last}.")


def is_working_day(day: date, *, place_code: str | None, on: HolidayCalendar) -> bool:
    """Neither weekend nor day off in the nation, the region, the province or the district of ``place_code``."""
    on.require(day)
    return day.weekday() < _SATURDAY and day not in on.off_in(place_code)


def next_working_day(day: date, *, place_code: str | None, on: HolidayCalendar) -> date:
    """``day`` itself if it is a working day, otherwise the first one after it (art. 145.2)."""
    while not is_working_day(day, place_code=place_code, on=on):
        day += _DAY
    return day


def add_working_days(start: date, days: int, *, place_code: str | None, on: HolidayCalendar) -> date:
    """The last day of a term of ``days`` working days whose event happened on ``start`` (arts. 144.1 and 145.1).

    ``start`` is never counted. With 0 days, the term ends on ``start`` or the next working day. Raises ValueError
    for a negative number and OutsideCalendar when the calendar is too short.
    """
    if days < 0:
        raise ValueError("A term has no negative days.")
    day = start if days else next_working_day(start, place_code=place_code, on=on)
    for _each in range(days):
        day = next_working_day(day + _DAY, place_code=place_code, on=on)
    return day


def working_days_between(a: date, b: date, *, place_code: str | None, on: HolidayCalendar) -> int:
    """Working days after ``a`` and up to ``b``: 0 on the same day, 1 on the next working day.

    Negative when ``b`` comes first, so that ``working_days_between(due, today)`` is how late it is, and the sign
    alone says whether it is late. Raises OutsideCalendar when the calendar does not hold both days.
    """
    if b < a:
        return -working_days_between(b, a, place_code=place_code, on=on)
    on.require(a, b)
    return _weekdays_between(a, b) - sum(a < day <= b for day in on.off_in(place_code))


def _weekdays_between(a: date, b: date) -> int:
    """Days from Monday to Friday after ``a`` and up to ``b``."""
    weeks, rest = divmod((b - a).days, 7)
    return weeks * 5 + sum((a + _DAY * ahead).weekday() < _SATURDAY for ahead in range(1, rest + 1))


def first_working_day(year: int, month: int, *, place_code: str | None, on: HolidayCalendar) -> date:
    """The first working day of a month, when the monthly report is made."""
    return next_working_day(date(year, month, 1), place_code=place_code, on=on)


def due_on(start: date, days: int, *, place_code: str | None) -> date:
    """``add_working_days`` with a calendar of its own, for one term; lists load one calendar for all rows."""
    return add_working_days(start, days, place_code=place_code, on=HolidayCalendar.ahead(start, days))
