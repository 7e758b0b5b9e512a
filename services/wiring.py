"""What this room adds to the pages of a case, once, when the system starts."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases.file_parts import CASE_FILE_ACTIONS, CASE_FILE_PARTS, ENTRY_ASIDES, FileAction, Part
from services.case_file import attention_asides, draw_attentions

_RECORD = FileAction("record", _("Registrar nota"), "nota", 10, "services:record", Permission.ADD_NOTE, is_primary=True)
_ATTENTIONS = Part("attentions", _("Atenciones"), 30, draw_attentions, permission=Permission.VIEW_CASE)


def connect() -> None:
    """The button "Registrar nota", the card "Atenciones", and what the lines of the history were."""
    for rows, row in (
        (CASE_FILE_ACTIONS, _RECORD),
        (CASE_FILE_PARTS, _ATTENTIONS),
        (ENTRY_ASIDES, attention_asides),
    ):
        if row not in rows:
            rows.append(row)
