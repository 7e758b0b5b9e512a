"""The doors of the exchange: own office, every office for national coordination; 404 for what is not visible."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from cases.access import require
from cases.models import Participation
from directory.models import Office
from referrals.models import ExportRun, ImportRun, StandardRecord


def offices_for(user: User) -> QuerySet[Office]:
    """The offices into which, and out of which, an account may exchange records."""
    offices = Office.objects.active()
    return offices if user.can(Permission.SEE_ALL_OFFICES) else offices.filter(pk=user.office_id)


def import_to_view(user: User, pk: UUID) -> ImportRun:
    """An import of the account's office; "viewed" is written."""
    run = import_to_follow(user, pk)
    record_about(user, AuditAction.VIEWED, run)
    return run


def import_to_follow(user: User, pk: UUID) -> ImportRun:
    """The same for its progress, asked every two seconds, which shows no row: no trace is written."""
    require(user, Permission.IMPORT_RECORDS)
    rows = ImportRun.objects.visible_to(user).select_related("office", "requested_by", "confirmed_by", "key")
    return get_object_or_404(rows, pk=pk)


def import_report_to_download(user: User, pk: UUID) -> ImportRun:
    """An import of the account's office for its report; "downloaded" is written."""
    run = import_to_follow(user, pk)
    record_about(user, AuditAction.DOWNLOADED, run, fields=["report"])
    return run


def export_to_follow(user: User, pk: UUID) -> ExportRun:
    """An export of the account's office: where it stands, nothing of what is in it."""
    require(user, Permission.EXPORT_RECORDS)
    rows = ExportRun.objects.visible_to(user).select_related("office", "requested_by", "key")
    return get_object_or_404(rows, pk=pk)


def export_to_download(user: User, pk: UUID) -> ExportRun:
    """An export that this account asked for itself: what is in it is what its asker may see."""
    require(user, Permission.EXPORT_RECORDS)
    return get_object_or_404(ExportRun.objects.visible_to(user).filter(requested_by=user), pk=pk)


def record_to_view(user: User, pk: UUID) -> StandardRecord:
    """What a workbook said of somebody beyond our own fields; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    mine = Participation.objects.visible_to(user)
    rows = StandardRecord.objects.filter(participation__in=mine).select_related(
        "key", "participation__case", "participation__person"
    )
    record = get_object_or_404(rows, pk=pk)
    record_about(user, AuditAction.VIEWED, record)
    return record
