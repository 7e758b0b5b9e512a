"""The first page of each account: the first line of its own menu."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from calp.navigation import menu_of


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Send the signed-in account to where its work is; an account without a menu to its own page."""
    lines = menu_of(request.user)
    return redirect(lines[0][2] if lines else "accounts:account")
