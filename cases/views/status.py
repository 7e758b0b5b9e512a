"""Moves: the case from one status to another, a person's condition, her phases."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.permissions import Permission
from cases.access import case_to, participation_to
from cases.actions import change_status, change_victim_status, set_phases
from cases.closing import Unfinished, unfinished
from cases.errors import NotPossible
from cases.forms.lessons import ClosingLessonForm
from cases.forms.status import PhasesForm, StatusForm, VictimStatusForm
from cases.labels import STATUS_LOOK
from cases.models import Case, Lesson, Participation, PhasePeriod, StatusChange, VictimStatusChange
from cases.outcomes import outcomes_of
from cases.states import PHASE_EXIT, VICTIM_STATUS_TRANSITIONS, CaseStatus, Phase, next_statuses
from cases.way_back import leads_back
from interface.pages import render_form_page


@require_http_methods(["GET", "POST"])
def status(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = case_to(request.user, Permission.CHANGE_STATUS, pk)
    offered = _offered(request.user, case)
    rest = unfinished(request.user, case) if CaseStatus.CLOSED in offered else None
    lesson = ClosingLessonForm(request.POST or None, prefix="leccion", case=case) if rest else None
    # What was typed of a lesson counts with a closing only, as the reason of closing does.
    forms = [lesson] if lesson and request.POST.get("to") == CaseStatus.CLOSED else []
    form = StatusForm(
        request.POST or None,
        offered=offered,
        may_end_tasks=bool(rest and rest.ending),
        leaves_undone=bool(rest and rest.must_be_known),
        not_before=case.opened_on,
        initial={"seen": case.status},
    )
    if request.method == "POST" and all(each.is_valid() for each in (form, *forms)):
        told = form.cleaned_data
        try:
            changed = change_status(
                case,
                told["to"],
                by=request.user,
                reason=told["reason"],
                closure_reason=told["closure_reason"],
                on=told["on"],
                seen=told["seen"] or None,
                cancels_tasks=told.get("cancels_tasks", False),
                lesson=forms[0].told() if forms else None,
            )
        except NotPossible as refusal:
            _refused(form, refusal, case.status)
        else:
            messages.success(request, _("El caso pasa a «%s».") % changed.get_status_display())
            return redirect(case)
    context = _status_context(case, offered, request.user, rest) | {"lesson": lesson, "counts_lesson": bool(forms)}
    return render_form_page(request, "cases/status.html", context, form, *forms)


def _offered(user: User, case: Case) -> tuple[str, ...]:
    may_close = user.can(Permission.CLOSE_CASE)
    return next_statuses(case.status, may_change=user.can(Permission.CHANGE_STATUS), may_close=may_close)


def _status_context(case: Case, offered, user: User, rest: Unfinished | None) -> dict:
    is_closed = case.status == CaseStatus.CLOSED
    return {
        "outcomes": outcomes_of(case) if rest or is_closed else [],
        "lessons": Lesson.objects.standing().filter(case=case).count(),
        "rest": rest,
        "case": case,
        "look": STATUS_LOOK[case.status],
        "offered": offered,
        "is_closed": is_closed,
        "can_close": user.can(Permission.CLOSE_CASE),
        "changes": StatusChange.objects.filter(case=case).select_related("key", "by").order_by("-at", "-id"),
    }


def _refused(form, refusal: NotPossible, seen: str) -> None:
    """Say why, and let the next attempt be decided on what there is now; what was typed stays."""
    form.add_error(None, refusal.message)
    form.data = form.data.copy()
    form.data["seen"] = seen


@require_http_methods(["GET", "POST"])
def victim_status(request: HttpRequest, pk: UUID) -> HttpResponse:
    participation = participation_to(request.user, Permission.CHANGE_STATUS, pk)
    offered = VICTIM_STATUS_TRANSITIONS.get(participation.victim_status, ())
    if not offered:
        return _no_condition(request, participation)
    form = VictimStatusForm(
        request.POST or None,
        offered=offered,
        not_before=participation.case.opened_on,
        initial={"seen": participation.victim_status},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            change_victim_status(
                participation,
                told["to"],
                by=request.user,
                decided_by=told["decided_by"],
                reason=told["reason"],
                on=told["on"],
                seen=told["seen"] or None,
            )
        except NotPossible as refusal:
            _refused(form, refusal, participation.victim_status)
        else:
            messages.success(request, _("Condición de %s anotada.") % participation.person.code)
            return redirect("cases:people", participation.case_id)
    context = {
        "case": participation.case,
        "participation": participation,
        "changes": VictimStatusChange.objects.filter(participation=participation)
        .select_related("key", "by")
        .order_by("-at", "-id"),
    }
    return render_form_page(request, "cases/status_victim.html", context, form)


def _no_condition(request: HttpRequest, participation: Participation) -> HttpResponse:
    context = {
        "message": _("%s no participa como víctima directa: no tiene condición que cambiar.")
        % participation.person.code,
        "back_url": participation.case.get_absolute_url(),
    }
    return render(request, "422.html", context, status=422)


@require_http_methods(["GET", "POST"])
@leads_back
def phases(request: HttpRequest, pk: UUID) -> HttpResponse:
    participation = participation_to(request.user, Permission.CHANGE_STATUS, pk)
    periods = list(PhasePeriod.objects.filter(participation=participation).order_by("-started_on", "phase"))
    running = sorted(period.phase for period in periods if period.ended_on is None)
    form = PhasesForm(
        request.POST or None,
        not_before=participation.joined_on,
        initial={"phases": running, "seen": ",".join(running)},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            set_phases(participation, told["phases"], by=request.user, on=told["on"], seen=form.seen_phases() or None)
        except NotPossible as refusal:
            _refused(form, refusal, ",".join(running))
        else:
            messages.success(request, _("Fases de %s guardadas.") % participation.person.code)
            return redirect("cases:people", participation.case_id)
    criteria = [(Phase(phase).label, words) for phase, words in PHASE_EXIT.items()]
    context = {"case": participation.case, "participation": participation, "periods": periods, "criteria": criteria}
    return render_form_page(request, "cases/status_phases.html", context, form)
