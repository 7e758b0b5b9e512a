"""The doors of accounts and of the trail."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.audit import record, record_about
from accounts.models import Alert, AuditAction, AuditEntry, User, UserSession
from accounts.permissions import Permission
from accounts.trail import named_in_trail


def require(user: User, permission: Permission) -> None:
    """Refuse with PermissionDenied whoever may not do this at all."""
    if not user.can(permission):
        raise PermissionDenied


def as_it_stands(user: User) -> User:
    """The account as it is now; it does not change before the end of the transaction.

    For jobs: whoever asked for one may have been closed, moved or given another role since.
    """
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def account_to_manage(user: User, pk: UUID) -> User:
    """Another account, for whoever administers them; "viewed" is written."""
    require(user, Permission.MANAGE_USERS)
    account = get_object_or_404(User.objects.select_related("office", "agency_unit__agency"), pk=pk)
    record_about(user, AuditAction.VIEWED, account)
    return account


def own_session(user: User, pk: UUID) -> UserSession:
    """One of one's own sessions that nobody has ended; anybody else's is not there."""
    return get_object_or_404(UserSession.objects.of(user).not_ended().defer("content"), pk=pk)


def account_of_trail(user: User, pk: UUID) -> User:
    """Another account, for seeing in the trail what it did; that it was looked up is written."""
    require(user, Permission.VIEW_AUDIT)
    account = get_object_or_404(User.objects.select_related("office", "agency_unit__agency"), pk=pk)
    record_about(user, AuditAction.VIEWED, account, fields=["trail"])
    return account


def record_of_trail(user: User, pk: UUID) -> AuditEntry:
    """The row of the trail that names a record, for seeing who opened it; 404 for what the trail never named."""
    require(user, Permission.VIEW_AUDIT)
    entry = named_in_trail(pk)
    if entry is None:
        raise Http404
    record(user, AuditAction.VIEWED, entry.subject_kind, pk, code=entry.subject_code, fields=["trail"])
    return entry


def saw_trail(user: User) -> None:
    """Whoever reads the trail leaves a row in it too."""
    record(user, AuditAction.LISTED, AuditEntry._meta.label_lower)


def alert_to(user: User, permission: Permission, pk: UUID) -> Alert:
    """An alert that this account may know of, for doing what ``permission`` names; "viewed" is written."""
    require(user, Permission.VIEW_AUDIT)
    alert = get_object_or_404(Alert.objects.visible_to(user).select_related("review__by", "review__key"), pk=pk)
    require(user, permission)
    record_about(user, AuditAction.VIEWED, alert)
    return alert


def may_review(user: User, alert: Alert) -> bool:
    """Whether this account may say what came out of an alert; nobody about themselves."""
    return user.can(Permission.REVIEW_ALERTS) and alert.actor_id != user.pk
