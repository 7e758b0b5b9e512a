"""Instruments as data: what a file may say, that it is never changed, and what the answers add up to."""

import json
import shutil
from datetime import date

import pytest

from cases.assessments.areas import AssessmentArea
from cases.assessments.instruments import (
    FINGERPRINTS,
    FOLDER,
    InstrumentBroken,
    InstrumentChanged,
    all_instruments,
    current_instruments,
    fingerprint,
    instrument,
    load,
    newest_of,
    read,
)
from cases.assessments.reviews import highest, latest_review
from cases.assessments.scoring import PROFILE, answer_words, outcome
from cases.states import ParticipationRole
from directory.codelists import RiskLevel

GIRL = frozenset({"minor"})


@pytest.fixture
def copied(tmp_path):
    """The instruments in a folder of the test's own."""
    return shutil.copytree(FOLDER, tmp_path / "instruments")


def raw(name="riesgo-1.json"):
    return json.loads((FOLDER / name).read_text())


def test_there_is_an_instrument_for_every_area():
    assert {each.area for each in current_instruments()} == set(AssessmentArea.values)
    assert all(each.source and each.licence and each.legal_base for each in all_instruments().values())


def test_a_version_that_was_changed_is_refused(copied):
    path = copied / "riesgo-1.json"
    path.write_text(path.read_text().replace('"from": 16', '"from": 17'))
    with pytest.raises(InstrumentChanged):
        load(copied)


def test_a_version_that_is_gone_is_refused(copied):
    (copied / "riesgo-1.json").unlink()
    with pytest.raises(InstrumentChanged, match="riesgo-1"):
        load(copied)


def test_a_change_is_a_new_version_beside_the_old_one(copied):
    newer = copied / "riesgo-2.json"
    newer.write_text(json.dumps(raw() | {"version": 2, "title": "Otra"}))
    sealed = json.loads((copied / FINGERPRINTS).read_text()) | {newer.name: fingerprint(newer)}
    (copied / FINGERPRINTS).write_text(json.dumps(sealed))
    found = load(copied)
    assert (found["riesgo", 1].title, found["riesgo", 2].title) == ("Valoración de riesgo y seguridad", "Otra")


@pytest.mark.parametrize(
    "mistake",
    [
        {"area": "ASTROLOGY"},
        {"version": 0},
        {"when": ["rich"]},
        {"roles": ["DRIVER"]},
        {"thresholds": [{"from": 1, "level": "MILD"}]},
        {"thresholds": [{"from": 0, "level": "SEVERE"}, {"from": 5, "level": "MILD"}]},
        {"advice": {}},
        {"extra": 1},
        {"sections": []},
        {"sections": [{"title": "x", "questions": [{"code": "a", "text": "x", "kind": "guess"}]}]},
        {"sections": [{"title": "x", "questions": [{"code": "a", "text": "x", "kind": "single"}]}]},
        {
            "sections": [
                {"title": "x", "questions": [{"code": "a", "text": "x", "kind": "yes_no", "scores": {"si": 1}}]}
            ]
        },
        {"sections": [{"title": "x", "questions": [{"code": "a", "text": "x", "kind": "text"}] * 2}]},
    ],
)
def test_a_file_with_a_mistake_is_refused(mistake):
    with pytest.raises(InstrumentBroken):
        read(raw() | mistake, "riesgo-1.json")


def test_the_score_is_what_the_answers_add_up_to():
    result = outcome(instrument("riesgo", 1), {PROFILE: ["adult"], "free": "yes", "knows_where": "yes", "fear": "2"})
    assert (result.score, result.level) == (8, RiskLevel.MODERATE)
    assert [each.text for each in result.factors] == ["Quien la explotó está en libertad", "Saben dónde encontrarla"]
    assert "free" not in {each.code for each in result.unanswered}
    assert {"threats", "self_harm", "involved"} == {each.code for each in result.refused}


def test_one_answer_alone_can_advise_the_highest_level():
    result = outcome(instrument("riesgo", 1), {PROFILE: ["adult"], "threats": "of_death"})
    assert (result.score, result.level) == (5, RiskLevel.SEVERE)
    assert [each.code for each in result.because] == ["threats"]


def test_what_is_not_asked_of_an_adult_counts_for_nothing():
    answers = {"minor_alone": "no"}
    assert outcome(instrument("riesgo", 1), {PROFILE: ["adult"], **answers}).score == 0
    assert outcome(instrument("riesgo", 1), {PROFILE: ["minor"], **answers}).score == 4


def test_a_checklist_tells_what_is_missing_and_has_no_level():
    result = outcome(instrument("primeras-horas", 1), {PROFILE: ["minor"], "food": "missing", "clothes": "covered"})
    assert [each.code for each in result.lacking] == ["food"]
    assert (result.level, result.score) == ("", 0)


def test_an_instrument_is_offered_to_whom_it_fits():
    economic, risk = newest_of("economica"), newest_of("riesgo")
    assert not economic.fits(ParticipationRole.DIRECT_VICTIM, GIRL)
    assert economic.fits(ParticipationRole.DIRECT_VICTIM, frozenset({"adult"}))
    assert risk.fits(ParticipationRole.WITNESS, GIRL)
    assert not newest_of("psicologica").fits(ParticipationRole.COMPLAINANT, GIRL)
    assert newest_of("no-such") is None


def test_the_consulate_is_asked_of_foreigners_only():
    codes = {each.code for each in newest_of("primeras-horas").questions(GIRL)}
    foreign = {each.code for each in newest_of("primeras-horas").questions(GIRL | {"foreigner"})}
    assert (foreign - codes, "upe" in codes) == ({"consulate"}, True)


def test_answers_are_told_in_words():
    threats = next(each for each in newest_of("riesgo").questions(GIRL) if each.code == "threats")
    assert answer_words(threats, "of_death") == "Sí, de muerte"
    assert answer_words(threats, "") == ""


def test_a_severe_risk_is_asked_again_in_a_week_a_moderate_one_in_a_month():
    day = date(2026, 1, 31)
    asked = [latest_review(level, day) for level in (RiskLevel.SEVERE, RiskLevel.MODERATE, RiskLevel.MILD)]
    assert asked == [date(2026, 2, 7), date(2026, 2, 28), date(2026, 4, 30)]


def test_the_most_severe_of_several_levels():
    assert highest(["MILD", "", "SEVERE", "MODERATE"]) == "SEVERE"
    assert highest([]) == ""
