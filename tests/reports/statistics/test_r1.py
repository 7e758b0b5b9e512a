from datetime import date, datetime

import pytest
import time_machine
from django.utils import timezone

from cases.models import Participation
from cases.states import ParticipationRole, VictimStatus
from directory.codelists import Confidentiality
from reports.periods import Period
from reports.statistics import case_summary
from reports.statistics.r1 import CaseSummary
from tests.reports.conftest import OCTOBER, october, scope, woman

AUGUST, SEPTEMBER, NOVEMBER = date(2026, 8, 10), date(2026, 9, 10), date(2026, 11, 10)


def figures(movement):
    return (movement.at_start, movement.new, movement.reopened, movement.closed, movement.at_end)


def row(summary: CaseSummary, code: str):
    return next(each for each in summary.offices if each.code == code)


def test_the_month_tells_what_was_there_came_returned_left_and_remains(desk):
    desk.open(AUGUST)
    desk.close(desk.open(AUGUST), october(5))
    returned = desk.open(AUGUST)
    desk.close(returned, SEPTEMBER)
    desk.reopen(returned, october(20))
    desk.open(october(31))
    desk.open(NOVEMBER)

    summary = case_summary(scope())

    assert figures(summary.total.cases) == (2, 1, 1, 1, 3)
    assert figures(row(summary, "IQT").cases) == (2, 1, 1, 1, 3)
    assert summary.total.cases.adds_up


def test_every_office_is_printed_with_its_zeros(desk):
    desk.open(october(3))

    summary = case_summary(scope())

    assert {each.code for each in summary.offices} == {"LIM", "IQT", "CUS", "PEM"}
    assert figures(row(summary, "CUS").cases) == (0, 0, 0, 0, 0)


def test_a_report_of_one_office_counts_only_its_cases(desk, lima_desk, iquitos):
    desk.open(october(3))
    lima_desk.open(october(3))

    summary = case_summary(scope(iquitos))

    assert [each.code for each in summary.offices] == ["IQT"]
    assert summary.total.cases.new == 1


def test_cases_and_people_are_two_units(desk):
    case = desk.open(october(1))
    desk.join(case, october(2))
    desk.join(case, october(2), role=ParticipationRole.RELATIVE)
    desk.join(case, october(2), role=ParticipationRole.WITNESS)

    total = case_summary(scope()).total

    assert figures(total.cases) == (0, 1, 0, 0, 1)
    assert figures(total.people) == (0, 2, 0, 0, 2)


def test_a_person_with_two_cases_is_one_person(desk):
    first = desk.open(AUGUST)
    her = first.participations.get().person
    second = desk.open(october(4), who=her)
    desk.close(first, october(15))

    people = case_summary(scope()).total.people

    assert figures(people) == (1, 0, 0, 0, 1)

    desk.close(second, october(20))
    assert figures(case_summary(scope()).total.people) == (1, 0, 0, 1, 0)


def test_somebody_attended_by_two_offices_is_counted_in_both_and_once_in_the_total(desk, lima_desk):
    her = desk.open(AUGUST).participations.get().person
    lima_desk.open(october(4), who=her)

    summary = case_summary(scope())

    assert row(summary, "IQT").people.at_end == row(summary, "LIM").people.at_end == 1
    assert summary.total.people.at_end == 1
    assert summary.people_in_two_offices == 1


def test_moving_to_another_office_on_one_day_is_no_movement_of_the_person_in_the_total(desk, lima_desk):
    case = desk.open(AUGUST)
    her = case.participations.get().person
    desk.close(case, october(9))
    lima_desk.open(october(9), who=her)

    summary = case_summary(scope())

    assert figures(row(summary, "IQT").people) == (1, 0, 0, 1, 0)
    assert figures(row(summary, "LIM").people) == (0, 1, 0, 0, 1)
    assert figures(summary.total.people) == (1, 0, 0, 0, 1)
    assert figures(summary.total.cases) == (1, 1, 0, 1, 1)


def test_somebody_ruled_out_as_a_victim_leaves_the_count_and_returns_if_that_is_reversed(desk):
    part = desk.open(AUGUST).participations.get()
    desk.rule(part, VictimStatus.RULED_OUT, october(9))

    assert figures(case_summary(scope()).total.people) == (1, 0, 0, 1, 0)

    desk.rule(part, VictimStatus.CONFIRMED, october(19))
    assert figures(case_summary(scope()).total.people) == (1, 0, 1, 1, 1)
    assert figures(case_summary(scope()).total.cases) == (1, 0, 0, 0, 1)


def test_somebody_ruled_out_without_a_history_is_counted_until_that_day(desk):
    part = desk.open(AUGUST).participations.get()
    Participation.objects.filter(pk=part.pk).update(
        victim_status=VictimStatus.RULED_OUT, decided_by="NGO", decided_on=october(9)
    )

    assert figures(case_summary(scope()).total.people) == (1, 0, 0, 1, 0)


def test_somebody_who_left_the_case_is_no_longer_counted(desk):
    part = desk.open(AUGUST).participations.get()
    Participation.objects.filter(pk=part.pk).update(left_on=october(12))

    assert figures(case_summary(scope()).total.people) == (1, 0, 0, 1, 0)


@pytest.mark.parametrize("level", Confidentiality.values)
def test_cases_of_every_confidentiality_are_counted(desk, level):
    case = desk.open(october(3))
    case.confidentiality = level
    case.save()

    assert case_summary(scope()).total.cases.new == 1


def test_a_past_month_is_recomputed_as_it_was(desk):
    case = desk.open(AUGUST)
    as_of_october = case_summary(scope())

    desk.close(case, date(2026, 11, 3))
    desk.open(NOVEMBER)

    assert case_summary(scope()) == as_of_october


def test_what_is_written_late_takes_effect_on_its_own_day(desk):
    case = desk.open(AUGUST)
    with time_machine.travel(timezone.make_aware(datetime(2026, 11, 5)), tick=False):
        desk.close(case, october(30))

    assert figures(case_summary(scope()).total.cases) == (1, 0, 0, 1, 0)


def test_the_series_gives_the_last_twelve_month_ends(desk):
    desk.open(date(2026, 9, 30))
    desk.open(october(2))

    series = case_summary(scope()).series

    assert [each.on for each in series][-3:] == [date(2026, 8, 31), date(2026, 9, 30), OCTOBER.last]
    assert [each.cases for each in series][-3:] == [0, 1, 2]
    assert len(series) == 12


def test_a_day_may_be_a_period(desk):
    desk.open(october(7))
    day = Period(october(7), october(7))

    assert figures(case_summary(scope(period=day)).total.cases) == (0, 1, 0, 0, 1)


@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_queries_does_not_depend_on_the_number_of_cases(desk, count, django_assert_num_queries):
    for number in range(count):
        case = desk.open(october(3))
        desk.rule(case.participations.get(), VictimStatus.CONFIRMED, october(4))
        if number % 2:
            desk.close(case, october(9))

    with django_assert_num_queries(5):
        case_summary(scope())


def test_the_numbers_survive_their_json(desk):
    desk.join(desk.open(october(3), who=woman(16)), october(4))

    summary = case_summary(scope())

    assert CaseSummary.from_json(summary.to_json()) == summary
