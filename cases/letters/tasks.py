"""Celery's doorways to the making of letters: an id comes in, one call goes on. The row is the job."""

import logging
from functools import partial
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.acting import as_system
from cases.letters import making
from cases.models import Letter
from cases.models.letter import SILENCE

log = logging.getLogger(__name__)


@shared_task
@as_system
def make_letter(letter_id: str) -> None:
    """Make the PDF of one letter; does nothing when it is made or in other hands."""
    making.make_letter(UUID(letter_id))


@shared_task
@as_system
def sweep_letters() -> None:
    """Every minute: wake the letters whose message or worker was lost."""
    for letter_id in making.waiting_letters(timezone.now()):
        _send(letter_id)


def wake_making(letter: Letter) -> None:
    """After the commit, tell a worker. Without a broker nothing is lost: the sweeper finds the row later."""
    transaction.on_commit(partial(_send, letter.pk))


def _send(letter_id: UUID) -> None:
    """A message that nobody takes in time dies: the sweeper sends another, and they never pile up."""
    try:
        make_letter.apply_async([str(letter_id)], expires=SILENCE.total_seconds())
    except OperationalError:
        log.warning("letter %s waits for the sweeper: the broker does not answer", letter_id)
