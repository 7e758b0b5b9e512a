"""What this room adds to lower ones, once, when the system starts."""

from django.utils.translation import gettext_lazy as _

from accounts.alerts import RULES
from accounts.news import SOURCES
from accounts.permissions import Permission
from cases.assessments import sections as assessment_sections
from cases.attachment_lines import draw_attachments
from cases.consent_lines import consent_states
from cases.duplicates.home import draw_duplicates
from cases.episodes.sections import facts_states, standing_states, team_state
from cases.file_parts import (
    CASE_FILE_ACTIONS,
    CASE_FILE_PARTS,
    HOME_PARTS,
    PEOPLE_AND_FACTS,
    SUBJECT_PAGES,
    FileAction,
    HomePart,
    Part,
)
from cases.followup_lines import followup_states
from cases.news import TASKS
from cases.person_sections import PERSON_PARTS
from cases.printing import wiring as printing
from cases.section_states import facts_of_case
from cases.sections import CASE_SECTIONS, PERSON_SECTIONS, CaseSection, PersonSection
from cases.watching import many_files, outside_team, same_person

_ATTACH = FileAction(
    "attach", _("Subir documento"), "subir", 40, "cases:attachment_new", Permission.ADD_NOTE, in_menu=True
)
_LESSONS = FileAction(
    "lessons", _("Lo que deja aprendido"), "libro", 90, "cases:lessons", Permission.VIEW_CASE, in_menu=True
)
_ATTACHMENTS = Part(
    "attachments", _("Documentos"), 40, draw_attachments, url_name="cases:attachments", permission=Permission.VIEW_CASE
)
_MISSING = Part("missing", _("Qué falta"), 5, url_name="cases:missing", permission=Permission.VIEW_CASE)
_SUMMARY = CaseSection("summary", _("Resumen y lugar"), 110, "cases:edit", facts_of_case, Permission.EDIT_CASE)
_DUPLICATES = HomePart("duplicates", 40, draw_duplicates)
_FACTS = Part(
    "facts",
    _("Hechos"),
    15,
    url_name="cases:episodes",
    permission=Permission.VIEW_CASE,
    group=PEOPLE_AND_FACTS,
)
_FACTS_OF_HER = PersonSection(
    "facts", _("Los hechos"), 400, "cases:episodes", facts_states, Permission.VIEW_CASE, leads_by="case"
)
_STANDING = PersonSection(
    "standing", _("Fase y condición"), 160, "cases:phases", standing_states, Permission.CHANGE_STATUS
)
_TEAM = CaseSection("team", _("Equipo por área"), 120, "cases:team", team_state, Permission.MANAGE_TEAM)
_CONSENT = PersonSection("consent", _("Consentimiento"), 200, "cases:consent_of", consent_states, Permission.EDIT_CASE)

_FOLLOW_UP = PersonSection(
    "followup", _("Seguimiento"), 800, "cases:followups_of", followup_states, Permission.VIEW_CASE
)


def connect() -> None:
    """The rules of unusual reading that know which case is whose, the files of a case, and what it still lacks."""
    for rows, row in (
        (CASE_FILE_ACTIONS, _ATTACH),
        (CASE_FILE_ACTIONS, _LESSONS),
        (CASE_FILE_PARTS, _ATTACHMENTS),
        (CASE_FILE_PARTS, _MISSING),
        (CASE_FILE_PARTS, _FACTS),
        (CASE_SECTIONS, _SUMMARY),
        (CASE_SECTIONS, _TEAM),
        *((PERSON_SECTIONS, part) for part in PERSON_PARTS),
        (PERSON_SECTIONS, _FACTS_OF_HER),
        (PERSON_SECTIONS, _STANDING),
        (HOME_PARTS, _DUPLICATES),
        (PERSON_SECTIONS, _CONSENT),
        (PERSON_SECTIONS, _FOLLOW_UP),
        (SOURCES, TASKS),
    ):
        if row not in rows:
            rows.append(row)
    SUBJECT_PAGES["cases.followup"] = "cases:followup"
    SUBJECT_PAGES["cases.traffickingepisode"] = "cases:episode"
    assessment_sections.connect()
    printing.connect()
    for rule in (many_files, outside_team, same_person):
        if rule not in RULES:
            RULES.append(rule)
    SUBJECT_PAGES["cases.consent"] = "cases:consent_act"
    SUBJECT_PAGES["cases.withdrawalletter"] = "cases:consent_letter"
