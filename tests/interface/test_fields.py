"""A key that is no key is a wrong choice like any other, in our words."""

import pytest

from directory.models import Office
from interface.fields import RowChoiceField, RowsChoiceField
from interface.forms import Form

pytestmark = pytest.mark.django_db


class Places(Form):
    one = RowChoiceField(label="Sede", queryset=Office.objects.all())
    many = RowsChoiceField(label="Sedes", queryset=Office.objects.all())


@pytest.mark.parametrize("key", ["quizá", "0", "01900000-0000-7000-8000-000000000000"])
def test_a_malformed_key_and_an_unknown_one_get_the_same_answer(iquitos, key):
    form = Places({"one": key, "many": [str(iquitos.pk), key]})
    assert form.errors["one"] == ["Elegir una de las opciones de «Sede»"]
    assert "«Sedes»" in form.errors["many"][0] and "UUID" not in form.errors["many"][0]


def test_right_keys_give_rows(iquitos):
    form = Places({"one": str(iquitos.pk), "many": [str(iquitos.pk)]})
    assert form.is_valid()
    assert (form.cleaned_data["one"], list(form.cleaned_data["many"])) == (iquitos, [iquitos])
