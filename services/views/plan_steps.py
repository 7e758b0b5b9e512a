"""Writing a reintegration plan: begin, draft, agree, follow and look again. One page for all its forms."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audit import last_change
from accounts.idempotency import result_of, submit_once
from accounts.permissions import Permission
from cases.access import may_work_on, participation_to
from cases.errors import NotPossible
from cases.models import Case, Participation
from directory.codelists import SHELTER_UNITS
from directory.models import AgencyUnit
from directory.versions import StaleVersion
from interface.forms import Form
from interface.pages import render_conflict, render_form_page
from services.actions.plan import (
    ACTIVITY_FIELDS,
    Agreement,
    Review,
    add_activity,
    add_goal,
    agree_plan,
    change_activity,
    change_goal,
    change_plan,
    drop_draft,
    review_plan,
    start_plan,
    tell_progress,
    withdraw_activity,
    withdraw_goal,
)
from services.forms.plan import (
    ActivityEditForm,
    ActivityForm,
    AgreeForm,
    DropForm,
    GoalEditForm,
    GoalForm,
    ProgressForm,
    ReviewForm,
    StartForm,
)
from services.models import PlanActivity, PlanGoal
from services.plan_access import activity_to, goal_to, plan_to
from services.plan_states import next_review

WRITE = Permission.ADD_ATTENTION
PAGE = "services/plan_form.html"


def _page(case: Case, title: str, lead: str, button: str, back_url: str, **more) -> dict:
    return {"case": case, "title": title, "lead": lead, "button": button, "back_url": back_url, **more}


def make(request: HttpRequest, form: Form, page: dict, act: Callable[[dict], str], done: str) -> HttpResponse:
    """A form that is carried out once; ``act`` answers the address to go on to."""
    if request.method == "POST" and (sent_before := result_of(request.user, request.POST.get("idempotency_key", ""))):
        return HttpResponseRedirect(sent_before)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            url = submit_once(request.user, told["idempotency_key"], lambda: act(told))
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(url)
    return render_form_page(request, PAGE, page, form)


def change(
    request: HttpRequest,
    row,
    part: Participation,
    form_of: Callable,
    page: dict,
    act: Callable[[dict], None],
    done: str,
):
    """A form that changes a row of her part in a case; two who change it at once lose nothing."""
    form = form_of(row, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.changes)
        except StaleVersion:
            fresh = type(row).objects.select_related("key").get(pk=row.pk)
            who, when = last_change(part)
            return render_conflict(
                request, form, form_of(fresh), changed_by=who, changed_at=when, back_url=page["back_url"]
            )
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(page["back_url"])
    return render_form_page(request, PAGE, page, form)


@require_http_methods(["GET", "POST"])
def plan_start(request: HttpRequest, pk: UUID) -> HttpResponse:
    part = participation_to(request.user, WRITE, pk)
    lead = _(
        "Se hace con ella, cuando pasó la emergencia y con su consentimiento (DS 001-2016-IN, art. 3.3). "
        "Al empezarlo, su fase pasa a «Reintegración»."
    )
    back = reverse("services:plan_of_case", args=[part.case_id])
    page = _page(part.case, _("Empezar su plan de reintegración"), lead, _("Empezar el plan"), back, part=part)
    form = StartForm(request.POST if request.method == "POST" else None)
    done = _("Plan empezado. Escribe con ella su primera meta.")
    return make(request, form, page, lambda told: start_plan(part, by=request.user).get_absolute_url(), done)


@require_http_methods(["GET", "POST"])
def goal_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    plan = plan_to(request.user, WRITE, pk)
    if request.method == "GET" and not plan.is_draft:
        return HttpResponseRedirect(plan.get_absolute_url())
    form = GoalForm(request.POST if request.method == "POST" else None)
    lead = _("Después le añades qué se hace, quién y hasta cuándo.")
    page = _page(plan.participation.case, _("Añadir una meta"), lead, _("Guardar meta"), plan.get_absolute_url())

    def act(told: dict) -> str:
        made = add_goal(plan, told, by=request.user)
        return reverse("services:plan_activity_new", args=[made.pk])

    return make(request, form, page, act, _("Meta guardada. Ahora, qué se hace para lograrla."))


@require_http_methods(["GET", "POST"])
def goal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another area or other words; ``accion=retirar`` takes it out of the draft."""
    found = goal_to(request.user, WRITE, pk)
    plan = found.plan
    if request.method == "GET" and not plan.is_draft:
        return HttpResponseRedirect(plan.get_absolute_url())
    if request.POST.get("accion") == "retirar":
        return _withdraw(request, plan, lambda: withdraw_goal(found, by=request.user))

    def form_of(row: PlanGoal, posted=None) -> GoalEditForm:
        return GoalEditForm(posted, initial={"area": row.area, "goal": row.goal, "version": row.version})

    words = _("Quitar la meta con sus actividades")
    page = _page(
        plan.participation.case, _("Cambiar la meta"), "", _("Guardar"), plan.get_absolute_url(), withdraw=words
    )
    return change(
        request,
        found,
        plan.participation,
        form_of,
        page,
        lambda told: change_goal(found, told, by=request.user, expected_version=told["version"]),
        _("Meta guardada."),
    )


def _withdraw(request: HttpRequest, plan, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except NotPossible as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Quitada del borrador."))
    return HttpResponseRedirect(plan.get_absolute_url())


def _choices(request: HttpRequest, case: Case) -> dict:
    """Who may do an activity: the case's people, and units of its department that are no shelters."""
    units = AgencyUnit.objects.valid(on=timezone.localdate()).in_department(case.office.place_id)
    units = units.exclude(unit_type__in=SHELTER_UNITS).select_related("agency").order_by("agency__name", "name", "id")
    return {"workers": may_work_on(request.user, case), "units": units, "me": request.user}


@require_http_methods(["GET", "POST"])
def activity_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = goal_to(request.user, WRITE, pk)
    plan = found.plan
    if request.method == "GET" and not plan.is_draft:
        return HttpResponseRedirect(plan.get_absolute_url())
    case = plan.participation.case
    form = ActivityForm(request.POST if request.method == "POST" else None, **_choices(request, case))
    back = plan.get_absolute_url()
    page = _page(case, _("Qué se hace"), found.goal, _("Guardar actividad"), back)

    def act(told: dict) -> str:
        add_activity(found, told, by=request.user)
        return back

    return make(request, form, page, act, _("Actividad guardada."))


@require_http_methods(["GET", "POST"])
def activity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Of a draft: what, who, until when; ``accion=retirar`` takes it out."""
    found = activity_to(request.user, WRITE, pk)
    plan = found.goal.plan
    if request.method == "GET" and not plan.is_draft:
        return HttpResponseRedirect(plan.get_absolute_url())
    if request.POST.get("accion") == "retirar":
        return _withdraw(request, plan, lambda: withdraw_activity(found, by=request.user))
    case = plan.participation.case
    choices = _choices(request, case)

    def form_of(row: PlanActivity, posted=None) -> ActivityEditForm:
        initial = {name: getattr(row, name) for name in ACTIVITY_FIELDS} | {"version": row.version}
        return ActivityEditForm(posted, initial=initial, **choices)

    back, words = plan.get_absolute_url(), _("Quitar la actividad")
    page = _page(case, _("Cambiar la actividad"), found.goal.goal, _("Guardar"), back, withdraw=words)
    return change(
        request,
        found,
        plan.participation,
        form_of,
        page,
        lambda told: change_activity(found, told, by=request.user, expected_version=told["version"]),
        _("Actividad guardada."),
    )


@require_http_methods(["GET", "POST"])
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far an activity of an agreed plan is."""
    found = activity_to(request.user, WRITE, pk)
    plan = found.goal.plan
    if request.method == "GET" and not plan.is_agreed:
        return HttpResponseRedirect(plan.get_absolute_url())

    def form_of(row: PlanActivity, posted=None) -> ProgressForm:
        initial = {"progress": row.progress, "left_reason": row.left_reason, "version": row.version}
        return ProgressForm(posted, initial=initial)

    page = _page(plan.participation.case, _("Cómo va"), found.what, _("Guardar"), plan.get_absolute_url())

    def act(told: dict) -> None:
        how = (told["progress"], told["left_reason"])
        tell_progress(found, *how, by=request.user, expected_version=told["version"])

    return change(
        request, found, plan.participation, form_of, page, act, _("Guardado. El plan acordado sigue siendo el mismo.")
    )


@require_http_methods(["GET", "POST"])
def plan_agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    plan = plan_to(request.user, WRITE, pk)
    if request.method == "GET" and not plan.is_draft:
        return HttpResponseRedirect(plan.get_absolute_url())
    initial = {"on": timezone.localdate(), "read": plan.version}
    form = AgreeForm(request.POST if request.method == "POST" else None, initial=initial)
    lead = _("Léeselo entero. Desde que se acuerda no se cambia: para cambiar algo se hace otra versión con ella.")
    back = plan.get_absolute_url()
    page = _page(plan.participation.case, _("Acordar el plan con ella"), lead, _("Guardar el acuerdo"), back)

    def act(told: dict) -> str:
        agreement = Agreement(told["on"], told["present"], told["her_words"])
        agree_plan(plan, agreement, by=request.user, expected_version=told["read"])
        return back

    return make(request, form, page, act, _("Plan acordado. Su primera revisión queda en tus tareas."))


@require_http_methods(["GET", "POST"])
def plan_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    plan = plan_to(request.user, WRITE, pk)
    if request.method == "GET" and not plan.is_draft:
        return HttpResponseRedirect(plan.get_absolute_url())
    form = DropForm(request.POST if request.method == "POST" else None)
    lead = _("El borrador queda guardado y ya no se cambia. Lo acordado antes sigue igual.")
    page = _page(plan.participation.case, _("Descartar el borrador"), lead, _("Descartar"), plan.get_absolute_url())

    def act(told: dict) -> str:
        drop_draft(plan, told["reason"], by=request.user)
        return reverse("services:plan_of_case", args=[plan.participation.case_id])

    return make(request, form, page, act, _("Borrador descartado."))


@require_POST
def plan_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The next version, with the same goals: a draft."""
    plan = plan_to(request.user, WRITE, pk)
    try:
        draft = change_plan(plan, by=request.user)
    except NotPossible as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(plan.get_absolute_url())
    messages.success(request, _("Borrador de la versión siguiente. Cambia con ella lo que haga falta y acuérdenlo."))
    return HttpResponseRedirect(draft.get_absolute_url())


@require_http_methods(["GET", "POST"])
def plan_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    plan = plan_to(request.user, WRITE, pk)
    if request.method == "GET" and not plan.is_agreed:
        return HttpResponseRedirect(plan.get_absolute_url())
    today = timezone.localdate()
    initial = {"on": today, "next_on": next_review(today)}
    form = ReviewForm(request.POST if request.method == "POST" else None, initial=initial)
    lead = _("Cada tres meses, con ella: qué se logró, qué cambia y cuándo se mira otra vez.")
    back = plan.get_absolute_url()
    page = _page(plan.participation.case, _("Revisar el plan"), lead, _("Guardar revisión"), back)

    def act(told: dict) -> str:
        names = ("on", "reached", "result", "changes", "next_on")
        review_plan(plan, Review(**{name: told[name] for name in names}), by=request.user)
        return back

    return make(request, form, page, act, _("Revisión guardada."))
