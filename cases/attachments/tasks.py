"""Celery's doorways to the review of files: an id comes in, one call goes on. The row is the job."""

import logging
from functools import partial
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.acting import as_system
from cases.attachments import working
from cases.attachments.checking import check_attachments
from cases.models import Attachment
from cases.models.attachment import SILENCE

log = logging.getLogger(__name__)


@shared_task
@as_system
def review_attachment(attachment_id: str) -> None:
    """Look at one file; does nothing when it is settled or in other hands."""
    working.review(UUID(attachment_id))


@shared_task
@as_system
def sweep_reviews() -> None:
    """Every minute: wake the reviews whose message, worker or scanner was lost."""
    for attachment_id in working.waiting_for_review(timezone.now()):
        _send(attachment_id)


@shared_task
@as_system
def check_stored_files() -> None:
    """Every night: are all files of documents there, and does each belong to one? Says numbers, never names."""
    found = check_attachments()
    tell = log.error if found.is_incident else log.info
    tell("files of documents: %d, missing %d, strays %d", found.files, len(found.missing), len(found.strays))


def wake_review(attachment: Attachment) -> None:
    """After the commit, tell a worker. Without a broker nothing is lost: the sweeper finds the row later."""
    transaction.on_commit(partial(_send, attachment.pk))


def _send(attachment_id: UUID) -> None:
    """A message that nobody takes in time dies: the sweeper sends another, and they never pile up."""
    try:
        review_attachment.apply_async([str(attachment_id)], expires=SILENCE.total_seconds())
    except OperationalError:
        log.warning("attachment %s waits for the sweeper: the broker does not answer", attachment_id)
