"""When nobody works: by night, and on the nation's holidays. Hours are Lima's."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from directory.codelists import HolidayScope
from directory.models import Holiday

NIGHT_BEGINS, NIGHT_ENDS = 22, 6
Window = tuple[datetime, datetime]


@dataclass(frozen=True)
class OffHours:
    """The nights, and the holidays between two moments."""

    holidays: frozenset[date]

    @classmethod
    def load(cls, first: datetime, last: datetime) -> "OffHours":
        """One query."""
        return cls(frozenset(_holidays(timezone.localdate(first), timezone.localdate(last))))

    def window_of(self, at: datetime) -> Window | None:
        """The night (22:00 to 06:00) or else the holiday that a moment belongs to; None while people work."""
        local = timezone.localtime(at)
        if local.hour >= NIGHT_BEGINS or local.hour < NIGHT_ENDS:
            evening = local.date() if local.hour >= NIGHT_BEGINS else local.date() - timedelta(days=1)
            return _moment(evening, NIGHT_BEGINS), _moment(evening + timedelta(days=1), NIGHT_ENDS)
        if local.date() in self.holidays:
            return _moment(local.date(), 0), _moment(local.date() + timedelta(days=1), 0)
        return None


def off_hours(column: str = "at") -> Q:
    """The same as a condition on a moment, for lists; the holidays by a subquery."""
    is_night = Q(**{f"{column}__hour__gte": NIGHT_BEGINS}) | Q(**{f"{column}__hour__lt": NIGHT_ENDS})
    return is_night | Q(**{f"{column}__date__in": _national().values("date")})


def _holidays(first: date, last: date):
    return _national().filter(date__range=(first, last)).values_list("date", flat=True)


def _national():
    return Holiday.objects.counted().filter(scope=HolidayScope.NATIONAL)


def _moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
