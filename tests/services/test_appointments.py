"""The agenda: one hour, one thing; an appointment and its task are one."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from accounts.acting import acting
from cases.errors import NotPossible
from cases.models import Task
from cases.states import TaskKind
from directory.codelists import Confidentiality
from services.actions.appointments import (
    HourTaken,
    Slot,
    cancel_appointment,
    make_appointment,
    miss_appointment,
    move_appointment,
    reserve_hours,
)
from services.free_hours import free_words
from services.models import Appointment, Attention
from services.states import AppointmentState, CancelReason

pytestmark = pytest.mark.django_db
DAY = date(2030, 5, 14)


def at(hour, minute=0, day=DAY):
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def slot(who, first, last, day=DAY):
    return Slot(who, at(first, day=day), at(last, day=day))


@pytest.fixture
def appointment(case, person, milagros, rosa):
    return make_appointment(case, slot(milagros, 10, 11), by=rosa, person=person, service="THERAPY_INDIV")


def its_task(appointment):
    return Task.objects.get(subject_id=appointment.pk)


def test_two_never_share_a_moment_and_the_refusal_names_what_is_free(case, person, appointment, milagros, rosa):
    for first, last in ((10, 11), (9, 12), (9, 11)):
        with pytest.raises(HourTaken) as refusal:
            make_appointment(case, slot(milagros, first, last), by=rosa, person=person)
    assert refusal.value.message == (
        "Milagros V. ya tiene esa hora ocupada. Ese día está libre de 08:00 a 10:00, de 11:00 a 18:00."
    )
    assert (Appointment.objects.count(), Task.objects.filter(kind=TaskKind.APPOINTMENT).count()) == (1, 1)
    reserve_hours(slot(milagros, 11, 18), by=milagros)  # who ends at eleven leaves eleven free
    make_appointment(case, slot(rosa, 10, 11), by=rosa, person=person)  # another's hour
    assert free_words(milagros, DAY) == "de 08:00 a 10:00"


def test_an_hour_is_taken_also_for_whoever_may_not_see_of_what(case, appointment, milagros, elmer):
    case.confidentiality = Confidentiality.SEALED
    case.save()
    with acting(elmer):
        assert not Appointment.objects.exists()
        assert free_words(milagros, DAY) == "de 08:00 a 10:00, de 11:00 a 18:00"
        with pytest.raises(HourTaken):
            reserve_hours(slot(milagros, 10, 12), by=elmer)


def test_the_task_is_made_moved_and_ended_with_it(case, person, appointment, milagros, rosa):
    task = its_task(appointment)
    assert (task.due_on, task.due_time, task.assigned_to, task.person) == (DAY, time(10), milagros, person)
    move_appointment(appointment, slot(rosa, 15, 16), by=rosa, expected_version=1)
    task = its_task(appointment)
    assert (task.due_time, task.assigned_to) == (time(15), rosa)
    cancel_appointment(appointment, CancelReason.HER_REQUEST, by=rosa)
    assert its_task(appointment).cancelled_at
    assert case.timeline.order_by("-recorded_at").first().headline == "Cita cancelada: Ella pidió otro día o no puede"
    reserve_hours(slot(rosa, 15, 16), by=rosa)  # its hour is free again
    with pytest.raises(NotPossible):
        cancel_appointment(appointment, CancelReason.MISTAKE, by=rosa)
    assert Appointment.objects.get(pk=appointment.pk).cancel_reason == CancelReason.HER_REQUEST


def test_she_did_not_come_only_after_its_hour(case, person, milagros, appointment):
    with pytest.raises(NotPossible):
        miss_appointment(appointment, by=milagros)
    assert Appointment.objects.get().state == AppointmentState.PLANNED
    past = make_appointment(case, slot(milagros, 9, 10, day=date(2026, 3, 2)), by=milagros, person=person)
    assert miss_appointment(past, by=milagros).state == AppointmentState.NO_SHOW
    assert its_task(past).done_by == milagros and case.timeline.filter(kind="TASK").exists()
    assert not Attention.objects.exists()
