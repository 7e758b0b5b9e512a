"""What one account opened, who opened one record, and the trail by its filters: by code, never by content."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.trail import Week
from tests.accounts.watched import did, lima, some_cases
from vault.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def wednesday():
    """18 November 2026, while the centre works."""
    with time_machine.travel(lima(18, 15), tick=True):
        yield


def shown(page) -> list[str]:
    return [entry.subject_id for entry in page.context["page"]]


def test_only_what_was_refused(sign_in, ana, rosa):
    seen, hidden = some_cases(2)
    did(rosa, "viewed", lima(18, 9), [seen])
    did(rosa, "denied", lima(18, 9), [hidden], kind="cases:file")
    page = sign_in(ana).get(reverse("accounts:audit") + "?solo=negados")
    assert shown(page) == [str(hidden)]


def test_only_what_was_done_by_night_or_on_a_holiday(sign_in, ana, rosa):
    day, night, dawn, holiday = some_cases(4)
    for at, subject in ((lima(18, 12), day), (lima(18, 22), night), (lima(19, 5, 59), dawn), (lima(1, 12), holiday)):
        did(rosa, "viewed", at, [subject])
    page = sign_in(ana).get(reverse("accounts:audit") + "?solo=noche&usuario=rosa")
    assert shown(page) == [str(dawn), str(night), str(holiday)]


def test_reading_the_trail_is_in_the_trail(sign_in, ana):
    sign_in(ana).get(reverse("accounts:audit"))
    entry = AuditEntry.objects.get(actor_id=ana.pk)
    assert (entry.action, entry.subject_kind) == ("listed", "accounts.auditentry")


def test_a_name_in_the_trail_leads_to_what_it_opened_and_a_code_to_who_opened_it(sign_in, ana, rosa):
    case = uuid7()
    rosa.record("viewed", "cases.case", case, code="CALP-IQT-2026-0001")
    page = sign_in(ana).get(reverse("accounts:audit")).content.decode()
    assert reverse("accounts:account_trail", args=[rosa.pk]) in page
    assert reverse("accounts:record_trail", args=[case]) in page


@pytest.mark.parametrize(
    ("typed", "monday"),
    [("2026-11-13", "2026-11-09"), ("2026-11-16", "2026-11-16"), ("", "2026-11-16"), ("ayer", "2026-11-16")],
)
def test_a_week_begins_on_monday(wednesday, typed, monday):
    assert Week.of(typed).monday.isoformat() == monday


def test_there_is_no_week_after_this_one(wednesday):
    assert Week.of("2027-01-01") == Week.of("") and Week.of("").after == ""
    assert Week.of("2026-11-13").after == "2026-11-16"


def test_what_an_account_opened_in_a_week(wednesday, sign_in, ana, rosa, elmer):
    mine, before = some_cases(2)
    for at in (lima(16, 0), lima(16, 9), lima(17, 9)):
        did(rosa, "viewed", at, [mine])
    did(rosa, "viewed", lima(16, 0) - timedelta(minutes=1), [before])
    did(rosa, "listed", lima(17, 9), some_cases(1))
    did(elmer, "viewed", lima(17, 9), some_cases(1))
    page = sign_in(ana).get(reverse("accounts:account_trail", args=[rosa.pk]))
    [opened] = page.context["opened"]
    assert (opened.subject_id, opened.times, opened.first_at) == (str(mine), 3, lima(16, 0))
    page = sign_in(ana).get(reverse("accounts:account_trail", args=[rosa.pk]) + "?semana=2026-11-10")
    assert [each.subject_id for each in page.context["opened"]] == [str(before)]


def test_who_opened_a_record_and_who_was_refused_it(sign_in, ana, rosa, elmer):
    case = uuid7()
    rosa.record("created", "cases.case", case, code="CALP-IQT-2026-0001")
    for _time in range(2):
        rosa.record("viewed", "cases.case", case, code="CALP-IQT-2026-0001")
    elmer.record("denied", "cases:file", case)
    page = sign_in(ana).get(reverse("accounts:record_trail", args=[case]))
    assert "CALP-IQT-2026-0001" in page.content.decode()
    openers = {each.who: (each.times, each.refused) for each in page.context["openers"]}
    assert openers == {"rosa": (2, 0), "elmer": (0, 1)}, "Ana looked at its trail"


def test_a_record_that_the_trail_never_named_is_not_there(sign_in, ana, rosa):
    unknown = uuid7()
    rosa.record("denied", "cases:file", unknown)
    assert sign_in(ana).get(reverse("accounts:record_trail", args=[unknown])).status_code == 404


@pytest.mark.parametrize("name", ["rosa", "celia", "raul", "teo"])
def test_whoever_may_not_read_the_trail_reads_no_part_of_it(request, sign_in, rosa, name):
    case = uuid7()
    rosa.record("viewed", "cases.case", case)
    client = sign_in(request.getfixturevalue(name))
    for address in (reverse("accounts:account_trail", args=[rosa.pk]), reverse("accounts:record_trail", args=[case])):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("view", ["account_trail", "record_trail"])
def test_pages_ask_as_often_for_one_row_as_for_twelve(sign_in, ana, rosa, django_assert_max_num_queries, view):
    client, case, asked = sign_in(ana), uuid7(), []
    for rows in (1, 11):
        for _each in range(rows):
            rosa.record("viewed", "cases.case", uuid7())
            rosa.record("viewed", "cases.case", case)
        address = reverse(f"accounts:{view}", args=[rosa.pk if view == "account_trail" else case])
        with django_assert_max_num_queries(20) as queries:
            client.get(address)
        asked.append(len(queries))
    assert asked[0] == asked[1]
