"""Is she already here? The page, and the part of it that intake and new participants share."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.permissions import Permission
from cases.access import require, searched
from cases.forms.search import SearchForm, from_one_box
from cases.search import Match, find_people
from interface.pages import render_form_page

MOST_SHOWN = 20
MOST_SHOWN_IN_A_FORM = 8


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.SEARCH_PEOPLE)
    form = SearchForm(_typed(request) if request.method == "POST" else None)
    context = found(request.user, form, MOST_SHOWN) | {
        "may_open": request.user.can(Permission.OPEN_CASE),
        "may_merge": request.user.can(Permission.MERGE_PEOPLE),
    }
    return render_form_page(request, "cases/search.html", context, form)


def found(user: User, form: SearchForm, limit: int = MOST_SHOWN_IN_A_FORM) -> dict:
    """What ``cases/_matches.html`` shows, at most ``limit`` people."""
    return {"matches": look_for(user, form, limit), "most_shown": limit}


def look_for(user: User, form: SearchForm, limit: int) -> list[Match] | None:
    """Who may be the one described, None when nothing was asked; leaves the trace of having searched."""
    if not form.is_bound or not form.is_valid():
        return None
    matches = find_people(user, **form.cleaned_data, limit=limit)
    searched(user, form.asked, matches)
    return matches


def _typed(request):
    return from_one_box(request.POST["q"]) if "q" in request.POST else request.POST
