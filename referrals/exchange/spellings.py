"""Ways of writing one value: names and labels of the picklists, countries, languages, and the standard's own slips."""

import csv
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from directory.countries import COUNTRIES_FILE
from interface.plain import plain as without_accents
from referrals.exchange.kinds import Field, Kind

LISTS = Path(__file__).parent / "lists"

# Definitions against picklist in the published toolkit, and one published misspelling written right.
OTHER_SPELLINGS = {
    "vic_MethodsOfControl": {
        "Threats": "PhysicalThreats",
        "ThreatOfLawEnforcement": "ThreatsLawEnforcement",
        "PsychoactiveSubstances": "PsychoactiveSubstance",
        "UsesChildren": "ThreatensChildrenFamily",
    },
    "vic_RelationshipToTrafficker": {"Unacquainted": "Unaquainted"},
}
# Defined by the standard, absent from its picklist: taken as a value of its own, and reported.
OUTSIDE_PICKLIST = {"vic_MethodsOfControl": frozenset({"RestrictsMovement"})}

_NOT_WORD = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """``text`` in lower case, without accents, spaces or punctuation: what two spellings have in common."""
    return _NOT_WORD.sub("", without_accents(text))


def _rows(name: str) -> list[dict[str, str]]:
    path = COUNTRIES_FILE if name == COUNTRIES_FILE.name else LISTS / name
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


_LISTS: dict[str, list[list[str]]] = json.loads((LISTS / "picklists.json").read_text(encoding="utf-8"))
# Field → (value name, published label).
PICKLISTS: dict[str, list[tuple[str, str]]] = {
    name: [(value, label) for value, label, _spanish in rows] for name, rows in _LISTS.items()
}
# Field → value name → how we call it in Spanish.
SPANISH: dict[str, dict[str, str]] = {
    name: {value: spanish for value, _label, spanish in rows} for name, rows in _LISTS.items()
}


def _country_codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for row in _rows("countries.csv"):
        names = (row["alpha2"], row["alpha3"], row["english"], row["spanish"], *row["also"].split("|"))
        codes.update({plain(name): row["alpha2"] for name in names if name})
    return codes


def _language_codes() -> dict[str, str]:
    """Codes stay as they are written (two letters are as good as three); names become the three-letter code."""
    codes: dict[str, str] = {}
    for row in _rows("languages.csv"):
        codes.update({plain(row[name]): row["alpha3"] for name in ("english", "spanish") if row[name]})
    for row in _rows("languages.csv"):
        codes.update({row[name]: row[name] for name in ("alpha3", "alpha2", "bibliographic") if row[name]})
    return codes


COUNTRY_CODES = _country_codes()
LANGUAGE_CODES = _language_codes()


@cache
def names_of(file: str, column: str) -> dict[str, str]:
    """Every code of a list, of two or three letters → its name in one language."""
    codes = ("alpha2", "alpha3", "bibliographic")
    return {row[code]: row[column] for row in _rows(file) for code in codes if row.get(code)}


# Code of a language → its Spanish name, for the words our tables keep.
LANGUAGE_WORDS: dict[str, str] = names_of("languages.csv", "spanish")


def pairs_of(field: Field) -> Iterable[tuple[str, str]]:
    """(value name, label) of a picklist field, ours or the standard's."""
    return field.choices.choices if field.choices else PICKLISTS[field.name]


@cache
def codes_of(field: Field) -> dict[str, str]:
    """Every accepted way of writing a value of this field, as ``plain`` leaves it → the value name."""
    if field.kind in (Kind.COUNTRY, Kind.COUNTRIES):
        return COUNTRY_CODES
    if field.kind == Kind.LANGUAGE:
        return LANGUAGE_CODES
    with override(settings.LANGUAGE_CODE):
        codes = {plain(str(label)): value for value, label in pairs_of(field)}
    codes |= {plain(value): value for value, _label in pairs_of(field)}
    codes |= {plain(other): value for other, value in OTHER_SPELLINGS.get(field.name, {}).items()}
    return codes


@cache
def _other_spellings(name: str) -> frozenset[str]:
    return frozenset(plain(other) for other in OTHER_SPELLINGS.get(name, {}))


def is_other_spelling(field: Field, text: str) -> bool:
    """Whether ``text`` is one of the standard's own slips, rather than a label."""
    return plain(text) in _other_spellings(field.name)
