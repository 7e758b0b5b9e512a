"""What stands behind a click that says why: where somebody is kept safe, and what therapy wrote."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.trail_words import RevealReason
from cases.errors import NotPossible
from cases.models import Person, ShelterLocation, TimelineEntry


def record_shelter(person: Person, place: str, since: date, *, by: User) -> ShelterLocation | None:
    """Write where she is from ``since`` on, and that she was elsewhere until then; without a place, that she left.

    Raises NotPossible for a day before the one where she is now began, and when she leaves nowhere.
    """
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",)).only("pk").get(pk=person.pk)
        before = ShelterLocation.objects.current().filter(person=person).first()
        if before is None and not place:
            raise NotPossible(_("Escribe dónde está"))
        if before is not None:
            if since < before.since:
                raise NotPossible(_("Está donde está desde un día posterior"))
            before.until = since
            before.save(update_fields=["until"])
        record_about(by, AuditAction.CHANGED, person, fields=["shelter"])
        if not place:
            return None
        return ShelterLocation.objects.create(key=person.key, person=person, place=place, since=since, recorded_by=by)


def reveal_shelter(person: Person, reason: RevealReason, *, by: User) -> ShelterLocation | None:
    """Where she is, for whoever said why; None when nobody wrote it. The row of the trail comes first."""
    record_about(by, AuditAction.REVEALED, person, fields=["shelter", f"reason={RevealReason(reason)}"])
    return ShelterLocation.objects.current().filter(person=person).select_related("key", "recorded_by").first()


def read_entry(entry: TimelineEntry, reason: RevealReason, *, by: User) -> str:
    """The text of a line behind a click, for whoever said why. The row of the trail comes first."""
    record_about(by, AuditAction.REVEALED, entry, fields=["body", f"reason={RevealReason(reason)}"])
    return entry.body
