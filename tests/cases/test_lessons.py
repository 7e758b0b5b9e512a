"""What a case teaches, and how each person is left when it is closed."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cases.actions import change_status
from cases.actions.lessons import write_lesson
from cases.errors import NotPossible
from cases.hooks import Became
from cases.models import Case, Lesson
from cases.outcome_lists import LessonKind, Outcome
from cases.outcomes import _found, outcomes_of
from cases.states import CaseStatus, ClosureReason
from directory.codelists import ServiceKind
from directory.models import Agency
from services.actions import Enrolment, enrol
from services.livelihood_states import LivelihoodKind, LivelihoodState, Sector
from services.models import Livelihood
from tests.cases.crowd import add_people, queries_of

pytestmark = pytest.mark.django_db
WORDS = "La fiscalía avisó a tiempo y no se la entrevistó dos veces."


def page(case):
    return reverse("cases:lessons", args=[case.pk])


def typed(**told):
    return {"kind": "GOOD", "text": WORDS, "idempotency_key": str(uuid.uuid4())} | told


def closing(client, case, **told):
    filled = {"to": "CLOSED", "reason": "x", "closure_reason": "GOALS_MET", "knows": "on", "seen": case.status}
    filled["on"] = timezone.localdate().strftime("%d/%m/%Y")
    return client.post(reverse("cases:status", args=[case.pk]), filled | told)


# Lessons --------------------------------------------------------------------------------------------------------------


def test_a_practice_is_written_once_however_often_it_is_sent_and_taken_back_with_a_reason(case, rosa, sign_in, ulises):
    client, agency = sign_in(rosa), Agency.objects.get(code="MPFN")
    assert page(case) in client.get(case.get_absolute_url()).content.decode()
    url, told = reverse("cases:lesson_new", args=[case.pk]), typed(agency=str(agency.pk))
    assert [client.post(url, told).url for _time in range(2)] == [page(case)] * 2
    lesson = Lesson.objects.get()
    assert (lesson.case, lesson.agency, lesson.kind, lesson.text) == (case, agency, "GOOD", WORDS)
    away = reverse("cases:lesson_withdraw", args=[lesson.pk])
    assert sign_in(ulises).post(away, {"reason": "x"}).status_code == 404
    client = sign_in(rosa)
    assert client.post(away, {"reason": ""}).status_code == 422
    assert Lesson.objects.standing().exists()
    assert client.post(away, {"reason": "Era de otro caso."}).url == page(case)
    shown = client.get(page(case)).content.decode()
    assert "Era de otro caso." in shown and "Todavía no hay nada anotado" in shown
    assert client.get(away).status_code == 404


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"text": ""}, "text"),
        ({"kind": ""}, "kind"),
        ({"kind": "NONE", "text": ""}, "kind"),
        ({"agency": "x"}, "agency"),
    ],
)
def test_what_says_nothing_is_refused_and_nothing_typed_is_lost(case, rosa, sign_in, told, field):
    answer = sign_in(rosa).post(reverse("cases:lesson_new", args=[case.pk]), typed(**told))
    assert answer.status_code == 422 and f'id="id_{field}_error"' in answer.content.decode()
    assert not Lesson.objects.exists()
    assert "text" in told or WORDS in answer.content.decode()


def test_closing_asks_what_it_taught_and_takes_no_answer_for_one(case, celia, sign_in):
    client = sign_in(celia)
    half = closing(client, case, **{"leccion-text": WORDS})
    assert half.status_code == 422 and 'id="id_leccion-kind_error"' in half.content.decode()
    assert WORDS in half.content.decode()
    assert Case.objects.get(pk=case.pk).is_open and not Lesson.objects.exists()
    assert closing(client, case, **{"leccion-text": WORDS, "leccion-kind": "BAD"}).status_code == 302
    assert Lesson.objects.get().kind == "BAD"
    change_status(case, CaseStatus.REOPENED, by=celia, reason="x")
    again = Case.objects.get(pk=case.pk)
    assert closing(client, again, **{"leccion-kind": "NONE"}).status_code == 422, "something was written"
    assert closing(client, again).status_code == 302
    assert Lesson.objects.count() == 1


def test_that_there_was_nothing_gives_way_to_what_was_learnt_later(case, rosa):
    write_lesson(case, LessonKind.NONE, by=rosa)
    write_lesson(case, LessonKind.GOOD, by=rosa, text=WORDS)
    assert [each.kind for each in Lesson.objects.standing()] == ["GOOD"]
    for kind in (LessonKind.NONE, LessonKind.BAD):
        with pytest.raises(NotPossible):
            write_lesson(case, kind, by=rosa)
    for wrong in ({"kind": "NONE"}, {"withdrawn_at": timezone.now()}, {"kind": "NOPE"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Lesson.objects.standing().update(**wrong)


# How they are left ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "reached"),
    [
        (("FAMILY", "YES", "YES"), {"FAMILY", "EDUCATION", "WORK"}),
        (("SHELTER", "NO", "YES"), {"WORK"}),
        (("NI", "NI", "NI"), set()),
    ],
)
def test_what_a_follow_up_says_of_how_she_is_left(said, reached):
    found = _found(date(2026, 11, 12), *said)
    assert {each.outcome for each in found if each.is_reached} == reached
    assert len(found) == sum(answer != "NI" for answer in said)


def test_of_each_respect_the_last_word_counts(case, monkeypatch):
    part, today = case.participations.get(), timezone.localdate()
    said = [
        Became(Outcome.WORK, "Empleo: dejado", today - timedelta(days=9), False),
        Became(Outcome.WORK, "Empleo: en marcha", today, True),
        Became(Outcome.FAMILY, "Con su pareja", today, False),
    ]
    monkeypatch.setattr("cases.outcomes.outcomes", [lambda case, people: {part.pk: said}])
    (mine,) = outcomes_of(case)
    assert mine.rows == [("Vida en familia", "Con su pareja"), ("Trabajo", "Empleo: en marcha")]
    assert mine.reached == {"WORK"}
    assert mine.unknown == "retorno, estudios, plan de reintegración"


def test_the_page_of_closing_tells_it_in_the_same_queries_for_one_and_for_many(case, person, rosa, celia, sign_in):
    part, today = case.participations.get(), timezone.localdate()
    enrol(case, [person], Enrolment(ServiceKind.EDUCATION_REINSERTION, rosa, today, goal="x"), by=rosa)
    told = {"kind": LivelihoodKind.JOB, "sector": Sector.FOOD, "what": "x", "state": LivelihoodState.RUNNING}
    Livelihood.objects.create(key=case.key, participation=part, started_on=today, created_by=rosa, **told)
    client, url = sign_in(celia), reverse("cases:status", args=[case.pk])
    shown = client.get(url).content.decode()
    assert "Cómo queda cada persona" in shown and "Reinserción educativa en curso" in shown
    assert "Empleo: en marcha, desde el" in shown
    assert "Cómo queda cada persona" not in sign_in(rosa).get(url).content.decode()
    client = sign_in(celia)
    change_status(case, CaseStatus.CLOSED, by=celia, reason="x", closure_reason=ClosureReason.GOALS_MET)
    one = queries_of(client, url)
    add_people(case, rosa, 4)
    assert queries_of(client, url) == one
    printed = client.get(reverse("cases:print", args=[case.pk]) + "?parte=summary").content.decode()
    assert f"Cómo queda {person.code}" in printed
