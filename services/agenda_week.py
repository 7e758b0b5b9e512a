"""A week of somebody's agenda, as its page shows it; today's part of it for "Mi trabajo"."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from interface.dates import weekday_day
from services.free_hours import Span, taken_between
from services.models import Appointment
from services.states import AppointmentState

# How an appointment that is over looks: tone and icon of its label.
LOOK: dict[str, tuple[str, str]] = {
    AppointmentState.PLANNED: ("rio", "calendario"),
    AppointmentState.HELD: ("selva", "ok"),
    AppointmentState.NO_SHOW: ("tierra", "equis"),
    AppointmentState.CANCELLED: ("gris", "equis"),
}


@dataclass(frozen=True)
class HourLine:
    """``what`` is a code or a word, never a name; ``url`` is "" for hours one may not look into."""

    starts: datetime
    ends: datetime
    what: str
    url: str = ""
    details: str = ""
    appointment: Appointment | None = None

    @property
    def day(self) -> str:
        """ "mar 17 nov"."""
        return weekday_day(self.starts)

    @property
    def look(self) -> tuple[str, str]:
        return LOOK[self.appointment.state]


@dataclass
class Day:
    on: date
    is_today: bool
    lines: list[HourLine] = field(default_factory=list)

    @property
    def title(self) -> str:
        return weekday_day(self.on).capitalize()


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def hour_line(appointment: Appointment) -> HourLine:
    what, details = str(_("Reservado")), ""
    if appointment.activity is not None:
        what, details = appointment.activity.title, str(_("Actividad grupal"))
    elif appointment.case is not None:
        what = appointment.person.code if appointment.person else appointment.case.code
        details = " · ".join(filter(None, [appointment.get_service_display(), appointment.get_mode_display()]))
    starts, ends = timezone.localtime(appointment.starts_at), timezone.localtime(appointment.ends_at)
    address = reverse("services:appointment", args=[appointment.pk])
    return HourLine(starts, ends, what, address, details, appointment)


def week(user: User, whose: User, monday: date) -> list[Day]:
    """Seven days of what ``user`` sees of ``whose`` agenda, and of the rest that it is taken; two queries."""
    since = timezone.make_aware(datetime.combine(monday, time()))
    until = since + timedelta(days=7)
    mine = Appointment.objects.visible_to(user).taking().filter(professional=whose).between(since, until)
    lines = [hour_line(each) for each in mine.for_list()]
    known = {(line.starts, line.ends) for line in lines}
    hidden = [span for span in taken_between(whose, since, until) if span not in known and span[0] >= since]
    lines += [_hidden(span) for span in hidden]
    today = timezone.localdate()
    days = [Day(monday + timedelta(days=number), monday + timedelta(days=number) == today) for number in range(7)]
    for line in sorted(lines, key=lambda each: each.starts):
        days[(line.starts.date() - monday).days].lines.append(line)
    return days


def _hidden(span: Span) -> HourLine:
    return HourLine(span[0], span[1], str(_("Ocupado")), details=str(_("De un caso que no ves")))


def draw_today(user: User) -> tuple[str, dict] | None:
    """The card "Tu agenda de hoy" of "Mi trabajo": by the hour; one query."""
    since = timezone.make_aware(datetime.combine(timezone.localdate(), time()))
    rows = Appointment.objects.visible_to(user).taking().filter(professional=user)
    rows = rows.between(since, since + timedelta(days=1)).for_list()
    return "services/_today_card.html", {"lines": [hour_line(each) for each in rows], "url": reverse("services:agenda")}
