from datetime import date, datetime

import pytest
import time_machine
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from cases.errors import NotPossible
from reports import actions, files
from reports.actions import check_run, content_of, make_now, request_report, try_again
from reports.models import ReportRun
from reports.periods import Period
from reports.production import make_run
from reports.states import Failure, ReportCode, RevisionReason, RunStatus
from tests.reports.conftest import OCTOBER

R2 = ReportCode.R2


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def done(celia, iquitos):
    run = request_report(R2, OCTOBER, iquitos, by=celia)
    assert make_run(run.pk)
    run.refresh_from_db()
    return run


def test_asking_queues_a_row_with_its_trace(celia, iquitos):
    run = request_report(R2, OCTOBER, iquitos, by=celia)

    assert (run.status, run.revision, run.requested_by) == (RunStatus.QUEUED, 1, celia)
    assert AuditEntry.objects.get(subject_id=str(run.pk)).action == AuditAction.CREATED


def test_the_worker_is_told_only_after_the_commit_and_only_an_id(
    celia, iquitos, monkeypatch, django_capture_on_commit_callbacks
):
    told = []
    monkeypatch.setattr("reports.tasks.make_report_run.apply_async", lambda args, **more: told.append(args))

    with django_capture_on_commit_callbacks(execute=True):
        run = request_report(R2, OCTOBER, iquitos, by=celia)
        assert told == []

    assert told == [[str(run.pk)]]


def test_asking_again_while_it_is_in_the_queue_gives_the_same_run(celia, nora, iquitos):
    first = request_report(R2, OCTOBER, iquitos, by=celia)

    assert request_report(R2, OCTOBER, iquitos, by=nora) == first
    assert ReportRun.objects.count() == 1


def test_another_revision_needs_its_reason(done, celia, iquitos):
    with pytest.raises(NotPossible, match="ya existe"):
        request_report(R2, OCTOBER, iquitos, by=celia)
    assert ReportRun.objects.count() == 1

    second = request_report(R2, OCTOBER, iquitos, by=celia, reason=RevisionReason.LATE_RECORDS)
    assert (second.revision, second.reason) == (2, RevisionReason.LATE_RECORDS)


def test_each_office_and_all_have_their_own_revisions(done, celia, lima):
    assert request_report(R2, OCTOBER, lima, by=celia).revision == 1
    assert request_report(R2, OCTOBER, None, by=celia).revision == 1


def test_a_period_that_ends_after_today_is_refused(celia, iquitos):
    with time_machine.travel(timezone.make_aware(datetime(2026, 10, 15, 9))):
        with pytest.raises(NotPossible, match="después de hoy"):
            request_report(R2, OCTOBER, iquitos, by=celia)
        request_report(R2, Period(date(2026, 10, 1), date(2026, 10, 15)), iquitos, by=celia)

    assert ReportRun.objects.count() == 1


def test_a_failed_run_goes_back_to_the_queue(celia, iquitos):
    run = request_report(R2, OCTOBER, iquitos, by=celia)
    ReportRun.objects.filter(pk=run.pk).update(status=RunStatus.FAILED, failure=Failure.TOO_OFTEN, attempt=5)

    try_again(run, by=celia)

    run.refresh_from_db()
    assert (run.status, run.failure) == (RunStatus.QUEUED, "")
    assert make_run(run.pk)


def test_asking_again_for_one_that_failed_tries_it_again(celia, iquitos):
    run = request_report(R2, OCTOBER, iquitos, by=celia)
    ReportRun.objects.filter(pk=run.pk).update(status=RunStatus.FAILED, failure=Failure.UNEXPECTED)

    assert request_report(R2, OCTOBER, iquitos, by=celia) == run
    run.refresh_from_db()
    assert run.status == RunStatus.QUEUED


def test_only_a_failed_run_is_tried_again(done, celia):
    with pytest.raises(NotPossible, match="ya no está detenido"):
        try_again(done, by=celia)


@pytest.mark.slow
def test_a_check_says_whether_it_is_the_same_and_intact(done, celia):
    assert check_run(done, by=celia) == actions.Check(is_same=True, is_intact=True, is_old_layout=False)

    files.write(done.file_path, b"%PDF of somebody else")
    assert check_run(done, by=celia) == actions.Check(is_same=True, is_intact=False, is_old_layout=False)


def test_a_check_knows_that_the_layout_changed(done, celia, monkeypatch):
    monkeypatch.setattr(actions, "layout_sha256", lambda: "f" * 64)
    monkeypatch.setattr(actions, "render_document", lambda run: b"%PDF drawn otherwise")

    assert check_run(done, by=celia) == actions.Check(is_same=False, is_intact=True, is_old_layout=True)


@pytest.mark.slow
@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"%PDF altered")])
def test_a_lost_or_altered_file_is_made_again_to_the_byte(done, harm):
    original = content_of(done)
    harm(files.folder() / done.file_path)

    assert content_of(done) == original
    assert files.read(done.file_path) == original


def test_nothing_else_goes_out_under_the_name_of_a_run(done, monkeypatch):
    files.write(done.file_path, b"%PDF altered")
    monkeypatch.setattr(actions, "render_document", lambda run: b"%PDF drawn otherwise")

    with pytest.raises(NotPossible, match="se perdió o fue alterado"):
        content_of(done)


def test_the_command_line_makes_a_revision_of_its_own(done, iquitos):
    run = make_now(R2, OCTOBER, iquitos)

    assert run.is_done
    assert (run.revision, run.reason, run.requested_by) == (2, RevisionReason.COMMAND_LINE, None)
