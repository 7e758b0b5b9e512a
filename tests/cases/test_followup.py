"""Follow-up: begins by itself, is kept as tasks, ends with what was found; called off when she is attended again."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.access import caseload_of
from cases.actions import add_person, change_safe_contact, change_status, set_phases
from cases.actions.followup import (
    Attempt,
    begin_follow_ups,
    end_follow_up,
    record_attempt,
    record_finding,
)
from cases.errors import NotPossible
from cases.followup_lines import followup_states
from cases.followup_lists import FollowUpState, due_days
from cases.models import FollowUp, FollowUpAttempt, FollowUpFinding, Task, TimelineEntry
from cases.sections import SectionState
from cases.states import (
    CaseStatus,
    ClosureReason,
    ConsentState,
    EntryKind,
    ParticipationRole,
    Phase,
    TaskKind,
    VictimStatus,
)
from directory.versions import StaleVersion

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
WELL = {
    "lives_with": "FAMILY",
    "studies": "YES",
    "works": "NO",
    "health": "WELL",
    "safety": "SAFE",
    "exploiter_contact": "NO",
    "exploited_again": "NO",
}


@pytest.fixture
def part(case):
    return case.participations.get()


def close(case, by, reason=ClosureReason.GOALS_MET, **told):
    return change_status(case, CaseStatus.CLOSED, by=by, reason="x", closure_reason=reason, **told)


def pending(case):
    return list(Task.objects.pending().filter(case=case, kind=TaskKind.FOLLOW_UP).order_by("due_on"))


def first_of(part):
    return FollowUp.objects.pending().filter(participation=part).order_by("months").first()


def missed(**told):
    return Attempt(**({"made_on": TODAY(), "channel": "CAME"} | told))


def spoke(**told):
    return missed(spoke_with="HERSELF", **told)


def found(part, by, **told):
    row = first_of(part)
    record_attempt(row, spoke(), by=by)
    return record_finding(row, WELL | {"seen_on": TODAY()} | told, by=by, expected_version=0)


# When it begins ------------------------------------------------------------------------------------------------


def test_terms_are_counted_in_months_and_what_can_no_longer_be_done_is_left_out():
    begins = date(2026, 1, 31)
    assert [due.due_on for due in due_days(begins, begins)] == [
        date(2026, 2, 28),
        date(2026, 4, 30),
        date(2026, 7, 31),
        date(2027, 1, 31),
    ]
    assert [due.months for due in due_days(begins, date(2026, 5, 1))] == [3, 6, 12]
    assert due_days(begins, date(2027, 7, 31)) == []


def test_closing_makes_four_follow_ups_of_each_victim_with_a_task_of_the_lead(case, part, rosa, celia, kori):
    joined = {"by": rosa, "joined_on": TODAY(), "consent": ConsentState.NOT_YET}
    add_person(case, kori, ParticipationRole.RELATIVE, **joined)
    second = add_person(case, kori, ParticipationRole.DIRECT_VICTIM, **joined)
    ruled_out = add_person(case, kori, ParticipationRole.DIRECT_VICTIM, **joined)
    ruled_out.victim_status, ruled_out.decided_by = VictimStatus.RULED_OUT, "POLICE"
    ruled_out.save()
    close(case, celia)
    rows = FollowUp.objects.filter(participation__case=case)
    assert {row.participation_id for row in rows} == {part.pk, second.pk}
    assert sorted(row.months for row in rows) == [1, 1, 3, 3, 6, 6, 12, 12]
    tasks = pending(case)
    assert [task.due_on for task in tasks] == sorted(row.due_on for row in rows)
    assert {task.assigned_to for task in tasks} == {rosa}
    assert {task.subject_id for task in tasks} == {row.pk for row in rows}


def test_whoever_leaves_passes_on_the_follow_ups_of_closed_cases_too(case, rosa, celia):
    close(case, celia, cancels_tasks=True)
    assert [each.case for each in caseload_of(celia, rosa)] == [case]
    Task.objects.pending().update(cancelled_at=timezone.now())
    assert caseload_of(celia, rosa) == []


@pytest.mark.parametrize("reason", [ClosureReason.DIED, ClosureReason.NOT_TRAFFICKING, ClosureReason.OTHER_OFFICE])
def test_where_following_makes_no_sense_none_begins(case, celia, reason):
    close(case, celia, reason)
    assert not FollowUp.objects.exists()
    assert not pending(case)


def test_closing_for_death_calls_off_what_was_pending(case, part, rosa, celia):
    begin_follow_ups(case, [part], TODAY(), by=rosa)
    close(case, celia, ClosureReason.DIED)
    assert set(FollowUp.objects.values_list("state", flat=True)) == {FollowUpState.CANCELLED}
    assert not pending(case)


def test_closing_after_following_keeps_the_series_that_runs(case, celia):
    change_status(case, CaseStatus.ACTIVE, by=celia, reason="x")
    change_status(case, CaseStatus.FOLLOW_UP, by=celia, reason="x")
    before = set(FollowUp.objects.values_list("pk", flat=True))
    close(case, celia)
    assert len(before) == 4
    assert set(FollowUp.objects.values_list("pk", flat=True)) == before


def test_reopening_calls_off_what_is_pending_and_the_next_closure_makes_it_anew(case, part, celia):
    close(case, celia)
    found(part, celia)
    change_status(case, CaseStatus.REOPENED, by=celia, reason="x")
    assert sorted(FollowUp.objects.values_list("state", flat=True)) == ["CANCELLED"] * 3 + ["REACHED"]
    assert not pending(case)
    close(case, celia)
    assert FollowUp.objects.pending().count() == len(pending(case)) == 4
    assert FollowUpFinding.objects.count() == 1


def test_a_return_begins_hers_and_a_new_crisis_calls_it_off(case, part, rosa):
    set_phases(part, {Phase.F7_FOLLOWUP}, by=rosa, on=TODAY())
    assert FollowUp.objects.pending().filter(participation=part, begins_on=TODAY()).count() == 4
    set_phases(part, {Phase.F8_CLOSURE}, by=rosa, on=TODAY())
    assert FollowUp.objects.pending().count() == 4
    set_phases(part, {Phase.F7_FOLLOWUP}, by=rosa, on=TODAY())
    assert FollowUp.objects.count() == 4
    set_phases(part, {Phase.F2_IMMEDIATE}, by=rosa, on=TODAY())
    assert not FollowUp.objects.pending().exists()


def test_the_database_keeps_one_pending_of_each_term(case, part, celia):
    close(case, celia)
    row = first_of(part)
    twin = {name: getattr(row, name) for name in ("key", "participation", "months", "begins_on", "due_on")}
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.create(created_by=celia, **twin)


# Looking for her -----------------------------------------------------------------------------------------------


def test_three_attempts_in_vain_let_it_end_and_the_next_term_stays(case, part, rosa, celia):
    close(case, celia)
    row = first_of(part)
    for _each in range(2):
        record_attempt(row, missed(), by=rosa)
    with pytest.raises(NotPossible):
        end_follow_up(row, FollowUpState.NOT_FOUND, "x", by=rosa)
    assert first_of(part) == row
    record_attempt(row, missed(note="Apagado."), by=rosa)
    end_follow_up(row, FollowUpState.NOT_FOUND, "Se mudó.", by=rosa)
    row = FollowUp.objects.get(pk=row.pk)
    assert (row.state, row.end_note, row.ended_by) == (FollowUpState.NOT_FOUND, "Se mudó.", rosa)
    assert len(pending(case)) == 3


def test_when_she_wants_no_more_the_later_ones_end_too(case, part, rosa, celia):
    close(case, celia)
    end_follow_up(first_of(part), FollowUpState.DECLINED, "Pide que no la llamen.", by=rosa)
    assert set(FollowUp.objects.values_list("state", flat=True)) == {FollowUpState.DECLINED}
    assert not pending(case)


def test_a_way_that_her_safe_contact_forbids_needs_a_reason(case, part, rosa, celia):
    change_safe_contact(part.person, {"channels": ["CALL"]}, by=rosa, expected_version=1)
    close(case, celia)
    row = first_of(part)
    with pytest.raises(NotPossible):
        record_attempt(row, missed(channel="VISIT"), by=rosa)
    assert not FollowUpAttempt.objects.exists()
    attempt = record_attempt(row, missed(channel="VISIT", against_rules=True, note="Lo pidió ella."), by=rosa)
    assert attempt.against_rules
    assert not record_attempt(row, missed(channel="CALL", against_rules=True), by=rosa).against_rules


# What was found ------------------------------------------------------------------------------------------------


def test_how_she_is_needs_somebody_who_told_it_and_ends_the_follow_up(case, part, rosa, celia):
    close(case, celia)
    row = first_of(part)
    record_attempt(row, missed(), by=rosa)
    with pytest.raises(NotPossible):
        record_finding(row, WELL | {"seen_on": TODAY()}, by=rosa, expected_version=0)
    assert not FollowUpFinding.objects.exists()
    found(part, rosa, safety="WORRIED")
    row = FollowUp.objects.get(pk=row.pk)
    assert (row.state, row.ended_by, row.finding.safety) == (FollowUpState.REACHED, rosa, "WORRIED")
    assert Task.objects.get(subject_id=row.pk).done_by == rosa
    assert TimelineEntry.objects.filter(kind=EntryKind.FOLLOW_UP, subject_id=row.pk).count() == 3


def test_two_who_write_how_she_is_do_not_lose_each_others_words(case, part, rosa, celia):
    close(case, celia)
    finding = found(part, rosa)
    with pytest.raises(StaleVersion):
        record_finding(finding.follow_up, {"works": "YES"}, by=celia, expected_version=0)
    record_finding(finding.follow_up, {"works": "YES"}, by=celia, expected_version=1)
    finding = FollowUpFinding.objects.get()
    assert (finding.works, finding.studies, finding.updated_by) == ("YES", "YES", celia)


def test_exploited_again_is_a_task_of_the_coordination_for_today_once(case, part, rosa, celia):
    close(case, celia)
    finding = found(part, rosa, exploited_again="SUSPECTED", again_details="La vieron en el bar.")
    record_finding(finding.follow_up, {"exploited_again": "YES"}, by=rosa, expected_version=1)
    task = Task.objects.get(kind=TaskKind.EXPLOITED_AGAIN)
    assert (task.assigned_to, task.due_on, task.subject_id) == (celia, TODAY(), finding.follow_up_id)


def test_exploited_again_without_a_word_is_refused_by_the_database(case, part, rosa, celia):
    close(case, celia)
    with pytest.raises(IntegrityError), transaction.atomic():
        found(part, rosa, exploited_again="YES")


def test_what_is_missing_names_it_only_once_it_began(case, part, rosa, celia):
    assert followup_states(rosa, case, [part]) == {}
    begin_follow_ups(case, [part], TODAY() - timedelta(days=40), by=rosa)
    assert followup_states(rosa, case, [part])[part.pk].state == SectionState.MISSING
    found(part, rosa)
    assert followup_states(rosa, case, [part])[part.pk].state == SectionState.DONE
