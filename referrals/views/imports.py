"""Bringing a workbook in: upload, what would happen row by row, and only then the writing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.idempotency import submit_once
from accounts.permissions import Permission
from cases.access import require, saw_list
from cases.errors import NotPossible
from interface.keyset import AFTER, BEFORE, paginate
from interface.pages import render_form_page
from referrals.exchange import access, actions
from referrals.exchange.files import UnreadableFile
from referrals.exchange.findings import Outcome
from referrals.exchange.report import cell_lines, column_lines, report_workbook
from referrals.exchange.states import (
    CATEGORY_LOOK,
    IMPORT_LOOK,
    IMPORT_UNFINISHED,
    OUTCOME_LOOK,
    ImportStatus,
    may_discard,
    may_import,
)
from referrals.forms.exchange import UploadForm
from referrals.models import ImportRun

PAGE_SIZE = 20
ROWS_PER_PAGE = 50
REFUSALS_SHOWN = 20
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Word of the address → the rows it shows.
ROW_VIEWS = {"": None, "rechazadas": Outcome.REFUSED, "nuevas": Outcome.NEW}


@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The imports of the office, and the form that begins one."""
    require(request.user, Permission.IMPORT_RECORDS)
    offices = access.offices_for(request.user)
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        offices=offices,
        sent_bytes=int(request.META.get("CONTENT_LENGTH") or 0),
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(
                submit_once(request.user, form.cleaned_data["idempotency_key"], lambda: _upload(request, form))
            )
        except UnreadableFile as unreadable:
            form.add_error("file", unreadable.message)
    page = paginate(request, ImportRun.objects.visible_to(request.user).for_list(), "-requested_at", size=PAGE_SIZE)
    saw_list(request.user, ImportRun._meta.label_lower, page)
    context = {
        "page": page,
        "lines": [(run, *IMPORT_LOOK[run.status]) for run in page],
        "unfinished": IMPORT_UNFINISHED,
        "sees_all_offices": request.user.can(Permission.SEE_ALL_OFFICES),
        "can_export": request.user.can(Permission.EXPORT_RECORDS),
    }
    return render_form_page(request, "referrals/exchange/imports.html", context, form)


def _upload(request, form) -> str:
    run = actions.upload_import(form.cleaned_data["file"], form.chosen_office, by=request.user)
    return run.get_absolute_url()


@require_http_methods(["GET", "POST"])
def import_run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One import: how far it is, what would come of it, or what came. A POST lets it be written."""
    run = access.import_to_view(request.user, pk)
    if request.method == "POST":
        try:
            return redirect(actions.confirm_import(run, by=request.user))
        except NotPossible as refusal:
            messages.error(request, refusal.message)
            return _page(request, run, status=422)
    return _page(request, run)


def _page(request, run: ImportRun, status: int = 200) -> HttpResponse:
    columns = column_lines(run.summary)
    refused = run.findings.filter(outcome=Outcome.REFUSED).select_related("key").order_by("number")
    context = {
        **_progress(run),
        "tone_and_icon": IMPORT_LOOK[run.status],
        "facts": _facts(run),
        "columns": [column for column in columns if column.cells],
        "empty_columns": sum(not column.cells for column in columns),
        "refused": [(finding, cell_lines(finding.cells)) for finding in refused[:REFUSALS_SHOWN]],
        "refused_url": reverse("referrals:import_rows", args=[run.pk]) + "?ver=rechazadas",
        "can_import": may_import(run.status) and run.new_rows > 0,
        "can_discard": may_discard(run.status),
    }
    return render(request, "referrals/exchange/import.html", context, status=status)


def _facts(run: ImportRun) -> list[tuple[str, object]]:
    facts = [
        (_("Personas nuevas"), run.new_people),
        (_("Casos nuevos"), run.new_cases),
        (_("Filas que ya estaban"), run.known_rows),
        (_("Filas rechazadas"), run.refused_rows),
    ]
    if run.possible_duplicates:
        facts.append((_("Con un documento que alguien de la sede ya tiene"), run.possible_duplicates))
    return facts


def _progress(run: ImportRun) -> dict:
    return {
        "run": run,
        "is_running": run.status in IMPORT_UNFINISHED,
        "is_checking": run.status in (ImportStatus.UPLOADED, ImportStatus.CHECKING),
    }


@require_GET
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bar alone, every two seconds; when the work is over, htmx is told to load the page."""
    run = access.import_to_follow(request.user, pk)
    response = render(request, "referrals/exchange/_import_progress.html", _progress(run))
    if run.status not in IMPORT_UNFINISHED:
        response.headers["HX-Redirect"] = run.get_absolute_url()
    return response


@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    run = access.import_to_view(request.user, pk)
    try:
        actions.discard_import(run, by=request.user)
    except NotPossible as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Libro descartado. No se registró a nadie."))
    return redirect(run)


@require_GET
def rows(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was said of each row."""
    run = access.import_to_view(request.user, pk)
    chosen = request.GET.get("ver", "")
    outcome = ROW_VIEWS.get(chosen)
    findings = run.findings.filter(outcome=outcome) if outcome else run.findings.all()
    page = paginate(request, findings.select_related("key"), "number", size=ROWS_PER_PAGE)
    context = {
        "run": run,
        "page": page,
        "lines": [
            (
                finding,
                Outcome(finding.outcome).label,
                *OUTCOME_LOOK[finding.outcome],
                [(line, *CATEGORY_LOOK[line.category]) for line in cell_lines(finding.cells)],
            )
            for finding in page
        ],
        "views": _row_views(request, chosen),
    }
    return render(request, "referrals/exchange/import_rows.html", context)


def _row_views(request, chosen: str) -> list[dict]:
    labels = {"": _("Todas"), "rechazadas": _("Rechazadas"), "nuevas": _("Nuevas")}
    return [
        {"label": label, "url": _with(request, word), "is_current": word == chosen} for word, label in labels.items()
    ]


def _with(request, word: str) -> str:
    query = request.GET.copy()
    for name in (AFTER, BEFORE, "ver"):
        query.pop(name, None)
    if word:
        query["ver"] = word
    return f"?{query.urlencode()}" if query else request.path


@require_GET
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that was said, as a workbook of text; no content of a row is in it."""
    run = access.import_report_to_download(request.user, pk)
    findings = run.findings.select_related("key").refused_first()
    content = report_workbook(run.summary, findings.iterator(chunk_size=1000))
    return attachment(content, f"informe-importacion-{timezone.localtime(run.requested_at):%Y%m%d-%H%M}.xlsx")


def attachment(content: bytes, name: str) -> HttpResponse:
    """A workbook to save; the name says what it is and never of whom."""
    response = HttpResponse(content, content_type=WORKBOOK)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
