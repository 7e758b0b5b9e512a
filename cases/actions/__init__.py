"""The verbs of a case: lock, check, change, record, announce on commit. No request, no form, no rendering."""

from cases.actions.agenda import add_task, finish_task, move_task
from cases.actions.attachments import (
    NewFile,
    add_attachment,
    add_version,
    hand_out,
    hand_out_original,
    withdraw_attachment,
)
from cases.actions.consent import Circumstances, bring_paper, record_consent
from cases.actions.consent_withdrawal import (
    note_letter_confirmed,
    note_letter_sent,
    withdraw_answer,
    withdraw_consent,
)
from cases.actions.grants import give_grant, open_emergency, review_emergency, revoke_grant
from cases.actions.intake import Intake, NewPerson, add_person, open_case
from cases.actions.people import (
    add_document,
    change_case,
    change_document,
    change_person,
    change_safe_contact,
    reveal,
)
from cases.actions.relatives import add_relative, change_relation, relate, withdraw_relation
from cases.actions.shelter import read_entry, record_shelter, reveal_shelter
from cases.actions.status import change_status, change_victim_status, set_phases
from cases.actions.team import assign, hand_over, leave_team
from cases.actions.timeline import add_entry, add_note, correct_entry, headline_about, only_one

__all__ = [
    "Circumstances",
    "Intake",
    "NewFile",
    "NewPerson",
    "add_attachment",
    "add_document",
    "add_entry",
    "add_note",
    "add_person",
    "add_relative",
    "add_task",
    "add_version",
    "assign",
    "bring_paper",
    "change_case",
    "change_document",
    "change_person",
    "change_relation",
    "change_safe_contact",
    "change_status",
    "change_victim_status",
    "correct_entry",
    "finish_task",
    "give_grant",
    "hand_out",
    "hand_out_original",
    "hand_over",
    "headline_about",
    "leave_team",
    "move_task",
    "note_letter_confirmed",
    "note_letter_sent",
    "only_one",
    "open_case",
    "open_emergency",
    "read_entry",
    "record_consent",
    "record_shelter",
    "relate",
    "reveal",
    "reveal_shelter",
    "review_emergency",
    "revoke_grant",
    "set_phases",
    "withdraw_answer",
    "withdraw_attachment",
    "withdraw_consent",
    "withdraw_relation",
]
