"""The agenda of a week, and appointments: new, moved, held, missed, cancelled."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require
from accounts.audit import last_change
from accounts.idempotency import submit_once
from accounts.models import User
from accounts.permissions import Permission
from cases.access import case_to, may_work_on, saw_list
from cases.errors import NotPossible
from cases.file_parts import action_url
from cases.models import Case, Person
from directory.codelists import ServiceKind
from directory.versions import StaleVersion
from interface.pages import render_conflict, render_form_page
from services.access import agendas_for, appointment_to, may_arrange
from services.actions.appointments import (
    Slot,
    cancel_appointment,
    make_appointment,
    miss_appointment,
    move_appointment,
    reserve_hours,
)
from services.agenda_week import LOOK, hour_line, monday_of, week
from services.forms.appointments import AppointmentForm, CancelForm, MoveAppointmentForm, ReserveForm
from services.models import Appointment


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """Seven days of one's own agenda, or of somebody's of the team that one organises."""
    user = request.user
    require(user, Permission.VIEW_CASE)
    team = list(agendas_for(user))
    whose = next((each for each in team if str(each.pk) == request.GET.get("de")), user)
    monday = _asked_monday(request)
    days = week(user, whose, monday)
    saw_list(user, Appointment._meta.label_lower, [each.appointment for each in _lines(days) if each.appointment])
    others = f"&de={whose.pk}" if whose != user else ""
    context = {
        "days": days,
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "whose": whose,
        "is_mine": whose == user,
        "team": team if len(team) > 1 else [],
        "is_empty": not any(day.lines for day in days),
        "weeks": [
            {"label": label, "url": f"?semana={start.isoformat()}{others}", "is_current": False}
            for label, start in (
                (_("Semana anterior"), monday - timedelta(days=7)),
                (_("Esta semana"), monday_of(timezone.localdate())),
                (_("Semana siguiente"), monday + timedelta(days=7)),
            )
        ],
        "can_gather": user.can(Permission.ADD_ATTENTION),
    }
    return render(request, "services/agenda.html", context)


def _asked_monday(request: HttpRequest) -> date:
    try:
        day = date.fromisoformat(request.GET.get("semana", ""))
        return monday_of(day) if 2000 < day.year < 2200 else monday_of(timezone.localdate())
    except ValueError:
        return monday_of(timezone.localdate())


def _lines(days) -> list:
    return [line for day in days for line in day.lines]


@require_http_methods(["GET", "POST"])
def appointment_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = request.user
    case = case_to(user, Permission.ADD_NOTE, pk)
    people = Person.objects.filter(participations__case=case).order_by("code")
    options = {"people": people, "workers": may_work_on(user, case), "me": user}
    form = AppointmentForm(request.POST or None, initial=_initial(request), **options)
    if request.method == "POST" and form.is_valid():
        try:
            url = submit_once(user, form.cleaned_data["idempotency_key"], lambda: _make(case, form, user))
        except NotPossible as refusal:
            form.add_error("at", refusal.message)
        else:
            messages.success(request, _("Cita guardada. Está en la agenda y en las tareas del caso."))
            return HttpResponseRedirect(url)
    return render_form_page(request, "services/appointment_new.html", {"case": case}, form)


def _initial(request: HttpRequest) -> dict:
    service = request.GET.get("servicio", "")
    return {
        "professional": request.user.pk,
        "person": request.GET.get("persona", ""),
        "service": service if service in ServiceKind else "",
    }


def _make(case: Case, form: AppointmentForm, user: User) -> str:
    about = {name: form.cleaned_data[name] for name in ("person", "service", "mode", "place")}
    made = make_appointment(case, form.slot(), by=user, **about)
    return reverse("services:appointment", args=[made.pk])


@require_http_methods(["GET", "POST"])
def hours_reserve(request: HttpRequest) -> HttpResponse:
    """Keep hours of one's own free of appointments."""
    user = request.user
    require(user, Permission.VIEW_CASE)
    form = ReserveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            url = submit_once(user, form.cleaned_data["idempotency_key"], lambda: _reserve(form.slot(user), user))
        except NotPossible as refusal:
            form.add_error("at", refusal.message)
        else:
            messages.success(request, _("Horas reservadas: nadie te pone una cita ahí."))
            return HttpResponseRedirect(url)
    return render_form_page(request, "services/hours_reserve.html", {}, form)


def _reserve(slot: Slot, user: User) -> str:
    reserve_hours(slot, by=user)
    return _week_of(slot.starts_at)


def _week_of(moment) -> str:
    return f"{reverse('services:agenda')}?semana={monday_of(timezone.localdate(moment)).isoformat()}"


@require_safe
def appointment(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = appointment_to(request.user, Permission.VIEW_CASE, pk)
    if found.activity_id:
        return redirect("services:activity", pk=found.activity_id)
    may_change = request.user.can(Permission.ADD_NOTE) and (found.case is not None or may_arrange(request.user, found))
    has_begun = found.starts_at <= timezone.now()
    context = {
        "appointment": found,
        "line": hour_line(found),
        "look": LOOK[found.state],
        "week_url": _week_of(found.starts_at),
        "record_url": _record_url(request.user, found),
        "can_miss": may_change and found.is_planned and has_begun and found.case is not None,
        "can_change": may_change and found.is_planned,
        "has_begun": has_begun,
    }
    return render(request, "services/appointment.html", context)


def _record_url(user: User, found: Appointment) -> str:
    """ "Registrar atención", filled in with what the appointment says; "" where there is nothing to record any more."""
    if found.case is None or found.entry_id or not user.can(Permission.ADD_ATTENTION):
        return ""
    return action_url("record", found.case_id, cita=found.pk)


@require_http_methods(["GET", "POST"])
def appointment_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = appointment_to(request.user, Permission.ADD_NOTE, pk)
    if refused := _not_movable(request, found):
        return refused
    form = _move_form(request.user, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            move_appointment(found, form.slot(), by=request.user, expected_version=form.cleaned_data["version"])
        except StaleVersion:
            return _conflict(request, found, form, lambda fresh: _move_form(request.user, fresh))
        except NotPossible as refusal:
            form.add_error("at", refusal.message)
        else:
            messages.success(request, _("Cita cambiada de hora."))
            return redirect("services:appointment", pk=found.pk)
    return render_form_page(request, "services/appointment_move.html", _about(found), form)


@require_http_methods(["GET", "POST"])
def appointment_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = appointment_to(request.user, Permission.ADD_NOTE, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_appointment(found, form.cleaned_data["reason"], by=request.user)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Cancelada. Esa hora quedó libre."))
            return redirect(_week_of(found.starts_at))
    return render_form_page(request, "services/appointment_cancel.html", _about(found), form)


@require_POST
def appointment_missed(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = appointment_to(request.user, Permission.ADD_NOTE, pk)
    try:
        miss_appointment(found, by=request.user)
    except NotPossible as refusal:
        messages.info(request, refusal.message)
    else:
        messages.success(request, _("Anotado: no vino. Si hace falta, ponle otra cita."))
    return redirect("services:appointment", pk=found.pk)


def _not_movable(request: HttpRequest, found: Appointment) -> HttpResponse | None:
    """Hours of an activity follow its day; what is over is not moved."""
    if found.activity_id is None and found.is_planned:
        return None
    page = reverse("services:appointment", args=[found.pk])
    told = {"message": _("Solo se cambia de hora una cita por venir."), "back_url": page}
    return render(request, "422.html", told, status=422)


def _about(found: Appointment) -> dict:
    return {"appointment": found, "line": hour_line(found)}


def _move_form(user: User, found: Appointment, posted=None) -> MoveAppointmentForm:
    starts = timezone.localtime(found.starts_at)
    initial = {
        "professional": found.professional_id,
        "on": starts.date(),
        "at": starts.time(),
        "minutes": found.minutes,
        "version": found.version,
    }
    workers = may_work_on(user, found.case) if found.case else agendas_for(user)
    workers = workers | User.objects.filter(pk=found.professional_id)
    return MoveAppointmentForm(posted, initial=initial, workers=workers, me=user)


def _conflict(request: HttpRequest, found: Appointment, form, form_of: Callable) -> HttpResponse:
    fresh = Appointment.objects.select_related("case", "professional").get(pk=found.pk)
    who, when = last_change(fresh)
    back = reverse("services:appointment", args=[fresh.pk])
    return render_conflict(request, form, form_of(fresh), changed_by=who, changed_at=when, back_url=back)
