"""People helped and their cases, one file per aggregate."""

from cases.models import history  # noqa: F401 - models of this app, made of the others
from cases.models.assessment import Assessment, AssessmentDraft
from cases.models.attachment import Attachment
from cases.models.case import Assignment, Case, CaseProject, StatusChange
from cases.models.consent import Consent, ConsentAnswer, WithdrawalLetter
from cases.models.decoy import Decoy
from cases.models.duplicate import DuplicatePair, MergedRow, PersonMerge
from cases.models.episode import EpisodePerson, ExploitationSite, RouteStop, TraffickingEpisode
from cases.models.followup import FollowUp, FollowUpAttempt, FollowUpFinding
from cases.models.lesson import Lesson
from cases.models.letter import Letter
from cases.models.letter_template import LetterTemplate
from cases.models.participation import Participation, PhasePeriod, VictimStatusChange
from cases.models.perpetrator import AllegedPerpetratorNote
from cases.models.person import IdentityDocument, Person, Relationship, SafeContact, ShelterLocation
from cases.models.profile import GenderProfile, HealthProfile, HouseholdProfile, LivelihoodProfile, OriginProfile
from cases.models.scope import CaseGrant, EmergencyAccess, ScopePeriod
from cases.models.section import SectionMark
from cases.models.timeline import Task, TimelineEntry

__all__ = [
    "AllegedPerpetratorNote",
    "Assessment",
    "AssessmentDraft",
    "Assignment",
    "Attachment",
    "Case",
    "CaseGrant",
    "CaseProject",
    "Consent",
    "ConsentAnswer",
    "Decoy",
    "DuplicatePair",
    "EmergencyAccess",
    "EpisodePerson",
    "ExploitationSite",
    "FollowUp",
    "FollowUpAttempt",
    "FollowUpFinding",
    "GenderProfile",
    "HealthProfile",
    "HouseholdProfile",
    "IdentityDocument",
    "LivelihoodProfile",
    "Lesson",
    "Letter",
    "LetterTemplate",
    "MergedRow",
    "OriginProfile",
    "Participation",
    "Person",
    "PersonMerge",
    "PhasePeriod",
    "Relationship",
    "RouteStop",
    "SafeContact",
    "ScopePeriod",
    "SectionMark",
    "ShelterLocation",
    "StatusChange",
    "Task",
    "TimelineEntry",
    "TraffickingEpisode",
    "VictimStatusChange",
    "WithdrawalLetter",
]
