"""Celery's doorways: one call each. Pages never wait for them; what they miss, the next minute or hour does."""

import logging

from celery import shared_task

from accounts import chain, heads
from accounts.acting import as_system

log = logging.getLogger(__name__)


@shared_task
@as_system
def seal_audit() -> None:
    """Every minute: chain what the trail has gained."""
    chain.seal()


@shared_task
@as_system
def write_audit_head() -> None:
    """Every hour, so that a missed one costs an hour: today's head, once, into the file outside the database."""
    if head := heads.write_head():
        log.info("audit head %s", head)
