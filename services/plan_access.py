"""The doors of the reintegration plan and of livelihoods. What was looked at is written of the person's part."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from cases.models import Participation
from services.models import Livelihood, PlanActivity, PlanGoal, ReintegrationPlan

_PART = ("participation__case__key", "participation__person__key")


def plan_to(user: User, permission: Permission, pk: UUID) -> ReintegrationPlan:
    """A version of a plan of a case that the account sees, for doing what ``permission`` names; "viewed" is written."""
    rows = ReintegrationPlan.objects.visible_to(user).select_related("key", "created_by", "agreed_by", *_PART)
    return _opened(user, permission, rows, pk, lambda plan: plan.participation, "plan")


def goal_to(user: User, permission: Permission, pk: UUID) -> PlanGoal:
    rows = PlanGoal.objects.visible_to(user).select_related("key", "plan__key", *(f"plan__{name}" for name in _PART))
    return _opened(user, permission, rows, pk, lambda goal: goal.plan.participation, "plan")


def activity_to(user: User, permission: Permission, pk: UUID) -> PlanActivity:
    rows = PlanActivity.objects.visible_to(user).select_related(
        "key", "staff", "unit", "goal__key", "goal__plan__key", *(f"goal__plan__{name}" for name in _PART)
    )
    return _opened(user, permission, rows, pk, lambda each: each.goal.plan.participation, "plan")


def livelihood_to(user: User, permission: Permission, pk: UUID) -> Livelihood:
    rows = Livelihood.objects.visible_to(user).select_related("key", "aid", *_PART)
    return _opened(user, permission, rows, pk, lambda each: each.participation, "livelihood")


def _opened(user: User, permission: Permission, rows, pk: UUID, part_of, what: str):
    require(user, Permission.VIEW_CASE)
    row = get_object_or_404(rows, pk=pk)
    require(user, permission)
    part: Participation = part_of(row)
    record_about(user, AuditAction.VIEWED, part, fields=[what])
    return row
