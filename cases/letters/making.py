"""Making the PDF of a letter: claim it, ask once more what may leave, compose, keep it as a document of the case.

Each step is committed before the next one. A worker that dies leaves the letter to another; its number stays its own.
"""

import errno
import logging
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.access import as_it_stands
from accounts.audit import record_about
from accounts.models import AuditAction
from cases.actions.attachments import NewFile, keep_made
from cases.actions.timeline import add_entry
from cases.hooks import paper_makers
from cases.letters.access import may_read_letter, may_write_letters, trail_word
from cases.letters.kinds import LetterFailure, LetterState
from cases.letters.printing import Printing, printing_of
from cases.letters.sheet import sheet_of
from cases.letters.wording import text_of
from cases.models import Letter
from cases.states import EntryKind
from vault.files import SealedFile, SealedWriter, remove_sealed

MOST_AT_ONCE = 100

log = logging.getLogger(__name__)


class NotAllowed(Exception):
    """Something that the letter says may not leave any more."""


class NoLongerAllowed(Exception):
    """Whoever asked for it may not write it any more."""


class LostClaim(Exception):
    """Another worker took this letter meanwhile: what this one made is thrown away."""


def make_letter(letter_id: UUID) -> bool:
    """Make the PDF of a letter that was made final. True when this call finished it.

    Does nothing when it is made or in another worker's hands. A failure is written on the letter as a sentence.
    """
    claimed = Letter.objects.claim(letter_id, timezone.now())
    if claimed is None:
        return False
    try:
        letter = _loaded(claimed)
        with transaction.atomic():
            _require_asker(letter)
        content, printing = _composed(letter)
        _keep(letter, content, printing)
    except LostClaim:
        return False
    except Exception as problem:
        failure = _why(problem)
        if failure == LetterFailure.UNEXPECTED:
            log.exception("letter %s failed", letter_id)
        _fail(claimed, failure)
        return False
    return True


def waiting_letters(at: datetime) -> list[UUID]:
    """Letters whose message or worker was lost; the oldest first."""
    return list(Letter.objects.waiting(at).order_by("requested_at").values_list("pk", flat=True)[:MOST_AT_ONCE])


def _loaded(claimed: Letter) -> Letter:
    rows = Letter.objects.select_related(
        *("key", "case__key", "case__office", "person__key", "relative__key", "unit__agency", "office", "requested_by")
    )
    return rows.get(pk=claimed.pk)


def _require_asker(letter: Letter) -> None:
    """Nothing is finished for whoever was closed, moved to another office or given another role meanwhile."""
    asker = as_it_stands(letter.requested_by)
    sees = Letter.objects.visible_to(asker).filter(pk=letter.pk).exists() and may_read_letter(asker, letter)
    if not (asker.is_active and sees and may_write_letters(asker)):
        raise NoLongerAllowed


def _composed(letter: Letter) -> tuple[bytes, Printing]:
    printing = printing_of(letter, timezone.localdate())
    if printing.lacks:
        raise NotAllowed
    sheet = sheet_of(letter, printing, signer=letter.requested_by, on=letter.dated_on)
    moment = letter.requested_at.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds")
    with translation.override(settings.LANGUAGE_CODE):
        page = render_to_string("cases/letter_pdf.html", {"sheet": sheet, "letter": letter, "moment": moment})
    return paper_makers[0](page, letter.pk), printing


def _keep(letter: Letter, content: bytes, printing: Printing) -> None:
    """Seal the file, then say in one transaction that the letter is made, as whatever allowed it still stands."""
    sealed = _sealed(content)
    try:
        with transaction.atomic():
            row = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
            if (row.state, row.attempt) != (LetterState.QUEUED, letter.attempt):
                raise LostClaim
            _require_asker(letter)
            if printing_of(letter, timezone.localdate()) != printing:
                raise NotAllowed
            _finish(letter, sealed, printing)
    except BaseException:
        remove_sealed(sealed.name)
        raise


def _sealed(content: bytes) -> SealedFile:
    writer = SealedWriter()
    try:
        writer.write(content)
        return writer.finish()
    finally:
        writer.close()


def _finish(letter: Letter, sealed: SealedFile, printing: Printing) -> None:
    by, text = letter.requested_by, text_of(letter.edition)
    file = NewFile(f"{letter.outward_name}.pdf", sealed)
    letter.attachment = keep_made(
        letter.case, file, text.filed_as, letter.full_number, by=by, person=letter.person, area=letter.area
    )
    letter.state, letter.printed, letter.consent = LetterState.DONE, list(printing.printed), printing.consent
    letter.save(update_fields=["state", "printed", "consent", "attachment", "updated_at"])
    with translation.override(settings.LANGUAGE_CODE):
        headline = _("%(what)s: %(number)s") % {"what": letter.get_kind_display(), "number": letter.full_number}
    add_entry(letter.case, EntryKind.LETTER, headline, by=by, person=letter.person, area=letter.area, subject=letter)
    record_about(None, AuditAction.STATUS_CHANGED, letter.person, fields=[trail_word(letter), "file"])


def _fail(claimed: Letter, failure: LetterFailure) -> None:
    """Write why, unless another worker took it meanwhile."""
    mine = Letter.objects.filter(pk=claimed.pk, state=LetterState.QUEUED, attempt=claimed.attempt)
    mine.update(state=LetterState.FAILED, failure=failure)


def _why(problem: Exception) -> LetterFailure:
    if isinstance(problem, NotAllowed):
        return LetterFailure.NOT_ALLOWED
    if isinstance(problem, NoLongerAllowed):
        return LetterFailure.REFUSED
    if isinstance(problem, OSError) and problem.errno in {errno.ENOSPC, errno.EDQUOT}:
        return LetterFailure.NO_SPACE
    return LetterFailure.UNEXPECTED
