"""Somebody else joins a case: searched first, once, with the tasks that protect her."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.actions import open_case
from cases.models import Participation, Task
from cases.states import TaskKind

pytestmark = pytest.mark.django_db


def at(name, row):
    return reverse(f"cases:{name}", args=[row.pk])


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
