"""Two at one case, and thirty-two calls at once: nothing is lost, nothing is counted twice."""

import http.client
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import AuditAction, AuditEntry
from cases.models import Case, Person
from tests.signing_in import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AT_ONCE = 32


def test_two_who_edit_one_case_lose_neither_text(browser_page, rosa, celia, case):
    hers, mine = browser_page(user=celia), browser_page(user=rosa)
    for page in (hers, mine):
        page.goto(f"/casos/{case.pk}/editar/")
    hers.get_by_label("Resumen").fill("Lo que escribió Celia.")
    hers.get_by_role("button", name=re.compile("Guardar")).click()
    expect(hers.get_by_text("Cambios guardados.")).to_be_visible()

    mine.get_by_label("Resumen").fill("Lo que escribió Rosa.")
    with mine.expect_response(lambda answer: answer.request.method == "POST") as answer:
        mine.get_by_role("button", name=re.compile("Guardar")).click()
    assert answer.value.status == 409
    expect(mine.get_by_text("Lo que escribió Celia.").first).to_be_visible()
    expect(mine.get_by_text("Lo que escribió Rosa.").first).to_be_visible()
    expect(mine.get_by_text(re.compile("Celia M. cambió"))).to_be_visible()
    assert Case.objects.get().summary == "Lo que escribió Celia."

    mine.get_by_label(re.compile("^Los dos")).check(force=True)
    mine.get_by_role("button", name=re.compile("Guardar")).click()
    expect(mine.get_by_text("Cambios guardados.")).to_be_visible()
    kept = Case.objects.get().summary
    assert "Lo que escribió Celia." in kept
    assert "Lo que escribió Rosa." in kept


class Sender:
    """A browser's bare bones: sends forms to the running site with a session."""

    def __init__(self, site, user):
        self.host = urlsplit(site.url).netloc
        client = Client()
        signed_in(client, user)
        client.get("/ingreso/")
        self.token = client.cookies[settings.CSRF_COOKIE_NAME].value
        names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
        self.cookies = "; ".join(f"{name}={client.cookies[name].value}" for name in names)

    def post(self, path: str, form: dict) -> tuple[int, str]:
        """(status, where it leads)."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        headers = {
            "Cookie": self.cookies,
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://{self.host}{path}",
        }
        connection.request("POST", path, urlencode(form | {"csrfmiddlewaretoken": self.token}), headers)
        response = connection.getresponse()
        response.read()
        return response.status, response.headers.get("Location", "")


def call(number: int, key=None) -> dict:
    return {
        "idempotency_key": str(key or uuid4()),
        "source": "PNP_REFERRAL",
        "preferred_name": f"Persona {number}",
        "sex": "F",
        "age": "16",
        "age_source": "DECLARED",
        "problem": "TDP",
        "consent": "NOT_YET",
        "opened_on": f"{timezone.localdate():%d/%m/%Y}",
    }


def at_once(sender: Sender, forms: list[dict]) -> list[tuple[int, str]]:
    with ThreadPoolExecutor(max_workers=len(forms)) as pool:
        return list(pool.map(lambda form: sender.post("/ingreso/", form), forms))


def test_thirty_two_calls_at_once_get_thirty_two_codes(live_site, rosa):
    answers = at_once(Sender(live_site, rosa), [call(number) for number in range(AT_ONCE)])
    assert {status for status, _address in answers} == {302}
    assert len({address for _status, address in answers}) == AT_ONCE
    codes = set(Case.objects.values_list("code", flat=True))
    assert len(codes) == AT_ONCE
    assert sorted(int(code[-4:]) for code in codes) == list(range(1, AT_ONCE + 1))
    assert len(set(Person.objects.values_list("code", flat=True))) == AT_ONCE
    made = AuditEntry.objects.filter(action=AuditAction.CREATED, subject_kind="cases.case")
    assert made.count() == AT_ONCE


def test_one_call_sent_eight_times_at_once_is_one_case(live_site, rosa):
    key = uuid4()
    answers = at_once(Sender(live_site, rosa), [call(1, key)] * 8)
    assert {status for status, _address in answers} == {302}
    assert len({address for _status, address in answers}) == 1
    assert Case.objects.count() == 1
    assert Person.objects.count() == 1
