"""Tasks on the screen: a new one, another day, done."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from cases.actions import assign, finish_task, move_task
from cases.models import Task, TimelineEntry
from cases.states import TaskKind, TeamRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def call(case):
    return case.tasks.get(kind=TaskKind.CALL)


def day(value):
    return value.strftime("%d/%m/%Y")


def new_url(case):
    return reverse("cases:task_new", args=[case.pk])


def move_url(task):
    return reverse("cases:task_move", args=[task.pk])


def done_url(task, back=""):
    return f"{reverse('cases:task_done', args=[task.pk])}?volver={back}"


def filled(user, **told):
    tomorrow = timezone.localdate() + timedelta(days=1)
    return {
        "kind": "VISIT",
        "details": "Llevar ropa",
        "due_on": day(tomorrow),
        "due_time": "09:30",
        "assigned_to": user.pk,
        "idempotency_key": uuid4(),
    } | told


# A new one -------------------------------------------------------------------------------------------------


def test_a_task_is_set_once_however_often_it_is_sent(case, person, rosa, sign_in, today):
    client, told = sign_in(rosa), filled(rosa, person=person.pk)
    for _each in range(2):
        assert client.post(new_url(case), told).url == case.get_absolute_url()
    task = Task.objects.get(kind=TaskKind.VISIT)
    assert (task.due_on, task.due_time, task.assigned_to, task.person) == (
        today + timedelta(days=1),
        time(9, 30),
        rosa,
        person,
    )
    assert task.details == "Llevar ropa"
    assert AuditEntry.objects.about("cases.task", task.pk).filter(action="created").count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("kind", "", "Elige qué hay que hacer"),
        ("kind", "REFERRAL_CHASE", "Elegir una de las opciones de «Qué»"),
        ("due_on", "", "Escribe para qué día es"),
        ("due_on", "30/02/2026", "«Para el» necesita una fecha que exista, por ejemplo 17/11/2026"),
        ("due_on", "01/01/2020", "Elige hoy o un día que viene"),
        ("due_time", "25:00", "«Hora» necesita una hora entre 00:00 y 23:59, por ejemplo 15:30"),
        ("assigned_to", "nadie", "Elige a alguien del equipo del caso"),
        ("person", "nadie", "Elegir una de las opciones de «Con quién»"),
        ("details", "x" * 601, "«Detalle» admite 600 caracteres y tiene 601"),
    ],
)
def test_wrong_input_is_answered_beside_its_field(case, rosa, sign_in, field, typed, message):
    page = sign_in(rosa).post(new_url(case), filled(rosa, **{field: typed}))
    assert page.status_code == 422
    assert page.context["form"].errors[field] == [message]
    assert message in page.content.decode()
    assert page.context["form"]["details"].value() == (typed if field == "details" else "Llevar ropa")
    assert not Task.objects.filter(kind=TaskKind.VISIT).exists()


def test_a_broken_key_is_refused_once_and_the_next_sending_works(case, rosa, sign_in):
    client = sign_in(rosa)
    page = client.post(new_url(case), filled(rosa, idempotency_key="x"))
    assert page.status_code == 422
    good = page.context["form"]["idempotency_key"].value()
    assert client.post(new_url(case), filled(rosa, idempotency_key=good)).status_code == 302


@pytest.mark.security
def test_a_task_goes_to_the_team_or_to_oneself(case, rosa, elmer, milagros, ulises, celia, sign_in):
    assign(case, elmer, TeamRole.LEGAL, by=celia)
    client = sign_in(rosa)
    assert client.post(new_url(case), filled(elmer)).status_code == 302
    for outsider in (milagros, ulises):
        assert client.post(new_url(case), filled(outsider)).status_code == 422
    assert sign_in(celia).post(new_url(case), filled(milagros)).status_code == 302


def test_the_link_that_leads_here_fills_in_what_it_knows(case, person, rosa, sign_in):
    form = sign_in(rosa).get(f"{new_url(case)}?tipo=AGE_PROOF&persona={person.pk}").context["form"]
    assert (form["kind"].value(), form["person"].value()) == ("AGE_PROOF", str(person.pk))
    strange = sign_in(rosa).get(f"{new_url(case)}?tipo=REFERRAL_CHASE&persona=x")
    assert strange.context["form"]["kind"].value() == "CALL"


# Another day -----------------------------------------------------------------------------------------------


def moved(task, user, **told):
    in_a_week = timezone.localdate() + timedelta(days=7)
    return {"due_on": day(in_a_week), "due_time": "", "assigned_to": user.pk, "version": task.version} | told


def test_a_task_gets_another_day(call, rosa, sign_in, today):
    assert sign_in(rosa).post(move_url(call), moved(call, rosa)).url == call.case.get_absolute_url()
    call.refresh_from_db()
    assert (call.due_on, call.version) == (today + timedelta(days=7), 2)


def test_a_late_task_is_given_to_somebody_else_without_hiding_that_it_is_late(call, rosa, elmer, celia, sign_in, today):
    assign(call.case, elmer, TeamRole.LEGAL, by=celia)
    Task.objects.filter(pk=call.pk).update(due_on=today - timedelta(days=3))
    late = day(today - timedelta(days=3))
    assert sign_in(rosa).post(move_url(call), moved(call, elmer, due_on=late)).status_code == 302
    call.refresh_from_db()
    assert (call.assigned_to, call.due_on) == (elmer, today - timedelta(days=3))


def test_two_who_move_one_task_see_both_days_and_choose(call, rosa, elmer, celia, sign_in, today):
    assign(call.case, elmer, TeamRole.LEGAL, by=celia)
    old = call.version
    move_task(call, today + timedelta(days=2), None, rosa, by=rosa, expected_version=old)
    client = sign_in(elmer)
    page = client.post(move_url(call), moved(call, elmer, version=old))
    assert page.status_code == 409
    html = page.content.decode()
    assert day(today + timedelta(days=2)) in html
    assert day(today + timedelta(days=7)) in html
    assert "Rosa T. cambió este registro" in html
    again = moved(call, elmer, version=page.context["version"])
    choose = {"cotejo": ["due_on", "assigned_to"], "due_on-queda": "mio", "assigned_to-queda": "mio"}
    assert client.post(move_url(call), again | choose).status_code == 302
    call.refresh_from_db()
    assert (call.due_on, call.assigned_to) == (today + timedelta(days=7), elmer)


def test_a_task_that_ended_meanwhile_is_told(call, rosa, elmer, sign_in):
    finish_task(call, by=elmer)
    page = sign_in(rosa).post(move_url(call), moved(call, rosa, version=2))
    assert page.status_code == 422
    assert "Esta tarea ya estaba cerrada." in page.content.decode()


def test_wrong_input_of_a_move(call, rosa, sign_in):
    page = sign_in(rosa).post(move_url(call), moved(call, rosa, due_on="ayer", due_time="x", assigned_to=""))
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"due_on", "due_time", "assigned_to"}
    without = sign_in(rosa).post(move_url(call), moved(call, rosa, version=""))
    assert "El formulario llegó incompleto." in without.context["form"].errors["version"][0]


def test_a_call_shows_its_rules_before_its_number(call, rosa, sign_in):
    assert "Todavía no se sabe cómo llamarla" in sign_in(rosa).get(move_url(call)).content.decode()


# Done ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("back", "place"), [("caso", "cases:file"), ("tareas", "cases:tasks")])
def test_done_returns_to_where_it_was_pressed(call, rosa, sign_in, back, place):
    assert sign_in(rosa).post(done_url(call, back)).url == reverse(place, args=[call.case_id])


@pytest.mark.security
def test_done_never_leads_out_of_the_system(call, rosa, sign_in):
    response = sign_in(rosa).post(done_url(call, "https://example.org/"))
    assert response.url == f"{reverse('cases:home')}?ver=mias"


def test_pressing_done_twice_is_done_once(call, rosa, elmer, sign_in):
    sign_in(rosa).post(done_url(call))
    response = sign_in(elmer).post(done_url(call), follow=True)
    assert "Esa tarea ya estaba hecha." in response.content.decode()
    call.refresh_from_db()
    assert call.done_by == rosa
    assert TimelineEntry.objects.filter(kind="TASK").count() == 1


def test_done_is_never_a_link(call, rosa, sign_in):
    assert sign_in(rosa).get(done_url(call)).status_code == 405
    call.refresh_from_db()
    assert call.is_pending


@pytest.mark.security
def test_who_may_not_touch_a_task(case, call, teo, ulises, sign_in):
    for url in (new_url(case), move_url(call), done_url(call)):
        assert sign_in(teo).post(url).status_code == 403
        assert sign_in(ulises).post(url).status_code == 404
    call.refresh_from_db()
    assert (call.is_pending, call.version) == (True, 1)
    assert Task.objects.count() == 4
