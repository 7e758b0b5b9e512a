"""The cases an account may know of, newest first, with what comes next in each."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import Permission
from cases.access import require, saw_list
from cases.forms.case_list import LED, OFFICE, TEAM, CaseListForm
from cases.labels import STATUS_LOOK
from cases.models import Case, Person, Task
from cases.states import TeamRole
from interface.keyset import AFTER, BEFORE, paginate
from interface.pages import render_form_page

PAGE_SIZE = 25
CODES_SHOWN = 3


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_CASE)
    form = _form(request)
    form.is_valid()
    page = paginate(request, _rows(request.user, form), "-opened_on", size=PAGE_SIZE)
    saw_list(request.user, Case._meta.label_lower, page)
    today = timezone.localdate()
    context = {
        "page": page,
        "lines": [_line(case, today) for case in page],
        "views": _views(request, form),
    }
    return render_form_page(request, "cases/list.html", context, form)


@dataclass(frozen=True)
class Line:
    case: Case
    look: tuple[str, str]
    codes: list[str]
    more_people: int
    lead: User | None
    days: int
    task: Task | None
    days_overdue: int


def _form(request) -> CaseListForm:
    return CaseListForm(
        request.GET,
        has_offices=request.user.can(Permission.SEE_ALL_OFFICES),
        default_scope=_first_scope(request.user),
    )


def _first_scope(user: User) -> str:
    """One begins with the cases one answers for; who answers for none, with those of which one is in the team; whoever
    organises the office, with all of them."""
    if user.can(Permission.MANAGE_TEAM):
        return OFFICE
    return LED if Case.objects.led_by(user).open().exists() else TEAM


def _rows(user, form):
    cases = Case.objects.visible_to(user).filter(form.conditions()).for_list()
    if form.scope_asked() == LED:
        cases = cases.led_by(user)
    elif form.scope_asked() == TEAM:
        cases = cases.of_team_member(user)
    return cases.prefetch_related(
        Prefetch("listed_participations__person", Person.objects.only("code")),
        Prefetch("tasks", Task.objects.next_of_each_case(), to_attr="next_tasks"),
    )


def _line(case: Case, today: date) -> Line:
    codes = [each.person.code for each in case.listed_participations]
    task = case.next_tasks[0] if case.next_tasks else None
    return Line(
        case=case,
        look=STATUS_LOOK[case.status],
        codes=codes[:CODES_SHOWN],
        more_people=max(0, len(codes) - CODES_SHOWN),
        lead=next((each.user for each in case.assignments.all() if each.role == TeamRole.LEAD), None),
        days=((case.closed_on or today) - case.opened_on).days,
        task=task,
        days_overdue=max(0, (today - task.due_on).days) if task else 0,
    )


def _views(request, form) -> list[dict]:
    everything = _("Todas las sedes") if request.user.can(Permission.SEE_ALL_OFFICES) else _("De la sede")
    labels = {LED: _("A mi cargo"), TEAM: _("De mi equipo"), OFFICE: everything}
    return [
        {"label": label, "url": _address(request, scope), "is_current": scope == form.scope_asked()}
        for scope, label in labels.items()
    ]


def _address(request, scope: str) -> str:
    query = request.GET.copy()
    for position in (AFTER, BEFORE):
        query.pop(position, None)
    query["vista"] = scope
    return f"?{query.urlencode()}"
