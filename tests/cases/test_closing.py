"""Closing says what would be left undone, and asks to have read it; reopening keeps the whole history."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Area
from cases.actions import add_note, add_task, change_status, set_phases
from cases.closing import unfinished
from cases.models import Case, FollowUp, StatusChange, Task, TimelineEntry
from cases.states import CaseStatus, ClosureReason, Phase, TaskKind
from directory.codelists import ServiceKind
from referrals.actions import Draft, draft_referral, send_referral
from services.actions import Enrolment, enrol
from services.actions.plan import Review, review_plan
from services.livelihood_states import LivelihoodState
from services.models import Livelihood, PlanActivity
from services.plan_states import Progress, ReviewResult
from tests.cases.crowd import queries_of
from tests.services.test_plan import agreed

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def busy(case, person, rosa, upe_loreto):
    """A case with a service that runs, a referral, a visit to make and the UPE to be told."""
    enrol(case, [person], Enrolment(ServiceKind.FOLLOW_UP, rosa, TODAY(), goal="x"), by=rosa)
    draft = Draft(upe_loreto, (ServiceKind.LEGAL_ORIENTATION,), "x", items=())
    send_referral(draft_referral(case, person, draft, by=rosa), by=rosa)
    add_task(case, TaskKind.VISIT, TODAY() + timedelta(days=2), assigned_to=rosa, by=rosa, person=person)
    add_task(case, TaskKind.NOTIFY_UPE, TODAY(), assigned_to=rosa, by=rosa, person=person)
    return case


def url(case):
    return reverse("cases:status", args=[case.pk])


def closing(client, case, **told):
    filled = {"to": "CLOSED", "reason": "x", "closure_reason": "GOALS_MET", "on": TODAY().strftime("%d/%m/%Y")}
    return client.post(url(case), filled | {"seen": case.status} | told)


def test_the_page_says_what_would_be_left_undone(busy, celia, sign_in):
    rest = unfinished(celia, busy)
    assert len(rest.ends) == 2
    assert {line["what"].split(" a ")[0] for line in rest.ending} >= {"Visita"}
    assert [line["what"] for line in rest.staying if "UPE" in line["what"]]
    assert rest.parts_count > 3
    page = sign_in(celia).get(url(busy)).text
    for end in rest.ends:
        assert end.what in page
        assert end.url in page


def test_it_asks_to_have_read_it_and_forbids_nothing(busy, celia, sign_in):
    client = sign_in(celia)
    refused = closing(client, busy)
    assert refused.status_code == 422
    assert "knows" in refused.context["form"].errors
    assert Case.objects.get(pk=busy.pk).status == CaseStatus.NEW
    assert closing(client, busy, knows="on").status_code == 302
    assert Case.objects.get(pk=busy.pk).status == CaseStatus.CLOSED
    assert Task.objects.pending().filter(case=busy, kind=TaskKind.VISIT).exists()


def test_the_tasks_that_nobody_will_do_end_with_it_and_the_others_stay(busy, celia, sign_in):
    closing(sign_in(celia), busy, knows="on", cancels_tasks="on")
    pending = set(Task.objects.pending().filter(case=busy).values_list("kind", flat=True))
    assert TaskKind.VISIT not in pending
    assert {TaskKind.NOTIFY_UPE, TaskKind.FOLLOW_UP} <= pending


def test_whoever_may_not_close_is_asked_nothing_of_it(busy, rosa, sign_in):
    page = sign_in(rosa).get(url(busy))
    assert page.context["rest"] is None
    assert "Antes de cerrar" not in page.text


def test_reopening_keeps_the_whole_history(case, rosa, celia):
    add_note(case, "Lo de antes", by=rosa, area=Area.GENERAL)
    change_status(case, CaseStatus.CLOSED, by=celia, reason="x", closure_reason=ClosureReason.GOALS_MET)
    before = set(TimelineEntry.objects.filter(case=case).values_list("pk", flat=True))
    change_status(case, CaseStatus.REOPENED, by=celia, reason="Volvió")
    assert before < set(TimelineEntry.objects.filter(case=case).values_list("pk", flat=True))
    assert [change.new for change in StatusChange.objects.filter(case=case)] == ["NEW", "CLOSED", "REOPENED"]
    assert FollowUp.objects.filter(participation__case=case).count() == 4


def phases_of(part) -> set[str]:
    return set(part.phases.running().values_list("phase", flat=True))


def test_closing_is_her_last_phase_and_reopening_takes_up_what_ran(case, rosa, celia):
    part = case.participations.get()
    set_phases(part, {Phase.F4_JUSTICE, Phase.F5_RECOVERY}, by=rosa, on=TODAY() - timedelta(days=9))
    set_phases(part, {Phase.F4_JUSTICE}, by=rosa, on=TODAY() - timedelta(days=5))
    change_status(case, CaseStatus.CLOSED, by=celia, reason="x", closure_reason=ClosureReason.GOALS_MET)
    assert phases_of(part) == {Phase.F8_CLOSURE}
    assert FollowUp.objects.pending().filter(participation=part).count() == 4, "it is still asked how she is"
    change_status(case, CaseStatus.REOPENED, by=celia, reason="Volvió")
    assert phases_of(part) == {Phase.F4_JUSTICE}
    assert part.phases.get(phase=Phase.F8_CLOSURE).ended_on == TODAY(), "that it was closed stays written"


def test_a_follow_up_ends_with_closing_and_is_nobodys_phase_when_she_is_taken_up_again(case, rosa, celia):
    part = case.participations.get()
    set_phases(part, {Phase.F7_FOLLOWUP}, by=rosa, on=TODAY() - timedelta(days=9))
    change_status(case, CaseStatus.CLOSED, by=celia, reason="x", closure_reason=ClosureReason.GOALS_MET)
    assert phases_of(part) == {Phase.F8_CLOSURE}
    change_status(case, CaseStatus.REOPENED, by=celia, reason="Volvió")
    assert phases_of(part) == set()
    assert not FollowUp.objects.pending().exists()


def test_closing_says_what_of_her_plan_is_unfinished_until_a_review_ends_it(case, rosa, celia):
    part, (place, code) = case.participations.get(), ("services:plan_of_case", case.participations.get().person.code)
    set_phases(part, {Phase.F4_JUSTICE}, by=rosa, on=TODAY())
    plan = agreed(part, rosa)

    def told():
        return [end.what for end in unfinished(celia, case).ends if end.url == reverse(place, args=[case.pk])]

    assert told() == [f"el plan de {code}: faltan 2 de 2 actividades"]
    PlanActivity.objects.filter(goal__plan=plan).update(progress=Progress.DONE, progress_on=TODAY())
    assert told() == [f"el plan de {code}: está todo hecho, falta decir en una revisión cómo termina"]
    work = {"kind": "JOB", "sector": "FOOD", "what": "Cocina", "state": LivelihoodState.RUNNING, "started_on": TODAY()}
    Livelihood.objects.create(key=case.key, participation=part, created_by=rosa, **work)
    assert "1 curso, empleo o emprendimiento en marcha" in told()
    review_plan(plan, Review(TODAY(), "Terminó el colegio.", ReviewResult.MET), by=rosa)
    assert told() == ["1 curso, empleo o emprendimiento en marcha"]


@pytest.mark.slow
def test_the_page_costs_the_same_whatever_the_number_of_tasks(busy, person, celia, rosa, sign_in):
    client = sign_in(celia)
    few = queries_of(client, url(busy))
    for number in range(12):
        day = TODAY() + timedelta(days=number)
        add_task(busy, TaskKind.CALL, day, assigned_to=rosa, by=rosa, person=person)
    assert queries_of(client, url(busy)) == few
