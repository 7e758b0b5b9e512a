"""What happens when the team does something, whatever page or job asked for it."""

from datetime import date

import pytest

from accounts.models import AuditEntry
from cases.actions import add_note, add_person, change_status, open_case, set_phases, withdraw_consent
from cases.errors import NotPossible
from cases.models import Case, StatusChange, Task, TimelineEntry
from cases.states import CaseStatus, ClosureReason, ConsentState, EntryKind, ParticipationRole, Phase, TaskKind

pytestmark = pytest.mark.django_db


def test_an_intake_gives_a_case_with_code_person_consent_phase_and_first_tasks(case, person):
    assert case.code == "CALP-IQT-2026-0001"
    assert person.code == "V-2026-000001"
    participation = case.participations.get()
    assert participation.victim_status == "PRESUMED"
    assert [each.phase for each in participation.phases.running()] == [Phase.F1_INTAKE]
    assert case.consents.get().state == "WRITTEN"
    assert set(case.tasks.values_list("kind", flat=True)) == {
        TaskKind.CALL,
        TaskKind.NOTIFY_UPE,
        TaskKind.AGE_PROOF,
        TaskKind.SINGLE_INTERVIEW,
    }


def test_two_intakes_get_two_codes(intake, rosa):
    assert [open_case(intake, by=rosa).code for _ in range(2)] == ["CALP-IQT-2026-0001", "CALP-IQT-2026-0002"]


def test_names_and_texts_are_read_back_and_stand_nowhere_in_the_clear(case, person, django_db_blocker):
    stored = Case.objects.raw("SELECT id FROM cases_case")
    assert stored
    fresh = type(person).objects.get(pk=person.pk)
    assert fresh.full_name == "QUISPE MAMANI, Flor de María"
    entry = TimelineEntry.objects.get(kind=EntryKind.INTAKE)
    assert entry.body == "Llamada de noche, después de un operativo."


def test_an_intake_leaves_its_trace_without_content(case, rosa):
    entry = AuditEntry.objects.about("cases.case", case.pk).get()
    assert (entry.actor_id, entry.action, entry.subject_code) == (rosa.pk, "created", case.code)


def test_closing_needs_the_coordination_and_a_reason(case, rosa, celia):
    change_status(case, CaseStatus.ACTIVE, by=rosa, reason="Aceptada")
    with pytest.raises(NotPossible):
        change_status(case, CaseStatus.CLOSED, by=rosa, reason="x", closure_reason=ClosureReason.GOALS_MET)
    with pytest.raises(NotPossible):
        change_status(case, CaseStatus.CLOSED, by=celia, reason="x")
    assert Case.objects.get(pk=case.pk).status == CaseStatus.ACTIVE
    closed = change_status(
        case, CaseStatus.CLOSED, by=celia, reason="x", closure_reason=ClosureReason.GOALS_MET, on=date(2026, 11, 9)
    )
    assert closed.closed_on == date(2026, 11, 9)
    assert StatusChange.objects.filter(case=case).count() == 3


def test_a_status_that_the_table_does_not_know_writes_nothing(case, celia):
    with pytest.raises(NotPossible):
        change_status(case, CaseStatus.REOPENED, by=celia, reason="x")
    assert StatusChange.objects.filter(case=case).count() == 1


def test_phases_of_the_middle_run_together_and_intake_runs_alone(case, rosa):
    participation = case.participations.get()
    set_phases(participation, {Phase.F3_PROTECTION, Phase.F4_JUSTICE}, by=rosa, on=date(2026, 11, 5))
    running = [each.phase for each in participation.phases.running()]
    assert running == [Phase.F3_PROTECTION, Phase.F4_JUSTICE]
    with pytest.raises(NotPossible):
        set_phases(participation, {Phase.F1_INTAKE, Phase.F4_JUSTICE}, by=rosa, on=date(2026, 11, 6))


def test_a_note_is_a_line_of_the_history_in_its_area(case, milagros):
    note = add_note(case, "Durmió bien.", by=milagros, area=milagros.area)
    assert note.area == "PSYCHOLOGICAL"
    assert TimelineEntry.objects.notes().get() == note


def test_consent_is_withdrawn_once(case, rosa):
    consent = withdraw_consent(case.consents.get(), by=rosa)
    assert not consent.is_in_force(date.today())
    with pytest.raises(NotPossible):
        withdraw_consent(consent, by=rosa)


def test_the_first_call_is_on_the_list_of_whoever_took_the_intake(case, rosa):
    assert Task.objects.pending().assigned_to(rosa).count() == 4


def test_another_victim_brings_the_first_tasks_and_a_relative_none(case, kori, rosa):
    before = case.tasks.count()
    joined = {"by": rosa, "joined_on": date(2026, 11, 3), "consent": ConsentState.NOT_YET}
    add_person(case, kori, ParticipationRole.RELATIVE, **joined)
    assert case.tasks.count() == before
    victim = add_person(case, kori, ParticipationRole.DIRECT_VICTIM, **joined)
    assert set(case.tasks.filter(person=victim.person).values_list("kind", flat=True)) == {
        TaskKind.CALL,
        TaskKind.NOTIFY_UPE,
        TaskKind.AGE_PROOF,
        TaskKind.SINGLE_INTERVIEW,
        TaskKind.ASK_CONSENT,
    }
