"""A thousand addresses guess at one account: few guesses arrive, and its owner comes in all the same (D6)."""

import random
from contextlib import suppress
from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts import actions, limits, purses
from accounts.audit import record
from accounts.models import AuditAction, AuditEntry, KnownBrowser, Purse
from accounts.purses import Limit, TooMany, give_back, spend
from accounts.session_store import SessionStore
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.security]

SIGN_IN = "/entrar/"
HOUR = timedelta(hours=1)


def address(number: int) -> str:
    return f"203.{number // 65536}.{number // 256 % 256}.{number % 256}"


def guess(username="rosa", password="otra clave", *, at="198.51.100.7", client=None):  # noqa: S107 - made up
    return (client or Client()).post(SIGN_IN, {"username": username, "password": password}, REMOTE_ADDR=at)


def asking(at="198.51.100.7", **more):
    request = RequestFactory().post(SIGN_IN, REMOTE_ADDR=at, **more)
    request.user, request.session = AnonymousUser(), SessionStore()
    return request


def known_to(user, client=None) -> Client:
    """A browser in which this account was wholly signed in before."""
    client = client or Client()
    request = asking(HTTP_COOKIE=f"equipo={client.cookies['equipo'].value}" if "equipo" in client.cookies else "")
    request.user = user
    limits.know_browser(request)
    client.cookies["equipo"] = limits.LimitMiddleware(lambda _request: HttpResponse())(request).cookies["equipo"].value
    return client


def let_through(limit: Limit, whom="x", tries=200) -> int:
    def asks() -> bool:
        try:
            spend(limit, whom)
        except TooMany:
            return False
        return True

    return sum(asks() for _each in range(tries))


# Purses -------------------------------------------------------------------------------------------------------------


def test_a_purse_gives_its_burst_and_then_one_by_one():
    limit = Limit("test", burst=10, per_hour=20)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert let_through(limit) == 10
        clock.shift(timedelta(minutes=3) - timedelta(microseconds=1))
        assert let_through(limit) == 0
        clock.shift(timedelta(microseconds=1))
        assert let_through(limit) == 1
        clock.shift(timedelta(days=30))
        assert let_through(limit) == 10, "it never holds more"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limit", "window", "most"),
    [
        (limits.ACCOUNT, HOUR, 30),
        (limits.BROWSER, HOUR, 30),
        (limits.CODE_OF_ACCOUNT, HOUR, 30),
        (limits.ADDRESS, HOUR, 120),
        (limits.CODE, timedelta(minutes=5), 5),
        (purses.SEARCH, timedelta(minutes=1), 60),
    ],
    ids=lambda value: getattr(value, "code", str(value)),
)
def test_no_window_lets_more_through_than_promised(limit, window, most):
    """However the tries are spread: all at once, evenly, or waiting for the purse to fill."""
    generator = random.Random(20261120)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        moments = []
        for _each in range(400):
            clock.shift(window / 40 * generator.choice((0, 0, 0, 0.3, 1, 1, 4)))
            if let_through(limit, tries=1):
                moments.append(timezone.now())
        in_windows = [sum(first <= moment < first + window for moment in moments) for first in moments]
    assert most // 2 < max(in_windows) <= most


def test_a_purse_that_is_empty_is_not_written_and_says_when_to_come_again():
    limit = Limit("test", burst=2, per_hour=6)
    with time_machine.travel(timezone.now(), tick=False):
        let_through(limit, tries=2)
        before = Purse.objects.get().full_at
        with pytest.raises(TooMany) as refusal:
            spend(limit, "x")
        assert refusal.value.again_at == timezone.now() + timedelta(minutes=10)
        assert Purse.objects.get().full_at == before
        give_back(limit, "x")
        spend(limit, "x")


def test_two_kinds_and_two_people_have_purses_of_their_own_and_none_can_be_read():
    one, other = Limit("one", burst=1, per_hour=1), Limit("other", burst=1, per_hour=1)
    assert [let_through(one, "rosa"), let_through(one, "elmer"), let_through(other, "rosa")] == [1, 1, 1]
    assert not any(word in key for key in Purse.objects.values_list("key", flat=True) for word in ("rosa", "one"))


# Guessing from a thousand addresses (D6) ------------------------------------------------------------------------------


@pytest.mark.slow
def test_of_a_thousand_addresses_in_an_hour_thirty_guesses_arrive_and_the_owner_comes_in(rosa, monkeypatch):
    compared = []
    monkeypatch.setattr(
        "accounts.forms.authenticate", lambda request, username, password: compared.append(password) and None
    )
    answers = {}
    with time_machine.travel(timezone.now(), tick=False) as clock:
        owner = known_to(rosa)
        for number in range(1000):
            answer = guess(password=f"intento {number}", at=address(number))
            answers[answer.status_code] = answers.get(answer.status_code, 0) + 1
            clock.shift(HOUR / 1000)
            if number % 200 == 150:
                with mock.patch("accounts.forms.authenticate", lambda request, **_typed: _signed(rosa)):
                    assert guess(client=owner, at="192.0.2.1").status_code == 302
                owner.post(reverse("accounts:sign_out"))
    assert len(compared) == answers[422] <= 30
    assert answers[429] == 1000 - len(compared)


def _signed(user):
    user.backend = "accounts.passwords.AccountBackend"
    return user


def test_an_attack_from_many_addresses_empties_one_purse_and_not_the_known_browsers(rosa):
    owner = known_to(rosa)
    answers = [guess(at=address(number)).status_code for number in range(40)]
    assert answers == [422] * 10 + [429] * 30
    assert guess(password=PASSWORD, at="192.0.2.99").status_code == 429, "a browser that nobody knows waits"
    assert guess(client=owner, at="203.0.0.1").status_code == 422, "wherever the known one is now"
    assert guess(password=PASSWORD, client=owner, at="203.0.0.1").status_code == 302


def test_a_stolen_browser_guesses_no_more_than_thirty_an_hour_either(rosa):
    thief = known_to(rosa)
    answers = [guess(client=thief, at=address(number)).status_code for number in range(20)]
    assert answers == [422] * 10 + [429] * 10


def test_an_account_that_does_not_exist_gets_the_same_answers(rosa):
    known = [guess("rosa", at=address(number)) for number in range(14)]
    unknown = [guess("nadie", at=address(100 + number)) for number in range(14)]
    assert [each.status_code for each in known] == [each.status_code for each in unknown] == [422] * 10 + [429] * 4
    words = [each.content.decode().split("<main")[1].split("</main>")[0] for each in (known[-1], unknown[-1])]
    assert words[0] == words[1]


def test_both_ask_the_database_as_often_and_hash_once(rosa):
    asked = {}
    for name in ("rosa", "nadie"):
        queries = []
        hashing = mock.patch.object(MD5PasswordHasher, "encode", return_value="md5$x$y")
        with hashing as hashed, connection.execute_wrapper(_into(queries)):
            guess(name)
        asked[name] = (len(queries), hashed.call_count)
    assert asked["rosa"] == asked["nadie"] and asked["rosa"][1] == 1


def _into(queries):
    def asked(execute, sql, *more):
        queries.append(sql)
        return execute(sql, *more)

    return asked


@pytest.mark.parametrize("name", ["ROSA", "Rosa", "roſa", " rosa "])
def test_other_ways_to_write_a_name_open_no_other_purse(rosa, name):
    limits.may_try(asking(), "rosa")
    limits.may_try(asking(), name)
    assert Purse.objects.count() == 2, "one of the address and one of the account"


def test_one_address_guesses_at_a_hundred_and_twenty_accounts_an_hour_at_most(db):
    assert let_through(limits.ADDRESS, "198.51.100.7", tries=28) == 28
    answers = [guess(f"cuenta{number}").status_code for number in range(4)]
    assert answers == [422, 422, 429, 429]


def test_an_office_that_signs_in_all_day_from_one_address_is_not_stopped(rosa, elmer):
    for _each in range(6):
        for user in (rosa, elmer):
            assert guess(user.username, PASSWORD).status_code == 302
    assert let_through(limits.ADDRESS, "198.51.100.7") == limits.ADDRESS.burst


def test_a_name_with_a_nul_in_it_breaks_nothing(client, db):
    assert guess("ro\0sa").status_code in (422, 429)


# Known browsers -----------------------------------------------------------------------------------------------------


def test_a_known_browser_is_known_to_one_account_only_and_holds_no_name(rosa, elmer):
    request = asking()
    request.user = rosa
    limits.know_browser(request)
    cookie = limits.LimitMiddleware(lambda _request: HttpResponse())(request).cookies["equipo"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == 180 * 24 * 3600
    request = asking(HTTP_COOKIE=f"equipo={cookie.value}")
    assert limits.known_browser(request, str(rosa.pk)) and not limits.known_browser(request, str(elmer.pk))
    assert "rosa" not in cookie.value and cookie.value.split(":")[0] not in KnownBrowser.objects.get().token_hash
    client = Client()
    client.cookies["equipo"] = cookie.value
    known_to(elmer, client)
    assert KnownBrowser.objects.count() == 2, "a shared desk"


@pytest.mark.parametrize("cookie", ["", "inventada", "x:y:z"])
def test_a_cookie_that_we_did_not_sign_makes_nobody_known(rosa, cookie):
    assert limits.known_browser(asking(HTTP_COOKIE=f"equipo={cookie}"), str(rosa.pk)) is None


@pytest.mark.parametrize("forget", [actions.reset_password, actions.close_sessions])
def test_an_administrator_makes_browsers_forgotten(rosa, raul, forget):
    client = known_to(rosa)
    forget(rosa, by=raul)
    request = asking(HTTP_COOKIE=f"equipo={client.cookies['equipo'].value}")
    assert limits.known_browser(request, str(rosa.pk)) is None


# Addresses ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("is_behind_proxy", "forwarded", "remote", "believed"),
    [
        (False, "6.6.6.6", "198.51.100.7", "198.51.100.7"),
        (False, "", "2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        (True, "198.51.100.7", "172.18.0.2", "198.51.100.7"),
        (True, "6.6.6.6, 198.51.100.7", "172.18.0.2", "198.51.100.7"),
        (True, "6.6.6.6, 7.7.7.7 ,198.51.100.7", "172.18.0.2", "198.51.100.7"),
        (True, "2001:db8:1:2:ffff::9", "172.18.0.2", "2001:db8:1:2::/64"),
        (True, "", "172.18.0.2", ""),
        (True, "198.51.100.7, unknown", "172.18.0.2", ""),
        (True, "'; DROP TABLE x", "172.18.0.2", ""),
    ],
)
def test_only_our_own_proxy_is_believed_about_addresses(settings, is_behind_proxy, forwarded, remote, believed):
    settings.IS_BEHIND_PROXY = is_behind_proxy
    headers = {"HTTP_X_FORWARDED_FOR": forwarded, "HTTP_X_REAL_IP": "9.9.9.9", "HTTP_FORWARDED": "for=9.9.9.9"}
    assert limits.client_address(asking(remote, **headers)) == believed


def test_the_proxy_writes_one_address_and_throws_away_what_a_visitor_claims(settings):
    lines = (settings.BASE_DIR / "deploy" / "proxy" / "nginx.conf").read_text()
    assert lines.count("proxy_set_header X-Forwarded-For $remote_addr;") == lines.count("proxy_pass ") > 0
    assert "proxy_add_x_forwarded_for" not in lines and "real_ip" not in lines


def test_spoofed_addresses_share_the_purse_of_the_one_they_come_from(db, settings):
    settings.IS_BEHIND_PROXY = True
    assert let_through(limits.ADDRESS, "198.51.100.7", tries=28) == 28
    answers = [
        Client().post(
            SIGN_IN,
            {"username": f"cuenta{number}", "password": "x"},
            HTTP_X_FORWARDED_FOR=f"6.6.6.{number}, 198.51.100.7",
        )
        for number in range(4)
    ]
    assert [each.status_code for each in answers] == [422, 422, 429, 429]


# The other limits ---------------------------------------------------------------------------------------------------


def test_the_page_says_when_to_try_again_in_words_and_in_its_header(rosa):
    with time_machine.travel(timezone.now(), tick=False):
        for number in range(10):
            guess(at=address(number))
        answer = guess(at=address(11))
        assert answer.status_code == 429 and answer["Retry-After"] == "180"
    assert "dentro de 3 minutos" in answer.content.decode()
    assert "otra clave" not in answer.content.decode()


def test_codes_are_tried_five_times_in_five_minutes_of_a_session(rosa):
    request = asking()
    request.session.save()
    tried = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _each in range(51):
            with suppress(TooMany):
                tried.append(limits.may_try_code(request, rosa))
            clock.shift(timedelta(seconds=6))
    assert len(tried) == 5


def test_a_new_session_does_not_make_codes_guessable(rosa):
    tried = 0
    for _each in range(60):
        request = asking()
        request.session.save()
        with suppress(TooMany):
            tried += limits.may_try_code(request, rosa)
    assert tried == 10


def test_the_lock_is_not_guessed_open(sign_in, rosa):
    client = sign_in(rosa)
    client.get(reverse("accounts:quick_exit"))
    answers = [client.post(reverse("accounts:locked"), {"password": f"otra {n}"}).status_code for n in range(12)]
    assert answers == [422] * 10 + [429] * 2
    assert client.post(reverse("accounts:locked"), {"password": PASSWORD}).status_code == 429
    assert client.get("/mi-cuenta/")["Location"] == reverse("accounts:locked")


def test_opening_the_lock_all_day_is_no_guessing(sign_in, rosa):
    client = sign_in(rosa)
    for _each in range(15):
        client.get(reverse("accounts:quick_exit"))
        assert client.post(reverse("accounts:locked"), {"password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("action", "most"), [(AuditAction.SEARCHED, 30), (AuditAction.REVEALED, 40), (AuditAction.DOWNLOADED, 30)]
)
def test_what_is_written_as_searched_uncovered_or_downloaded_comes_out_of_a_purse(rosa, celia, action, most):
    with time_machine.travel(timezone.now(), tick=False):
        for _each in range(most):
            _writes(rosa, action)
        with pytest.raises(TooMany):
            _writes(rosa, action)
        _writes(celia, action)
    assert AuditEntry.objects.filter(actor_id=rosa.pk, action=action).count() == most


def _writes(user, action):
    record(user, action, "cases.case", "x")


def test_a_program_that_searches_in_her_name_is_stopped_with_429_and_a_row_says_so(sign_in, rosa, case):
    client = sign_in(rosa)
    with time_machine.travel(timezone.now(), tick=False):
        assert let_through(purses.SEARCH, rosa.pk, tries=29) == 29
        answers = [client.post(reverse("cases:search"), {"q": "Quispe"}) for _each in range(3)]
    assert [each.status_code for each in answers] == [200, 429, 429]
    assert "Kori" not in answers[-1].content.decode()
    assert AuditEntry.objects.filter(actor_id=rosa.pk, action="denied", subject_kind="cases:search").count() == 2


def test_a_program_that_uncovers_names_in_her_name_is_stopped(sign_in, rosa, person):
    client = sign_in(rosa)
    address = reverse("cases:reveal", args=[person.pk])
    with time_machine.travel(timezone.now(), tick=False):
        assert let_through(purses.REVEAL, rosa.pk, tries=39) == 39
        answers = [client.post(address, {"field": "name"}).status_code for _each in range(3)]
    assert answers == [200, 429, 429]


def test_an_administrator_gives_ten_temporary_passwords_at_once_and_no_more(sign_in, raul, rosa):
    client = sign_in(raul)
    address = reverse("accounts:reset_password", args=[rosa.pk])
    before = [client.post(address).status_code for _each in range(10)]
    rosa.refresh_from_db()
    assert before == [200] * 10 and client.post(address).status_code == 429
    password = rosa.password
    rosa.refresh_from_db()
    assert rosa.password == password


def test_without_the_database_nobody_guesses(rosa, monkeypatch):
    monkeypatch.setattr(purses, "_SPEND", "SELECT no_such_column")
    client = Client(raise_request_exception=False)
    assert guess(password=PASSWORD, client=client).status_code == 500
