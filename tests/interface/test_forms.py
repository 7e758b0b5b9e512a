import datetime
import uuid

import pytest
from django import forms
from django.http import QueryDict

from interface.forms import Form, IdempotentForm, VersionedForm


class Intake(IdempotentForm, Form):
    called = forms.CharField(label="Cómo llamarla", max_length=5)
    reached_on = forms.DateField(label="Desde cuándo", required=False)
    age = forms.IntegerField(label="Edad (100%)", required=False, min_value=0, max_value=110)
    source = forms.ChoiceField(
        label="Cómo llegó",
        choices=[("", "---------"), ("pnp", "Por la PNP")],
        required=False,
        error_messages={"invalid_choice": "Elige de la lista"},
    )
    mail = forms.EmailField(label="Correo", required=False)


class Plan(VersionedForm, Form):
    reason = forms.CharField(label="Motivo", widget=forms.Textarea)
    starts_on = forms.DateField(label="Inicio")
    services = forms.MultipleChoiceField(label="Servicios", choices=[("l", "Legal"), ("s", "Social")], required=False)


def errors_of(**data):
    form = Intake({"idempotency_key": str(uuid.uuid4()), "called": "Kori", **data})
    form.is_valid()
    return {name: messages[0] for name, messages in form.errors.items()}


def test_messages_name_the_field_and_give_an_example():
    assert errors_of(called="")["called"] == "Falta «Cómo llamarla»"
    assert errors_of(reached_on="ayer")["reached_on"] == (
        "«Desde cuándo» necesita una fecha que exista, por ejemplo 17/11/2026"
    )
    assert errors_of(mail="kori")["mail"] == "«Correo» necesita una dirección como nombre@entidad.pe"


def test_messages_say_by_how_much():
    assert errors_of(called="Korisita")["called"] == "«Cómo llamarla» admite 5 caracteres y tiene 8"
    assert errors_of(age="160")["age"] == "«Edad (100%)» no puede pasar de 110"


def test_a_percent_sign_in_a_label_is_only_a_percent_sign():
    assert errors_of(age="x")["age"] == "«Edad (100%)» se escribe con un número entero"


def test_the_authors_own_message_stays():
    assert errors_of(source="x")["source"] == "Elige de la lista"


def test_the_empty_option_is_named():
    assert list(Intake().fields["source"].choices)[0] == ("", "Elegir una opción")


def test_each_form_carries_a_key_of_its_own_that_survives_an_error():
    first, second = Intake()["idempotency_key"].value(), Intake()["idempotency_key"].value()
    assert first != second
    sent = Intake({"idempotency_key": str(first), "called": ""})
    assert not sent.is_valid()
    assert sent["idempotency_key"].value() == str(first)


@pytest.mark.parametrize("key", ["", "no es una clave"])
def test_a_form_without_a_good_key_is_refused_once_and_can_then_be_sent(key):
    sent = Intake(QueryDict(f"called=Kori&idempotency_key={key}"))
    assert list(sent.errors) == ["idempotency_key"]
    again = Intake({"called": "Kori", "idempotency_key": sent["idempotency_key"].value()})
    assert again.is_valid()
    assert isinstance(again.cleaned_data["idempotency_key"], uuid.UUID)


def test_an_edit_without_its_version_is_refused():
    form = Plan(QueryDict("reason=Algo&starts_on=17/11/2026"))
    assert list(form.errors) == ["version"]


def test_the_verb_gets_the_version_and_none_of_the_forms_bookkeeping():
    form = Plan(QueryDict("reason=Algo&starts_on=17/11/2026&version=3&seen={}"))
    assert form.is_valid()
    assert form.changes == {
        "reason": "Algo",
        "starts_on": datetime.date(2026, 11, 17),
        "services": [],
        "version": 3,
    }


CHOSEN = (
    "version=4&starts_on=17/11/2026&reason=Lo+mío&reason-ahora=Lo+de+ella&services=l&services-ahora=s&services-ahora=l"
)


@pytest.mark.parametrize(
    ("choice", "result"),
    [("mio", "Lo mío"), ("ahora", "Lo de ella"), ("juntos", "Lo de ella\n\nLo mío")],
)
def test_the_choice_between_two_texts_arrives_as_if_it_had_been_typed(choice, result):
    form = Plan(QueryDict(f"{CHOSEN}&cotejo=reason&reason-queda={choice}"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["reason"] == result


def test_several_options_can_be_chosen_back_too():
    form = Plan(QueryDict(f"{CHOSEN}&cotejo=services&services-queda=ahora"))
    assert form.is_valid()
    assert form.cleaned_data["services"] == ["s", "l"]


def test_a_choice_left_open_overwrites_nobody():
    form = Plan(QueryDict(f"{CHOSEN}&cotejo=reason"))
    assert form.errors["reason"] == ["Falta elegir qué queda en «Motivo»"]
    assert form["reason"].value() == "Lo mío"


def test_choices_for_fields_that_do_not_exist_are_ignored():
    assert Plan(QueryDict(f"{CHOSEN}&cotejo=is_superuser&is_superuser-queda=ahora&is_superuser-ahora=1")).is_valid()


def test_what_was_seen_is_remembered_without_saying_it():
    form = Plan(initial={"version": 1, "reason": "Relato reservado", "starts_on": datetime.date(2026, 1, 1)})
    assert "Relato" not in form["seen"].value()
    assert set(form.fields) - {"version", "seen"} == {"reason", "starts_on", "services"}
