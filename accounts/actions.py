"""Making and changing accounts; each leaves its row in the trail, none ever writes a password down."""

import secrets

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Role
from directory.models import AgencyUnit, Office
from directory.versions import save_current

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 5  # 20 letters of 32: 100 bits


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
    """Change role, office, unit, name or whether it is active. Raises StaleVersion if somebody saved first."""
    changed = [name for name, value in values.items() if getattr(user, name) != value]
    with transaction.atomic():
        for name in changed:
            setattr(user, name, values[name])
        if changed:
            save_current(user, expected_version, changed)
            record_about(by, AuditAction.CHANGED, user, fields=changed)
    return user


def reset_password(user: User, *, by: User) -> str:
    """Give a temporary password; every open session of the account ends. Returns it; it is stored nowhere."""
    password = temporary_password()
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        record_about(by, AuditAction.CHANGED, user, fields=["password"])
    return password


def change_own_password(user: User | AbstractBaseUser, password: str) -> None:
    """The owner chooses a new password; its quality was checked by the form."""
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        record_about(user, AuditAction.CHANGED, user, fields=["password"])
