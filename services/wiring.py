"""What this room adds to the pages of a case, once, when the system starts."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases.file_parts import (
    CARE,
    CASE_FILE_ACTIONS,
    CASE_FILE_PARTS,
    ENTRY_ASIDES,
    HOME_PARTS,
    SUBJECT_PAGES,
    FileAction,
    HomePart,
    Part,
)
from cases.hooks import caseload_moved, open_ends, outcomes
from cases.sections import PERSON_SECTIONS, PersonSection
from services import printing
from services.actions.passing import pass_on_services
from services.agenda_week import draw_today
from services.aid_lines import draw_aid
from services.case_file import attention_asides, draw_attentions
from services.case_services import service_states
from services.closing import left_open
from services.outcomes import became
from services.plan_lines import plan_states
from services.shelter_lines import draw_shelter, shelter_states

_RECORD = FileAction("record", _("Registrar nota"), "nota", 10, "services:record", Permission.ADD_NOTE, is_primary=True)
_SERVICES = Part("services", _("Servicios"), 30, draw_attentions, "services:of_case", Permission.VIEW_CASE, CARE)
_RUNNING = PersonSection(
    "services", _("Servicios"), 600, "services:of_case", service_states, Permission.VIEW_CASE, leads_by="case"
)

_ASK_AID = FileAction(
    "ask_aid", _("Pedir ayuda"), "moneda", 30, "services:aid_new", Permission.ADD_ATTENTION, in_menu=True
)
_SHELTER = Part("shelter", _("Acogida"), 15, draw_shelter, "services:shelter_of_case", Permission.VIEW_CASE, CARE)
_SLEEPS = PersonSection(
    "shelter", _("Acogida"), 500, "services:shelter_of_case", shelter_states, Permission.VIEW_CASE, leads_by="case"
)
_AID = Part("aid", _("Ayuda"), 35, draw_aid, "services:aid_of_case", Permission.VIEW_CASE, CARE)
_APPOINT = FileAction(
    "appointment", _("Poner una cita"), "calendario", 20, "services:appointment_new", Permission.ADD_NOTE, in_menu=True
)
_TODAY = HomePart("agenda", 5, draw_today)
_PLAN = Part("plan", _("Plan"), 32, url_name="services:plan_of_case", permission=Permission.VIEW_CASE, group=CARE)
_REINTEGRATION = PersonSection(
    "plan", _("Plan de reintegración"), 650, "services:plan_of_case", plan_states, Permission.VIEW_CASE, leads_by="case"
)
_PAGES = {"services.appointment": "services:appointment", "services.reintegrationplan": "services:plan"}


def connect() -> None:
    """The button "Registrar nota", the part "Servicios", and what the lines of the history were."""
    for rows, row in (
        (CASE_FILE_ACTIONS, _RECORD),
        (CASE_FILE_ACTIONS, _APPOINT),
        (HOME_PARTS, _TODAY),
        (CASE_FILE_PARTS, _SERVICES),
        (PERSON_SECTIONS, _RUNNING),
        (CASE_FILE_ACTIONS, _ASK_AID),
        (CASE_FILE_PARTS, _AID),
        (CASE_FILE_PARTS, _SHELTER),
        (PERSON_SECTIONS, _SLEEPS),
        (CASE_FILE_PARTS, _PLAN),
        (PERSON_SECTIONS, _REINTEGRATION),
        (ENTRY_ASIDES, attention_asides),
    ):
        if row not in rows:
            rows.append(row)
    printing.connect()
    SUBJECT_PAGES["services.aidrequest"] = "services:aid"
    SUBJECT_PAGES.update(_PAGES)
    if pass_on_services not in caseload_moved:
        caseload_moved.append(pass_on_services)
    if left_open not in open_ends:
        open_ends.append(left_open)
    if became not in outcomes:
        outcomes.append(became)
