"""Is somebody registered twice? Pairs with reasons, the nightly look over everybody, and the page that decides."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from cases.actions import NewPerson, open_case, relate
from cases.actions.duplicates import put_off, say_different
from cases.duplicates.nightly import look_for_duplicates
from cases.duplicates.pairing import pairs_among
from cases.duplicates.reasons import PairReason, PairState
from cases.duplicates.scoring import PAIR, compare, described, rarity
from cases.models import DuplicatePair, Person, PersonMerge
from cases.states import AgeSource, RelationshipKind
from directory.codelists import Sex
from tests.cases.test_merging import pair_of
from tests.signing_in import signed_in

R = PairReason
TODAY = date(2026, 11, 20)


def rare(_name):
    return rarity(10, 10_000)


def flor(**more):
    known = {
        "paternal_surname": "Quispe",
        "maternal_surname": "Mamani",
        "given_names": "Flor María",
        "birth_date": date(2010, 3, 11),
        "sex": "F",
    }
    return described(**known | more)


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        ({}, {R.SURNAMES, R.GIVEN, R.BIRTH}),
        ({"paternal_surname": "Quizpe"}, {R.PATERNAL_SPELT, R.MATERNAL, R.GIVEN, R.BIRTH}),
        (
            {"paternal_surname": "Quizpe", "maternal_surname": "Mamany"},
            {R.SURNAMES_SPELT, R.GIVEN, R.BIRTH},
        ),
        (
            {"paternal_surname": "Mamani", "maternal_surname": "Quispe"},
            {R.SURNAMES_TURNED, R.GIVEN, R.BIRTH},
        ),
        ({"maternal_surname": "de Flores"}, {R.PATERNAL, R.GIVEN, R.BIRTH}),
        ({"birth_date": date(2010, 11, 3)}, {R.SURNAMES, R.GIVEN, R.BIRTH_TURNED}),
        ({"birth_date": date(2010, 3, 14)}, {R.SURNAMES, R.GIVEN, R.BIRTH_PART}),
        ({"birth_date": date(2010, 4, 2)}, {R.SURNAMES, R.GIVEN, R.BIRTH_NEAR}),
        ({"birth_date": None, "birth_year": 2011}, {R.SURNAMES, R.GIVEN, R.AGE_NEAR}),
        ({"given_names": "", "preferred_name": "Flor"}, {R.SURNAMES, R.CALLED, R.BIRTH}),
    ],
)
def test_one_person_written_twice_is_a_pair_and_says_why(other, reasons):
    found = compare(flor(), flor(**other), rare)
    assert set(found.reasons) == reasons
    assert found.points >= PAIR


def test_a_sister_is_no_pair_and_a_shared_document_alone_is():
    sister = flor(given_names="Rosa Elvira", birth_date=date(2013, 7, 30))
    found = compare(flor(), sister, rare)
    assert found.points < PAIR and {R.OTHER_GIVEN, R.OTHER_BIRTH} <= set(found.reasons)
    number = frozenset({b"x"})
    forged = described(paternal_surname="Rojas", given_names="Ana", sex="F", documents=number)
    assert compare(flor(documents=number), forged, rare).reasons[0] == R.DOCUMENT


def test_a_frequent_name_says_less_than_a_rare_one():
    assert rarity(400, 10_000) < rarity(4, 10_000) <= 13


def test_everybody_is_compared_by_what_they_share_and_each_pair_is_told_once():
    ids = [uuid.UUID(int=each) for each in range(1, 5)]
    people = dict(
        zip(
            ids,
            [
                flor(),
                flor(paternal_surname="Qiuspe"),
                flor(given_names="Rosa", birth_date=date(2001, 1, 1)),
                described(paternal_surname="Zevallos", given_names="Juan"),
            ],
            strict=True,
        )
    )
    assert [(pair.first, pair.second) for pair in pairs_among(people)] == [(ids[0], ids[1])]


# The nightly look ------------------------------------------------------------------------------------------------


@pytest.fixture
def twin(intake, kori, elmer):
    again = NewPerson(
        preferred_name="Kory",
        sex=Sex.F,
        age_source=AgeSource.DECLARED,
        age=17,
        paternal_surname="Quizpe",
        maternal_surname="Mamany",
        given_names="Flor",
    )
    return open_case(type(intake)(**{**vars(intake), "person": again}), by=elmer).participations.get().person


@pytest.mark.django_db
def test_the_night_writes_a_pair_once_and_leaves_alone_what_was_decided(person, twin, celia):
    assert (look_for_duplicates(TODAY).new, look_for_duplicates(TODAY).new) == (1, 0)
    pair = DuplicatePair.objects.get()
    assert {pair.first, pair.second} == {person, twin} and pair.state == PairState.OPEN
    assert R.SURNAMES_SPELT in pair.reasons
    say_different(pair, "Son primas.", by=celia)
    look_for_duplicates(TODAY)
    assert DuplicatePair.objects.get().state == PairState.DIFFERENT


@pytest.mark.django_db
def test_what_was_put_off_comes_back_and_what_was_corrected_goes(person, twin, celia):
    look_for_duplicates(TODAY)
    put_off(DuplicatePair.objects.get(), TODAY + timedelta(days=30), "Falta su partida.", by=celia)
    look_for_duplicates(TODAY)
    assert not DuplicatePair.objects.to_decide(TODAY).exists()
    look_for_duplicates(TODAY + timedelta(days=30))
    assert DuplicatePair.objects.get().state == PairState.OPEN
    twin.paternal_surname, twin.maternal_surname, twin.given_names, twin.preferred_name = "Rojas", "Díaz", "Ana", "Ana"
    twin.save()
    assert look_for_duplicates(TODAY).gone == 1
    assert DuplicatePair.objects.get().state == PairState.GONE


@pytest.mark.django_db
def test_two_who_are_relatives_are_two(person, twin, rosa):
    relate(person, twin, RelationshipKind.SIBLING, by=rosa)
    assert look_for_duplicates(TODAY).new == 0


# The pages ---------------------------------------------------------------------------------------------------------


def decision(**more):
    return {"idempotency_key": str(uuid.uuid4()), "note": "Lo dijo ella."} | more


@pytest.mark.django_db
def test_the_coordination_finds_the_pair_from_her_work_and_the_list_names_nobody(client, person, twin, celia):
    look_for_duplicates(TODAY)
    url = reverse("cases:duplicates")
    celia_reads = signed_in(client, celia)
    assert url in celia_reads.get(reverse("cases:home")).content.decode()
    page = celia_reads.get(url).content.decode()
    assert person.code in page and twin.code in page and "escritos distinto" in page
    assert "Quispe" not in page and "Flor" not in page


@pytest.mark.django_db
def test_side_by_side_shows_both_and_leaves_the_trace(client, person, twin, celia):
    pair = pair_of(person, twin)
    page = signed_in(client, celia).get(pair.get_absolute_url()).content.decode()
    assert "Quispe" in page and "Quizpe" in page and "Suena igual" in page
    seen = AuditEntry.objects.filter(action=AuditAction.REVEALED, actor_id=celia.pk)
    assert {row.subject_id for row in seen} == {str(person.pk), str(twin.pk)}


@pytest.mark.django_db
def test_joined_on_the_page_once_however_often_it_is_sent_and_undone_there(client, person, twin, celia):
    pair, browser = pair_of(person, twin), signed_in(client, celia)
    typed = decision(decision="misma", kept=str(person.pk))
    urls = {browser.post(pair.get_absolute_url(), typed).url for _ in range(2)}
    merge = PersonMerge.objects.get()
    assert urls == {merge.get_absolute_url()}
    page = browser.get(merge.get_absolute_url()).content.decode()
    assert "pasó a la ficha vigente" in page and twin.code in page
    assert merge.get_absolute_url() in browser.get(reverse("cases:duplicates") + "?ver=unidas").content.decode()
    browser.post(merge.get_absolute_url(), decision(reason="Eran primas."))
    merge.refresh_from_db()
    assert merge.undone_by == celia and Person.objects.get(pk=twin.pk).merged_into is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Marca una de las tres respuestas"),
        ({"decision": "misma"}, "Elige cuál de los dos códigos queda"),
        ({"decision": "otra", "note": ""}, "Escribe por qué"),
        ({"decision": "despues", "until": "01/01/2020"}, "Escribe un día después de hoy"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_decided(client, person, twin, celia, typed, words):
    pair = pair_of(person, twin)
    answer = signed_in(client, celia).post(pair.get_absolute_url(), decision(**typed))
    assert answer.status_code == 422 and words in answer.content.decode()
    assert DuplicatePair.objects.get().state == PairState.OPEN and not PersonMerge.objects.exists()


@pytest.mark.django_db
def test_put_off_and_said_to_be_two_on_the_page(client, person, twin, celia):
    pair, browser = pair_of(person, twin), signed_in(client, celia)
    browser.post(pair.get_absolute_url(), decision(decision="despues"))
    pair.refresh_from_db()
    assert (pair.state, pair.later_until) == (PairState.LATER, timezone.localdate() + timedelta(days=30))
    browser.post(pair.get_absolute_url(), decision(decision="otra"))
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by, pair.note) == (PairState.DIFFERENT, celia, "Lo dijo ella.")


@pytest.mark.django_db
def test_another_office_and_whoever_may_not_decide_see_nothing(client, person, twin, ulises, rosa):
    pair = pair_of(person, twin)
    assert signed_in(client, ulises).get(pair.get_absolute_url()).status_code == 404
    assert person.code not in signed_in(client, ulises).get(reverse("cases:duplicates")).content.decode()
    assert signed_in(client, rosa).get(pair.get_absolute_url()).status_code == 403
    assert signed_in(client, rosa).post(pair.get_absolute_url(), decision(decision="otra")).status_code == 403
    assert DuplicatePair.objects.get().state == PairState.OPEN
