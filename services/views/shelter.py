"""Shelter of people of a case: who is in what kind of place, going in, leaving, and nobody taking her in."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import result_of, submit_once
from accounts.permissions import Permission
from cases.access import case_to_view, participation_to
from cases.contact_rules import kept_apart
from cases.errors import NotPossible
from cases.file_frame import file_tabs
from cases.models import Case, Participation
from interface.pages import render_form_page
from services.actions.shelter import Entry, Refused, Unmet, enter_shelter, leave_shelter, record_no_place
from services.forms.shelter import EntryForm, LeaveForm, NoPlaceForm
from services.shelter_access import current_stay, participation_to_shelter
from services.shelter_lines import shelter_of_people
from services.shelter_states import ARTICLE


def _page_of(case: Case) -> str:
    return reverse("services:shelter_of_case", args=[case.pk])


@require_safe
def shelter_of_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = case_to_view(request.user, pk)
    participations = list(Participation.objects.filter(case=case).for_file())
    people, apart = shelter_of_people(request.user, case, participations), kept_apart(participations)
    context = {
        "case": case,
        "tabs": file_tabs(request.user, case, "shelter"),
        "people": [each for each in people if each.has_rows or each.participation.person_id not in apart],
        "can_record": request.user.can(Permission.ADD_ATTENTION),
        "article": ARTICLE,
    }
    return render(request, "services/shelter_of_case.html", context)


@require_http_methods(["GET", "POST"])
def shelter_enter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write where she sleeps from a day on; what was written before is not shown."""
    part = participation_to_shelter(request.user, pk)
    person, today = part.person, timezone.localdate()
    is_minor, region = person.is_minor_on(today), part.case.office.place_id[:2]
    form = EntryForm(request.POST or None, is_minor=is_minor, region=region, initial={"since": today})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        names = ("kind", "since", "ordered_by", "place", "where", "district", "over_capacity_reason", "measures")

        def act() -> str:
            enter_shelter(part, Entry(**{name: told[name] for name in names}), by=request.user)
            return _page_of(part.case)

        try:
            url = submit_once(request.user, told["idempotency_key"], act)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Guardado. Dónde está exactamente lo ve solo su equipo, y queda registrado."))
            return HttpResponseRedirect(url)
    stay = current_stay(person)
    context = {
        "case": part.case,
        "person": person,
        "is_minor": is_minor,
        "stay": stay,
        "article": ARTICLE,
        "is_unsuitable": form.is_bound and hasattr(form, "cleaned_data") and form.is_unsuitable,
        "back_url": _page_of(part.case),
    }
    return render_form_page(request, "services/shelter_enter.html", context, form)


@require_http_methods(["GET", "POST"])
def shelter_leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write that she left where she is."""
    part = participation_to_shelter(request.user, pk)
    if request.method == "POST" and (before := result_of(request.user, request.POST.get("idempotency_key", ""))):
        return HttpResponseRedirect(before)
    stay = current_stay(part.person)
    if stay is None:
        raise Http404
    form = LeaveForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def act() -> str:
            leave_shelter(stay, told["on"], told["reason"], told["destination"], by=request.user)
            return _page_of(part.case)

        try:
            url = submit_once(request.user, told["idempotency_key"], act)
        except NotPossible as refusal:
            form.add_error("on", refusal.message)
        else:
            messages.success(request, _("Salida guardada."))
            return HttpResponseRedirect(url)
    context = {"case": part.case, "person": part.person, "stay": stay, "back_url": _page_of(part.case)}
    return render_form_page(request, "services/shelter_leave.html", context, form)


@require_http_methods(["GET", "POST"])
def shelter_search(request: HttpRequest, pk: UUID) -> HttpResponse:
    """No place was found: counted by profile, so that what is missing is seen."""
    part = participation_to(request.user, Permission.ADD_ATTENTION, pk)
    form = NoPlaceForm(request.POST or None, initial={"searched_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        refused = [Refused(each["reason"], each["place"], each["other"] or "") for each in form.asked]
        names = ("searched_on", "solution", "with_children", "has_disability")

        def act() -> str:
            unmet = Unmet(**{name: told[name] for name in names}, refused=refused)
            record_no_place(part, unmet, by=request.user)
            return _page_of(part.case)

        url = submit_once(request.user, told["idempotency_key"], act)
        messages.success(request, _("Guardado. Queda en tus tareas seguir buscando."))
        return HttpResponseRedirect(url)
    context = {"case": part.case, "person": part.person, "back_url": _page_of(part.case)}
    return render_form_page(request, "services/shelter_search.html", context, form)
