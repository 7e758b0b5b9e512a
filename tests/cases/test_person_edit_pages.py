"""Writing what is known of a person: wrong facts are said, two people at once lose nothing."""

import uuid
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from cases.actions import add_document, change_person, change_safe_contact
from cases.models import IdentityDocument, Person, SafeContact
from cases.states import DocumentStatus, TaskKind

pytestmark = pytest.mark.django_db


def at(name, row):
    return reverse(f"cases:{name}", args=[row.pk])


def seen(user, person, *fields):
    return AuditEntry.objects.filter(
        action=AuditAction.REVEALED, actor_id=user.pk, subject_id=str(person.pk), fields=list(fields)
    ).count()


# Her facts --------------------------------------------------------------------------------------------------------


def facts(person, **more):
    return {
        "preferred_name": person.preferred_name,
        "given_names": person.given_names,
        "paternal_surname": person.paternal_surname,
        "maternal_surname": person.maternal_surname,
        "sex": person.sex,
        "age": "16",
        "age_source": "DECLARED",
        "needs_interpreter": "",
        "version": str(person.version),
    } | more


def test_changing_her_facts_saves_them_and_writes_which_and_not_what(sign_in, rosa, person):
    typed = facts(
        person,
        other_names="La Flaca",
        nationality="VE",
        second_nationality="PE",
        birth_country="VE",
        birth_place_region="16",
        residence_region="16",
        residence_provincia="1601",
        residence_distrito="160113",
        languages="kukama",
        needs_interpreter="True",
        address="Jr. Putumayo 123",
    )
    answer = sign_in(rosa).post(at("person_edit", person), typed)
    fresh = Person.objects.get(pk=person.pk)
    assert (answer.status_code, answer.url) == (302, at("person", person))
    assert (fresh.other_names, fresh.nationalities, fresh.birth_country) == ("La Flaca", ["VE", "PE"], "VE")
    assert (fresh.birth_place_id, fresh.residence_id, fresh.address) == ("16", "160113", "Jr. Putumayo 123")
    assert (fresh.languages, fresh.needs_interpreter, fresh.version) == ("kukama", True, 2)
    entry = AuditEntry.objects.get(action=AuditAction.CHANGED, subject_kind="cases.person")
    assert "languages" in entry.fields and "kukama" not in str(vars(entry))


def test_opening_the_page_with_her_name_counts_as_seeing_it(sign_in, rosa, person):
    page = sign_in(rosa).get(at("person_edit", person)).content.decode()
    assert 'value="Kori"' in page and "queda registrado que los viste" in page
    assert (seen(rosa, person, "name"), seen(rosa, person, "address")) == (1, 1)


def test_an_age_said_again_counts_from_today_and_the_same_age_from_its_own_day(sign_in, rosa, person):
    client = sign_in(rosa)
    client.post(at("person_edit", person), facts(person, languages="kukama"))
    person.refresh_from_db()
    assert (person.stated_age, person.stated_on) == (16, date(2026, 11, 2))
    client.post(at("person_edit", person), facts(person, age="17"))
    person.refresh_from_db()
    assert (person.stated_age, person.stated_on) == (17, timezone.localdate())


def test_a_birth_date_takes_the_place_of_the_age_that_was_said(sign_in, rosa, person):
    sign_in(rosa).post(at("person_edit", person), facts(person, birth_date="01/02/2012", age_source="DOCUMENT"))
    person.refresh_from_db()
    assert (person.birth_date, person.stated_age, person.stated_on) == (date(2012, 2, 1), None, None)
    assert person.age_source == "DOCUMENT"


def test_an_experts_lowest_age_counts_from_his_report_proves_it_and_ends_the_task(sign_in, rosa, case, person):
    client = sign_in(rosa)
    page = client.get(at("person_edit", person)).content.decode()
    assert "Pericia médico-legal, edad mínima" in page and "escribe la edad mínima que dice" in page
    for wrong in ({}, {"expert_on": "01/01/2999"}, {"expert_on": "12/11/2026", "birth_date": "01/02/2008"}):
        typed = facts(person, age="18", age_source="EXPERT") | wrong
        assert client.post(at("person_edit", person), typed).status_code == 422
    loose = client.post(at("person_edit", person), facts(person, expert_on="12/11/2026"))
    assert loose.status_code == 422 and case.tasks.pending().filter(kind=TaskKind.AGE_PROOF).count() == 1
    client.post(at("person_edit", person), facts(person, age="18", age_source="EXPERT", expert_on="12/11/2026"))
    person.refresh_from_db()
    assert (person.stated_age, person.stated_on, person.age_source) == (18, date(2026, 11, 12), "EXPERT")
    assert not person.is_minor_on(date(2026, 11, 12)) and person.is_minor_on(date(2026, 11, 2))
    assert not case.tasks.pending().filter(kind=TaskKind.AGE_PROOF).exists()


def test_nationalities_that_the_page_does_not_show_stay(sign_in, rosa, person):
    Person.objects.filter(pk=person.pk).update(nationalities=["PE", "VE", "CO"])
    sign_in(rosa).post(at("person_edit", person), facts(person, nationality="PE", second_nationality=""))
    assert Person.objects.get(pk=person.pk).nationalities == ["PE", "CO"]


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ({"preferred_name": "K" * 121}, "preferred_name", "admite 120 caracteres"),
        ({"given_names": "K" * 121}, "given_names", "admite 120 caracteres"),
        ({"paternal_surname": "K" * 81}, "paternal_surname", "admite 80 caracteres"),
        ({"maternal_surname": "K" * 81}, "maternal_surname", "admite 80 caracteres"),
        ({"other_names": "K" * 301}, "other_names", "admite 300 caracteres"),
        ({"sex": "X"}, "sex", "Elegir una de las opciones de «Sexo»"),
        ({"sex": ""}, "sex", "Falta «Sexo»"),
        ({"age": "200"}, "age", "Escribe una edad entre 0 y 110"),
        ({"age": ""}, "age", "Escribe una edad entre 0 y 110"),
        ({"age_source": "UNKNOWN"}, "age", "deja solo una de las dos cosas"),
        ({"age_source": ""}, "age_source", "Marca cómo se sabe la edad"),
        ({"birth_date": "nunca"}, "birth_date", "una fecha que exista"),
        ({"birth_date": "01/01/2999"}, "birth_date", "Escribe una fecha de nacimiento que ya pasó"),
        ({"age": "30", "birth_date": "01/01/2012"}, "birth_date", "corrige una de las dos"),
        ({"nationality": "XX"}, "nationality", "Elegir una de las opciones de «Nacionalidad»"),
        ({"nationality": "PE", "second_nationality": "PE"}, "second_nationality", "Es la misma que la anterior"),
        ({"birth_country": "Perú"}, "birth_country", "Elegir una de las opciones de «País de nacimiento»"),
        ({"birth_place": "999999"}, "birth_place", "Elegir un lugar de la lista"),
        ({"residence": "999999"}, "residence", "Elegir un lugar de la lista"),
        ({"languages": "k" * 201}, "languages", "admite 200 caracteres"),
        ({"needs_interpreter": "quizá"}, "needs_interpreter", "Elegir una de las opciones"),
        ({"address": "k" * 301}, "address", "admite 300 caracteres"),
        ({"version": "x"}, "version", "El formulario llegó incompleto"),
    ],
)
def test_a_wrong_fact_is_said_beside_its_field_and_nothing_is_lost(sign_in, rosa, person, more, field, message):
    answer = sign_in(rosa).post(at("person_edit", person), facts(person, languages="awajún") | more)
    page, form = answer.content.decode(), answer.context["form"]
    assert answer.status_code == 422
    assert message in " ".join(form.errors[field]) and message in page
    assert "<title>Error: Datos de V-" in page and "Kori" not in page.split("</title>")[0]
    if field != "languages":
        assert 'value="awajún"' in page
    assert Person.objects.get(pk=person.pk).version == 1


def test_two_people_at_once_choose_and_lose_nothing(sign_in, rosa, elmer, person):
    change_person(person, {"languages": "kukama y castellano"}, by=elmer, expected_version=1)
    typed = facts(person, languages="kukama", other_names="La Flaca", version="1")
    answer = sign_in(rosa).post(at("person_edit", person), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Elmer P. cambió" in page
    assert "kukama y castellano" in page and 'value="La Flaca"' in page
    assert Person.objects.get(pk=person.pk).languages == "kukama y castellano"


# Safe contact --------------------------------------------------------------------------------------------------------


def test_safe_contact_is_written_and_changed(sign_in, rosa, person):
    client, url = sign_in(rosa), at("safe_contact_edit", person)
    typed = {"channels": ["CALL"], "hours": "15:00", "phone": "965 123 456", "notes": "Solo en castellano."}
    assert client.post(url, typed | {"version": "0"}).status_code == 302
    contact = SafeContact.objects.get(person=person)
    assert (contact.channels, contact.hours, contact.phone, contact.notes) == (
        ["CALL"],
        "15:00",
        "965 123 456",
        "Solo en castellano.",
    )
    page = client.get(url).content.decode()
    assert 'value="965 123 456"' in page and f'name="version" value="{contact.version}"' in page
    assert seen(rosa, person, "phone") >= 1
    client.post(url, typed | {"hours": "18:00", "version": str(contact.version)})
    assert SafeContact.objects.get(person=person).hours == "18:00"


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ({"channels": ["SMOKE"]}, "channels", "Elegir una de las opciones de «¿Qué se puede hacer?»"),
        ({"hours": "h" * 121}, "hours", "admite 120 caracteres"),
        ({"code_word": "h" * 121}, "code_word", "admite 120 caracteres"),
        ({"never_contact": "h" * 301}, "never_contact", "admite 300 caracteres"),
        ({"phone": "no tiene"}, "phone", "Escribe el teléfono con cifras"),
        ({"notes": "h" * 601}, "notes", "admite 600 caracteres"),
        ({"version": ""}, "version", "El formulario llegó incompleto"),
    ],
)
def test_a_wrong_contact_is_said_beside_its_field(sign_in, rosa, person, more, field, message):
    answer = sign_in(rosa).post(at("safe_contact_edit", person), {"hours": "15:00", "version": "0"} | more)
    assert answer.status_code == 422
    assert message in " ".join(answer.context["form"].errors[field]) and message in answer.content.decode()
    assert not SafeContact.objects.exists()


def test_a_contact_that_somebody_else_changed_is_compared(sign_in, rosa, elmer, person):
    contact = change_safe_contact(person, {"hours": "15:00"}, by=elmer, expected_version=0)
    change_safe_contact(person, {"hours": "16:00"}, by=elmer, expected_version=contact.version)
    typed = {"hours": "17:00", "version": str(contact.version - 1)}
    answer = sign_in(rosa).post(at("safe_contact_edit", person), typed)
    page = answer.content.decode()
    assert answer.status_code == 409 and "16:00" in page and 'value="17:00"' in page
    assert "Elmer P. cambió este registro" in page, "told, though the trail is not hers to read"


def test_a_first_contact_written_by_two_at_once_is_compared_too(sign_in, rosa, elmer, person):
    change_safe_contact(person, {"hours": "15:00"}, by=elmer, expected_version=0)
    answer = sign_in(rosa).post(at("safe_contact_edit", person), {"hours": "17:00", "version": "0"})
    assert answer.status_code == 409
    assert SafeContact.objects.get(person=person).hours == "15:00"


# Documents --------------------------------------------------------------------------------------------------------


def paper(**more):
    return {
        "kind": "DNI",
        "number": "45678912",
        "status": "SHOWN",
        "country": "PE",
        "idempotency_key": str(uuid.uuid4()),
    } | more


def test_a_document_is_added_once_and_shown_masked(sign_in, rosa, person):
    client, typed = sign_in(rosa), paper()
    for _ in range(2):
        assert client.post(at("document_add", person), typed).url == at("person", person)
    document = IdentityDocument.objects.get(person=person)
    assert (document.number, document.status, document.country) == ("45678912", "SHOWN", "PE")
    page = client.get(at("person", person)).content.decode()
    assert "45678912" not in page and "4•• ••• 12" in page


def test_a_document_kept_by_whoever_exploited_her_needs_no_number(sign_in, rosa, person):
    sign_in(rosa).post(at("document_add", person), paper(kind="PASSPORT", number="", status="RETAINED"))
    assert IdentityDocument.objects.get(person=person).status == DocumentStatus.RETAINED


def test_the_number_of_somebody_else_is_pointed_out(sign_in, rosa, ulises, person, mother, stranger):
    add_document(mother, "DNI", "45678912", DocumentStatus.SHOWN, by=rosa)
    add_document(stranger, "DNI", "45678912", DocumentStatus.SHOWN, by=ulises)
    page = sign_in(rosa).post(at("document_add", person), paper(), follow=True).content.decode()
    assert f"El mismo número de documento está en {mother.code}." in page
    assert stranger.code not in page


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ({"kind": ""}, "kind", "Elige el tipo de documento"),
        ({"kind": "XX"}, "kind", "Elegir una de las opciones de «Tipo de documento»"),
        ({"number": "123"}, "number", "El DNI tiene ocho cifras"),
        ({"number": "1" * 41, "kind": "OTHER"}, "number", "admite 40 caracteres"),
        ({"number": ""}, "number", "Si lo presentó, escribe el número"),
        ({"kind": "NONE", "status": "NONE"}, "number", "Sin documento no hay número"),
        ({"kind": "NONE", "number": ""}, "status", "«Sin documento» va en las dos preguntas o en ninguna"),
        ({"status": ""}, "status", "Marca en qué situación está el documento"),
        ({"status": "BURNT"}, "status", "Elegir una de las opciones de «Situación»"),
        ({"country": "XX"}, "country", "Elegir una de las opciones de «País que lo emitió»"),
        ({"idempotency_key": ""}, "idempotency_key", "El formulario llegó incompleto"),
    ],
)
def test_a_wrong_document_is_said_beside_its_field(sign_in, rosa, person, more, field, message):
    answer = sign_in(rosa).post(at("document_add", person), paper(**more))
    assert answer.status_code == 422
    assert message in " ".join(answer.context["form"].errors[field]) and message in answer.content.decode()
    assert not IdentityDocument.objects.exists()


def test_a_document_she_already_has_is_not_written_again(sign_in, rosa, person):
    add_document(person, "DNI", "45678912", DocumentStatus.SHOWN, by=rosa)
    answer = sign_in(rosa).post(at("document_add", person), paper(number="4567 8912"))
    assert answer.status_code == 422 and "Ese documento ya está en su ficha" in answer.content.decode()
