"""Files of a case as lines of its pages: what may be told of each to whom, and where it stands."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Area
from cases.access import may_read_attachment
from cases.labels import Label
from cases.models import Attachment, Case
from cases.states import AttachmentKind, AttachmentRefusal, AttachmentState

_STATE_LOOK = {
    AttachmentState.IN_REVIEW: ("tierra", "reloj"),
    AttachmentState.CLEAN: ("selva", "ok"),
    AttachmentState.REFUSED: ("achiote", "alerta"),
}
CARD_LINES = 3


@dataclass(frozen=True)
class AttachmentLine:
    """``title`` says only whose area it is where this account may not open it."""

    attachment: Attachment
    title: str
    may_read: bool
    label: Label


def attachment_line(user: User, attachment: Attachment) -> AttachmentLine:
    may_read = may_read_attachment(user, attachment)
    return AttachmentLine(
        attachment=attachment,
        title=attachment.title if may_read else _instead_of_title(attachment),
        may_read=may_read,
        label=state_label_of(attachment),
    )


def _instead_of_title(attachment: Attachment) -> str:
    if attachment.key.is_shredded:
        return _("Suprimido")
    if attachment.kind == AttachmentKind.MEDICAL and attachment.area == Area.GENERAL:
        return _("Documento de salud, reservado")
    return _("Reservado del área %s") % attachment.get_area_display().lower()


def state_label_of(attachment: Attachment) -> Label:
    if attachment.is_withdrawn:
        return Label("gris", "menos", _("Retirado"))
    tone, icon = _STATE_LOOK[attachment.state]
    note = str(AttachmentRefusal(attachment.refusal).label) if attachment.refusal else ""
    return Label(tone, icon, attachment.get_state_display(), note)


def draw_attachments(user: User, case: Case) -> tuple[str, dict] | None:
    """The card "Documentos": the newest three; one query."""
    rows = list(Attachment.objects.filter(case=case).newest().in_use().for_list()[:CARD_LINES])
    if not rows:
        return None
    return "cases/_attachments_card.html", {"case": case, "lines": [attachment_line(user, row) for row in rows]}
