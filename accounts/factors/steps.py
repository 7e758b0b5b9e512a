"""How far a session has come: password given, second factor given, and how fresh the proof is.

Until both are given the session is nobody's: it knows only whose password was right, for ten minutes and four tries.
The one exception has no factor yet: that session is the account's own, and FactorMiddleware lets it do nothing but add
one.
"""

import time

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.sessions import signed_in

_WAITING, _OPEN, _PROVED = "password_given", "factor_given", "proved_at"
WAITING_SECONDS = 600
TRIES = 4
FRESH_SECONDS = 300


def wait_for_factor(request: HttpRequest, user: User, wanted: str) -> None:
    """The password was right: remember whose it was and which page they wanted, under a new session key."""
    request.session.flush()
    request.session[_WAITING] = {
        "user": str(user.pk),
        "password": user.get_session_auth_hash(),
        "at": int(time.time()),
        "tries": 0,
        "wanted": wanted,
    }


def waiting_user(request: HttpRequest) -> User | None:
    """Whose second factor this session waits for; None when nobody's, or too long, or after a change of password."""
    waiting = request.session.get(_WAITING)
    if waiting is None or time.time() - waiting["at"] > WAITING_SECONDS or waiting["tries"] >= TRIES:
        return None
    user = User.objects.active().filter(pk=waiting["user"]).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), waiting["password"]):
        return None
    return user


def count_try(request: HttpRequest) -> None:
    request.session[_WAITING]["tries"] += 1
    request.session.modified = True


def wanted_page(request: HttpRequest) -> str:
    return request.session.get(_WAITING, {}).get("wanted", "")


def enter(request: HttpRequest, user: User) -> None:
    """Password and factor were given: from now on the session is the account's."""
    request.session.pop(_WAITING, None)
    login(request, user)
    arrive(request)


def enter_to_enrol(request: HttpRequest, user: User) -> None:
    """The password of an account without any factor was given: the session may add one, and nothing else."""
    login(request, user)
    prove(request.session)


def arrive(request: HttpRequest) -> None:
    """Somebody is wholly signed in: here, and nowhere else, the session opens."""
    if not is_open(request.session):
        request.session.cycle_key()
        open_up(request.session)
        signed_in(request)
    prove(request.session)


def open_up(session) -> None:
    session[_OPEN] = True
    prove(session)


def is_open(session) -> bool:
    return session.get(_OPEN) is True


def prove(session, *, at: float | None = None) -> None:
    """Whoever sits there has just shown who they are, or at ``at`` (seconds since 1970)."""
    session[_PROVED] = int(time.time() if at is None else at)


def is_fresh(session) -> bool:
    """Whether that was within the last five minutes."""
    return time.time() - session.get(_PROVED, 0) <= FRESH_SECONDS
