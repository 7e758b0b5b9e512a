"""Celery's doorways: an id comes in, one call goes on. A message only wakes; the row is the job."""

import logging
from functools import partial
from uuid import UUID

from celery import Task, shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.acting import as_system
from referrals.exchange import working
from referrals.models.exchange import SILENCE, Job
from referrals.silence import mark_silence

log = logging.getLogger(__name__)


@shared_task
@as_system
def check_import(run_id: str) -> None:
    """Check one uploaded workbook; does nothing when it is checked or in other hands."""
    working.check_import(UUID(run_id))


@shared_task
@as_system
def carry_out_import(run_id: str) -> None:
    """Write one confirmed workbook; does nothing when it is written or in other hands."""
    working.carry_out_import(UUID(run_id))


@shared_task
@as_system
def make_export(run_id: str) -> None:
    """Prepare one workbook; does nothing when it is ready or in other hands."""
    working.make_export(UUID(run_id))


EXCHANGE_TASKS: dict[str, Task] = {each.__name__: each for each in (check_import, carry_out_import, make_export)}


@shared_task
@as_system
def sweep_exchange() -> None:
    """Every minute: wake the jobs whose message or worker was lost, and throw away files whose time is over."""
    for name, run_id in working.sweep():
        _send(EXCHANGE_TASKS[name], run_id)


@shared_task
@as_system
def mark_silent_referrals() -> None:
    """Every hour: what nobody acknowledged by its day is marked and given to somebody."""
    mark_silence(timezone.localdate())


def wake(task: Task, job: Job) -> None:
    """After the commit, tell a worker. Without a broker nothing is lost: the sweeper finds the row later."""
    transaction.on_commit(partial(_send, task, job.pk))


def _send(task: Task, run_id: UUID) -> None:
    """A message that nobody takes in time dies: the sweeper sends another, and they never pile up."""
    try:
        task.apply_async([str(run_id)], expires=SILENCE.total_seconds())
    except OperationalError:
        log.warning("job %s waits for the sweeper: the broker does not answer", run_id)
