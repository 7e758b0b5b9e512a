"""Lines of the history: written once, corrected by another line, never changed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Area
from cases.models import Case, Person, TimelineEntry
from cases.states import EntryKind


def add_entry(
    case: Case,
    kind: EntryKind,
    headline: str,
    *,
    by: User | None,
    body: str = "",
    person: Person | None = None,
    area: str = Area.GENERAL,
    is_shared: bool = False,
    occurred_at: datetime | None = None,
    subject=None,
    corrects: TimelineEntry | None = None,
) -> TimelineEntry:
    """Write one line of the case's history, sealed with the case's key; ``by`` None is the clock.

    ``subject`` is the row it tells of, if another room has one. The caller owns the transaction and the audit row.
    """
    return TimelineEntry.objects.create(
        key=case.key,
        case=case,
        person=person,
        kind=kind,
        area=area,
        is_shared=is_shared,
        occurred_at=occurred_at or timezone.now(),
        by=by,
        headline=str(headline),
        body=body,
        subject_kind=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        corrects=corrects,
    )


def add_note(
    case: Case,
    body: str,
    *,
    by: User,
    person: Person | None = None,
    area: str = Area.GENERAL,
    is_shared: bool = False,
    occurred_at: datetime | None = None,
    corrects: TimelineEntry | None = None,
) -> TimelineEntry:
    """Write a follow-up note. A note of a reserved area is read by that area only, unless shared."""
    headline = _("Corrección de una nota") if corrects else _NOTE_HEADLINES[area]()
    with transaction.atomic():
        entry = add_entry(
            case,
            EntryKind.NOTE,
            headline,
            by=by,
            body=body,
            person=person,
            area=area,
            is_shared=is_shared,
            occurred_at=occurred_at,
            corrects=corrects,
        )
        record_about(by, AuditAction.CREATED, entry, fields=["body"])
    return entry


_NOTE_HEADLINES = {
    Area.GENERAL: lambda: _("Nota de seguimiento"),
    Area.SOCIAL: lambda: _("Nota social"),
    Area.LEGAL: lambda: _("Nota legal"),
    Area.PSYCHOLOGICAL: lambda: _("Nota psicológica"),
}
