"""The reintegration plan: after the emergency and with her consent, agreed and then kept, looked at every quarter."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.actions import set_phases, withdraw_consent
from cases.errors import NotPossible
from cases.models import PhasePeriod, Task
from cases.states import Phase, TaskKind
from directory.versions import StaleVersion
from services.actions.plan import (
    Agreement,
    Review,
    add_activity,
    add_goal,
    agree_plan,
    change_goal,
    change_plan,
    drop_draft,
    review_plan,
    start_plan,
    tell_progress,
    withdraw_goal,
)
from services.models import PlanActivity, PlanGoal, PlanReview, ReintegrationPlan
from services.plan_states import PLAIN_AREAS, PlanArea, Progress, Responsible, ReviewResult, next_review

pytestmark = pytest.mark.django_db
WORDS = "Quiero mi propio puesto en el mercado."


def today():
    return timezone.localdate()


def drafted(part, by) -> ReintegrationPlan:
    """A draft with one goal and two things to do for it."""
    plan = start_plan(part, by=by)
    goal = add_goal(plan, {"area": PlanArea.EDUCATION, "goal": "Terminar el colegio."}, by=by)
    for what, responsible, staff in (("Matricularse", Responsible.STAFF, by), ("Asistir", Responsible.HERSELF, None)):
        told = {"what": what, "responsible": responsible, "staff": staff, "unit": None}
        add_activity(goal, {**told, "due_on": today() + timedelta(days=20)}, by=by)
    plan.refresh_from_db()
    return plan


def agreed(part, by, on=None) -> ReintegrationPlan:
    plan = drafted(part, by)
    told = Agreement(on or today(), "Rosa T. y su mamá", WORDS)
    return agree_plan(plan, told, by=by, expected_version=plan.version)


def activity_of(plan, what="Matricularse") -> PlanActivity:
    rows = PlanActivity.objects.filter(goal__plan=plan).select_related(
        "key", "goal__plan__participation__case__key", "goal__plan__participation__person"
    )
    return next(each for each in rows if each.what == what)


def reviews_pending(case):
    return Task.objects.pending().filter(case=case, kind=TaskKind.PLAN_REVIEW)


@pytest.fixture
def part(case):
    return case.participations.select_related("person__key", "case__key", "case__office").get()


def test_reviews_come_every_three_months_and_every_area_has_plain_words():
    assert next_review(date(2026, 11, 30)) == date(2027, 2, 28)
    assert next_review(date(2026, 10, 5)) == date(2027, 1, 5)
    assert set(PLAIN_AREAS) == set(PlanArea)


def test_a_plan_waits_for_the_end_of_the_emergency_and_for_her_consent(part, person, case, rosa):
    set_phases(part, {Phase.F2_IMMEDIATE, Phase.F4_JUSTICE}, by=rosa, on=today())
    with pytest.raises(NotPossible, match="pasó la emergencia .DS 001-2016-IN, art. 3.3"):
        start_plan(part, by=rosa)
    set_phases(part, {Phase.F4_JUSTICE}, by=rosa, on=today())
    withdraw_consent(case.consents.get(), by=rosa)
    with pytest.raises(NotPossible, match="consentimiento informado .DS 001-2016-IN, art. 3.3"):
        start_plan(part, by=rosa)
    assert not ReintegrationPlan.objects.exists()
    assert set(PhasePeriod.objects.running().values_list("phase", flat=True)) == {Phase.F4_JUSTICE}


def test_a_plan_begins_the_phase_beside_those_that_go_on(part, rosa):
    set_phases(part, {Phase.F4_JUSTICE}, by=rosa, on=today())
    start_plan(part, by=rosa)
    running = set(PhasePeriod.objects.running().values_list("phase", flat=True))
    assert running == {Phase.F4_JUSTICE, Phase.F6_REINTEGRATION}
    with pytest.raises(NotPossible, match="Ya tiene un plan"):
        start_plan(part, by=rosa)
    assert ReintegrationPlan.objects.count() == 1


def test_it_is_agreed_whole_and_as_it_was_read(part, rosa):
    plan = start_plan(part, by=rosa)
    told = Agreement(today(), "Rosa T.", WORDS)
    with pytest.raises(NotPossible, match="al menos una meta"):
        agree_plan(plan, told, by=rosa, expected_version=plan.version)
    goal = add_goal(plan, {"area": PlanArea.HOUSING, "goal": "Un cuarto."}, by=rosa)
    with pytest.raises(NotPossible, match="qué se hace, quién y hasta cuándo en: Vivienda"):
        agree_plan(plan, told, by=rosa, expected_version=plan.version + 1)
    with pytest.raises(NotPossible, match="cambió mientras lo leías"):
        agree_plan(plan, told, by=rosa, expected_version=plan.version)
    with pytest.raises(StaleVersion):
        change_goal(goal, {"area": PlanArea.HOUSING, "goal": "Otra"}, by=rosa, expected_version=7)
    assert not ReintegrationPlan.objects.agreed().exists()


def test_what_was_agreed_is_kept_by_the_database(case, part, rosa):
    plan = agreed(part, rosa)
    assert ReintegrationPlan.objects.select_related("key").get(pk=plan.pk).her_words == WORDS
    goal = PlanGoal.objects.select_related("key").get()
    for act in (
        lambda: ReintegrationPlan.objects.filter(pk=plan.pk).update(agreed_on=today() - timedelta(days=1)),
        lambda: PlanGoal.objects.filter(plan=plan).update(area=PlanArea.FAMILY),
        lambda: PlanGoal.objects.create(key=plan.key, plan=plan, area=PlanArea.FAMILY, goal="x"),
        lambda: PlanActivity.objects.filter(goal__plan=plan).update(due_on=today()),
        lambda: PlanActivity.objects.create(
            key=plan.key, goal=goal, what="x", responsible=Responsible.HERSELF, due_on=today()
        ),
    ):
        with pytest.raises(IntegrityError, match="agreed"), transaction.atomic():
            act()
    for verb in (lambda: withdraw_goal(goal, by=rosa), lambda: drop_draft(plan, "x", by=rosa)):
        with pytest.raises(NotPossible, match="versión siguiente"):
            verb()
    assert reviews_pending(case).get().due_on == next_review(today())


def test_what_is_done_goes_on_without_another_version_and_leaving_says_why(part, rosa):
    plan = agreed(part, rosa)
    first = activity_of(plan)
    tell_progress(first, Progress.DOING, "", by=rosa, expected_version=1)
    with pytest.raises(NotPossible, match="por qué se dejó"):
        tell_progress(activity_of(plan), Progress.LEFT, "", by=rosa, expected_version=2)
    with pytest.raises(StaleVersion):
        tell_progress(activity_of(plan), Progress.DONE, "", by=rosa, expected_version=1)
    assert (activity_of(plan).progress, ReintegrationPlan.objects.count()) == (Progress.DOING, 1)


def test_the_next_version_takes_goals_and_what_was_reached_meanwhile(case, part, rosa):
    first = agreed(part, rosa)
    second = change_plan(first, by=rosa)
    with pytest.raises(NotPossible, match="Ya hay un borrador"):
        change_plan(first, by=rosa)
    tell_progress(activity_of(first), Progress.DONE, "", by=rosa, expected_version=1)
    assert activity_of(second).progress == Progress.PENDING
    agree_plan(second, Agreement(today(), "Rosa T.", "Sí."), by=rosa, expected_version=1)
    assert activity_of(second).progress == Progress.DONE
    assert [each.goal for each in PlanGoal.objects.filter(plan=second).select_related("key")] == [
        "Terminar el colegio."
    ]
    assert reviews_pending(case).get().subject_id == second.pk
    with pytest.raises(NotPossible, match="no es la versión que rige"):
        tell_progress(activity_of(first), Progress.LEFT, "x", by=rosa, expected_version=2)


def test_a_review_closes_its_task_and_sets_the_next_until_the_plan_ends(case, part, rosa):
    plan = agreed(part, rosa, on=today() - timedelta(days=90))
    with pytest.raises(NotPossible, match="antes del día"):
        review_plan(plan, Review(today() - timedelta(days=91), "x", ReviewResult.GOES_ON), by=rosa)
    review = review_plan(plan, Review(today(), "Ya va al colegio.", ReviewResult.GOES_ON), by=rosa)
    assert (review.next_on, reviews_pending(case).get().due_on) == (next_review(today()), next_review(today()))
    review_plan(plan, Review(today(), "Terminó.", ReviewResult.MET), by=rosa)
    assert not reviews_pending(case).exists()
    with pytest.raises(NotPossible, match="ya terminó"):
        review_plan(plan, Review(today(), "x", ReviewResult.GOES_ON), by=rosa)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        PlanReview.objects.filter(pk=review.pk).update(next_on=today() + timedelta(days=1))
    assert start_plan(part, by=rosa).number == 2
