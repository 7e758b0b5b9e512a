"""What she allows, to whom and until when; refusing never costs her anything, and taking it back is one step."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from cases.actions import add_task, change_person, open_case, record_consent
from cases.models import Consent
from cases.states import ConsentState, EntryKind, SharedItem, TaskKind
from directory.models import Agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(case, person):
    return reverse("cases:consent", args=[case.pk, person.pk])


def agency(code):
    return Agency.objects.get(code=code)


def decision(**more):
    return {
        "state": "WRITTEN",
        "valid_from": timezone.localdate().strftime("%d/%m/%Y"),
        "idempotency_key": str(uuid.uuid4()),
    } | more


def test_a_decision_names_agencies_and_data_and_is_written_once(sign_in, rosa, case, person, url):
    client = sign_in(rosa)
    typed = decision(
        agencies=[str(agency("MIMP").pk), str(agency("PNP").pk)],
        items=["PREFERRED_NAME", "SUMMARY"],
        valid_to=(timezone.localdate() + timedelta(days=365)).strftime("%d/%m/%Y"),
        notes="Se le explicó en kukama.",
    )
    for _ in range(2):
        assert client.post(url, typed).url == url
    consent = Consent.objects.filter(case=case, person=person).first()
    assert Consent.objects.count() == 2
    assert (consent.state, consent.items) == ("WRITTEN", ["PREFERRED_NAME", "SUMMARY"])
    assert {each.code for each in consent.agencies.all()} == {"MIMP", "PNP"}
    assert consent.notes == "Se le explicó en kukama."
    page = client.get(url).content.decode()
    assert "Vigente" in page and "Resumen de los hechos" in page and "MIMP" in page


def test_the_task_to_ask_leads_here_and_her_decision_ends_it(sign_in, rosa, case, person, url):
    today = timezone.localdate()
    task = add_task(case, TaskKind.ASK_CONSENT, today, assigned_to=rosa, by=rosa, person=person)
    client = sign_in(rosa)
    assert f'href="{url}"' in client.get(reverse("cases:tasks", args=[case.pk])).content.decode()
    client.post(url, decision(state="NOT_YET"))
    task.refresh_from_db()
    assert task.is_pending, "she has not decided yet"
    client.post(url, decision())
    task.refresh_from_db()
    assert (task.is_pending, task.done_by) == (False, rosa)
    assert not case.timeline.filter(kind=EntryKind.TASK).exists(), "the decision tells of it already"


def test_the_page_shows_codes_only_and_writes_that_it_was_seen(sign_in, rosa, case, person, url):
    page = sign_in(rosa).get(url).content.decode()
    assert person.code in page and case.code in page
    assert "Kori" not in page and "Quispe" not in page
    assert f"<title>Consentimiento en {case.code} – Registro</title>" in page
    assert AuditEntry.objects.filter(action=AuditAction.VIEWED, subject_kind="cases.participation").count() == 1


def test_only_agencies_with_a_desk_that_takes_referrals_are_offered(sign_in, rosa, url):
    mimp = agency("MIMP")
    assert str(mimp.pk) in sign_in(rosa).get(url).content.decode()
    mimp.units.update(accepts_referrals=False)
    assert str(mimp.pk) not in sign_in(rosa).get(url).content.decode()


def test_a_refusal_is_in_its_own_colour_never_red_and_ends_what_was_allowed(sign_in, rosa, case, person, url):
    before = case.consents.get()
    client = sign_in(rosa)
    client.post(url, decision(state="REFUSED"))
    page = client.get(url).content.decode()
    before.refresh_from_db()
    assert '<span class="et et--camu">' in page and "No lo da" in page and "et--achiote" not in page
    assert "Retirado" in page and before.withdrawn_on == timezone.localdate()
    assert "Negarse no le quita la atención" in page
    assert case.tasks.exists()


def test_a_new_decision_begins_with_what_the_one_in_force_allows(sign_in, rosa, case, person, url):
    record_consent(
        case,
        person,
        ConsentState.WRITTEN,
        by=rosa,
        valid_from=timezone.localdate(),
        agencies=[agency("MIMP")],
        items=[SharedItem.CONTACT],
    )
    form = sign_in(rosa).get(url).context["form"]
    assert (form.initial["state"], form.initial["items"]) == ("WRITTEN", ["CONTACT"])
    assert form.initial["agencies"] == [agency("MIMP")]


# Who decides -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "words", "status"),
    [
        (date(2016, 1, 1), "Quién decide por ella", 422),
        (date(2011, 1, 1), "De 14 a 17 años puede decidir ella misma", 302),
        (date(1990, 1, 1), "Quién lo dio, si no fue ella", 302),
    ],
)
def test_below_fourteen_somebody_decides_for_her_and_from_fourteen_on_she_may(
    sign_in, rosa, person, url, born, words, status
):
    change_person(
        person,
        {"birth_date": born, "stated_age": None, "stated_on": None, "age_source": "DOCUMENT"},
        by=rosa,
        expected_version=1,
    )
    client = sign_in(rosa)
    assert words in client.get(url).content.decode()
    answer = client.post(url, decision())
    assert answer.status_code == status
    if status == 422:
        assert "Escribe quién decide por ella: tiene menos de 14 años" in answer.content.decode()
        assert client.post(url, decision(given_by="Su abuela, tutora")).status_code == 302
        assert Consent.objects.filter(person=person).first().given_by == "Su abuela, tutora"


def test_where_the_age_is_unknown_the_page_explains_and_does_not_block(sign_in, rosa, intake, kori):
    who = replace(kori, age=None, age_source="UNKNOWN")
    case = open_case(replace(intake, person=who), by=rosa)
    url = reverse("cases:consent", args=[case.pk, case.participations.get().person_id])
    client = sign_in(rosa)
    assert "Antes de los 14 años decide" in client.get(url).content.decode()
    assert client.post(url, decision()).status_code == 302


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ({"state": ""}, "state", "Indica en qué estado está el consentimiento"),
        ({"state": "MAYBE"}, "state", "Elegir una de las opciones de «Consentimiento»"),
        ({"agencies": ["x"]}, "agencies", "Elegir una de las opciones de «Con quién se puede compartir»"),
        ({"items": ["SHELTER"], "agencies": []}, "items", "Elegir una de las opciones de «Qué se puede compartir»"),
        ({"items": ["CONTACT"]}, "agencies", "Marca al menos una entidad, o desmarca los datos"),
        ({"agencies": "MIMP"}, "items", "Marca qué se puede compartir, o desmarca las entidades"),
        ({"state": "VERBAL", "agencies": "MIMP", "items": ["SUMMARY"]}, "items", "De palabra no alcanza"),
        ({"state": "REFUSED", "agencies": "MIMP"}, "agencies", "Sin su consentimiento no se comparte con nadie"),
        ({"state": "NOT_YET", "items": ["CONTACT"]}, "items", "Sin su consentimiento no se comparte ningún dato"),
        ({"valid_from": "ayer"}, "valid_from", "una fecha que exista"),
        ({"valid_from": ""}, "valid_from", "Falta «Desde»"),
        ({"valid_from": "01/01/2999"}, "valid_from", "no puede ser después de hoy"),
        ({"valid_to": "01/01/2001"}, "valid_to", "Escribe un día igual o posterior a «Desde»"),
        ({"valid_to": "mañana"}, "valid_to", "una fecha que exista"),
        ({"given_by": "g" * 201}, "given_by", "admite 200 caracteres"),
        ({"notes": "n" * 1001}, "notes", "admite 1000 caracteres"),
        ({"idempotency_key": "x"}, "idempotency_key", "El formulario llegó incompleto"),
    ],
)
def test_a_wrong_decision_is_said_beside_its_field_and_nothing_typed_is_lost(sign_in, rosa, url, more, field, message):
    typed = decision(notes="Se le explicó en kukama.") | more
    if typed.get("agencies") == "MIMP":
        typed["agencies"] = [str(agency("MIMP").pk)]
    answer = sign_in(rosa).post(url, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in " ".join(answer.context["form"].errors[field]).replace("1,000", "1000")
    assert "<title>Error: Consentimiento en CALP" in page
    assert typed["notes"] in page
    assert Consent.objects.count() == 1


# Taking it back ------------------------------------------------------------------------------------------------------


def test_taking_it_back_asks_once_and_ends_earlier_decisions_too(sign_in, rosa, case, person, url):
    newest = record_consent(case, person, ConsentState.VERBAL, by=rosa, valid_from=timezone.localdate())
    client, address = sign_in(rosa), reverse("cases:consent_withdraw", args=[newest.pk])
    assert address in client.get(url).content.decode()
    question = client.get(address).content.decode()
    assert "Retirarlo no le quita la atención" in question and "govuk-button--warning" not in question
    assert not Consent.objects.filter(withdrawn_on__isnull=False).exists()
    assert client.post(address).url == url
    assert [each.withdrawn_on for each in Consent.objects.all()] == [timezone.localdate()] * 2
    assert case.timeline.filter(kind="CONSENT").count() == 3
    page = client.get(url).content.decode()
    assert "Retirado" in page and "et--camu" in page and address not in page


def test_what_was_taken_back_is_not_taken_back_again(sign_in, rosa, case):
    address = reverse("cases:consent_withdraw", args=[case.consents.get().pk])
    client = sign_in(rosa)
    client.post(address)
    answer = client.post(address)
    assert answer.status_code == 422 and "ya estaba retirado" in answer.content.decode()


def test_an_outsider_sees_no_consent_and_takes_none_back(sign_in, ulises, case, person, url):
    client, address = sign_in(ulises), reverse("cases:consent_withdraw", args=[case.consents.get().pk])
    assert client.get(url).status_code == 404
    assert client.post(url, decision(state="REFUSED")).status_code == 404
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    assert Consent.objects.get().withdrawn_on is None


@pytest.mark.parametrize("who", ["teo", "dario", "ana", "raul", "lidia"])
def test_who_may_not_change_cases_is_refused(request, sign_in, case, url, who):
    client, address = (
        sign_in(request.getfixturevalue(who)),
        reverse("cases:consent_withdraw", args=[case.consents.get().pk]),
    )
    assert client.get(url).status_code == 403
    assert client.post(url, decision()).status_code == 403
    assert client.post(address).status_code == 403
    assert Consent.objects.get().withdrawn_on is None


def test_a_person_of_another_case_has_no_consent_here(sign_in, rosa, intake, case):
    other = open_case(intake, by=rosa).participations.get().person
    assert sign_in(rosa).get(reverse("cases:consent", args=[case.pk, other.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 12])
def test_one_decision_costs_as_many_queries_as_twelve(
    sign_in, rosa, case, person, url, django_assert_num_queries, count
):
    for _ in range(count - 1):
        record_consent(
            case,
            person,
            ConsentState.WRITTEN,
            by=rosa,
            valid_from=timezone.localdate(),
            agencies=[agency("MIMP")],
            items=[SharedItem.CONTACT],
            notes="Igual.",
        )
    client = sign_in(rosa)
    client.get(url)
    with django_assert_num_queries(9):
        client.get(url)
