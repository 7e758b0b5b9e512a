"""A stored value in the words of the screen: Spanish, or the standard's own English labels."""

from datetime import date
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from interface.dates import day
from referrals.exchange.kinds import MULTI_SEPARATOR, Field, Kind
from referrals.exchange.spellings import PICKLISTS, SPANISH, names_of
from referrals.exchange.values import FALSE, TRUE


def in_words(field: Field, value: str) -> list[str]:
    """The parts of a value, each in words; what has none stays as it was written."""
    parts = value.split(MULTI_SEPARATOR) if field.is_many else [value]
    return [_one(field, part) for part in parts]


def _one(field: Field, value: str) -> str:
    if field.kind == Kind.BOOLEAN:
        return {TRUE: _("Sí"), FALSE: _("No")}.get(value, value)
    if field.kind == Kind.DATE:
        return _day(value)
    return _names(field.name, field.kind, (get_language() or "es").startswith("en")).get(value, value)


def _day(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


@cache
def _names(name: str, kind: str, is_english: bool) -> dict[str, str]:
    if kind in (Kind.PICKLIST, Kind.MULTI):
        return dict(PICKLISTS[name]) if is_english else SPANISH[name]
    if kind in (Kind.COUNTRY, Kind.COUNTRIES):
        return names_of("countries.csv", "english" if is_english else "spanish")
    if kind == Kind.LANGUAGE:
        return names_of("languages.csv", "english" if is_english else "spanish")
    return {}
