"""Making a run: claim it, freeze its numbers, compose the document from them, keep the file.

Each step is committed before the next one, so that a worker that dies anywhere loses nothing: whoever takes the run
up finds the numbers already frozen and composes the same bytes.
"""

import errno
import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.access import as_it_stands
from accounts.audit import record_about
from accounts.models import AuditAction
from accounts.permissions import Permission
from directory.models import Office
from directory.working_days import HolidayCalendar, first_working_day
from reports import files
from reports.document import layout_sha256, render_document
from reports.models import ReportRun
from reports.periods import Period, month_before, month_of
from reports.states import Failure, ReportCode, RevisionReason, RunStatus
from reports.statistics import Scope, compute, sha256_of

MONTHLY_HOUR = time(6)

log = logging.getLogger(__name__)


class NoLongerAllowed(Exception):
    """Whoever asked for this run may not ask for it any more."""


class LostClaim(Exception):
    """Another worker took this run meanwhile: what this one made is thrown away."""


def make_run(run_id: UUID) -> bool:
    """Make a queued run, or take up one whose worker fell silent. True when this call finished it.

    Does nothing when the run is finished or in another worker's hands. A failure is written on the run as a sentence;
    an interruption of the database leaves it to the sweeper.
    """
    run = ReportRun.objects.claim(run_id, timezone.now())
    if run is None:
        return False
    try:
        with transaction.atomic():
            _require_asker(run)
        if run.numbers is None:
            _freeze(run)
        _keep(run, render_document(run))
    except LostClaim:
        return False
    except NoLongerAllowed:
        with suppress(LostClaim):
            _update(run, status=RunStatus.FAILED, failure=Failure.REFUSED)
        return False
    except Exception as problem:
        log.exception("report run %s failed", run.pk)
        with suppress(LostClaim):
            _update(run, status=RunStatus.FAILED, failure=_why(problem))
        return False
    return True


@contextmanager
def snapshot() -> Iterator[None]:
    """One REPEATABLE READ transaction that only reads: every table of a report tells of the same moment.

    It must be the outermost transaction. Inside a test's own transaction, which ``durable`` tolerates, PostgreSQL
    would refuse to change the isolation any more.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(durable=True):
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _require_asker(run: ReportRun) -> None:
    """Refuse what nobody may have asked for as things stand now; what the clock asked for is nobody's.

    Asked when the work begins, and again in the transaction that ends it: nothing is finished for whoever was closed,
    moved to another office or given another role meanwhile.
    """
    if run.requested_by is None:
        return
    asker = as_it_stands(run.requested_by)
    is_seen = ReportRun.objects.visible_to(asker).filter(pk=run.pk).exists()
    if not (is_seen and asker.can(Permission.RUN_REPORT)):
        raise NoLongerAllowed


def _freeze(run: ReportRun) -> None:
    _update(run, progress=10)
    now = timezone.now()
    with snapshot():
        office = Office.objects.get(pk=run.office_id) if run.office_id else None
        scope = Scope.of(run.period, office, now)
        tables = compute(run.code, scope)
    numbers = {
        "report": run.code,
        "period": [run.period_from.isoformat(), run.period_to.isoformat()],
        "office": office.code if office else None,
        "cutoff_at": scope.cutoff_at.isoformat(),
        "tables": tables.to_json(),
    }
    _update(
        run,
        progress=60,
        cutoff_at=scope.cutoff_at,
        generated_at=now,
        numbers=numbers,
        numbers_sha256=sha256_of(numbers),
        cover=_cover(run, office),
    )


def _cover(run: ReportRun, office: Office | None) -> dict:
    """Words that could change later, as they stood: no name of a person helped is among them."""
    return {
        "product": settings.PRODUCT_NAME,
        "office": office.name if office else "",
        "office_code": office.code if office else "",
        "requested_by": run.requested_by.display_name if run.requested_by else "",
        "is_scheduled": run.is_scheduled,
        "is_demonstration": not settings.IS_PRODUCTION,
    }


def _keep(run: ReportRun, content: bytes) -> None:
    """Write the file, then say in one transaction that the run is done."""
    _update(run, progress=90)
    name = files.name_of(run.pk)
    files.write(name, content)
    with transaction.atomic():
        _require_asker(run)
        _update(
            run,
            status=RunStatus.DONE,
            progress=100,
            layout_sha256=layout_sha256(),
            file_path=name,
            file_sha256=hashlib.sha256(content).hexdigest(),
            file_size=len(content),
        )
        record_about(None, AuditAction.CHANGED, run, fields=["numbers", "file"])


def _update(run: ReportRun, **values) -> None:
    """Write on the run as long as it is this worker's; each write is also a sign of life."""
    mine = ReportRun.objects.filter(pk=run.pk, status=RunStatus.RUNNING, attempt=run.attempt)
    if not mine.update(heartbeat_at=timezone.now(), **values):
        raise LostClaim
    for name, value in values.items():
        setattr(run, name, value)


def _why(problem: Exception) -> str:
    if isinstance(problem, OSError) and problem.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Failure.NO_SPACE
    return Failure.UNEXPECTED


def add_monthly_runs() -> list[ReportRun]:
    """The clock, again and again: last month's report for each office and for all, once, from the first working day on.

    Returns the runs added now: none before 06:00 of that day, and none when they are already there. Two clocks at
    once add them once; a clock that was stopped adds them when it runs again.
    """
    now = timezone.localtime()
    if (now.date(), now.time()) < (_due_on(now.date()), MONTHLY_HOUR):
        return []
    period = month_before(now.date())
    with transaction.atomic():
        for_all = _add_scheduled(period, None)
        if for_all is None:
            return []
        offices = Office.objects.active().order_by("code")
        return [for_all, *filter(None, (_add_scheduled(period, office.pk) for office in offices))]


def next_monthly_day(today: date) -> date:
    """The next day on which the clock makes the monthly reports."""
    this_month = _due_on(today)
    return this_month if today < this_month else _due_on(month_of(today).last + timedelta(days=1))


def _due_on(day: date) -> date:
    """The first working day of the month of ``day``, by the nation's holidays."""
    month = month_of(day)
    calendar = HolidayCalendar.load(month.first, month.last)
    return first_working_day(day.year, day.month, place_code=None, on=calendar)


def _add_scheduled(period: Period, office_id: UUID | None) -> ReportRun | None:
    ReportRun.objects.lock(ReportCode.MENSUAL, period, office_id)
    if ReportRun.objects.of(ReportCode.MENSUAL, period, office_id).filter(is_scheduled=True).exists():
        return None
    run = ReportRun.objects.add(
        ReportCode.MENSUAL,
        period,
        office_id,
        is_scheduled=True,
        reason=RevisionReason.SCHEDULE,
    )
    record_about(None, AuditAction.CREATED, run)
    return run
