"""Whose mother, whose partner, and whom never to contact."""

import uuid

import pytest
from django.urls import reverse

from cases.actions import open_case, relate
from cases.models import Relationship

pytestmark = pytest.mark.django_db


def at(name, row):
    return reverse(f"cases:{name}", args=[row.pk])


def bond(**more):
    return {"kind": "MOTHER", "idempotency_key": str(uuid.uuid4())} | more


def test_a_relative_of_the_same_case_is_chosen_from_the_list(sign_in, rosa, person, mother):
    client = sign_in(rosa)
    page = client.get(at("relate", person)).content.decode()
    assert mother.code in page and "Delia" not in page
    client.post(at("relate", person), bond(relative=str(mother.pk), possibly_involved="on", notes="Cuidado."))
    tie = Relationship.objects.get()
    assert (tie.person, tie.relative, tie.kind, tie.possibly_involved) == (person, mother, "MOTHER", True)
    page = client.get(at("person", person)).content.decode()
    assert "Madre" in page and mother.code in page and "Posible involucrado: no contactar" in page
    assert person.code in client.get(at("person", mother)).content.decode()


def test_anybody_the_account_sees_may_be_written_by_code(sign_in, rosa, intake, person):
    other = open_case(intake, by=rosa).participations.get().person
    sign_in(rosa).post(at("relate", person), bond(code=other.code.lower(), kind="SIBLING"))
    assert Relationship.objects.get().relative == other


def test_a_relative_the_account_may_not_see_stays_nameless(sign_in, rosa, nora, person, stranger):
    relate(person, stranger, "SIBLING", by=nora, notes="Vive en Lima.")
    page = sign_in(rosa).get(at("person", person)).content.decode()
    assert "Otra persona, de casos que no puedes ver" in page
    assert stranger.code not in page and "Vive en Lima" not in page and str(stranger.pk) not in page


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ({}, "relative", "Elige a la persona, escribe su código, o escribe su nombre"),
        ({"relative": "x"}, "relative", "Elegir una de las opciones de «Persona de sus casos»"),
        ({"code": "V-2026-999999"}, "code", "No encontramos ese código entre las personas que puedes ver"),
        ({"code": "V" * 21}, "code", "admite 20 caracteres"),
        ({"code": "{mother}", "kind": ""}, "kind", "Elige qué es para ella"),
        ({"code": "{mother}", "kind": "BOSS"}, "kind", "Elegir una de las opciones de «Esa persona es su…»"),
        ({"code": "{mother}", "notes": "n" * 601}, "notes", "admite 600 caracteres"),
        ({"code": "{mother}", "relative": "{pk}"}, "code", "Elige una persona o escribe un código, no las dos cosas"),
        ({"code": "{self}"}, "code", "No encontramos ese código entre las personas que puedes ver"),
        ({"code": "{mother}", "given_names": "Delia"}, "given_names", "Elige a alguien registrado o escribe un nombre"),
        ({"given_names": "Delia", "age": "200"}, "age", "no puede pasar de 110"),
        ({"code": "{mother}", "authority_suspended": "on", "kind": "PARTNER"}, "authority_suspended", "es de la madre"),
        ({"code": "{mother}", "involved_reason": "x"}, "possibly_involved", "o borra por qué se piensa"),
        ({"code": "{stranger}"}, "code", "No encontramos ese código entre las personas que puedes ver"),
    ],
)
def test_a_wrong_relation_is_said_beside_its_field(sign_in, rosa, person, mother, stranger, more, field, message):
    names = {"mother": mother.code, "pk": mother.pk, "self": person.code, "stranger": stranger.code}
    typed = {name: value.format(**names) for name, value in bond(**more).items()}
    answer = sign_in(rosa).post(at("relate", person), typed)
    assert answer.status_code == 422
    assert message in " ".join(answer.context["form"].errors[field]) and message in answer.content.decode()
    assert not Relationship.objects.exists()
