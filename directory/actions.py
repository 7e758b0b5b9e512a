"""The verbs of the catalogues: add, change, retire. Nothing is deleted. Every writing leaves a row in the trail."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.models import CatalogueEntry
from directory.models.entries import Dated, Tended
from directory.versions import save_current

CHANGED = "catalogue_changed"


def added_before(model: type[CatalogueEntry], key: UUID) -> CatalogueEntry | None:
    """The row that the form with this key created when it arrived the first time."""
    return model.objects.filter(idempotency_key=key).first()


def add_entry(entry: CatalogueEntry, *, key: UUID, by) -> CatalogueEntry:
    """Insert a row once per ``key``; a second arrival of the same form gets the row of the first.

    Raises IntegrityError when the database refuses the row for another reason.
    """
    entry.idempotency_key = key
    _sign(entry, by)
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
            _record(entry, [field.name for field in entry._meta.fields if field.editable], by)
    except IntegrityError:
        first = added_before(type(entry), key)
        if first is None:
            raise
        return first
    return entry


@transaction.atomic
def change_entry(entry: Tended, *, expected: int, fields: Iterable[str], by) -> None:
    """Write ``fields`` if nobody changed the row since version ``expected``. Raises StaleVersion otherwise.

    With no field to write, nothing happens and nothing is recorded.
    """
    fields = list(fields)
    if not fields:
        return
    _sign(entry, by)
    save_current(entry, expected, [*fields, "changed_at", "changed_by_name"])
    _record(entry, fields, by)


def retire_entry(entry: CatalogueEntry, *, expected: int, on: date | None, by) -> None:
    """End a row: dated ones from the day ``on``, the others now. Raises StaleVersion."""
    if isinstance(entry, Dated):
        entry.valid_to = on
        change_entry(entry, expected=expected, fields=["valid_to"], by=by)
    else:
        entry.is_active = False
        change_entry(entry, expected=expected, fields=["is_active"], by=by)


def _sign(entry: Tended, by) -> None:
    entry.changed_at = timezone.now()
    entry.changed_by_name = str(by)


def _record(entry: Tended, fields: list[str], by) -> None:
    by.record(CHANGED, entry._meta.label_lower, str(entry.pk), fields)
