"""Who could see a case on one day, why, and who did: for whoever answers for it, and by code for whoever watches."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.permissions import Permission
from cases.access import case_trail, saw_scope
from cases.could_see import Reason, Why, case_id_of, could_see_on, looks_on, people_of
from cases.file_frame import file_tabs
from cases.forms.could_see import ByCodeForm, DayForm
from cases.states import TeamRole
from interface.dates import day, day_time


@require_safe
def of_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From the case's own page."""
    case = case_trail(request.user, pk)
    form = DayForm(request.GET or None)
    on = form.day
    context = {"case": case, "tabs": file_tabs(request.user, case, "seen"), "filters": form, "on": on}
    if on:
        context["lines"] = _lines(case.pk, on)
    return render(request, "cases/could_see.html", context, status=422 if form.errors else 200)


@require_safe
def by_code(request: HttpRequest) -> HttpResponse:
    """For the data-protection officer and the auditor: by the whole code, nothing of the case."""
    require(request.user, Permission.VIEW_AUDIT)
    form = ByCodeForm(request.GET or None)
    context = {"filters": form, "code": form.code, "on": form.day}
    if form.code and form.day:
        case_id = case_id_of(form.code)
        saw_scope(request.user, case_id, form.code)
        context |= {"lines": _lines(case_id, form.day)} if case_id else {"is_unknown": True}
    return render(request, "cases/could_see_by_code.html", context, status=422 if form.errors else 200)


def _lines(case_id: UUID, on: date) -> list[dict]:
    """One line per account: who could, and who looked although nothing says that they could; the latter first."""
    could, looks = could_see_on(case_id, on), looks_on(case_id, on)
    people = people_of({*could, *looks})
    lines = [
        {
            "who": people[user_id],
            "role": people[user_id].get_role_display(),
            "office": people[user_id].place_of_work,
            "reasons": [_words(reason) for reason in could.get(user_id, [])],
            "looks": looks.get(user_id, 0),
            "order": (user_id in could, _place(could.get(user_id, [])), people[user_id].display_name),
        }
        for user_id in people
    ]
    return sorted(lines, key=lambda line: line["order"])


def _place(reasons: list[Reason]) -> int:
    """What is unusual comes first."""
    order = [Why.EMERGENCY, Why.GRANT, Why.TEAM, Why.COORDINATION, Why.OFFICE, Why.NATIONAL]
    return min((order.index(reason.why) for reason in reasons), default=0)


def _words(reason: Reason) -> str:
    if reason.why == Why.TEAM:
        return _("Equipo, como %s") % TeamRole(reason.role).label.lower()
    if reason.why == Why.GRANT:
        return _("Permiso excepcional hasta el %s") % (
            day(reason.last_day) if reason.last_day else day_time(reason.until)
        )
    if reason.why == Why.EMERGENCY:
        return _("Emergencia hasta el %s") % day_time(reason.until)
    return str(Why(reason.why).label)
