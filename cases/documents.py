"""Numbers of identity documents: one way to write them, one keyed hash, and the check of a DNI;
and what a document says of what was done to her."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError
from stdnum.pe import cui

from cases.states import DocumentStatus
from directory.codelists import DocumentType
from vault.hashing import keyed_hash

DNI_KINDS = (DocumentType.DNI, DocumentType.DNI_MINOR)
WRONG_DNI = _("El DNI tiene ocho cifras. Si copiaste también el dígito de control, no corresponde a ese número")
ODD_CE = _("El carné de extranjería suele tener nueve cifras: compruébalo")
ODD_NUMBER = _("Un número de documento suele tener cifras: compruébalo")

_NOT_NUMBER = re.compile(r"[^0-9A-Z]")


def normal_number(number: str) -> str:
    """Capitals and digits only, so that spaces, dots and dashes do not hide a match."""
    return _NOT_NUMBER.sub("", number.upper())


def document_hash(number: str) -> bytes | None:
    """The keyed hash by which a number is found again, 32 bytes; None for an empty number.

    A DNI is hashed by its eight digits, with or without its check character.
    """
    plain = normal_number(number)
    if not plain:
        return None
    if len(plain) == 9 and plain[:8].isdigit() and is_dni(plain):
        plain = plain[:8]
    return keyed_hash("document", plain)


def is_dni(number: str) -> bool:
    """Whether it is a DNI: 8 digits or, with its check character, a right one (``domain.md`` 4.1)."""
    plain = normal_number(number)
    if len(plain) == 8:
        return plain.isdigit()
    try:
        return len(plain) == 9 and bool(cui.validate(plain))
    except ValidationError:
        return False


def number_doubt(kind: str, number: str):
    """What looks wrong with a number of this kind, in words, or "". It may still be true: of a foreign document, a
    forged one, or one told by heart, so it is asked again and not refused (``domain.md`` 4.1)."""
    if not number:
        return ""
    plain = normal_number(number)
    if kind in DNI_KINDS:
        return "" if is_dni(number) else WRONG_DNI
    if kind == DocumentType.CE and not (len(plain) == 9 and plain.isdigit()):
        return ODD_CE
    return "" if any(each.isdigit() for each in plain) else ODD_NUMBER


def means_told_by(statuses: Iterable[str]) -> list[str]:
    """Means of the RETA form (RM 129-2007-IN) that the state of her documents tells of, to be offered where what
    happened is written, never written by itself: M22 documents retained, M12 false documents or altered identity."""
    there = set(statuses)
    told = {DocumentStatus.RETAINED: "M22", DocumentStatus.FORGED: "M12"}
    return sorted(code for status, code in told.items() if status in there)
