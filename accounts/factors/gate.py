"""Without a second factor nothing opens but the pages that add one; and adding one asks anew who is there."""

from functools import wraps
from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse

from accounts.factors import steps

_OPEN_WITHOUT_FACTOR = (
    "accounts:enrol",
    "accounts:add_app",
    "accounts:add_key",
    "accounts:prove",
    "accounts:locked",
    "accounts:sign_out",
    "accounts:quick_exit",
    "accounts:language",
    "health",
    "csp_report",
)


class FactorMiddleware:
    """Send a session that gave only a password to where a factor is added; a temporary password is changed first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or steps.is_open(request.session):
            return None
        name = request.resolver_match.view_name
        is_changing = request.user.must_change_password and name == "accounts:account"
        return None if is_changing or name in _OPEN_WITHOUT_FACTOR else redirect(reverse("accounts:enrol"))


def freshly_proved(view):
    """Decorator of pages that change how somebody signs in: shown within five minutes of a proof, else asks for it."""

    @wraps(view)
    def proved(request, *args, **kwargs):
        if steps.is_fresh(request.session):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('accounts:prove')}?{urlencode({'next': request.path})}")

    return proved
