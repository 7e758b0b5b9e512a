"""The secret address of somebody's own calendar: made, told once, ended."""

import hashlib
import secrets

from django.db import connection, transaction
from django.utils import timezone

from accounts.audit import record_about
from accounts.models import AuditAction, User
from services.models import CalendarAddress


def open_calendar(user: User) -> str:
    """A new secret; the one before is dead from now on. It is told here and never again."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        close_calendar(user)
        address = CalendarAddress.objects.create(user=user, token_hash=_hash(secret), role=user.role)
        record_about(user, AuditAction.CREATED, address)
    return secret


def close_calendar(user: User) -> bool:
    """End the address; whether there was one."""
    with transaction.atomic():
        for address in CalendarAddress.objects.select_for_update().filter(user=user, ended_at__isnull=True):
            address.ended_at = timezone.now()
            address.save(update_fields=["ended_at"])
            record_about(user, AuditAction.CHANGED, address, fields=["ended_at"])
            return True
    return False


def owner_of(secret: str) -> User | None:
    """Whose calendar a secret opens now; None when it is of no one, ended, or its account is not what it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT calp.calendar_owner(%s)", [_hash(secret)])
        owner = cursor.fetchone()[0]
    return User.objects.filter(pk=owner).first() if owner else None


def _hash(secret: str) -> str:
    """The secret has 256 random bits: there is nothing to guess from its hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
