"""Moves on the screen: who may, what is asked, and what happens when somebody else was faster."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from cases.actions import NewPerson, add_person, change_status, change_victim_status, set_phases
from cases.models import Case, StatusChange, VictimStatusChange
from cases.states import (
    AgeSource,
    CaseStatus,
    ClosureReason,
    DecidingBody,
    ParticipationRole,
    Phase,
    VictimStatus,
)
from directory.codelists import Sex
from tests.cases.crowd import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def part(case):
    return case.participations.get()


def day(value):
    return value.strftime("%d/%m/%Y")


def status_url(case):
    return reverse("cases:status", args=[case.pk])


def victim_url(part):
    return reverse("cases:victim_status", args=[part.pk])


def phases_url(part):
    return reverse("cases:phases", args=[part.pk])


def post_status(client, case, **told):
    filled = {"to": "ACTIVE", "reason": "Aceptada", "on": day(timezone.localdate()), "seen": case.status, "knows": "on"}
    return client.post(status_url(case), filled | told)


def offered(page):
    return [value for value, _label in page.context["form"].fields["to"].widget.choices]


# The case --------------------------------------------------------------------------------------------------


def test_only_the_next_statuses_are_offered_and_closing_only_to_the_coordination(case, rosa, celia, sign_in):
    assert offered(sign_in(rosa).get(status_url(case))) == ["ACTIVE"]
    assert offered(sign_in(celia).get(status_url(case))) == ["ACTIVE", "CLOSED"]


def test_a_move_is_written_with_its_reason(case, rosa, sign_in, today):
    response = post_status(sign_in(rosa), case)
    assert response.url == case.get_absolute_url()
    change = StatusChange.objects.get(case=case, new="ACTIVE")
    assert (change.old, change.reason, change.by, change.effective_on) == ("NEW", "Aceptada", rosa, today)
    assert AuditEntry.objects.filter(action="status_changed", subject_id=str(case.pk), fields=["status"]).exists()


def test_the_coordination_closes_with_a_closure_reason(case, celia, sign_in):
    client = sign_in(celia)
    page = post_status(client, case, to="CLOSED")
    assert page.status_code == 422
    assert page.context["form"].errors["closure_reason"] == ["Elige el motivo de cierre"]
    post_status(client, case, to="CLOSED", closure_reason="REINTEGRATED")
    case.refresh_from_db()
    assert (case.status, case.closure_reason) == ("CLOSED", "REINTEGRATED")


@pytest.mark.security
def test_a_caseworker_cannot_close_by_typing_it(case, rosa, sign_in):
    page = post_status(sign_in(rosa), case, to="CLOSED", closure_reason="REINTEGRATED")
    assert page.status_code == 422
    case.refresh_from_db()
    assert case.status == "NEW"
    assert StatusChange.objects.filter(case=case).count() == 1


def test_whoever_decided_on_an_old_page_is_told_and_loses_nothing(case, rosa, celia, sign_in):
    client = sign_in(celia)
    client.get(status_url(case))
    change_status(case, CaseStatus.ACTIVE, by=rosa, reason="Aceptada")
    told = {"to": "CLOSED", "closure_reason": "REINTEGRATED", "reason": "Volvió a casa.", "seen": "NEW"}
    page = post_status(client, case, **told)
    assert page.status_code == 422
    html = page.content.decode()
    assert "Mientras escribías, el caso pasó a «En curso». Decide de nuevo." in html
    assert "Volvió a casa." in html
    assert Case.objects.get(pk=case.pk).status == "ACTIVE"
    again = client.post(status_url(case), page.context["form"].data)
    assert again.status_code == 302
    assert Case.objects.get(pk=case.pk).status == "CLOSED"


def test_a_closed_case_tells_a_caseworker_who_may_reopen_it(case, rosa, celia, sign_in):
    change_status(case, CaseStatus.CLOSED, by=celia, reason="x", closure_reason=ClosureReason.GOALS_MET)
    html = sign_in(rosa).get(status_url(case)).content.decode()
    assert "La coordinación de tu sede puede reabrirlo" in html
    assert offered(sign_in(celia).get(status_url(case))) == ["REOPENED"]


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("to", "", "Elige a qué estado"),
        ("to", "EN CURSO", "Elegir una de las opciones de «Pasa a»"),
        ("reason", "", "Escribe por qué: la próxima persona que lea el caso lo necesitará"),
        ("reason", "x" * 2001, "«Por qué» admite 2000 caracteres y tiene 2001"),
        ("on", "", "Escribe desde qué día"),
        ("on", "31/02/2026", "«Desde» necesita una fecha que exista, por ejemplo 17/11/2026"),
        ("on", "01/01/2999", "Escribe el día en que pasó: no puede ser después de hoy"),
        ("on", "01/01/2020", "Escribe un día igual o posterior al 02/11/2026, cuando empezó"),
        ("closure_reason", "PORQUE SÍ", "Elegir una de las opciones de «Motivo de cierre»"),
    ],
)
def test_wrong_input_is_answered_beside_its_field(case, celia, sign_in, field, typed, message):
    page = post_status(sign_in(celia), case, **{field: typed})
    assert page.status_code == 422
    assert page.context["form"].errors[field] == [message]
    assert message in page.content.decode()
    assert StatusChange.objects.filter(case=case).count() == 1
    assert page.context["form"][field].value() == typed


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_move_a_case(case, part, ines, teo, ulises, sign_in, method):
    for url in (status_url(case), victim_url(part), phases_url(part)):
        assert getattr(sign_in(ines), method)(url).status_code == 403
        assert getattr(sign_in(teo), method)(url).status_code == 403
        assert getattr(sign_in(ulises), method)(url).status_code == 404
    assert StatusChange.objects.filter(case=case).count() == 1
    assert not VictimStatusChange.objects.exists()
    assert [each.phase for each in part.phases.running()] == [Phase.F1_INTAKE]


@pytest.mark.slow
def test_the_page_costs_the_same_after_one_move_and_after_twelve(case, rosa, celia, sign_in):
    client = sign_in(celia)
    once = queries_of(client, status_url(case))
    for _each in range(6):
        change_status(case, CaseStatus.ACTIVE, by=rosa, reason="x")
        change_status(case, CaseStatus.FOLLOW_UP, by=rosa, reason="x")
    assert queries_of(client, status_url(case)) == once


# Her condition ---------------------------------------------------------------------------------------------


def post_condition(client, part, **told):
    told = {
        "to": "CONFIRMED",
        "decided_by": "PROSECUTION_COURT",
        "reason": "Disposición 3",
        "on": day(timezone.localdate()),
        "seen": part.victim_status,
    } | told
    return client.post(victim_url(part), told)


def test_who_decided_and_why_stays_with_her_condition(part, elmer, sign_in, today):
    response = post_condition(sign_in(elmer), part)
    assert response.url == reverse("cases:people", args=[part.case_id])
    part.refresh_from_db()
    assert (part.victim_status, part.decided_by, part.decided_on) == ("CONFIRMED", "PROSECUTION_COURT", today)
    assert VictimStatusChange.objects.get().reason == "Disposición 3"


def test_a_condition_decided_on_an_old_page_is_refused(part, rosa, elmer, sign_in, today):
    told = {"by": rosa, "decided_by": DecidingBody.POLICE, "reason": "Acta", "on": today}
    change_victim_status(part, VictimStatus.RULED_OUT, **told)
    page = post_condition(sign_in(elmer), part)
    assert page.status_code == 422
    assert "su condición pasó a «Descartada»" in page.content.decode()
    assert "Disposición 3" in page.content.decode()
    assert VictimStatusChange.objects.count() == 1


def test_a_relative_has_no_condition_to_change(case, rosa, sign_in, today):
    mother = add_person(
        case,
        NewPerson("Rosaura", Sex.F, AgeSource.DOCUMENT, age=41),
        ParticipationRole.RELATIVE,
        by=rosa,
        joined_on=today,
        consent="NOT_YET",
    )
    page = sign_in(rosa).get(victim_url(mother))
    assert page.status_code == 422
    assert "no participa como víctima directa" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("to", "", "Elige su nueva condición"),
        ("decided_by", "", "Elige quién lo decidió"),
        ("decided_by", "YO", "Elegir una de las opciones de «Quién lo decidió»"),
        ("reason", "", "Escribe en qué se apoya la decisión"),
        ("on", "mañana", "«Desde» necesita una fecha que exista, por ejemplo 17/11/2026"),
    ],
)
def test_wrong_input_about_her_condition(part, elmer, sign_in, field, typed, message):
    page = post_condition(sign_in(elmer), part, **{field: typed})
    assert page.status_code == 422
    assert page.context["form"].errors[field] == [message]
    assert not VictimStatusChange.objects.exists()


# Her phases ------------------------------------------------------------------------------------------------


def post_phases(client, part, phases, **told):
    told = {"phases": phases, "on": day(timezone.localdate()), "seen": "F1_INTAKE"} | told
    return client.post(phases_url(part), told)


def test_several_phases_run_at_once_where_that_makes_sense(part, rosa, sign_in):
    post_phases(sign_in(rosa), part, ["F3_PROTECTION", "F4_JUSTICE"])
    assert [each.phase for each in part.phases.running()] == ["F3_PROTECTION", "F4_JUSTICE"]


@pytest.mark.parametrize(
    ("phases", "message"),
    [
        ([], "Marca al menos una fase"),
        (["F9"], "Elegir una de las opciones de «Fases en que está»"),
        (
            ["F1_INTAKE", "F4_JUSTICE"],
            "Esas fases no van a la vez: elige una, o varias entre asistencia y reintegración",
        ),
    ],
)
def test_phases_that_do_not_fit_are_refused(part, rosa, sign_in, phases, message):
    page = post_phases(sign_in(rosa), part, phases)
    assert page.status_code == 422
    assert message in page.context["form"].errors["phases"][0]
    assert [each.phase for each in part.phases.running()] == ["F1_INTAKE"]


def test_phases_chosen_on_an_old_page_are_refused_and_kept_on_it(part, rosa, elmer, sign_in, today):
    set_phases(part, {Phase.F2_IMMEDIATE}, by=rosa, on=today)
    page = post_phases(sign_in(elmer), part, ["F4_JUSTICE"])
    assert page.status_code == 422
    assert "alguien cambió sus fases" in page.content.decode()
    assert page.context["form"]["phases"].value() == ["F4_JUSTICE"]
    assert [each.phase for each in part.phases.running()] == ["F2_IMMEDIATE"]


def test_a_phase_does_not_begin_before_she_came(part, rosa, sign_in):
    early = part.joined_on - timedelta(days=1)
    page = post_phases(sign_in(rosa), part, ["F2_IMMEDIATE"], on=day(early))
    assert page.context["form"].errors["on"] == ["Escribe un día igual o posterior al 02/11/2026, cuando empezó"]
