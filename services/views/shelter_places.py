"""Places of shelter for the coordination: beds tonight, who is where by code, unmet need; and their catalogue."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.audit import last_change
from accounts.idempotency import submit_once
from accounts.permissions import Permission
from cases.models import Case
from directory.codelists import Sex
from directory.versions import StaleVersion
from interface.pages import render_conflict, render_form_page
from services.actions.shelter import PLACE_FIELDS, add_place, change_place
from services.forms.shelter import NewPlaceForm, PlaceForm
from services.models import ShelterPlace, ShelterStay
from services.shelter_access import place_to_tend, saw_shelters
from services.shelter_figures import places_tonight, unmet_need


@require_safe
def shelters(request: HttpRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    require(user, Permission.SEE_SHELTERS)
    stays = list(ShelterStay.objects.visible_to(user).current().for_list())
    saw_shelters(user, stays)
    year = _year(request, today.year)
    need = unmet_need(
        Case.objects.visible_to(user),
        today.replace(year=year, month=1, day=1),
        today.replace(year=year, month=12, day=31),
    )
    context = {
        "lines": places_tonight(stays, today),
        "elsewhere": [{"stay": each, "nights": each.nights(today)} for each in stays if each.place_id is None],
        "unsuitable": [each for each in stays if each.is_unsuitable],
        "need": need,
        "sexes": [sex.label for sex in Sex],
        "year": year,
        "years": [today.year - back for back in range(3)],
    }
    return render(request, "services/shelters.html", context)


def _year(request: HttpRequest, this: int) -> int:
    asked = request.GET.get("anio", "")
    return int(asked) if asked in {str(this - back) for back in range(3)} else this


@require_http_methods(["GET", "POST"])
def shelter_place_new(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.SEE_SHELTERS)
    form = NewPlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def act() -> str:
            add_place(told["code"], told["name"], {**told, "is_active": True}, by=request.user)
            return reverse("services:shelters")

        url = submit_once(request.user, told["idempotency_key"], act)
        messages.success(request, _("Lugar añadido."))
        return HttpResponseRedirect(url)
    return render_form_page(request, "services/shelter_place.html", {"place": None}, form)


@require_http_methods(["GET", "POST"])
def shelter_place(request: HttpRequest, pk: UUID) -> HttpResponse:
    place = place_to_tend(request.user, pk)
    form = PlaceForm(request.POST or None, initial=_initial(place))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            change_place(place, told["name"], told, by=request.user, expected_version=told["version"])
        except StaleVersion:
            fresh = ShelterPlace.objects.select_related("key").get(pk=pk)
            who, when = last_change(fresh)
            current = PlaceForm(initial=_initial(fresh))
            back = reverse("services:shelters")
            return render_conflict(request, form, current, changed_by=who, changed_at=when, back_url=back)
        messages.success(request, _("Guardado."))
        return HttpResponseRedirect(reverse("services:shelters"))
    return render_form_page(request, "services/shelter_place.html", {"place": place}, form)


def _initial(place: ShelterPlace) -> dict:
    return {**{name: getattr(place, name) for name in PLACE_FIELDS}, "version": place.version}
