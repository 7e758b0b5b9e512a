"""The sealer: nothing is lost, nothing is sealed twice, and nobody waits for it."""

import threading
from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine
from django.db import InternalError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import chain
from accounts.models import AuditEntry, AuditLink, AuditSeal
from accounts.tasks import seal_audit
from accounts.verification import verify
from calp.schedule import BEAT_SCHEDULE
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


def looks_at_a_case(user, times=1):
    for number in range(times):
        user.record("viewed", "cases.case", str(number), code=f"CALP-IQT-2026-{number:04d}")


def places():
    return list(AuditLink.objects.order_by("position").values_list("position", flat=True))


def test_what_was_read_is_chained_by_the_next_round(rosa):
    looks_at_a_case(rosa, 5)
    assert chain.waiting().count() == 5
    seal_audit()
    assert chain.waiting().count() == 0
    assert places() == [1, 2, 3, 4, 5]
    seal = AuditSeal.objects.get()
    assert (seal.sequence, seal.first_position, seal.last_position) == (1, 1, 5)
    assert bytes(seal.head) == bytes(AuditLink.objects.get(position=5).hash)


def test_a_round_without_news_leaves_nothing(rosa):
    looks_at_a_case(rosa)
    assert [chain.seal(), chain.seal()] == [1, 0]
    assert AuditSeal.objects.count() == 1


def test_beat_asks_for_a_round_every_minute_and_a_head_every_day():
    tasks = [entry["task"] for entry in BEAT_SCHEDULE.values()]
    assert {"accounts.tasks.seal_audit", "accounts.tasks.write_audit_head"} <= set(tasks)


def test_anybody_can_compute_the_first_hash_from_the_written_form(rosa):
    """As decision record 0013 tells it: tabs, microseconds, lists as JSON, \\N for none."""
    AuditEntry.objects.record(None, "viewed", "cases.case", "1\t2", fields=["name", "é"])
    entry = AuditEntry.objects.get()
    micros = (entry.at - timezone.datetime(1970, 1, 1, tzinfo=entry.at.tzinfo)) // timedelta(microseconds=1)
    line = f'{entry.pk}\t{micros}\t\\N\t\tviewed\tcases.case\t1\\t2\t\t["name","é"]\t[]\t'
    chain.seal()
    assert bytes(AuditLink.objects.get().hash) == sha256(chain.START + line.encode()).digest()


def test_the_hash_does_not_depend_on_how_a_session_shows_time(rosa):
    looks_at_a_case(rosa, 3)
    chain.seal()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Kathmandu'; SET LOCAL datestyle = 'SQL, DMY'")
    assert verify().bad is None


def test_a_great_backlog_is_sealed_in_batches_and_is_not_taken_for_something_put_in_later(rosa, monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 4)
    with time_machine.travel(timezone.now() - timedelta(days=400)):
        looks_at_a_case(rosa, 10)
    assert chain.seal() == 10
    assert list(AuditSeal.objects.order_by("sequence").values_list("last_position", flat=True)) == [4, 8, 10]
    assert [bool(seal.settled_at) for seal in AuditSeal.objects.order_by("sequence")] == [False, False, True]
    assert verify().bad is None


def test_a_backlog_of_whole_batches_is_settled_by_the_last(rosa, monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 4)
    looks_at_a_case(rosa, 8)
    assert chain.seal() == 8
    assert [bool(seal.settled_at) for seal in AuditSeal.objects.order_by("sequence")] == [False, True]


def test_a_round_that_is_stopped_keeps_what_it_did_and_the_next_goes_on(rosa, monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 4)
    looks_at_a_case(rosa, 10)
    real, calls = chain._close, []

    def dies_the_second_time(*args, **more):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args, **more)

    monkeypatch.setattr(chain, "_close", dies_the_second_time)
    with pytest.raises(KeyboardInterrupt):
        chain.seal()
    assert places() == [1, 2, 3, 4]
    assert chain.seal() == 6
    assert places() == list(range(1, 11))
    assert verify().bad is None


def test_an_entry_whose_transaction_took_days_is_found_by_the_round_of_the_day(ten_days, rosa):
    with time_machine.travel(timezone.now() - timedelta(days=300)):
        looks_at_a_case(rosa)
    assert chain.seal() == 0
    assert chain.seal(looks_everywhere=True) == 1


@pytest.mark.parametrize("table", ["accounts_auditlink", "accounts_auditseal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET hash = ''", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.security
def test_the_database_itself_refuses_to_change_the_chain(ten_days, table, statement):
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert verify().count == ten_days


def test_pages_are_shown_while_no_sealer_works(sign_in, ana, rosa):
    looks_at_a_case(rosa, 3)
    client = sign_in(ana)
    assert "CALP-IQT-2026-0002" in client.get(reverse("accounts:audit")).content.decode()
    page = client.get(reverse("accounts:audit_seal"))
    assert page.status_code == 200
    # The fourth is that Ana read the trail.
    assert "Todavía no hay ningún sello. 4 accesos esperan el primero." in page.content.decode()


# What only shows between transactions ------------------------------------------------------------------------------


def elsewhere(work):
    """``work`` on a connection of its own, as another process would; waits for it."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.fixture
def ana_committed(transactional_db):
    return make_user("ana", "Ana B.", "auditor")


def test_a_row_of_a_transaction_that_was_open_during_a_round_is_sealed_by_the_next(ana_committed):
    written, sealed = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            looks_at_a_case(ana_committed)
            written.set()
            sealed.wait(10)

    thread = elsewhere(slow)
    assert written.wait(10)
    looks_at_a_case(ana_committed, 2)
    assert chain.seal() == 2
    sealed.set()
    thread.join()
    assert chain.seal() == 1
    assert AuditLink.objects.count() == AuditEntry.objects.count() == 3
    assert verify().bad is None


def test_two_sealers_at_once_seal_each_entry_once(ana_committed, monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 20)
    looks_at_a_case(ana_committed, 200)
    start, sealed = threading.Barrier(2), []

    def work():
        start.wait(10)
        sealed.append(chain.seal())

    for thread in [elsewhere(work), elsewhere(work)]:
        thread.join()
    while chain.seal():
        pass
    assert places() == list(range(1, 201))
    assert verify().bad is None


@pytest.mark.slow
def test_a_sealer_does_not_wait_for_another_one(ana_committed):
    looks_at_a_case(ana_committed)
    counts = []
    with transaction.atomic():
        assert chain.seal() == 1
        other = elsewhere(lambda: counts.append(chain.seal()))
        other.join(10)
        has_waited = other.is_alive()
    other.join()
    assert not has_waited
    assert counts == [0]
    assert places() == [1]
