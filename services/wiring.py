"""What this room adds to the pages of a case, once, when the system starts."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases.file_parts import CASE_FILE_ACTIONS, CASE_FILE_PARTS, ENTRY_ASIDES, FileAction, Part
from cases.sections import PERSON_SECTIONS, PersonSection
from services.case_file import attention_asides, draw_attentions
from services.case_services import service_states

_RECORD = FileAction("record", _("Registrar nota"), "nota", 10, "services:record", Permission.ADD_NOTE, is_primary=True)
_SERVICES = Part(
    "services", _("Servicios"), 30, draw_attentions, url_name="services:of_case", permission=Permission.VIEW_CASE
)
_RUNNING = PersonSection(
    "services", _("Servicios"), 600, "services:of_case", service_states, Permission.VIEW_CASE, leads_by="case"
)


def connect() -> None:
    """The button "Registrar nota", the part "Servicios", and what the lines of the history were."""
    for rows, row in (
        (CASE_FILE_ACTIONS, _RECORD),
        (CASE_FILE_PARTS, _SERVICES),
        (PERSON_SECTIONS, _RUNNING),
        (ENTRY_ASIDES, attention_asides),
    ):
        if row not in rows:
            rows.append(row)
