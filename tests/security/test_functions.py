"""What the functions of the policies answer, asked of each as the role of the pages, one condition at a time."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.acting import NOBODY, SYSTEM, acting
from accounts.audit import record, record_about
from accounts.models import AuditAction, User
from cases.actions import add_note, add_task, assign, open_case
from cases.models import Assignment, Consent
from cases.states import TaskKind, TeamRole
from tests.plugins.database import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.security]


def answers(who, function: str, *arguments):
    with acting(who), connection.cursor() as cursor:
        cursor.execute(f"SELECT calp.{function}({', '.join(['%s'] * len(arguments))})", arguments)
        return cursor.fetchone()[0]


def closed(user: User) -> User:
    User.objects.filter(pk=user.pk).update(is_active=False)
    return user


def test_a_code_leads_to_its_case_for_whoever_may_see_cases_at_all(case, intake, rosa, ulises, teo):
    second = open_case(intake, by=rosa)
    assert [answers(ulises, "case_of_code", each.code) for each in (case, second)] == [case.pk, second.pk]
    assert answers(ulises, "case_of_code", "CALP-IQT-2026-9999") is None
    assert answers(teo, "case_of_code", case.code) is None and answers(NOBODY, "case_of_code", case.code) is None


def test_an_office_is_that_of_an_active_account(rosa, ulises, iquitos, lima):
    assert (answers(rosa, "own_office"), answers(ulises, "own_office")) == (iquitos.pk, lima.pk)
    assert answers(closed(rosa), "own_office") is None


def test_all_offices_are_covered_by_active_accounts_of_monitoring_and_of_the_national_coordination(teo, nora, celia):
    assert answers(teo, "covers_all_offices") and answers(nora, "covers_all_offices")
    assert not answers(celia, "covers_all_offices")
    assert not answers(closed(teo), "covers_all_offices") and not answers(closed(nora), "covers_all_offices")


def test_a_consent_lives_from_its_first_day_to_its_last_unless_taken_back(case):
    today, day = timezone.localdate(), timedelta(days=1)
    lives = []
    for dates in (
        {"valid_from": today},
        {"valid_from": today + day},
        {"valid_from": today - day, "valid_to": today - day},
        {"valid_from": today - day, "valid_to": today},
        {"valid_from": today - day, "withdrawn_on": today},
    ):
        Consent.objects.filter(case=case).update(**{"valid_to": None, "withdrawn_on": None} | dates)
        lives.append(answers(NOBODY, "consent_lives", Consent.objects.get(case=case).pk))
    assert lives == [True, False, False, True, False]


def subjects(case, rosa, elmer):
    """A row of each kind that the trail tells of, of this case."""
    participation = case.participations.get()
    return {
        "cases.case": case.pk,
        "cases.person": participation.person_id,
        "cases.task": add_task(case, TaskKind.OTHER, timezone.localdate(), assigned_to=rosa, by=rosa).pk,
        "cases.consent": Consent.objects.get(case=case).pk,
        "cases.timelineentry": add_note(case, "Llegó tranquila.", by=rosa).pk,
        "cases.participation": participation.pk,
        "cases.assignment": assign(case, elmer, TeamRole.LEGAL, by=rosa).pk,
    }


def test_of_the_trail_staff_read_what_tells_of_cases_that_they_see(case, intake, lima, ulises, rosa, elmer, nora, teo):
    """Among others' rows of the same kinds, so that one is not taken for another."""
    other = open_case(replace(intake, office=lima), by=ulises)
    add_task(other, TaskKind.OTHER, timezone.localdate(), assigned_to=ulises, by=ulises)
    assert Assignment.objects.filter(case=other).exists()
    for kind, pk in subjects(case, rosa, elmer).items():
        told = [answers(who, "sees_subject", kind, str(pk)) for who in (rosa, nora, ulises, teo)]
        assert told == [True, True, False, False], kind
    decoy = [answers(who, "sees_subject", "cases.decoy", str(case.pk)) for who in (rosa, nora)]
    assert decoy == [False, False]
    assert not answers(nora, "sees_subject", "accounts.user", str(rosa.pk))
    assert not answers(rosa, "sees_subject", "cases.case", str(uuid4()))


def test_who_changed_a_row_last_is_told_to_accounts_of_that_row(case, intake, rosa, elmer, ulises, celia):
    record_about(elmer, AuditAction.CHANGED, case)
    record_about(celia, AuditAction.VIEWED, case)
    open_case(intake, by=ulises)
    record(ulises, AuditAction.CHANGED, "cases.other", case.pk)

    def last(who, kind="cases.case"):
        with acting(who), connection.cursor() as cursor:
            cursor.execute("SELECT who FROM calp.last_change(%s, %s)", [kind, str(case.pk)])
            return [found for [found] in cursor.fetchall()]

    assert last(rosa) == last(SYSTEM) == [elmer.pk]
    assert last(rosa, "cases.person") == last(NOBODY) == []


def test_the_functions_belong_to_the_owner_and_are_not_everybodys():
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'calp'::regnamespace AND prosecdef"
            " AND (pg_get_userbyid(proowner) <> 'calp_owner' OR has_function_privilege('public', oid, 'EXECUTE'))"
        )
        assert cursor.fetchall() == []
