"""The doors of assessments. That there is one, everybody of the case sees; its answers, whose area they are."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.access import require
from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Area, Permission, may_read_area
from cases.access import participation_to
from cases.assessments.areas import AssessmentArea, area_of
from cases.assessments.instruments import Instrument, newest_of
from cases.assessments.profile import profile_of
from cases.assessments.scoring import PROFILE
from cases.models import Assessment, AssessmentDraft, Participation


def assessment_to(user: User, permission: Permission, pk: UUID) -> Assessment:
    """An assessment whose answers the account may read, for doing what ``permission`` names; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    rows = Assessment.objects.visible_to(user).select_related(
        "key", "signed_by", "supersedes", "participation__case__key", "participation__person__key"
    )
    assessment = get_object_or_404(rows, pk=pk)
    require(user, permission)
    if not may_read_assessment(user, assessment):
        raise PermissionDenied
    record_about(user, AuditAction.VIEWED, assessment.participation, fields=["assessment"])
    return assessment


def may_read_assessment(user: User, assessment: Assessment) -> bool:
    """Whether the account reads what was answered: whoever signed it, and the people of its area."""
    return assessment.signed_by_id == user.pk or _is_of(user, assessment.area)


def _is_of(user: User, area: str) -> bool:
    """Whether the answers of an area are the account's to read. Health has no area of its own: it is read by whoever
    reads her health elsewhere."""
    if area == AssessmentArea.HEALTH and not user.can(Permission.READ_HEALTH):
        return False
    return may_read_area(user.role, area_of(area))


def is_behind_a_click(assessment: Assessment) -> bool:
    """Whether its answers are shown only by an act that says why, to its author too: what therapy found."""
    return area_of(assessment.area) == Area.PSYCHOLOGICAL


def may_assess(user: User, area: str) -> bool:
    """Whether the account fills in instruments of this area: those that are reserved, only its own people."""
    return user.can(Permission.ADD_NOTE) and _is_of(user, area)


def draft_to_fill(user: User, pk: UUID, code: str) -> AssessmentDraft:
    """One's own open draft of an instrument for somebody's part in a case; an empty one, not stored, without any.

    404 for an instrument that there is not, or that is not for her; 403 for one of another area.
    """
    participation = participation_to(user, Permission.ADD_NOTE, pk)
    profile = profile_of(participation.person, timezone.localdate())
    form = newest_of(code)
    if form is None or not form.fits(participation.role, profile):
        raise Http404
    if not may_assess(user, form.area):
        raise PermissionDenied
    mine = AssessmentDraft.objects.open_of(user).filter(participation=participation, instrument=code)
    draft = mine.select_related("key", "corrects").first() or _blank(user, participation, form)
    draft.participation = participation
    draft.answers = {**draft.answers, PROFILE: sorted(profile)}
    return draft


def _blank(user: User, participation: Participation, form: Instrument) -> AssessmentDraft:
    key = participation.case.key
    return AssessmentDraft(key=key, participation=participation, user=user, instrument=form.code, edition=form.version)
