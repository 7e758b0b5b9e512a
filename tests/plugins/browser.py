"""Real Chromium for journeys, as people have it: Spanish, Lima's clock, a new profile per page.

    @pytest.mark.browser
    def test_the_coordinator_sees_silence_first(browser_page, coordinator):
        page = browser_page(360, user=coordinator)
        page.goto("/derivaciones/")

``browser_page(width)`` brings ``live_site`` (see tests/plugins/site.py) and resolves addresses against it. With
``user`` the page begins signed in; without, sign in through the form. ``javascript=False`` turns scripts off;
``host="localhost"`` asks by name, as keys (WebAuthn) need it. After
the test it fails when a page asked another host for anything, a script died, or the browser refused something by the
content policy; ``page.refused`` has what it said, and a test that provokes it empties the list. Mark such tests
``browser``.
"""

import os
import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from tests.signing_in import signed_in

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
HEIGHTS = {360: 740}


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": CHROMIUM, "args": ARGUMENTS, "headless": True}


@pytest.fixture(scope="session", autouse=True)
def models_beside_playwright():
    """Playwright keeps an event loop running in this thread from the first browser to the end of the run; models may
    be used beside it all the same, by whatever test comes next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def browser_page(live_site, new_context):
    """Opens pages on the running system; see the top of tests/plugins/browser.py."""
    problems, refused = [], []

    def open_page(width: int = 1280, *, user=None, javascript: bool = True, host: str = "127.0.0.1", **options):
        url = live_site.url.replace("127.0.0.1", host)
        context = new_context(
            base_url=url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            locale="es-PE",
            timezone_id="America/Lima",
            java_script_enabled=javascript,
            **options,
        )
        if user is not None:
            context.add_cookies([_session_cookie(user, url)])
        page = context.new_page()
        page.on("request", lambda request: problems.extend(_foreign(request.url, url)))
        page.on("pageerror", lambda error: problems.append(f"a script died: {error}"))
        page.on("console", lambda said: refused.extend(_refusals(said.text)))
        page.refused = refused
        return page

    yield open_page
    assert problems == []
    assert refused == []


def _refusals(said: str) -> list[str]:
    """What the browser says when the content policy or Trusted Types refuse something."""
    is_refusal = re.search(r"Content Security Policy|TrustedHTML|TrustedScript|Trusted Type|TrustedTypes", said)
    return [said] if is_refusal else []


def _session_cookie(user, url: str) -> dict:
    client = Client()
    signed_in(client, user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def _foreign(address: str, own: str) -> list[str]:
    parts = urlsplit(address)
    is_foreign = parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != urlsplit(own).netloc
    return [f"asked another host: {parts.scheme}://{parts.netloc}"] if is_foreign else []
