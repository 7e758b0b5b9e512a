"""Lines of the history: written once, corrected by another line, never changed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
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


@told_in_spanish
def add_note(
    case: Case,
    body: str,
    *,
    by: User,
    people: Sequence[Person] = (),
    area: str = Area.GENERAL,
    is_shared: bool = False,
    occurred_at: datetime | None = None,
) -> TimelineEntry:
    """Write a follow-up note. A note of a reserved area is read by that area only, unless shared."""
    with transaction.atomic():
        entry = add_entry(
            case,
            EntryKind.NOTE,
            headline_about(_NOTE_HEADLINES[area](), people),
            by=by,
            body=body,
            person=only_one(people),
            area=area,
            is_shared=is_shared,
            occurred_at=occurred_at,
        )
        record_about(by, AuditAction.CREATED, entry, fields=["body"])
    return entry


@told_in_spanish
def correct_entry(entry: TimelineEntry, body: str, *, by: User) -> TimelineEntry:
    """Write the line that mends ``entry``; the first text stays, and whoever reads one reads the other."""
    with transaction.atomic():
        correction = add_entry(
            entry.case,
            EntryKind(entry.kind),
            _("Corrección: %s") % entry.headline.removeprefix(_("Corrección: %s") % ""),
            by=by,
            body=body,
            person=entry.person,
            area=entry.area,
            is_shared=entry.is_shared,
            corrects=entry,
        )
        record_about(by, AuditAction.CREATED, correction, fields=["body"])
    return correction


MOST_CODES = 3


def headline_about(headline: str, people: Sequence[Person]) -> str:
    """Names by code those a line is about when they are several; one is told by the line's own person."""
    if len(people) < 2:
        return headline
    if len(people) > MOST_CODES:
        return _("%(headline)s: %(count)d personas") % {"headline": headline, "count": len(people)}
    return _("%(headline)s: %(codes)s") % {"headline": headline, "codes": ", ".join(each.code for each in people)}


def only_one(people: Sequence[Person]) -> Person | None:
    """The person of a line that is about exactly one."""
    return people[0] if len(people) == 1 else None


_NOTE_HEADLINES = {
    Area.GENERAL: lambda: _("Nota de seguimiento"),
    Area.SOCIAL: lambda: _("Nota social"),
    Area.LEGAL: lambda: _("Nota legal"),
    Area.PSYCHOLOGICAL: lambda: _("Nota psicológica"),
}
