"""The doors of the aid fund and of kits. What was looked at is written of the case it belongs to."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.audit import record, record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from services.aid_states import next_aid_statuses
from services.models import AidMovement, AidRequest, KitType


def aid_to_view(user: User, pk: UUID) -> AidRequest:
    """A request for help of a case that the account sees; "viewed" is written."""
    request = _aid(user, pk)
    record_about(user, AuditAction.VIEWED, request.case, fields=["aid"])
    return request


def aid_to_move(user: User, pk: UUID) -> AidRequest:
    """The same, for whoever may take it a step further; "viewed" is written."""
    request = _aid(user, pk)
    if not may_take(user, request):
        raise PermissionDenied
    record_about(user, AuditAction.VIEWED, request.case, fields=["aid"])
    return request


def may_take(user: User, request: AidRequest) -> tuple[str, ...]:
    """The states to which this account may take the request now, the way forward first."""
    return next_aid_statuses(
        request.status,
        may_approve=user.can(Permission.APPROVE_AID),
        may_ask=user.can(Permission.ADD_ATTENTION),
        is_own=request.requested_by_id == user.pk,
    )


def _aid(user: User, pk: UUID) -> AidRequest:
    require(user, Permission.VIEW_CASE)
    rows = AidRequest.objects.visible_to(user).select_related(
        "key", "case__key", "case__office", "person", "requested_by", "decided_by", "paid_by", "settled_by"
    )
    return get_object_or_404(rows.select_related("budget__project", "receipt__key"), pk=pk)


def kits_to_tend(user: User) -> None:
    """The catalogue and the stock: whoever tends the funds, and the coordination for its own office."""
    if not (user.can(Permission.TEND_AID) or user.can(Permission.APPROVE_AID)):
        raise PermissionDenied


def kit_to_tend(user: User, pk: UUID) -> KitType:
    """A kit of the catalogue, for changing it; "viewed" is written."""
    require(user, Permission.TEND_AID)
    kit = get_object_or_404(KitType, pk=pk)
    record_about(user, AuditAction.VIEWED, kit)
    return kit


def saw_fund(user: User, requests: list[AidRequest]) -> None:
    """Write that the list was shown, with the cases on the page."""
    record(user, AuditAction.LISTED, AidRequest._meta.label_lower, ids=[each.case_id for each in requests])


def took_ledger(user: User, rows: int) -> None:
    """Write that the ledger left the system: how many lines."""
    record(user, AuditAction.EXPORTED, AidMovement._meta.label_lower, fields=[f"rows={rows}"])
