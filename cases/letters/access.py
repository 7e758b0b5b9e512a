"""The doors of letters. The trail names the person whose letter it is."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission, may_read_area
from cases.models import Letter, LetterTemplate

# What whoever writes letters must be allowed: they end in her name.
WRITES = (Permission.ADD_NOTE, Permission.REVEAL_NAME)


def letter_to_read(user: User, pk: UUID) -> Letter:
    """A letter of a case that the account sees, of an area that it reads; "viewed" is written of the person."""
    require(user, Permission.VIEW_CASE)
    rows = Letter.objects.visible_to(user).select_related(
        *("key", "case__key", "case__office", "person__key", "relative__key", "unit__agency", "office", "attachment"),
        *("written_by", "requested_by"),
    )
    letter = get_object_or_404(rows, pk=pk)
    if not may_read_letter(user, letter):
        raise PermissionDenied
    record_about(user, AuditAction.VIEWED, letter.person, fields=[trail_word(letter)])
    return letter


def letter_to_write(user: User, pk: UUID) -> Letter:
    """The same, for whoever may write letters."""
    letter = letter_to_read(user, pk)
    for permission in WRITES:
        require(user, permission)
    return letter


def may_read_letter(user: User, letter: Letter) -> bool:
    """Whether the account reads this letter; that there is one, everybody of the case sees."""
    if letter.key.is_shredded:
        return False
    return letter.written_by_id == user.pk or may_read_area(user.role, letter.area)


def may_write_letters(user: User) -> bool:
    return all(user.can(permission) for permission in WRITES)


def trail_word(letter: Letter) -> str:
    """How the trail names it among a person's data: "office_letter=carta-012-2026-IQT"."""
    return f"office_letter={letter.outward_name}"


def template_to(user: User, pk: UUID, field: str) -> LetterTemplate:
    """A template of the office, for whoever tends the catalogues; "viewed" is written, with what of it."""
    require(user, Permission.EDIT_CATALOGUES)
    rows = LetterTemplate.objects.select_related("key", "office", "uploaded_by")
    template = get_object_or_404(rows, pk=pk)
    record_about(user, AuditAction.VIEWED, template, fields=[field])
    return template
