"""Changes to what is known of a case or a person; each compares the version that was read."""

from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.models import AuditAction, User
from cases.actions.agenda import finish_task
from cases.actions.sealing import check_may_be_sealed
from cases.actions.timeline import add_entry
from cases.documents import document_hash
from cases.errors import NotPossible
from cases.models import Case, IdentityDocument, Person, SafeContact, Task
from cases.states import AgeSource, DocumentStatus, EntryKind, TaskKind
from directory.codelists import Confidentiality
from directory.versions import save_current


def change_case(case: Case, values: dict[str, Any], *, by: User, expected_version: int) -> Case:
    """Change plain facts of a case (summary, risk, place, confidentiality…).

    Raises StaleVersion; NotPossible where sealing it would leave it, or somebody's task in it, to nobody.
    """
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if values.get("confidentiality") == Confidentiality.SEALED and not case.is_sealed:
            check_may_be_sealed(case)
        return _change(case, values, by=by, expected_version=expected_version)


def change_person(person: Person, values: dict[str, Any], *, by: User, expected_version: int) -> Person:
    """Change what is known of a person. Raises StaleVersion if somebody saved first.

    An age that is now proven, by a document or an expert, ends the tasks that asked for proof.
    """
    was_proven = person.has_proven_age
    with transaction.atomic():
        _change(person, values, by=by, expected_version=expected_version)
        if person.has_proven_age and not was_proven:
            for task in Task.objects.pending().filter(kind=TaskKind.AGE_PROOF, person=person):
                finish_task(task, by=by)
    return person


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
    with transaction.atomic():
        if changed := put(row, values):
            save_current(row, expected_version, [*changed, *(["updated_at"] if hasattr(row, "updated_at") else [])])
            record_about(by, AuditAction.CHANGED, row, fields=changed)
    return row


def put(row: models.Model, values: dict[str, Any]) -> list[str]:
    """Give a row these values; the names of those that are new."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def add_document(
    person: Person,
    kind: str,
    number: str,
    status: str,
    *,
    by: User,
    country: str = "",
    verified_on: date | None = None,
    notes: str = "",
) -> IdentityDocument:
    """Add an identity document; its number is sealed, and found again by its keyed hash.

    Raises NotPossible if she already has one with that number.
    """
    number_hash = document_hash(number)
    with transaction.atomic():
        # One at a time; somebody registered in this very transaction is in no case yet, and nobody else knows her.
        Person.objects.select_for_update(of=("self",)).only("pk").filter(pk=person.pk).first()
        _refuse_twice(IdentityDocument.objects.filter(person=person), number_hash)
        document = IdentityDocument.objects.create(
            key=person.key,
            person=person,
            kind=kind,
            number=number,
            number_hash=number_hash,
            status=status,
            country=country,
            verified_on=verified_on,
            notes=notes,
        )
        record_about(by, AuditAction.CREATED, document, fields=["kind", "number", "status"])
        _doubt_age(person, status, by)
    return document


def change_document(
    document: IdentityDocument, values: dict[str, Any], *, by: User, expected_version: int
) -> IdentityDocument:
    """Change what is known of a document. A forged one no longer proves her age (``_doubt_age``).

    Raises StaleVersion if somebody saved first, NotPossible if another document of hers has that number.
    """
    values = values | {"number_hash": document_hash(values["number"])}
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",)).only("pk").get(pk=document.person_id)
        others = IdentityDocument.objects.filter(person=document.person_id).exclude(pk=document.pk)
        _refuse_twice(others, values["number_hash"])
        save_current(document, expected_version, put(document, values))
        record_about(by, AuditAction.CHANGED, document.person, fields=["document"])
        _doubt_age(document.person, values["status"], by)
    return document


def _refuse_twice(documents, number_hash: bytes | None) -> None:
    if number_hash and documents.filter(number_hash=number_hash).exists():
        raise NotPossible(_("Ese documento ya está en su ficha."))


def _doubt_age(person: Person, status: str, by: User) -> None:
    """With a forged document and no other shown, her age is what was said, and doubt presumes a minor
    (DS 001-2016-IN art. 4.2.e)."""
    fresh = Person.objects.filter(pk=person.pk, age_source=AgeSource.DOCUMENT).select_related("key").first()
    if status != DocumentStatus.FORGED or fresh is None:
        return
    if IdentityDocument.objects.filter(person=person, status=DocumentStatus.SHOWN, number_hash__isnull=False).exists():
        return
    _change(fresh, {"age_source": AgeSource.DECLARED}, by=by, expected_version=fresh.version)


def reveal(person: Person, what: str, *, by: User) -> None:
    """Leave the trace of somebody uncovering a name or a number (``what`` names the field)."""
    record_about(by, AuditAction.REVEALED, person, fields=[what])


def note_person_added(case: Case, person: Person, role_label: str, *, by: User) -> None:
    """The history line of somebody joining a case."""
    add_entry(case, EntryKind.PERSON, _("Se añadió a una persona: %s") % role_label, by=by, person=person)
