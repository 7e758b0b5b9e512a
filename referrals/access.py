"""The doors of referrals: staff by the case they see, an agency's liaison by their unit."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from cases.access import require
from referrals.models import Referral


def referral_to_view(user: User, pk: UUID) -> Referral:
    """A referral as staff see it; "viewed" is written."""
    return _referral_to(user, Permission.VIEW_CASE, pk)


def referral_to_move(user: User, pk: UUID) -> Referral:
    """A referral that the centre may move or write in; "viewed" is written."""
    return _referral_to(user, Permission.SEND_REFERRAL, pk)


def _referral_to(user: User, permission: Permission, pk: UUID) -> Referral:
    require(user, Permission.VIEW_CASE)
    rows = Referral.objects.visible_to(user).for_list().select_related("case__key", "person__key", "consent")
    referral = get_object_or_404(rows, pk=pk)
    require(user, permission)
    record_about(user, AuditAction.VIEWED, referral)
    return referral


def referral_for_agency(user: User, pk: UUID) -> Referral:
    """What an agency's liaison may open: only what was sent to their own unit; "viewed" is written."""
    require(user, Permission.ANSWER_REFERRAL)
    rows = Referral.objects.for_agency(user).select_related("unit__agency", "office", "key", "responsible")
    referral = get_object_or_404(rows, pk=pk)
    record_about(user, AuditAction.VIEWED, referral)
    return referral
