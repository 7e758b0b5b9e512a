"""The verbs of the exchange: upload, confirm, discard, import, ask for an export, download."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record, record_about
from accounts.models import AuditAction, User
from cases.errors import NotPossible
from directory.models import Office
from referrals.exchange.exporting import workbook_of
from referrals.exchange.judging import Judgement, judge_again, read_workbook
from referrals.exchange.states import ExportStatus, ImportStatus, may_discard, may_import
from referrals.exchange.working import destroy_file, exported_by, finish_import, store_file
from referrals.models.exchange import ExportRun, ImportRun
from referrals.tasks import carry_out_import, check_import, make_export, wake
from vault.models import DataKey

Progress = Callable[[int, int], None]


def upload_import(content: bytes, office: Office, *, by: User) -> ImportRun:
    """Take a workbook for checking; it is stored sealed. Raises UnreadableFile, having stored nothing."""
    _columns, rows = read_workbook(content, timezone.localdate())
    with transaction.atomic():
        run = ImportRun.objects.create(
            key=DataKey.objects.make(),
            office=office,
            requested_by=by,
            file=store_file(content),
            rows_total=len(rows),
        )
        record_about(by, AuditAction.CREATED, run, fields=["file"])
        wake(check_import, run)
    return run


def confirm_import(run: ImportRun, *, by: User) -> ImportRun:
    """Let a checked workbook be written. Said twice, it counts once. Raises NotPossible if it may not be (any more)."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.status in (ImportStatus.QUEUED, ImportStatus.IMPORTING, ImportStatus.DONE):
            return run
        if not may_import(run.status):
            raise NotPossible(_("Esta importación ya no se puede escribir: sube el libro otra vez."))
        run.status, run.confirmed_by, run.confirmed_at = ImportStatus.QUEUED, by, timezone.now()
        run.rows_done, run.attempt, run.heartbeat_at = 0, 0, timezone.now()
        run.save(update_fields=["status", "confirmed_by", "confirmed_at", "rows_done", "attempt", "heartbeat_at"])
        record_about(by, AuditAction.CHANGED, run, fields=["status"])
        wake(carry_out_import, run)
    return run


def discard_import(run: ImportRun, *, by: User) -> ImportRun:
    """Throw a checked workbook away; the report of what was in it stays."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if not may_discard(run.status):
            raise NotPossible(_("Esta importación ya no se puede descartar."))
        run.status, run.finished_at = ImportStatus.DISCARDED, timezone.now()
        run.save(update_fields=["status", "finished_at"])
        destroy_file(run)
        record_about(by, AuditAction.CHANGED, run, fields=["status"])
    return run


def import_now(judgement: Judgement, *, by: User, progress: Progress) -> ImportRun:
    """Write a judged workbook at once, without a worker (the command line). Nothing in it may be refused."""
    with transaction.atomic():
        run = ImportRun.objects.create(
            key=DataKey.objects.make(),
            office=judgement.setting.office,
            requested_by=by,
            confirmed_by=by,
            confirmed_at=timezone.now(),
            status=ImportStatus.IMPORTING,
        )
        finish_import(run, judge_again(judgement), progress)
    return run


def ask_for_export(office: Office, reason: str, *, by: User) -> ExportRun:
    """Let a worker prepare an office's workbook; the reason is kept sealed."""
    with transaction.atomic():
        run = ExportRun.objects.create(key=DataKey.objects.make(), office=office, requested_by=by, reason=reason)
        record_about(by, AuditAction.CREATED, run, fields=["reason"])
        wake(make_export, run)
    return run


def export_now(office: Office, *, by: User, progress: Progress) -> tuple[bytes, int]:
    """An office's workbook and its number of rows, at once (the command line)."""
    with transaction.atomic():
        content, rows = workbook_of(exported_by(by, office.pk), progress)
        record(by, AuditAction.EXPORTED, office._meta.label_lower, office.pk, fields=["htcds", f"rows={rows}"])
    return content, rows


def download_export(run: ExportRun, *, by: User) -> bytes:
    """The prepared workbook. Raises NotPossible once its time has passed."""
    with transaction.atomic():
        run = ExportRun.objects.select_for_update().get(pk=run.pk)
        if run.status != ExportStatus.DONE or run.expires_at < timezone.now():
            raise NotPossible(_("Este libro ya no está: vuelve a pedirlo."))
        run.downloads += 1
        run.save(update_fields=["downloads"])
        record_about(by, AuditAction.DOWNLOADED, run, fields=[f"rows={run.rows_total}"])
    return run.file.content
