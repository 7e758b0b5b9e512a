"""What a door refuses that no cell of the matrix can tell: because today's table of roles gives both rights to the same
people, because it depends on another case, on yesterday, or on who has moved since.
"""

from dataclasses import replace
from datetime import date, timedelta
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from accounts.access import alert_to
from accounts.alert_models import AlertKind
from accounts.factors import access as factor_access
from accounts.factors import actions as factors
from accounts.models import Alert, User
from accounts.permissions import PERMISSIONS, Permission, Role
from cases import access
from cases.actions import add_note, add_task, assign, give_grant, open_case
from cases.models import Assignment, Attachment, Case, CaseGrant, Consent, Person, Task
from cases.states import AttachmentState, SharedItem, TaskKind, TeamRole
from directory.codelists import Confidentiality, ServiceKind
from referrals.actions import Draft, draft_referral, send_referral
from referrals.exchange.access import export_to_download
from referrals.models import ExportRun, Referral
from referrals.states import Direction, ReferralStatus
from reports.access import run_to_repeat
from reports.models import ReportRun
from reports.states import ReportCode, RunStatus
from tests.signing_in import enrolled
from vault.models import DataKey

pytestmark = [pytest.mark.django_db, pytest.mark.security]
P = Permission
NOW = timezone.now()
HOUR = timedelta(hours=1)
TODAY = timezone.localdate()


@pytest.fixture
def referral(case, person, upe_loreto, rosa):
    """Sent to Lidia's unit."""
    asked = (ServiceKind.PROTECTION_SUPPORT,)
    draft = Draft(unit=upe_loreto, services=asked, reason="Necesita protección.", items=(SharedItem.AGE_SEX,))
    return send_referral(draft_referral(case, person, draft, by=rosa), by=rosa)


def given(role: Role, *permissions: Permission):
    """The table of another day, on which a role may do only this."""
    return mock.patch.dict(PERMISSIONS, {role: frozenset(permissions)})


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


# A role that sees cases and changes nothing: today there is none ----------------------------------------------------


@pytest.mark.parametrize(
    "door",
    [
        lambda user, case, task, entry: access.person_to(user, P.EDIT_CASE, case.participations.get().person_id),
        lambda user, case, task, entry: access.participation_in(
            user, P.EDIT_CASE, case.pk, case.participations.get().person_id
        ),
        lambda user, case, task, entry: access.task_to_change(user, task.pk),
        lambda user, case, task, entry: access.entry_to_correct(user, entry.pk),
        lambda user, case, task, entry: access.consent_to(user, P.EDIT_CASE, Consent.objects.get(case=case).pk),
    ],
    ids=["person", "participation", "task", "entry", "consent"],
)
def test_whoever_only_sees_cases_changes_nothing_of_them(door, case, rosa):
    task = add_task(case, TaskKind.OTHER, TODAY, assigned_to=rosa, by=rosa)
    entry = add_note(case, "Llegó tranquila.", by=rosa)
    assert door(again(rosa), case, task, entry)
    with given(Role.SOCIAL_WORKER, P.VIEW_CASE), pytest.raises(PermissionDenied):
        door(again(rosa), case, task, entry)


def test_whoever_only_reads_reports_has_none_made_again(teo):
    run = ReportRun.objects.create(code=ReportCode.MENSUAL, period_from=TODAY, period_to=TODAY)
    assert run_to_repeat(again(teo), run.pk) == run
    with given(Role.REPORTING, P.VIEW_REPORTS), pytest.raises(PermissionDenied):
        run_to_repeat(again(teo), run.pk)


def test_reports_are_no_ones_who_may_not_read_reports_nor_those_of_all_offices_of_who_has_none(rosa, dario, iquitos):
    period = {"code": ReportCode.MENSUAL, "period_from": TODAY, "period_to": TODAY}
    of_office = ReportRun.objects.create(**period, office=iquitos)
    of_all = ReportRun.objects.create(**period)
    assert not ReportRun.objects.visible_to(rosa).exists()
    with given(Role.SOCIAL_WORKER, P.VIEW_REPORTS):
        assert list(ReportRun.objects.visible_to(again(rosa))) == [of_office]
    with given(Role.DATA_PROTECTION_OFFICER, P.VIEW_REPORTS):
        assert of_all not in ReportRun.objects.visible_to(again(dario))


def test_cases_are_organised_by_nobody_who_may_not_see_them(case, celia):
    assert case in Case.objects.in_scope_of(celia)
    with given(Role.COORDINATOR, P.MANAGE_TEAM):
        assert not Case.objects.in_scope_of(again(celia)).exists()


def test_people_and_referrals_of_every_office_are_no_ones_who_may_not_see_cases(case, person, referral, nora):
    assert Person.objects.visible_to(nora).exists() and Referral.objects.visible_to(nora).exists()
    with given(Role.NATIONAL_COORDINATOR, P.SEE_ALL_OFFICES):
        assert not Person.objects.visible_to(again(nora)).exists()
        assert not Referral.objects.visible_to(again(nora)).exists()


def test_a_units_desk_holds_what_was_sent_to_it_and_not_what_it_sent(referral, lidia):
    assert list(Referral.objects.for_agency(lidia)) == [referral]
    Referral.objects.filter(pk=referral.pk).update(direction=Direction.IN)
    assert not Referral.objects.for_agency(lidia).exists()


# Another case than this one -----------------------------------------------------------------------------------------


@pytest.fixture
def other(intake, rosa):
    return open_case(intake, by=rosa)


def test_leading_one_case_shows_who_looked_at_that_one_only(case, other, rosa, elmer):
    assign(other, elmer, TeamRole.LEAD, by=rosa)
    assert access.may_see_trail(elmer, other) and not access.may_see_trail(elmer, case)


def test_the_team_of_another_case_is_offered_no_task_of_this_one(case, other, rosa, elmer):
    assign(other, elmer, TeamRole.LEGAL, by=rosa)
    assert elmer in access.may_work_on(rosa, other) and elmer not in access.may_work_on(rosa, case)


def test_of_a_reserved_case_the_coordination_gives_tasks_to_its_team_only(case, celia, elmer):
    assert elmer in access.may_work_on(celia, case)
    case.confidentiality = Confidentiality.SEALED
    assert elmer not in access.may_work_on(celia, case)


def test_the_team_of_another_case_does_not_change_who_may_see_this_one(case, other, rosa, elmer):
    assign(other, elmer, TeamRole.LEGAL, by=rosa)
    assert access.confidentiality_levels(elmer, other) and not access.confidentiality_levels(elmer, case)


def test_whoever_is_let_in_by_exception_lets_nobody_in(case, ulises, celia, lima, intake):
    open_case(replace(intake, office=lima), by=ulises)
    give_grant(case, ulises, reason="Reemplaza a Celia esta semana.", last_day=TODAY, by=celia)
    assert access.case_to(ulises, P.MANAGE_TEAM, case.pk) == case
    with pytest.raises(PermissionDenied):
        access.case_to_open_to_others(ulises, case.pk)


def test_whoever_moved_to_another_office_no_longer_learns_where_she_is(case, person, rosa, lima):
    assert access.may_see_shelter(rosa, person)
    User.objects.filter(pk=rosa.pk).update(office=lima)
    assert not access.may_see_shelter(again(rosa), person)


def test_an_export_is_not_handed_to_whoever_moved_to_another_office(celia, lima, iquitos):
    run = ExportRun.objects.create(
        key=DataKey.objects.make(), office=iquitos, requested_by=celia, reason="Para el financista."
    )
    assert export_to_download(celia, run.pk) == run
    User.objects.filter(pk=celia.pk).update(office=lima)
    with pytest.raises(Http404):
        export_to_download(again(celia), run.pk)


# Alerts and second factors ------------------------------------------------------------------------------------------


def test_the_auditor_does_not_learn_of_decoys_and_staff_of_no_alert(ana, dario, rosa):
    window = {"window_start": NOW - HOUR, "window_end": NOW, "first_at": NOW - HOUR}
    decoy = Alert.objects.create(kind=AlertKind.DECOY, actor_id=rosa.pk, **window)
    night = Alert.objects.create(kind=AlertKind.NIGHT_EXPORT, actor_id=rosa.pk, **window)
    assert alert_to(dario, P.VIEW_AUDIT, decoy.pk) == decoy and alert_to(ana, P.VIEW_AUDIT, night.pk) == night
    with pytest.raises(Http404):
        alert_to(ana, P.VIEW_AUDIT, decoy.pk)
    assert not Alert.objects.visible_to(rosa).exists()


def test_factors_are_ones_own(rosa, elmer):
    enrolled(rosa)
    assert factor_access.factors_of(rosa).count() == 1 and not factor_access.factors_of(elmer).exists()


def test_who_asked_does_not_confirm_and_what_is_over_is_confirmed_by_nobody(rosa, raul, dario):
    reset = factors.ask_factor_reset(enrolled(rosa), "Perdió el celular en el río.", by=raul)
    assert factor_access.reset_to_confirm(dario, reset.pk) == reset and factor_access.may_confirm(dario, reset)
    with pytest.raises(PermissionDenied):
        factor_access.reset_to_confirm(raul, reset.pk)
    assert not factor_access.may_confirm(raul, reset)
    reset.confirmed_at = reset.ended_at = NOW
    with mock.patch.object(type(reset), "is_open", False):
        assert not factor_access.may_confirm(dario, reset)


# Yesterday and tomorrow ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "question", "answer"),
    [
        (Assignment(started_at=NOW - HOUR), "is_current", True),
        (Assignment(started_at=NOW + HOUR), "is_current", False),
        (Assignment(started_at=NOW - HOUR, ended_at=NOW - HOUR / 2), "is_current", False),
        (CaseGrant(granted_at=NOW - HOUR, ends_at=NOW + HOUR), "is_live", True),
        (CaseGrant(granted_at=NOW + HOUR, ends_at=NOW + 2 * HOUR), "is_live", False),
        (CaseGrant(granted_at=NOW - 2 * HOUR, ends_at=NOW - HOUR), "is_live", False),
        (CaseGrant(granted_at=NOW - HOUR, ends_at=NOW + HOUR, revoked_at=NOW), "is_live", False),
        (Task(), "is_pending", True),
        (Task(done_at=NOW), "is_pending", False),
        (Task(cancelled_at=NOW), "is_pending", False),
        (Attachment(state=AttachmentState.CLEAN), "is_handed_out", True),
        (Attachment(state=AttachmentState.IN_REVIEW), "is_handed_out", False),
        (Attachment(state=AttachmentState.CLEAN, withdrawn_at=NOW), "is_handed_out", False),
        (ReportRun(status=RunStatus.QUEUED, heartbeat_at=NOW - 24 * HOUR), "is_late", True),
        (ReportRun(status=RunStatus.QUEUED, heartbeat_at=NOW + HOUR), "is_late", False),
        (ReportRun(status=RunStatus.DONE, heartbeat_at=NOW - 24 * HOUR), "is_late", False),
    ],
)
def test_what_holds_now_held_neither_before_nor_for_ever(row, question, answer):
    assert getattr(row, question) is answer


@pytest.mark.parametrize(
    ("status", "due_on", "answer"),
    [
        (ReferralStatus.SENT, date(2026, 11, 1), True),
        (ReferralStatus.SENT, date(2026, 11, 2), False),
        (ReferralStatus.SENT, None, False),
        (ReferralStatus.CLOSED, date(2026, 11, 1), False),
    ],
)
def test_silence_is_overdue_while_an_answer_is_waited_for(status, due_on, answer):
    assert Referral(status=status, due_on=due_on).is_overdue(date(2026, 11, 2)) is answer
