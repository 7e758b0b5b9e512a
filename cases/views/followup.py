"""Follow-up on the screen: her course, one term with how she was looked for, how she is, and what comes of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.idempotency import submit_once
from accounts.models import User
from accounts.permissions import Permission
from cases.access import participation_to
from cases.actions import change_status
from cases.actions.followup import (
    Attempt,
    end_follow_up,
    forbidden_channels,
    record_attempt,
    record_finding,
    tell_taken_up,
)
from cases.errors import NotPossible
from cases.file_frame import contact_cards
from cases.followup_access import follow_up_to, may_read_health
from cases.followup_lines import compared, course_line
from cases.followup_lists import SOURCE, STATE_LOOK
from cases.forms.followup import AttemptForm, EndForm, FindingForm
from cases.models import Case, FollowUp, FollowUpFinding
from cases.states import CaseStatus, needs_closing_permission
from directory.versions import StaleVersion
from interface.pages import render_conflict, render_form_page

# To which status a case goes when she is attended again.
_TAKEN_UP = {CaseStatus.CLOSED: CaseStatus.REOPENED, CaseStatus.FOLLOW_UP: CaseStatus.ACTIVE}


@require_safe
def of_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Her course over the terms, series after series; what was called off only where something was done in it."""
    participation = participation_to(request.user, Permission.VIEW_CASE, pk)
    user, today = request.user, timezone.localdate()
    with_health = may_read_health(user)
    rows = FollowUp.objects.standing().filter(participation=participation).for_list()
    lines = [course_line(each, today, with_health=with_health) for each in rows]
    told = [line for line in lines if line.finding]
    context = {
        "participation": participation,
        "case": participation.case,
        "person": participation.person,
        "lines": lines,
        "told": told,
        "course": compared(told),
        "next": next((line for line in lines if line.follow_up.is_pending), None),
        "source": SOURCE,
        "with_health": with_health,
        "contacts": contact_cards([participation.person]),
        "can_write": user.can(Permission.ADD_NOTE),
    }
    return render(request, "cases/followup_person.html", context)


@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One term: first how to look for her, then what was tried; writing down another attempt."""
    follow_up = follow_up_to(request.user, Permission.ADD_NOTE, pk)
    form = AttemptForm(request.POST or None, forbidden=forbidden_channels(follow_up.participation))
    if request.method == "POST" and form.is_valid():

        def act():
            attempt = record_attempt(follow_up, Attempt(**form.values()), by=request.user)
            if attempt.reached:
                messages.success(request, _("Guardado. Ahora cuenta cómo está."))
                return reverse("cases:followup_finding", args=[follow_up.pk])
            messages.success(request, _("Intento guardado."))
            return follow_up.get_absolute_url()

        try:
            return redirect(submit_once(request.user, form.cleaned_data["idempotency_key"], act))
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
    return render_form_page(request, "cases/followup.html", _context(request.user, follow_up), form)


def _context(user: User, follow_up: FollowUp) -> dict:
    participation = follow_up.participation
    finding = getattr(follow_up, "finding", None)
    return {
        "follow_up": follow_up,
        "look": STATE_LOOK[follow_up.state],
        "case": participation.case,
        "person": participation.person,
        "attempts": list(follow_up.attempts.all()),
        "finding": finding,
        "line": course_line(follow_up, timezone.localdate(), with_health=may_read_health(user)),
        "reads_health": may_read_health(user),
        "contacts": contact_cards([participation.person]),
        "course_url": _course_of(follow_up),
        "may_give_up": follow_up.is_pending and follow_up.may_give_up,
        "waits_for_finding": follow_up.is_pending and follow_up.was_spoken_of,
        "again": _again(user, participation.case, participation.person_id) if finding and finding.is_alarming else None,
    }


def _again(user: User, case: Case, person_id: UUID) -> dict:
    """What may be done at once when she is exploited again: take the case up, or open another one for her."""
    to = _TAKEN_UP.get(case.status)
    may_take_up = to and user.can(
        Permission.CLOSE_CASE if needs_closing_permission(case.status, to) else Permission.CHANGE_STATUS
    )
    return {
        "is_open": to is None,
        "may_take_up": may_take_up,
        "take_up_text": _("Reabrir el caso") if to == CaseStatus.REOPENED else _("Volver a atender el caso"),
        "new_url": f"{reverse('cases:intake')}?persona={person_id}" if user.can(Permission.OPEN_CASE) else "",
    }


def _course_of(follow_up: FollowUp) -> str:
    return reverse("cases:followups_of", args=[follow_up.participation_id])


@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How she is: written once somebody was spoken to, corrected later if it was wrong."""
    follow_up = follow_up_to(request.user, Permission.ADD_NOTE, pk)
    if not follow_up.was_spoken_of:
        messages.info(request, _("Registra primero cómo se supo de ella."))
        return redirect(follow_up)
    stored = getattr(follow_up, "finding", None)
    form = _finding_form(request, stored)
    if form.is_bound and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            found = record_finding(follow_up, form.values(), by=request.user, expected_version=version)
        except StaleVersion:
            return _conflict(request, follow_up, form)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            _say_saved(request, found)
            return redirect(follow_up if found.is_alarming else _course_of(follow_up))
    context = {
        "follow_up": follow_up,
        "case": follow_up.participation.case,
        "person": follow_up.participation.person,
        "course_url": _course_of(follow_up),
        "reads_health": may_read_health(request.user),
    }
    return render_form_page(request, "cases/followup_finding.html", context, form)


def _finding_form(request: HttpRequest, stored: FollowUpFinding | None, *, fresh: bool = False) -> FindingForm:
    data = None if fresh else request.POST or None
    return FindingForm(data, finding=stored, may_read_health=may_read_health(request.user))


def _say_saved(request: HttpRequest, found: FollowUpFinding) -> None:
    if found.is_alarming:
        messages.warning(request, _("Guardado. La coordinación ya tiene una tarea para hoy."))
    else:
        messages.success(request, _("Guardado cómo está."))


def _conflict(request: HttpRequest, follow_up: FollowUp, form: FindingForm) -> HttpResponse:
    stored = FollowUpFinding.objects.select_related("key", "updated_by", "place").get(follow_up=follow_up)
    return render_conflict(
        request,
        form,
        _finding_form(request, stored, fresh=True),
        changed_by=str(stored.updated_by),
        changed_at=stored.updated_at,
        back_url=follow_up.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ending one without having heard of her, or because she wants no more of it."""
    follow_up = follow_up_to(request.user, Permission.ADD_NOTE, pk)
    form = EndForm(request.POST or None, may_give_up=follow_up.may_give_up)
    if request.method == "POST" and form.is_valid():

        def act():
            end_follow_up(follow_up, form.cleaned_data["state"], form.cleaned_data["note"], by=request.user)
            messages.success(request, _("Seguimiento terminado."))
            return _course_of(follow_up)

        try:
            return redirect(submit_once(request.user, form.cleaned_data["idempotency_key"], act))
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
    context = {
        "follow_up": follow_up,
        "case": follow_up.participation.case,
        "person": follow_up.participation.person,
        "course_url": _course_of(follow_up),
    }
    return render_form_page(request, "cases/followup_end.html", context, form)


@require_POST
def take_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One press: the case is attended again because of what was found; whoever may not is told so by the verb."""
    follow_up = follow_up_to(request.user, Permission.CHANGE_STATUS, pk)
    case, found = follow_up.participation.case, getattr(follow_up, "finding", None)
    to = _TAKEN_UP.get(case.status)
    if to is None or found is None or not found.is_alarming:
        messages.info(request, _("No hay nada que reabrir: el caso está en atención."))
        return redirect(case)
    months = follow_up.term.lower()
    reason = _("En el seguimiento (%s) se supo que puede estar explotada de nuevo.") % months
    try:
        change_status(case, to, by=request.user, reason=reason, seen=case.status)
    except NotPossible as refusal:
        context = {"message": refusal.message, "back_url": follow_up.get_absolute_url()}
        return render(request, "422.html", context, status=422)
    tell_taken_up(follow_up, by=request.user)
    messages.success(request, _("El caso está otra vez en atención, con toda su historia."))
    return redirect(case)
