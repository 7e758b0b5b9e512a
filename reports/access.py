"""The doors: who may see which runs, and do what with them."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from reports.models import ReportRun


def run_to_view(user: User, pk: UUID) -> ReportRun:
    """A run of the account's offices; "viewed" is written. 404 when it is not among them."""
    run = _run(user, pk)
    record_about(user, AuditAction.VIEWED, run)
    return run


def run_to_follow(user: User, pk: UUID) -> ReportRun:
    """The same for its progress, which is asked every two seconds and shows no number: no trace is written."""
    return _run(user, pk)


def run_to_repeat(user: User, pk: UUID) -> ReportRun:
    """A run of the account's offices, for trying it again; "viewed" is written."""
    require(user, Permission.RUN_REPORT)
    return run_to_view(user, pk)


def run_to_check(user: User, pk: UUID) -> ReportRun:
    """A finished run of the account's offices, for making it again. 404 while it is not finished."""
    run = _run(user, pk)
    if not run.is_done:
        raise Http404
    return run


def run_to_download(user: User, pk: UUID) -> ReportRun:
    """A finished run of the account's offices; "downloaded" is written. 404 while it has no file."""
    run = run_to_check(user, pk)
    record_about(user, AuditAction.DOWNLOADED, run)
    return run


def _run(user: User, pk: UUID) -> ReportRun:
    require(user, Permission.VIEW_REPORTS)
    rows = ReportRun.objects.visible_to(user).select_related("office", "requested_by")
    return get_object_or_404(rows, pk=pk)
