"""The doors of accounts and of the trail."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.permissions import Permission


def require(user: User, permission: Permission) -> None:
    """Refuse with PermissionDenied whoever may not do this at all."""
    if not user.can(permission):
        raise PermissionDenied


def account_to_manage(user: User, pk: UUID) -> User:
    """Another account, for whoever administers them."""
    require(user, Permission.MANAGE_USERS)
    return get_object_or_404(User.objects.select_related("office", "agency_unit__agency"), pk=pk)
