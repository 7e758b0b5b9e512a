"""Which row is which, so that reading a workbook twice adds nothing.

The standard has no number of its own for a case or a person. A row is known by the case and person codes it carries
(``x_pe_…``, which our exports write) or, without both, by a keyed hash of all it says; equal rows count up.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from referrals.exchange.rows import Row
from vault.hashing import keyed_hash

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Identity:
    """``row``: of the row in its office; ``case`` and ``person``: of what it speaks of; ``nth``: of its like."""

    row: bytes
    case: bytes
    person: bytes
    nth: int


def identify(rows: Iterable[Row]) -> list[Identity]:
    """The identity of each row, in their order."""
    seen: Counter[str] = Counter()
    found = []
    for row in rows:
        said = _what_it_says(row)
        nth = seen[said]
        seen[said] += 1
        found.append(_identity(row, f"{said}|{nth}", nth))
    return found


def _what_it_says(row: Row) -> str:
    case, person = row.written("x_pe_CaseCode"), row.written("x_pe_PersonCode")
    if case and person:
        return f"codes|{_even(case)}|{_even(person)}"
    values = {name: _even(value) for name, value in row.values.items()}
    others = {title: _even(cell.value) for title, cell in row.others.items()}
    return "row|" + json.dumps([values, others], ensure_ascii=False, sort_keys=True)


def _identity(row: Row, said: str, nth: int) -> Identity:
    case, person = row.written("x_pe_CaseCode"), row.written("x_pe_PersonCode")
    key = keyed_hash("htcds-row", said)
    return Identity(
        row=key,
        case=keyed_hash("htcds-case", _even(case)) if case else key,
        person=keyed_hash("htcds-person", _even(person)) if person else key,
        nth=nth,
    )


def _even(text: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
