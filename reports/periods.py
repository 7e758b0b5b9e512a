"""Periods of a report: both days included, as people say them."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from interface import dates

MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class Period:
    """From the beginning of ``first`` to the end of ``last``, in Lima's time. Raises ValueError when reversed."""

    first: date
    last: date

    def __post_init__(self):
        if self.last < self.first:
            raise ValueError("A period ends after it begins.")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def is_month(self) -> bool:
        """Exactly one calendar month."""
        return self == month_of(self.first)

    @property
    def start(self) -> datetime:
        """The first moment."""
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def end(self) -> datetime:
        """The last moment, to the second."""
        return timezone.make_aware(datetime.combine(self.last, time(23, 59, 59)))

    def cutoff(self, now: datetime) -> datetime:
        """The moment whose state is told: the period's end, or ``now`` while the period has not ended."""
        return min(self.end, now)

    @property
    def slug(self) -> str:
        """2026-10 for a month, 2026-10-01_2026-12-31 for anything else: goes in names of files."""
        if self.is_month:
            return f"{self.first:%Y-%m}"
        return f"{self.first:%Y-%m-%d}_{self.last:%Y-%m-%d}"

    @property
    def name(self) -> str:
        """Octubre de 2026, or the two days."""
        return dates.month(self.first) if self.is_month else self.days

    @property
    def days(self) -> str:
        """1 oct 2026 al 31 oct 2026."""
        return _("%(first)s al %(last)s") % {"first": dates.day(self.first), "last": dates.day(self.last)}


def month_of(day: date) -> Period:
    """The whole calendar month of ``day``."""
    return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def month_before(day: date) -> Period:
    """The whole calendar month before that of ``day``."""
    return month_of(day.replace(day=1) - timedelta(days=1))


def month_ends(last: date, count: int = MONTHS_OF_A_YEAR) -> list[date]:
    """``count`` days, oldest first: the ends of the months before, and ``last`` itself."""
    days = [last]
    while len(days) < count:
        days.append(month_before(days[-1]).last)
    return days[::-1]
