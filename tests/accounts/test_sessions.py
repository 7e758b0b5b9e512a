"""A session ends by itself, by somebody's hand or because the account changed; and then it opens nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts import actions, sessions
from accounts.models import AuditEntry, EndReason, KnownBrowser, User, UserSession
from accounts.permissions import Role
from accounts.session_store import SessionStore, hash_of
from accounts.tasks import forget_old_sessions
from directory.models import Office
from tests import signing_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ACCOUNT = "/mi-cuenta/"
MINUTE = timedelta(minutes=1)


def browser(user=None, says=CHROME) -> Client:
    """A browser of its own; signed in, if somebody is named."""
    client = Client(headers={"user-agent": says})
    if user is not None:
        signing_in.signed_in(client, user)
        client.get(ACCOUNT)
    return client


def is_let_in(client) -> bool:
    return client.get(ACCOUNT).status_code == 200


def full_sign_in(user) -> Client:
    """As at the end of the sign-in, after its last step."""
    client = signing_in.signed_in(browser(), user)
    request = RequestFactory().get("/", headers={"user-agent": CHROME})
    request.user, request.session = user, SessionStore(client.cookies["sesion"].value)
    sessions.signed_in(request)
    return client


def only_session() -> UserSession:
    return UserSession.objects.get(ended_at__isnull=True)


# Time ---------------------------------------------------------------------------------------------------------------


def test_after_fifteen_minutes_without_anybody_it_is_over_and_leads_back_to_the_same_page(rosa):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = browser(rosa)
        clock.shift(timedelta(minutes=15))
        answer = client.get("/casos/?sede=IQT")
        assert answer.status_code == 302
        assert answer["Location"] == "/entrar/?next=%2Fcasos%2F%3Fsede%3DIQT&motivo=idle"
        page = client.get(answer["Location"]).content.decode()
        assert "Pasaron 15 minutos sin actividad" in page and 'value="/casos/?sede=IQT"' in page
        assert UserSession.objects.get(user=rosa).content == "", "nothing of it is kept"


def test_whoever_works_stays_and_that_is_written_once_a_minute(rosa, django_assert_num_queries):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = browser(rosa)
        for _each in range(4):
            clock.shift(timedelta(minutes=14))
            assert is_let_in(client)
        seen = only_session().last_seen_at
        clock.shift(timedelta(seconds=59))
        assert is_let_in(client)
        assert only_session().last_seen_at == seen
        clock.shift(timedelta(seconds=1))
        assert is_let_in(client)
        assert only_session().last_seen_at == timezone.now()


@pytest.mark.slow
def test_ten_hours_after_signing_in_it_is_over_whoever_is_there(rosa):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = browser(rosa)
        for _each in range(59):
            clock.shift(10 * MINUTE)
            assert is_let_in(client)
        client.get(reverse("accounts:quick_exit"))
        client.post(reverse("accounts:locked"), {"password": PASSWORD})
        assert is_let_in(client), "opening the lock gives a new key"
        clock.shift(10 * MINUTE)
        assert "motivo=too_long" in client.get(ACCOUNT)["Location"], "and makes the session no younger"


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(celia, iquitos):
    run = reverse("reports:run_progress", args=[uuid4()])
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = browser(celia)
        for _each in range(14):
            clock.shift(MINUTE)
            client.get(run)
        clock.shift(MINUTE)
        assert not is_let_in(client)


def test_a_page_that_does_not_exist_shows_a_stranger_to_whoever_is_over(rosa):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = browser(rosa)
        clock.shift(timedelta(hours=1))
        assert rosa.display_name not in client.get("/no-existe/").content.decode()


def test_what_was_sent_too_late_is_given_back_and_stored_nowhere(rosa, case):
    sent = {"text": "Contó lo que pasó <b>en la lancha</b>.", "password": "una clave", "csrfmiddlewaretoken": "x"}
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = browser(rosa)
        clock.shift(timedelta(minutes=20))
        answer = client.post(f"{case.get_absolute_url()}?parte=1", sent)
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "Contó lo que pasó &lt;b&gt;en la lancha&lt;/b&gt;." in page and "una clave" not in page
        assert f'action="{case.get_absolute_url()}?parte=1"' in page
        assert not UserSession.objects.exclude(content="").exists()
        signing_in.signed_in(client, rosa)
        assert client.post(case.get_absolute_url(), sent).status_code == 405, "sent again it reaches its address"


@pytest.mark.parametrize(("origin", "is_given_back"), [("http://testserver", True), ("https://example.org", False)])
def test_a_form_of_before_signing_in_anew_is_given_back_to_our_own_page_only(rosa, origin, is_given_back):
    client = Client(enforce_csrf_checks=True, headers={"user-agent": CHROME})
    signing_in.signed_in(client, rosa)
    answer = client.post("/buscar/", {"q": "la de la lancha"}, headers={"origin": origin})
    assert answer.status_code == 403
    assert ("la de la lancha" in answer.content.decode()) is is_given_back


def test_htmx_is_sent_to_the_sign_in_with_the_whole_page(rosa):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = browser(rosa)
        clock.shift(timedelta(minutes=20))
        asks = {"hx-request": "true", "hx-current-url": "http://testserver/casos/"}
        answer = client.get(reverse("directory:place_options"), headers=asks)
    assert answer["HX-Redirect"] == "/entrar/?next=%2Fcasos%2F&motivo=idle"


@pytest.mark.parametrize("code", ["signed_out", "<script>", "otra", ""])
def test_the_sign_in_page_says_only_sentences_of_its_own(client, code):
    page = client.get(reverse("accounts:sign_in"), {"motivo": code}).content.decode()
    assert "Tu sesión" not in page and "<script>" not in page


def test_signing_in_through_the_page_makes_the_browser_known_and_keeps_two(rosa):
    first = full_sign_in(rosa)
    full_sign_in(rosa)
    client = browser()
    signing_in.sign_in_by_form(client, signing_in.enrolled(rosa), PASSWORD)
    assert is_let_in(client) and not is_let_in(first)
    token = client.cookies["equipo"].value.split(":")[0]
    assert KnownBrowser.objects.filter(user=rosa, token_hash=hash_of(token)).exists()


# How many, and where ------------------------------------------------------------------------------------------------


def test_a_third_session_ends_the_oldest_and_its_browser_is_told(rosa):
    first, second, third = full_sign_in(rosa), full_sign_in(rosa), full_sign_in(rosa)
    assert [is_let_in(each) for each in (first, second, third)] == [False, True, True]
    address = first.get(ACCOUNT)["Location"]
    assert "motivo" not in address, "told once, at the first request after it"


def test_the_browser_of_the_oldest_is_told_why(rosa):
    first = full_sign_in(rosa)
    full_sign_in(rosa)
    full_sign_in(rosa)
    page = first.get(ACCOUNT, follow=True).content.decode()
    assert "Tu sesión se cerró porque tu cuenta se abrió en otros dos equipos." in page


def test_a_session_that_goes_on_in_another_browser_is_over(rosa):
    thief = browser(says=FIREFOX)
    owner = browser(rosa)
    thief.cookies = owner.cookies
    assert not is_let_in(thief)
    assert not is_let_in(owner), "nobody knows which of the two was the owner"
    assert UserSession.objects.get(user=rosa).ended_because == EndReason.BROWSER


def test_rosa_sees_where_her_account_is_open_and_closes_the_others(rosa):
    here, there = browser(rosa), browser(rosa, FIREFOX)
    page = here.get(ACCOUNT).content.decode()
    assert "Chrome en Windows" in page and "Firefox en Linux" in page and "este navegador" in page
    other = UserSession.objects.get(browser="Firefox/Linux")
    assert here.post(reverse("accounts:close_session", args=[other.pk])).status_code == 302
    assert is_let_in(here) and not is_let_in(there)
    there = browser(rosa, FIREFOX)
    here.post(reverse("accounts:close_other_sessions"))
    assert is_let_in(here) and not is_let_in(there)
    assert AuditEntry.objects.filter(actor_id=rosa.pk, fields=["sessions"]).count() == 2


def test_nobody_closes_somebody_elses_session(rosa, raul):
    hers = browser(rosa)
    other = UserSession.objects.get(user=rosa)
    assert browser(raul).post(reverse("accounts:close_session", args=[other.pk])).status_code == 404
    assert is_let_in(hers)
    assert UserSession.objects.get(user=rosa).ended_at is None


def test_an_administrator_closes_all_sessions_of_an_account(rosa, raul):
    one, two = browser(rosa), browser(rosa, FIREFOX)
    desk = browser(raul)
    assert "Firefox en Linux" in desk.get(reverse("accounts:user", args=[rosa.pk])).content.decode()
    assert desk.get(reverse("accounts:close_sessions", args=[rosa.pk])).status_code == 200
    desk.post(reverse("accounts:close_sessions", args=[rosa.pk]))
    assert not is_let_in(one) and not is_let_in(two) and is_let_in(desk)


# Changes of the account (A7) ----------------------------------------------------------------------------------------


def _role(user, raul):
    actions.change_user(user, {"role": Role.CASEWORKER_LEGAL}, by=raul, expected_version=user.version)


def _office(user, raul):
    actions.change_user(user, {"office": Office.objects.get(code="LIM")}, by=raul, expected_version=user.version)


def _activity(user, raul):
    actions.change_user(user, {"is_active": False}, by=raul, expected_version=user.version)


def _password_by_administrator(user, raul):
    actions.reset_password(user, by=raul)


def _password_of_their_own(user, raul):
    actions.change_own_password(user, "cuatro rios y una luna", session_key=None)


@pytest.mark.security
@pytest.mark.parametrize("change", [_role, _office, _activity, _password_by_administrator, _password_of_their_own])
def test_no_session_outlives_a_change_of_the_account_by_one_request(rosa, raul, change):
    clients = [browser(rosa), browser(rosa, FIREFOX)]
    change(rosa, raul)
    over = "/entrar/?next=%2Fmi-cuenta%2F&motivo=changed"
    assert [each.get(ACCOUNT)["Location"] for each in clients] == [over, over]
    assert [each.post(reverse("accounts:language"), {"language": "en"}).status_code for each in clients] == [302, 302]
    assert not UserSession.objects.of(rosa).not_ended().exists()


@pytest.mark.security
def test_another_unit_ends_the_session_of_a_liaison(lidia, csmc_iquitos, raul):
    client = browser(lidia)
    actions.change_user(lidia, {"agency_unit": csmc_iquitos}, by=raul, expected_version=lidia.version)
    assert not is_let_in(client)


def test_a_change_of_name_ends_nothing(rosa, raul):
    client = browser(rosa)
    actions.change_user(rosa, {"display_name": "Rosa María T."}, by=raul, expected_version=rosa.version)
    assert is_let_in(client)


def test_the_own_browser_stays_after_changing_the_own_password(rosa):
    here, there = browser(rosa), browser(rosa, FIREFOX)
    here.post(ACCOUNT, {"password": PASSWORD, "new_password": "cuatro rios y una luna"})
    assert is_let_in(here) and not is_let_in(there)


def test_a_change_that_is_rolled_back_ends_nothing(rosa, raul):
    client = browser(rosa)
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.reset_password(rosa, by=raul)
        raise RuntimeError
    assert is_let_in(client)


# What is kept -------------------------------------------------------------------------------------------------------


@pytest.mark.security
def test_the_table_holds_no_key_and_no_address(rosa):
    client = browser(rosa)
    key = client.cookies["sesion"].value
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM accounts_usersession s")
        rows = " ".join(text for (text,) in cursor.fetchall())
    assert key not in rows and "127.0.0.1" not in rows
    assert hash_of(key) in rows
    assert Client(headers={"cookie": f"sesion={hash_of(key)}"}).get(ACCOUNT).status_code == 302


def test_a_lock_is_not_lost_to_a_page_that_was_asked_for_before(rosa):
    client = browser(rosa)
    earlier = SessionStore(client.cookies["sesion"].value)
    assert earlier[SESSION_KEY]
    client.get(reverse("accounts:quick_exit"))
    sessions._notice(earlier)
    assert client.get(ACCOUNT)["Location"] == reverse("accounts:locked")


def test_an_ended_session_keeps_nothing_that_a_slow_page_saves_later(rosa):
    client = browser(rosa)
    slow = SessionStore(client.cookies["sesion"].value)
    slow["something"] = "typed"
    sessions.end_sessions(rosa)
    slow.save()
    row = UserSession.objects.get(user=rosa)
    assert row.content == "" and row.ended_because == EndReason.CHANGED


@pytest.mark.parametrize("wrong", [{"ended_at": timezone.now()}, {"ended_because": "idle"}, {"ended_because": "otra"}])
def test_the_database_refuses_an_end_without_reason_and_a_reason_without_end(rosa, wrong):
    browser(rosa)
    with pytest.raises(IntegrityError), transaction.atomic():
        UserSession.objects.update(**wrong)


def test_what_is_over_is_deleted_a_day_later(rosa):
    client = browser(rosa)
    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        forget_old_sessions()
        assert UserSession.objects.of(rosa).exists()
    client.logout()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        forget_old_sessions()
    assert not UserSession.objects.exists()


def test_nobody_registers_themselves(client, db):
    for address in ("/registro/", "/registrarse/", "/accounts/signup/", "/signup/", "/cuenta/nueva/"):
        assert client.get(address).status_code == 404
    client.post(reverse("accounts:sign_in"), {"username": "nueva", "password": "cuatro rios y una luna"})
    assert client.post(reverse("accounts:add_user"), {"username": "nueva"}).status_code == 302
    assert not User.objects.exists()
