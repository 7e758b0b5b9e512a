"""The head of the day, on a disk that the database does not write to, and on the auditor's page."""

import stat
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts import chain, heads
from accounts.models import AuditEntry
from accounts.tasks import write_audit_head
from tests.accounts.conftest import no_guards

pytestmark = pytest.mark.django_db


def test_the_head_is_written_once_a_day_whatever_beat_does(rosa, settings):
    rosa.record("viewed", "cases.case", "x")
    for _hour in range(3):
        write_audit_head()
    rosa.record("viewed", "cases.case", "y")
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        write_audit_head()
    first, second = settings.AUDIT_HEAD_FILE.read_text().splitlines()
    assert first.startswith(f"{timezone.localdate()} 1 ")
    assert second == f"{timezone.localdate() + timedelta(days=1)} 2 {bytes(chain.last_seal().hash).hex()}"
    assert stat.S_IMODE(settings.AUDIT_HEAD_FILE.stat().st_mode) & 0o027 == 0


def test_nothing_to_seal_is_no_head(db, settings):
    assert heads.write_head() is None
    assert not settings.AUDIT_HEAD_FILE.exists()


def test_a_line_cut_short_by_a_crash_does_not_spoil_the_next(rosa, settings):
    rosa.record("viewed", "cases.case", "x")
    settings.AUDIT_HEAD_FILE.parent.mkdir()
    settings.AUDIT_HEAD_FILE.write_text("2026-01-01 12 abc")
    head = heads.write_head()
    assert settings.AUDIT_HEAD_FILE.read_text() == f"2026-01-01 12 abc\n{head}\n"


def test_a_disk_that_refuses_loses_no_seal(rosa, settings, tmp_path):
    rosa.record("viewed", "cases.case", "x")
    settings.AUDIT_HEAD_FILE = tmp_path
    with pytest.raises(OSError):
        heads.write_head()
    assert chain.last_seal().last_position == 1


def page(client):
    return client.get(reverse("accounts:audit_seal"))


def test_ana_finds_the_seal_from_the_trail_and_reads_the_head_aloud(sign_in, ana, ten_days):
    head = heads.write_head()
    client = sign_in(ana)
    assert reverse("accounts:audit_seal") in client.get(reverse("accounts:audit")).content.decode()
    text = page(client).content.decode()
    assert heads.in_groups(head.hash) in text and f"{head.hash[:8]} {head.hash[8:16]}" in text
    assert "Coincide" in text and "No coincide" not in text and "ya no está" not in text


def test_a_chain_that_is_not_that_of_the_file_shows_on_the_page(sign_in, ana, ten_days):
    heads.write_head()
    client = sign_in(ana)
    with no_guards() as cursor:
        cursor.execute("DELETE FROM accounts_auditseal WHERE sequence = 10")
        text = page(client).content.decode()
    assert "No coincide" in text
    assert "Un sello diario ya no está en la base" in text


def test_a_spoilt_file_is_told_with_its_line(sign_in, ana, settings):
    settings.AUDIT_HEAD_FILE.parent.mkdir()
    settings.AUDIT_HEAD_FILE.write_text("2026-01-01 12 abc\n")
    answer = page(sign_in(ana))
    assert answer.status_code == 200
    assert "no se puede leer en la línea 1" in answer.content.decode()


@pytest.mark.security
def test_the_seal_is_for_those_who_read_the_trail(sign_in, dario, rosa):
    assert page(sign_in(dario)).status_code == 200
    assert page(sign_in(rosa)).status_code == 403
    assert AuditEntry.objects.filter(action="denied", actor_id=rosa.pk).count() == 1


def test_the_page_asks_as_often_for_one_day_as_for_twelve(sign_in, ana, rosa, django_assert_num_queries):
    client = sign_in(ana)
    for days in (1, 12):
        for day in range(days):
            with time_machine.travel(timezone.now() + timedelta(days=40 * days + day)):
                rosa.record("viewed", "cases.case", "x")
                write_audit_head()
        with django_assert_num_queries(7):
            page(client)
