import datetime

import pytest
from django.utils import translation

from interface import dates
from tests.interface.kit import render

LATE = datetime.datetime(2026, 9, 4, 2, 14, tzinfo=datetime.UTC)  # still the third in Lima


def test_days_are_those_of_lima_and_september_is_setiembre():
    assert dates.day(LATE) == "3 set 2026"
    assert dates.day_month(LATE) == "3 set"
    assert dates.long_day(LATE) == "jueves 3 de setiembre de 2026"
    assert dates.month(LATE) == "Setiembre de 2026"
    assert dates.clock(LATE) == "21:14"
    assert dates.day_time(LATE) == "3 set 2026, 21:14"
    assert dates.numeric(LATE) == "03/09/2026"


def test_a_plain_date_stays_that_date():
    assert dates.day(datetime.date(2026, 11, 17)) == "17 nov 2026"


def test_english_readers_get_english_months():
    with translation.override("en"):
        assert dates.long_day(LATE) == "Thursday 3 September 2026"
        assert dates.month(LATE) == "September 2026"


def test_inside_a_sentence_english_days_and_months_keep_their_capital():
    assert dates.in_sentence("Jue 19") == "jue 19"
    with translation.override("en"):
        assert dates.in_sentence("Thu 19") == "Thu 19"
        assert dates.in_sentence("Tomorrow") == "tomorrow"


@pytest.mark.parametrize("name", ["day", "day_month", "long_day", "month", "clock", "day_time", "numeric"])
def test_every_way_is_a_filter_that_is_silent_about_nothing(name):
    written = "{{ at|" + name + " }}"
    assert render(written, {"at": LATE}) == getattr(dates, name)(LATE)
    assert render(written, {"at": None}) == ""
