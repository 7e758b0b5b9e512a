"""The door of a follow-up. The trail names her part in the case."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from cases.models import FollowUp


def follow_up_to(user: User, permission: Permission, pk: UUID) -> FollowUp:
    """A follow-up of a case that the account sees, with its attempts; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    rows = FollowUp.objects.visible_to(user).prefetch_related("attempts__key", "attempts__recorded_by")
    rows = rows.select_related(
        "key",
        "ended_by",
        "finding__key",
        "finding__updated_by",
        "finding__place__parent__parent",
        "participation__case__key",
        "participation__case__office",
        "participation__person__key",
        "participation__person__safe_contact__key",
    )
    follow_up = get_object_or_404(rows, pk=pk)
    require(user, permission)
    record_about(user, AuditAction.VIEWED, follow_up.participation, fields=["follow_up"])
    return follow_up


def may_read_health(user: User) -> bool:
    """Whether the account reads, and writes, how her health is."""
    return user.can(Permission.READ_HEALTH)
