"""Celery's doorways: a message only wakes; the row is the job."""

import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.acting import as_system
from cases.attachments.tasks import check_stored_files, review_attachment, sweep_reviews  # noqa: F401 - tasks of this room
from cases.consent_expiry import ask_to_renew
from cases.duplicates.tasks import find_duplicates  # noqa: F401 - a task of this room
from cases.telling import tell_emergencies

log = logging.getLogger(__name__)
A_MINUTE = 60


@shared_task
@as_system
def tell_reviewers() -> None:
    """At once after an emergency, and every minute for what was missed: write to whoever protects the data."""
    tell_emergencies(timezone.now())


@shared_task
@as_system
def ask_to_renew_consents() -> None:
    """Every night: what she allowed and ends within a month becomes a task."""
    ask_to_renew(timezone.localdate())


def wake_reviewers() -> None:
    """After the commit, tell a worker. Without a broker nothing is lost: beat finds the row within a minute."""
    transaction.on_commit(_send)


def _send() -> None:
    try:
        tell_reviewers.apply_async(expires=A_MINUTE)
    except OperationalError:
        log.warning("an emergency access waits for beat: the broker does not answer")
