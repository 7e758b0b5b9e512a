"""The cases an account may know of: filtered in the address, by code, with what comes next in each."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from cases.actions import add_person, assign, change_status, hand_over, open_case
from cases.models import Case
from cases.states import CaseStatus, ClosureReason, ConsentState, ParticipationRole, TeamRole
from directory.codelists import Confidentiality, ProblemType, RiskLevel

URL = "/casos/"

pytestmark = pytest.mark.django_db


def codes(answer):
    return [line.case.code for line in answer.context["lines"]]


@pytest.fixture
def other(intake, celia):
    """A second case of Iquitos, of another year and motive, led by Celia."""
    return open_case(replace(intake, opened_on=date(2025, 3, 1), problem=ProblemType.FORCED_LABOR), by=celia)


def test_a_line_tells_code_people_motive_state_risk_lead_days_and_next_task_and_no_name(sign_in, rosa, case, person):
    page = sign_in(rosa).get(URL).content.decode()
    days = (timezone.localdate() - case.opened_on).days
    for word in (case.code, person.code, "Trata de personas", "Nuevo", "Sin evaluar", "Rosa T.", f">{days}<", "UPE"):
        assert word in page
    assert reverse("cases:file", args=[case.pk]) in page
    assert "Kori" not in page and "Quispe" not in page
    assert "<title>Casos – Registro</title>" in page


def test_several_people_are_counted(sign_in, rosa, kori, case):
    for _ in range(4):
        add_person(
            case,
            kori,
            ParticipationRole.RELATIVE,
            by=rosa,
            joined_on=date(2026, 11, 3),
            consent=ConsentState.NOT_YET,
        )
    page = sign_in(rosa).get(URL).content.decode()
    assert "<b>5</b>" in page and "y 2 más" in page


def test_an_overdue_task_says_for_how_many_days(sign_in, rosa, case):
    case.tasks.update(due_on=timezone.localdate() - timedelta(days=4))
    assert "Vencida: 4 días" in sign_in(rosa).get(URL).content.decode()


def test_a_caseworker_begins_with_her_own_and_may_look_at_team_and_office(sign_in, rosa, elmer, celia, case, other):
    assert codes(sign_in(rosa).get(URL)) == [case.code]
    assert codes(sign_in(rosa).get(URL, {"vista": "sede"})) == [case.code, other.code]
    assert codes(sign_in(elmer).get(URL)) == []
    assign(other, elmer, TeamRole.LEGAL, by=celia)
    assert codes(sign_in(elmer).get(URL)) == [other.code]  # he leads none
    assert codes(sign_in(elmer).get(URL, {"vista": "mios"})) == []
    hand_over(other, elmer, by=celia)
    assert codes(sign_in(elmer).get(URL)) == [other.code]


def test_the_coordination_begins_with_the_whole_office(sign_in, celia, case, other):
    assert codes(sign_in(celia).get(URL)) == [case.code, other.code]


def test_another_office_sees_nothing_and_national_coordination_everything(sign_in, ulises, nora, case, other):
    assert codes(sign_in(ulises).get(URL, {"estado": "todos"})) == []
    assert codes(sign_in(ulises).get(URL, {"estado": "todos", "sede": "IQT"})) == []
    assert codes(sign_in(nora).get(URL)) == [case.code, other.code]
    assert codes(sign_in(nora).get(URL, {"sede": "LIM"})) == []
    assert "Todas las sedes" in sign_in(nora).get(URL).content.decode()


def test_a_restricted_case_is_not_there_for_who_is_not_in_its_team(sign_in, rosa, elmer, celia, case):
    Case.objects.filter(pk=case.pk).update(confidentiality=Confidentiality.RESTRICTED)
    assert codes(sign_in(rosa).get(URL)) == [case.code]
    assert codes(sign_in(elmer).get(URL, {"vista": "sede"})) == []
    answer = sign_in(elmer).get(URL, {"vista": "sede", "codigo": case.code})
    assert codes(answer) == [] and str(case.pk) not in answer.content.decode()
    assert AuditEntry.objects.filter(action=AuditAction.LISTED, actor_id=elmer.pk).first().seen_ids == []
    assert codes(sign_in(celia).get(URL)) == [case.code]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["case", "other"]),
        ({"estado": "NEW"}, ["case", "other"]),
        ({"estado": "CLOSED"}, ["closed"]),
        ({"estado": "todos"}, ["case", "other", "closed"]),
        ({"riesgo": "SEVERE"}, ["case"]),
        ({"riesgo": "sin"}, ["other"]),
        ({"motivo": "FORCED_LABOR"}, ["other"]),
        ({"motivo": "MISSING"}, ["case"]),
        ({"codigo": "CALP-IQT-2026-0001"}, ["case"]),
        ({"codigo": "iqt 2025 1"}, ["other"]),
        ({"codigo": "V-2026-000001"}, ["case"]),
        ({"codigo": "9999"}, []),
    ],
)
def test_the_filters_stand_in_the_address(sign_in, celia, intake, case, other, asked, found):
    Case.objects.filter(pk=case.pk).update(risk=RiskLevel.SEVERE, other_problems=[ProblemType.MISSING])
    closed = open_case(replace(intake, opened_on=date(2024, 3, 1)), by=celia)
    change_status(closed, CaseStatus.CLOSED, by=celia, reason="x", closure_reason=ClosureReason.GOALS_MET)
    names = {"case": case.code, "other": other.code, "closed": closed.code}
    assert codes(sign_in(celia).get(URL, asked)) == [names[each] for each in found]


@pytest.mark.parametrize(
    ("asked", "field", "message"),
    [
        ({"codigo": "Quispe"}, "code", "Escribe un código, como CALP-IQT-2026-0045 o 45"),
        ({"codigo": "4" * 31}, "code", "admite 30 caracteres"),
        ({"estado": "XX"}, "status", "Elegir una de las opciones de «Estado»"),
        ({"riesgo": "XX"}, "risk", "Elegir una de las opciones de «Riesgo»"),
        ({"motivo": "XX"}, "problem", "Elegir una de las opciones de «Motivo»"),
        ({"sede": "XX"}, "office", "Elegir una de las opciones de «Sede»"),
        ({"vista": "XX"}, "scope", "Elegir una de las opciones"),
    ],
)
def test_a_filter_that_does_not_exist_is_said_beside_it(sign_in, nora, case, asked, field, message):
    answer = sign_in(nora).get(URL, asked)
    assert answer.status_code == 422
    assert message in answer.context["form"].errors[field][0]
    assert message in answer.content.decode()


def test_empty_lists_say_what_to_do_next(sign_in, elmer, case):
    assert "Mira los de la sede, o registra un nuevo ingreso" in sign_in(elmer).get(URL).content.decode()
    assert "Ningún caso con estos filtros" in sign_in(elmer).get(URL, {"riesgo": "MILD"}).content.decode()


def test_pages_follow_each_other_without_gap_and_keep_the_filters(sign_in, celia, intake):
    for day in range(1, 28):
        open_case(replace(intake, opened_on=date(2026, 10, day)), by=celia)
    client = sign_in(celia)
    first = client.get(URL, {"motivo": "TDP"})
    second = client.get(URL + first.context["page"].next_url)
    assert (len(codes(first)), len(codes(second))) == (25, 2)
    assert len({*codes(first), *codes(second)}) == 27
    assert "motivo=TDP" in first.context["page"].next_url
    assert codes(client.get(URL + second.context["page"].previous_url)) == codes(first)


def test_looking_at_the_list_is_written_with_the_ids_on_the_page(sign_in, rosa, case):
    sign_in(rosa).get(URL)
    entry = AuditEntry.objects.get(action=AuditAction.LISTED)
    assert (entry.subject_kind, entry.seen_ids, entry.actor_id) == ("cases.case", [str(case.pk)], rosa.pk)


@pytest.mark.parametrize("who", ["teo", "dario", "ana", "raul", "lidia"])
def test_who_may_not_see_cases_is_refused(request, sign_in, case, who):
    assert sign_in(request.getfixturevalue(who)).get(URL).status_code == 403


@pytest.mark.parametrize("count", [1, 12])
def test_one_case_costs_as_many_queries_as_twelve(sign_in, rosa, intake, django_assert_num_queries, count):
    for _ in range(count):
        open_case(intake, by=rosa)
    client = sign_in(rosa)
    client.get(URL)
    with django_assert_num_queries(10):
        assert len(codes(client.get(URL))) == count
