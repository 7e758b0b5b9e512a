"""What is known of a person: by code, the name on purpose, and nothing lost when two people write at once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditAction, AuditEntry
from cases.actions import add_document, add_person, change_person, change_safe_contact, open_case, relate
from cases.states import ConsentState, DocumentStatus, ParticipationRole
from directory.codelists import Confidentiality

pytestmark = pytest.mark.django_db


def at(name, person):
    return reverse(f"cases:{name}", args=[person.pk])


def seen(user, person, *fields):
    return AuditEntry.objects.filter(
        action=AuditAction.REVEALED, actor_id=user.pk, subject_id=str(person.pk), fields=list(fields)
    ).count()


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
    assert "965 1" not in page and "965123" not in page


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


@pytest.mark.slow
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
    with django_assert_num_queries(21):
        client.get(at("person", person))
