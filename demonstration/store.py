"""Rows collected in memory and written table by table, parents first, in few statements."""

from collections import defaultdict
from itertools import takewhile

from django.db import transaction

from accounts.models import AuditEntry
from cases.models import (
    AllegedPerpetratorNote,
    Assessment,
    Assignment,
    Case,
    CaseProject,
    Consent,
    ConsentAnswer,
    DuplicatePair,
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
    OriginProfile,
    Participation,
    Person,
    PhasePeriod,
    Relationship,
    RouteStop,
    SafeContact,
    SectionMark,
    ShelterLocation,
    StatusChange,
    Task,
    TimelineEntry,
    TraffickingEpisode,
    VictimStatusChange,
)
from referrals.models import Referral, ReferralChange
from services.models import (
    AidMovement,
    AidRequest,
    AidStatusChange,
    Appointment,
    Attendance,
    Attention,
    GroupActivity,
    KitDelivery,
    KitDeliveryItem,
    KitMovement,
    Livelihood,
    LivelihoodVisit,
    PlanActivity,
    PlanGoal,
    PlanReview,
    ReintegrationPlan,
    ServiceEnrolment,
    Session,
    ShelterRefusal,
    ShelterSearch,
    ShelterStay,
)
from vault.models import DataKey

ORDER = (
    DataKey,
    Case,
    Person,
    Participation,
    DuplicatePair,
    Assignment,
    PhasePeriod,
    StatusChange,
    VictimStatusChange,
    Consent,
    ConsentAnswer,
    IdentityDocument,
    SafeContact,
    Relationship,
    TimelineEntry,
    Task,
    *(OriginProfile, GenderProfile, HealthProfile, HouseholdProfile, LivelihoodProfile),
    *(SectionMark, CaseProject, Lesson),
    *(TraffickingEpisode, EpisodePerson, RouteStop, ExploitationSite, AllegedPerpetratorNote),
    Assessment,
    ServiceEnrolment,
    Attention,
    Session,
    *(GroupActivity, Attendance, Appointment),
    *(KitDelivery, KitDeliveryItem, KitMovement),
    *(AidRequest, AidStatusChange, AidMovement),
    *(ShelterLocation, ShelterStay, ShelterSearch, ShelterRefusal),
    # The database adds nothing to a plan that was agreed: what it holds is written before it, in the same transaction.
    *(PlanActivity, PlanGoal, ReintegrationPlan, PlanReview),
    *(Livelihood, LivelihoodVisit),
    *(FollowUp, FollowUpAttempt, FollowUpFinding),
    Referral,
    ReferralChange,
    AuditEntry,
)
_BATCH = 2000


class Store:
    """``add`` rows in any order; ``flush`` writes them parents first in one transaction."""

    def __init__(self):
        self._rows = defaultdict(list)

    def add(self, row):
        self._rows[type(row)].append(row)
        return row

    def of_case(self, model, belongs) -> list:
        """The rows that were added last of ``model`` and belong together, oldest first: those of the newest case."""
        found = list(takewhile(belongs, reversed(self._rows[model])))
        return found[::-1]

    def flush(self) -> None:
        with transaction.atomic():
            for model in ORDER:
                model.objects.bulk_create(self._rows.pop(model, []), batch_size=_BATCH)
        if self._rows:
            raise LookupError(f"No place in the order of writing: {sorted(each.__name__ for each in self._rows)}")
