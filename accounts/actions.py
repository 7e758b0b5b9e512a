"""Making and changing accounts; each leaves its row in the trail, none ever writes a password down."""

import secrets
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from accounts.audit import record_about
from accounts.models import AuditAction, EndReason, User
from accounts.permissions import Role
from accounts.sessions import end_session, end_sessions, forget_browsers
from directory.models import AgencyUnit, Office
from directory.versions import save_current

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 5  # 20 letters of 32: 100 bits
# What an account may do or see hangs on these: no open session outlives a change of one.
_ENDS_SESSIONS = frozenset({"role", "office", "agency_unit", "is_active"})


def temporary_password() -> str:
    """A password to be told once and changed at the first sign-in; without letters that look alike."""
    groups = ("".join(secrets.choice(_LETTERS) for _each in range(_GROUP_LENGTH)) for _group in range(_GROUPS))
    return "-".join(groups)


def add_user(
    *,
    username: str,
    display_name: str,
    email: str,
    role: Role,
    office: Office | None,
    agency_unit: AgencyUnit | None,
    by: User,
) -> tuple[User, str]:
    """Make an account; returns it and the temporary password, which is stored nowhere."""
    password = temporary_password()
    with transaction.atomic():
        user = User(
            username=username,
            display_name=display_name,
            email=email,
            role=role,
            office=office,
            agency_unit=agency_unit,
            must_change_password=True,
            created_by=by,
        )
        user.set_password(password)
        user.save()
        record_about(by, AuditAction.CREATED, user, fields=["role", "office", "agency_unit"])
    return user, password


def change_user(user: User, values: dict, *, by: User, expected_version: int) -> User:
    """Change role, office, unit, name or whether it is active. Raises StaleVersion if somebody saved first.

    All but a change of name or address ends every open session of the account.
    """
    changed = [name for name, value in values.items() if getattr(user, name) != value]
    with transaction.atomic():
        for name in changed:
            setattr(user, name, values[name])
        if changed:
            save_current(user, expected_version, changed)
            record_about(by, AuditAction.CHANGED, user, fields=changed)
        if _ENDS_SESSIONS.intersection(changed):
            end_sessions(user)
    return user


def reset_password(user: User, *, by: User) -> str:
    """Give a temporary password, good for 72 hours. Returns it; it is stored nowhere.

    Every open session of the account ends, and no browser is known to it any more.
    """
    password = temporary_password()
    with transaction.atomic():
        _set_password(user, password, is_temporary=True)
        end_sessions(user)
        forget_browsers(user)
        record_about(by, AuditAction.CHANGED, user, fields=["password"])
    return password


def change_own_password(user: User | AbstractBaseUser, password: str, *, session_key: str | None) -> None:
    """The owner chooses a new password; its quality was checked by the form. All sessions end but the one named."""
    with transaction.atomic():
        _set_password(user, password, is_temporary=False)
        end_sessions(user, except_key=session_key)
        record_about(user, AuditAction.CHANGED, user, fields=["password"])


def _set_password(user: User, password: str, *, is_temporary: bool) -> None:
    user.set_password(password)
    user.must_change_password, user.password_set_at = is_temporary, timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_set_at"])


def close_own_session(user: User, pk: UUID) -> None:
    """Close one of one's own sessions, elsewhere or here; the door has found it."""
    with transaction.atomic():
        end_session(user, pk)
        record_about(user, AuditAction.CHANGED, user, fields=["sessions"])


def close_other_sessions(user: User, *, session_key: str) -> int:
    """Close all of one's own sessions but this one; how many. The browsers they ran in are known no more."""
    with transaction.atomic():
        closed = end_sessions(user, except_key=session_key, because=EndReason.CLOSED)
        forget_browsers(user)
        record_about(user, AuditAction.CHANGED, user, fields=["sessions"])
    return closed


def close_sessions(user: User, *, by: User) -> int:
    """An administrator closes every session of an account; how many. No browser is known to it any more."""
    with transaction.atomic():
        closed = end_sessions(user, because=EndReason.CLOSED_BY_ADMIN)
        forget_browsers(user)
        record_about(by, AuditAction.CHANGED, user, fields=["sessions"])
    return closed
