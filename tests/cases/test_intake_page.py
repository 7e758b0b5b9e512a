"""The night call: searched first, six answers, saved once, in one code."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from cases.actions import open_case
from cases.models import Case, Person, SafeContact, Task
from cases.states import AgeSource, ConsentState, TaskKind
from tests.signing_in import signed_in

URL = "/ingreso/"
NOTICE_URL = "/ingreso/edad/"

pytestmark = pytest.mark.django_db


def answers(**more):
    """What a caseworker fills in at night: the six answers and nothing else."""
    return {
        "source": "PNP_REFERRAL",
        "preferred_name": "Kori",
        "sex": "F",
        "age": "16",
        "age_source": "DECLARED",
        "problem": "TDP",
        "consent": "NOT_YET",
        "opened_on": timezone.localdate().strftime("%d/%m/%Y"),
        "idempotency_key": str(uuid.uuid4()),
    } | more


def save(client, **more):
    return client.post(URL, {name: value for name, value in answers(**more).items() if value is not None})


def nothing_was_written():
    return not Case.objects.exists() and not Person.objects.exists()


def test_six_answers_make_a_case_a_person_her_consent_and_the_first_tasks(sign_in, rosa):
    answer = save(sign_in(rosa))
    case = Case.objects.get()
    person = case.participations.get().person
    assert (answer.status_code, answer.url) == (302, reverse("cases:file", args=[case.pk]))
    assert (case.office, case.opened_by, case.intake_source, case.problem) == (rosa.office, rosa, "PNP_REFERRAL", "TDP")
    assert (person.preferred_name, person.sex, person.stated_age, person.age_source) == ("Kori", "F", 16, "DECLARED")
    assert case.consents.get().state == ConsentState.NOT_YET
    assert set(case.tasks.values_list("kind", flat=True)) == {
        TaskKind.CALL,
        TaskKind.NOTIFY_UPE,
        TaskKind.AGE_PROOF,
        TaskKind.SINGLE_INTERVIEW,
        TaskKind.ASK_CONSENT,
    }


def test_the_message_names_the_codes_and_what_was_created_and_no_name(sign_in, rosa):
    client = sign_in(rosa)
    save(client)
    page = client.get(URL).content.decode()
    assert f"Ingreso guardado: {Case.objects.get()}, con {Person.objects.get()} y cinco tareas para ti." in page
    assert "Kori" not in page


def test_the_form_sent_twice_makes_one_case(sign_in, rosa):
    client, typed = sign_in(rosa), answers()
    urls = {client.post(URL, typed).url for _ in range(3)}
    assert len(urls) == 1
    assert (Case.objects.count(), Person.objects.count()) == (1, 1)


def test_everything_that_is_optional_is_kept(sign_in, rosa, upe_loreto):
    save(
        sign_in(rosa),
        given_names="Flor de María",
        paternal_surname="Quispe",
        maternal_surname="Mamani",
        document_kind="DNI",
        document_number="10117410-2",
        channels=["CALL", "WRITE"],
        hours="15:00 a 17:00",
        code_word="la tarea",
        phone="965 123 456",
        never_contact="Pareja de la madre",
        source_unit=str(upe_loreto.pk),
        opened_on=(timezone.localdate() - timedelta(days=3)).strftime("%d/%m/%Y"),
        place_region="16",
        place_provincia="1601",
        place_distrito="160113",
        notes="Llamó la tía.",
    )
    case = Case.objects.get()
    person = case.participations.get().person
    contact = SafeContact.objects.get(person=person)
    assert person.full_name == "QUISPE MAMANI, Flor de María"
    assert [(each.kind, each.number) for each in person.documents.all()] == [("DNI", "10117410-2")]
    assert (contact.channels, contact.hours, contact.phone) == (["CALL", "WRITE"], "15:00 a 17:00", "965 123 456")
    assert (contact.code_word, contact.never_contact) == ("la tarea", "Pareja de la madre")
    assert (case.source_unit, case.place_id) == (upe_loreto, "160113")
    assert case.opened_on == timezone.localdate() - timedelta(days=3)
    assert case.timeline.get(kind="INTAKE").body == "Llamó la tía."


def test_the_place_starts_at_the_district_of_the_office(sign_in, rosa):
    page = sign_in(rosa).get(URL).content.decode()
    code = rosa.office.place_id
    assert f'value="{code[:2]}" selected' in page


def test_an_age_nobody_knows_is_an_answer_and_presumes_a_minor(sign_in, rosa):
    save(sign_in(rosa), age=None, age_source="UNKNOWN")
    person = Person.objects.get()
    assert (person.age_on(timezone.localdate()), person.age_source) == (None, AgeSource.UNKNOWN)
    assert Task.objects.filter(kind=TaskKind.NOTIFY_UPE).exists()


def test_a_motive_outside_the_five_comes_from_the_list(sign_in, rosa):
    save(sign_in(rosa), problem=None, other_problem="MISSING")
    assert Case.objects.get().problem == "MISSING"


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ({"source": None}, "source", "Elige cómo llegó al centro"),
        ({"source": "XX"}, "source", "Elegir una de las opciones de «Cómo llegó»"),
        ({"preferred_name": "  "}, "preferred_name", "Escribe cómo quiere que la llamemos"),
        ({"preferred_name": "K" * 121}, "preferred_name", "admite 120 caracteres"),
        ({"sex": None}, "sex", "Marca el sexo, o «No hay información»"),
        ({"sex": "X"}, "sex", "Elegir una de las opciones de «Sexo»"),
        ({"age": "160"}, "age", "Escribe una edad entre 0 y 110, o marca «No se sabe»"),
        ({"age": "-1"}, "age", "Escribe una edad entre 0 y 110, o marca «No se sabe»"),
        ({"age": "dieciséis"}, "age", "Escribe una edad entre 0 y 110, o marca «No se sabe»"),
        ({"age": None}, "age", "Escribe una edad entre 0 y 110, o marca «No se sabe»"),
        ({"age": None, "age_source": None}, "age", "Escribe una edad entre 0 y 110, o marca «No se sabe»"),
        ({"age_source": "UNKNOWN"}, "age", "deja solo una de las dos cosas"),
        ({"age_source": None}, "age_source", "Marca cómo se sabe la edad"),
        ({"age_source": "GUESSED"}, "age_source", "Escribe una edad entre 0 y 110, o marca «No se sabe»"),
        ({"problem": None}, "problem", "Elige el motivo principal"),
        ({"problem": "MISSING"}, "problem", "Elegir una de las opciones de «Motivo principal»"),
        ({"other_problem": "MISSING"}, "other_problem", "Elige un solo motivo: arriba o en esta lista"),
        ({"problem": None, "other_problem": "TDP"}, "other_problem", "Elegir una de las opciones de «Otro motivo»"),
        ({"consent": None}, "consent", "Indica en qué estado está el consentimiento"),
        ({"consent": "MAYBE"}, "consent", "Elegir una de las opciones de «Consentimiento»"),
        ({"given_names": "N" * 121}, "given_names", "admite 120 caracteres"),
        ({"paternal_surname": "N" * 81}, "paternal_surname", "admite 80 caracteres"),
        ({"maternal_surname": "N" * 81}, "maternal_surname", "admite 80 caracteres"),
        ({"document_number": "12345678"}, "document_kind", "Elige de qué documento es el número"),
        ({"document_kind": "DNI"}, "document_number", "Escribe el número, o quita el tipo de documento"),
        ({"document_kind": "DNI", "document_number": "1234567"}, "document_number", "El DNI tiene ocho cifras"),
        ({"document_kind": "DNI", "document_number": "10117410-9"}, "document_number", "El DNI tiene ocho cifras"),
        ({"document_kind": "XX", "document_number": "1"}, "document_kind", "Elegir una de las opciones de «Documento»"),
        ({"document_kind": "OTHER", "document_number": "1" * 41}, "document_number", "admite 40 caracteres"),
        ({"birth_date": "31/02/2010"}, "birth_date", "una fecha que exista"),
        ({"birth_date": "01/01/2999"}, "birth_date", "Escribe una fecha de nacimiento que ya pasó"),
        ({"birth_date": "01/01/1900"}, "birth_date", "Escribe una fecha de nacimiento que ya pasó"),
        ({"birth_date": "01/01/2000"}, "birth_date", "años y escribiste 16: corrige una de las dos"),
        ({"channels": ["SMOKE"]}, "channels", "Elegir una de las opciones de «¿Qué se puede hacer?»"),
        ({"hours": "h" * 121}, "hours", "admite 120 caracteres"),
        ({"code_word": "h" * 121}, "code_word", "admite 120 caracteres"),
        ({"phone": "novecientos"}, "phone", "Escribe el teléfono con cifras"),
        ({"never_contact": "n" * 301}, "never_contact", "admite 300 caracteres"),
        ({"source_unit": "no-es"}, "source_unit", "Elegir una de las opciones de «Unidad que la derivó»"),
        ({"opened_on": "ayer"}, "opened_on", "una fecha que exista"),
        ({"opened_on": "01/01/2999"}, "opened_on", "La fecha de ingreso no puede ser después de hoy"),
        ({"opened_on": "01/01/1926"}, "opened_on", "Escribe una fecha de ingreso desde el 01/01/2000"),
        ({"opened_on": None}, "opened_on", "Falta «Fecha de ingreso»"),
        ({"place": "999999"}, "place", "Elegir un lugar de la lista"),
        ({"notes": "n" * 10001}, "notes", "admite 10000 caracteres"),
        ({"idempotency_key": "otra"}, "idempotency_key", "El formulario llegó incompleto"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(sign_in, rosa, more, field, message):
    answer = save(sign_in(rosa), **more)
    page = answer.content.decode()
    form = answer.context["form"]
    assert answer.status_code == 422
    assert message in " ".join(form.errors[field]).replace("10,000", "10000")
    assert 'id="id_age_error"' in page if field == "age" else True
    assert "<title>Error: Nuevo ingreso" in page
    assert nothing_was_written()
    for name, value in (answers() | more).items():
        if name not in {field, "idempotency_key"} and value and name in form.fields:
            assert form[name].value() == value


def test_the_summary_counts_in_words_and_the_list_at_the_side_says_what_is_missing(sign_in, rosa):
    page = save(sign_in(rosa), source=None, age="160", consent=None).content.decode()
    assert "Faltan tres datos para guardar el ingreso" in page
    assert "3 de 6" in page
    assert page.count('<li class="mal"') == 3
    assert page.count('<li class="si"') == 3
    assert "Falta un dato para guardar el ingreso" in save(sign_in(rosa), source=None).content.decode()


def test_the_title_and_the_addresses_never_carry_a_name(sign_in, rosa):
    page = save(sign_in(rosa), source=None, given_names="Zoraida", notes="Zoraida llamó").content.decode()
    title = page.split("<title>")[1].split("</title>")[0]
    assert "Kori" not in title and "Zoraida" not in title
    assert "Zoraida" not in "".join(part.split('"')[0] for part in page.split('href="'))


# Searching first ---------------------------------------------------------------------------------------------


def test_the_search_is_a_part_of_the_page_that_htmx_swaps(sign_in, rosa, case, person):
    typed = answers(buscar="1") | {"busca-name": "Quizpe Mamany"}
    answer = sign_in(rosa).post(URL, typed, headers={"HX-Request": "true"})
    part = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in part
    assert person.code in part and f'name="elegir" value="{person.pk}"' in part
    assert AuditEntry.objects.get(action=AuditAction.SEARCHED).seen_ids == [str(person.pk)]


def test_without_javascript_searching_keeps_what_was_typed_below_and_checks_nothing(sign_in, rosa, case, person):
    typed = answers(buscar="1", age="160", consent="", notes="Llamó la tía.") | {"busca-name": "Quizpe Mamany"}
    answer = sign_in(rosa).post(URL, typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert person.code in page and 'value="Quizpe Mamany"' in page
    assert 'value="Kori"' in page and 'value="160"' in page and "Llamó la tía." in page
    assert typed["idempotency_key"] in page
    assert "govuk-error" not in page
    assert Case.objects.count() == 1


def test_a_search_without_words_is_an_error_of_the_search_alone(sign_in, rosa):
    answer = sign_in(rosa).post(URL, answers(buscar="1"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Escribe un nombre, un documento o un código" in page
    assert 'value="Kori"' in page
    assert nothing_was_written()


def test_choosing_her_leaves_three_answers_and_keeps_the_rest_in_case_she_is_not_the_one(sign_in, rosa, case, person):
    client = sign_in(rosa)
    chosen = client.post(URL, answers(elegir=str(person.pk), preferred_name="Otra")).content.decode()
    assert "0 de 3" not in chosen and "3 de 3" in chosen
    assert f'name="persona" value="{person.pk}"' in chosen and person.code in chosen
    assert 'type="hidden" name="preferred_name" value="Otra"' in chosen
    released = client.post(URL, answers(persona=str(person.pk), soltar="1", preferred_name="Otra")).content.decode()
    assert 'name="persona"' not in released and "6 de 6" in released and 'value="Otra"' in released


def test_a_new_case_for_somebody_registered_adds_no_person(sign_in, rosa, case, person):
    client = sign_in(rosa)
    page = client.get(URL, {"persona": str(person.pk)}).content.decode()
    assert person.code in page and "Se presume menor de edad" in page and "Kori" not in page
    save(client, persona=str(person.pk), preferred_name=None, sex=None, age=None, age_source=None)
    assert Person.objects.get() == person
    assert person.participations.count() == 2


def test_somebody_of_another_office_cannot_be_chosen_by_address_or_button(sign_in, ulises, case, person):
    client = sign_in(ulises)
    assert client.get(URL, {"persona": str(person.pk)}).status_code == 404
    assert client.post(URL, answers(elegir=str(person.pk))).status_code == 404
    assert client.post(URL, answers(persona=str(person.pk))).status_code == 404
    assert client.get(URL, {"persona": "quispe"}).status_code == 404
    assert Case.objects.get() == case


# The notice about minors ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"age": "16", "age_source": "DECLARED"}, "Se presume menor de edad"),
        ({"age": "19", "age_source": "APPARENT"}, "Se presume menor de edad"),
        ({"age": "", "age_source": "UNKNOWN"}, "Se presume menor de edad"),
        ({"age": "16", "age_source": "DOCUMENT"}, "Es menor de edad"),
        ({"birth_date": "01/01/2015", "age_source": "DOCUMENT"}, "Es menor de edad"),
    ],
)
def test_the_notice_about_minors_comes_with_its_legal_source(sign_in, rosa, typed, words):
    part = sign_in(rosa).post(NOTICE_URL, typed).content.decode()
    assert words in part and "avisar a la UPE de inmediato" in part
    assert ("art. 4.2.e" if "presume" in words else "art. 17") in part


@pytest.mark.parametrize(
    "typed",
    [
        {"age": "20", "age_source": "DECLARED"},
        {"age": "18", "age_source": "DOCUMENT"},
        {"age": "", "age_source": ""},
        {"age": "160", "age_source": "DECLARED"},
        {},
    ],
)
def test_no_notice_where_nothing_is_presumed(sign_in, rosa, typed):
    assert sign_in(rosa).post(NOTICE_URL, typed).content.strip() == b""


def test_without_javascript_the_notice_stands_in_the_page_that_comes_back(sign_in, rosa):
    assert "Se presume menor de edad" in save(sign_in(rosa), source=None).content.decode()
    assert "se trata como menor" in sign_in(rosa).get(URL).content.decode()


# Who, where, how many ---------------------------------------------------------------------------------------------


def test_national_coordination_says_which_office(sign_in, nora, iquitos):
    client = sign_in(nora)
    answer = save(client)
    assert answer.status_code == 422 and "Elige la sede que atenderá el caso" in answer.content.decode()
    save(client, office=str(iquitos.pk))
    assert Case.objects.get().office == iquitos


def test_nobody_else_chooses_the_office(sign_in, rosa, lima):
    save(sign_in(rosa), office=str(lima.pk))
    assert Case.objects.get().office == rosa.office


@pytest.mark.parametrize("who", ["teo", "dario", "ana", "raul", "lidia"])
def test_who_may_not_open_cases_is_refused(request, sign_in, who):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(URL).status_code == 403
    assert save(client).status_code == 403
    assert client.post(NOTICE_URL, {"age": "16"}).status_code == 403
    assert nothing_was_written()


def test_the_notice_is_asked_for_by_post_only(sign_in, rosa):
    assert sign_in(rosa).get(NOTICE_URL).status_code == 405


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_costs_the_same_with_one_case_and_with_twelve(sign_in, rosa, intake, django_assert_num_queries, count):
    for _ in range(count):
        open_case(intake, by=rosa)
    client = sign_in(rosa)
    client.get(URL)
    with django_assert_num_queries(7):
        client.get(URL)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_thirty_two_simultaneous_intakes_get_thirty_two_codes(catalogues, rosa):
    clients = [Client() for _ in range(32)]
    for client in clients:
        signed_in(client, rosa)
    start, outcomes = threading.Barrier(32), []

    def send(client, number):
        try:
            start.wait()
            outcomes.append(save(client, preferred_name=f"Persona {number}").status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=pair) for pair in zip(clients, range(32), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    year = timezone.localdate().year
    assert outcomes == [302] * 32
    codes = sorted(Case.objects.values_list("code", flat=True))
    assert codes == [f"CALP-IQT-{year}-{number:04d}" for number in range(1, 33)]
    people = sorted(Person.objects.values_list("code", flat=True))
    assert people == [f"V-{year}-{number:06d}" for number in range(1, 33)]
