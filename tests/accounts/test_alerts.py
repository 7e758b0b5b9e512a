"""What is unusual is found once, told without a word about it, and closed by whoever protects the data."""

from datetime import timedelta
from smtplib import SMTPException
from unittest import mock
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from accounts import heads
from accounts.alerts import Event, bursts
from accounts.hours import OffHours
from accounts.models import Alert, AlertReview, AuditEntry, User
from accounts.tasks import look_for_alerts, tell_officers_of_alerts, verify_audit, write_audit_head
from tests.accounts.watched import did, found, lima, some_cases

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


# Counting ---------------------------------------------------------------------------------------------------------


def events(*minutes_and_things) -> list[Event]:
    return [Event(None, "rosa", lima(18, 9) + timedelta(minutes=each), what) for each, what in minutes_and_things]


@pytest.mark.parametrize(
    ("happened", "counted"),
    [
        ([], []),
        ([(0, "a"), (10, "b")], []),
        ([(0, "a"), (10, "b"), (20, "c")], [3]),
        ([(0, "a"), (10, "a"), (20, "a")], []),
        ([(0, "a"), (10, "b"), (61, "c")], []),
        ([(0, "a"), (30, "b"), (60, "c"), (61, "d")], [3]),
        ([(0, "a"), (40, "b"), (70, "c"), (90, "d"), (99, "e")], [4]),
        ([(0, "a"), (1, "b"), (2, "c"), (100, "a"), (101, "b"), (102, "c")], [3, 3]),
    ],
)
def test_more_than_two_different_things_within_an_hour_are_a_burst(happened, counted):
    assert [burst.count for burst in bursts(events(*happened), HOUR, 2)] == counted


def test_what_comes_later_changes_no_burst_that_was_found():
    before = events((0, "a"), (10, "b"), (20, "c"), (30, "d"))
    first = bursts(before, HOUR, 2)
    later = bursts(before + events((50, "e"), (200, "a")), HOUR, 2)
    assert later[0].first_at == first[0].first_at and later[0].count == 5


@pytest.mark.parametrize(
    ("at", "begins"),
    [
        (lima(18, 21, 59), None),
        (lima(18, 22), lima(18, 22)),
        (lima(19, 5, 59), lima(18, 22)),
        (lima(19, 6), None),
        (lima(18, 12), None),
    ],
)
def test_night_is_from_ten_to_six_in_lima(catalogues, at, begins):
    window = OffHours.load(lima(1, 0), lima(30, 0)).window_of(at)
    assert (window[0] if window else None) == begins


def test_all_saints_is_no_working_day(catalogues):
    assert OffHours.load(lima(1, 0), lima(2, 0)).window_of(lima(1, 12)) == (lima(1, 0), lima(2, 0))


# Rules that need nothing but the trail ----------------------------------------------------------------------------


def test_ten_refusals_in_ten_minutes_are_one_alert(rosa, elmer):
    for minute in range(10):
        did(elmer, "denied", lima(18, 10, minute), some_cases(1), kind="cases:file")
        did(rosa, "denied", lima(18, 10) + 2 * timedelta(minutes=minute), some_cases(1), kind="cases:file")
    [alert] = found(lima(18, 11), "many_refusals")
    assert (alert.actor_name, alert.count, alert.usual, alert.first_at) == ("elmer", 10, 9, lima(18, 10))


@pytest.mark.parametrize(("action", "kind"), [("exported", "cases.case"), ("downloaded", "reports.reportrun")])
def test_what_is_taken_out_by_night_is_one_alert_per_night(celia, action, kind):
    for at in (lima(18, 23), lima(19, 2), lima(19, 5)):
        did(celia, action, at, some_cases(1), kind=kind)
    did(celia, action, lima(19, 9), some_cases(4), kind=kind)
    [alert] = found(lima(19, 10), "night_export")
    assert (alert.count, alert.window_start) == (3, lima(18, 22))
    assert [each.count for each in found(lima(20, 10), "night_export")] == [3], "the day after counts it no less"


def test_asking_for_a_report_by_night_counts_and_reading_a_case_does_not(celia, rosa):
    did(celia, "created", lima(18, 23), some_cases(1), kind="reports.reportrun")
    did(rosa, "viewed", lima(18, 23), some_cases(5))
    assert [each.actor_name for each in found(lima(19, 1), "night_export")] == ["celia"]


def test_an_export_on_a_holiday_is_an_alert(celia):
    did(celia, "exported", lima(1, 11), some_cases(1))
    assert [each.window_start for each in found(lima(1, 12), "night_export")] == [lima(1, 0)]


# The chain --------------------------------------------------------------------------------------------------------


def test_a_trail_that_is_not_the_one_whose_head_was_kept_is_an_alert_once_a_day(ten_days, settings):
    heads.write_head()
    verify_audit()
    assert not Alert.objects.exists()
    day, count, _hash = settings.AUDIT_HEAD_FILE.read_text().split()
    settings.AUDIT_HEAD_FILE.write_text(f"{day} {count} {'0' * 64}\n")
    for _time in range(2):
        verify_audit()
    assert Alert.objects.get().kind == "broken_chain"


def test_heads_that_cannot_be_read_are_an_alert_too(ten_days, settings):
    heads.write_head()
    settings.AUDIT_HEAD_FILE.write_text("nada\n")
    verify_audit()
    assert Alert.objects.get().kind == "broken_chain"


# Writing once -----------------------------------------------------------------------------------------------------


def refused(user, at, times=10):
    did(user, "denied", at, some_cases(times), kind="cases:file")


def test_an_alert_that_grows_stays_one(rosa):
    refused(rosa, lima(18, 10))
    found(lima(18, 10, 5), "many_refusals")
    refused(rosa, lima(18, 10, 6), times=3)
    assert [each.count for each in found(lima(18, 10, 9), "many_refusals")] == [13]


def test_the_database_itself_takes_no_second_one(rosa):
    refused(rosa, lima(18, 10))
    [alert] = found(lima(18, 11), "many_refusals")
    alert.pk = uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        alert.save(force_insert=True)


def test_nobody_is_blamed_for_what_the_clock_does(rosa):
    with time_machine.travel(lima(18, 23), tick=False):
        for _each in range(12):
            AuditEntry.objects.record(None, "exported", "cases.case", "x")
            AuditEntry.objects.record(None, "denied", "cases.case", "x")
    with time_machine.travel(lima(18, 23, 30), tick=False):
        look_for_alerts()
    assert not Alert.objects.exists()


# Telling ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def alert(rosa):
    refused(rosa, lima(18, 10))
    return found(lima(18, 11), "many_refusals")[0]


@pytest.fixture
def written_to(dario):
    User.objects.filter(pk=dario.pk).update(email="dario@centro.example")
    dario.refresh_from_db()
    return dario


def test_the_officer_is_written_to_once_and_told_nothing(alert, written_to, settings):
    settings.SITE_URL = "https://registro.example"
    for _beat in range(2):
        tell_officers_of_alerts()
    [message] = mail.outbox
    assert message.to == ["dario@centro.example"]
    assert message.subject == "Tiene una novedad"
    assert message.body.split("\n\n")[1] == "https://registro.example/accesos/alertas/\n"
    told = f"{message.subject} {message.body}".lower()
    assert not any(word in told for word in ("rosa", "calp-", "caso", "negad", "víctima", str(alert.pk)))


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
def test_without_an_officer_to_write_to_it_waits(alert, written_to, change):
    User.objects.filter(pk=written_to.pk).update(**change)
    tell_officers_of_alerts()
    assert mail.outbox == []
    assert Alert.objects.untold().count() == 1


def test_a_mail_server_that_fails_is_asked_again(alert, written_to):
    with mock.patch("accounts.telling.EmailMessage.send", side_effect=SMTPException), pytest.raises(SMTPException):
        tell_officers_of_alerts()
    tell_officers_of_alerts()
    assert len(mail.outbox) == 1


def test_the_head_of_the_day_goes_to_two_addresses_once(rosa, settings):
    settings.AUDIT_HEAD_RECIPIENTS = ["notaria@fuera.example", "auditoria@fuera.example"]
    rosa.record("viewed", "cases.case", "x")
    for _hour in range(3):
        write_audit_head()
    assert [message.to for message in mail.outbox] == [[each] for each in settings.AUDIT_HEAD_RECIPIENTS]
    line = settings.AUDIT_HEAD_FILE.read_text()
    assert [message.body for message in mail.outbox] == [line, line]
    assert {message.subject for message in mail.outbox} == {line.split()[0]}


def test_a_head_that_could_not_be_sent_is_sent_by_the_next_hour(rosa, settings):
    settings.AUDIT_HEAD_RECIPIENTS = ["notaria@fuera.example"]
    rosa.record("viewed", "cases.case", "x")
    with mock.patch("accounts.telling.send_mail", side_effect=SMTPException), pytest.raises(SMTPException):
        write_audit_head()
    write_audit_head()
    assert len(mail.outbox) == 1


# The pages --------------------------------------------------------------------------------------------------------


def test_an_empty_desk_says_what_is_watched(sign_in, dario):
    page = sign_in(dario).get(reverse("accounts:alerts")).content.decode()
    assert "No hay alertas con estos filtros" in page and "Diez intentos negados" in page


def test_the_officer_finds_it_in_the_menu_and_closes_it(sign_in, dario, alert):
    client = sign_in(dario)
    listed = client.get(reverse("accounts:alerts"))
    [line] = [each for each in listed.context["shell"]["nav"] if each["url"] == reverse("accounts:alerts")]
    assert line["count"] == 1 and line["current"]
    address = reverse("accounts:alert", args=[alert.pk])
    page = client.get(address)
    assert len(page.context["page"]) == 10 and "rosa" in page.content.decode()
    typed = {"outcome": "explained", "note": "Buscaba un caso trasladado.", "idempotency_key": str(uuid4())}
    for _click in range(2):
        assert client.post(address, typed)["Location"] == reverse("accounts:alerts")
    review = AlertReview.objects.get()
    assert (review.outcome, review.note, review.by) == ("explained", "Buscaba un caso trasladado.", dario)
    assert not Alert.objects.open().exists()
    assert AuditEntry.objects.filter(action="changed", subject_id=str(alert.pk)).count() == 1
    assert "Buscaba" in client.get(address).content.decode()
    assert list(client.get(reverse("accounts:alerts")).context["page"]) == []
    reviewed = client.get(reverse("accounts:alerts") + "?estado=revisadas")
    assert [each.pk for each in reviewed.context["page"]] == [alert.pk]


def test_the_note_is_sealed(dario, alert, sign_in):
    typed = {"outcome": "work", "note": "Turno de reemplazo", "idempotency_key": str(uuid4())}
    sign_in(dario).post(reverse("accounts:alert", args=[alert.pk]), typed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM accounts_alertreview")
        assert b"Turno" not in bytes(cursor.fetchone()[0])


def test_an_incident_needs_words(sign_in, dario, alert):
    typed = {"outcome": "incident", "note": "", "idempotency_key": str(uuid4())}
    page = sign_in(dario).post(reverse("accounts:alert", args=[alert.pk]), typed)
    assert page.status_code == 422 and "Escribe qué se supo" in page.content.decode()
    assert not AlertReview.objects.exists()


def test_the_auditor_reads_and_does_not_review(sign_in, ana, alert):
    client, address = sign_in(ana), reverse("accounts:alert", args=[alert.pk])
    assert "Cerrar la alerta" not in client.get(address).content.decode()
    typed = {"outcome": "work", "note": "", "idempotency_key": str(uuid4())}
    assert client.post(address, typed).status_code == 403
    assert not AlertReview.objects.exists()


def test_nobody_reviews_an_alert_about_themselves(sign_in, dario):
    refused(dario, lima(18, 10))
    [own] = found(lima(18, 11), "many_refusals")
    client, address = sign_in(dario), reverse("accounts:alert", args=[own.pk])
    assert "Cerrar la alerta" not in client.get(address).content.decode()
    typed = {"outcome": "work", "note": "", "idempotency_key": str(uuid4())}
    assert client.post(address, typed).status_code == 403
    assert not AlertReview.objects.exists()


@pytest.mark.parametrize("name", ["rosa", "celia", "nora", "teo", "raul", "lidia"])
def test_nobody_else_knows_of_alerts(request, sign_in, alert, name):
    client = sign_in(request.getfixturevalue(name))
    assert client.get(reverse("accounts:alerts")).status_code == 403
    assert client.get(reverse("accounts:alert", args=[alert.pk])).status_code == 403


def test_the_list_asks_as_often_with_one_as_with_twelve(sign_in, dario, rosa, django_assert_max_num_queries):
    client, address = sign_in(dario), reverse("accounts:alerts")
    asked = []
    for days in (range(2, 3), range(3, 14)):
        for day in days:
            refused(rosa, lima(day, 10))
            found(lima(day, 11), "many_refusals")
        with django_assert_max_num_queries(20) as queries:
            page = client.get(address)
        asked.append(len(queries))
    assert len(page.context["page"]) == 12
    assert asked[0] == asked[1]


def test_a_trail_that_cannot_be_written_shows_no_alert(sign_in, dario, alert):
    client = sign_in(dario)
    client.raise_request_exception = False
    with mock.patch.object(type(AuditEntry.objects), "record", side_effect=DatabaseError):
        page = client.get(reverse("accounts:alert", args=[alert.pk]))
    assert page.status_code == 500 and b"rosa" not in page.content
