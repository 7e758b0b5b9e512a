"""Looking at a file before anybody opens it: the scanner's word, then a child that reads it and makes what is served.

Claim, look, settle: nothing is held in the database while a stranger's file is read, and a worker that dies leaves
the file in review for the next one.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit import record_about
from accounts.models import AuditAction
from cases.attachments import scanner
from cases.attachments.examination import examine
from cases.attachments.kinds import STORED_KINDS, Refusal, Refused
from cases.models import Attachment
from cases.models.attachment import MOST_ATTEMPTS
from cases.states import AttachmentState
from vault.files import SealedFile, SealedWriter, read_sealed, remove_sealed

MOST_AT_ONCE = 100

log = logging.getLogger(__name__)


def review(attachment_id: UUID) -> None:
    """Look at one file in review; does nothing when it is settled or in other hands.

    Without a clear word of the scanner, and after any error of ours, it stays in review: nothing passes unseen.
    """
    attachment = Attachment.objects.claim(attachment_id, timezone.now())
    if attachment is None:
        return
    try:
        derivative = _looked_at(attachment)
    except Refused as refusal:
        _settle(attachment, refusal.reason, None)
    except scanner.ScannerUnavailable as problem:
        log.warning("attachment %s stays in review: %s", attachment.pk, problem)
        _give_back(attachment)
    except Exception:
        log.exception("attachment %s stays in review", attachment.pk)
        _give_back(attachment)
    else:
        _settle(attachment, None, derivative)


def waiting_for_review(at: datetime) -> list[UUID]:
    """Files whose message or worker was lost, or that the scanner could not answer for; the oldest first."""
    rows = Attachment.objects.waiting(at).order_by("uploaded_at")
    return list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])


def _looked_at(attachment: Attachment) -> SealedFile | None:
    """What is to be served instead of the original, if anything. Raises Refused or ScannerUnavailable."""
    if attachment.attempts > MOST_ATTEMPTS:
        raise Refused(Refusal.UNREADABLE)
    if not scanner.is_clean(_content(attachment)):
        raise Refused(Refusal.MALWARE)
    writer = SealedWriter()
    try:
        made = examine(_content(attachment), attachment.extension, writer.write)
        return writer.finish() if made else None
    finally:
        writer.close()


def _content(attachment: Attachment) -> Iterator[bytes]:
    original = attachment.original
    return read_sealed(original.name, original.key, original.size)


def _settle(attachment: Attachment, refusal: Refusal | None, derivative: SealedFile | None) -> None:
    """Write the verdict, unless another worker took the file meanwhile: then what this one made is thrown away."""
    with transaction.atomic():
        row = Attachment.objects.select_for_update(of=("self",)).select_related("key", "case").get(pk=attachment.pk)
        is_ours = row.state == AttachmentState.IN_REVIEW and row.examined_at == attachment.examined_at
        if is_ours:
            _write_verdict(row, refusal, derivative)
    if derivative and not is_ours:
        remove_sealed(derivative.name)


def _write_verdict(row: Attachment, refusal: Refusal | None, derivative: SealedFile | None) -> None:
    row.state = AttachmentState.REFUSED if refusal else AttachmentState.CLEAN
    row.refusal = refusal or ""
    row.media_type = "" if refusal else STORED_KINDS[row.extension].media_type
    if derivative:
        row.derivative_name, row.derivative_key, row.derivative_size = derivative.name, derivative.key, derivative.size
    row.save(update_fields=["state", "refusal", "media_type", "derivative_name", "derivative_key", "derivative_size"])
    record_about(None, AuditAction.STATUS_CHANGED, row, fields=["state"])


def _give_back(attachment: Attachment) -> None:
    """Only what ends its worker counts as an attempt."""
    mine = Attachment.objects.filter(pk=attachment.pk, examined_at=attachment.examined_at)
    mine.update(attempts=F("attempts") - 1)
