"""Reading more cases than usual, or those of others, or the same person as everybody: counted by case, not by page."""

import pytest
from django.db import connection

from cases.actions import add_note, assign
from cases.models import Task
from cases.states import TeamRole
from cases.watching import FILES_PER_HOUR, OUTSIDE_TEAM_OTHERWISE
from tests.accounts.watched import did, found, lima, some_cases

pytestmark = pytest.mark.django_db


def cases_of(kind: str, subject) -> list:
    with connection.cursor() as cursor:
        cursor.execute("SELECT calp.cases_of_subject(%s, %s)", [kind, str(subject)])
        return [row[0] for row in cursor.fetchall()]


def test_every_record_of_a_case_leads_to_it(case, person, rosa):
    note = add_note(case, "Hechos.", by=rosa)
    part, member = case.participations.get(), case.assignments.get()
    for row in (case, person, part, member, note, *Task.objects.filter(case=case)):
        assert cases_of(row._meta.label_lower, row.pk) == [case.pk], row


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("cases.case", "x"),
        ("cases:file", "00000000-0000-7000-8000-000000000000"),
        ("accounts.user", "00000000-0000-7000-8000-000000000000"),
        ("nada.nada", "00000000-0000-7000-8000-000000000000"),
        ("pg_class'; --", "00000000-0000-7000-8000-000000000000"),
        ("", ""),
    ],
)
def test_what_is_no_record_of_a_case_leads_to_none(db, kind, subject):
    assert cases_of(kind, subject) == []


# Many in an hour ----------------------------------------------------------------------------------------------------


def test_forty_cases_in_an_hour_are_usual_and_forty_one_are_not(rosa, elmer):
    for user, count in ((rosa, FILES_PER_HOUR), (elmer, FILES_PER_HOUR + 1)):
        did(user, "viewed", lima(18, 10), some_cases(count))
    [alert] = found(lima(18, 11), "many_files")
    assert (alert.actor_name, alert.count, alert.usual) == ("elmer", FILES_PER_HOUR + 1, FILES_PER_HOUR)


def test_pages_of_one_case_are_one_case(rosa, case, person):
    for minute in range(50):
        did(rosa, "viewed", lima(18, 10, minute), [case.pk])
        did(rosa, "viewed", lima(18, 10, minute), [person.pk], kind="cases.person")
    assert found(lima(18, 11), "many_files") == []


def test_a_list_is_not_a_case_read(rosa):
    did(rosa, "listed", lima(18, 10), [""], seen=some_cases(60))
    assert found(lima(18, 11), "many_files") == []


def test_whoever_always_reads_much_may_read_three_times_their_own_hour(rosa):
    for day in range(2, 12):
        did(rosa, "viewed", lima(day, 10), some_cases(20))
    did(rosa, "viewed", lima(18, 10), some_cases(60))
    assert found(lima(18, 11), "many_files") == []
    did(rosa, "viewed", lima(18, 15), some_cases(61))
    assert [(each.count, each.usual) for each in found(lima(18, 16), "many_files")] == [(61, 60)]


def test_an_hour_is_any_sixty_minutes(rosa):
    did(rosa, "viewed", lima(18, 10, 40), some_cases(25))
    did(rosa, "viewed", lima(18, 11, 20), some_cases(25))
    assert [each.first_at for each in found(lima(18, 12), "many_files")] == [lima(18, 10, 40)]


# Cases of others ------------------------------------------------------------------------------------------------------


def test_many_cases_of_others_on_one_day(rosa, elmer, celia):
    for user in (rosa, celia):
        did(user, "viewed", lima(18, 9), some_cases(OUTSIDE_TEAM_OTHERWISE + 1))
    did(elmer, "viewed", lima(18, 9), some_cases(OUTSIDE_TEAM_OTHERWISE))
    assert [each.actor_name for each in found(lima(18, 20), "outside_team")] == ["rosa"], "the coordination reads more"


def test_a_new_day_counts_anew(rosa):
    did(rosa, "viewed", lima(17, 17), some_cases(6))
    did(rosa, "viewed", lima(18, 9), some_cases(6))
    assert found(lima(18, 20), "outside_team") == []


def test_the_cases_of_ones_team_are_not_those_of_others(rosa, elmer, case):
    others = some_cases(OUTSIDE_TEAM_OTHERWISE)
    for user in (rosa, elmer):
        did(user, "viewed", lima(18, 9), [*others, case.pk])
    assert [each.actor_name for each in found(lima(18, 20), "outside_team")] == ["elmer"]


def test_whoever_was_ever_in_the_team_is_no_stranger(rosa, elmer, case):
    assign(case, elmer, TeamRole.LEGAL, by=rosa)
    did(elmer, "viewed", lima(18, 9), [*some_cases(OUTSIDE_TEAM_OTHERWISE), case.pk])
    assert found(lima(18, 20), "outside_team") == []


def test_whoever_audits_reads_no_cases(ana):
    did(ana, "viewed", lima(18, 9), some_cases(FILES_PER_HOUR + 10))
    assert found(lima(18, 20), "outside_team") == [] == found(lima(18, 20), "many_files")


# The same person ------------------------------------------------------------------------------------------------------


def searched(user, person, at, others=0):
    did(user, "searched", at, [""], kind="cases.person", seen=[person.pk, *some_cases(others)])


def test_three_strangers_to_her_case_who_find_her_on_one_day(person, elmer, celia, ines, rosa):
    for user in (elmer, celia, rosa):
        searched(user, person, lima(18, 9))
    assert found(lima(18, 10), "same_person") == [], "Rosa opened her case"
    searched(ines, person, lima(18, 17))
    [alert] = found(lima(18, 20), "same_person")
    assert (alert.count, alert.subject_code, alert.actor_id) == (3, person.code, None)


def test_one_among_many_results_was_not_meant(person, elmer, celia, ines):
    for user in (elmer, celia, ines):
        searched(user, person, lima(18, 9), others=5)
    assert found(lima(18, 20), "same_person") == []


def test_different_days_are_no_crowd(person, elmer, celia, ines):
    for day, user in ((16, elmer), (17, celia), (18, ines)):
        searched(user, person, lima(day, 9))
    assert found(lima(18, 20), "same_person") == []
