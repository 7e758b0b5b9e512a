"""The doors of factors and of their resets."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import account_to_manage, require
from accounts.models import FactorReset, User
from accounts.permissions import Permission


def factors_of(user: User):
    """The account's own factors, the first one first."""
    return Authenticator.objects.filter(user_id=user.pk).order_by("created_at", "pk")


def has_factor(user: User) -> bool:
    return factors_of(user).exists()


def own_factor(user: User, typed_number: str) -> Authenticator:
    """One of the account's own factors; of anybody else's nothing is said."""
    if not typed_number.isascii() or not typed_number.isdigit():
        raise Http404
    return get_object_or_404(factors_of(user), pk=int(typed_number))


def account_to_ask_for(user: User, pk: UUID) -> User:
    """The account whose factors an administrator asks to have removed: never their own."""
    account = account_to_manage(user, pk)
    if account.pk == user.pk:
        raise PermissionDenied
    return account


def resets(user: User):
    """All resets, for those who confirm them."""
    require(user, Permission.CONFIRM_FACTOR_RESET)
    return FactorReset.objects.for_list()


def reset_to_see(user: User, pk: UUID) -> FactorReset:
    return get_object_or_404(resets(user), pk=pk)


def may_confirm(user: User, reset: FactorReset) -> bool:
    """A second person: neither who asked nor whose factors they are."""
    return reset.is_open and user.pk not in (reset.asked_by_id, reset.account_id)
