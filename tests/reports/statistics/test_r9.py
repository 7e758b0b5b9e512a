from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from directory.codelists import Sector
from directory.models import Agency, AgencyUnit
from referrals.actions import Answer, move_referral, receive_referral
from referrals.silence import mark_silence
from referrals.states import ReferralStatus as S
from reports.statistics import referrals
from reports.statistics.r9 import STATES, Days, Referrals
from tests.reports.conftest import noon, october, scope


def move(referral, to, on: date, by, **answer):
    with time_machine.travel(noon(on), tick=False):
        return move_referral(referral, to, by=by, answer=Answer(**answer))


def row(direct, code):
    return next(each for each in direct.agencies if each.code == code)


def states(row):
    return {state: count for state, count in zip(STATES, row.by_state, strict=True) if count}


@pytest.fixture
def case(desk):
    return desk.open(date(2026, 9, 1))


def test_each_referral_is_counted_under_its_agency_in_the_state_of_the_cut_off(desk, case, upe_loreto, csmc_iquitos):
    desk.refer(case, upe_loreto, october(29))
    answered = desk.refer(case, csmc_iquitos, october(5))
    move(answered, S.ACKNOWLEDGED, october(6), desk.worker)
    move(answered, S.ACCEPTED, october(7), desk.worker)
    refused = desk.refer(case, csmc_iquitos, october(5))
    move(refused, S.REJECTED, october(8), desk.worker, rejection_reason="NO_PLACE")

    sent = referrals(scope()).sent

    assert states(row(sent, "MIMP")) == {S.SENT: 1}
    assert states(row(sent, "MINSA")) == {S.ACCEPTED: 1, S.REJECTED: 1}
    assert states(sent.total) == {S.SENT: 1, S.ACCEPTED: 1, S.REJECTED: 1}
    assert sent.total.total == 3


def test_every_agency_of_the_catalogue_is_printed_with_its_zeros(catalogues):
    sent = referrals(scope()).sent

    assert {each.code for each in sent.agencies} == set(Agency.objects.values_list("code", flat=True))
    assert all(each.by_state == (0,) * 10 for each in sent.agencies)
    assert sent.total.to_acknowledge == Days(0, None, None)


def test_an_agency_that_no_longer_exists_is_printed_only_if_it_has_referrals(desk, case, upe_loreto):
    desk.refer(case, upe_loreto, october(5))
    Agency.objects.filter(code__in=["MIMP", "MTPE"]).update(valid_to=date(2026, 1, 1))

    codes = {each.code for each in referrals(scope()).sent.agencies}

    assert "MIMP" in codes
    assert "MTPE" not in codes


def test_received_referrals_are_a_table_of_their_own(desk, iquitos, upe_loreto):
    with time_machine.travel(noon(october(9)), tick=False):
        receive_referral(
            iquitos, upe_loreto, by=desk.worker, received_on=october(8), services=["SHELTER"], reason="Necesita techo."
        )

    table = referrals(scope())

    assert states(row(table.received, "MIMP")) == {S.SENT: 1}
    assert table.sent.total.total == 0


def test_a_referral_received_in_october_and_written_down_in_november_was_already_there(desk, iquitos, upe_loreto):
    with time_machine.travel(noon(date(2026, 11, 4)), tick=False):
        receive_referral(
            iquitos, upe_loreto, by=desk.worker, received_on=october(30), services=["SHELTER"], reason="Techo."
        )

    assert states(referrals(scope()).received.total) == {S.SENT: 1}


def test_what_ended_before_the_period_and_drafts_are_not_counted(desk, case, upe_loreto):
    ended = desk.refer(case, upe_loreto, date(2026, 9, 3))
    move(ended, S.REJECTED, date(2026, 9, 4), desk.worker, rejection_reason="NO_PLACE")
    move(ended, S.CLOSED, october(6), desk.worker)
    withdrawn = desk.refer(case, upe_loreto, october(3))
    move(withdrawn, S.WITHDRAWN_CONSENT, october(5), desk.worker)

    sent = referrals(scope()).sent

    assert states(sent.total) == {S.WITHDRAWN_CONSENT: 1}


def test_the_flow_adds_up(desk, case, upe_loreto, csmc_iquitos):
    desk.refer(case, upe_loreto, date(2026, 9, 3))
    old = desk.refer(case, csmc_iquitos, date(2026, 9, 4))
    move(old, S.CANCELLED, october(2), desk.worker, text="Ya no hace falta.")
    desk.refer(case, csmc_iquitos, october(30))

    flow = referrals(scope()).sent.flow

    assert (flow.at_start, flow.new, flow.ended, flow.at_end) == (2, 1, 1, 2)
    assert flow.adds_up


def test_days_are_working_days_from_sending(desk, case, upe_loreto):
    # Thursday 1 October; the 8th is a holiday (Combate de Angamos).
    referral = desk.refer(case, upe_loreto, october(1))
    move(referral, S.ACKNOWLEDGED, october(2), desk.worker)
    move(referral, S.ACCEPTED, october(5), desk.worker)
    move(referral, S.IN_SERVICE, october(12), desk.worker, first_service_on=october(12))
    other = desk.refer(case, upe_loreto, october(1))
    move(other, S.ACCEPTED, october(6), desk.worker)

    mimp = row(referrals(scope()).sent, "MIMP")

    assert mimp.to_acknowledge == Days(2, 2.0, 3)
    assert mimp.to_first_service == Days(1, 6.0, 6)


def test_what_happened_after_the_cut_off_is_not_yet_in_the_days(desk, case, upe_loreto):
    referral = desk.refer(case, upe_loreto, october(30))
    move(referral, S.ACKNOWLEDGED, date(2026, 11, 3), desk.worker)

    assert row(referrals(scope()).sent, "MIMP").to_acknowledge.count == 0


def test_silence_is_overdue_the_day_after_its_term(desk, case, upe_loreto):
    # One working day to acknowledge: sent on Thursday 29, due on Friday 30.
    desk.refer(case, upe_loreto, october(29))

    assert referrals(scope()).sent.total.overdue == 1
    on_the_day = scope(now=noon(october(30)))
    assert referrals(on_the_day).sent.total.overdue == 0


def test_no_answer_is_a_state_put_by_the_clock(desk, case, upe_loreto):
    desk.refer(case, upe_loreto, october(20))
    with time_machine.travel(noon(october(26)), tick=False):
        mark_silence(october(26))

    total = referrals(scope()).sent.total

    assert states(total) == {S.NO_RESPONSE: 1}
    assert total.overdue == 1


def test_a_past_month_is_recomputed_as_it_was(desk, case, upe_loreto, csmc_iquitos):
    silent = desk.refer(case, upe_loreto, october(20))
    with time_machine.travel(noon(october(26)), tick=False):
        mark_silence(october(26))
    busy = desk.refer(case, csmc_iquitos, october(1))
    move(busy, S.ACCEPTED, october(2), desk.worker)
    waiting = desk.refer(case, csmc_iquitos, october(29))
    as_of_october = referrals(scope())

    november = [date(2026, 11, 3) + timedelta(days=n) for n in range(6)]
    move(silent, S.ACCEPTED, november[0], desk.worker)
    move(waiting, S.ACKNOWLEDGED, november[0], desk.worker)
    move(busy, S.IN_SERVICE, november[1], desk.worker)
    move(busy, S.COUNTER_REFERRED, november[2], desk.worker, text="Alta.")
    move(busy, S.CLOSED, november[3], desk.worker)
    desk.refer(case, upe_loreto, november[4])

    assert referrals(scope()) == as_of_october
    assert as_of_october.sent.total.overdue == 3


def test_while_the_period_runs_the_cut_off_is_now(desk, case, upe_loreto):
    referral = desk.refer(case, upe_loreto, october(13))
    move(referral, S.ACKNOWLEDGED, october(14), desk.worker)
    now = timezone.make_aware(datetime(2026, 10, 13, 18))

    assert states(referrals(scope(now=now)).sent.total) == {S.SENT: 1}


def test_a_report_of_one_office_counts_only_its_referrals(desk, lima_desk, lima, case, upe_loreto):
    desk.refer(case, upe_loreto, october(13))

    assert referrals(scope(lima)).sent.total.total == 0


@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_queries_does_not_depend_on_the_number_of_referrals(
    desk, case, upe_loreto, count, django_assert_num_queries
):
    public = AgencyUnit.objects.accepting_referrals().filter(agency__sector=Sector.PUBLIC)
    for number in range(count):
        unit = public[number] if number else upe_loreto
        referral = desk.refer(case, unit, october(13))
        if number % 2:
            move(referral, S.ACKNOWLEDGED, october(14), desk.worker)

    with django_assert_num_queries(5):
        referrals(scope())


def test_the_numbers_survive_their_json(desk, case, upe_loreto):
    move(desk.refer(case, upe_loreto, october(13)), S.ACKNOWLEDGED, october(14), desk.worker)
    table = referrals(scope())

    assert Referrals.from_json(table.to_json()) == table


@given(some.lists(some.integers(0, 400)))
def test_the_median_lies_between_nothing_and_the_longest(waits):
    days = Days.of(waits)

    assert days.count == len(waits)
    assert (days.median is None and days.longest is None) if not waits else 0 <= days.median <= days.longest
