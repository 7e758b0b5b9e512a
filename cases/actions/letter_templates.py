"""Letters for Word, and the templates of an office, tried out before they are taken."""

import logging
from hashlib import sha256

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.models import AuditAction, User
from cases.errors import NotPossible
from cases.letters.access import trail_word
from cases.letters.kinds import TemplateRefusal
from cases.letters.printing import printing_of
from cases.letters.sheet import sheet_of
from cases.letters.word import NotFilled, filled, values_of
from cases.letters.word_base import base_template
from cases.models import Letter, LetterTemplate
from directory.models import Office
from vault.models import DataKey

# Nobody: what a template is tried out with, longer and odder than letters are.
MADE_UP = {
    "remitente": "CALP",
    "sede": "Iquitos",
    "numero": "CARTA N.° 000-2026-CALP/IQT",
    "lugar_y_fecha": "Iquitos, 17 de noviembre de 2026",
    "destinatario": ["Señores", "Institución de prueba & <otra>", "Presente.-"],
    "titulo": "TÍTULO DE PRUEBA",
    "asunto": "Carta de prueba: la persona es inventada",
    "saludo": "De mi consideración:",
    "parrafos": [
        "Este es un párrafo de prueba, con «comillas», {{ llaves }} y signos: < > & % # \" '.",
        *("Otro párrafo de prueba, para ver cómo pasa la carta de una página a la siguiente. " * 6,) * 12,
    ],
    "despedida": "Atentamente,",
    "firma": "Nombre de Prueba",
    "cargo": "Trabajo social",
    "nota": "Contiene datos personales entregados solo para este fin (Ley 29733).",
}

log = logging.getLogger(__name__)


def word_of(letter: Letter, *, by: User) -> bytes:
    """The letter as a document for Word, with her name where it may stand; what it tells of her is written down.

    Raises NotPossible while something that it says may not leave.
    """
    today = timezone.localdate()
    printing = printing_of(letter, letter.dated_on or today)
    if printing.lacks and not letter.is_done:
        raise NotPossible(printing.lacks[0].what)
    record_about(by, AuditAction.DOWNLOADED, letter.person, fields=[trail_word(letter), "word", *printing.told])
    sheet = sheet_of(letter, printing, signer=letter.requested_by or by, on=letter.dated_on or today)
    own = LetterTemplate.objects.ruling(letter.kind, letter.case.office_id)
    try:
        return filled(own.content if own else base_template(), values_of(sheet))
    except NotFilled as problem:
        if own is None:
            raise
        log.error("letter template %s was not filled: %s", own.code, problem.reason)
        return filled(base_template(), values_of(sheet))


def try_out(content: bytes) -> bytes:
    """A template filled with made-up values. Raises NotPossible with the words for whoever brought it."""
    try:
        return filled(content, MADE_UP)
    except NotFilled as problem:
        if problem.reason == TemplateRefusal.UNKNOWN and problem.word:
            words = _("Usa «%s», que no existe. Usa solo las palabras de la lista.") % problem.word
            raise NotPossible(words) from None
        reason = problem.reason if problem.reason in TemplateRefusal else TemplateRefusal.UNREADABLE
        raise NotPossible(TemplateRefusal(reason).label) from None


def add_template(kind: str, office: Office | None, content: bytes, *, by: User) -> LetterTemplate:
    """Take an office's own template; from now on it rules. Raises NotPossible for one that does not try out well."""
    try_out(content)
    with transaction.atomic():
        rows = LetterTemplate.objects.filter(kind=kind, office=office)
        last = rows.aggregate(last=Max("edition"))["last"] or 0
        template = LetterTemplate.objects.create(
            key=DataKey.objects.make(),
            kind=kind,
            office=office,
            edition=last + 1,
            content=content,
            digest=sha256(content).hexdigest(),
            size=len(content),
            uploaded_by=by,
        )
        record_about(by, AuditAction.CREATED, template, fields=["file"])
    return template


def withdraw_template(template: LetterTemplate, *, by: User) -> LetterTemplate:
    """Take a template out of use: the one before it rules again. Raises NotPossible if it was taken out before."""
    with transaction.atomic():
        row = LetterTemplate.objects.select_for_update(of=("self",)).select_related("office").get(pk=template.pk)
        if row.withdrawn_at is not None:
            raise NotPossible(_("Esta plantilla ya estaba retirada."))
        row.withdrawn_at, row.withdrawn_by = timezone.now(), by
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        record_about(by, AuditAction.STATUS_CHANGED, row, fields=["withdrawn_at"])
    return row
