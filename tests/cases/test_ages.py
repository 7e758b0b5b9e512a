"""Her age on a day, and whether the law treats her as a minor then."""

from datetime import date

import pytest

from cases.ages import AgeMoment, ages_then, reporting_band
from cases.models import Person
from cases.states import AgeSource


@pytest.mark.parametrize(
    ("source", "age", "seen_on", "is_minor", "is_presumed", "band"),
    [
        (AgeSource.EXPERT, 17, date(2026, 11, 2), True, False, "MINOR"),
        (AgeSource.EXPERT, 17, date(2025, 11, 2), False, False, "ADULT"),  # 17 a year ago, at the least
        (AgeSource.EXPERT, 18, date(2026, 11, 2), False, False, "ADULT"),
        (AgeSource.EXPERT, 18, date(2026, 11, 12), True, True, "ADULT"),  # ten days before that she may be 17
        (AgeSource.EXPERT, 19, date(2026, 11, 12), False, False, "ADULT"),
        (AgeSource.DOCUMENT, 18, date(2026, 11, 2), False, False, "ADULT"),
        (AgeSource.DECLARED, 18, date(2026, 11, 2), True, True, "ADULT"),
        (AgeSource.APPARENT, 19, date(2026, 11, 2), True, True, "ADULT"),
        (AgeSource.UNKNOWN, None, None, True, True, "NI"),
    ],
)
def test_an_experts_lowest_age_takes_the_protection_away_only_from_18_on(
    source, age, seen_on, is_minor, is_presumed, band
):
    on = date(2026, 11, 2)
    her = Person(age_source=source, stated_age=age, stated_on=seen_on)
    (then,) = ages_then({AgeMoment.INTAKE: on}, **her.told_age, proven=her.has_proven_age)
    assert (her.is_minor_on(on), then.is_minor, then.is_presumed) == (is_minor, is_minor, is_presumed)
    assert reporting_band(her.age_on(on)) == band
