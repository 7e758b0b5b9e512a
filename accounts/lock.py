"""A locked session answers nothing but the question for the password."""

from django.shortcuts import redirect
from django.urls import reverse

_LOCKED = "locked"
_OPEN_WHILE_LOCKED = ("accounts:locked", "accounts:sign_out", "accounts:quick_exit", "health", "csp_report")
_OPEN_WITH_TEMPORARY_PASSWORD = (*_OPEN_WHILE_LOCKED, "accounts:account", "accounts:language")


def lock(request) -> None:
    """From now on this session shows only the lock."""
    request.session[_LOCKED] = True


def unlock(request) -> None:
    request.session.pop(_LOCKED, None)
    request.session.cycle_key()


class LockMiddleware:
    """Send a locked session to the lock, and a temporary password to where it is changed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name
        if request.session.get(_LOCKED):
            return None if name in _OPEN_WHILE_LOCKED else redirect(reverse("accounts:locked"))
        if request.user.must_change_password and name not in _OPEN_WITH_TEMPORARY_PASSWORD:
            return redirect(reverse("accounts:account"))
        return None
