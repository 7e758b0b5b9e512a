"""The doors of factors and of their resets."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import account_to_manage, require
from accounts.audit import record, record_about
from accounts.models import AuditAction, FactorReset, User
from accounts.permissions import Permission

_LISTED = 50


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


def latest_resets(user: User) -> list[FactorReset]:
    """The last ones asked for, for those who confirm them; "listed" is written."""
    require(user, Permission.CONFIRM_FACTOR_RESET)
    found = list(FactorReset.objects.for_list()[:_LISTED])
    record(user, AuditAction.LISTED, FactorReset._meta.label_lower, ids=[reset.pk for reset in found])
    return found


def reset_to_see(user: User, pk: UUID) -> FactorReset:
    """One of them, with its reason; "viewed" is written."""
    reset = _reset(user, pk)
    record_about(user, AuditAction.VIEWED, reset)
    return reset


def reset_to_confirm(user: User, pk: UUID) -> FactorReset:
    """One of them, for the second person: neither who asked nor whose factors they are."""
    reset = _reset(user, pk)
    if _is_party(user, reset):
        raise PermissionDenied
    return reset


def may_confirm(user: User, reset: FactorReset) -> bool:
    """Whether there is something to confirm, and this account is the second person."""
    return reset.is_open and not _is_party(user, reset)


def _reset(user: User, pk: UUID) -> FactorReset:
    require(user, Permission.CONFIRM_FACTOR_RESET)
    return get_object_or_404(FactorReset.objects.for_list(), pk=pk)


def _is_party(user: User, reset: FactorReset) -> bool:
    return user.pk in (reset.asked_by_id, reset.account_id)
