"""People helped and their cases, one file per aggregate."""

from cases.models.case import Assignment, Case, CaseGrant, StatusChange
from cases.models.consent import Consent
from cases.models.participation import Participation, PhasePeriod, VictimStatusChange
from cases.models.person import IdentityDocument, Person, Relationship, SafeContact
from cases.models.timeline import Task, TimelineEntry

__all__ = [
    "Assignment",
    "Case",
    "CaseGrant",
    "Consent",
    "IdentityDocument",
    "Participation",
    "Person",
    "PhasePeriod",
    "Relationship",
    "SafeContact",
    "StatusChange",
    "Task",
    "TimelineEntry",
    "VictimStatusChange",
]
