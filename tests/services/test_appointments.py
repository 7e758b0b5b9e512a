"""The agenda: one hour, one thing; an appointment and its task are one."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.acting import acting
from accounts.models import User
from cases.actions.caseload import hand_over_caseload
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
from services.models import Appointment, Attention, CalendarAddress
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


# On the screen ---------------------------------------------------------------------------------------------


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def form(who, day, hour="10:00", **told):
    return {
        "professional": who.pk,
        "on": day.strftime("%d/%m/%Y"),
        "at": hour,
        "minutes": "60",
        "mode": "IN_PERSON",
        "place": "CENTRE",
        "idempotency_key": uuid4(),
    } | told


def test_from_the_case_to_the_agenda_and_a_second_one_is_refused_with_all_that_was_typed(
    case, person, rosa, sign_in, tomorrow
):
    client, page = sign_in(rosa), reverse("services:appointment_new", args=[case.pk])
    assert page in client.get(case.get_absolute_url()).content.decode()
    told = form(rosa, tomorrow, person=person.pk, service="FOLLOW_UP")
    made = client.post(page, told)
    assert (made.status_code, client.post(page, told).url) == (302, made.url)
    again = client.post(page, form(rosa, tomorrow, "10:30", person=person.pk))
    assert (again.status_code, Appointment.objects.count()) == (422, 1)
    text = again.content.decode()
    assert "Ese día está libre de 08:00 a 10:00, de 11:00 a 18:00." in text and "10:30" in text
    week = client.get(f"{reverse('services:agenda')}?semana={tomorrow.isoformat()}").content.decode()
    assert person.code in week and made.url in week
    assert "Próxima cita:" in client.get(reverse("services:of_case", args=[case.pk])).content.decode()


def test_its_task_leads_to_it_and_is_not_moved_or_ended_alone(case, person, rosa, sign_in, tomorrow):
    made = make_appointment(case, slot(rosa, 10, 11, day=tomorrow), by=rosa, person=person)
    task, page, client = its_task(made), reverse("services:appointment", args=[made.pk]), sign_in(rosa)
    assert client.post(reverse("cases:task_done", args=[task.pk])).url == page
    assert client.get(reverse("cases:task_move", args=[task.pk])).url == page
    assert its_task(made).is_pending
    assert page in client.get(reverse("cases:tasks", args=[case.pk])).content.decode()


def test_registering_what_was_given_holds_it_in_one_click(case, person, rosa, sign_in):
    now = timezone.localtime()
    made = make_appointment(
        *(case, Slot(rosa, now - timedelta(minutes=50), now)), by=rosa, person=person, service="FOLLOW_UP", mode="PHONE"
    )
    client = sign_in(rosa)
    detail = client.get(reverse("services:appointment", args=[made.pk])).content.decode()
    page = f"{reverse('services:record', args=[case.pk])}?cita={made.pk}"
    assert page in detail
    shown = client.get(page).context["form"]
    told = {field.html_name: field.value() for field in shown if field.value() not in (None, "")}
    told |= {"on": shown["on"].value().strftime("%d/%m/%Y"), "at": shown["at"].value().strftime("%H:%M")}
    assert (told["kind"], told["service"], told["minutes"]) == ("PHONE", "FOLLOW_UP", 50)
    assert client.post(page, told).status_code == 302
    made.refresh_from_db()
    attention = Attention.objects.get()
    assert (made.state, made.entry, attention.minutes) == (AppointmentState.HELD, attention.entry, 50)
    assert its_task(made).done_by == rosa


def test_what_comes_next_may_be_an_appointment(case, person, rosa, sign_in, tomorrow):
    client, page, now = sign_in(rosa), reverse("services:record", args=[case.pk]), timezone.localtime()
    told = {
        "kind": "NOTE",
        "body": "Quedamos.",
        "people": [person.pk],
        "on": now.strftime("%d/%m/%Y"),
        "at": now.strftime("%H:%M"),
        "reader": "TEAM",
        "next_when": "1",
        "next_kind": "APPOINTMENT",
        "next_to": rosa.pk,
    }
    assert client.post(page, told | {"idempotency_key": uuid4()}).status_code == 422  # at what time?
    assert client.post(page, told | {"next_at": "15:00", "idempotency_key": uuid4()}).status_code == 302
    made = Appointment.objects.get()
    assert (timezone.localtime(made.starts_at).time(), made.minutes, made.person) == (time(15), 60, person)
    taken = client.post(page, told | {"next_at": "15:30", "idempotency_key": uuid4()})
    assert taken.status_code == 422 and "Quedamos." in taken.content.decode()
    assert (case.timeline.notes().count(), Appointment.objects.count()) == (1, 1)


def test_who_organises_sees_the_teams_hours_and_of_a_sealed_case_only_that_they_are_taken(
    case, person, milagros, celia, elmer, sign_in, appointment
):
    case.confidentiality = Confidentiality.SEALED
    case.save()
    page = f"{reverse('services:agenda')}?semana={DAY.isoformat()}&de={milagros.pk}"
    shown = sign_in(celia).get(page).content.decode()
    assert "Agenda de Milagros V." in shown
    assert (person.code in shown) is Appointment.objects.visible_to(celia).exists()
    mine = sign_in(elmer).get(page).content.decode()  # who does not organise sees only their own
    assert "Tu agenda" in mine and person.code not in mine


def test_todays_hours_stand_on_ones_work_in_order(case, person, rosa, sign_in):
    today = timezone.localdate()
    for hour in (15, 9):
        make_appointment(case, slot(rosa, hour, hour + 1, day=today), by=rosa, person=person)
    text = sign_in(rosa).get(f"{reverse('cases:home')}?ver=mias").content.decode()
    card = text[text.index("Tu agenda de hoy") :]
    assert card.index("09:00") < card.index("15:00")


# The feed --------------------------------------------------------------------------------------------------


def feed(client, address):
    return client.get(address.removeprefix("http://testserver"))


@pytest.fixture
def address(rosa, sign_in):
    client = sign_in(rosa)
    told = client.post(reverse("services:calendar"), {"accion": "crear"}).context["address"]
    assert told.split("clave=")[1] not in client.get(reverse("services:calendar")).content.decode()
    return told


def test_the_feed_tells_codes_and_hours_to_whoever_has_the_address(case, person, rosa, address, client, tomorrow):
    made = make_appointment(
        *(case, slot(rosa, 10, 11, day=tomorrow)), by=rosa, person=person, service="THERAPY_INDIV", place="HOME"
    )
    client.logout()
    response = feed(client, address)
    [event] = Calendar.from_ical(response.content).events
    assert response.headers["Content-Type"].startswith("text/calendar") and "no-store" in response["Cache-Control"]
    assert (event["summary"], event.start, event["uid"]) == (f"Cita {case.code}", made.starts_at, f"{made.pk}@calp")
    text = response.content.decode()
    assert person.code not in text and "terap" not in text.lower() and "LOCATION" not in text
    assert address.split("clave=")[1] not in str(CalendarAddress.objects.values().get())


@pytest.mark.parametrize("what", ["another secret", "ended", "another role", "closed", "renewed"])
def test_an_address_that_no_longer_holds_answers_as_if_it_never_did(rosa, address, client, what):
    if what == "another secret":
        address = f"{address}x"
    elif what == "another role":
        User.objects.filter(pk=rosa.pk).update(role="reporting")
    elif what == "closed":
        User.objects.filter(pk=rosa.pk).update(is_active=False)
    else:
        client.post(reverse("services:calendar"), {"accion": "terminar" if what == "ended" else "crear"})
    client.logout()
    assert feed(client, address).status_code == 404


def test_whoever_asks_too_often_is_told_to_wait(rosa, address, client):
    client.logout()
    answers = [feed(client, address).status_code for _ in range(22)]
    assert answers[:20] == [200] * 20 and answers[-1] == 429
    guesses = [feed(client, f"{address}{number}").status_code for number in range(22)]
    assert guesses[:20] == [404] * 20 and guesses[-1] == 429


def test_what_passes_to_a_colleague_is_in_their_agenda_unless_they_have_something_else_then(
    case, person, rosa, elmer, celia
):
    free, clash = (make_appointment(case, slot(rosa, hour, hour + 1), by=rosa, person=person) for hour in (9, 15))
    reserve_hours(slot(elmer, 15, 17), by=elmer)
    hand_over_caseload(rosa, elmer, [case], by=celia, notes={})
    assert {each.pk: each.professional for each in (free, clash) if not each.refresh_from_db()} == {
        free.pk: elmer,
        clash.pk: rosa,
    }
    assert {its_task(free).assigned_to, its_task(clash).assigned_to} == {elmer}
