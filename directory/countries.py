"""Countries by ISO 3166-1 alpha-2 code, with their Spanish and English names (directory/data/countries.csv)."""

import csv
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

COUNTRIES_FILE = Path(__file__).parent / "data" / "countries.csv"
UNSPECIFIED = "ZZ"  # a code that ISO leaves to its users: foreign, and nobody knows from where
STATELESS = "XA"  # another of them: somebody whom no country holds as its own
# Where nearly everybody who is helped here was born: Peru, its neighbours and the routes of the last years.
FIRST = ("PE", "BO", "BR", "CL", "CO", "EC", "VE", "CU", "DO", "HT")


def country_name(code: str) -> str:
    """The name in the language of the page; the code itself when no list has it."""
    if code == UNSPECIFIED:
        return str(_("No especificado"))
    if code == STATELESS:
        return str(_("Apátrida"))
    names = _names().get(code)
    return names[_column()] if names else code


def country_choices() -> list[tuple]:
    """For a select: nothing, the frequent ones, and then all of them by name."""
    everyone = sorted((_names()[code][_column()], code) for code in _names())
    return [
        ("", _("Sin indicar")),
        (_("Frecuentes"), [(code, country_name(code)) for code in (*FIRST, UNSPECIFIED)]),
        (_("Todos"), [(code, name) for name, code in everyone if code not in FIRST]),
    ]


def nationality_choices() -> list[tuple]:
    """``country_choices``, and stateless: a nationality that no place has."""
    nothing, (words, frequent), everybody = country_choices()
    return [nothing, (words, [*frequent, (STATELESS, country_name(STATELESS))]), everybody]


def _column() -> int:
    return 1 if (get_language() or "es").startswith("en") else 0


@cache
def _names() -> dict[str, tuple[str, str]]:
    with COUNTRIES_FILE.open(encoding="utf-8", newline="") as lines:
        return {row["alpha2"]: (row["spanish"], row["english"]) for row in csv.DictReader(lines)}
