"""Found while she is being written down: who resembles her, why, and nothing of whom the account may not see."""

import uuid
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from cases.actions import NewPerson, add_document, open_case
from cases.models import Case, Person
from cases.states import AgeSource
from directory.codelists import Confidentiality, DocumentType, Sex
from tests.signing_in import signed_in

URL, INTAKE = "/ingreso/parecidas/", "/ingreso/"
ELSEWHERE = "entre las fichas que no puedes ver"

pytestmark = pytest.mark.django_db


@pytest.fixture
def born(intake, rosa):
    """Somebody whose day of birth and document are known."""
    who = NewPerson(
        preferred_name="Flor",
        sex=Sex.F,
        age_source=AgeSource.DOCUMENT,
        birth_date=date(2009, 5, 11),
        paternal_surname="Shupingahua",
        maternal_surname="Huamán",
        given_names="Flor Nélida",
    )
    case = open_case(type(intake)(**{**vars(intake), "person": who}), by=rosa)
    add_document(case.participations.get().person, DocumentType.DNI, "45871236", "SHOWN", by=rosa)
    return case


def typed(**more):
    return {"paternal_surname": "Chupingagua", "maternal_surname": "Wamán", "given_names": "Flor", "sex": "F"} | more


def saved(**more):
    six = {
        "source": "PNP_REFERRAL",
        "preferred_name": "Flor",
        "age": "",
        "age_source": "DOCUMENT",
        "problem": "TDP",
        "consent": "NOT_YET",
        "opened_on": timezone.localdate().strftime("%d/%m/%Y"),
        "birth_date": "14/05/2009",
        "idempotency_key": str(uuid.uuid4()),
    }
    return typed(**six) | more


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"paternal_surname": "Shupinwawa"}, "mismo apellido materno, escrito distinto"),
        ({"paternal_surname": "Shupingagua"}, "apellidos que suenan igual, escritos distinto"),
        ({"paternal_surname": "Huamán", "maternal_surname": "Shupingahua"}, "apellidos en otro orden"),
        (
            {"paternal_surname": "Shupingagua", "birth_date": "14/05/2009", "age_source": "DOCUMENT"},
            "nacida 3 días antes",
        ),
        ({"document_kind": "DNI", "document_number": "4587-1236"}, "mismo número de documento"),
    ],
)
def test_while_typing_somebody_alike_is_shown_with_the_reasons_and_no_name(client, rosa, born, more, words):
    page = signed_in(client, rosa).post(URL, typed(**more)).content.decode()
    person = born.participations.get().person
    assert words in page and person.code in page and f'value="{person.pk}"' in page
    assert "Shupingahua" not in page and "Nélida" not in page
    assert AuditEntry.objects.get(action=AuditAction.SEARCHED).seen_ids == [str(person.pk)]


def test_a_name_to_call_her_by_or_a_stranger_finds_nobody(client, rosa, born):
    browser = signed_in(client, rosa)
    assert "Se le parece" not in browser.post(URL, {"preferred_name": "Flor", "sex": "F"}).content.decode()
    assert (
        "Se le parece"
        not in browser.post(URL, typed(paternal_surname="Rojas", maternal_surname="Díaz")).content.decode()
    )


def test_of_another_office_it_is_told_that_there_is_somebody_and_nothing_more(client, ulises, born):
    person = born.participations.get().person
    page = (
        signed_in(client, ulises)
        .post(URL, typed(paternal_surname="Shupingahua", birth_date="11/05/2009"))
        .content.decode()
    )
    assert ELSEWHERE in page
    for secret in (person.code, born.code, str(person.pk), "Iquitos", "apellido", "2009"):
        assert secret not in page


@pytest.mark.parametrize("level", [Confidentiality.IDENTITY_RESERVED, Confidentiality.SEALED])
def test_of_a_reserved_identity_nothing_is_told_at_all(client, ulises, born, level):
    Case.objects.filter(pk=born.pk).update(confidentiality=level)
    page = (
        signed_in(client, ulises)
        .post(URL, typed(paternal_surname="Shupingahua", birth_date="11/05/2009"))
        .content.decode()
    )
    assert ELSEWHERE not in page


def test_without_scripts_saving_stops_once_to_ask_and_keeps_what_was_typed(client, rosa, born):
    browser = signed_in(client, rosa)
    answers = saved(paternal_surname="Shupingagua")
    answer = browser.post(INTAKE, answers)
    page = answer.content.decode()
    assert answer.status_code == 422 and "No es ninguna: guardar" in page and "nacida 3 días antes" in page
    assert 'value="Shupingagua"' in page and Person.objects.count() == 1
    first = browser.post(INTAKE, answers | {"nadie": "1"})
    assert first.status_code == 302 and Person.objects.count() == 2
    assert browser.post(INTAKE, answers).url == first.url, "sent again, it asks nothing and makes nothing"
    assert Person.objects.count() == 2


def test_she_is_chosen_from_there_and_nothing_is_asked_again(client, rosa, born):
    person = born.participations.get().person
    page = signed_in(client, rosa).post(INTAKE, saved() | {"elegir": str(person.pk)}).content.decode()
    assert "Ya está registrada" in page and person.code in page


def test_somebody_else_joins_a_case_with_the_same_question(client, rosa, born, case):
    answers = saved(
        paternal_surname="Shupingagua", role="RELATIVE", joined_on=timezone.localdate().strftime("%d/%m/%Y")
    )
    answer = signed_in(client, rosa).post(reverse("cases:add_person", args=[case.pk]), answers)
    assert answer.status_code == 422 and "No es ninguna: guardar" in answer.content.decode()
    assert case.participations.count() == 1
