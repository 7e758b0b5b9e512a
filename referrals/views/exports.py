"""Taking an office's records out: asked for with a reason, made by a worker, fetched once it is ready."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.idempotency import submit_once
from accounts.permissions import Permission
from accounts.purses import EXPORT, spend
from cases.access import require, saw_list
from cases.errors import NotPossible
from interface.keyset import paginate
from interface.pages import render_form_page
from referrals.exchange import access, actions
from referrals.exchange.states import EXPORT_LOOK, EXPORT_UNFINISHED, ExportStatus
from referrals.forms.exchange import ExportForm
from referrals.models import ExportRun
from referrals.views.imports import attachment

PAGE_SIZE = 20


@require_http_methods(["GET", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """The exports of the office, and the form that asks for one."""
    require(request.user, Permission.EXPORT_RECORDS)
    form = ExportForm(request.POST or None, offices=access.offices_for(request.user))
    if request.method == "POST" and form.is_valid():
        return redirect(submit_once(request.user, form.cleaned_data["idempotency_key"], lambda: _ask(request, form)))
    page = paginate(request, ExportRun.objects.visible_to(request.user).for_list(), "-requested_at", size=PAGE_SIZE)
    saw_list(request.user, ExportRun._meta.label_lower, page)
    context = {
        "page": page,
        "lines": [(run, *EXPORT_LOOK[run.status]) for run in page],
        "sees_all_offices": request.user.can(Permission.SEE_ALL_OFFICES),
    }
    return render_form_page(request, "referrals/exchange/exports.html", context, form)


def _ask(request, form) -> str:
    spend(EXPORT, request.user.pk)
    run = actions.ask_for_export(form.chosen_office, form.cleaned_data["reason"], by=request.user)
    return run.get_absolute_url()


@require_GET
def export_run(request: HttpRequest, pk: UUID) -> HttpResponse:
    run = access.export_to_follow(request.user, pk)
    context = {
        **_progress(run),
        "tone_and_icon": EXPORT_LOOK[run.status],
        "can_download": run.status == ExportStatus.DONE and run.requested_by_id == request.user.pk,
    }
    return render(request, "referrals/exchange/export.html", context)


def _progress(run: ExportRun) -> dict:
    return {"run": run, "is_running": run.status in EXPORT_UNFINISHED}


@require_GET
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bar alone, every two seconds; when the work is over, htmx is told to load the page."""
    run = access.export_to_follow(request.user, pk)
    response = render(request, "referrals/exchange/_export_progress.html", _progress(run))
    if run.status not in EXPORT_UNFINISHED:
        response.headers["HX-Redirect"] = run.get_absolute_url()
    return response


@require_POST
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    run = access.export_to_download(request.user, pk)
    try:
        content = actions.download_export(run, by=request.user)
    except NotPossible as refusal:
        messages.error(request, refusal.message)
        return redirect(run)
    return attachment(content, f"htcds-{run.office.code}-{timezone.localtime(run.finished_at):%Y%m%d-%H%M}.xlsx")
