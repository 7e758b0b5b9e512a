"""The page "Servicios" of a case, and beginning, changing and ending a service."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import last_change
from accounts.idempotency import submit_once
from accounts.models import User
from accounts.permissions import Permission
from cases.access import case_to, case_to_view, may_work_on
from cases.contact_rules import kept_apart
from cases.errors import NotPossible
from cases.file_frame import file_tabs
from cases.models import Case, Participation, Person
from directory.codelists import SHELTER_UNITS, ServiceKind
from directory.models import AgencyUnit
from directory.versions import StaleVersion
from interface.pages import render_conflict, render_form_page
from services.access import enrolment_to_change
from services.actions import Enrolment, change_enrolment, end_enrolment, enrol
from services.case_services import counted_by_groups, services_of_people
from services.forms.enrolments import EndForm, EnrolForm, EnrolmentForm
from services.models import ServiceEnrolment


def page_of(case_id: UUID) -> str:
    return reverse("services:of_case", args=[case_id])


@require_safe
def services_of_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = request.user
    case = case_to_view(user, pk)
    participations = list(Participation.objects.filter(case=case).for_file())
    people, apart = services_of_people(case, participations), kept_apart(participations)
    context = {
        "case": case,
        "tabs": file_tabs(user, case, "services"),
        "people": [each for each in people if each.has_rows or each.participation.person_id not in apart],
        "groups": counted_by_groups(case) if any(each.attentions for each in people) else [],
        "can_add": user.can(Permission.ADD_ATTENTION),
        "can_add_note": user.can(Permission.ADD_NOTE),
    }
    return render(request, "services/of_case.html", context)


@require_http_methods(["GET", "POST"])
def enrol_people(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = request.user
    case = case_to(user, Permission.ADD_ATTENTION, pk)
    form = EnrolForm(request.POST or None, initial=_initial(request, case), **_options(user, case))
    if request.method == "POST" and form.is_valid():
        try:
            url = submit_once(user, form.cleaned_data["idempotency_key"], lambda: _enrol(case, form, user))
        except NotPossible as refusal:
            form.add_error("people", refusal.message)
        else:
            messages.success(request, _("Guardado. Aparece en «Servicios» del caso."))
            return HttpResponseRedirect(url)
    return render_form_page(request, "services/enrol.html", {"case": case, "back_url": page_of(case.pk)}, form)


def _initial(request: HttpRequest, case: Case) -> dict:
    """What the link that led here knows: the person, the service; a person of another case ticks nothing."""
    service = request.GET.get("servicio", "")
    return {
        "people": [request.GET.get("persona", "")],
        "service": service if service in ServiceKind else "",
        "started_on": timezone.localdate(),
        "responsible": request.user.pk,
    }


def _options(user: User, case: Case) -> dict:
    parts = Participation.objects.filter(case=case)
    today = timezone.localdate()
    units = AgencyUnit.objects.valid(on=today).in_department(case.office.place_id).exclude(unit_type__in=SHELTER_UNITS)
    return {
        "people": Person.objects.filter(participations__case=case).order_by("code"),
        "parts": {each.person_id: each.get_role_display() for each in parts if not each.is_victim},
        "units": units.select_related("agency").order_by("agency__name", "name", "id"),
        "workers": may_work_on(user, case),
        "me": user,
    }


def _enrol(case: Case, form: EnrolForm, user: User) -> str:
    told = form.cleaned_data
    what = Enrolment(told["service"], told["responsible"], told["started_on"], told["unit"], told["goal"])
    enrol(case, list(told["people"]), what, by=user)
    return page_of(case.pk)


@require_http_methods(["GET", "POST"])
def enrolment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another goal or another responsible for a service that runs."""
    found = enrolment_to_change(request.user, pk)
    form = _change_form(request.user, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.changes
        try:
            change_enrolment(found, told, by=request.user, expected_version=told["version"])
        except StaleVersion:
            return _conflict(request, found, form, lambda fresh: _change_form(request.user, fresh))
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Servicio cambiado."))
            return redirect(page_of(found.case_id))
    return render_form_page(request, "services/enrolment.html", _context(found), form)


@require_http_methods(["GET", "POST"])
def enrolment_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = enrolment_to_change(request.user, pk)
    form = _end_form(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.changes
        how = (told["ended_on"], told["end_reason"], told["end_notes"])
        try:
            end_enrolment(found, *how, by=request.user, expected_version=told["version"])
        except StaleVersion:
            return _conflict(request, found, form, _end_form)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Servicio terminado. Queda en la lista con lo que se le dio."))
            return redirect(page_of(found.case_id))
    return render_form_page(request, "services/enrolment_end.html", _context(found), form)


def _change_form(user: User, found: ServiceEnrolment, posted=None) -> EnrolmentForm:
    workers = may_work_on(user, found.case) | User.objects.filter(pk=found.responsible_id)
    initial = {"goal": found.goal, "responsible": found.responsible_id, "version": found.version}
    return EnrolmentForm(posted, initial=initial, workers=workers, me=user)


def _end_form(found: ServiceEnrolment, posted=None) -> EndForm:
    initial = {"ended_on": found.ended_on or timezone.localdate(), "version": found.version}
    return EndForm(posted, initial=initial, started_on=found.started_on)


def _context(found: ServiceEnrolment) -> dict:
    return {"case": found.case, "enrolment": found, "back_url": page_of(found.case_id)}


def _conflict(request, found, form, form_of) -> HttpResponse:
    fresh = ServiceEnrolment.objects.select_related("case__key", "key").get(pk=found.pk)
    who, when = last_change(fresh)
    return render_conflict(
        request, form, form_of(fresh), changed_by=who, changed_at=when, back_url=page_of(fresh.case_id)
    )
