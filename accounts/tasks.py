"""Celery's doorways: one call each. Pages never wait for them; what they miss, the next minute or hour does."""

import logging

from celery import shared_task
from django.utils import timezone

from accounts import alerts, chain, heads, news, sessions
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
    heads.mail_head(timezone.localdate())


@shared_task
@as_system
def look_for_alerts() -> None:
    """Every five minutes: ask what in the trail is unusual."""
    alerts.look(timezone.now())


@shared_task
@as_system
def tell_officers_of_alerts() -> None:
    """Every minute: write to whoever protects the data that there is something to see."""
    alerts.tell(timezone.now())


@shared_task
@as_system
def tell_news() -> None:
    """Every five minutes: write to whoever has something new and is not at work."""
    news.tell(timezone.now())


@shared_task
@as_system
def verify_audit() -> None:
    """Every six hours: compute the chain again and compare it with the heads outside; a fault is an alert."""
    alerts.check_chain(timezone.now())


@shared_task
@as_system
def forget_old_sessions() -> None:
    """Every hour: sessions and purses of over a day ago, and browsers of over half a year ago, are deleted."""
    sessions.forget_old()
