"""Reports in the browser: the list of runs, asking for one, following it, reading it, taking its file."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audit import record
from accounts.idempotency import submit_once
from accounts.models import AuditAction
from accounts.permissions import Permission
from cases.errors import NotPossible
from interface.keyset import paginate
from interface.pages import render_form_page
from reports import access, actions, pictures
from reports.actions import AlreadyMade, Check
from reports.document import Document, document_of
from reports.forms import ReportForm, RunFilters
from reports.models import ReportRun
from reports.production import next_monthly_day
from reports.states import LOOK, PURPOSE, Failure, ReportCode, RunStatus, may_try_again

PAGE_SIZE = 25
COUNTED = 60  # the progress at which the numbers are frozen


@dataclass(frozen=True)
class Line:
    """A run as the list and its own page show it: state in words, and what may be done."""

    run: ReportRun
    look: tuple[str, str]
    state: str
    detail: str
    may_try_again: bool


@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    access.require(request.user, Permission.VIEW_REPORTS)
    form = RunFilters(request.GET, user=request.user)
    form.is_valid()
    rows = form.narrowed(ReportRun.objects.visible_to(request.user).for_list())
    page = paginate(request, rows, "-requested_at", size=PAGE_SIZE)
    record(request.user, AuditAction.LISTED, ReportRun._meta.label_lower, ids=[run.pk for run in page])
    may_run = request.user.can(Permission.RUN_REPORT)
    context = {
        "page": page,
        "lines": [_line(run, may_run) for run in page],
        "next_monthly_day": next_monthly_day(timezone.localdate()),
        "new_form": ReportForm(user=request.user) if may_run else None,
    }
    return render_form_page(request, "reports/runs.html", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    access.require(request.user, Permission.VIEW_REPORTS)
    access.require(request.user, Permission.RUN_REPORT)
    form = ReportForm(request.POST or None, user=request.user, initial=_asked_before(request))
    existing = None
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["idempotency_key"]
        try:
            return redirect(submit_once(request.user, key, lambda: _ask(request, form)))
        except AlreadyMade as refusal:
            existing = refusal.run
            form.ask_reason(refusal.message)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
    context = {"existing": existing, "purposes": [(ReportCode(code).label, text) for code, text in PURPOSE.items()]}
    return render_form_page(request, "reports/new.html", context, form)


@require_safe
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = access.run_to_view(request.user, pk)
    may_run = request.user.can(Permission.RUN_REPORT)
    context = {"run": found, "line": _line(found, may_run), "may_run": may_run, "document": _document(found)}
    return render(request, "reports/run.html", context)


@require_safe
def run_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bar alone, asked again every two seconds; the whole page once there is something else to show."""
    found = access.run_to_follow(request.user, pk)
    response = render(request, "reports/_progress.html", {"run": found, "line": _line(found, may_run=False)})
    if not found.is_unfinished:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def try_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = access.run_to_repeat(request.user, pk)
    try:
        actions.try_again(found, by=request.user)
    except NotPossible as refusal:
        messages.warning(request, refusal.message)
    return redirect(found)


@require_POST
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = access.run_to_check(request.user, pk)
    result = actions.check_run(found, by=request.user)
    level = messages.SUCCESS if result.is_same and result.is_intact else messages.WARNING
    messages.add_message(request, level, _verdict(result))
    return redirect(found)


@require_safe
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = access.run_to_download(request.user, pk)
    try:
        content = actions.content_of(found)
    except NotPossible as refusal:
        messages.error(request, refusal.message)
        return redirect(found)
    name = found.file_name(found.office.code if found.office else _("TODAS"))
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _ask(request: HttpRequest, form: ReportForm) -> str:
    asked = form.cleaned_data
    return actions.request_report(
        asked["code"], asked["period"], asked["office"], by=request.user, reason=asked["reason"]
    ).get_absolute_url()


def _asked_before(request: HttpRequest) -> dict:
    """A link to this form may say which report and which month."""
    return {"code": request.GET.get("reporte"), "month": request.GET.get("mes")}


def _document(run: ReportRun) -> Document | None:
    return document_of(run, pictures.on_screen) if run.is_done else None


def _line(run: ReportRun, may_run: bool) -> Line:
    return Line(run, LOOK[run.status], run.get_status_display(), _detail(run), may_run and may_try_again(run.status))


def _detail(run: ReportRun) -> str:
    """The sentence below the state."""
    if run.status == RunStatus.FAILED:
        return str(Failure(run.failure).label)
    if run.is_late:
        return _("El servicio no responde: se generará cuando vuelva. No hace falta pedirlo otra vez.")
    if run.status == RunStatus.QUEUED:
        return _("Se generará en cuanto el servicio esté libre.")
    if run.status == RunStatus.RUNNING:
        return _("Contando.") if run.progress < COUNTED else _("Cifras contadas. Componiendo el documento.")
    return _("Huella %s") % run.fingerprint


def _verdict(result: Check) -> str:
    if result.is_same and result.is_intact:
        return _("Comprobado: vuelto a componer desde sus cifras, es el mismo archivo, byte por byte.")
    if result.is_same:
        return _("El archivo guardado se perdió o fue alterado. Al descargarlo se repone desde sus cifras.")
    if result.is_intact and result.is_old_layout:
        return _("El archivo guardado es el original. Hoy el documento se compone de otra forma con esas cifras.")
    return _("No coincide: avisa a la administración antes de usar este archivo.")
