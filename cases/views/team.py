"""The team of a case: who, as what, from when until when; who leads it now."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.idempotency import submit_once
from accounts.models import User
from accounts.permissions import Permission
from cases import access
from cases.actions import assign, hand_over, leave_team
from cases.errors import NotPossible
from cases.file_frame import file_tabs
from cases.forms.team import AssignForm, HandOverForm
from cases.models import Assignment, Case, CaseGrant
from cases.states import TeamRole
from interface.pages import render_form_page


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The team today and before; whoever organises it also adds to it."""
    if request.method == "POST":
        return _assign(request, pk)
    case = access.case_to_view(request.user, pk)
    form = AssignForm(people=access.may_join_team(case))
    return render_form_page(request, "cases/team.html", _context(request, case), form)


def _assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = access.case_to_open_to_others(request.user, pk)
    form = AssignForm(request.POST, people=access.may_join_team(case))
    if form.is_valid():
        told = form.cleaned_data

        def act():
            assign(case, told["user"], told["role"], by=request.user)
            return reverse("cases:team", args=[case.pk])

        try:
            url = submit_once(request.user, told["idempotency_key"], act)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("%s está en el equipo.") % told["user"])
            return HttpResponseRedirect(url)
    return render_form_page(request, "cases/team.html", _context(request, case), form)


def _context(request: HttpRequest, case: Case) -> dict:
    rows = list(case.assignments.select_related("user", "assigned_by").order_by("-started_at", "-id"))
    order = list(TeamRole)
    current = sorted((each for each in rows if each.is_current), key=lambda each: order.index(each.role))
    return {
        "case": case,
        "tabs": file_tabs(request.user, case, "team"),
        "current": [(each, each.role != TeamRole.LEAD) for each in current],
        "past": [each for each in rows if not each.is_current],
        "is_sealed": case.is_sealed,
        **_organising(request.user, case),
    }


def _organising(user: User, case: Case) -> dict:
    """For whoever organises the case: exceptional grants, their reasons too."""
    if not access.may_organise(user, case):
        return {"can_manage": False}
    return {"can_manage": True, "grants": list(CaseGrant.objects.filter(content_object=case).for_team_page())}


@require_http_methods(["GET", "POST"])
def hand_over_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = access.case_to_open_to_others(request.user, pk)
    lead = Assignment.objects.current().filter(case=case, role=TeamRole.LEAD).select_related("user").first()
    people = access.may_join_team(case)
    form = HandOverForm(request.POST or None, people=people.exclude(pk=lead.user_id) if lead else people)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def act():
            hand_over(case, told["to"], by=request.user, with_tasks=told["with_tasks"])
            return reverse("cases:team", args=[case.pk])

        try:
            url = submit_once(request.user, told["idempotency_key"], act)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("%s es ahora responsable del caso.") % told["to"])
            return HttpResponseRedirect(url)
    return render_form_page(request, "cases/team_hand_over.html", {"case": case, "lead": lead}, form)


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask, then end somebody's part in the team."""
    assignment = access.assignment_to_end(request.user, pk)
    back = reverse("cases:team", args=[assignment.case_id])
    if request.method == "POST":
        try:
            leave_team(assignment, by=request.user)
        except NotPossible as refusal:
            return render(request, "422.html", {"message": refusal.message, "back_url": back}, status=422)
        messages.success(request, _("%s deja el equipo.") % assignment.user)
        is_seen = Case.objects.visible_to(request.user).filter(pk=assignment.case_id).exists()
        return redirect(back if is_seen else "cases:home")
    context = {
        "title": _("Quitar del equipo"),
        "question": f"{assignment.user} · {assignment.get_role_display()} · {assignment.case.code}",
        "consequence": _consequence(request.user, assignment),
        "button": _("Quitar del equipo"),
        "back_url": back,
    }
    return render(request, "confirm.html", context)


def _consequence(user: User, assignment: Assignment) -> str:
    """What leaving means: of a sealed case, that it is no longer seen, which whoever leaves is told beforehand."""
    tasks = _("Sus tareas pendientes de este caso siguen a su nombre: cámbialas si hace falta.")
    if not assignment.case.is_sealed or user.can(Permission.SEE_ALL_OFFICES):
        return tasks
    if assignment.user_id == user.pk:
        return _("El caso está sellado: si dejas su equipo, dejas de verlo. Después solo puede sumarte quien lo ve.")
    return _("El caso está sellado: deja de verlo. Solo puede irse quien no tiene tareas pendientes en él.")
