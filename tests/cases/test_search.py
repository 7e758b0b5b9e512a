"""Rosa, in Iquitos, looks for people; Ulises keeps those of Lima."""

import logging
import random
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from cases.actions import NewPerson, open_case
from cases.actions.people import change_person
from cases.likeness import Asked, Known, Reason, Strength, likeness
from cases.models import Case, IdentityDocument, Person
from cases.name_index import TRUST_SECONDS, NameIndex
from cases.search import _INDEX, find_people, forget_names
from cases.states import AgeSource
from directory.codelists import Confidentiality, DocumentType, Sex
from vault.ids import uuid7
from vault.models import DataKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(intake, iquitos, rosa):
    """``register("Paterno Materno, Nombres", born=2010)`` opens a case for her and gives the person."""

    def register(name, *, born=None, called="", office=iquitos, by=rosa, age=None, document="", opened_on=None):
        surnames, _comma, given = name.partition(", ")
        paternal, _space, maternal = surnames.partition(" ")
        who = NewPerson(
            preferred_name=called or given.split()[0],
            given_names=given,
            paternal_surname=paternal,
            maternal_surname=maternal,
            sex=Sex.F,
            age_source=AgeSource.DOCUMENT if born else AgeSource.DECLARED if age else AgeSource.UNKNOWN,
            birth_date=date(born, 5, 4) if born else None,
            age=age,
            document_kind=DocumentType.DNI if document else "",
            document_number=document,
        )
        asked = replace(intake, person=who, office=office, opened_on=opened_on or intake.opened_on)
        return open_case(asked, by=by).participations.get().person

    return register


@pytest.fixture
def elsewhere(register, lima, ulises):
    """Somebody of Lima, whom Rosa may not see."""
    return register("Quispe Mamani, Yésica", born=2010, office=lima, by=ulises, document="45871236")


def people(matches) -> list:
    return [match.person_id for match in matches]


# By name ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked", ["Quizpe Mamany", "kispe mamane", "Mamani Quispe", "Flor Quispe", "kori quispe", "QUISPE MAMANI FLOR"]
)
def test_she_is_found_by_a_misspelt_name(person, register, rosa, asked):
    register("Flores Huanca, Rosa")
    [match] = find_people(rosa, name=asked)
    assert (match.person_id, match.code, match.strength) == (person.pk, person.code, Strength.VERY)


def test_the_screen_says_why_and_which_case(register, rosa):
    person = register("Quispe Mamani, Flor", born=2010, opened_on=date(2025, 3, 2))
    [match] = find_people(rosa, name="Quizpe Mamany", birth_year=2010)
    assert match.words == ("Suena igual", "nació en 2010")
    assert match.case_codes == (person.participations.get().case.code,)
    assert (match.cases[0].office.code, match.elsewhere) == ("IQT", False)


def test_a_year_that_follows_from_a_told_age_is_said_with_caution(person, rosa):
    [match] = find_people(rosa, name="Quispe Mamani", birth_year=2011)
    assert match.words == ("Suena igual", "nació hacia 2010")


def test_the_likeliest_comes_first(register, rosa):
    sister = register("Quispe Mamani, Rosa", born=2004)
    misspelt = register("Qespi Mamany, Flor", born=2010)
    exact = register("Quispe Mamani, Flor", born=2010)
    surname_and_year = register("Quispe Condori, Ana", born=2010)
    register("Torres Vela, Luz", born=2010)
    found = find_people(rosa, name="Flor Quispe Mamani", birth_year=2010)
    assert people(found) == [exact.pk, misspelt.pk, surname_and_year.pk, sister.pk]
    assert [match.strength for match in found] == ["very", "very", "somewhat", "somewhat"]


def test_a_change_of_name_is_found_at_once_and_the_old_one_no_longer(person, rosa):
    assert find_people(rosa, name="Quispe Mamani")
    change_person(person, {"paternal_surname": "Huamán"}, by=rosa, expected_version=person.version)
    assert people(find_people(rosa, name="Wamán Mamani")) == [person.pk]
    assert find_people(rosa, name="Quispe Mamani") == []


def test_somebody_registered_after_the_first_search_is_found(rosa, register):
    assert find_people(rosa, name="Tsamarén Wajuyat") == []
    person = register("Tsamarén Wajuyat, Nantu")
    assert people(find_people(rosa, name="Samaren Huajuyat")) == [person.pk]


def test_a_row_that_was_committed_late_is_found_within_the_minute(person, register, rosa, monkeypatch):
    assert find_people(rosa, name="Quispe Mamani")
    late = register("Tsamarén Wajuyat, Nantu")
    Person.objects.filter(pk=late.pk).update(updated_at=timezone.now() - timedelta(hours=1))
    assert find_people(rosa, name="Tsamarén Wajuyat") == []
    a_minute_later = time.monotonic() + TRUST_SECONDS
    monkeypatch.setattr("cases.name_index.time.monotonic", lambda: a_minute_later)
    assert people(find_people(rosa, name="Tsamarén Wajuyat")) == [late.pk]


def test_a_process_that_compares_by_itself_knows_late_rows_and_forgets_erased_ones(person, register, rosa):
    find_people(rosa, name="Quispe Mamani")
    late = register("Tsamarén Wajuyat, Nantu")
    Person.objects.filter(pk=late.pk).update(updated_at=timezone.now() - timedelta(hours=1))
    DataKey.objects.filter(pk=person.key_id).shred()
    _INDEX.compare()
    assert people(find_people(rosa, name="Tsamarén Wajuyat")) == [late.pk]
    assert "kispi" not in repr(vars(_INDEX))


def test_the_first_comparison_of_a_process_fills_it_so_that_a_search_asks_for_changes_only(person, rosa):
    forget_names()
    _INDEX.compare()
    asked = []
    for _search in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert people(find_people(rosa, name="Quispe Mamani")) == [person.pk]
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_whom_the_year_cannot_help_is_left_out_and_nobody_else():
    """What is compared with a year of birth is what comparing with everybody finds."""
    dice, index, now = random.Random(5), NameIndex(), timezone.now()
    keys = ["kispi", "kispis", "mamani", "flores", "flori", "uaman", "tsamaren", "ana"]
    for _each in range(600):
        names = [dice.choice(keys) for _name in range(4)]
        year, is_stated = dice.choice([None, *range(2000, 2012)]), dice.random() < 0.3
        index._add(uuid7(), Known(tuple(names[:2]), (names[2],), (names[3],), (), year, is_stated, now))
    for _each in range(40):
        heard = tuple(dice.choice(keys) for _word in range(dice.randint(1, 4)))
        asked = Asked(heard, {key: index._near(key) for key in heard}, dice.randint(2000, 2011))
        everybody = {pk for pk, known in index._known.items() if likeness(asked, known)}
        assert {pk for pk in index._candidates(asked, False) if likeness(asked, index._known[pk])} == everybody, asked


def test_a_misheard_surname_is_somewhat_similar_and_a_longer_one_is_not(register, rosa):
    person = register("Quispis Torres, Ana")
    register("Quispitupa Torres, Ana")
    [match] = find_people(rosa, name="Quispe")
    assert (match.person_id, match.strength, match.reasons) == (person.pk, "somewhat", (Reason.NEAR_SURNAME,))


def test_an_erased_person_is_found_no_longer(person, rosa):
    assert find_people(rosa, name="Quispe Mamani")
    DataKey.objects.filter(pk=person.key_id).shred()
    assert find_people(rosa, name="Quispe Mamani") == []
    forget_names()
    assert find_people(rosa, name="Quispe Mamani") == []


def test_a_broken_seal_hides_one_person_and_is_reported_without_a_name(person, register, rosa, caplog):
    other = register("Quispe Mamani, Ana")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_person SET given_names = maternal_surname WHERE id = %s", [person.pk])
    assert people(find_people(rosa, name="Quispe Mamani")) == [other.pk]
    assert str(person.pk) in caplog.text
    assert "Quispe" not in caplog.text


@pytest.mark.parametrize("nothing", [{}, {"name": "   "}, {"name": "de la"}, {"birth_year": 2010}, {"document": "--"}])
def test_asking_for_nothing_finds_nobody(person, rosa, nothing):
    assert find_people(rosa, **nothing) == []


# By document and code -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["45871236", "4587 1236", "45.871.236"])
def test_a_document_finds_its_holder_whatever_the_name(register, rosa, asked):
    person = register("Quispe Mamani, Flor", document="45871236")
    register("Torres Vela, Luz", document="45871237")
    [match] = find_people(rosa, name="Otra Persona", document=asked)
    assert (match.person_id, match.strength, match.reasons) == (person.pk, Strength.VERY, (Reason.DOCUMENT,))


def test_the_document_comes_before_any_name(register, rosa):
    register("Quispe Mamani, Flor")
    holder = register("Torres Vela, Luz", document="45871236")
    assert people(find_people(rosa, name="Quispe Mamani", document="45871236"))[0] == holder.pk


def test_no_number_is_stored_readable(register):
    register("Quispe Mamani, Flor", document="45871236")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(cases_identitydocument)::text FROM cases_identitydocument")
        stored = cursor.fetchall()[0][0]
    assert "45871236" not in stored and b"45871236".hex() not in stored


@pytest.mark.parametrize("short", ["1", "0001", "iqt 2026 1", "CALP-IQT-2026-0001"])
def test_a_case_is_found_by_its_shortened_code(person, rosa, short):
    [match] = find_people(rosa, code=short)
    assert (match.person_id, match.reasons) == (person.pk, (Reason.CODE,))


def test_a_person_is_found_by_her_code(person, rosa):
    assert people(find_people(rosa, code=person.code.lower())) == [person.pk]


# What is not one's own ----------------------------------------------------------------------------------------------


@pytest.mark.security
@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"name": "Quizpe Mamany"}, ("Suena igual",)),
        (
            {"name": "Quispe Condori", "birth_year": 2010},
            ("Coincide un apellido", "Coincide el año de nacimiento"),
        ),
        ({"document": "45871236"}, ("Coincide el documento",)),
    ],
)
def test_of_another_office_only_the_existence_is_told(elsewhere, rosa, asked, words):
    [match] = find_people(rosa, **asked)
    assert match.elsewhere
    assert (match.person_id, match.code, match.cases, match.birth_year) == (None, "", (), None)
    assert match.words == words
    assert str(elsewhere.pk) not in repr(match) and elsewhere.code not in repr(match)


@pytest.mark.security
@pytest.mark.parametrize(
    "asked",
    [
        {"name": "Quispe"},
        {"name": "Yésica"},
        {"name": "Quispe Condori"},
        {"code": "V-2026-000001"},
        {"code": "CALP-LIM-2026-0001"},
        {"code": "lim 1"},
        {"name": "Quispe Mamani", "birth_year": 1980},
    ],
)
def test_of_another_office_one_fact_or_a_code_tells_nothing(elsewhere, rosa, asked):
    assert find_people(rosa, **asked) == []


@pytest.mark.security
@pytest.mark.parametrize("level", [Confidentiality.IDENTITY_RESERVED, Confidentiality.SEALED])
def test_a_reserved_identity_is_told_to_no_other_office(elsewhere, rosa, ulises, level):
    Case.objects.update(confidentiality=level)
    assert find_people(rosa, name="Quispe Mamani", birth_year=2010, document="45871236") == []


@pytest.mark.security
def test_a_restricted_case_of_ones_own_office_shows_nothing_of_itself(register, rosa, elmer):
    register("Quispe Mamani, Flor")
    Case.objects.update(confidentiality=Confidentiality.RESTRICTED)
    assert not find_people(rosa, name="Quispe Mamani")[0].elsewhere  # Rosa leads its team
    [match] = find_people(elmer, name="Quispe Mamani")
    assert match.elsewhere and not match.code


def test_national_coordination_sees_both_offices(person, elsewhere, nora):
    found = find_people(nora, name="Quispe Mamani")
    assert {match.person_id for match in found} == {person.pk, elsewhere.pk}
    assert not any(match.elsewhere for match in found)


def test_ones_own_come_before_those_of_other_offices(person, elsewhere, rosa):
    first, second = find_people(rosa, name="Quispe Mamani")
    assert (first.person_id, second.elsewhere) == (person.pk, True)


def test_the_cases_shown_are_only_those_the_account_sees(person, register, intake, lima, ulises, rosa):
    open_case(replace(intake, person=person, office=lima), by=ulises)
    [match] = find_people(rosa, name="Quispe Mamani")
    assert {case.office.code for case in match.cases} == {"IQT"}


@pytest.mark.security
def test_the_code_of_a_case_elsewhere_does_not_lead_to_somebody_one_may_see(person, intake, lima, ulises, rosa):
    open_case(replace(intake, person=person, office=lima), by=ulises)
    assert people(find_people(ulises, code="lim 1")) == [person.pk]
    assert find_people(rosa, code="lim 1") == []


@pytest.mark.security
def test_who_may_not_search_finds_nobody(person, teo, dario, ana, raul, lidia):
    for user in (teo, dario, ana, raul, lidia):
        assert find_people(user, name="Quispe Mamani", document="45871236", code=person.code) == []


@pytest.mark.security
def test_a_deactivated_account_finds_nobody(person, rosa):
    rosa.is_active = False
    assert find_people(rosa, name="Quispe Mamani") == []


# How it works -------------------------------------------------------------------------------------------------------


@pytest.mark.security
def test_what_was_asked_is_in_no_log_and_in_no_query(person, rosa, caplog, django_assert_max_num_queries):
    with caplog.at_level(logging.DEBUG), django_assert_max_num_queries(12) as captured:
        find_people(rosa, name="Quizpe Mamany", document="45871236", birth_year=2010)
    said = caplog.text + "".join(query["sql"] for query in captured.captured_queries)
    for word in ("Quizpe", "Mamany", "quizpe", "mamany", "kispi", "mamani", "45871236"):
        assert word not in said


def test_the_memory_of_a_process_holds_no_name(person, rosa):
    find_people(rosa, name="Quispe Mamani")
    held = repr(vars(_INDEX))
    assert "kispi" in held
    assert "Quispe" not in held and "quispe" not in held


@pytest.mark.security
def test_the_memory_of_a_process_loses_a_changed_name_at_once_and_an_erased_one_within_the_minute(
    person, rosa, monkeypatch
):
    find_people(rosa, name="Quispe")
    change_person(person, {"paternal_surname": "Huamán"}, by=rosa, expected_version=person.version)
    find_people(rosa, name="Quispe")
    assert "kispi" not in repr(vars(_INDEX)) and "mamani" in repr(vars(_INDEX))
    DataKey.objects.filter(pk=person.key_id).shred()
    a_minute_later = time.monotonic() + TRUST_SECONDS
    monkeypatch.setattr("cases.name_index.time.monotonic", lambda: a_minute_later)
    find_people(rosa, name="Quispe")
    assert "mamani" not in repr(vars(_INDEX))


def test_the_number_of_queries_does_not_grow_with_the_people(register, elsewhere, rosa, django_assert_num_queries):
    def searched():
        with django_assert_num_queries(7):
            return find_people(rosa, name="Quispe Mamani", document="45871236")

    register("Quispe Mamani, Flor")
    find_people(rosa, name="Quispe Mamani")
    assert len(searched()) == 2
    for number in range(11):
        register("Quispe Mamani, Flor", born=2000 + number)
    find_people(rosa, name="Quispe Mamani")
    assert len(searched()) == 13


def test_at_most_as_many_as_asked_for_come_back(register, rosa):
    for _number in range(5):
        register("Quispe Mamani, Flor")
    assert len(find_people(rosa, name="Quispe Mamani", limit=3)) == 3


def test_the_reasons_are_said_in_english_too(person, rosa):
    with translation.override("en"):
        [match] = find_people(rosa, name="Quispe Mamani")
        assert all(match.words)


def test_a_document_without_a_number_matches_nobody(person, rosa):
    IdentityDocument.objects.create(key=person.key, person=person, kind=DocumentType.DNI)
    assert find_people(rosa, document="") == []
    assert find_people(rosa, document="00000000") == []
