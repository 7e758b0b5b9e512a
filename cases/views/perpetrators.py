"""Notes on who is said to have done it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.idempotency import submit_once
from accounts.permissions import Permission
from cases.actions.episodes import change_perpetrator, note_perpetrator, withdraw_perpetrator
from cases.episodes.access import episode_to, perpetrator_to
from cases.errors import NotPossible
from cases.forms.perpetrators import NewPerpetratorForm, PerpetratorForm, WithdrawPerpetratorForm
from cases.models import AllegedPerpetratorNote
from directory.versions import StaleVersion
from interface.pages import render_conflict, render_form_page

TEMPLATE = "cases/episode_perpetrator.html"


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    episode = episode_to(request.user, Permission.EDIT_CASE, pk)
    form = NewPerpetratorForm(request.POST or None)
    if form.is_bound and form.is_valid():

        def act():
            note_perpetrator(episode, form.values(), by=request.user)
            messages.success(request, _("Nota guardada."))
            return episode.get_absolute_url()

        try:
            return redirect(submit_once(request.user, form.cleaned_data["idempotency_key"], act))
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
    return render_form_page(request, TEMPLATE, {"case": episode.case, "episode": episode}, form)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    note = perpetrator_to(request.user, Permission.EDIT_CASE, pk)
    form = PerpetratorForm(request.POST or None, note=note)
    if form.is_bound and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            change_perpetrator(note, form.values(), by=request.user, expected_version=version)
        except StaleVersion:
            return _conflict(request, note, form)
        messages.success(request, _("Nota guardada."))
        return redirect(note.episode)
    context = {"case": note.episode.case, "episode": note.episode, "note": note}
    return render_form_page(request, TEMPLATE, context, form)


def _conflict(request: HttpRequest, note: AllegedPerpetratorNote, form) -> HttpResponse:
    fresh = AllegedPerpetratorNote.objects.select_related("key", "updated_by").get(pk=note.pk)
    return render_conflict(
        request,
        form,
        PerpetratorForm(note=fresh),
        changed_by=str(fresh.updated_by),
        changed_at=fresh.updated_at,
        back_url=note.episode.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    note = perpetrator_to(request.user, Permission.EDIT_CASE, pk)
    form = WithdrawPerpetratorForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        withdraw_perpetrator(note, form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Nota retirada."))
        return redirect(note.episode)
    context = {
        "title": _("Retirar la nota"),
        "question": _("¿Retirar esta nota sobre quien la explotó?"),
        "consequence": _("Deja de mostrarse. Lo que decía queda en la historia del registro."),
        "button": _("Retirar"),
        "is_danger": True,
        "back_url": note.episode.get_absolute_url(),
    }
    return render_form_page(request, "confirm.html", context, form)
