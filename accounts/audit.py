"""Rows of the trail, written by doors and verbs in their own transaction."""

from uuid import UUID

from django.db import models

from accounts.models import AuditAction, AuditEntry, User


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

    Raises whatever the database raises: a page whose row cannot be written is not shown.
    """
    return AuditEntry.objects.record(by, action, subject_kind, subject_id, code=code, fields=fields, ids=ids)


def record_about(by: User | None, action: AuditAction, subject: models.Model, **more) -> AuditEntry:
    """``record`` for a row: its kind is the model's label, its code the row's ``code`` where it has one."""
    return record(by, action, subject._meta.label_lower, subject.pk, code=getattr(subject, "code", ""), **more)
