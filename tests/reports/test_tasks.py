"""Messages only wake; without a broker nothing is lost and nobody waits."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from calp import celery_app
from reports import tasks
from reports.models import SILENCE, ReportRun
from reports.production import make_run
from reports.states import ReportCode, RunStatus
from tests.reports.conftest import OCTOBER


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def queued(catalogues):
    return ReportRun.objects.add(ReportCode.R2, OCTOBER, None)


@pytest.fixture
def told(monkeypatch):
    messages = []
    monkeypatch.setattr(tasks.make_report_run, "apply_async", lambda args, **more: messages.append((args, more)))
    return messages


def test_the_doorway_makes_the_run(queued):
    tasks.make_report_run(str(queued.pk))

    queued.refresh_from_db()
    assert queued.status == RunStatus.DONE


def test_the_sweeper_wakes_what_was_silent_for_two_minutes(queued, told):
    tasks.sweep_report_runs()
    assert told == []

    with time_machine.travel(timezone.now() + SILENCE + timedelta(seconds=1)):
        tasks.sweep_report_runs()
    assert [args for args, _more in told] == [[str(queued.pk)]]


def test_the_sweeper_leaves_finished_and_failed_runs_alone(queued, told):
    make_run(queued.pk)
    failed = ReportRun.objects.add(ReportCode.R1, OCTOBER, None)
    ReportRun.objects.filter(pk=failed.pk).update(status=RunStatus.FAILED, failure="UNEXPECTED")

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        tasks.sweep_report_runs()

    assert told == []


def test_messages_nobody_takes_die_before_the_next_sweep_piles_them_up(queued, told):
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        tasks.sweep_report_runs()

    assert told[0][1]["expires"] <= SILENCE.total_seconds()


def test_the_monthly_task_wakes_a_worker_for_each_report(catalogues, told):
    tasks.make_monthly_reports()

    assert len(told) == ReportRun.objects.filter(is_scheduled=True).count() == 5


def test_a_broker_that_is_down_stops_nobody(queued, django_capture_on_commit_callbacks, caplog):
    closed = "redis://127.0.0.1:1/0"
    before = celery_app.conf.broker_write_url
    celery_app.conf.update(broker_url=closed, broker_write_url=closed)
    celery_app.amqp._producer_pool = None
    began = time.monotonic()
    try:
        with django_capture_on_commit_callbacks(execute=True):
            tasks.wake(queued)
    finally:
        celery_app.conf.update(broker_url=before, broker_write_url=before)
        celery_app.amqp._producer_pool = None

    assert time.monotonic() - began < 5
    assert "waits for the sweeper" in caplog.text
    queued.refresh_from_db()
    assert queued.status == RunStatus.QUEUED


def test_beat_knows_the_tasks_by_their_names():
    celery_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in celery_app.conf.beat_schedule.values()}
    entries = {name for name in scheduled if name.startswith("reports.")}

    assert entries == {"reports.tasks.sweep_report_runs", "reports.tasks.make_monthly_reports"}
    assert entries <= set(celery_app.tasks)
