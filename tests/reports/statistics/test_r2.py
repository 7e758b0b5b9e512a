from dataclasses import replace
from datetime import date

import pytest

from cases.models import Participation
from cases.states import AgeSource, ParticipationRole, VictimStatus
from directory.codelists import Sex
from reports.statistics import age_and_gender
from reports.statistics.r2 import AgeAndGender
from tests.reports.conftest import UNKNOWN, october, scope, woman


def cells(table: AgeAndGender):
    return {row.band: (row.women, row.men, row.unknown, row.total) for row in (*table.rows, table.total)}


def man(age):
    return replace(woman(age), sex=Sex.M)


def test_rows_and_columns_are_those_of_the_published_table_and_zeros_are_printed(desk):
    for who in (woman(25), woman(16), man(40), woman(None), replace(UNKNOWN, sex=Sex.NI)):
        desk.open(october(5), who=who)

    table = age_and_gender(scope())

    assert [row.band for row in table.rows] == ["ADULT", "MINOR", "NI"]
    assert cells(table) == {
        "ADULT": (1, 1, 0, 2),
        "MINOR": (1, 0, 0, 1),
        "NI": (1, 0, 1, 2),
        "TOTAL": (3, 1, 1, 5),
    }


def test_an_empty_month_is_a_table_of_zeros(catalogues):
    table = age_and_gender(scope())

    assert set(cells(table).values()) == {(0, 0, 0, 0)}


def test_only_those_who_joined_within_the_period_are_counted(desk):
    for day in (date(2026, 9, 30), october(1), october(31), date(2026, 11, 1)):
        desk.open(day)

    assert age_and_gender(scope()).total.total == 2


def test_age_is_that_of_the_day_she_joined(desk):
    born = date(2008, 10, 6)
    day_before = replace(UNKNOWN, birth_date=born, age_source=AgeSource.DOCUMENT)
    desk.open(october(5), who=day_before)
    desk.open(october(6), who=day_before)

    assert cells(age_and_gender(scope())) | {"TOTAL": None} == {
        "ADULT": (1, 0, 0, 1),
        "MINOR": (1, 0, 0, 1),
        "NI": (0, 0, 0, 0),
        "TOTAL": None,
    }


def test_a_person_is_counted_once_at_the_age_of_her_first_case_of_the_period(desk):
    her = desk.open(october(5), who=replace(UNKNOWN, birth_date=date(2008, 10, 20), age_source=AgeSource.DOCUMENT))
    desk.open(october(25), who=her.participations.get().person)

    assert cells(age_and_gender(scope()))["MINOR"] == (1, 0, 0, 1)
    assert age_and_gender(scope()).total.total == 1


def test_relatives_and_witnesses_are_not_victims(desk):
    case = desk.open(october(5))
    desk.join(case, october(5), role=ParticipationRole.RELATIVE)

    assert age_and_gender(scope()).total.total == 1


def test_somebody_ruled_out_by_the_cut_off_is_not_counted_and_the_table_says_so(desk):
    desk.open(october(5))
    desk.rule(desk.open(october(5)).participations.get(), VictimStatus.RULED_OUT, october(20))

    table = age_and_gender(scope())

    assert (table.total.total, table.ruled_out) == (1, 1)


def test_a_decision_after_the_cut_off_does_not_change_the_past(desk):
    part = desk.open(october(5)).participations.get()
    desk.rule(part, VictimStatus.RULED_OUT, date(2026, 11, 3))

    assert age_and_gender(scope()).total.total == 1
    assert age_and_gender(scope()).ruled_out == 0


def test_ruled_out_in_one_case_and_a_victim_in_another_is_counted(desk):
    first = desk.open(october(5))
    desk.rule(first.participations.get(), VictimStatus.RULED_OUT, october(6))
    desk.open(october(7), who=first.participations.get().person)

    assert (age_and_gender(scope()).total.total, age_and_gender(scope()).ruled_out) == (1, 0)


def test_without_a_history_the_row_itself_says_since_when_she_is_ruled_out(desk):
    for decided_on in (october(9), date(2026, 11, 9)):
        part = desk.open(october(5)).participations.get()
        Participation.objects.filter(pk=part.pk).update(
            victim_status=VictimStatus.RULED_OUT, decided_by="NGO", decided_on=decided_on
        )

    assert (age_and_gender(scope()).total.total, age_and_gender(scope()).ruled_out) == (1, 1)


def test_a_report_of_one_office_counts_only_its_people(desk, lima_desk, lima):
    desk.open(october(5))
    lima_desk.open(october(5), who=man(30))

    assert cells(age_and_gender(scope(lima)))["TOTAL"] == (0, 1, 0, 1)


@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_queries_does_not_depend_on_the_number_of_people(desk, count, django_assert_num_queries):
    case = desk.open(october(3))
    for _each in range(count - 1):
        desk.join(case, october(3))

    with django_assert_num_queries(2):
        age_and_gender(scope())


def test_the_numbers_survive_their_json(desk):
    desk.open(october(5), who=woman(16))
    table = age_and_gender(scope())

    assert AgeAndGender.from_json(table.to_json()) == table
