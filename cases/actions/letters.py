"""Letters: begun from a text, written on, made final under a number, or put aside. A number is given once."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.models import AuditAction, User
from cases.actions.people import put
from cases.errors import NotPossible
from cases.letters.access import trail_word
from cases.letters.kinds import LetterState
from cases.letters.printing import Printing, printing_of
from cases.letters.tasks import wake_making
from cases.letters.wording import current_text, text_of
from cases.models import Case, Letter, Participation, Person
from directory.codes import next_code
from directory.versions import StaleVersion, save_current


def begin_letter(case: Case, person: Person, kind: str, *, by: User) -> Letter:
    """Begin a letter about somebody of this case with the text of today. Raises NotPossible for whoever is not of it.

    Sealed with her key, so that erasing her erases it.
    """
    text = current_text(kind, timezone.localdate())
    with transaction.atomic():
        if not Participation.objects.filter(case=case, person=person).exists():
            raise NotPossible(_("Esa persona no está en este caso."))
        letter = Letter.objects.create(
            key=person.key,
            case=case,
            person=person,
            kind=kind,
            edition=text.edition,
            area=text.area,
            addressee=text.addressees[0],
            attention_to=text.attention_to,
            subject=text.subject,
            body=text.body_for(person.sex),
            blanks={each.token: each.begins for each in text.blanks if each.begins},
            written_by=by,
        )
        record_about(by, AuditAction.CREATED, person, fields=[trail_word(letter)])
    return letter


def change_letter(letter: Letter, values: dict[str, Any], *, by: User, expected_version: int) -> Letter:
    """Write on a letter that is not final. Raises StaleVersion when somebody saved first, NotPossible when final."""
    with transaction.atomic():
        row = _locked(letter)
        if not row.is_writable:
            raise NotPossible(_("Esta carta ya es definitiva: no se cambia. Puedes escribir otra."))
        if row.version != expected_version:
            raise StaleVersion(row)
        if changed := put(row, values):
            save_current(row, expected_version, [*changed, "updated_at"])
            record_about(by, AuditAction.CHANGED, row.person, fields=[trail_word(row)])
    return row


def make_final(letter: Letter, *, by: User, seen: int) -> Letter:
    """Give the letter its number and have a worker make its PDF; the number is kept whatever happens then.

    Numbers follow each other per office, year and kind of document: the counter is locked until the number is stored.
    Raises StaleVersion when the text changed since it was looked at (``seen`` is that version), NotPossible when it is
    final already or when something that it says may not leave.
    """
    today = timezone.localdate()
    with transaction.atomic():
        row = _locked(letter)
        if not row.is_writable:
            raise NotPossible(_("Esta carta ya es definitiva: no se cambia. Puedes escribir otra."))
        if row.version != seen:
            raise StaleVersion(row)
        printing = printing_of(row, today)
        if printing.lacks:
            raise NotPossible(printing.lacks[0].what)
        if row.number is None:
            _give_number(row, today)
        row.requested_by, row.requested_at, row.signer_role = by, timezone.now(), by.role
        row.state, row.failure, row.heartbeat_at = LetterState.QUEUED, "", None
        row.save(update_fields=[*_NUMBERED, "state", "failure", "heartbeat_at", "updated_at"])
        record_about(by, AuditAction.EXPORTED, row.person, fields=[trail_word(row), *printing.told])
        wake_making(row)
    return row


_NUMBERED = ("office", "series", "year", "number", "dated_on", "requested_by", "requested_at", "signer_role")


def _give_number(letter: Letter, today: date) -> None:
    """The office is the one of the case as things stand now."""
    letter.office, letter.series = letter.case.office, text_of(letter.edition).series
    letter.year, letter.dated_on = today.year, today
    letter.number = next_code(f"{letter.series}-{letter.office.code}", today.year)


def discard_letter(letter: Letter, *, by: User) -> Letter:
    """Put a draft aside. Raises NotPossible for one that has a number: numbers leave no gap."""
    with transaction.atomic():
        row = _locked(letter)
        if row.state != LetterState.DRAFT:
            raise NotPossible(_("Esta carta ya tiene número: no se descarta."))
        row.state = LetterState.DISCARDED
        row.save(update_fields=["state", "updated_at"])
        record_about(by, AuditAction.STATUS_CHANGED, row.person, fields=[trail_word(row)])
    return row


def read_with_names(letter: Letter, *, by: User) -> Printing:
    """What the letter says with what identifies her, for the screen; each such fact is written as uncovered."""
    with transaction.atomic():
        printing = printing_of(letter, letter.dated_on or timezone.localdate())
        record_about(by, AuditAction.REVEALED, letter.person, fields=[trail_word(letter), *printing.told])
        if letter.relative is not None:
            record_about(by, AuditAction.REVEALED, letter.relative, fields=["name"])
    return printing


def _locked(letter: Letter) -> Letter:
    rows = Letter.objects.select_for_update(of=("self",))
    rows = rows.select_related(
        "key", "case__key", "case__office", "person__key", "relative__key", "unit__agency", "office"
    )
    return rows.get(pk=letter.pk)
