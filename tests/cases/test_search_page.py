"""Is she already here? Asked by name as it sounds, never by address, answered by code."""

import pytest
from django.urls import reverse

from accounts.models import AuditAction, AuditEntry
from cases.actions import open_case

URL = "/buscar/"

pytestmark = pytest.mark.django_db


def ask(client, **typed):
    return client.post(URL, typed)


def test_a_name_as_it_sounds_finds_her_by_code_and_shows_no_name(sign_in, rosa, case, person):
    answer = ask(sign_in(rosa), name="Quizpe Mamany")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert person.code in page and case.code in page
    assert "Muy parecida" in page and "Suena igual" in page
    assert "Flor" not in page and "Kori" not in page
    assert reverse("cases:person", args=[person.pk]) in page
    assert f"{reverse('cases:intake')}?persona={person.pk}" in page


def test_the_trail_tells_which_fields_were_asked_and_who_was_shown_and_not_the_words(sign_in, rosa, case, person):
    ask(sign_in(rosa), name="Quizpe Mamany", birth_year="2010")
    entry = AuditEntry.objects.get(action=AuditAction.SEARCHED)
    assert (entry.actor_id, entry.fields, entry.seen_ids) == (rosa.pk, ["name", "birth_year"], [str(person.pk)])
    assert "uizpe" not in str(vars(entry))


def test_a_record_of_another_office_is_told_to_exist_and_nothing_more(sign_in, ulises, case, person):
    page = ask(sign_in(ulises), name="Quispe Mamani", birth_year="2010").content.decode()
    assert "Otra sede" in page and "la coordinación sí" in page
    for secret in (person.code, case.code, str(person.pk), str(case.pk), "2010</", "Iquitos"):
        assert secret not in page
    assert AuditEntry.objects.get(action=AuditAction.SEARCHED).seen_ids == []


def test_the_code_of_a_case_of_another_office_finds_nobody(sign_in, ulises, case):
    assert "Nadie con esos datos" in ask(sign_in(ulises), code=case.code).content.decode()


@pytest.mark.parametrize(
    "typed", ["CALP-IQT-2026-0001", "calp iqt 2026 1", "V-2026-000001", "Quispe Mamani", "45678901", "4567-8901"]
)
def test_the_box_of_the_band_understands_what_kind_of_thing_was_typed(sign_in, rosa, case, person, typed):
    from_band = ask(sign_in(rosa), q=typed)
    if typed.startswith("4"):
        assert f'value="{typed}"' in from_band.content.decode().split('name="document"')[1][:200]
    else:
        assert person.code in from_band.content.decode()


def test_nobody_is_found_in_words_that_say_what_to_do_next(sign_in, rosa, case):
    page = ask(sign_in(rosa), name="Zevallos").content.decode()
    assert "Prueba solo un apellido, o registra a una persona nueva" in page


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Escribe un nombre, un documento o un código"),
        ({"birth_year": "2010"}, "Escribe un nombre, un documento o un código"),
        ({"name": "Quispe", "birth_year": "dos mil"}, "Escribe el año con cuatro cifras"),
        ({"name": "Quispe", "birth_year": "10"}, "Escribe el año con cuatro cifras"),
        ({"name": "Quispe", "birth_year": "99999999999999999999"}, "Escribe el año con cuatro cifras"),
        ({"name": "Q" * 121}, "admite 120 caracteres"),
        ({"document": "4" * 121}, "admite 120 caracteres"),
        ({"code": "4" * 121}, "admite 120 caracteres"),
    ],
)
def test_what_cannot_be_looked_for_is_said_beside_the_field_and_kept(sign_in, rosa, typed, message):
    answer = ask(sign_in(rosa), **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert "<title>Error: " in page
    for text in typed.values():
        assert f'value="{text}"' in page
    assert not AuditEntry.objects.filter(action=AuditAction.SEARCHED).exists()


def test_a_name_in_the_address_is_not_looked_for(sign_in, rosa, case, person):
    page = sign_in(rosa).get(URL, {"name": "Quispe", "q": "Quispe"}).content.decode()
    assert person.code not in page and "Quispe" not in page
    assert not AuditEntry.objects.filter(action=AuditAction.SEARCHED).exists()


@pytest.mark.parametrize("who", ["teo", "dario", "ana", "raul", "lidia"])
def test_who_may_not_search_is_refused_and_the_refusal_is_written(request, sign_in, case, who):
    user = request.getfixturevalue(who)
    client = sign_in(user)
    assert client.get(URL).status_code == 403
    assert ask(client, name="Quispe Mamani").status_code == 403
    assert not AuditEntry.objects.filter(action=AuditAction.SEARCHED).exists()
    assert AuditEntry.objects.filter(action=AuditAction.DENIED, actor_id=user.pk).count() == 2


@pytest.mark.parametrize("count", [1, 12])
def test_one_result_costs_as_many_queries_as_twelve(sign_in, rosa, intake, django_assert_num_queries, count):
    for _ in range(count):
        open_case(intake, by=rosa)
    client = sign_in(rosa)
    ask(client, name="Quispe Mamani")
    with django_assert_num_queries(10):
        page = ask(client, name="Quispe Mamani").content.decode()
    assert page.count('class="hallazgo"') == count
