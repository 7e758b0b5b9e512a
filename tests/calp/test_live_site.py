"""The running system that journeys are tested on, tested itself."""

import json
import urllib.request

import pytest
from django.db import connection

from calp import celery_app
from calp.heartbeat import broker_client
from directory.models import Place
from tests.plugins.browser import _foreign
from tests.plugins.database import as_owner

pytestmark = pytest.mark.browser


def test_the_running_system_is_whole(live_site):
    with urllib.request.urlopen(f"{live_site.url}/salud/") as response:
        assert json.load(response) == {"database": "ok", "broker": "ok", "worker": "ok"}


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_begins_with_the_catalogues_and_nothing_else(live_site, turn):
    assert Place.objects.count() > 2000
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE left_behind ()")


def test_a_worker_takes_what_is_sent(live_site):
    celery_app.send_task("no.such.task")
    with broker_client(live_site.environment["BROKER_URL"]) as client:
        for _attempt in range(100):
            if "no.such.task" in live_site.log():
                break
            client.blpop("nothing", timeout=0.1)
    assert "no.such.task" in live_site.log()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_opens_in_a_browser_of_that_width(browser_page, width):
    page = browser_page(width)
    page.goto("/salud/")
    assert '"worker": "ok"' in page.content()
    assert page.evaluate("window.innerWidth") == width
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "America/Lima"


def test_a_user_can_begin_signed_in(browser_page, rosa):
    page = browser_page(user=rosa)
    page.goto("/salud/")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["sesion"]


def test_another_host_is_noticed():
    assert _foreign("https://example.org/a.js?x=1", "http://127.0.0.1:9") == ["asked another host: https://example.org"]
    assert _foreign("http://127.0.0.1:9/a.css", "http://127.0.0.1:9") == []
    assert _foreign("data:image/png;base64,", "http://127.0.0.1:9") == []
