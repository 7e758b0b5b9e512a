"""Verbs of the second factor: use, add and remove one, and the two people who reset a lost one."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.audit import record_about
from accounts.factors import codes, keys, recovery
from accounts.factors.errors import HasFactor, LastFactor, NotOpen, WrongFactor
from accounts.models import AuditAction, FactorReset, User
from accounts.sessions import end_sessions, forget_browsers
from vault.models import DataKey

RECOVERY = "recovery"
_CODE_LENGTH = 6


def use_factor(user: User, *, typed: str = "", credential: dict | None = None) -> str:
    """Give the second factor; returns its kind ("totp", "webauthn", "recovery"). Raises WrongFactor.

    A failure is written in the trail too, so the caller does not undo the transaction.
    """
    kind, is_right = _spend(user, "".join(typed.split()), credential)
    action = AuditAction.FACTOR_USED if is_right else AuditAction.FACTOR_FAILED
    record_about(user, action, user, fields=[kind])
    if not is_right:
        raise WrongFactor
    return kind


def _spend(user: User, typed: str, credential: dict | None) -> tuple[str, bool]:
    if credential:
        return Authenticator.Type.WEBAUTHN.value, keys.spend(user, credential)
    if typed.isascii() and typed.isdigit() and len(typed) == _CODE_LENGTH:
        return Authenticator.Type.TOTP.value, codes.spend(user, typed)
    return RECOVERY, recovery.spend(user, typed)


def add_app(user: User, seed: str, typed: str, *, is_first: bool, session_key: str | None) -> list[str]:
    """Add an authenticator app whose first code was typed; it takes the place of an earlier one.

    Returns recovery codes to be told once, where the account had none left. All sessions end but the one named.
    Raises WrongFactor, or HasFactor when ``is_first`` is not true.
    """
    counter = codes.counter_of(seed, "".join(typed.split()))
    if counter is None:
        raise WrongFactor
    with transaction.atomic():
        _lock(user, is_first)
        if earlier := codes.app_of(user):
            _remove(earlier)
        app = Authenticator(user=user, type=Authenticator.Type.TOTP, last_used_at=timezone.now())
        app.data = codes.sealed(user, seed, counter=counter)
        app.save()
        return _added(user, app, session_key)


def add_key(user: User, name: str, credential: dict, *, is_first: bool, session_key: str | None) -> list[str]:
    """Add the key that the browser made; returns and raises as ``add_app``."""
    with transaction.atomic():
        _lock(user, is_first)
        return _added(user, keys.made(user, name, credential), session_key)


def _lock(user: User, is_first: bool) -> None:
    """One change of an account's factors at a time."""
    User.objects.select_for_update().get(pk=user.pk)
    if is_first and Authenticator.objects.filter(user_id=user.pk).exists():
        raise HasFactor


def _added(user: User, factor: Authenticator, session_key: str | None) -> list[str]:
    end_sessions(user, except_key=session_key)
    record_about(user, AuditAction.FACTOR_ADDED, user, fields=[factor.type])
    return [] if recovery.left(user) else renew_recovery_codes(user)


def remove_factor(user: User, factor: Authenticator, *, session_key: str | None) -> None:
    """Remove one of the account's own factors; all sessions end but the one named.

    Raises LastFactor when there is no other.
    """
    with transaction.atomic():
        _lock(user, is_first=False)
        if not Authenticator.objects.filter(user_id=user.pk).exclude(pk=factor.pk).exists():
            raise LastFactor
        _remove(factor)
        end_sessions(user, except_key=session_key)
        record_about(user, AuditAction.FACTOR_REMOVED, user, fields=[factor.type])


def _remove(factor: Authenticator) -> None:
    if factor.type == Authenticator.Type.TOTP:
        codes.shred(factor)
    factor.delete()


def renew_recovery_codes(user: User) -> list[str]:
    """Ten new recovery codes, told once; the earlier ones no longer serve."""
    with transaction.atomic():
        made = recovery.make(user)
        record_about(user, AuditAction.RECOVERY_CODES_MADE, user)
    return made


def ask_factor_reset(account: User, reason: str, *, by: User) -> FactorReset:
    """Ask that the factors of an account be removed; nothing is removed before another person confirms it.

    While one is open, asking again leads to it.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=account.pk)
        if first := FactorReset.objects.open(timezone.now()).filter(account=account).first():
            return first
        reset = FactorReset(account=account, reason=reason, asked_by=by, key=DataKey.objects.make())
        reset.save()
        record_about(by, AuditAction.FACTOR_RESET_ASKED, account)
    return reset


def confirm_factor_reset(reset: FactorReset, *, by: User) -> None:
    """The second person: remove every factor and recovery code of the account and end its sessions.

    Raises NotOpen when it was confirmed before or its day is over, PermissionDenied for whoever asked for it or whose
    factors they are (the database refuses them too).
    """
    with transaction.atomic():
        reset = FactorReset.objects.select_for_update(of=("self",)).select_related("account").get(pk=reset.pk)
        if not reset.is_open:
            raise NotOpen
        if by.pk in (reset.asked_by_id, reset.account_id):
            raise PermissionDenied
        reset.confirmed_by, reset.confirmed_at = by, timezone.now()
        reset.save(update_fields=["confirmed_by", "confirmed_at"])
        record_about(by, AuditAction.FACTOR_RESET_CONFIRMED, reset.account)
        _remove_all(reset.account, by=by)
        end_sessions(reset.account)
        forget_browsers(reset.account)


def _remove_all(account: User, *, by: User) -> None:
    factors = list(Authenticator.objects.filter(user_id=account.pk))
    for factor in factors:
        _remove(factor)
    recovery.forget(account)
    record_about(by, AuditAction.FACTOR_REMOVED, account, fields=sorted(factor.type for factor in factors))
