"""Numbers of identity documents: one way to write them, one keyed hash, and the check of a DNI."""

import re

from stdnum.exceptions import ValidationError
from stdnum.pe import cui

from vault.hashing import keyed_hash

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
