"""The team on the screen: who is in it, who was, who changes it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from cases.actions import assign, hand_over, leave_team
from cases.models import Assignment
from cases.states import TeamRole
from tests.cases.crowd import queries_of
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


def team_url(case):
    return reverse("cases:team", args=[case.pk])


def hand_over_url(case):
    return reverse("cases:hand_over", args=[case.pk])


def leave_url(assignment):
    return reverse("cases:leave_team", args=[assignment.pk])


def members(case):
    return {(each.user.username, each.role) for each in Assignment.objects.current().filter(case=case)}


@pytest.fixture
def elmers_part(case, elmer, celia):
    return assign(case, elmer, TeamRole.LEGAL, by=celia)


def test_everybody_of_the_case_sees_the_team_and_only_the_coordination_changes_it(case, elmer, celia, sign_in):
    for_elmer = sign_in(elmer).get(team_url(case))
    assert "Rosa T." in for_elmer.content.decode()
    assert "Añadir al equipo" not in for_elmer.content.decode()
    assert "Añadir al equipo" in sign_in(celia).get(team_url(case)).content.decode()


def test_somebody_is_put_in_the_team_once_however_often_it_is_sent(case, elmer, celia, sign_in):
    client = sign_in(celia)
    told = {"user": elmer.pk, "role": "LEGAL", "idempotency_key": uuid4()}
    for _each in range(2):
        assert client.post(team_url(case), told).url == team_url(case)
    assert members(case) == {("rosa", "LEAD"), ("elmer", "LEGAL")}
    assert case.timeline.filter(kind="TEAM").count() == 1
    assert AuditEntry.objects.filter(actor_id=celia.pk, action="changed", fields=["team"]).count() == 1


def test_the_same_part_twice_is_refused_in_words(case, elmers_part, elmer, celia, sign_in):
    page = sign_in(celia).post(team_url(case), {"user": elmer.pk, "role": "LEGAL", "idempotency_key": uuid4()})
    assert page.status_code == 422
    assert "Esa persona ya está en el equipo con ese papel." in page.content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("user", "", "Elige a quién"),
        ("user", "nadie", "Elige a alguien de la sede del caso"),
        ("role", "", "Elige su papel"),
        ("role", "LEAD", "Elegir una de las opciones de «Papel en el equipo»"),
    ],
)
def test_wrong_input_is_answered_beside_its_field(case, elmer, celia, sign_in, field, typed, message):
    told = {"user": elmer.pk, "role": "LEGAL", "idempotency_key": uuid4()} | {field: typed}
    page = sign_in(celia).post(team_url(case), told)
    assert page.status_code == 422
    assert page.context["form"].errors[field] == [message]
    assert members(case) == {("rosa", "LEAD")}


def test_nobody_of_another_office_is_put_in_the_team(case, ulises, celia, sign_in):
    told = {"user": ulises.pk, "role": "SUPPORT", "idempotency_key": uuid4()}
    assert sign_in(celia).post(team_url(case), told).status_code == 422
    assert members(case) == {("rosa", "LEAD")}


def test_a_new_lead_takes_over_with_the_pending_tasks(case, rosa, elmer, celia, sign_in):
    told = {"to": elmer.pk, "with_tasks": "on", "idempotency_key": uuid4()}
    assert sign_in(celia).post(hand_over_url(case), told).url == team_url(case)
    assert members(case) == {("rosa", "SUPPORT"), ("elmer", "LEAD")}
    assert set(case.tasks.pending().values_list("assigned_to__username", flat=True)) == {"elmer"}


def test_a_new_lead_may_begin_without_the_tasks(case, elmer, celia, sign_in):
    sign_in(celia).post(hand_over_url(case), {"to": elmer.pk, "idempotency_key": uuid4()})
    assert set(case.tasks.pending().values_list("assigned_to__username", flat=True)) == {"rosa"}


def test_whoever_leads_is_not_offered_as_the_new_lead(case, rosa, celia, sign_in):
    page = sign_in(celia).post(hand_over_url(case), {"to": rosa.pk, "idempotency_key": uuid4()})
    assert page.context["form"].errors["to"] == ["Elige a alguien de la sede del caso"]
    assert "Elige a quién" in sign_in(celia).post(hand_over_url(case), {"idempotency_key": uuid4()}).content.decode()


def test_leaving_is_asked_first_and_leaves_from_and_to(case, elmers_part, celia, sign_in):
    client = sign_in(celia)
    assert "Quitar del equipo" in client.get(leave_url(elmers_part)).content.decode()
    assert members(case) == {("rosa", "LEAD"), ("elmer", "LEGAL")}
    assert client.post(leave_url(elmers_part)).url == team_url(case)
    assert members(case) == {("rosa", "LEAD")}
    past = client.get(team_url(case)).context["past"]
    assert [(each.user.username, each.ended_at is not None) for each in past] == [("elmer", True)]


def test_the_lead_is_replaced_and_never_just_removed(case, celia, sign_in):
    lead = Assignment.objects.get(case=case, role=TeamRole.LEAD)
    page = sign_in(celia).post(leave_url(lead))
    assert page.status_code == 422
    assert "nombra primero a otra" in page.content.decode()
    assert members(case) == {("rosa", "LEAD")}


def test_the_history_remembers_who_could_see_it(case, elmer, celia, sign_in):
    hand_over(case, elmer, by=celia)
    leave_team(Assignment.objects.current().get(case=case, role=TeamRole.SUPPORT), by=celia)
    past = sign_in(elmer).get(team_url(case)).context["past"]
    assert [(each.user.username, each.role) for each in past] == [("rosa", "SUPPORT"), ("rosa", "LEAD")]


@pytest.mark.security
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_change_the_team(case, elmers_part, rosa, teo, ulises, sign_in, method):
    for url in (hand_over_url(case), leave_url(elmers_part)):
        assert getattr(sign_in(rosa), method)(url).status_code == 403
        assert getattr(sign_in(teo), method)(url).status_code == 403
        assert getattr(sign_in(ulises), method)(url).status_code == 404
    assert sign_in(rosa).post(team_url(case)).status_code == 403
    assert sign_in(ulises).post(team_url(case)).status_code == 404
    assert members(case) == {("rosa", "LEAD"), ("elmer", "LEGAL")}


def test_the_page_costs_the_same_with_one_member_and_with_twelve(case, iquitos, celia, sign_in):
    client = sign_in(celia)
    one = queries_of(client, team_url(case))
    for number in range(11):
        user = make_user(f"u{number}", f"U {number}", "social_worker", office=iquitos)
        part = assign(case, user, TeamRole.SUPPORT, by=celia)
        if number % 2:
            leave_team(part, by=celia)
    assert queries_of(client, team_url(case)) == one == 9
