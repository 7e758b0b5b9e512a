"""A letter as a document for Word: what a template is filled with, and the child that fills it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from cases.letters.sheet import Sheet

SECONDS = 40
MOST_BYTES = 2 * 1024 * 1024
_ROOT = Path(__file__).resolve().parents[2]
# Nothing of our own surroundings: no secret, no address of a service.
_ENVIRONMENT = {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.defpath, "LANG": "C.UTF-8"}


class NotFilled(Exception):
    """The template was not filled. ``reason`` is a ``TemplateRefusal``; ``word`` the name that nobody knows, if any."""

    def __init__(self, reason: str, word: str = ""):
        super().__init__(reason)
        self.reason, self.word = reason, word


def values_of(sheet: Sheet) -> dict:
    """What a template may put in, by the names that office people read (``word_child.WORDS``)."""
    return {
        "remitente": sheet.sender,
        "sede": sheet.office,
        "numero": sheet.number,
        "lugar_y_fecha": sheet.place_and_date,
        "destinatario": list(sheet.to),
        "titulo": sheet.heading,
        "asunto": sheet.subject,
        "saludo": sheet.greeting,
        "parrafos": [line for lines in sheet.paragraphs for line in lines],
        "despedida": sheet.closing,
        "firma": "" if sheet.is_hers else sheet.signer,
        "cargo": "" if sheet.is_hers else sheet.signer_role,
        "nota": sheet.note,
    }


def filled(template: bytes, values: dict) -> bytes:
    """The document, made in a child of its own. Raises NotFilled, also for a template that ends its reader."""
    told = json.dumps(values).encode()
    try:
        child = subprocess.run(
            [sys.executable, "-m", "cases.letters.word_child"],
            input=len(told).to_bytes(8, "big") + told + template,
            capture_output=True,
            timeout=SECONDS,
            cwd="/",
            env=_ENVIRONMENT,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        raise NotFilled("TOO_LARGE") from None
    head, _newline, document = child.stdout.partition(b"\n")
    verdict, *rest = head.decode(errors="replace").split()[:3] or [""]
    if verdict == "OK" and rest == [str(len(document))]:
        return document
    if verdict == "NO" and rest:
        raise NotFilled(rest[0], rest[1] if len(rest) > 1 else "")
    raise NotFilled("UNREADABLE")
