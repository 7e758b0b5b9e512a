"""What the pages of the file ask of the verbs: tasks that end once, moves decided on what was seen, the team."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.permissions import Area
from cases.actions import (
    add_note,
    add_person,
    assign,
    change_status,
    change_victim_status,
    correct_entry,
    finish_task,
    hand_over,
    move_task,
    set_phases,
)
from cases.errors import NotPossible
from cases.models import Assignment, StatusChange, Task, TimelineEntry
from cases.models.timeline import due_bounds, due_group, without_contact
from cases.states import CaseStatus, DecidingBody, EntryKind, ParticipationRole, Phase, TaskKind, TeamRole, VictimStatus

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 16)


def test_a_task_ends_once(case, rosa, elmer):
    task = case.tasks.get(kind=TaskKind.CALL)
    assert finish_task(task, by=rosa).done_by == rosa
    with pytest.raises(NotPossible):
        finish_task(task, by=elmer)
    assert Task.objects.get(pk=task.pk).done_by == rosa
    assert TimelineEntry.objects.filter(kind=EntryKind.TASK).count() == 1


def test_a_task_that_ended_is_not_moved(case, rosa):
    task = finish_task(case.tasks.get(kind=TaskKind.CALL), by=rosa)
    with pytest.raises(NotPossible):
        move_task(task, MONDAY, None, rosa, by=rosa, expected_version=task.version)


def test_a_status_decided_on_an_old_page_is_refused(case, rosa, elmer):
    change_status(case, CaseStatus.ACTIVE, by=rosa, reason="Aceptada", seen=CaseStatus.NEW)
    with pytest.raises(NotPossible, match="En curso"):
        change_status(case, CaseStatus.ACTIVE, by=elmer, reason="Aceptada", seen=CaseStatus.NEW)
    assert StatusChange.objects.filter(case=case).count() == 2


def test_a_victim_status_decided_on_an_old_page_is_refused(case, rosa):
    part = case.participations.get()
    told = {"by": rosa, "decided_by": DecidingBody.POLICE, "reason": "Acta", "on": MONDAY}
    change_victim_status(part, VictimStatus.CONFIRMED, seen=VictimStatus.PRESUMED, **told)
    with pytest.raises(NotPossible):
        change_victim_status(part, VictimStatus.RULED_OUT, seen=VictimStatus.PRESUMED, **told)
    assert case.participations.get().victim_status == VictimStatus.CONFIRMED


def test_phases_chosen_on_an_old_page_are_refused(case, rosa):
    part = case.participations.get()
    seen = {Phase.F1_INTAKE}
    set_phases(part, {Phase.F2_IMMEDIATE}, by=rosa, on=MONDAY, seen=seen)
    with pytest.raises(NotPossible):
        set_phases(part, {Phase.F4_JUSTICE}, by=rosa, on=MONDAY, seen=seen)
    assert [each.phase for each in part.phases.running()] == [Phase.F2_IMMEDIATE]


def test_who_led_stays_as_support_and_hands_over_the_pending_tasks(case, rosa, elmer):
    hand_over(case, elmer, by=rosa)
    team = {(each.user, each.role) for each in Assignment.objects.current().filter(case=case).select_related("user")}
    assert team == {(elmer, TeamRole.LEAD), (rosa, TeamRole.SUPPORT)}
    assert set(case.tasks.pending().values_list("assigned_to", flat=True)) == {elmer.pk}


def test_a_new_lead_may_leave_the_tasks_where_they_are(case, rosa, elmer):
    assign(case, elmer, TeamRole.SUPPORT, by=rosa)
    hand_over(case, elmer, by=rosa, with_tasks=False)
    assert [each.role for each in Assignment.objects.current().filter(case=case, user=elmer)] == [TeamRole.LEAD]
    assert set(case.tasks.pending().values_list("assigned_to", flat=True)) == {rosa.pk}


def test_a_correction_is_another_line_and_the_first_text_stays(case, milagros):
    note = add_note(case, "Durmió mal.", by=milagros, area=Area.PSYCHOLOGICAL)
    again = correct_entry(correct_entry(note, "Durmió bien.", by=milagros), "Durmió ocho horas.", by=milagros)
    assert again.headline == "Corrección: Nota psicológica"
    assert (again.area, again.is_shared, again.kind) == (Area.PSYCHOLOGICAL, False, EntryKind.NOTE)
    assert TimelineEntry.objects.get(pk=note.pk).body == "Durmió mal."


def test_a_note_about_two_names_both_by_code(case, person, rosa, kori, intake):
    other = _another_person(case, rosa, kori)
    note = add_note(case, "Llegaron juntas.", by=rosa, people=[person, other], area=rosa.area)
    assert note.headline == f"Nota social: {person.code}, {other.code}"
    assert note.person is None


def _another_person(case, by, who):
    joined = {"by": by, "joined_on": MONDAY, "consent": "NOT_YET"}
    return add_person(case, who, ParticipationRole.RELATIVE, **joined).person


@pytest.mark.parametrize("today", [MONDAY + timedelta(days=each) for each in range(7)])
def test_each_day_belongs_to_one_group_of_the_work(today):
    for ahead in range(-10, 20):
        day = today + timedelta(days=ahead)
        first, last = due_bounds(today)[due_group(day, today)]
        assert (first is None or first <= day) and (last is None or day <= last)
    assert due_group(today - timedelta(days=1), today) == "overdue"
    assert due_group(today + timedelta(days=1), today) == "tomorrow"


def test_a_case_without_a_note_for_a_month_is_silent(case, rosa):
    now = timezone.now()
    cases = type(case).objects.filter(pk=case.pk)
    assert without_contact(cases, now + timedelta(days=31)).get().last_contact_at is None
    add_note(case, "Contestó.", by=rosa, area=rosa.area, occurred_at=now)
    assert not without_contact(cases, now - timedelta(days=30)).exists()
    assert without_contact(cases, now + timedelta(days=31)).get().last_contact_at == now
