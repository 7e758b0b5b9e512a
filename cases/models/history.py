"""Which tables of this room have a history: all of them, but for the keys of files.

The key of one file is what destroying the file destroys: a copy of it would undo that. How often a file was examined
says nothing of anybody. What somebody is still filling in is nobody's record yet.
"""

from accounts.history import keep_history
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

keep_history(AssessmentDraft, without="answers saved_at")
keep_history(Attachment, without="file_key derivative_key attempts")
keep_history(Letter, without="heartbeat_at attempt")
keep_history(LetterTemplate, without="content")
for model in (
    Assessment,
    AllegedPerpetratorNote,
    Assignment,
    Case,
    CaseGrant,
    CaseProject,
    Consent,
    ConsentAnswer,
    Decoy,
    DuplicatePair,
    EmergencyAccess,
    EpisodePerson,
    ExploitationSite,
    FollowUp,
    FollowUpAttempt,
    FollowUpFinding,
    GenderProfile,
    HealthProfile,
    HouseholdProfile,
    IdentityDocument,
    Lesson,
    LivelihoodProfile,
    MergedRow,
    OriginProfile,
    Participation,
    Person,
    PersonMerge,
    PhasePeriod,
    Relationship,
    RouteStop,
    SafeContact,
    ScopePeriod,
    SectionMark,
    ShelterLocation,
    StatusChange,
    Task,
    TimelineEntry,
    TraffickingEpisode,
    VictimStatusChange,
    WithdrawalLetter,
):
    keep_history(model)
