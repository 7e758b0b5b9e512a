"""Kits: what an office has, the catalogue, and giving one to somebody."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.audit import last_change
from accounts.idempotency import submit_once
from accounts.models import User
from accounts.permissions import Permission
from cases.access import case_to
from cases.errors import NotPossible
from cases.models import Person
from directory.models import Office
from directory.versions import StaleVersion
from interface.pages import render_conflict, render_form_page
from services.actions.kits import add_kit, change_kit, deliver_kit, move_kits
from services.aid_access import kit_to_tend, kits_to_tend
from services.aid_states import KitMovementKind
from services.forms.kits import DeliverForm, KitForm, KitMoveForm, NewKitForm, contents_as_text
from services.models import KitStock, KitType


@require_http_methods(["GET", "POST"])
def kit_deliver(request: HttpRequest, pk: UUID) -> HttpResponse:
    """First which kit, of those the case's office has; then to whom and what was in it."""
    case = case_to(request.user, Permission.ADD_ATTENTION, pk)
    stocks = KitStock.objects.filter(office=case.office_id, quantity__gt=0, kit__is_active=True)
    stocks = list(stocks.select_related("kit").order_by("kit__name"))
    kit = _chosen(request, [each.kit for each in stocks])
    context = {"case": case, "stocks": stocks, "kit": kit}
    people = Person.objects.filter(participations__case=case).order_by("code")
    initial = {"on": timezone.localdate(), "person": people[0].pk if people.count() == 1 else None}
    if kit is not None:
        initial["contents"] = contents_as_text(kit.items.current())
    form = DeliverForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid() and kit is not None:
        told = form.cleaned_data

        def act() -> str:
            deliver_kit(case, told["person"], kit, told["contents"], by=request.user, on=told["on"])
            return reverse("services:aid_of_case", args=[case.pk])

        try:
            url = submit_once(request.user, told["idempotency_key"], act)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Entrega guardada. Cuenta como una atención."))
            return HttpResponseRedirect(url)
    return render_form_page(request, "services/kit_deliver.html", context, form)


def _chosen(request: HttpRequest, kits: list[KitType]) -> KitType | None:
    """The kit that the address names; the only one where there is no choice."""
    asked = request.GET.get("kit", "")
    found = next((each for each in kits if str(each.pk) == asked), None)
    return kits[0] if found is None and len(kits) == 1 else found


@require_http_methods(["GET", "POST"])
def kits(request: HttpRequest) -> HttpResponse:
    """How many each office has, and what came or was lost."""
    user = request.user
    kits_to_tend(user)
    offices = _offices(user)
    form = KitMoveForm(request.POST or None, offices=offices, initial={"office": user.office_id})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def act() -> str:
            move_kits(told["kit"], told["office"], KitMovementKind(told["kind"]), told["quantity"], by=user)
            return reverse("services:kits")

        try:
            url = submit_once(user, told["idempotency_key"], act)
        except NotPossible as refusal:
            form.add_error("quantity", refusal.message)
        else:
            messages.success(request, _("Guardado."))
            return HttpResponseRedirect(url)
    stocks = KitStock.objects.filter(office__in=offices).select_related("kit", "office")
    context = {
        "kits": KitType.objects.prefetch_related("items"),
        "stocks": stocks.order_by("office__name", "kit__name"),
        "can_tend": user.can(Permission.TEND_AID),
    }
    return render_form_page(request, "services/kits.html", context, form)


def _offices(user: User):
    if user.can(Permission.TEND_AID) or user.can(Permission.SEE_ALL_OFFICES):
        return Office.objects.filter(is_active=True).order_by("name")
    return Office.objects.filter(pk=user.office_id)


@require_http_methods(["GET", "POST"])
def kit_new(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.TEND_AID)
    form = NewKitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def act() -> str:
            add_kit(told["name"], told["service"], told["contents"], by=request.user)
            return reverse("services:kits")

        url = submit_once(request.user, told["idempotency_key"], act)
        messages.success(request, _("Kit añadido al catálogo."))
        return HttpResponseRedirect(url)
    return render_form_page(request, "services/kit_edit.html", {"kit": None}, form)


@require_http_methods(["GET", "POST"])
def kit(request: HttpRequest, pk: UUID) -> HttpResponse:
    kit = kit_to_tend(request.user, pk)
    form = KitForm(request.POST or None, kit=kit)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            change_kit(
                kit,
                told["name"],
                told["service"],
                told["contents"],
                is_active=told["is_active"],
                by=request.user,
                expected_version=told["version"],
            )
        except StaleVersion:
            fresh = get_object_or_404(KitType, pk=pk)
            who, when = last_change(fresh)
            return render_conflict(
                request, form, KitForm(kit=fresh), changed_by=who, changed_at=when, back_url=reverse("services:kits")
            )
        messages.success(request, _("Guardado."))
        return HttpResponseRedirect(reverse("services:kits"))
    return render_form_page(request, "services/kit_edit.html", {"kit": kit}, form)
