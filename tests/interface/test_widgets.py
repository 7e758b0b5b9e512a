import datetime

import pytest
from django.utils import timezone, translation

from interface.forms import Form, forms
from interface.widgets import tidy_date


class When(Form):
    day = forms.DateField(required=False)
    moment = forms.DateTimeField(required=False)


@pytest.mark.parametrize(
    "typed", ["17/11/2026", "17112026", "17-11-2026", "17.11.2026", "17 11 2026", " 17/11/26 ", "2026-11-17"]
)
def test_a_day_is_understood_however_it_is_typed(typed):
    form = When({"day": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == datetime.date(2026, 11, 17)


@pytest.mark.parametrize("typed", ["31/02/2026", "171126", "1711126", "11/17/2026", "mañana", "17/11"])
def test_what_is_not_a_day_is_refused_with_an_example(typed):
    form = When({"day": typed})
    assert not form.is_valid()
    assert "17/11/2026" in form.errors["day"][0]


@pytest.mark.parametrize("typed", ["17/11/2026 15:30", "17112026 15:30", "17-11-26, 15:30"])
def test_a_day_with_its_time_is_understood(typed):
    form = When({"moment": typed})
    assert form.is_valid(), form.errors
    assert timezone.localtime(form.cleaned_data["moment"]).isoformat() == "2026-11-17T15:30:00-05:00"


def test_a_word_comes_back_as_it_was_typed():
    assert tidy_date("ayer") == "ayer"
    assert tidy_date(None) is None


def test_the_day_comes_first_in_english_too():
    with translation.override("en"):
        form = When({"day": "03/04/2026"})
        assert form.is_valid()
    assert form.cleaned_data["day"] == datetime.date(2026, 4, 3)
