"""What happened: read as a story, entered in four steps."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import submit_once
from accounts.permissions import Permission
from cases.access import case_to, case_to_view
from cases.actions.episodes import change_episode, open_episode, withdraw_episode
from cases.episodes.access import episode_to
from cases.episodes.papers import told_means
from cases.episodes.story import story_of, title_of
from cases.episodes.summary import URL_OF_STEP, Step, needs_means
from cases.errors import NotPossible
from cases.file_frame import file_tabs
from cases.forms.episodes import (
    ExitForm,
    ExploitationForm,
    NewEpisodeForm,
    RecruitmentForm,
    RouteForm,
    WithdrawEpisodeForm,
)
from cases.models import AllegedPerpetratorNote, Case, Participation, TraffickingEpisode
from directory.codelists import SHELTER_UNITS
from directory.models import AgencyUnit
from directory.versions import StaleVersion
from interface.pages import render_conflict, render_form_page

# Who may bring somebody out: the units of the police, the prosecution, labour inspection and local government.
RESCUERS = ("PNP", "MPFN", "MTPE", "SUNAFIL", "MIMP", "GOLO_DEMUNA", "MIGRACIONES")


@require_safe
def episodes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every episode of a case, as it is read."""
    case = case_to_view(request.user, pk)
    return _page(request, case, TraffickingEpisode.objects.standing().filter(case=case).whole())


@require_safe
def episode(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them: where a line of the history leads."""
    found = episode_to(request.user, Permission.VIEW_CASE, pk, or_withdrawn=True)
    if found.is_withdrawn:
        messages.info(request, _("Esos hechos se retiraron: se habían registrado por error."))
        return redirect(_back(found.case))
    return _page(request, found.case, [found], is_one=True)


def _page(request: HttpRequest, case: Case, rows, *, is_one: bool = False) -> HttpResponse:
    rows = list(rows)
    notes: dict = {}
    for note in AllegedPerpetratorNote.objects.standing().filter(episode__in=rows).for_list():
        notes.setdefault(note.episode_id, []).append(note)
    context = {
        "case": case,
        "is_one": is_one,
        "tabs": file_tabs(request.user, case, "facts"),
        "stories": [story_of(each, notes.get(each.pk, [])) for each in rows],
        "can_edit": request.user.can(Permission.EDIT_CASE),
        "has_victims": bool(_victims(case)),
    }
    return render(request, "cases/episodes.html", context)


def _victims(case: Case) -> list[Participation]:
    rows = Participation.objects.filter(case=case).victims().select_related("person__key")
    return list(rows.order_by("person__code"))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = case_to(request.user, Permission.EDIT_CASE, pk)
    victims = _victims(case)
    form = NewEpisodeForm(request.POST or None, victims=victims, told_means=told_means(victims))
    if form.is_bound and form.is_valid():

        def act():
            made = open_episode(case, form.told_people(), form.values(), by=request.user)
            messages.success(request, _("Guardado. Lo demás se completa cuando se sepa."))
            return _after(request, made, Step.RECRUITMENT)

        try:
            return redirect(submit_once(request.user, form.cleaned_data["idempotency_key"], act))
        except NotPossible as refusal:
            form.add_error("people", refusal.message)
    context = {"case": case, "step": Step.RECRUITMENT, "steps": [], "back_url": _back(case)}
    return render_form_page(request, "cases/episode_recruitment.html", context, form)


@require_http_methods(["GET", "POST"])
def recruitment(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = episode_to(request.user, Permission.EDIT_CASE, pk)

    def make(data, row, _typed=None):
        means = told_means([each.participation for each in row.of_people])
        return RecruitmentForm(data, victims=_victims(row.case), told_means=means, episode=row)

    def told(form):
        return {"people": form.told_people()}

    return _step(request, found, Step.RECRUITMENT, make, told, {"means_not_needed": not needs_means(found)})


@require_http_methods(["GET", "POST"])
def route(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = episode_to(request.user, Permission.EDIT_CASE, pk)

    def make(data, row, typed=None):
        return RouteForm(data, episode=row, at_least=len(typed.numbers) if typed else 0)

    return _step(request, found, Step.ROUTE, make, lambda form: {"stops": form.stops()})


@require_http_methods(["GET", "POST"])
def exploitation(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = episode_to(request.user, Permission.EDIT_CASE, pk)

    def make(data, row, typed=None):
        return ExploitationForm(data, episode=row, at_least=len(typed.numbers) if typed else 0)

    return _step(request, found, Step.EXPLOITATION, make, lambda form: {"sites": form.sites()})


@require_http_methods(["GET", "POST"])
def leaving(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = episode_to(request.user, Permission.EDIT_CASE, pk)

    def make(data, row, _typed=None):
        return ExitForm(data, episode=row, units=_rescuers(row))

    return _step(request, found, Step.EXIT, make, lambda form: {})


def _rescuers(episode: TraffickingEpisode):
    units = AgencyUnit.objects.valid(on=timezone.localdate()).filter(agency__code__in=RESCUERS)
    units = units.exclude(unit_type__in=SHELTER_UNITS)
    units |= AgencyUnit.objects.filter(pk=episode.rescue_unit_id)
    return units.for_list().order_by("agency__name", "agency_id", "name", "id")


def _step(request: HttpRequest, found: TraffickingEpisode, step: Step, make, told, more=None) -> HttpResponse:
    """One step: its form, saved on its own. ``make`` builds the form, ``told`` says which rows go along."""
    form = make(request.POST or None, found)
    if form.is_bound and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            change_episode(found, form.values(), by=request.user, expected_version=version, **told(form))
        except StaleVersion:
            return _conflict(request, found, form, make)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Guardado."))
            return redirect(_after(request, found, step))
    steps = [
        {"label": each.label, "url": reverse(URL_OF_STEP[each], args=[found.pk]), "is_current": each == step}
        for each in Step
    ]
    context = {
        "case": found.case,
        "episode": found,
        "title": title_of(found),
        "step": step,
        "steps": steps,
        "back_url": found.get_absolute_url(),
        **(more or {}),
    }
    return render_form_page(request, f"cases/{URL_OF_STEP[step].partition(':')[2]}.html", context, form)


def _after(request: HttpRequest, found: TraffickingEpisode, step: Step) -> str:
    """The next step, or back to the story for whoever has enough for today."""
    if step.next and "seguir" in request.POST:
        return reverse(URL_OF_STEP[step.next], args=[found.pk])
    return found.get_absolute_url()


def _conflict(request: HttpRequest, found: TraffickingEpisode, form, make) -> HttpResponse:
    rows = TraffickingEpisode.objects.whole().select_related("case__key", "case__office")
    fresh = rows.get(pk=found.pk)
    return render_conflict(
        request,
        form,
        make(None, fresh, form),
        changed_by=str(fresh.updated_by),
        changed_at=fresh.updated_at,
        back_url=fresh.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = episode_to(request.user, Permission.EDIT_CASE, pk)
    form = WithdrawEpisodeForm(request.POST or None)
    if form.is_bound and form.is_valid():

        def act():
            withdraw_episode(found, form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Hechos retirados. Quedan en la historia, y ya no cuentan."))
            return _back(found.case)

        try:
            return redirect(submit_once(request.user, form.cleaned_data["idempotency_key"], act))
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
    context = {"case": found.case, "title": title_of(found), "back_url": found.get_absolute_url()}
    return render_form_page(request, "cases/episode_withdraw.html", context, form)


def _back(case: Case) -> str:
    return reverse("cases:episodes", args=[case.pk])
