"""Codes of an authenticator app (TOTP, RFC 6238): six digits, thirty seconds, each valid once.

The seed is stored only sealed, under a data key of its own and for its account: copied to another account's row it
does not open.
"""

import base64
import hmac
import time
from io import StringIO

import qrcode
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from vault.errors import SealBroken
from vault.keyring import keyring
from vault.models import DataKey
from vault.seals import open_seal, seal, subkey

_PURPOSE = "factor"
_HELD = "factor_seed"
_GROUP = 4


def app_of(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).first()


# The seed ---------------------------------------------------------------------------------------------------


def sealed(user: User, seed: str, *, counter: int = 0) -> dict:
    """What an ``Authenticator`` of this account stores: the sealed seed, and the last counter that was used."""
    key = DataKey.objects.make()
    token = seal(key.cipher(_PURPOSE), seed.encode(), _place(user, key))
    return {"key": str(key.pk), "secret": base64.b64encode(token).decode(), "counter": counter}


def seed_of(app: Authenticator) -> str:
    """The seed in base32. Raises SealBroken when it was sealed for another account, Shredded when its key is gone."""
    key = DataKey.objects.get(pk=app.data["key"])
    return open_seal(key.cipher(_PURPOSE), base64.b64decode(app.data["secret"]), _place(app.user, key)).decode()


def shred(app: Authenticator) -> None:
    """Destroy the key of the seed, so that no copy of the row opens any more."""
    DataKey.objects.filter(pk=app.data["key"]).shred()


def _place(user: User, key: DataKey) -> bytes:
    return f"v1|mfa_authenticator|secret|{user.pk}|{key.pk}".encode()


def seed_held_for(session, user: User, *, is_new: bool = False) -> str:
    """The seed that is being shown to this account, kept in its session, sealed, until a code proves it arrived."""
    cipher, place = AESGCM(subkey(keyring().index, "factor being added")), f"v1|session|{user.pk}".encode()
    if not is_new and _HELD in session:
        try:
            return open_seal(cipher, base64.b64decode(session[_HELD]), place).decode()
        except SealBroken:
            pass  # left by another account or another keyring: a new one is made
    seed = generate_totp_secret()
    session[_HELD] = base64.b64encode(seal(cipher, seed.encode(), place)).decode()
    return seed


def forget_held(session) -> None:
    session.pop(_HELD, None)


# Codes ------------------------------------------------------------------------------------------------------


def counter_of(seed: str, typed: str) -> int | None:
    """The half minute (since 1970) whose code this is, now or one to either side; None when it is none of them."""
    found = None
    for counter in yield_hotp_counters_from_time():
        if hmac.compare_digest(code_at(seed, counter), typed):
            found = counter
    return found


def code_at(seed: str, counter: int) -> str:
    return format_hotp_value(hotp_value(seed, counter))


def unspent_code(app: Authenticator) -> str | None:
    """A code that would be taken now: the present one, else the next; None while both are spent."""
    counter = max(int(time.time()) // app_settings.TOTP_PERIOD, app.data["counter"] + 1)
    return code_at(seed_of(app), counter) if counter in yield_hotp_counters_from_time() else None


def spend(user: User, typed: str) -> bool:
    """Take a code, once: a code that was used, or an earlier one, is refused by whichever process it reaches.

    The row is locked meanwhile and keeps the last counter used (RFC 6238, 5.2).
    """
    with transaction.atomic():
        found = Authenticator.objects.select_for_update().filter(user_id=user.pk, type=Authenticator.Type.TOTP)
        app = found.first()
        counter = counter_of(seed_of(app), typed) if app else None
        if counter is None or counter <= app.data["counter"]:
            return False
        app.data["counter"] = counter
        app.last_used_at = timezone.now()
        app.save(update_fields=["data", "last_used_at"])
    return True


# What an app reads ------------------------------------------------------------------------------------------


def grouped(seed: str) -> str:
    """In groups of four, to type by hand."""
    return " ".join(seed[at : at + _GROUP] for at in range(0, len(seed), _GROUP))


def picture(user: User, seed: str) -> dict:
    """The QR code of the seed as SVG: ``size`` in modules with its margin, and the ``path`` of the dark ones."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(get_adapter().build_totp_url(user, seed))
    rows = code.get_matrix()
    path = StringIO()
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                path.write(f"M{x} {y}h1v1h-1z")
    return {"size": len(rows), "path": path.getvalue()}
