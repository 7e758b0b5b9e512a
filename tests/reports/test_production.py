"""A run is made once, whole, and can be made again to the byte: through crashes, repeats and full disks."""

import errno
import hashlib
import os
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from cases.models import Case
from directory.models import Holiday, Office
from reports import files, production
from reports.document import render_document
from reports.models import MAX_ATTEMPTS, SILENCE, ReportRun
from reports.production import add_monthly_runs, make_run, next_monthly_day, snapshot
from reports.states import Failure, ReportCode, RunStatus
from reports.statistics import sha256_of
from tests.plugins.database import as_owner, database_url
from tests.reports.conftest import OCTOBER, noon, october


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def queued(desk, nora):
    """R2 of all offices, waiting, over a month in which somebody came."""
    desk.open(october(3))
    return ReportRun.objects.add(ReportCode.R2, OCTOBER, None, requested_by=nora)


@pytest.fixture
def monthly(desk, nora, upe_loreto):
    """The monthly report of all offices, waiting, over a month with a case and a referral."""
    desk.refer(desk.open(october(3)), upe_loreto, october(5))
    return ReportRun.objects.add(ReportCode.MENSUAL, OCTOBER, None, requested_by=nora)


def lima(*moment):
    return timezone.make_aware(datetime(*moment))


@pytest.mark.slow
def test_a_run_is_made_whole(monthly):
    assert make_run(monthly.pk)

    monthly.refresh_from_db()
    content = files.read(monthly.file_path)
    assert monthly.status == RunStatus.DONE
    assert monthly.progress == 100
    assert monthly.file_path == f"{monthly.pk}.pdf"
    assert monthly.file_sha256 == hashlib.sha256(content).hexdigest()
    assert monthly.file_size == len(content)
    assert monthly.numbers_sha256 == sha256_of(monthly.numbers)
    assert monthly.numbers["tables"]["r1"]["total"]["cases"]["new"] == 1
    assert monthly.cutoff_at == OCTOBER.end


def test_the_file_is_for_this_account_only(queued):
    make_run(queued.pk)

    assert (files.folder() / f"{queued.pk}.pdf").stat().st_mode & 0o077 == 0
    assert files.folder().stat().st_mode & 0o077 == 0


def test_a_second_execution_of_a_finished_run_does_nothing(queued):
    make_run(queued.pk)
    before = ReportRun.objects.values().get(pk=queued.pk)

    assert not make_run(queued.pk)
    assert ReportRun.objects.values().get(pk=queued.pk) == before


@pytest.mark.slow
def test_made_again_from_the_frozen_numbers_it_is_the_same_bytes(monthly, desk, nora):
    make_run(monthly.pk)
    monthly.refresh_from_db()
    desk.close(desk.open(october(4)), october(9))
    Office.objects.filter(code="IQT").update(name="Otra Iquitos")
    nora.display_name = "Nora de Otro Apellido"
    nora.save()

    with time_machine.travel(lima(2031, 5, 5), tick=False):
        again = render_document(ReportRun.objects.get(pk=monthly.pk))

    assert again == files.read(monthly.file_path)
    assert hashlib.sha256(again).hexdigest() == monthly.file_sha256


@pytest.mark.slow
def test_another_process_makes_the_same_bytes(transactional_db, monthly):
    make_run(monthly.pk)
    monthly.refresh_from_db()
    script = (
        "import django, hashlib, sys; django.setup()\n"
        "from accounts.acting import act_as_system_everywhere; act_as_system_everywhere()\n"
        "from reports.document import render_document\n"
        "from reports.models import ReportRun\n"
        "print(hashlib.sha256(render_document(ReportRun.objects.get(pk=sys.argv[1]))).hexdigest())"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "calp.settings",
        "DATABASE_URL": database_url(connection.settings_dict["NAME"], "calp_worker"),
        "PYTHONHASHSEED": "77",
        "LANG": "C",
        "TZ": "Asia/Tokyo",
    }
    made = subprocess.run(
        [sys.executable, "-c", script, str(monthly.pk)],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert made.stdout.strip() == monthly.file_sha256


def test_equal_numbers_have_equal_fingerprints_whoever_asks_and_when(queued):
    with time_machine.travel(lima(2026, 11, 3, 9)):
        make_run(queued.pk)
    again = ReportRun.objects.add(ReportCode.R2, OCTOBER, None, reason="CHECK")
    with time_machine.travel(lima(2026, 11, 9, 9)):
        make_run(again.pk)
    queued.refresh_from_db()
    again.refresh_from_db()

    assert queued.fingerprint == again.fingerprint
    assert queued.file_sha256 != again.file_sha256


def test_the_database_refuses_to_change_a_finished_run(queued):
    make_run(queued.pk)

    for change in ({"file_size": 1}, {"numbers": {}}, {"status": RunStatus.QUEUED}):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            ReportRun.objects.filter(pk=queued.pk).update(**change)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), as_owner():
        ReportRun.objects.filter(pk=queued.pk).delete()


# Crashes ----------------------------------------------------------------------------------------------------


def stop_at(monkeypatch, name):
    """Kill the worker at a step: nothing after it runs, not even the handling of errors."""

    class Killed(BaseException):
        pass

    def die(*_arguments, **_options):
        raise Killed

    monkeypatch.setattr(production, name, die)
    return Killed


@pytest.mark.slow
@pytest.mark.parametrize("step", ["compute", "render_document", "record_about"])
def test_a_worker_that_dies_loses_nothing(queued, monkeypatch, step):
    with monkeypatch.context() as patch, pytest.raises(stop_at(patch, step)):
        make_run(queued.pk)
    assert not make_run(queued.pk), "it may still be alive"

    with time_machine.travel(timezone.now() + SILENCE + timedelta(seconds=1)):
        assert list(ReportRun.objects.waiting(timezone.now())) == [queued]
        assert make_run(queued.pk)

    assert len(list(files.folder().iterdir())) == 1


def test_after_a_crash_the_frozen_numbers_are_kept_and_not_counted_again(queued, desk, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(stop_at(patch, "render_document")):
        make_run(queued.pk)
    frozen = ReportRun.objects.get(pk=queued.pk)
    desk.open(october(9))

    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        make_run(queued.pk)

    finished = ReportRun.objects.get(pk=queued.pk)
    assert finished.numbers == frozen.numbers
    assert finished.generated_at == frozen.generated_at


def test_a_worker_that_lost_its_claim_writes_nothing(queued, monkeypatch):
    def taken_meanwhile(run):
        ReportRun.objects.filter(pk=run.pk).update(attempt=run.attempt + 1)
        return b"%PDF of the slow one"

    monkeypatch.setattr(production, "render_document", taken_meanwhile)

    assert not make_run(queued.pk)
    queued.refresh_from_db()
    assert queued.status == RunStatus.RUNNING
    assert queued.file_path == ""


def test_a_full_disk_is_a_sentence_and_leaves_no_half_file(queued, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert not make_run(queued.pk)

    queued.refresh_from_db()
    assert (queued.status, queued.failure) == (RunStatus.FAILED, Failure.NO_SPACE)
    assert list(files.folder().iterdir()) == []


def test_any_other_failure_is_a_sentence_too(queued, monkeypatch):
    monkeypatch.setattr(production, "render_document", lambda run: 1 / 0)

    assert not make_run(queued.pk)
    queued.refresh_from_db()
    assert (queued.status, queued.failure) == (RunStatus.FAILED, Failure.UNEXPECTED)


def test_a_run_that_kills_its_workers_is_given_up(queued, monkeypatch):
    killed = stop_at(monkeypatch, "compute")
    now = timezone.now()
    for attempt in range(MAX_ATTEMPTS):
        with time_machine.travel(now + attempt * timedelta(minutes=3)), pytest.raises(killed):
            make_run(queued.pk)

    with time_machine.travel(now + timedelta(hours=1)):
        assert not make_run(queued.pk)
    queued.refresh_from_db()
    assert (queued.status, queued.failure) == (RunStatus.FAILED, Failure.TOO_OFTEN)
    assert queued.attempt == MAX_ATTEMPTS


# Together ---------------------------------------------------------------------------------------------------


def in_threads(count, act):
    """``act`` in several threads with a connection each; what they returned."""
    gate, results = threading.Barrier(count), []

    def run():
        try:
            gate.wait()
            results.append(act())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _each in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.slow
def test_of_four_workers_woken_at_once_one_makes_the_run(transactional_db, queued):
    assert sorted(in_threads(4, lambda: make_run(queued.pk))) == [False, False, False, True]


@pytest.mark.slow
def test_two_clocks_at_once_add_the_monthly_reports_once(transactional_db, catalogues):
    with time_machine.travel(lima(2026, 11, 3, 9), tick=False):
        added = in_threads(2, add_monthly_runs)

    assert sorted(len(each) for each in added) == [0, 5]
    assert ReportRun.objects.count() == 5


@pytest.mark.slow
def test_all_tables_tell_of_one_moment_while_others_write(transactional_db, desk):
    desk.open(october(3))
    with snapshot():
        before = Case.objects.count()
        in_threads(1, lambda: desk.open(october(4)))
        assert Case.objects.count() == before
    assert Case.objects.count() == before + 1


@pytest.mark.slow
def test_the_snapshot_cannot_write(transactional_db, queued):
    with pytest.raises(DatabaseError, match="read-only"), snapshot():
        ReportRun.objects.filter(pk=queued.pk).update(progress=7)


# The clock --------------------------------------------------------------------------------------------------


def months(runs):
    return {(run.period.slug, run.office.code if run.office else "TODAS") for run in runs}


def test_from_the_first_working_day_on_each_office_and_all_get_last_months_report_once(catalogues):
    # 1 January 2027 is a holiday, the 2nd and 3rd a weekend: Monday the 4th is the day.
    made = []
    moment = lima(2026, 12, 31, 0, 30)
    while moment < lima(2027, 1, 12):
        with time_machine.travel(moment, tick=False):
            made += [(moment, run) for run in add_monthly_runs()]
            made += [(moment, run) for run in add_monthly_runs()]
        moment += timedelta(hours=3)

    of_december = [(at, run) for at, run in made if run.period.slug == "2026-12"]
    assert {at for at, _run in of_december} == {lima(2027, 1, 4, 6, 30)}
    assert sorted(months(run for _at, run in of_december)) == [
        ("2026-12", "CUS"),
        ("2026-12", "IQT"),
        ("2026-12", "LIM"),
        ("2026-12", "PEM"),
        ("2026-12", "TODAS"),
    ]
    assert {run.code for _at, run in made} == {ReportCode.MENSUAL}
    assert all(run.is_scheduled for _at, run in made)


def test_a_clock_that_was_stopped_makes_them_when_it_runs_again(catalogues):
    with time_machine.travel(lima(2026, 11, 19, 15), tick=False):
        assert len(add_monthly_runs()) == 5


def test_what_a_person_asked_before_does_not_stop_the_clock(catalogues):
    with time_machine.travel(lima(2026, 11, 2, 5), tick=False):
        ReportRun.objects.add(ReportCode.MENSUAL, OCTOBER, None)
        assert add_monthly_runs() == []
    with time_machine.travel(lima(2026, 11, 2, 6), tick=False):
        runs = add_monthly_runs()

    assert [run.revision for run in runs if run.office is None] == [2]
    assert len(runs) == 5


def test_a_regional_holiday_does_not_move_the_nations_report(catalogues):
    with as_owner():
        Holiday.objects.filter(date="2026-11-02").delete()
    Holiday.objects.create(date="2026-11-02", name="Aniversario", scope="REGION", place_id="16", source="Ley")

    with time_machine.travel(lima(2026, 11, 2, 6), tick=False):
        assert len(add_monthly_runs()) == 5


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2026-12-31", "2027-01-04"), ("2027-01-04", "2027-02-01"), ("2027-01-02", "2027-01-04")],
)
def test_the_next_day_of_the_clock_is_known(catalogues, today, expected):
    assert next_monthly_day(datetime.fromisoformat(today).date()).isoformat() == expected


@pytest.mark.slow
def test_the_clock_asks_nobody_for_their_name(catalogues):
    with time_machine.travel(noon(october(2)), tick=False):
        (run, *_others) = add_monthly_runs()
        make_run(run.pk)

    run.refresh_from_db()
    assert run.requested_by is None
    assert run.cover["requested_by"] == ""
    assert Path(run.file_path).stem == str(run.pk)


# Whoever asked may no longer ask (A7) ------------------------------------------------------------------------------


def closed(user):
    type(user).objects.filter(pk=user.pk).update(is_active=False)


def of_another_role(user):
    type(user).objects.filter(pk=user.pk).update(role="auditor")


@pytest.mark.security
@pytest.mark.parametrize("change", [closed, of_another_role])
def test_a_queued_run_of_whoever_may_no_longer_ask_is_refused_when_it_is_its_turn(queued, change):
    change(queued.requested_by)
    assert not make_run(queued.pk)
    queued.refresh_from_db()
    assert (queued.status, queued.failure, queued.numbers) == (RunStatus.FAILED, Failure.REFUSED, None)
    assert not (files.folder() / files.name_of(queued.pk)).exists()


@pytest.mark.security
def test_a_run_of_an_office_is_refused_to_whoever_was_moved_to_another(desk, celia, iquitos, lima):
    run = ReportRun.objects.add(ReportCode.R2, OCTOBER, iquitos.pk, requested_by=celia)
    type(celia).objects.filter(pk=celia.pk).update(office=lima)
    assert not make_run(run.pk)
    run.refresh_from_db()
    assert run.failure == Failure.REFUSED


@pytest.mark.security
def test_a_run_is_not_finished_for_whoever_was_closed_while_it_was_made(queued, monkeypatch):
    composed = production.render_document

    def closed_meanwhile(run):
        closed(run.requested_by)
        return composed(run)

    monkeypatch.setattr(production, "render_document", closed_meanwhile)
    assert not make_run(queued.pk)
    queued.refresh_from_db()
    assert (queued.status, queued.failure, queued.file_path) == (RunStatus.FAILED, Failure.REFUSED, "")
