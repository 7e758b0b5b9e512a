"""The tables a lawyer would check with a calendar in hand (TUO LPAG arts. 144 and 145)."""

from datetime import date, timedelta

import pytest

from directory.codelists import HolidayScope
from directory.models import Holiday, Place
from directory.working_days import (
    COURTS,
    HolidayCalendar,
    OutsideCalendar,
    add_working_days,
    due_on,
    first_working_day,
    is_working_day,
    working_days_between,
)

LIMA, IQUITOS, MAYNAS, TAMBOPATA = "150101", "160101", "1601", "170101"


@pytest.fixture
def calendar(db):
    return HolidayCalendar.load(date(2025, 12, 1), date(2027, 1, 31))


@pytest.mark.parametrize(
    ("start", "days", "end", "why"),
    [
        (date(2026, 3, 9), 1, date(2026, 3, 10), "the day of the event is not counted"),
        (date(2026, 3, 6), 1, date(2026, 3, 9), "Friday to Monday"),
        (date(2026, 3, 7), 1, date(2026, 3, 9), "an event on a Saturday"),
        (date(2026, 3, 31), 5, date(2026, 4, 9), "Holy Thursday 2 and Good Friday 3 April are skipped"),
        (date(2026, 4, 1), 1, date(2026, 4, 6), "from Holy Wednesday to Easter Monday"),
        (date(2026, 7, 22), 3, date(2026, 7, 30), "23, 28 and 29 July are holidays"),
        (date(2026, 12, 23), 5, date(2026, 12, 31), "Christmas"),
        (date(2026, 12, 31), 1, date(2027, 1, 4), "New Year on a Friday"),
        (date(2026, 3, 8), 0, date(2026, 3, 9), "a term of no days on a Sunday rolls forward"),
        (date(2026, 3, 9), 0, date(2026, 3, 9), "a term of no days ends the same day"),
        (date(2026, 3, 9), 10, date(2026, 3, 23), "two weeks"),
    ],
)
def test_a_term_ends_on_the_day_the_law_says(calendar, start, days, end, why):
    assert add_working_days(start, days, place_code=LIMA, on=calendar) == end, why


@pytest.mark.parametrize(
    ("a", "b", "count"),
    [
        (date(2026, 3, 9), date(2026, 3, 9), 0),
        (date(2026, 3, 9), date(2026, 3, 10), 1),
        (date(2026, 3, 6), date(2026, 3, 8), 0),
        (date(2026, 3, 31), date(2026, 4, 9), 5),
        (date(2026, 4, 9), date(2026, 3, 31), -5),
        (date(2025, 12, 31), date(2026, 12, 31), 261 - 13),
    ],
)
def test_days_between_two_dates_are_signed(calendar, a, b, count):
    assert working_days_between(a, b, place_code=None, on=calendar) == count


def test_adding_and_counting_agree_on_every_day_of_a_year(calendar):
    for offset in range(300):
        start = date(2026, 1, 1) + timedelta(days=offset)
        for days in (1, 5, 20):
            end = add_working_days(start, days, place_code=LIMA, on=calendar)
            assert working_days_between(start, end, place_code=LIMA, on=calendar) == days
            assert is_working_day(end, place_code=LIMA, on=calendar)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2026, 1, 2), (2026, 2, 2), (2026, 5, 4), (2026, 8, 3), (2026, 11, 2)],
)
def test_the_monthly_report_is_made_on_the_first_working_day(calendar, year, month, day):
    assert first_working_day(year, month, place_code=None, on=calendar) == date(year, month, day)


def test_a_regional_day_off_counts_only_in_that_region(db):
    add_day_off(date(2026, 11, 20), HolidayScope.REGION, place_id="16")
    assert due_on(date(2026, 11, 19), 1, place_code=LIMA) == date(2026, 11, 20)
    assert due_on(date(2026, 11, 19), 1, place_code=IQUITOS) == date(2026, 11, 23)
    assert due_on(date(2026, 11, 19), 1, place_code=None) == date(2026, 11, 20)


def test_a_day_off_of_a_province_does_not_reach_the_rest_of_the_region(db):
    add_day_off(date(2026, 11, 20), HolidayScope.REGION, place_id=MAYNAS)
    assert due_on(date(2026, 11, 19), 1, place_code=IQUITOS) == date(2026, 11, 23)
    assert due_on(date(2026, 11, 19), 1, place_code="160201") == date(2026, 11, 20)


def test_courts_and_public_offices_skip_their_own_days(db):
    add_day_off(date(2026, 9, 2), HolidayScope.JUDICIARY)
    add_day_off(date(2026, 9, 3), HolidayScope.PUBLIC_SECTOR)
    start = date(2026, 9, 1)
    courts = HolidayCalendar.ahead(start, 1, scopes=COURTS)
    assert add_working_days(start, 1, place_code=LIMA, on=courts) == date(2026, 9, 3)
    assert due_on(start, 2, place_code=LIMA) == date(2026, 9, 4)


def test_half_days_and_withdrawn_days_are_working_days(db):
    add_day_off(date(2026, 8, 4), HolidayScope.PUBLIC_SECTOR, half_day=True)
    add_day_off(date(2026, 8, 5), HolidayScope.PUBLIC_SECTOR, is_active=False)
    assert due_on(date(2026, 8, 3), 2, place_code=TAMBOPATA) == date(2026, 8, 5)


def test_a_calendar_that_is_too_short_refuses_to_answer(calendar):
    with pytest.raises(OutsideCalendar):
        add_working_days(date(2027, 1, 29), 3, place_code=LIMA, on=calendar)
    with pytest.raises(OutsideCalendar):
        working_days_between(date(2026, 1, 5), date(2027, 2, 1), place_code=LIMA, on=calendar)


def test_a_negative_term_is_refused(calendar):
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 3, 9), -1, place_code=LIMA, on=calendar)


def test_a_calendar_costs_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        due_on(date(2026, 3, 9), 5, place_code=LIMA)


def add_day_off(day, scope, *, place_id=None, **more):
    assert place_id is None or Place.objects.filter(pk=place_id).exists()
    return Holiday.objects.create(
        date=day, name="Día no laborable", scope=scope, place_id=place_id, source="DS de prueba", **more
    )
