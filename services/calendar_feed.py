"""An agenda as an iCalendar feed (RFC 5545): codes and hours, because it leaves for a telephone that we do not know.

No name, no service, no place: whoever finds the telephone learns that somebody has an appointment.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from services.models import Appointment
from services.states import AppointmentState


def feed_of(appointments: Iterable[Appointment]) -> bytes:
    """``appointments`` with their case; the cancelled ones too, so that a calendar takes them away."""
    calendar = Calendar()
    calendar.add("prodid", "-//CALP//Agenda//ES")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Agenda"))
    for each in appointments:
        calendar.add_component(_event(each))
    return calendar.to_ical()


def _event(appointment: Appointment) -> Event:
    event = Event()
    event.add("uid", f"{appointment.pk}@calp")
    event.add("dtstamp", appointment.created_at)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("sequence", appointment.version)
    event.add("summary", _summary(appointment))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if appointment.state == AppointmentState.CANCELLED else "CONFIRMED")
    return event


def _summary(appointment: Appointment) -> str:
    if appointment.case is not None:
        return _("Cita %s") % appointment.case.code
    return _("Actividad grupal") if appointment.activity_id else _("Reservado")
