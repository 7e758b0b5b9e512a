"""How often somebody may guess a password or a code, and the answer to whoever asked too often.

Signing in has three kinds of purse, so that an attack from a thousand addresses does not lock out whom it is aimed at
(docs/adr/0013): strangers' guesses at one account come out of one purse, whatever their addresses; a browser from
which the account was opened before has its own.
"""

import hashlib
import math
import secrets
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.signing import BadSignature
from django.shortcuts import render
from django.utils import timezone

from accounts.audit import record
from accounts.models import AuditAction, KnownBrowser, User
from accounts.purses import Limit, TooMany, give_back, spend

_COOKIE_SALT = "known browser"
_COOKIE_AGE = timedelta(days=180)


# Guesses at one account from browsers that it does not know, of all addresses together: 30 in any hour.
ACCOUNT = Limit("account", burst=10, per_hour=20)
# The same from one browser that it does know.
BROWSER = Limit("browser", burst=10, per_hour=20)
# Guesses from one address at any accounts: an office has one address for all. What was right is given back.
ADDRESS = Limit("address", burst=30, per_hour=90)
# The password asked again of somebody who is signed in: at the lock, for a new password, before a change of factor.
OWN_PASSWORD = Limit("own password", burst=10, per_hour=20)
# Second factor: 5 in any 5 minutes of a session on its way, and in any hour 30 of an account, as with the password.
CODE = Limit("code", burst=4, per_hour=12)
CODE_OF_ACCOUNT = Limit("code of account", burst=10, per_hour=20)


# Signing in ---------------------------------------------------------------------------------------------------------


def may_try(request, username: str) -> bool:
    """Ask before a name and a password are compared: True, or TooMany is raised.

    Takes the same time and says the same whether or not there is such an account.
    """
    for limit, whom in _purses(request, _account_of(username)):
        spend(limit, whom)
    return True


def succeeded(request, user: User) -> None:
    """The password was right: that was no guess."""
    for limit, whom in _purses(request, str(user.pk)):
        give_back(limit, whom)


def may_try_code(request, user: User) -> bool:
    """Ask before a code of the second factor is compared: True, or TooMany is raised (then back to the password)."""
    spend(CODE, f"{user.pk}|{request.session.session_key}")
    browser = known_browser(request, str(user.pk))
    spend(CODE_OF_ACCOUNT, f"{user.pk}|{browser.pk if browser else ''}")
    return True


def code_was_right(request, user: User) -> None:
    """The code was right: that was no guess. Call it before the session gets its new key."""
    give_back(CODE, f"{user.pk}|{request.session.session_key}")
    browser = known_browser(request, str(user.pk))
    give_back(CODE_OF_ACCOUNT, f"{user.pk}|{browser.pk if browser else ''}")


def may_try_own_password(request) -> bool:
    """Ask before the password of whoever is signed in is compared once more: True, or TooMany is raised."""
    spend(OWN_PASSWORD, _this_session(request))
    return True


def own_password_was_right(request) -> None:
    give_back(OWN_PASSWORD, _this_session(request))


def _this_session(request) -> str:
    """Survives a new key: the lock gives one at each opening."""
    return f"{request.user.pk}|{request.session.row.began_at.isoformat()}"


def _purses(request, account: str) -> list[tuple[Limit, str]]:
    """Which purses a guess at an account comes out of: always in this order, so that nobody waits in a circle."""
    browser = known_browser(request, account)
    if browser is not None:
        return [(BROWSER, str(browser.pk))]
    return [(ADDRESS, client_address(request)), (ACCOUNT, account)]


def _account_of(username: str) -> str:
    """Its id, found as the sign-in finds it: other letters that mean the same name open no other purse."""
    username = username.replace("\0", "").strip()
    found = User.objects.filter(username__iexact=username).values_list("pk", flat=True).first()
    return str(found) if found else f"name|{username.casefold()}"


# Browsers that are known ------------------------------------------------------------------------------------------


def known_browser(request, account: str) -> KnownBrowser | None:
    """The row of this browser and this account (its id as text), if it was opened from here before."""
    token = _token(request)
    if not token or account.startswith("name|"):
        return None
    return KnownBrowser.objects.filter(token_hash=_hash(token), user=account, forgotten_at__isnull=True).first()


def know_browser(request) -> None:
    """Whoever is signed in now is known here from now on; ``LimitMiddleware`` sets the cookie."""
    token = _token(request) or secrets.token_urlsafe(32)
    now = timezone.now()
    KnownBrowser.objects.update_or_create(
        token_hash=_hash(token),
        user=request.user,
        defaults={"last_used_at": now, "forgotten_at": None},
        create_defaults={"last_used_at": now, "known_at": now},
    )
    request.known_browser_token = token


def _token(request) -> str:
    with suppress(BadSignature):
        return request.get_signed_cookie(settings.BROWSER_COOKIE_NAME, "", _COOKIE_SALT, _COOKIE_AGE)
    return ""


def _hash(token: str) -> str:
    """The token has 256 random bits: there is nothing to guess from its hash."""
    return hashlib.sha256(token.encode()).hexdigest()


# Addresses ----------------------------------------------------------------------------------------------------------


def client_address(request) -> str:
    """Where a request comes from, as far as we may believe it: an IPv4 address or a network of IPv6 (/64).

    In production our own proxy alone is believed: it writes X-Forwarded-For anew with the one address that it sees
    (deploy/proxy/nginx.conf), so the last value is its own, whatever a visitor wrote before. Elsewhere nobody stands
    between. Empty when there is none that makes sense: then all such requests share one purse.
    """
    if settings.IS_BEHIND_PROXY:
        said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    else:
        said = request.META.get("REMOTE_ADDR", "")
    with suppress(ValueError):
        address = ip_address(said)
        return str(address) if address.version == 4 else str(ip_network((address, 64), strict=False))
    return ""


# The answer ---------------------------------------------------------------------------------------------------------


class LimitMiddleware:
    """Answer TooMany with 429 and when to try again; give a browser that is now known its cookie."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if token := getattr(request, "known_browser_token", ""):
            response.set_signed_cookie(
                settings.BROWSER_COOKIE_NAME,
                token,
                _COOKIE_SALT,
                max_age=_COOKIE_AGE,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response

    def process_exception(self, request, exception):
        if not isinstance(exception, TooMany):
            return None
        if request.user.is_authenticated:
            record(request.user, AuditAction.DENIED, request.resolver_match.view_name)
        return too_many(request, exception)


def too_many(request, refusal: TooMany):
    """The page, with ``Retry-After`` in seconds."""
    seconds = max(1, math.ceil((refusal.again_at - timezone.now()).total_seconds()))
    response = render(
        request, "429.html", {"minutes": math.ceil(seconds / 60), "again_at": refusal.again_at}, status=429
    )
    response.headers["Retry-After"] = str(seconds)
    return response
