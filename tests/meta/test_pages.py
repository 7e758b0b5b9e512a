"""From the landing page of each role, every link leads to a page, and every page is as every page must be."""

import re
from collections import Counter
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.test import Client
from django.urls import resolve, reverse

from interface.keyset import AFTER
from tests.conftest import PASSWORD
from tests.meta.matrix import INSIDERS, LINES, OWN
from tests.meta.page import Page, content_of, foreign_hosts, problems_of
from tests.meta.world import World
from tests.security.sizes import IS_LONG
from tests.signing_in import signed_in

pytestmark = pytest.mark.slow

NAMES = [actor.name for actor in INSIDERS]
# Pieces of pages and files: nobody follows a link to them.
PIECES = {
    "health",
    "csp_report",
    "cases:intake_age",
    "cases:letter_progress",
    "referrals:letter_preview",
    "referrals:import_progress",
    "referrals:export_progress",
    "reports:run_progress",
    "directory:place_options",
    "services:calendar_feed",
}
# Addresses that only a state which this world is not in leads to, each with its own test.
ELSEWHERE = {
    "accounts:locked": "the quick exit leads there",
    "accounts:sign_in": "whoever is not signed in is led there",
    "accounts:second_step": "the right password leads there",
    "accounts:enrol": "whoever has no second factor is led there",
    "accounts:prove": "whoever proved who they are over five minutes ago is led there",
    "accounts:remove_factor": "only whoever has two is offered it",
    "reports:try_again": "only a run that failed offers it",
    "cases:merge": "only two records that were joined lead there (tests/cases/test_duplicates.py)",
    "services:plan_progress": "only an agreed plan offers it (tests/services/test_plan_pages.py)",
    "services:plan_review": "the same",
    "services:plan_sheet": "the same",
    "services:plan_change": "the same",
    "cases:followup_take_up": "only who was exploited again is offered it (tests/cases/test_followup_pages.py)",
    "services:appointment_missed": "only one whose hour is past offers it (tests/services/test_appointments.py)",
    "services:livelihood_visit": "only an enterprise that has begun offers it (tests/services/test_livelihood.py)",
    "cases:letter_final": "only a letter that lacks nothing offers it (tests/cases/test_letter_pages.py)",
    "cases:letter_word": "the same (tests/cases/test_letter_templates.py)",
    "cases:letter_names": "only a letter that says who she is offers it (tests/cases/test_letter_pages.py)",
    "referrals:standard_record": "only a line deep in a history leads there (tests/referrals/test_exchange_views.py)",
    "cases:grant_revoke": "only a grant that is still live offers it (tests/cases/test_grants.py)",
}
NOT_HTML = {
    "reports:download",
    "cases:attachment_file",
    "cases:letter_template_base",
    "cases:letter_template_file",
    "cases:letter_template_trial",
    "referrals:import_report",
}


class Walk:
    """What one account reaches from its landing page by links, some pages of each address."""

    def __init__(self, user, language: str = "", each: int = 1):
        self.client, self.each = Client(), each
        signed_in(self.client, user)
        if language:
            self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        self.pages: dict[str, tuple[str, object]] = {}  # path → (URL name, response)
        self.sends: set[str] = set()
        self.failed: list[str] = []
        self.seen = Counter()
        waiting = [reverse("landing")]
        while waiting:
            waiting += self._visit(waiting.pop(0))

    @property
    def names(self) -> set[str]:
        return {name for name, _response in self.pages.values()}

    def _visit(self, address: str) -> list[str]:
        path = urlsplit(address).path
        try:
            name = resolve(path).view_name
        except Http404:
            self.failed.append(f"{address} leads nowhere")
            return []
        is_later = AFTER in parse_qs(urlsplit(address).query)
        page = address if is_later else path  # the rest of a long list is a page of its own
        kind = resolve(path).kwargs.get("catalogue", ""), is_later
        self.seen[name, kind] += page not in self.pages
        if page in self.pages or self.seen[name, kind] > self.each:
            return []
        if name == "accounts:quick_exit":
            self.pages[page] = (name, None)
            return []
        return self._read(address, page, name)

    def _read(self, address: str, path: str, name: str) -> list[str]:
        response = self.client.get(address, follow=True)
        if response.status_code != 200:
            self.failed.append(f"{address}: {response.status_code}")
        at = response.redirect_chain[-1][0] if response.redirect_chain else address
        self.pages[path] = (name, response)
        self.pages.setdefault(urlsplit(at).path, (resolve(urlsplit(at).path).view_name, response))
        if not is_html(response):
            return []
        page = Page(response.content.decode())
        self.sends |= {resolve(urlsplit(urljoin(at, each)).path).view_name for each in page.sends}
        links = [urljoin(at, each) for each in page.links]
        return [each for each in links if not each.startswith(("/static/", "#", "mailto:"))]


def is_html(response) -> bool:
    return response is not None and response.headers.get("Content-Type", "").startswith("text/html")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, own_broker):
    whole = transaction.atomic()
    whole._from_testcase = True
    with django_db_blocker.unblock(), whole:
        yield World().build(marked=True)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def walk(world):
    walks = {}

    def _walk(name: str) -> Walk:
        if name not in walks:
            walks[name] = Walk(world.people[name], each=6 if IS_LONG else 4 if name in ("rosa", "celia") else 1)
        return walks[name]

    return _walk


everybody = pytest.mark.parametrize(
    "name", [name if name in ("rosa", "lidia") else pytest.param(name, marks=pytest.mark.slow) for name in NAMES]
)


@everybody
def test_every_link_leads_to_a_page(walk, name):
    assert walk(name).failed == []


@everybody
def test_every_page_is_as_every_page_must_be(walk, name):
    wrong = {}
    for path, (_url_name, response) in walk(name).pages.items():
        if is_html(response) and (problems := problems_of(response)):
            wrong[path] = problems
    assert wrong == {}


@everybody
@pytest.mark.security
def test_no_title_and_no_address_says_anything_of_anybody(walk, name):
    secret = re.compile(r"CANARIO|trata|víctima", re.I)
    said = []
    for path, (_url_name, response) in walk(name).pages.items():
        title = Page(response.content.decode()).title if is_html(response) else ""
        said += [each for each in (title, path) if secret.search(each)]
    assert said == []


@everybody
def test_every_page_says_in_its_title_which_it_is(walk, name):
    titles: dict[str, set[str]] = {}
    for url_name, response in walk(name).pages.values():
        if is_html(response) and not response.redirect_chain:
            titles.setdefault(Page(response.content.decode()).title.strip(), set()).add(url_name)
    assert {title: names for title, names in titles.items() if len(names) > 1} == {}


@pytest.mark.slow
def test_no_page_is_an_orphan(walk):
    """Each address is a link, or the end of a form, on some page that some role reaches from its landing page."""
    linked = set().union(*[walk(name).names for name in NAMES])
    sent = set().union(*[walk(name).sends for name in NAMES])
    excused = PIECES | set(ELSEWHERE)
    assert {line.name for line in LINES if line.get} - linked - excused == set()
    assert {line.name for line in LINES if not line.get} - sent - excused == set()
    assert excused & {line.name for line in LINES} == excused


@pytest.mark.parametrize(
    ("asker", "method", "name", "kind", "status"),
    [
        ("teo", "get", "cases:list", None, 403),
        ("ulises", "get", "cases:file", "case", 404),
        ("rosa", "post", "cases:intake", None, 422),
        ("rosa", "post", "services:record", "case", 422),
        ("raul", "post", "accounts:add_user", None, 422),
        ("lidia", "post", "referrals:desk_referral", "sent to a unit", 422),
        (None, "get", "accounts:sign_in", None, 200),
        (None, "post", "accounts:sign_in", None, 422),
        ("celia", "post", "accounts:locked", None, 422),
    ],
)
def test_pages_of_refusal_and_of_errors_are_as_every_page_must_be(world, asker, method, name, kind, status):
    client = Client()
    if asker:
        signed_in(client, world.people[asker])
    response = getattr(client, method)(world.address(name, kind, OWN), {"csrfmiddlewaretoken": "x"})
    assert response.status_code == status
    assert problems_of(response) == []
    assert Page(response.content.decode()).title.startswith("Error:") == (status == 422)


def test_an_address_that_never_was_gets_the_same_page(world):
    client = Client()
    signed_in(client, world.people["rosa"])
    response = client.get("/nada/de/esto/")
    assert response.status_code == 404
    assert problems_of(response) == []


def test_the_neutral_page_says_nothing_and_loads_nothing_of_ours(world):
    client = Client()
    signed_in(client, world.people["rosa"])
    response = client.get(reverse("accounts:quick_exit"))
    page = Page(response.content.decode())
    assert page.forbidden == []
    assert foreign_hosts(page.html) == []
    assert "CALP" not in page.html
    assert not any(name in address for address in page.loads for name in ("estilo", "calp", "htmx", "marca"))
    assert not re.search(r"trata|víctima|caso", page.html, re.I)


def test_what_pages_load_asks_no_other_host(walk):
    for _name, response in walk("rosa").pages.values():
        for load in Page(response.content.decode()).loads if is_html(response) else []:
            assert load.startswith("/static/")
            text = content_of(load).decode(errors="replace")
            assert not load.endswith(".css") or not re.search(r"@import|url\((?![\"']?data:)[\"']?(?!/static/)", text)
            assert load.endswith("htmx-2.min.js") or foreign_hosts(text) == [], load


@pytest.mark.slow
def test_files_are_no_pages(walk):
    for name in ("celia", "teo", "raul"):
        for url_name, response in walk(name).pages.values():
            if url_name in NOT_HTML:
                assert "attachment" in response.headers["Content-Disposition"]
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.security
def test_cookies_are_closed_to_scripts_and_to_other_sites(world):
    client = Client()
    client.post(reverse("accounts:sign_in"), {"username": "rosa", "password": PASSWORD})
    client.get(reverse("cases:intake"))
    assert {"sesion", "csrf"} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
