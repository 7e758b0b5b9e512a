"""The verbs of this room: lock, check, change, record, announce on commit. No request, no form, no rendering."""

from services.actions.attentions import (
    AREA_OF_GROUP,
    Happening,
    NextTask,
    SessionTold,
    record_attention,
    record_attentions,
    record_happening,
)
from services.actions.enrolments import Enrolment, change_enrolment, end_enrolment, enrol

__all__ = [
    "AREA_OF_GROUP",
    "Enrolment",
    "Happening",
    "NextTask",
    "SessionTold",
    "change_enrolment",
    "end_enrolment",
    "enrol",
    "record_attention",
    "record_attentions",
    "record_happening",
]
