"""Every answer carries the whole set of headers, whoever made it; and no answer names another host.

The set is repeated here on purpose: two who must agree.
"""

import json
import logging
import re

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts import views
from calp import csp_reports, health
from tests.meta.documents import addresses
from tests.meta.matrix import INSIDERS, LINES, OUTSIDERS, relations_of
from tests.meta.page import foreign_hosts
from tests.meta.world import World
from tests.security.sizes import IS_LONG, every
from tests.signing_in import signed_in
from vault.ids import uuid7

EACH = 1 if IS_LONG else 12
pytestmark = [pytest.mark.security, pytest.mark.slow]
SET = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Reporting-Endpoints": 'csp="/csp/"',
}
# Directives that each policy must have, and words that none may.
FOR_ALL = {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"}
FOR_PAGES = FOR_ALL | {
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types default",
    "report-uri /csp/",
    "report-to csp",
}
FOR_FILES = FOR_ALL | {"form-action 'none'", "sandbox"}
NONCE = re.compile(r"script-src 'nonce-([\w-]{22})' 'strict-dynamic'")
OTHER_METHODS = ("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def wrong(response) -> list[str]:
    """What is missing or wrong in the headers of an answer, or stands in its body."""
    given = response.headers
    found = [f"{name}: {given.get(name)}" for name, value in SET.items() if given.get(name) != value]
    found += _wrong_policy(response)
    if "no-store" not in given.get("Cache-Control", ""):
        found.append(f"Cache-Control: {given.get('Cache-Control')}")
    if "camera=()" not in given.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    if not response.streaming and given.get("Content-Type", "").startswith("text/"):
        said = "\n".join(f"{name}: {value}" for name, value in given.items()) + response.content.decode()
        found += [f"names {host}" for host in foreign_hosts(said)]
    return found


def _wrong_policy(response) -> list[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    found = [f"no {each}" for each in (FOR_PAGES if is_page else FOR_FILES) - set(policy.split("; "))]
    if re.search(r"unsafe|http|\*|blob:", policy):
        found.append(policy)
    scripts = re.findall(r"<script(?![^>]*application/json)[^>]*>", response.content.decode()) if is_page else []
    nonces = NONCE.findall(policy)
    if is_page and (len(nonces) != 1 or not all(f'nonce="{nonces[0]}"' in script for script in scripts)):
        found.append(f"{nonces} and {scripts}")
    return found


# Every address ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, own_broker):
    whole = transaction.atomic()
    whole._from_testcase = True
    with django_db_blocker.unblock(), whole:
        yield World().build()
        transaction.set_rollback(True)


def ask(world, lines, names, methods) -> tuple[int, dict[str, list[str]]]:
    """How many answers came, and what is wrong with which."""
    count, problems = 0, {}
    for name in names:
        client = Client()
        if name:
            signed_in(client, world.people[name])
        cookies = client.cookies.copy()
        for line in lines:
            for relation in relations_of(line):
                for method in methods:
                    client.cookies = cookies.copy()
                    with transaction.atomic():
                        response = client.generic(method, world.address(line.name, line.record, relation))
                        transaction.set_rollback(True)
                    count += 1
                    if found := wrong(response):
                        problems[f"{name} {method} {line.name} {relation} {response.status_code}"] = found
    return count, problems


@pytest.mark.django_db
def test_every_address_answers_strangers_with_the_whole_set():
    problems = {}
    for _name, route in addresses():
        for method in ("GET", "PUT"):
            response = Client().generic(method, re.sub(r"<[^>]*>", str(uuid7()), route))
            if found := wrong(response):
                problems[f"{method} {route} {response.status_code}"] = found
    assert problems == {}


@pytest.mark.slow
def test_every_address_answers_everybody_with_the_whole_set_by_every_method(world):
    """One address in twelve; ``script/test security`` asks all."""
    names, lines = [actor.name for actor in (*INSIDERS, *OUTSIDERS)], every(EACH, LINES)
    count, problems = ask(world, lines, names, ("GET",))
    more, other_problems = ask(world, lines, ["celia", None], OTHER_METHODS)
    print(f"{count + more:,} answers, {len(problems) + len(other_problems)} without the whole set")
    assert problems | other_problems == {}
    assert count + more > 8_000 / EACH


def test_each_answer_has_a_nonce_of_its_own(sign_in, rosa):
    client = sign_in(rosa)
    policies = [client.get(reverse("cases:home"))["Content-Security-Policy"] for _turn in range(5)]
    assert len({NONCE.search(policy).group(1) for policy in policies}) == 5


# Errors, and what never reaches a view ------------------------------------------------------------------------


def fails(problem):
    def view(*_arguments, **_more):
        raise problem

    return view


def answer_of(method: str, address: str, status: int, *, client=None, **more):
    client = client or Client(raise_request_exception=False)
    response = client.generic(method, address, **more)
    assert response.status_code == status
    assert wrong(response) == []
    return response


REPORT = "application/csp-report"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address", "status", "more"),
    [
        ("GET", "/entrar/", 400, {"headers": {"host": "otra.example"}}),
        ("GET", "/casos/?pagina=%00", 302, {}),
        ("GET", "/nada/de/esto/", 404, {}),
        ("GET", "/entrar", 301, {}),
        ("GET", "/", 302, {}),
        ("DELETE", "/entrar/", 405, {}),
        ("POST", "/entrar/", 422, {"data": "username=", "content_type": "application/x-www-form-urlencoded"}),
        ("GET", "/static/no-hay.css", 404, {}),
        ("POST", "/static/calp.js", 405, {}),
        ("POST", "/csp/", 400, {"data": b"no", "content_type": REPORT}),
        ("POST", "/csp/", 413, {"data": b"x" * 20_000, "content_type": REPORT}),
        ("POST", "/csp/", 415, {"data": b"{}", "content_type": "application/json"}),
        ("POST", "/csp/", 204, {"data": b"[]", "content_type": "application/reports+json"}),
    ],
)
def test_errors_and_redirects_have_the_whole_set(method, address, status, more, monkeypatch):
    monkeypatch.setattr(csp_reports, "_taken", csp_reports.deque())
    answer_of(method, address, status, **more)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [200, 503])
def test_the_page_of_health_has_the_whole_set(status, monkeypatch):
    monkeypatch.setattr(health, "_broker_and_worker", lambda: (status == 200, status == 200))
    answer_of("GET", "/salud/", status)


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_with_the_whole_set():
    client = Client(enforce_csrf_checks=True)
    answer_of("POST", "/entrar/", 403, client=client)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (ValueError("KORI-SECRETA"), 500),
        (DatabaseError("KORI-SECRETA"), 500),
        (SuspiciousOperation("KORI-SECRETA"), 400),
    ],
)
def test_what_nobody_foresaw_has_the_whole_set_and_says_nothing(problem, status, monkeypatch):
    monkeypatch.setattr(views, "render_form_page", fails(problem))
    response = answer_of("GET", "/entrar/", status)
    assert "KORI" not in response.content.decode() + str(response.headers)


@pytest.mark.django_db
def test_the_page_of_an_error_asks_nothing_of_what_failed(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(views, "render_form_page", fails(ValueError("x")))
    monkeypatch.setattr("calp.navigation.shell", fails(DatabaseError("gone")))
    monkeypatch.setattr("django.template.context._builtin_context_processors", ())
    answer_of("GET", "/entrar/", 500)


def test_a_file_of_ours_has_the_whole_set_and_may_be_kept():
    response = Client().get("/static/calp.js")
    assert response.status_code == 200
    assert response["Cache-Control"].startswith("max-age")
    assert [each for each in wrong(response) if not each.startswith("Cache-Control")] == []


@pytest.mark.django_db
def test_over_https_every_answer_demands_it_for_a_year(settings):
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    client = Client(raise_request_exception=False)
    for address, more in (("/entrar/", {}), ("/nada/", {}), ("/", {"headers": {"host": "otra.example"}})):
        response = client.get(address, secure=True, **more)
        assert response["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
        assert "Strict-Transport-Security" not in client.get(address, **more)


# Other sites --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("method", "mode", "dest"),
    [
        ("POST", "navigate", "document"),
        ("POST", "no-cors", "empty"),
        ("DELETE", "cors", "empty"),
        ("GET", "no-cors", "image"),
        ("GET", "no-cors", "script"),
        ("GET", "navigate", "iframe"),
        ("GET", "navigate", "object"),
        ("GET", "cors", "empty"),
        ("GET", "", ""),
    ],
)
def test_what_another_site_asks_for_is_refused_before_anything_is_read(
    rosa, site, method, mode, dest, django_assert_num_queries
):
    client = Client()
    signed_in(client, rosa)
    said = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest}
    with django_assert_num_queries(0):
        answer_of(method, "/mi-cuenta/", 403, client=client, headers=said)
        answer_of(method, "/static/calp.js", 403, client=client, headers=said)


@pytest.mark.django_db
@pytest.mark.parametrize("site", ["cross-site", "same-site", "same-origin", "none"])
def test_a_link_that_somebody_follows_is_answered(rosa, site):
    client = Client()
    signed_in(client, rosa)
    said = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get("/mi-cuenta/", headers=said).status_code == 200


# What browsers tell --------------------------------------------------------------------------------------------


@pytest.fixture
def told(monkeypatch, caplog, db):
    """``told(message)`` sends a report and gives what was written down."""
    monkeypatch.setattr(csp_reports, "_taken", csp_reports.deque())

    def _told(message, kind: str = REPORT) -> list[str]:
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            Client().post("/csp/", json.dumps(message), content_type=kind)
        return [record.getMessage() for record in caplog.records if record.name == csp_reports.__name__]

    return _told


CASE_PAGE = "https://registro.example/casos/01990000-0000-7000-8000-000000000001/?q=KORI"


def test_of_a_report_the_rule_and_the_name_of_the_page_are_written_down(told):
    old = {"document-uri": CASE_PAGE, "violated-directive": "script-src-elem KORI", "script-sample": "KORI"}
    new = {"documentURL": CASE_PAGE, "effectiveDirective": "img-src", "sample": "KORI"}
    assert told({"csp-report": old}) == ["content policy: script-src-elem refused on cases:file"]
    gathered = [{"type": "csp-violation", "body": new}]
    assert told(gathered, "application/reports+json") == ["content policy: img-src refused on cases:file"]


@pytest.mark.parametrize(
    "message",
    [
        {"csp-report": {"document-uri": "https://otra.example/KORI", "violated-directive": "KORI\nERROR falso"}},
        {"csp-report": {"document-uri": ["KORI"], "violated-directive": {"KORI": 1}}},
        {"csp-report": {"document-uri": "https://[KORI", "effective-directive": None}},
    ],
)
def test_what_is_not_ours_is_not_repeated(told, message):
    assert told(message) == ["content policy: another rule refused on another page"]


@pytest.mark.parametrize("message", [{}, 3, "x", None, [1], {"csp-report": "x"}, [{"body": []}]])
def test_what_is_no_report_is_answered_400(told, message):
    assert told(message) == []
    assert Client().post("/csp/", json.dumps(message), content_type=REPORT).status_code == 400


def test_after_sixty_reports_in_a_minute_nothing_more_is_written_down(told):
    message = {"csp-report": {"document-uri": CASE_PAGE, "violated-directive": "img-src"}}
    assert [len(told(message)) for _turn in range(62)] == [1] * 60 + [0] * 2
    answer_of("POST", "/csp/", 429, data=b"{}", content_type=REPORT)
