import datetime

import pytest
from django import forms
from django.test import RequestFactory
from django.utils import timezone

from interface.forms import Form, VersionedForm
from interface.pages import render_conflict, render_form_page
from tests.interface.kit import Reader


class Plan(VersionedForm, Form):
    reason = forms.CharField(label="Motivo", widget=forms.Textarea)
    called = forms.CharField(label="Cómo llamarla")
    starts_on = forms.DateField(label="Inicio")
    services = forms.MultipleChoiceField(
        label="Servicios", choices=[("l", "Legal"), ("s", "Social")], widget=forms.CheckboxSelectMultiple
    )


BEFORE = {"version": 3, "reason": "Antes", "called": "Kori", "starts_on": datetime.date(2026, 11, 1), "services": ["l"]}
NOW = {**BEFORE, "version": 4, "reason": "De Milagros", "starts_on": datetime.date(2026, 11, 5)}


def fill(page: Reader) -> dict:
    """What a browser would send from this page."""
    data = {}
    for e in page.elements:
        is_choice = e.get("type") in {"radio", "checkbox"}
        if e["tag"] == "input" and e.get("name") and (not is_choice or "checked" in e):
            data.setdefault(e["name"], []).append(e.get("value", ""))
        if e["tag"] == "textarea":
            data.setdefault(e["name"], []).append(e["text"].strip())
    return data


@pytest.fixture
def rosa_typed():
    """Rosa opened the plan before Milagros saved, and changed the reason and the name."""
    opened = Reader(str(Plan(initial=BEFORE)))
    return fill(opened) | {"reason": ["De Rosa"], "called": ["Kori M."]}


def answer(form, **more):
    request = RequestFactory().post("/plan/", form.data)
    form.is_valid()
    return render_conflict(
        request,
        form,
        Plan(initial=NOW),
        changed_by="Milagros V.",
        changed_at=more.pop("changed_at", timezone.now()),
        back_url="/caso/",
        **more,
    )


def posted(data) -> Plan:
    return Plan(RequestFactory().post("/plan/", data).POST)


def test_a_form_in_order_is_200_and_one_with_errors_is_422():
    request = RequestFactory().get("/")
    template, context = "confirm.html", {"title": "Retirar", "button": "Retirar", "back_url": "/"}
    assert render_form_page(request, template, context, Plan(initial=BEFORE)).status_code == 200
    wrong = render_form_page(request, template, context, Plan({"version": "3"}))
    assert wrong.status_code == 422
    title = Reader(wrong.content.decode()).all("title")[0]["text"]
    assert title == "Error: Retirar – Registro"


def test_errors_of_a_second_form_count_too():
    request = RequestFactory().get("/")
    context = {"title": "Retirar", "button": "Retirar", "back_url": "/"}
    page = render_form_page(request, "confirm.html", context, Plan(initial=BEFORE), Plan({}, prefix="dos"))
    assert page.status_code == 422


def test_the_page_of_two_changes_shows_both_texts_and_who_wrote_the_other(rosa_typed):
    response = answer(posted(rosa_typed))
    page = Reader(response.content.decode())
    assert response.status_code == 409
    texts = [e["text"] for e in page.all("div", **{"class": "texto"})]
    assert "De Rosa" in texts and "De Milagros" in texts
    assert any("Milagros V. cambió este registro a las" in p["text"] for p in page.all("p"))


def test_an_older_change_says_its_day(rosa_typed):
    moment = timezone.make_aware(datetime.datetime(2026, 9, 3, 10, 41))
    html = answer(posted(rosa_typed), changed_at=moment).content.decode()
    assert "Milagros V. cambió este registro el 3 set 2026 a las 10:41." in html


def test_only_what_differs_is_asked(rosa_typed):
    page = Reader(answer(posted(rosa_typed)).content.decode())
    assert [legend["text"] for legend in page.all("legend")] == ["Motivo", "Cómo llamarla", "Inicio"]


def test_what_only_one_of_them_touched_comes_chosen_and_the_rest_does_not(rosa_typed):
    page = Reader(answer(posted(rosa_typed)).content.decode())
    chosen = {e["name"]: e["value"] for e in page.all("input", type="radio") if "checked" in e}
    assert chosen == {"called-queda": "mio", "starts_on-queda": "ahora"}


def test_saving_again_keeps_each_choice_and_the_current_version(rosa_typed):
    page = Reader(answer(posted(rosa_typed)).content.decode())
    form = posted(fill(page) | {"reason-queda": ["juntos"]})
    assert form.is_valid(), form.errors
    assert form.changes == {
        "version": 4,
        "reason": "De Milagros\n\nDe Rosa",
        "called": "Kori M.",
        "starts_on": datetime.date(2026, 11, 5),
        "services": ["l"],
    }


def test_saving_again_without_choosing_saves_nothing(rosa_typed):
    page = Reader(answer(posted(rosa_typed)).content.decode())
    assert not posted(fill(page)).is_valid()


def test_a_third_change_meanwhile_is_noticed_again(rosa_typed):
    page = Reader(answer(posted(rosa_typed)).content.decode())
    form = posted(fill(page) | {"reason-queda": ["mio"]})
    form.is_valid()
    later = Plan(initial={**NOW, "version": 5, "called": "K."})
    response = render_conflict(
        RequestFactory().post("/"), form, later, changed_by="Elmer P.", changed_at=timezone.now(), back_url="/"
    )
    again = Reader(response.content.decode())
    chosen = {e["name"]: e["value"] for e in again.all("input", type="radio") if "checked" in e}
    assert "called-queda" not in chosen
    assert chosen["reason-queda"] == "mio"


def test_choices_are_shown_in_words_and_options_can_be_chosen_back(rosa_typed):
    now = Plan(initial={**NOW, "services": ["l", "s"]})
    form = posted(rosa_typed)
    form.is_valid()
    response = render_conflict(
        RequestFactory().post("/"), form, now, changed_by="M.", changed_at=timezone.now(), back_url="/"
    )
    page = Reader(response.content.decode())
    assert "Legal, Social" in [e["text"] for e in page.all("div", **{"class": "texto"})]
    again = posted(fill(page) | {"reason-queda": ["mio"]})
    assert again.is_valid()
    assert again.cleaned_data["services"] == ["l", "s"]


def test_other_values_of_the_address_travel_along(rosa_typed):
    page = Reader(answer(posted(rosa_typed), hidden={"accion": "enviar"}).content.decode())
    assert fill(page)["accion"] == ["enviar"]


def test_what_was_typed_cannot_break_the_page(rosa_typed):
    html = answer(posted(rosa_typed | {"reason": ['"><script>alert(1)</script>']})).content.decode()
    assert "<script>alert" not in html


def test_every_choice_has_its_label_and_no_id_repeats(rosa_typed):
    page = Reader(answer(posted(rosa_typed)).content.decode())
    assert len(page.ids) == len(set(page.ids))
    assert all(page.label_of(control) for control in page.controls)
