"""What a person allows: her decisions, the newest of which rules, and taking one back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.idempotency import submit_once
from accounts.permissions import Permission
from cases.access import consent_to_withdraw, participation_in
from cases.actions import record_consent, withdraw_consent
from cases.errors import NotPossible
from cases.forms.consent import EXPLAINED, ConsentForm
from cases.labels import Label, consent_label
from cases.models import Consent, Participation
from cases.states import ConsentState, SharedItem, gives_consent
from interface.pages import render_form_page


@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, pk: UUID, person_pk: UUID) -> HttpResponse:
    participation = participation_in(request.user, Permission.EDIT_CASE, pk, person_pk)
    today = timezone.localdate()
    decisions = _decisions(participation, today)
    initial = {"valid_from": today} | _as_before(decisions)
    form = ConsentForm(request.POST or None, age=participation.person.age_on(today), initial=initial)
    if form.is_bound and form.is_valid():
        key = form.cleaned_data["idempotency_key"]
        return redirect(submit_once(request.user, key, lambda: _record(request, participation, form)))
    context = {
        "participation": participation,
        "case": participation.case,
        "person": participation.person,
        "now": decisions[0] if decisions else None,
        "earlier": decisions[1:],
        "explained": [(item.label, words) for item, words in EXPLAINED.items()],
    }
    return render_form_page(request, "cases/consent.html", context, form)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    consent = consent_to_withdraw(request.user, pk)
    page = reverse("cases:consent", args=[consent.case_id, consent.person_id])
    if request.method == "POST":
        try:
            withdraw_consent(consent, by=request.user)
        except NotPossible as refusal:
            return render(request, "422.html", {"message": refusal.message, "back_url": page}, status=422)
        messages.success(request, _("Consentimiento retirado. Desde hoy no se comparte nada nuevo."))
        return redirect(page)
    context = {
        "title": _("Retirar el consentimiento"),
        "question": _("%(person)s, caso %(case)s") % {"person": consent.person.code, "case": consent.case.code},
        "consequence": _(
            "Desde hoy no se comparte nada más con ninguna entidad, y lo que se les compartió deja de estar a su "
            "vista. Lo que ya leyeron no se puede borrar. Retirarlo no le quita la atención."
        ),
        "button": _("Retirar el consentimiento"),
        "back_url": page,
    }
    return render(request, "confirm.html", context)


@dataclass(frozen=True)
class Decision:
    consent: Consent
    label: Label
    items: list[str]
    may_withdraw: bool


def _decisions(participation: Participation, today: date) -> list[Decision]:
    rows = (
        Consent.objects.filter(case=participation.case_id, person=participation.person_id)
        .select_related("key", "recorded_by")
        .prefetch_related("agencies")
        .order_by("-valid_from", "-recorded_at", "-id")
    )
    return [
        Decision(
            consent=each,
            label=consent_label(each, today),
            items=[str(SharedItem(item).label) for item in each.items],
            may_withdraw=gives_consent(each.state) and each.is_in_force(today),
        )
        for each in rows
    ]


def _as_before(decisions: list[Decision]) -> dict:
    """A new decision begins with what the one in force allows, so that adding an agency is one tick."""
    if not decisions or not decisions[0].may_withdraw:
        return {}
    now = decisions[0].consent
    kept = ("state", "items", "valid_to", "given_by")
    return {name: getattr(now, name) for name in kept} | {"agencies": list(now.agencies.all())}


def _record(request, participation, form) -> str:
    cleaned = form.cleaned_data
    record_consent(
        participation.case,
        participation.person,
        ConsentState(cleaned["state"]),
        by=request.user,
        valid_from=cleaned["valid_from"],
        valid_to=cleaned["valid_to"],
        agencies=cleaned["agencies"],
        items=cleaned["items"],
        given_by=cleaned["given_by"],
        notes=cleaned["notes"],
    )
    messages.success(request, _("Decisión guardada. Rige la más reciente."))
    return reverse("cases:consent", args=[participation.case_id, participation.person_id])
