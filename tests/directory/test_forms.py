"""Choosing a place in three steps, with and without JavaScript."""

import pytest
from django import forms
from django.http import QueryDict

from directory.codelists import PlaceLevel
from directory.forms import PlaceField, PlaceForm
from directory.models import Place
from interface.forms import Form, IdempotentForm

pytestmark = pytest.mark.django_db


class Visit(PlaceForm, IdempotentForm, Form):
    why = forms.CharField(label="Motivo")
    urgent = forms.BooleanField(required=False)
    place = PlaceField(required=False)


class Exact(PlaceForm, Form):
    place = PlaceField(level=PlaceLevel.DISTRICT)


def chosen(region="", province="", district="", **more):
    data = QueryDict(mutable=True)
    data.update({"place_region": region, "place_provincia": province, "place_distrito": district, **more})
    return data


def options(form):
    return [len(step["options"]) for step in form["place"].subwidgets[0].data["steps"]]


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        (("16", "1601", "160101"), "160101"),
        (("16", "1601", ""), "1601"),
        (("16", "", ""), "16"),
        (("08", "1601", "160101"), "08"),
        (("16", "1601", "080101"), "1601"),
        (("16", "", "160101"), "16"),
    ],
)
def test_the_answer_is_the_deepest_place_that_fits(steps, code):
    form = Visit(chosen(*steps, why="x", idempotency_key="01890000-0000-7000-8000-000000000001"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["place"].pk == code


def test_nothing_chosen_is_no_place():
    form = Visit(chosen(why="x", idempotency_key="01890000-0000-7000-8000-000000000001"))
    assert form.is_valid()
    assert form.cleaned_data["place"] is None


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (("", "", ""), "Falta"),
        (("16", "1601", ""), "Elegir también la provincia y el distrito"),
        (("99", "", ""), "Elegir un lugar de la lista"),
        (("16'--", "", ""), "Elegir un lugar de la lista"),
        (("1\0", "", ""), "Elegir un lugar de la lista"),
    ],
)
def test_a_wrong_place_is_told_beside_the_field(steps, message):
    form = Exact(chosen(*steps))
    assert not form.is_valid()
    assert message in form.errors["place"][0]


def test_the_lists_start_at_the_offices_own_district():
    form = Visit(initial={"place": "160101"})
    assert options(form) == [25, 8, 11]
    page = str(form["place"])
    assert '<option value="160101" selected>Iquitos</option>' in page
    assert '<option value="16" selected>Loreto</option>' in page


def test_without_an_answer_only_regions_are_offered():
    assert options(Visit()) == [25, 0, 0]


def test_a_place_takes_a_handful_of_queries_however_many_districts(django_assert_num_queries):
    form = Visit(initial={"place": "150101"})
    with django_assert_num_queries(3):
        str(form["place"])


def test_a_place_that_ceased_is_offered_only_to_whoever_has_it():
    Place.objects.filter(pk="160101").update(is_current=False)
    assert 'value="160101"' not in str(Visit(initial={"place": "160108"})["place"])
    assert 'value="160101" selected' in str(Visit(initial={"place": "160101"})["place"])


def test_cambiar_brings_the_form_back_without_errors_and_with_everything_typed():
    key = "01890000-0000-7000-8000-000000000001"
    form = Visit(chosen("08", "1601", "160101", place_cambiar="1", urgent="on", why="", idempotency_key=key))
    assert not form.is_bound
    assert not form.is_valid()
    assert not form.errors
    assert options(form) == [25, 13, 0]
    assert form["urgent"].value() is True
    assert form["idempotency_key"].value() == key


def test_cambiar_understands_a_prefix():
    data = QueryDict(mutable=True)
    data.update({"b-place_region": "16", "b-place_cambiar": "1", "b-why": "lo escrito"})
    form = Visit(data, prefix="b")
    assert not form.is_bound
    assert form["why"].value() == "lo escrito"
    assert 'name="b-place_region"' in str(form["place"])


def test_each_list_asks_when_the_one_above_changes():
    page = str(Visit()["place"])
    assert 'hx-trigger="change from:#id_place, change from:#id_place_provincia"' in page
    assert "<noscript>" in page
    assert "style=" not in page
    assert "onchange" not in page


def test_labels_lead_to_their_lists_and_the_error_to_the_first():
    form = Exact(chosen())
    form.is_valid()
    page = form["place"].as_field_group()
    for element in ("id_place", "id_place_provincia", "id_place_distrito"):
        assert f'for="{element}"' in page
        assert f'id="{element}"' in page
    assert form["place"].error_target == "id_place"
    assert page.index("<legend") < page.index("<select")


def test_a_changed_place_is_noticed_and_the_same_is_not():
    field = PlaceField()
    assert not field.has_changed("160101", "160101")
    assert not field.has_changed(None, "")
    assert field.has_changed("160101", "160108")
