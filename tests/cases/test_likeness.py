from datetime import UTC, datetime

import pytest
from rapidfuzz.distance import JaroWinkler

from cases.likeness import NEAR, Asked, Known, Reason, Strength, likeness
from cases.sound import sounds

VERY, SOMEWHAT = Strength.VERY, Strength.SOMEWHAT


def registered(surnames="Quispe Mamani", given="Flor de María", called="Kori", born=2010, stated=False) -> Known:
    stamp = datetime(2026, 11, 20, tzinfo=UTC)
    return Known(sounds(surnames), sounds(given), sounds(called), (), born, stated, stamp)


def compare(name: str, born: int | None = None, known: Known | None = None):
    known = known or registered()
    heard = sounds(name)
    near = {
        key: {
            other: JaroWinkler.similarity(key, other)
            for other in known.keys
            if JaroWinkler.similarity(key, other) >= NEAR
        }
        for key in heard
    }
    return likeness(Asked(heard, near, born), known)


@pytest.mark.parametrize(
    "name",
    ["Quizpe Mamany", "Flor Quispe", "Qespi Mamani Flor María", "Kori Quispe", "MARÍA DE MAMANI", "Ma. Mamane"],
)
def test_words_that_all_sound_the_same_with_a_surname_are_very_similar(name):
    found = compare(name)
    assert (found.strength, found.reasons[0]) == (VERY, Reason.SOUNDS_SAME)


def test_surnames_in_the_other_order_are_very_similar_and_said_to_be():
    turned, right = compare("Mamani Quispe"), compare("Quispe Mamani")
    assert turned.reasons == (Reason.SOUNDS_SAME, Reason.OTHER_ORDER)
    assert turned.strength == VERY
    assert turned.score < right.score


@pytest.mark.parametrize(
    ("name", "born", "strength", "reasons"),
    [
        ("Quizpe Mamany", 2010, VERY, {Reason.SOUNDS_SAME, Reason.SAME_YEAR}),
        ("Quizpe Mamany", 2012, VERY, {Reason.SOUNDS_SAME}),
        ("Quizpe Mamany", 1990, SOMEWHAT, {Reason.SOUNDS_SAME, Reason.OTHER_YEAR}),
        ("Quispe Condori", 2010, SOMEWHAT, {Reason.SURNAME, Reason.SAME_YEAR}),
        ("Quispe Mamani Rosa", None, SOMEWHAT, {Reason.SURNAMES}),
        ("Flor Huanca Quispe", None, SOMEWHAT, {Reason.SURNAME, Reason.GIVEN_NAME}),
        ("Kori", None, SOMEWHAT, {Reason.CALLED}),
        ("Kori", 2010, VERY, {Reason.CALLED, Reason.SAME_YEAR}),
        ("Quispe", None, SOMEWHAT, {Reason.SURNAME}),
        ("Mamanis", None, SOMEWHAT, {Reason.NEAR_SURNAME}),
        ("Flor María", None, SOMEWHAT, {Reason.SOUNDS_SAME}),
    ],
)
def test_the_strength_and_its_reasons(name, born, strength, reasons):
    found = compare(name, born)
    assert (found.strength, set(found.reasons)) == (strength, reasons)


@pytest.mark.parametrize(
    ("name", "born"),
    [
        ("Quispe Condori", None),
        ("Quispe Condori", 1990),
        ("Rosa Huanca", 2010),
        ("Flor Huanca", None),
        ("Huamán", 2010),
    ],
)
def test_one_fact_among_several_asked_is_not_enough(name, born):
    assert compare(name, born) is None


def test_an_age_that_was_told_may_be_two_years_wrong():
    stated = registered(born=2010, stated=True)
    assert Reason.SAME_YEAR in compare("Quispe Mamani", 2012, stated).reasons
    assert Reason.OTHER_YEAR not in compare("Quispe Mamani", 2014, stated).reasons
    assert Reason.OTHER_YEAR in compare("Quispe Mamani", 2015, stated).reasons


def test_an_unknown_year_neither_speaks_for_nor_against():
    found = compare("Quispe Mamani", 2010, registered(born=None))
    assert (found.strength, found.reasons) == (VERY, (Reason.SOUNDS_SAME,))


def test_a_surname_said_twice_is_not_found_in_somebody_who_has_it_once():
    assert compare("Quispe Quispe") is None
    twice = registered(surnames="Quispe Quispe")
    assert compare("Quispe Quispe", known=twice).strength == VERY


def test_two_misheard_words_are_not_both_taken_for_the_same_name():
    assert compare("Mamanis Mamanin") is None
    assert compare("Mamanis Quispes").strength == SOMEWHAT


def test_more_words_that_agree_rank_higher():
    scores = [compare(name).score for name in ("Flor Quispe Mamani", "Flor Quispe Mamanis", "Flor Quispe Condori")]
    assert scores == sorted(scores, reverse=True)
    assert compare("Quispe Mamani", 2010).score > compare("Quispe Mamani").score > compare("Quispe Mamani", 1990).score


@pytest.mark.parametrize(
    ("name", "born", "is_telling"),
    [
        ("Quizpe Mamany", None, True),
        ("Quispe Condori", 2010, True),
        ("Quispe Mamani Rosa", None, True),
        ("Quispe", 2010, True),
        ("Quispe", None, False),
        ("Kori", 2010, False),
        ("Flor María", None, False),
        ("Quispe Mamani", 1990, False),
    ],
)
def test_less_than_two_facts_is_not_told_of_another_office(name, born, is_telling):
    assert compare(name, born).is_telling is is_telling
