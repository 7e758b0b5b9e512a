"""Rows of the trail, written by doors and verbs in their own transaction."""

from datetime import datetime
from uuid import UUID

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AuditAction, AuditEntry, User
from accounts.purses import OF_ACTION, spend


def record(
    by: User | None,
    action: AuditAction,
    subject_kind: str = "",
    subject_id: str | UUID = "",
    *,
    code: str = "",
    fields: tuple[str, ...] | list[str] = (),
    ids: list[UUID] | tuple[UUID, ...] = (),
) -> AuditEntry:
    """Write one row: who (None: the clock), what, which record by kind and id, which fields by name.

    Raises whatever the database raises: a page whose row cannot be written is not shown. Raises TooMany when this
    account has searched, uncovered or downloaded too much of late (``accounts/purses.py``).
    """
    if by is not None and action in OF_ACTION:
        spend(OF_ACTION[action], by.pk)
    return AuditEntry.objects.record(by, action, subject_kind, subject_id, code=code, fields=fields, ids=ids)


def record_about(by: User | None, action: AuditAction, subject: models.Model, **more) -> AuditEntry:
    """``record`` for a row: its kind is the model's label, its code the row's ``code`` where it has one."""
    return record(by, action, subject._meta.label_lower, subject.pk, code=getattr(subject, "code", ""), **more)


def last_change(subject: models.Model) -> tuple[str, datetime]:
    """Who changed this row last, by the name the screens show, and when: for the page of two changes at once.

    Asked of the database past the trail's own policies: staff read of the trail only what tells of cases.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT who, at FROM calp.last_change(%s, %s)", [subject._meta.label_lower, str(subject.pk)])
        found = cursor.fetchone()
    if found is None:
        return _("Otra persona"), timezone.now()
    actor, at = found
    who = User.objects.filter(pk=actor).values_list("display_name", flat=True).first()
    return who or _("El sistema"), at
