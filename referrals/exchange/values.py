"""One cell → one value as the standard writes it, and what is said of it. Pure: no tables, no clock of its own."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from cases.ages import age_on
from interface.cells import unguarded
from referrals.exchange.findings import Category, Message
from referrals.exchange.kinds import MULTI_SEPARATOR, Field, Kind, Unknown
from referrals.exchange.spellings import OUTSIDE_PICKLIST, codes_of, is_other_spelling, plain

LONGEST_CELL = 32_767
OLDEST = 110  # years
TRUE, FALSE = "TRUE", "FALSE"
_TRUE = frozenset({"true", "yes", "y", "1", "si", "s", "x", "verdadero"})
_FALSE = frozenset({"false", "no", "n", "0", "falso"})
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?$")
_LOCAL = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})$")
_PARTIAL = re.compile(r"\d{4}(?:[-/]\d{1,2})?$|\d{1,2}/\d{4}$")
_DECIMAL = re.compile(r"[+-]?\d+(?:[.,]\d+)?$")
_INEI = re.compile(r"\d{2}(?:\d{2}(?:\d{2})?)?$")
_FIRST_DAY = date(1899, 12, 30)  # day 0 of a spreadsheet
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Cell:
    """A value in the standard's own writing (empty: nothing was said), and what became of the cell."""

    value: str = ""
    category: Category = Category.TAKEN
    message: Message = Message.AS_IT_IS

    @property
    def is_refused(self) -> bool:
        return self.category == Category.REFUSED


NOTHING = Cell()


def read_cell(field: Field, raw, today: date) -> Cell:
    """The value of ``raw`` (text, number, boolean, ``{"d": ISO}`` or None) in ``field``."""
    text = text_of(raw)
    if not text.strip() or (field.is_many and not text.strip(" ;\n\t")):
        return NOTHING
    if len(text) > LONGEST_CELL:
        return Cell("", Category.REFUSED, Message.TOO_LONG)
    return _READERS[field.kind](field, raw, text, today)


def text_of(raw) -> str:
    """A cell as text, exactly as written, without the guard of our own exports; whole numbers without a decimal point,
    days in ISO.
    """
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return TRUE if raw else FALSE
    if isinstance(raw, (int, float)):
        return _number_text(raw)
    return _NOT_XML.sub("\ufffd", raw["d"] if isinstance(raw, dict) else unguarded(raw))


def _number_text(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else format(Decimal(repr(number)), "f")


def _taken(value: str, text: str, message: Message) -> Cell:
    return Cell(value) if value == text else Cell(value, Category.MAPPED, message)


def _kept(text: str, message: Message) -> Cell:
    return Cell(text, Category.KEPT_AS_TEXT, message)


def _text(field, raw, text, today) -> Cell:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return Cell(text, Category.MAPPED, Message.NUMBER)
    return Cell(text)


def _number(field, raw, text, today) -> Cell:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return Cell(text)
    trimmed = text.strip()
    if not _DECIMAL.match(trimmed):
        return _kept(text, Message.KEPT_NUMBER)
    return Cell(trimmed) if trimmed == text else Cell(trimmed, Category.MAPPED, Message.NUMBER)


def _boolean(field, raw, text, today) -> Cell:
    word = plain(text)
    if word in _TRUE:
        return _taken(TRUE, text, Message.BOOLEAN)
    if word in _FALSE:
        return _taken(FALSE, text, Message.BOOLEAN)
    return _kept(text, Message.KEPT_BOOLEAN)


def _date(field, raw, text, today) -> Cell:
    day = _day(raw, text.strip())
    if day is not None:
        return _sensible(field, day, text, today)
    if _PARTIAL.match(text.strip()):
        return _kept(text, Message.PARTIAL_DATE)
    if field.unknown == Unknown.REFUSED:
        return Cell("", Category.REFUSED, Message.UNREADABLE_DATE)
    return _kept(text, Message.KEPT_DATE)


def _sensible(field, day: date, text, today) -> Cell:
    if field.unknown == Unknown.REFUSED and day > today:
        return Cell("", Category.REFUSED, Message.FUTURE_DATE)
    if field.unknown == Unknown.REFUSED and age_on(today, birth_date=day, stated_age=None, stated_on=None) > OLDEST:
        return Cell("", Category.REFUSED, Message.TOO_OLD_DATE)
    return _taken(day.isoformat(), text, Message.DATE)


def _day(raw, text: str) -> date | None:
    if isinstance(raw, dict):
        return datetime.fromisoformat(raw["d"]).date()
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _day_of_serial(raw)
    if found := _ISO.match(text):
        return _valid(*map(int, found.groups()))
    if found := _LOCAL.match(text):
        first, second, year = map(int, found.groups())
        return _valid(year, second, first) or _valid(year, first, second)
    return None


def _day_of_serial(number: float) -> date | None:
    """The day of a spreadsheet's serial number; what looks like a year is not one."""
    if 1900 <= number <= 2100 or not 1 <= number < 100_000:
        return None
    return _FIRST_DAY + timedelta(days=int(number))


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _one(field: Field, text: str, label: Message) -> Cell:
    """One value of a list: a value name as it is, else what it means, else the text itself."""
    trimmed = text.strip()
    value = codes_of(field).get(plain(trimmed))
    if value is not None:
        return _taken(value, text, Message.OTHER_SPELLING if is_other_spelling(field, trimmed) else label)
    if trimmed in OUTSIDE_PICKLIST.get(field.name, ()):
        return _kept(trimmed, Message.OUTSIDE_PICKLIST)
    return _kept(trimmed, Message.UNKNOWN_CODE)


def _picklist(field, raw, text, today) -> Cell:
    return _one(field, text, Message.LABEL)


def _country(field, raw, text, today) -> Cell:
    return _one(field, text, Message.COUNTRY)


def _language(field, raw, text, today) -> Cell:
    return _one(field, text, Message.LANGUAGE)


def _many(field, raw, text, today) -> Cell:
    label = Message.COUNTRY if field.kind == Kind.COUNTRIES else Message.LABEL
    parts = [_one(field, part.strip(), label) for part in _parts(field, text)]
    value = MULTI_SEPARATOR.join(dict.fromkeys(part.value for part in parts))
    for category in (Category.KEPT_AS_TEXT, Category.MAPPED):
        found = next((part for part in parts if part.category == category), None)
        if found is not None:
            return Cell(value, category, found.message)
    repeated = len({part.value for part in parts}) < len(parts)
    return _taken(value, text, Message.REPEATED_VALUES if repeated else Message.SEPARATOR)


def _parts(field, text: str) -> list[str]:
    """The values of a cell. A form's export separates value names by spaces, and some people use commas or lines."""
    parts = [part for part in text.split(MULTI_SEPARATOR) if part.strip()]
    if len(parts) > 1:
        return parts
    codes = codes_of(field)
    if plain(text) in codes:
        return [text]
    for separator in (None, *",|\n"):
        others = [part for part in text.split(separator) if part.strip()]
        if len(others) > 1 and all(plain(part) in codes for part in others):
            return others
    return parts


def _place(field, raw, text, today) -> Cell:
    trimmed = text.strip()
    if not _INEI.match(trimmed):
        return _kept(text, Message.UNKNOWN_PLACE)
    return _taken(trimmed, text, Message.NUMBER)


_READERS = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.BOOLEAN: _boolean,
    Kind.PICKLIST: _picklist,
    Kind.MULTI: _many,
    Kind.COUNTRY: _country,
    Kind.COUNTRIES: _many,
    Kind.LANGUAGE: _language,
    Kind.PLACE: _place,
}
