"""Text in cells that no spreadsheet takes for a formula: not when it opens the workbook, not after saving it as CSV.

An apostrophe before what begins like a formula, and one more before what begins with apostrophes and then like one, so
that taking one away gives back exactly what was written (ASVS 5.0 1.2.10).
"""

import re
import unicodedata

from xlsxwriter.worksheet import Worksheet

_SIGNS = frozenset("=+-@＝＋－＠﹦﹢﹣﹫")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?\Z")


def guarded(text: str) -> str:
    """``text`` as it is written into a cell."""
    return f"'{text}" if _is_formula(text) else text


def unguarded(text: str) -> str:
    """What ``guarded`` was given, from what it gave."""
    return text[1:] if text.startswith("'") and _is_formula(text[1:]) else text


def _is_formula(text: str) -> bool:
    """Whether it begins with a sign, be it after apostrophes or after what nobody sees; a plain number is none."""
    bare = text.lstrip("'")
    if bare[:1] in {"\t", "\r", "\n", "\x00"}:
        return True
    first = next((letter for letter in bare if not _is_invisible(letter)), "")
    return first in _SIGNS and not _NUMBER.match(text)


def _is_invisible(letter: str) -> bool:
    """Blanks, control and format letters."""
    return unicodedata.category(letter)[0] in "CZ"


def write_text(sheet: Worksheet, row: int, column: int, text: str, style=None) -> None:
    """The only way in which text enters a workbook of ours."""
    sheet.write_string(row, column, guarded(text), style)
