"""The verbs of a case: lock, check, change, record, announce on commit. No request, no form, no rendering."""

from cases.actions.agenda import add_task, finish_task, move_task
from cases.actions.consent import record_consent, withdraw_consent
from cases.actions.intake import Intake, NewPerson, add_person, open_case
from cases.actions.people import add_document, change_case, change_person, change_safe_contact, relate, reveal
from cases.actions.status import change_status, change_victim_status, set_phases
from cases.actions.team import assign, hand_over, leave_team
from cases.actions.timeline import add_entry, add_note, correct_entry, headline_about, only_one

__all__ = [
    "Intake",
    "NewPerson",
    "add_document",
    "add_entry",
    "add_note",
    "add_person",
    "add_task",
    "assign",
    "change_case",
    "change_person",
    "change_safe_contact",
    "change_status",
    "change_victim_status",
    "correct_entry",
    "finish_task",
    "hand_over",
    "headline_about",
    "leave_team",
    "move_task",
    "only_one",
    "open_case",
    "record_consent",
    "relate",
    "reveal",
    "set_phases",
    "withdraw_consent",
]
