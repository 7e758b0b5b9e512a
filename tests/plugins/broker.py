"""Each xdist worker has a numbered database of the broker for itself, so no worker runs another's tasks."""

import os

import pytest
from django.conf import settings

from calp import celery_app
from calp.heartbeat import broker_client

QUEUES = ("celery", "unacked", "unacked_index")


def _own_url(url: str, worker: str) -> str:
    number = int(worker.removeprefix("gw") or 0) if worker.startswith("gw") else 0
    base, _, given = url.rpartition("=") if "virtual_host=" in url else url.rpartition("/")
    mark = "=" if "virtual_host=" in url else "/"
    return f"{base}{mark}{int(given) + number}"


@pytest.fixture(scope="session")
def broker_url() -> str:
    """The address of this worker's part of the broker; settings and the Celery application lead there."""
    return settings.BROKER_URL


@pytest.fixture(scope="session", autouse=True)
def own_broker():
    url = _own_url(settings.BROKER_URL, os.environ.get("PYTEST_XDIST_WORKER", ""))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "BROKER_URL", url)
        patch.setattr(settings, "CELERY_BROKER_URL", url)
        celery_app.conf.update(broker_url=url, broker_read_url=url, broker_write_url=url)
        yield


def empty_queues(url: str) -> None:
    """Forget waiting tasks; the bindings and the workers' heartbeat stay."""
    with broker_client(url) as client:
        client.delete(*QUEUES)
