"""Courses, jobs and enterprises of somebody: written down, changed, visited. They show on her plan."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from cases.access import participation_to
from cases.models import Participation
from services.actions.livelihood import CHANGEABLE, add_livelihood, change_livelihood, visit_livelihood
from services.aid_states import AidPurpose
from services.forms.livelihood import LivelihoodEditForm, LivelihoodForm, VisitForm
from services.models import AidRequest, Livelihood, ReintegrationPlan
from services.plan_access import livelihood_to
from services.views.plan_steps import change, make


def _back(part: Participation) -> str:
    """Her newest plan, where they show; without one, the plans of the case."""
    rows = ReintegrationPlan.objects.filter(participation=part, dropped_at=None).defer("her_words")
    plan = rows.order_by("-number").first()
    return plan.get_absolute_url() if plan else reverse("services:plan_of_case", args=[part.case_id])


def _aids(part: Participation, kept: Livelihood | None = None):
    """Her requests for seed capital that no other enterprise began with."""
    free = Q(enterprise=None) | Q(enterprise=kept) if kept else Q(enterprise=None)
    rows = AidRequest.objects.filter(case=part.case_id, person=part.person_id, purpose=AidPurpose.SEED_CAPITAL)
    return rows.filter(free).order_by("-requested_at")


def _page(part: Participation, title: str, lead: str, button: str) -> dict:
    return {"case": part.case, "title": title, "lead": lead, "button": button, "back_url": _back(part)}


@require_http_methods(["GET", "POST"])
def livelihood_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    part = participation_to(request.user, Permission.ADD_ATTENTION, pk)
    posted = request.POST if request.method == "POST" else None
    form = LivelihoodForm(posted, aids=_aids(part), initial={"started_on": timezone.localdate()})
    lead = _("El capital semilla se pide antes, en «Pedir ayuda» del caso.")
    page = _page(part, _("Curso, empleo o emprendimiento"), lead, _("Guardar"))

    def act(told: dict) -> str:
        add_livelihood(part, told, by=request.user)
        return page["back_url"]

    return make(request, form, page, act, _("Guardado. Aparece en su plan."))


@require_http_methods(["GET", "POST"])
def livelihood(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = livelihood_to(request.user, Permission.ADD_ATTENTION, pk)
    part = found.participation
    aids = _aids(part, found)

    def form_of(row: Livelihood, posted=None) -> LivelihoodEditForm:
        initial = {name: getattr(row, name) for name in CHANGEABLE} | {"version": row.version}
        return LivelihoodEditForm(posted, initial=initial, aids=aids, kind=row.kind)

    page = _page(part, str(found.get_kind_display()), "", _("Guardar"))
    return change(
        request,
        found,
        part,
        form_of,
        page,
        lambda told: change_livelihood(found, told, by=request.user, expected_version=told["version"]),
        _("Guardado."),
    )


@require_http_methods(["GET", "POST"])
def livelihood_visit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether it goes on, on a day."""
    found = livelihood_to(request.user, Permission.ADD_ATTENTION, pk)
    part = found.participation
    form = VisitForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    lead = _("%(kind)s: si ya no sigue, queda como dejado desde ese día.") % {"kind": found.get_kind_display()}
    page = _page(part, _("Registrar una visita"), lead, _("Guardar visita"))

    def act(told: dict) -> str:
        visit_livelihood(found, told["on"], told["goes_on"], told["notes"], by=request.user)
        return page["back_url"]

    return make(request, form, page, act, _("Visita guardada."))
