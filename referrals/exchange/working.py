"""The work behind an import and an export, as a worker and the command line do it. The job's row is the truth."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone

from accounts.access import as_it_stands
from accounts.audit import record
from accounts.models import AuditAction, User
from cases.consent_rules import not_taken_back
from cases.models import Case, Participation
from cases.models.decoy import counted
from referrals.exchange.exporting import workbook_of
from referrals.exchange.files import UnreadableFile
from referrals.exchange.findings import Category, Outcome
from referrals.exchange.judging import Judgement, Verdict, judge, judge_again, read_workbook
from referrals.exchange.report import summary_of
from referrals.exchange.states import ExportStatus, Failure, ImportStatus
from referrals.exchange.writing import write
from referrals.models.exchange import ExportRun, ImportFinding, ImportRun, Job, StoredFile
from vault.models import DataKey

logger = logging.getLogger(__name__)
Progress = Callable[[int, int], None]
FILE_LIVES = timedelta(hours=24)
BATCH = 1000
_PROGRESS_STEP = 20  # writings of progress per job, at most


class LostClaim(Exception):
    """Another worker took this job: whatever this one does next must not count."""


class NoLongerAllowed(Exception):
    """Whoever asked for this job may not ask for it any more."""


# Files ----------------------------------------------------------------------------------------------------------


def store_file(content: bytes) -> StoredFile:
    """Seal a workbook under a key of its own."""
    return StoredFile.objects.create(key=DataKey.objects.make(), content=content, size=len(content))


def destroy_file(job: Job) -> None:
    """Delete a job's workbook and the key that opens any copy of it. The caller saves the job."""
    if job.file_id is None:
        return
    file, job.file = job.file, None
    job.save(update_fields=["file"])
    key = file.key_id
    file.delete()
    DataKey.objects.filter(pk=key).shred()


# Jobs -----------------------------------------------------------------------------------------------------------


def check_import(pk: UUID) -> None:
    """Read an uploaded workbook and say of each row what would become of it."""
    run = ImportRun.objects.claim(pk, timezone.now())
    if run is None:
        return
    with _failing_well(run):
        judgement = _judged(run)
        with transaction.atomic():
            _require_asker(run)
            _fence(run)
            keep_findings(run, judgement)
            is_refused = judgement.count(Outcome.REFUSED) > 0
            run.status = ImportStatus.REFUSED if is_refused else ImportStatus.CHECKED
            run.save()
            if is_refused:
                destroy_file(run)


def carry_out_import(pk: UUID) -> None:
    """Write the rows of a checked workbook, whole or not at all, judged again as things stand now."""
    run = ImportRun.objects.claim(pk, timezone.now())
    if run is None:
        return
    with _failing_well(run):
        judgement = _judged(run)
        with _progress_seen_outside(run) as progress, transaction.atomic():
            finish_import(run, judge_again(judgement), progress)


def _judged(run: ImportRun) -> Judgement:
    with transaction.atomic():
        actor = _require_asker(run)
    columns, rows = read_workbook(run.file.content, timezone.localdate())
    run.rows_total = len(rows)
    _beat(run, 0)
    return judge(columns, rows, run.office, by=actor, today=timezone.localdate())


def finish_import(run: ImportRun, judgement: Judgement, progress: Progress) -> None:
    """Write what was judged, or refuse it whole, in the caller's transaction; the run ends here.

    The run's own row is touched last, so that its progress may be told from outside meanwhile.
    """
    ImportFinding.objects.filter(run=run).delete()
    keep_findings(run, judgement)
    run.finished_at = timezone.now()
    run.status = ImportStatus.REFUSED if judgement.count(Outcome.REFUSED) else ImportStatus.DONE
    if run.status == ImportStatus.DONE:
        write(judgement, run, progress)
    _require_asker(run)
    _fence(run)
    run.save()
    destroy_file(run)


def make_export(pk: UUID) -> None:
    """Write the workbook that somebody asked for: the cases of the office that this account sees."""
    run = ExportRun.objects.claim(pk, timezone.now())
    if run is None:
        return
    with _failing_well(run):
        with transaction.atomic():
            asker = _require_asker(run)
        content, rows = workbook_of(exported_by(asker, run.office_id), _Progress(run))
        with transaction.atomic():
            _require_asker(run)
            _fence(run)
            run.file = store_file(content)
            run.status, run.rows_total, run.rows_done = ExportStatus.DONE, rows, rows
            run.finished_at = timezone.now()
            run.expires_at = run.finished_at + FILE_LIVES
            run.save()
            record(
                run.requested_by, AuditAction.EXPORTED, run._meta.label_lower, run.pk, fields=["htcds", f"rows={rows}"]
            )


def exported_by(user, office_id: UUID):
    """Everybody's part in every case of the office that this account sees; left out are made-up cases, and whoever took
    back the use of her data."""
    seen = Participation.objects.filter(counted("case"), case__in=Case.objects.visible_to(user), case__office=office_id)
    return not_taken_back(seen)


def sweep() -> list[tuple[str, UUID]]:
    """Throw away files nobody needs any more, and name the jobs that a worker should take: (task, id)."""
    now = timezone.now()
    _throw_away(ImportRun.objects.filter(status=ImportStatus.CHECKED, heartbeat_at__lt=now - FILE_LIVES))
    for run in ExportRun.objects.filter(status=ExportStatus.DONE, expires_at__lt=now):
        with transaction.atomic():
            expire(run)
    imports = ImportRun.objects.waiting(now).values_list("status", "pk")
    exports = ExportRun.objects.waiting(now).values_list("pk", flat=True)
    checks = (ImportStatus.UPLOADED, ImportStatus.CHECKING)
    return [
        *(("check_import" if status in checks else "carry_out_import", pk) for status, pk in imports),
        *(("make_export", pk) for pk in exports),
    ]


def expire(run: ExportRun) -> None:
    """End a workbook's time; its file and key go."""
    file = run.file
    run.status, run.file = ExportStatus.EXPIRED, None
    run.save(update_fields=["status", "file"])
    if file is not None:
        key = file.key_id
        file.delete()
        DataKey.objects.filter(pk=key).shred()


def _throw_away(runs: Iterable[ImportRun]) -> None:
    for run in runs:
        with transaction.atomic():
            run.status, run.finished_at = ImportStatus.DISCARDED, timezone.now()
            run.save(update_fields=["status", "finished_at"])
            destroy_file(run)


# Findings -------------------------------------------------------------------------------------------------------


def keep_findings(run: ImportRun, judgement: Judgement) -> None:
    """Write what was said of columns and rows; no content of a cell is kept."""
    run.rows_total = len(judgement.verdicts)
    run.rows_done = run.rows_total
    run.new_rows, run.known_rows = judgement.count(Outcome.NEW), judgement.count(Outcome.KNOWN)
    run.refused_rows = judgement.count(Outcome.REFUSED)
    run.new_cases, run.new_people = judgement.new_cases, judgement.new_people
    run.possible_duplicates = judgement.possible_duplicates
    run.summary = summary_of(judgement)
    ImportFinding.objects.bulk_create([_finding(run, verdict) for verdict in judgement.verdicts], batch_size=BATCH)


def _finding(run: ImportRun, verdict: Verdict) -> ImportFinding:
    cells = {**verdict.row.cells, **verdict.row.others}
    told = [(name, cell) for name, cell in cells.items() if cell.category != Category.TAKEN]
    told.sort(key=lambda pair: pair[1].category != Category.REFUSED)
    return ImportFinding(
        key=run.key,
        run=run,
        number=verdict.row.number,
        outcome=verdict.outcome,
        taken=sum(cell.category == Category.TAKEN for cell in cells.values()),
        mapped=sum(cell.category == Category.MAPPED for cell in cells.values()),
        kept=sum(cell.category == Category.KEPT_AS_TEXT for cell in cells.values()),
        refused=sum(cell.category == Category.REFUSED for cell in cells.values()),
        cells=[[name, cell.category.value, cell.message.value] for name, cell in told],
    )


# Claim, heartbeat, failure --------------------------------------------------------------------------------------


class _Progress:
    """Writes how far a job is, and that its worker lives, some twenty times in all."""

    def __init__(self, job: Job):
        self.job, self.last = job, -1

    def __call__(self, done: int, total: int) -> None:
        step = _PROGRESS_STEP * done // total if total else 0
        if step != self.last:
            self.last = step
            self.job.rows_total = total
            self.tell(done)

    def tell(self, done: int) -> None:
        _beat(self.job, done)


class _ProgressSeenOutside(_Progress):
    """The same while a long transaction runs: over a connection of its own, which others can see."""

    def __init__(self, job: Job, connection):
        super().__init__(job)
        self.connection = connection

    def tell(self, done: int) -> None:
        table = self.connection.ops.quote_name(self.job._meta.db_table)
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET rows_done = %s, heartbeat_at = %s WHERE id = %s AND attempt = %s",  # noqa: S608
                [done, timezone.now(), self.job.pk, self.job.attempt],
            )


@contextmanager
def _progress_seen_outside(job: Job) -> Iterator[_Progress]:
    connection = connections[DEFAULT_DB_ALIAS].copy()
    try:
        yield _ProgressSeenOutside(job, connection)
    finally:
        connection.close()


def _beat(job: Job, done: int) -> None:
    rows = type(job).objects.filter(pk=job.pk, attempt=job.attempt)
    if not rows.update(rows_done=done, rows_total=job.rows_total, heartbeat_at=timezone.now()):
        raise LostClaim


def _require_asker(job: Job) -> User:
    """Whoever asked for the job, as the account stands now, if it still may. Raises NoLongerAllowed.

    Asked when the work begins, and again in the transaction that ends it: nothing is finished for whoever was closed,
    moved to another office or given another role meanwhile.
    """
    asker = as_it_stands(getattr(job, "confirmed_by", None) or job.requested_by)
    if not type(job).objects.visible_to(asker).filter(pk=job.pk).exists():
        raise NoLongerAllowed
    return asker


def _fence(job: Job) -> None:
    """Lock the job's row if it is still this worker's. Raises LostClaim."""
    if not type(job).objects.select_for_update().filter(pk=job.pk, attempt=job.attempt).exists():
        raise LostClaim


@contextmanager
def _failing_well(job: Job):
    """A file that cannot be read, or an error of ours, ends the job with its reason; nothing else was written."""
    try:
        yield
    except LostClaim:
        logger.warning("Job %s was taken by another worker.", job.pk)
    except NoLongerAllowed:
        _fail(job, Failure.REFUSED)
    except UnreadableFile:
        _fail(job, Failure.UNREADABLE)
    except Exception as error:
        # The type only: a message may quote a cell.
        logger.error("Job %s failed: %s", job.pk, type(error).__name__)
        _fail(job, Failure.ERROR)


def _fail(job: Job, failure: Failure) -> None:
    with transaction.atomic():
        job = type(job).objects.filter(pk=job.pk, attempt=job.attempt).select_for_update().first()
        if job is None:
            return
        job.status, job.failure, job.finished_at = "FAILED", failure, timezone.now()
        job.save(update_fields=["status", "failure", "finished_at"])
        destroy_file(job)
