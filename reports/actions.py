"""The verbs of a report: ask for it, try again, check that it can be made again."""

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record_about
from accounts.models import AuditAction, User
from cases.errors import NotPossible
from directory.models import Office
from reports import files
from reports.document import layout_sha256, render_document
from reports.models import ReportRun
from reports.periods import Period
from reports.production import make_run
from reports.states import RevisionReason, RunStatus, may_try_again
from reports.tasks import wake


class AlreadyMade(NotPossible):
    """The report exists: another revision needs a reason. ``run`` is the newest one."""

    def __init__(self, run: ReportRun):
        super().__init__(_("Este reporte ya existe. Di por qué hace falta otra revisión, o usa el que hay."))
        self.run = run


def request_report(code: str, period: Period, office: Office | None, *, by: User, reason: str = "") -> ReportRun:
    """Queue a report over a period for an office, or for all; a worker is told after the commit.

    The same report still in the queue or being made is returned instead; one that failed is tried again. Another
    revision of one that exists needs a reason (a ``RevisionReason``). Raises NotPossible for a period that ends after
    today, and AlreadyMade when the reason is missing.
    """
    _require_past(period)
    with transaction.atomic():
        ReportRun.objects.lock(code, period, office.pk if office else None)
        earlier = ReportRun.objects.of(code, period, office.pk if office else None)
        if running := earlier.unfinished().first():
            return running
        newest = earlier.order_by("revision").last()
        if newest and may_try_again(newest.status):
            return try_again(newest, by=by)
        if newest and not reason:
            raise AlreadyMade(newest)
        run = ReportRun.objects.add(
            code, period, office.pk if office else None, requested_by=by, reason=reason if newest else ""
        )
        record_about(by, AuditAction.CREATED, run)
        wake(run)
    return run


def make_now(code: str, period: Period, office: Office | None) -> ReportRun:
    """The command line: make a report here and now, without a worker, as a revision of its own.

    Returns the run, done or failed. Raises NotPossible for a period that ends after today.
    """
    _require_past(period)
    with transaction.atomic():
        run = ReportRun.objects.add(code, period, office.pk if office else None, reason=RevisionReason.COMMAND_LINE)
        record_about(None, AuditAction.CREATED, run)
    make_run(run.pk)
    run.refresh_from_db()
    return run


def try_again(run: ReportRun, *, by: User) -> ReportRun:
    """Put a failed run back in the queue. Raises NotPossible when it is not in a state for that."""
    with transaction.atomic():
        run = ReportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if not may_try_again(run.status):
            raise NotPossible(_("Este reporte ya no está detenido."))
        run.status, run.failure, run.heartbeat_at = RunStatus.QUEUED, "", timezone.now()
        run.save(update_fields=["status", "failure", "heartbeat_at"])
        record_about(by, AuditAction.STATUS_CHANGED, run, fields=["status"])
        wake(run)
    return run


@dataclass(frozen=True)
class Check:
    """What making a document again showed.

    is_same: the bytes made now from the frozen numbers have the SHA-256 of the run.
    is_intact: so has the file that was kept.
    is_old_layout: the program that draws it has changed since, so other bytes are to be expected.
    """

    is_same: bool
    is_intact: bool
    is_old_layout: bool


def check_run(run: ReportRun, *, by: User) -> Check:
    """Make a finished run's document again from its frozen numbers and compare. Changes nothing."""
    record_about(by, AuditAction.VIEWED, run, fields=["check"])
    kept = files.read(run.file_path)
    return Check(
        is_same=_sha256(render_document(run)) == run.file_sha256,
        is_intact=kept is not None and _sha256(kept) == run.file_sha256,
        is_old_layout=run.layout_sha256 != layout_sha256(),
    )


def content_of(run: ReportRun) -> bytes:
    """The file of a finished run, proven by its SHA-256; made again, and kept, if it was lost or altered.

    Raises NotPossible when neither gives the bytes that were released: nothing else may go out under that name.
    """
    content = files.read(run.file_path)
    if content is not None and _sha256(content) == run.file_sha256:
        return content
    content = render_document(run)
    if _sha256(content) != run.file_sha256:
        raise NotPossible(_("El archivo guardado se perdió o fue alterado. Genera una nueva revisión."))
    files.write(run.file_path, content)
    return content


def _require_past(period: Period) -> None:
    if period.last > timezone.localdate():
        raise NotPossible(_("El periodo termina después de hoy. Elige hasta hoy como máximo."))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
