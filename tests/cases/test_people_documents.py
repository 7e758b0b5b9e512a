"""Identity documents: a number that looks wrong may be true, a forged one proves nothing, a retained one tells."""

import uuid

import pytest
from django.urls import reverse

from cases.actions import add_document, change_document, change_person
from cases.documents import means_told_by, number_doubt
from cases.models import IdentityDocument, Person
from cases.states import AgeSource


def at(name, row):
    return reverse(f"cases:{name}", args=[row.pk])


def paper(**more):
    return {"kind": "DNI", "number": "45678912", "status": "SHOWN", "idempotency_key": str(uuid.uuid4())} | more


@pytest.mark.parametrize(
    ("kind", "number", "is_odd"),
    [
        ("DNI", "10117410-2", False),
        ("DNI", "10117410-3", True),
        ("DNI", "1234567", True),
        ("CE", "001234567", False),
        ("CE", "12345", True),
        ("PASSPORT", "AB1234567", False),
        ("ID_FOREIGN", "no se acuerda", True),
        ("BIRTH_CERT", "", False),
    ],
)
def test_what_looks_wrong_is_asked_again(kind, number, is_odd):
    assert bool(number_doubt(kind, number)) is is_odd


def test_documents_tell_of_what_was_done_to_her():
    assert means_told_by(["SHOWN", "RETAINED", "FORGED"]) == ["M12", "M22"]
    assert means_told_by(["SHOWN", "LOST", "NONE"]) == []


@pytest.mark.django_db
def test_a_number_told_by_heart_is_kept_when_somebody_says_that_it_was_so(sign_in, rosa, person):
    client, typed = sign_in(rosa), paper(number="1234567", status="DECLARED")
    asked = client.post(at("document_add", person), typed)
    page = asked.content.decode()
    assert asked.status_code == 422 and "El DNI tiene ocho cifras" in page
    assert 'type="checkbox" name="as_written"' in page and 'value="1234567"' in page
    assert not IdentityDocument.objects.exists()
    assert client.post(at("document_add", person), typed | {"as_written": "on"}).status_code == 302
    assert IdentityDocument.objects.get().number == "1234567"


@pytest.mark.django_db
def test_a_girl_with_a_forged_document_is_a_minor_again(sign_in, rosa, person):
    document = add_document(person, "DNI", "45678912", "SHOWN", by=rosa)
    change_person(person, {"age_source": AgeSource.DOCUMENT, "stated_age": 19}, by=rosa, expected_version=1)
    client, today = sign_in(rosa), person.stated_on
    assert not person.is_minor_on(today)
    typed = paper(status="FORGED", notes="Es el de su prima.", version=str(document.version))
    answer = client.post(at("document_edit", document), typed, follow=True)
    person.refresh_from_db()
    assert (person.age_source, person.is_minor_on(today)) == (AgeSource.DECLARED, True)
    page = answer.content.decode()
    assert "ya no consta como probada" in page and "Falso o de otra persona" in page
    assert "Se presume menor de edad" in page and "prima" not in page


@pytest.mark.django_db
def test_another_document_that_somebody_saw_still_proves_her_age(rosa, person):
    add_document(person, "PASSPORT", "AB1234567", "SHOWN", by=rosa)
    change_person(person, {"age_source": AgeSource.DOCUMENT}, by=rosa, expected_version=1)
    add_document(person, "DNI", "45678912", "FORGED", by=rosa)
    assert Person.objects.get(pk=person.pk).age_source == AgeSource.DOCUMENT


@pytest.mark.django_db
def test_a_document_comes_back_and_is_verified(sign_in, rosa, person):
    document = add_document(person, "PASSPORT", "", "RETAINED", by=rosa)
    typed = paper(kind="PASSPORT", number="AB 1234567", verified_on="01/11/2026", version=str(document.version))
    assert sign_in(rosa).post(at("document_edit", document), typed).status_code == 302
    document.refresh_from_db()
    assert (document.status, document.number, str(document.verified_on)) == ("SHOWN", "AB 1234567", "2026-11-01")
    assert Person.objects.with_number_of(person).count() == 0 and document.number_hash


@pytest.mark.django_db
def test_two_colleagues_on_one_document_are_shown_both_answers(sign_in, rosa, elmer, person):
    document = add_document(person, "DNI", "45678912", "DECLARED", by=rosa)
    values = {"kind": "DNI", "number": "45678912", "country": "PE", "status": "LOST", "verified_on": None, "notes": ""}
    change_document(document, values, by=elmer, expected_version=document.version)
    answer = sign_in(rosa).post(at("document_edit", document), paper(version="1"))
    assert answer.status_code == 409 and "Elmer P." in answer.content.decode()
    assert IdentityDocument.objects.get().status == "LOST"


@pytest.mark.django_db
def test_another_office_does_not_find_a_document(sign_in, ulises, rosa, person):
    document = add_document(person, "DNI", "45678912", "SHOWN", by=rosa)
    client = sign_in(ulises)
    assert client.get(at("document_edit", document)).status_code == 404
    assert client.post(at("document_edit", document), paper(status="LOST", version="1")).status_code == 404
    assert IdentityDocument.objects.get().status == "SHOWN"
