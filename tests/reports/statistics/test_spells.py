from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from reports.periods import Period
from reports.statistics.r1 import movement
from reports.statistics.spells import NEVER_ENDS, is_active, merged, overlaps, spells_of

JANUARY = date(2026, 1, 1)
days = some.integers(0, 120).map(lambda n: JANUARY + timedelta(days=n))
moves = some.lists(some.tuples(some.booleans(), days), max_size=8)
things = some.lists(some.builds(spells_of, days, moves), max_size=12)
periods = some.tuples(days, days).map(lambda two: Period(min(two), max(two)))


@given(things, periods)
def test_what_was_there_plus_what_came_minus_what_left_is_what_remains(entities, period):
    assert movement(entities, period).adds_up


@given(things, periods)
def test_the_end_of_one_period_is_the_start_of_the_next(entities, period):
    following = Period(period.last + timedelta(days=1), period.last + timedelta(days=30))

    assert movement(entities, period).at_end == movement(entities, following).at_start


@given(things, periods)
def test_nothing_is_new_twice_and_the_new_that_remain_are_among_those_that_remain(entities, period):
    counted = movement(entities, period)

    assert counted.new <= len(entities)
    assert counted.new_at_end <= min(counted.new, counted.at_end)


@given(some.lists(some.tuples(days, days).map(lambda two: (min(two), max(two)))), days)
def test_merging_changes_no_day(spells, day):
    assert is_active(merged(spells), day) == is_active(spells, day)


@given(some.builds(spells_of, days, moves), some.builds(spells_of, days, moves), days)
def test_a_day_of_an_overlap_is_a_day_of_both(some_spells, others, day):
    both = overlaps(some_spells, others)

    assert is_active(both, day) == (is_active(some_spells, day) and is_active(others, day))


def test_closing_and_reopening_on_one_day_is_no_movement():
    spells = spells_of(JANUARY, [(False, date(2026, 1, 9)), (True, date(2026, 1, 9))])

    assert spells == [(JANUARY, NEVER_ENDS)]


def test_opening_and_closing_on_one_day_enters_and_leaves():
    spells = spells_of(JANUARY, [(False, JANUARY)])

    counted = movement([spells], Period(JANUARY, date(2026, 1, 31)))

    assert (counted.new, counted.closed, counted.at_end) == (1, 1, 0)


def test_a_move_dated_before_the_one_it_follows_counts_on_that_ones_day():
    spells = spells_of(JANUARY, [(False, date(2026, 3, 1)), (True, date(2026, 2, 1))])

    assert is_active(spells, date(2026, 2, 10))
    assert spells == [(JANUARY, NEVER_ENDS)]
