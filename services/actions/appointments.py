"""Appointments: made, moved, held, missed, cancelled, each together with its task."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions import add_entry, add_task
from cases.errors import NotPossible
from cases.models import Case, Participation, Person, Task, TimelineEntry
from cases.states import EntryKind, TaskKind
from directory.versions import save_current
from services.free_hours import free_words
from services.models import Appointment, GroupActivity
from services.states import AppointmentState, CancelReason, may_become

_ONE_AT_A_TIME = "appointment_one_at_a_time"


@dataclass(frozen=True)
class Slot:
    """Whose hour it is, from when until when."""

    professional: User
    starts_at: datetime
    ends_at: datetime


class HourTaken(NotPossible):
    """The professional has something else then; the message says which hours of that day are free."""


@told_in_spanish
def make_appointment(
    case: Case,
    slot: Slot,
    *,
    by: User,
    person: Person | None = None,
    service: str = "",
    mode: str = "",
    place: str = "",
) -> Appointment:
    """An hour with somebody of a case, and its task in the professional's work. Raises HourTaken, or NotPossible."""
    if person is not None and not Participation.objects.filter(case=case, person=person).exists():
        raise NotPossible(_("Esa persona no está en el caso."))
    with transaction.atomic():
        made = _take(slot, by, case=case, person=person, service=service, mode=mode, place=place)
        starts = timezone.localtime(slot.starts_at)
        add_task(
            case,
            TaskKind.APPOINTMENT,
            starts.date(),
            due_time=starts.time(),
            assigned_to=slot.professional,
            person=person,
            by=by,
            subject=made,
        )
    return made


def reserve_hours(slot: Slot, *, by: User, activity: GroupActivity | None = None) -> Appointment:
    """Hours for an activity, or kept free of appointments. Raises HourTaken."""
    with transaction.atomic():
        return _take(slot, by, activity=activity)


def _take(slot: Slot, by: User, **about) -> Appointment:
    _refuse_backwards(slot)
    made = Appointment(
        professional=slot.professional,
        office_id=slot.professional.office_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        created_by=by,
        **about,
    )
    with _no_overlap(slot):
        made.save(force_insert=True)
    record_about(by, AuditAction.CREATED, made, fields=["starts_at", "ends_at", "professional"])
    return made


def _refuse_backwards(slot: Slot) -> None:
    if slot.ends_at <= slot.starts_at:
        raise NotPossible(_("Termina antes de empezar: revisa las horas."))


@contextmanager
def _no_overlap(slot: Slot) -> Iterator[None]:
    """The database refuses two appointments at once, however they arrive; this says so in words of the desk."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if _ONE_AT_A_TIME not in str(error):
            raise
        raise HourTaken(_taken_words(slot)) from None


def _taken_words(slot: Slot) -> str:
    hours = free_words(slot.professional, timezone.localdate(slot.starts_at))
    if not hours:
        return _("%(who)s ya tiene esa hora ocupada, y ese día no le queda ninguna libre.") % {"who": slot.professional}
    return _("%(who)s ya tiene esa hora ocupada. Ese día está libre %(hours)s.") % {
        "who": slot.professional,
        "hours": hours,
    }


@told_in_spanish
def move_appointment(appointment: Appointment, slot: Slot, *, by: User, expected_version: int) -> Appointment:
    """Another hour or another professional; its task goes along. Raises StaleVersion, HourTaken or NotPossible."""
    _refuse_backwards(slot)
    with transaction.atomic():
        row = _locked(appointment)
        if not row.is_planned:
            raise NotPossible(_("Solo se cambia de hora una cita por venir."))
        row.professional, row.starts_at, row.ends_at = slot.professional, slot.starts_at, slot.ends_at
        row.office_id = slot.professional.office_id
        with _no_overlap(slot):
            save_current(row, expected_version, ["professional", "office", "starts_at", "ends_at"])
        starts = timezone.localtime(slot.starts_at)
        for task in _tasks(row):
            task.due_on, task.due_time = starts.date(), starts.time()
            given = task.give(slot.professional, by, timezone.now())
            save_current(task, task.version, ["due_on", "due_time", *given])
        record_about(by, AuditAction.CHANGED, row, fields=["professional", "starts_at", "ends_at"])
    return row


def hold_appointment(appointment: Appointment, entry: TimelineEntry, *, by: User) -> None:
    """It took place: ``entry`` tells of it. One that ended otherwise meanwhile stays as it was."""
    with transaction.atomic():
        row = _locked(appointment)
        if not may_become(row.state, AppointmentState.HELD):
            return
        row.state, row.entry = AppointmentState.HELD, entry
        save_current(row, row.version, ["state", "entry"])
        _finish_tasks(row, by)
        record_about(by, AuditAction.CHANGED, row, fields=["state"])


def hold_hours(activity: GroupActivity, *, by: User) -> None:
    """An activity took place: the hours of its professionals are no longer to come."""
    with transaction.atomic():
        for row in Appointment.objects.planned().filter(activity=activity).select_for_update(of=("self",)):
            row.state = AppointmentState.HELD
            save_current(row, row.version, ["state"])
            record_about(by, AuditAction.CHANGED, row, fields=["state"])


@told_in_spanish
def miss_appointment(appointment: Appointment, *, by: User) -> Appointment:
    """She did not come; the case says so. Raises NotPossible before its hour, or once it ended."""
    with transaction.atomic():
        row = _end(appointment, AppointmentState.NO_SHOW)
        if row.starts_at > timezone.now():
            raise NotPossible(_("Esa cita todavía no empieza."))
        save_current(row, row.version, ["state"])
        _finish_tasks(row, by)
        _tell(row, _("No vino a la cita"), by)
        record_about(by, AuditAction.CHANGED, row, fields=["state"])
    return row


@told_in_spanish
def cancel_appointment(appointment: Appointment, reason: str, *, by: User) -> Appointment:
    """It will not take place, and its hour is free again. Raises NotPossible once it ended."""
    with transaction.atomic():
        row = _end(appointment, AppointmentState.CANCELLED)
        row.cancel_reason = reason
        save_current(row, row.version, ["state", "cancel_reason"])
        for task in _tasks(row):
            task.cancelled_at = timezone.now()
            save_current(task, task.version, ["cancelled_at"])
        _tell(row, _("Cita cancelada: %s") % CancelReason(reason).label, by)
        record_about(by, AuditAction.CHANGED, row, fields=["state", "cancel_reason"])
    return row


def _end(appointment: Appointment, state: str) -> Appointment:
    row = _locked(appointment)
    if not may_become(row.state, state):
        raise NotPossible(_("Esa cita ya no está por venir."))
    row.state = state
    return row


def _tell(row: Appointment, headline: str, by: User) -> None:
    if row.case is not None:
        add_entry(row.case, EntryKind.TASK, headline, by=by, person=row.person)


def _locked(appointment: Appointment) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("case__key", "person", "professional")
    return rows.get(pk=appointment.pk)


def _tasks(row: Appointment) -> list[Task]:
    pending = Task.objects.pending().filter(subject_kind=Appointment._meta.label_lower, subject_id=row.pk)
    return list(pending.select_for_update(of=("self",)))


def _finish_tasks(row: Appointment, by: User) -> None:
    for task in _tasks(row):
        task.done_at, task.done_by = timezone.now(), by
        save_current(task, task.version, ["done_at", "done_by"])
