"""The jobs behind the pages: taken once, told from outside, ended with a reason, files thrown away."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from cases.actions import record_consent, withdraw_consent
from cases.errors import NotPossible
from cases.models import Case, Person
from referrals import tasks
from referrals.exchange import working
from referrals.exchange.actions import ask_for_export, confirm_import, discard_import, download_export, upload_import
from referrals.exchange.files import UnreadableFile
from referrals.exchange.states import ExportStatus, Failure, ImportStatus
from referrals.models import ExportRun, ImportRun, StoredFile
from referrals.models.exchange import MAX_ATTEMPTS, SILENCE
from tests.referrals.exchange_stories import row_counts, sheet_of
from tests.referrals.workbooks import records_of, workbook
from vault.models import DataKey

pytestmark = pytest.mark.django_db

ROWS = [{"prs_FirstName": f"Ana {n}", "prs_Gender": "Feminine", "cas_Status": "Active"} for n in range(6)]


@pytest.fixture
def sent(monkeypatch):
    """The messages that would go to the broker."""
    messages = []
    monkeypatch.setattr(tasks, "_send", lambda task, run_id: messages.append((task.__name__, run_id)))
    return messages


@pytest.fixture
def uploaded(lima, ulises, sent):
    return upload_import(sheet_of(ROWS), lima, by=ulises)


def checked(run):
    working.check_import(run.pk)
    return ImportRun.objects.get(pk=run.pk)


def done(run):
    working.carry_out_import(run.pk)
    return ImportRun.objects.get(pk=run.pk)


def test_an_upload_is_stored_sealed_and_a_worker_is_told_by_id_alone(
    lima, ulises, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        run = upload_import(sheet_of(ROWS), lima, by=ulises)
    assert sent == [("check_import", run.pk)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM referrals_storedfile")
        assert bytes(cursor.fetchone()[0])[:2] != b"PK"
    assert run.file.content[:2] == b"PK"


def test_a_file_that_cannot_be_read_is_not_stored(lima, ulises, sent):
    before = row_counts()
    with pytest.raises(UnreadableFile):
        upload_import(b"%PDF", lima, by=ulises)
    assert row_counts() == before


def test_checking_says_what_would_come_and_writes_no_case(uploaded):
    run = checked(uploaded)
    assert run.status == ImportStatus.CHECKED
    assert (run.rows_total, run.new_rows, run.new_cases, run.new_people) == (6, 6, 6, 6)
    assert run.findings.count() == 6
    assert Case.objects.count() == Person.objects.count() == 0


def test_a_refused_row_ends_the_run_and_destroys_the_file(lima, ulises, sent):
    rows = [*ROWS, {"prs_FirstName": "Rut", "prs_Birthdate": "hoy"}]
    run = checked(upload_import(sheet_of(rows), lima, by=ulises))
    assert (run.status, run.refused_rows, run.file_id) == (ImportStatus.REFUSED, 1, None)
    assert StoredFile.objects.count() == 0
    with pytest.raises(NotPossible):
        confirm_import(run, by=ulises)


def test_a_confirmed_run_is_written_and_its_file_and_key_are_destroyed(uploaded, ulises):
    key = uploaded.file.key_id
    run = done(confirm_import(checked(uploaded), by=ulises))
    assert (run.status, run.rows_done, Person.objects.count()) == (ImportStatus.DONE, 6, 6)
    assert StoredFile.objects.count() == 0
    assert DataKey.objects.get(pk=key).is_shredded
    assert AuditEntry.objects.get(action=AuditAction.IMPORTED).subject_id == str(run.pk)


def test_confirming_twice_and_working_twice_writes_once(uploaded, ulises):
    run = confirm_import(checked(uploaded), by=ulises)
    confirm_import(run, by=ulises)
    done(run)
    confirm_import(run, by=ulises)
    done(run)
    assert Person.objects.count() == 6


def test_two_people_who_upload_the_same_workbook_add_it_once(lima, ulises, sent):
    first, second = (checked(upload_import(sheet_of(ROWS), lima, by=ulises)) for _each in range(2))
    assert second.new_rows == 6
    done(confirm_import(first, by=ulises))
    run = done(confirm_import(second, by=ulises))
    assert (run.status, run.new_rows, run.known_rows) == (ImportStatus.DONE, 0, 6)
    assert Person.objects.count() == 6


def test_what_was_discarded_cannot_be_written(uploaded, ulises):
    run = discard_import(checked(uploaded), by=ulises)
    assert (run.status, run.file_id) == (ImportStatus.DISCARDED, None)
    with pytest.raises(NotPossible):
        confirm_import(run, by=ulises)


def test_an_error_while_writing_leaves_nothing_and_says_so_without_the_cell(uploaded, ulises, monkeypatch, caplog):
    run = confirm_import(checked(uploaded), by=ulises)

    def failing(*_arguments):
        Case.objects.update(status="NEW")
        raise ValueError("Ana 3 no cabe")

    monkeypatch.setattr(working, "write", failing)
    run = done(run)
    assert (run.status, run.failure) == (ImportStatus.FAILED, Failure.ERROR)
    assert Person.objects.count() == 0
    assert "Ana" not in caplog.text


def test_a_silent_worker_loses_the_job_to_another_and_can_no_longer_write(uploaded, ulises):
    run = confirm_import(checked(uploaded), by=ulises)
    slow = ImportRun.objects.claim(run.pk, timezone.now())
    assert ImportRun.objects.claim(run.pk, timezone.now()) is None
    ImportRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - SILENCE)
    done(run)
    with pytest.raises(working.LostClaim), transaction.atomic():
        working._fence(slow)
    assert Person.objects.count() == 6


def test_a_job_that_kills_its_workers_is_given_up(uploaded):
    long_ago = timezone.now() - SILENCE
    for _each in range(MAX_ATTEMPTS):
        assert ImportRun.objects.claim(uploaded.pk, timezone.now()) is not None
        ImportRun.objects.filter(pk=uploaded.pk).update(heartbeat_at=long_ago)
    assert ImportRun.objects.claim(uploaded.pk, timezone.now()) is None
    assert ImportRun.objects.get(pk=uploaded.pk).failure == Failure.TOO_OFTEN


def test_lost_messages_are_sent_again(uploaded, ulises, lima, sent):
    confirmed = confirm_import(checked(upload_import(sheet_of(ROWS), lima, by=ulises)), by=ulises)
    export = ask_for_export(lima, "Para el equipo nacional", by=ulises)
    sent.clear()
    tasks.sweep_exchange()
    assert sent == []
    for model in (ImportRun, ExportRun):
        model.objects.update(heartbeat_at=timezone.now() - SILENCE)
    tasks.sweep_exchange()
    assert sorted(sent) == sorted(
        [("check_import", uploaded.pk), ("carry_out_import", confirmed.pk), ("make_export", export.pk)]
    )


def test_a_checked_workbook_that_nobody_imports_is_thrown_away_after_a_day(uploaded):
    run = checked(uploaded)
    ImportRun.objects.update(heartbeat_at=timezone.now() - working.FILE_LIVES - timedelta(minutes=1))
    working.sweep()
    run.refresh_from_db()
    assert (run.status, run.file_id, StoredFile.objects.count()) == (ImportStatus.DISCARDED, None, 0)


def test_an_export_is_made_by_a_worker_kept_a_day_and_counted_when_it_leaves(lima, ulises, sent, uploaded):
    done(confirm_import(checked(uploaded), by=ulises))
    run = ask_for_export(lima, "Para el equipo nacional", by=ulises)
    working.make_export(run.pk)
    run = ExportRun.objects.get()
    assert (run.status, run.rows_total) == (ExportStatus.DONE, 6)
    assert len(records_of(download_export(run, by=ulises))) == 6
    trail = AuditEntry.objects.filter(subject_id=str(run.pk)).values_list("action", flat=True)
    assert sorted(trail) == ["created", "downloaded", "exported"]
    ExportRun.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotPossible):
        download_export(run, by=ulises)
    working.sweep()
    run.refresh_from_db()
    assert (run.status, StoredFile.objects.count()) == (ExportStatus.EXPIRED, 0)


def test_an_export_holds_what_its_asker_may_see(lima, ulises, iquitos, celia, case, sent):
    run = ask_for_export(iquitos, "Revisión", by=ulises)
    working.make_export(run.pk)
    assert ExportRun.objects.get().rows_total == 0


def test_whoever_took_back_the_use_of_her_data_is_in_no_workbook_and_the_others_are(iquitos, celia, rosa, case, person):
    assert working.exported_by(celia, iquitos.pk).get().person_id == person.pk
    for state in ("WRITTEN", "REFUSED", "VERBAL"):
        consent = record_consent(case, person, state, valid_from=timezone.localdate(), by=rosa)
        assert working.exported_by(celia, iquitos.pk).exists(), "refusing blocks nothing that is not sharing"
    withdraw_consent(consent, by=rosa)
    assert not working.exported_by(celia, iquitos.pk).exists()
    record_consent(case, person, "VERBAL", valid_from=timezone.localdate(), by=rosa)
    assert working.exported_by(celia, iquitos.pk).exists()


def test_a_workbook_that_changed_its_mind_is_unreadable_and_says_so(uploaded, monkeypatch):
    monkeypatch.setattr(working, "read_workbook", _unreadable)
    working.check_import(uploaded.pk)
    assert ImportRun.objects.get().failure == Failure.UNREADABLE


def _unreadable(*_arguments):
    raise UnreadableFile(working.Failure.UNREADABLE)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_workbook_take_turns(lima, ulises, sent):
    runs = [confirm_import(checked(upload_import(sheet_of(ROWS), lima, by=ulises)), by=ulises) for _each in range(2)]

    def work(run):
        working.carry_out_import(run.pk)
        connection.close()

    workers = [threading.Thread(target=work, args=[run]) for run in runs]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Person.objects.count() == 6
    assert sorted(ImportRun.objects.values_list("status", "new_rows")) == [("DONE", 0), ("DONE", 6)]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_from_outside_while_the_rows_are_being_written(lima, ulises, sent, monkeypatch):
    run = confirm_import(checked(upload_import(sheet_of(ROWS), lima, by=ulises)), by=ulises)
    seen = []

    def look():
        seen.append(ImportRun.objects.values_list("rows_done", "rows_total").get(pk=run.pk))
        seen.append(Person.objects.count())
        connection.close()

    real = working.write

    def watched(judgement, run, progress):
        progress(3, 6)
        outside = threading.Thread(target=look)
        outside.start()
        outside.join()
        real(judgement, run, progress)

    monkeypatch.setattr(working, "write", watched)
    run = done(run)
    assert seen == [(3, 6), 0]
    assert (run.status, Person.objects.count()) == (ImportStatus.DONE, 6)


def test_a_workbook_without_rows_says_so(lima, ulises, sent):
    with pytest.raises(UnreadableFile, match="NO_ROWS"):
        upload_import(workbook(["prs_FirstName", "prs_Gender", "cas_Status"], rows=[]), lima, by=ulises)


# Whoever asked may no longer ask (A7) ------------------------------------------------------------------------------


def closed(user):
    type(user).objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.security
def test_a_queued_export_of_an_account_that_was_closed_is_refused_when_it_is_its_turn(lima, ulises, sent):
    run = ask_for_export(lima, "Para el equipo nacional", by=ulises)
    closed(ulises)
    working.make_export(run.pk)
    run.refresh_from_db()
    assert (run.status, run.failure, run.file_id) == (ExportStatus.FAILED, Failure.REFUSED, None)
    assert not AuditEntry.objects.filter(action=AuditAction.EXPORTED).exists()


@pytest.mark.security
def test_an_export_is_not_finished_for_whoever_lost_the_right_while_it_was_made(lima, ulises, sent, monkeypatch):
    made = working.workbook_of

    def moved_meanwhile(*arguments):
        type(ulises).objects.filter(pk=ulises.pk).update(role="social_worker")
        return made(*arguments)

    monkeypatch.setattr(working, "workbook_of", moved_meanwhile)
    run = ask_for_export(lima, "Para el equipo nacional", by=ulises)
    working.make_export(run.pk)
    run.refresh_from_db()
    assert (run.status, run.failure, StoredFile.objects.count()) == (ExportStatus.FAILED, Failure.REFUSED, 0)


@pytest.mark.security
def test_a_confirmed_import_of_an_account_that_was_closed_writes_nothing(uploaded, ulises):
    run = confirm_import(checked(uploaded), by=ulises)
    closed(ulises)
    assert done(run).failure == Failure.REFUSED
    assert (Case.objects.count(), Person.objects.count()) == (0, 0)


@pytest.mark.security
def test_an_upload_of_an_account_that_was_closed_is_not_even_read(uploaded, ulises, monkeypatch):
    monkeypatch.setattr(working, "read_workbook", lambda *_arguments: pytest.fail("it was read"))
    closed(ulises)
    assert checked(uploaded).failure == Failure.REFUSED
