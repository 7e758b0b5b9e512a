"""Recovery codes: ten, told once, kept only as keyed hashes, each taken once."""

import secrets

from django.db import transaction
from django.utils import timezone

from accounts.models import RecoveryCode, User
from vault.hashing import keyed_hash

COUNT = 10
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # 32, without those that look alike
_GROUPS, _GROUP_LENGTH = 4, 4  # 16 letters of 32: 80 bits


def make(user: User) -> list[str]:
    """Ten new codes, to be told now: afterwards nobody can read them. The earlier ones are gone."""
    codes = [_new_code() for _each in range(COUNT)]
    with transaction.atomic():
        forget(user)
        RecoveryCode.objects.bulk_create([RecoveryCode(user=user, digest=_digest(user, code)) for code in codes])
    return codes


def spend(user: User, typed: str) -> bool:
    """Take a code, once: of two who send the same one, the database lets one through."""
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, typed), used_at__isnull=True)
    return unused.update(used_at=timezone.now()) == 1


def left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def forget(user: User) -> None:
    RecoveryCode.objects.filter(user=user).delete()


def _new_code() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _each in range(_GROUP_LENGTH)) for _group in range(_GROUPS))
    return "-".join(groups)


def _digest(user: User, code: str) -> bytes:
    """The keyed hash of a code of this account, however it was typed: capitals, spaces and dashes do not matter."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return keyed_hash("recovery code", f"{user.pk}|{plain}")
