"""Codes as people type them: shortened, in small letters, with or without dashes."""

import re

from django.db.models import Q

_CASE = re.compile(r"(?:CALP)?([A-Z]{3,5})?(20\d\d(?=\d))?0*(\d{1,6})")
_PERSON = re.compile(r"V(20\d\d(?=\d))?0*(\d{1,6})")
_DASHES = re.compile(r"[^0-9A-Z]+")


def case_code_like(typed: str, office_code: str = "") -> Q | None:
    """The condition on ``Case.code`` for what was typed; None when it is not the code of a case.

    ``45`` is number 45 of ``office_code`` (of every office when that is empty) in any year, ``iqt 2025 112`` is
    CALP-IQT-2025-0112.
    """
    found = _CASE.fullmatch(_bare(typed))
    if not found:
        return None
    office, year, number = found.groups()
    office = office or office_code
    start = f"CALP-{office}-" if office else "CALP-"
    return Q(code__startswith=start, code__endswith=_end(year, f"{int(number):04d}"))


def person_code_like(typed: str) -> Q | None:
    """The condition on ``Person.code`` for what was typed (``v 871``); None when it is not the code of a person."""
    found = _PERSON.fullmatch(_bare(typed))
    if not found:
        return None
    year, number = found.groups()
    return Q(code__startswith="V-", code__endswith=_end(year, f"{int(number):06d}"))


def _bare(typed: str) -> str:
    return _DASHES.sub("", typed.upper())


def _end(year: str | None, number: str) -> str:
    return f"-{year}-{number}" if year else f"-{number}"
