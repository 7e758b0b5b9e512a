"""Changes to what is known of a case or a person; each compares the version that was read."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.models import AuditAction, User
from cases.actions.timeline import add_entry
from cases.documents import document_hash
from cases.errors import NotPossible
from cases.models import Case, IdentityDocument, Person, Relationship, SafeContact
from cases.states import EntryKind
from directory.versions import save_current


def change_case(case: Case, values: dict[str, Any], *, by: User, expected_version: int) -> Case:
    """Change plain facts of a case (summary, risk, place, confidentiality…). Raises StaleVersion."""
    return _change(case, values, by=by, expected_version=expected_version)


def change_person(person: Person, values: dict[str, Any], *, by: User, expected_version: int) -> Person:
    """Change what is known of a person. Raises StaleVersion if somebody saved first."""
    return _change(person, values, by=by, expected_version=expected_version)


def change_safe_contact(person: Person, values: dict[str, Any], *, by: User, expected_version: int) -> SafeContact:
    """Write how to reach her safely; version 0 means that nobody had written it yet. Raises StaleVersion."""
    with transaction.atomic():
        contact, is_new = (
            SafeContact.objects.select_for_update(of=("self",))
            .select_related("key")
            .get_or_create(person=person, defaults={"key": person.key})
        )
        return _change(contact, values, by=by, expected_version=1 if is_new else expected_version)


def _change(row, values, *, by, expected_version):
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    with transaction.atomic():
        for name in changed:
            setattr(row, name, values[name])
        if changed:
            save_current(row, expected_version, [*changed, *(["updated_at"] if hasattr(row, "updated_at") else [])])
            record_about(by, AuditAction.CHANGED, row, fields=changed)
    return row


def add_document(
    person: Person, kind: str, number: str, status: str, *, by: User, country: str = ""
) -> IdentityDocument:
    """Add an identity document; its number is sealed, and found again by its keyed hash.

    Raises NotPossible if she already has one with that number.
    """
    number_hash = document_hash(number)
    with transaction.atomic():
        # One at a time; somebody registered in this very transaction is in no case yet, and nobody else knows her.
        Person.objects.select_for_update(of=("self",)).only("pk").filter(pk=person.pk).first()
        if number_hash and IdentityDocument.objects.filter(person=person, number_hash=number_hash).exists():
            raise NotPossible(_("Ese documento ya está en su ficha."))
        document = IdentityDocument.objects.create(
            key=person.key,
            person=person,
            kind=kind,
            number=number,
            number_hash=number_hash,
            status=status,
            country=country,
        )
        record_about(by, AuditAction.CREATED, document, fields=["kind", "number", "status"])
    return document


def relate(
    person: Person, relative: Person, kind: str, *, by: User, possibly_involved: bool = False, notes: str = ""
) -> Relationship:
    """Tie two people; somebody possibly involved is never offered as a contact."""
    if person.pk == relative.pk:
        raise NotPossible(_("Una persona no es familiar de sí misma."))
    with transaction.atomic():
        tie, _made = Relationship.objects.update_or_create(
            person=person,
            relative=relative,
            defaults={"kind": kind, "possibly_involved": possibly_involved, "notes": notes},
            create_defaults={
                "key": person.key,
                "kind": kind,
                "possibly_involved": possibly_involved,
                "notes": notes,
                "created_by": by,
            },
        )
        record_about(by, AuditAction.CHANGED, tie, fields=["kind", "possibly_involved"])
    return tie


def reveal(person: Person, what: str, *, by: User) -> None:
    """Leave the trace of somebody uncovering a name or a number (``what`` names the field)."""
    record_about(by, AuditAction.REVEALED, person, fields=[what])


def note_person_added(case: Case, person: Person, role_label: str, *, by: User) -> None:
    """The history line of somebody joining a case."""
    add_entry(case, EntryKind.PERSON, _("Se añadió a una persona: %s") % role_label, by=by, person=person)
