"""Files of a case: brought, replaced by a newer version, withdrawn. They are never deleted, and never changed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Area
from accounts.trail_words import RevealReason
from cases.attachments.kinds import KINDS, extension_of, kind_of
from cases.attachments.tasks import wake_review
from cases.errors import NotPossible
from cases.models import Attachment, Case, Person
from cases.states import AttachmentState
from vault.files import SealedFile, read_sealed


@dataclass(frozen=True)
class NewFile:
    """A file that arrived, sealed already, under the name it had where it came from; ``is_bound``: photographs that we
    bound into one (cases/attachments/bound.py), under a name of ours."""

    name: str
    sealed: SealedFile
    is_bound: bool = False


def add_attachment(
    case: Case,
    file: NewFile,
    kind: str,
    title: str,
    *,
    by: User,
    person: Person | None = None,
    area: str = Area.GENERAL,
) -> Attachment:
    """Put a file into a case; a worker looks at it before anybody can open it.

    Sealed with her key when it is hers, so that erasing her erases it, else with the case's. Raises NotPossible for a
    kind of file that is not taken.
    """
    with transaction.atomic():
        return _put(case, file, kind, title, by, person=person, area=area)


def keep_made(
    case: Case, file: NewFile, kind: str, title: str, *, by: User, person: Person, area: str = Area.GENERAL
) -> Attachment:
    """Keep a PDF that we made ourselves, for a worker: clean from the start, because nothing in it is a stranger's.

    The caller owns the transaction. A page may not do this: the database refuses.
    """
    row = _row(case, file, kind, title, by, person=person, area=area)
    row.state, row.media_type = AttachmentState.CLEAN, KINDS[row.extension].media_type
    row.save(force_insert=True)
    record_about(by, AuditAction.CREATED, row, fields=["file", "title", "kind"])
    return row


def add_version(attachment: Attachment, file: NewFile, title: str, *, by: User) -> Attachment:
    """Put a newer version beside ``attachment``, for the same readers. Raises NotPossible when there is one already."""
    with transaction.atomic():
        old = Attachment.objects.select_for_update(of=("self",)).select_related("case__key", "person__key")
        old = old.get(pk=attachment.pk)
        if Attachment.objects.filter(replaces=old).exists():
            raise NotPossible(_("Este documento ya tiene una versión más nueva."))
        if old.is_withdrawn:
            raise NotPossible(_("Este documento está retirado."))
        return _put(
            old.case, file, old.kind, title, by, person=old.person, area=old.area, replaces=old, edition=old.edition + 1
        )


def withdraw_attachment(attachment: Attachment, reason: str, *, by: User) -> Attachment:
    """Take a file out of use, for a reason; it stays sealed. Raises NotPossible if it was taken out before."""
    with transaction.atomic():
        row = Attachment.objects.select_for_update(of=("self",)).select_related("key", "case").get(pk=attachment.pk)
        if row.is_withdrawn:
            raise NotPossible(_("Este documento ya estaba retirado."))
        row.withdrawn_at, row.withdrawn_by, row.withdrawal_reason = timezone.now(), by, reason
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
        record_about(by, AuditAction.STATUS_CHANGED, row, fields=["withdrawn_at", "withdrawal_reason"])
    return row


def hand_out(attachment: Attachment, *, by: User) -> Iterator[bytes]:
    """The bytes of what is served, for whoever may open it. Raises NotPossible while it is in review, or for good.

    The row of the trail comes first; the iterator needs no database.
    """
    if attachment.is_withdrawn:
        raise NotPossible(_("Este documento está retirado."))
    if attachment.state != AttachmentState.CLEAN:
        raise NotPossible(_UNSEEN[attachment.state])
    record_about(by, AuditAction.DOWNLOADED, attachment, fields=["file"])
    return _content(attachment.handed_out)


def hand_out_original(attachment: Attachment, reason: RevealReason, *, by: User) -> Iterator[bytes]:
    """The bytes as they came, with all that is hidden in them. Raises NotPossible unless they were found clean."""
    if attachment.state != AttachmentState.CLEAN:
        raise NotPossible(_UNSEEN[attachment.state])
    record_about(by, AuditAction.REVEALED, attachment, fields=["original", f"reason={RevealReason(reason)}"])
    return _content(attachment.original)


_UNSEEN = {
    AttachmentState.IN_REVIEW: _("Todavía está en revisión. Suele tardar menos de un minuto."),
    AttachmentState.REFUSED: _("Este archivo no se aceptó y no se puede abrir."),
}


def _content(file: SealedFile) -> Iterator[bytes]:
    return read_sealed(file.name, file.key, file.size)


def _put(case: Case, file: NewFile, kind: str, title: str, by: User, **more) -> Attachment:
    if kind_of(file.name) is None and not file.is_bound:
        raise NotPossible(_("No recibimos archivos de ese tipo."))
    attachment = _row(case, file, kind, title, by, **more)
    attachment.save(force_insert=True)
    record_about(by, AuditAction.CREATED, attachment, fields=["file", "title", "kind"])
    wake_review(attachment)
    return attachment


def _row(case: Case, file: NewFile, kind: str, title: str, by: User, **more) -> Attachment:
    """The next document of the case, not yet stored."""
    person = more.get("person")
    return Attachment(
        key=person.key if person else case.key,
        case=case,
        number=_next_number(case),
        kind=kind,
        title=title,
        original_name=file.name,
        extension=extension_of(file.name),
        file_name=file.sealed.name,
        file_key=file.sealed.key,
        digest=file.sealed.digest,
        size=file.sealed.size,
        uploaded_by=by,
        **more,
    )


def _next_number(case: Case) -> int:
    """Numbers of a case follow each other; whoever brings two files at once waits for the first."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    return (Attachment.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0) + 1
