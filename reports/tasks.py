"""Celery's doorways: an id comes in, one call goes on. A message only wakes; the row is the job."""

import logging
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.acting import as_system
from reports.models import SILENCE, ReportRun
from reports.production import add_monthly_runs, make_run

log = logging.getLogger(__name__)


@shared_task
@as_system
def make_report_run(run_id: str) -> None:
    """Make one queued run; does nothing when it is done or in other hands."""
    make_run(UUID(run_id))


@shared_task
@as_system
def sweep_report_runs() -> None:
    """Every minute: wake again the runs whose message or worker was lost, silent for two minutes or more."""
    for run_id in ReportRun.objects.waiting(timezone.now()).values_list("pk", flat=True):
        _send(run_id)


@shared_task
@as_system
def make_monthly_reports() -> None:
    """Every five minutes: the monthly reports, once, from the first working day of the month at 06:00 on."""
    for run in add_monthly_runs():
        _send(run.pk)


def wake(run: ReportRun) -> None:
    """After the commit, tell a worker. Without a broker nothing is lost: the sweeper finds the run later."""
    transaction.on_commit(lambda: _send(run.pk))


def _send(run_id: UUID) -> None:
    """A message that nobody takes in time dies: the sweeper sends another, and they never pile up."""
    try:
        make_report_run.apply_async([str(run_id)], expires=SILENCE.total_seconds())
    except OperationalError:
        log.warning("report run %s waits for the sweeper: the broker does not answer", run_id)
