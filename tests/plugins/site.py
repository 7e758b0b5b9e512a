"""The whole system, really running: gunicorn and a Celery worker over the test's database and a real broker.

    def test_a_night_intake_is_there_in_the_morning(live_site, caseworker): …

``live_site`` commits for real (it brings ``transactional_db``), so the people of the cast and everything that the
test writes with models or verbs are what the running system sees, and what the system writes can be asserted with
models. The programs start once per xdist worker; each test begins with a fresh copy of the migrated database and
an empty queue. ``live_site.url`` is the address; ``live_site.log()`` what the programs have said so far.
"""

import io
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from calp.supervisor import ProgramEnded, Supervisor
from tests.plugins.broker import empty_queues
from tests.plugins.database import database_url

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60


@dataclass
class Site:
    url: str
    environment: dict[str, str]
    supervisor: Supervisor
    output: io.StringIO

    def log(self) -> str:
        return self.output.getvalue()


@pytest.fixture(scope="session")
def site_programs(django_db_setup, own_broker, tmp_path_factory):
    output = io.StringIO()
    port = _free_port()
    environment = os.environ | {
        "CALP_ENV": "test",
        "BROKER_URL": settings.BROKER_URL,
        "CALP_MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "VAULT_KEYRING_FILE": str(settings.VAULT_KEYRING_FILE),
        "CALP_BIND": f"127.0.0.1:{port}",
        "CALP_WEB_WORKERS": "1",
    }
    supervisor = Supervisor(tmp_path_factory.mktemp("site") / "processes.json", output)
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
    celery = [sys.executable, "-m", "celery", "--app", "calp", "worker", "--concurrency", "1", "--loglevel", "INFO"]
    empty_queues(settings.BROKER_URL)
    try:
        name = connection.settings_dict["NAME"]
        web = environment | {"DATABASE_URL": database_url(name, "calp_web")}
        worker = environment | {"DATABASE_URL": database_url(name, "calp_worker")}
        supervisor.start("web", [*gunicorn, "--chdir", str(ROOT), "calp.wsgi:application"], env=web)
        supervisor.start("worker", ["env", "-C", str(ROOT), *celery], env=worker)
        site = Site(f"http://127.0.0.1:{port}", environment, supervisor, output)
        _wait_until_healthy(site)
        yield site
    finally:
        supervisor.stop()


@pytest.fixture
def live_site(transactional_db, site_programs) -> Site:
    """The running system on a fresh copy of the database; see the top of tests/plugins/site.py."""
    empty_queues(settings.BROKER_URL)
    site_programs.supervisor.check()
    return site_programs


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(site: Site) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _healthy(site.url):
        try:
            site.supervisor.check()
        except ProgramEnded as end:
            pytest.fail(f"{end}\n{site.log()}", pytrace=False)
        if time.monotonic() > deadline:
            pytest.fail(f"/salud/ did not answer 200 in {READY_SECONDS} s\n{site.log()}", pytrace=False)
        time.sleep(0.1)


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/salud/", timeout=5) as response:
            return response.status == 200
    except (OSError, urllib.error.URLError):
        return False
