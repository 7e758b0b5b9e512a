"""Assessments: kept while they are filled in, signed once, corrected by another; risk asks itself again."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.acting import acting
from cases.actions import add_person, assign, change_case
from cases.actions.assessments import (
    Errand,
    Signing,
    put_aside,
    save_answers,
    sign_assessment,
    start_correction,
)
from cases.assessments.instruments import newest_of
from cases.errors import NotPossible
from cases.models import Assessment, AssessmentDraft, Case, Task, TimelineEntry
from cases.states import ConsentState, EntryKind, ParticipationRole, TaskKind, TeamRole
from directory.codelists import RiskLevel

pytestmark = pytest.mark.django_db

CALM = {"free": "no", "knows_where": "no", "threats": "no", "self_harm": "no", "involved": "no"}
DEADLY = CALM | {"threats": "of_death"}
WATCHED = CALM | {"free": "yes", "knows_where": "yes", "contact": "yes"}
TODAY = timezone.localdate


@pytest.fixture
def part(case):
    return case.participations.get()


def sign(part, answers, by, *, code="riesgo", **decided):
    draft = save_answers(part, newest_of(code), answers, by=by)
    return sign_assessment(draft, Signing(**({"done_on": TODAY()} | decided)), by=by)


def pending(part, kind=TaskKind.REASSESS):
    return list(Task.objects.pending().filter(case=part.case, kind=kind).select_related("key").order_by("due_on"))


def test_answers_are_kept_section_by_section_in_ones_own_draft(part, rosa, milagros):
    save_answers(part, newest_of("riesgo"), {"free": "yes"}, by=rosa)
    save_answers(part, newest_of("riesgo"), {"threats": "no"}, by=rosa)
    save_answers(part, newest_of("riesgo"), {"free": "no"}, by=milagros)
    draft = AssessmentDraft.objects.open_of(rosa).get()
    assert (draft.answers["free"], draft.answers["threats"]) == ("yes", "no")
    assert AssessmentDraft.objects.count() == 2


def test_a_signed_assessment_keeps_answers_score_and_both_levels(part, rosa):
    signed = sign(part, WATCHED, rosa, level=RiskLevel.SEVERE, level_reason="La llamaron ayer.")
    signed = Assessment.objects.get(pk=signed.pk)
    assert (signed.score, signed.advised_level, signed.level) == (9, RiskLevel.MODERATE, RiskLevel.SEVERE)
    assert (signed.answers["contact"], signed.level_reason) == ("yes", "La llamaron ayer.")
    draft = AssessmentDraft.objects.get()
    assert (draft.assessment_id, draft.answers) == (signed.pk, {})
    line = TimelineEntry.objects.get(kind=EntryKind.ASSESSMENT)
    assert (line.headline, line.subject_id) == ("Evaluación: riesgo · severo", signed.pk)


def test_signing_twice_signs_once(part, rosa):
    draft = save_answers(part, newest_of("riesgo"), CALM, by=rosa)
    signing = Signing(done_on=TODAY(), level=RiskLevel.MILD)
    assert sign_assessment(draft, signing, by=rosa) == sign_assessment(draft, signing, by=rosa)
    assert (Assessment.objects.count(), len(pending(part))) == (1, 1)


@pytest.mark.parametrize(
    ("answers", "decided"),
    [
        ({"free": "yes"}, {"level": RiskLevel.MILD}),  # what may not be blank is blank
        (CALM, {}),  # no level
        (CALM, {"level": RiskLevel.SEVERE}),  # another than the advised, and not why
        (DEADLY, {"level": RiskLevel.MILD}),
    ],
)
def test_nothing_is_signed_that_is_not_whole(part, rosa, answers, decided):
    with pytest.raises(NotPossible):
        sign(part, answers, rosa, **decided)
    assert not Assessment.objects.exists()
    assert not TimelineEntry.objects.filter(kind=EntryKind.ASSESSMENT).exists()
    assert AssessmentDraft.objects.get().answers["free"] == answers["free"]


def test_a_draft_that_was_put_aside_is_not_signed_and_keeps_nothing(part, rosa):
    draft = save_answers(part, newest_of("riesgo"), CALM, by=rosa)
    put_aside(draft, by=rosa)
    with pytest.raises(NotPossible):
        sign_assessment(draft, Signing(done_on=TODAY(), level=RiskLevel.MILD), by=rosa)
    assert (AssessmentDraft.objects.get().answers, Assessment.objects.count()) == ({}, 0)


def test_the_database_refuses_to_change_what_is_signed(part, rosa):
    signed = sign(part, CALM, rosa, level=RiskLevel.MILD)
    with pytest.raises(DatabaseError), transaction.atomic(), acting(rosa):
        Assessment.objects.filter(pk=signed.pk).update(level=RiskLevel.SEVERE)
    assert Assessment.objects.get().level == RiskLevel.MILD


def test_the_database_shows_a_draft_to_its_writer_only(part, rosa, celia):
    save_answers(part, newest_of("riesgo"), CALM, by=rosa)
    with acting(celia):
        assert not AssessmentDraft.objects.exists()
    with acting(rosa):
        assert AssessmentDraft.objects.get().answers["free"] == "no"


# Risk asks itself again ----------------------------------------------------------------------------------------


def test_a_severe_risk_is_a_task_in_seven_days_for_whoever_leads(part, rosa, milagros):
    sign(part, DEADLY, milagros, level=RiskLevel.SEVERE)
    [task] = pending(part)
    assert (task.due_on, task.assigned_to, task.person) == (TODAY() + timedelta(days=7), rosa, part.person)


def test_doing_it_again_ends_the_task_and_makes_the_next(part, rosa):
    sign(part, DEADLY, rosa, level=RiskLevel.SEVERE, done_on=date(2026, 11, 3))
    [first] = pending(part)
    sign(part, WATCHED, rosa, level=RiskLevel.MODERATE, done_on=date(2026, 11, 10))
    [second] = pending(part)
    first.refresh_from_db()
    assert (first.due_on, first.done_by, second.due_on) == (date(2026, 11, 10), rosa, date(2026, 12, 10))


def test_a_later_day_than_the_table_allows_is_drawn_in(part, rosa):
    far = TODAY() + timedelta(days=60)
    signed = sign(part, DEADLY, rosa, level=RiskLevel.SEVERE, next_review_on=far)
    assert signed.next_review_on == TODAY() + timedelta(days=7)


def test_an_older_assessment_entered_late_asks_for_nothing_and_moves_no_risk(part, rosa):
    sign(part, CALM, rosa, level=RiskLevel.MILD)
    sign(part, DEADLY, rosa, level=RiskLevel.SEVERE, done_on=TODAY() - timedelta(days=30))
    assert [each.due_on > TODAY() + timedelta(days=60) for each in pending(part)] == [True]
    assert Case.objects.get(pk=part.case_id).risk == RiskLevel.MILD


# The risk of the case ------------------------------------------------------------------------------------------


def test_the_risk_of_a_case_is_the_highest_of_the_newest_of_its_people(part, case, rosa, kori):
    other = add_person(
        case, kori, ParticipationRole.DIRECT_VICTIM, by=rosa, joined_on=TODAY(), consent=ConsentState.NOT_YET
    )
    sign(part, DEADLY, rosa, level=RiskLevel.SEVERE, done_on=TODAY() - timedelta(days=7))
    sign(other, WATCHED, rosa, level=RiskLevel.MODERATE)
    assert Case.objects.get(pk=case.pk).risk == RiskLevel.SEVERE
    sign(part, CALM, rosa, level=RiskLevel.MILD)
    assert Case.objects.get(pk=case.pk).risk == RiskLevel.MODERATE


def test_another_area_leaves_the_risk_of_the_case(part, case, rosa):
    change_case(case, {"risk": RiskLevel.MILD}, by=rosa, expected_version=case.version)
    level = RiskLevel.SEVERE
    sign(part, {"urgent": "yes"}, rosa, code="salud", level=level)
    assert Case.objects.get(pk=case.pk).risk == RiskLevel.MILD
    assert pending(part) == []


# Corrections ---------------------------------------------------------------------------------------------------


def test_a_correction_takes_the_place_of_the_first_and_leaves_it(part, rosa):
    first = sign(part, DEADLY, rosa, level=RiskLevel.SEVERE)
    draft = start_correction(first, by=rosa)
    assert draft.answers["threats"] == "of_death"
    draft = save_answers(part, newest_of("riesgo"), {"threats": "no"}, by=rosa)
    with pytest.raises(NotPossible):
        sign_assessment(draft, Signing(done_on=TODAY(), level=RiskLevel.MILD), by=rosa)
    why = "Marqué la respuesta de otra persona."
    second = sign_assessment(draft, Signing(done_on=TODAY(), level=RiskLevel.MILD, correction_reason=why), by=rosa)
    assert list(Assessment.objects.standing()) == [second]
    assert Assessment.objects.get(pk=first.pk).answers["threats"] == "of_death"
    assert Case.objects.get(pk=part.case_id).risk == RiskLevel.MILD
    assert [each.subject_id for each in pending(part)] == [second.pk]
    with pytest.raises(NotPossible):
        start_correction(first, by=rosa)


# The first hours -----------------------------------------------------------------------------------------------


def checked(part, **missing):
    profile = newest_of("primeras-horas").questions(frozenset({"minor", "foreigner", "interpreter"}))
    return {each.code: "covered" for each in profile if each.code != "notes"} | missing


def test_what_is_missing_becomes_somebodys_work_and_nothing_else_does(part, rosa, elmer):
    assign(part.case, elmer, TeamRole.LEGAL, by=rosa)
    errands = {"clothes": Errand(rosa, TODAY()), "legal": Errand(elmer, TODAY() + timedelta(days=1))}
    with pytest.raises(NotPossible):
        sign(part, checked(part, clothes="missing"), rosa, code="primeras-horas")
    sign(part, checked(part, clothes="missing", legal="missing"), rosa, code="primeras-horas", errands=errands)
    made = pending(part, TaskKind.COVER_NEED)
    assert [(task.details, task.assigned_to) for task in made] == [
        ("Ropa y abrigo", rosa),
        ("Información sobre sus derechos y defensa legal gratuita", elmer),
    ]


def test_the_next_checklist_ends_what_is_covered_and_doubles_nothing(part, rosa):
    today = Errand(rosa, TODAY())
    lacking = checked(part, clothes="missing", food="missing")
    sign(part, lacking, rosa, code="primeras-horas", errands={"clothes": today, "food": today})
    later = Errand(rosa, TODAY() + timedelta(days=2))
    sign(part, checked(part, food="missing"), rosa, code="primeras-horas", errands={"food": later})
    assert [(task.details, task.due_on) for task in pending(part, TaskKind.COVER_NEED)] == [
        ("Comida y agua", later.due_on)
    ]


def test_what_therapy_found_is_told_only_as_having_happened(part, milagros):
    sign(part, {"self_harm": "plan"}, milagros, code="psicologica", level=RiskLevel.SEVERE)
    line = TimelineEntry.objects.get(kind=EntryKind.ASSESSMENT)
    assert (line.headline, line.area) == ("Evaluación: psicológica", "PSYCHOLOGICAL")
