"""Keys (WebAuthn): a security key, or the fingerprint, face or PIN of a device. Who holds it is verified each time.

allauth keeps the question of a ceremony in the session of the request being answered (its middleware knows which).
"""

import ipaddress

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from accounts.factors.errors import WrongFactor
from accounts.models import User


def are_possible(request: HttpRequest) -> bool:
    """Browsers use keys on a name only, never on a bare number such as 127.0.0.1."""
    host = request.get_host()
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return True
    return False


def keys_of(user: User):
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN)


def creation_options(user: User) -> dict:
    """What the browser needs to make a key; the question is kept in the session."""
    return auth.begin_registration(user, passwordless=False)


def made(user: User, name: str, credential: dict) -> Authenticator:
    """The key that the browser made. Raises WrongFactor unless it answers the question, its holder verified."""
    try:
        auth.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError):
        raise WrongFactor from None
    return auth.WebAuthn.add(user, name, credential).instance


def request_options(user: User) -> dict:
    """What the browser needs to use one of the account's keys; the question is kept in the session."""
    return auth.begin_authentication(user)


def spend(user: User, credential: dict) -> bool:
    """Whether one of the account's keys answered the question, its holder verified; the question is then spent."""
    try:
        key = auth.complete_authentication(user, credential)
    except (ValidationError, ValueError, TypeError, KeyError):
        return False
    key.last_used_at = timezone.now()
    key.save(update_fields=["last_used_at"])
    return True
