"""What is known of a person: by code, the name on purpose, and nothing lost when two people write at once."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from cases.actions import add_document, add_person, change_person, change_safe_contact, open_case, relate
from cases.models import IdentityDocument, Participation, Person, Relationship, SafeContact, Task
from cases.states import ConsentState, DocumentStatus, ParticipationRole, TaskKind
from directory.codelists import Confidentiality

pytestmark = pytest.mark.django_db


def at(name, person):
    return reverse(f"cases:{name}", args=[person.pk])


def seen(user, person, *fields):
    return AuditEntry.objects.filter(
        action=AuditAction.REVEALED, actor_id=user.pk, subject_id=str(person.pk), fields=list(fields)
    ).count()


@pytest.fixture
def mother(case, rosa, kori):
    """Kori's mother, in the same case."""
    who = replace(kori, preferred_name="Delia", given_names="Delia", age=40)
    joined = {"by": rosa, "joined_on": date(2026, 11, 3), "consent": ConsentState.NOT_YET}
    return add_person(case, who, ParticipationRole.RELATIVE, **joined).person


@pytest.fixture
def stranger(intake, ulises, lima):
    """Somebody of a case of Lima."""
    return open_case(replace(intake, office=lima), by=ulises).participations.get().person


PAGES = ["person", "person_edit", "safe_contact_edit", "document_add", "relate"]


@pytest.mark.parametrize("page", PAGES)
def test_another_office_does_not_learn_that_she_exists(sign_in, ulises, person, page):
    client = sign_in(ulises)
    assert client.get(at(page, person)).status_code == 404
    if page != "person":
        assert client.post(at(page, person), {"notes": "x"}).status_code == 404
    assert client.post(at("reveal", person), {"field": "name"}).status_code == 404
    assert not AuditEntry.objects.filter(action=AuditAction.REVEALED).exists()


@pytest.mark.parametrize("who", ["teo", "dario", "ana", "raul", "lidia"])
@pytest.mark.parametrize("page", PAGES)
def test_who_may_not_see_cases_is_refused(request, sign_in, person, who, page):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(at(page, person)).status_code == 403
    assert client.post(at("reveal", person), {"field": "name"}).status_code == 403


def test_her_page_shows_facts_by_code_and_writes_that_it_was_seen(sign_in, rosa, case, person):
    page = sign_in(rosa).get(at("person", person)).content.decode()
    for word in (person.code, case.code, "Mujer", "16 años, dicha por ella", "Se presume menor de edad", "Ver nombre"):
        assert word in page
    assert "Kori" not in page and "Quispe" not in page and "Flor" not in page
    assert f"<title>{person.code} – Registro</title>" in page
    entry = AuditEntry.objects.get(action=AuditAction.VIEWED, subject_kind="cases.person")
    assert (entry.actor_id, entry.subject_code) == (rosa.pk, person.code)


def test_an_empty_page_says_what_to_do_next(sign_in, rosa, person):
    page = sign_in(rosa).get(at("person", person)).content.decode()
    assert "Pregúntalo antes de llamar" in page
    assert "Añade a quien la cuida, y a quien no se debe contactar" in page
    assert "Ninguno registrado" in page


def test_the_rules_of_contact_come_before_a_masked_number(sign_in, rosa, person):
    values = {"channels": ["CALL"], "hours": "15:00 a 17:00", "phone": "965 123 456"}
    change_safe_contact(person, values, by=rosa, expected_version=0)
    page = sign_in(rosa).get(at("person", person)).content.decode()
    assert page.index("Solo 15:00 a 17:00") < page.index("9•• ••• •56")
    assert "965" not in page


def test_only_cases_that_the_account_sees_are_listed(sign_in, nora, elmer, intake, case, person):
    second = open_case(replace(intake, person=person), by=nora)
    type(second).objects.filter(pk=second.pk).update(confidentiality=Confidentiality.SEALED)
    page = sign_in(elmer).get(at("person", person)).content.decode()
    assert case.code in page and second.code not in page


# The deliberate act --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "QUISPE MAMANI, Flor de María («Kori»)"),
        ("phone", "965 123 456"),
        ("document", "DNI 45678912"),
        ("address", "Jr. Putumayo 123"),
    ],
)
def test_revealing_answers_the_value_that_hides_itself_and_leaves_a_trace(sign_in, rosa, person, field, value):
    change_safe_contact(person, {"phone": "965 123 456"}, by=rosa, expected_version=0)
    add_document(person, "DNI", "45678912", DocumentStatus.DECLARED, by=rosa)
    change_person(person, {"address": "Jr. Putumayo 123"}, by=rosa, expected_version=1)
    client = sign_in(rosa)
    part = client.post(at("reveal", person), {"field": field}, headers={"HX-Request": "true"}).content.decode()
    assert f"<b data-secreto>{value}</b>" in part and 'data-revelado="60"' in part and "<html" not in part
    assert seen(rosa, person, field) == 1
    assert value not in str([vars(entry) for entry in AuditEntry.objects.all()])


def test_without_javascript_the_name_has_a_page_that_leaves_after_a_minute(sign_in, rosa, person):
    answer = sign_in(rosa).post(at("reveal", person), {"field": "name"})
    page = answer.content.decode()
    assert "QUISPE MAMANI, Flor de María" in page
    assert answer.headers["Refresh"] == f"60; url={at('person', person)}"
    assert "QUISPE" not in page.split("<title>")[1].split("</title>")[0]


def test_nothing_to_reveal_says_so(sign_in, rosa, person):
    assert "No consta" in sign_in(rosa).post(at("reveal", person), {"field": "phone"}).content.decode()


def test_only_four_things_are_revealed_and_by_post_only(sign_in, rosa, person):
    client = sign_in(rosa)
    assert client.post(at("reveal", person), {"field": "version"}).status_code == 404
    assert client.post(at("reveal", person)).status_code == 404
    assert client.get(at("reveal", person)).status_code == 405
    assert not AuditEntry.objects.filter(action=AuditAction.REVEALED).exists()


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
        ({"status": "LOST"}, "status", "Elegir una de las opciones de «Situación»"),
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


# Relatives --------------------------------------------------------------------------------------------------------


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
        ({}, "relative", "Elige a la persona, o escribe su código"),
        ({"relative": "x"}, "relative", "Elegir una de las opciones de «Persona de sus casos»"),
        ({"code": "V-2026-999999"}, "code", "No encontramos ese código entre las personas que puedes ver"),
        ({"code": "V" * 21}, "code", "admite 20 caracteres"),
        ({"code": "{mother}", "kind": ""}, "kind", "Elige qué es para ella"),
        ({"code": "{mother}", "kind": "BOSS"}, "kind", "Elegir una de las opciones de «Esa persona es su…»"),
        ({"code": "{mother}", "notes": "n" * 601}, "notes", "admite 600 caracteres"),
        ({"code": "{mother}", "relative": "{pk}"}, "code", "Elige una persona o escribe un código, no las dos cosas"),
        ({"code": "{self}"}, "code", "No encontramos ese código entre las personas que puedes ver"),
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


# Somebody joins a case ------------------------------------------------------------------------------------------------


def joining(case, **more):
    return {
        "role": "DIRECT_VICTIM",
        "preferred_name": "Yara",
        "sex": "F",
        "age": "15",
        "age_source": "APPARENT",
        "consent": "NOT_YET",
        "joined_on": timezone.localdate().strftime("%d/%m/%Y"),
        "idempotency_key": str(uuid.uuid4()),
    } | more


def test_another_victim_joins_once_with_her_first_tasks(sign_in, rosa, case):
    client, typed = sign_in(rosa), joining(case)
    for _ in range(2):
        assert client.post(at("add_person", case), typed).url == reverse("cases:file", args=[case.pk])
    participation = Participation.objects.get(case=case, person__stated_age=15)
    assert participation.victim_status == "PRESUMED"
    kinds = set(Task.objects.filter(person=participation.person).values_list("kind", flat=True))
    assert TaskKind.NOTIFY_UPE in kinds and TaskKind.ASK_CONSENT in kinds


def test_somebody_registered_joins_as_a_relative(sign_in, rosa, intake, case):
    other = open_case(intake, by=rosa).participations.get().person
    client = sign_in(rosa)
    page = client.post(at("add_person", case), joining(case, elegir=str(other.pk))).content.decode()
    assert other.code in page and f'name="persona" value="{other.pk}"' in page
    typed = {"role": "RELATIVE", "consent": "WRITTEN", "persona": str(other.pk), "idempotency_key": str(uuid.uuid4())}
    client.post(at("add_person", case), typed | {"joined_on": timezone.localdate().strftime("%d/%m/%Y")})
    assert Participation.objects.get(case=case, person=other).role == "RELATIVE"


def test_who_is_in_the_case_already_is_refused_in_words(sign_in, rosa, case, person):
    answer = sign_in(rosa).post(at("add_person", case), joining(case, persona=str(person.pk)))
    assert answer.status_code == 422 and "Esa persona ya está en este caso." in answer.content.decode()
    assert Participation.objects.filter(case=case).count() == 1


def test_the_search_of_that_page_finds_by_sound(sign_in, rosa, case, person):
    typed = joining(case, buscar="1") | {"busca-name": "Quizpe Mamany"}
    part = sign_in(rosa).post(at("add_person", case), typed, headers={"HX-Request": "true"}).content.decode()
    assert person.code in part and "<html" not in part
    page = sign_in(rosa).post(at("add_person", case), typed).content.decode()
    assert person.code in page and 'value="Yara"' in page


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ({"role": ""}, "role", "Marca cómo participa en el caso"),
        ({"role": "BOSS"}, "role", "Elegir una de las opciones de «Participa como»"),
        ({"preferred_name": ""}, "preferred_name", "Escribe cómo quiere que la llamemos"),
        ({"sex": ""}, "sex", "Marca el sexo"),
        ({"age": ""}, "age", "Escribe una edad entre 0 y 110"),
        ({"consent": ""}, "consent", "Indica en qué estado está el consentimiento"),
        ({"joined_on": "01/01/2999"}, "joined_on", "Escribe un día que ya llegó"),
        ({"joined_on": "01/01/2001"}, "joined_on", "Escribe un día desde el ingreso del caso"),
        ({"joined_on": "hoy"}, "joined_on", "una fecha que exista"),
    ],
)
def test_a_wrong_participant_is_said_beside_the_field(sign_in, rosa, case, more, field, message):
    answer = sign_in(rosa).post(at("add_person", case), joining(case, **more))
    assert answer.status_code == 422
    assert message in " ".join(answer.context["form"].errors[field]) and message in answer.content.decode()
    assert Participation.objects.filter(case=case).count() == 1


def test_an_outsider_adds_nobody_and_nobody_of_another_office_is_added(sign_in, rosa, ulises, case, stranger):
    assert sign_in(ulises).get(at("add_person", case)).status_code == 404
    assert sign_in(ulises).post(at("add_person", case), joining(case)).status_code == 404
    assert sign_in(rosa).post(at("add_person", case), joining(case, persona=str(stranger.pk))).status_code == 404
    assert Participation.objects.filter(case=case).count() == 1


@pytest.mark.parametrize("count", [1, 12])
def test_her_page_costs_the_same_with_one_of_each_and_with_twelve(
    sign_in, rosa, intake, case, person, mother, django_assert_num_queries, count
):
    change_safe_contact(person, {"phone": "965 123 456"}, by=rosa, expected_version=0)
    for number in range(count):
        other = open_case(replace(intake, person=person, opened_on=date(2026, 1, 1) + timedelta(number)), by=rosa)
        joined = {"by": rosa, "joined_on": date(2026, 11, 3), "consent": ConsentState.NOT_YET}
        relative = add_person(other, intake.person, ParticipationRole.RELATIVE, **joined).person
        relate(person, relative, "SIBLING", by=rosa)
        add_document(person, "OTHER", f"10{number}", DocumentStatus.DECLARED, by=rosa)
    client = sign_in(rosa)
    client.get(at("person", person))
    with django_assert_num_queries(13):
        client.get(at("person", person))
