"""Follow-up on the screen: from the task to how she is, with how to reach her first."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.actions import change_safe_contact, change_status
from cases.actions.followup import Attempt, record_attempt, record_finding
from cases.models import FollowUp, FollowUpAttempt, FollowUpFinding, Task
from cases.states import CaseStatus, ClosureReason, TaskKind
from tests.cases.crowd import queries_of
from vault.ids import uuid7

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
WELL = {
    "lives_with": "FAMILY",
    "studies": "YES",
    "works": "NO",
    "health": "CARE",
    "safety": "SAFE",
    "exploiter_contact": "NO",
    "exploited_again": "NO",
}


def day(value):
    return value.strftime("%d/%m/%Y")


@pytest.fixture
def first(case, celia):
    """The one of the first month of a case that was closed today."""
    change_status(case, CaseStatus.CLOSED, by=celia, reason="x", closure_reason=ClosureReason.GOALS_MET)
    return FollowUp.objects.get(months=1)


def url(name, row):
    return reverse(f"cases:{name}", args=[row.pk])


def post_attempt(client, row, **told):
    filled = {"made_on": day(TODAY()), "channel": "CALL", "spoke_with": "NOBODY", "idempotency_key": uuid4()}
    return client.post(url("followup", row), filled | told)


def post_finding(client, row, **told):
    return client.post(url("followup_finding", row), WELL | {"seen_on": day(TODAY()), "version": "0"} | told)


def told_of(row, by):
    record_attempt(row, Attempt(TODAY(), "CAME", "HERSELF"), by=by)


def alarming(row, by):
    told_of(row, by)
    again = {"exploited_again": "YES", "again_details": "La vieron."}
    record_finding(row, WELL | again | {"seen_on": TODAY()}, by=by, expected_version=0)


def test_its_task_leads_to_it_and_is_not_done_by_a_button(first, case, rosa, sign_in):
    client = sign_in(rosa)
    assert url("followup", first) in client.get(f"{reverse('cases:home')}?grupo=despues").text
    task = Task.objects.get(subject_id=first.pk)
    assert client.post(reverse("cases:task_done", args=[task.pk])).url == url("followup", first)
    assert Task.objects.get(pk=task.pk).is_pending


def test_from_the_attempt_to_how_she_is_to_her_course(first, case, person, rosa, sign_in):
    client = sign_in(rosa)
    answer = post_attempt(client, first, spoke_with="HERSELF", note="Contenta")
    assert answer.url == url("followup_finding", first)
    page = post_finding(client, first, health="")
    assert page.status_code == 422
    answer = post_finding(client, first, study_details="Quinto de secundaria")
    course_url = reverse("cases:followups_of", args=[first.participation_id])
    assert answer.url == course_url
    course = client.get(answer.url).text
    assert "Con su familia" in course
    assert "Necesita atención" in course
    for name in ("people", "missing"):
        assert course_url in client.get(reverse(f"cases:{name}", args=[case.pk])).text
    assert "Quinto de secundaria" in client.get(url("followup", first)).text


def test_an_attempt_sent_twice_is_one(first, rosa, sign_in):
    client, key = sign_in(rosa), uuid4()
    for _each in range(2):
        post_attempt(client, first, idempotency_key=key)
    assert FollowUpAttempt.objects.count() == 1


def test_how_to_reach_her_stands_beside_and_a_forbidden_way_asks_why(first, person, rosa, sign_in):
    told = {"channels": ["CALL"], "hours": "de 3 a 5"}
    change_safe_contact(person, told, by=rosa, expected_version=1)
    client = sign_in(rosa)
    page = client.get(url("followup", first)).text
    assert "Solo de 3 a 5" in page
    assert "No ir a su casa" in page
    refused = post_attempt(client, first, channel="VISIT")
    assert refused.status_code == 422
    assert "against_rules" in refused.context["form"].errors
    assert not FollowUpAttempt.objects.exists()
    assert post_attempt(client, first, channel="VISIT", against_rules="on", note="Ella lo pidió").status_code == 302
    assert FollowUpAttempt.objects.get().against_rules


def test_giving_up_is_offered_after_three_attempts_in_vain(first, rosa, sign_in):
    client, end = sign_in(rosa), {"state": "NOT_FOUND", "note": "x", "idempotency_key": uuid4()}
    for _each in range(2):
        post_attempt(client, first)
    assert client.post(url("followup_end", first), end).status_code == 422
    post_attempt(client, first)
    assert "Tres intentos sin respuesta" in client.get(url("followup", first)).text
    assert client.post(url("followup_end", first), end).status_code == 302
    assert FollowUp.objects.get(pk=first.pk).state == "NOT_FOUND"


def test_her_health_is_for_those_who_attend_her(first, milagros, elmer, sign_in):
    told_of(first, milagros)
    post_finding(sign_in(milagros), first, health="URGENT", health_details="Fiebre alta")
    client = sign_in(elmer)
    assert "Fiebre alta" not in client.get(url("followup", first)).text
    page = client.get(url("followup_finding", first))
    assert "health" not in page.context["form"].fields
    told = {"version": page.context["form"]["version"].value(), "works": "YES"}
    assert post_finding(client, first, **told).status_code == 302
    finding = FollowUpFinding.objects.get()
    assert (finding.works, finding.health, finding.health_details) == ("YES", "URGENT", "Fiebre alta")


def test_of_two_who_correct_the_second_is_shown_both(first, rosa, sign_in):
    told_of(first, rosa)
    client = sign_in(rosa)
    post_finding(client, first)
    post_finding(client, first, version="1", works="YES")
    conflict = post_finding(client, first, version="1", studies="NO")
    assert conflict.status_code == 409
    assert FollowUpFinding.objects.get().studies == "YES"


def test_exploited_again_reopens_the_case_with_one_press_of_who_may(first, case, person, rosa, celia, sign_in):
    alarming(first, rosa)
    page = sign_in(rosa).get(url("followup", first)).text
    assert url("followup_take_up", first) not in page
    assert f"{reverse('cases:intake')}?persona={person.pk}" in page
    client = sign_in(rosa)
    assert client.post(url("followup_take_up", first)).status_code == 422
    client = sign_in(celia)
    assert url("followup_take_up", first) in client.get(url("followup", first)).text
    assert client.post(url("followup_take_up", first)).url == case.get_absolute_url()
    case.refresh_from_db()
    assert case.status == CaseStatus.REOPENED
    assert not Task.objects.pending().filter(kind__in=[TaskKind.FOLLOW_UP, TaskKind.EXPLOITED_AGAIN]).exists()


def test_nothing_is_reopened_where_nothing_was_found(first, case, rosa, celia, sign_in):
    told_of(first, rosa)
    sign_in(celia).post(url("followup_take_up", first))
    case.refresh_from_db()
    assert case.status == CaseStatus.CLOSED


def test_the_pages_cost_the_same_with_one_and_with_all_of_it(first, rosa, sign_in):
    client, course = sign_in(rosa), reverse("cases:followups_of", args=[first.participation_id])
    told_of(first, rosa)
    post_finding(client, first)
    costs = queries_of(client, course), queries_of(client, url("followup", first))
    for row in FollowUp.objects.pending():
        told_of(row, rosa)
        post_finding(client, row)
    attempt = FollowUpAttempt.objects.filter(follow_up=first).get()
    for _each in range(11):
        attempt.pk = uuid7()
        attempt.save(force_insert=True)
    assert (queries_of(client, course), queries_of(client, url("followup", first))) == costs


@pytest.mark.security
def test_another_office_does_not_know_of_it(first, ulises, sign_in):
    client = sign_in(ulises)
    for name in ("followup", "followup_finding", "followup_end"):
        assert client.get(url(name, first)).status_code == 404
    assert post_attempt(client, first).status_code == 404
    assert not FollowUpAttempt.objects.exists()
