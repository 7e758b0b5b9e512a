"""GET /salud/: says what is there and nothing else, to anybody, and never waits long."""

import socket
import time

import pytest
from django.conf import settings
from django.db import DatabaseError, connection

from calp import celery_app, health
from calp.heartbeat import EVERY_SECONDS, KEY, LIFETIME_SECONDS, WorkerHeartbeat, broker_client, tell


@pytest.fixture
def worker_alive():
    tell(settings.BROKER_URL)
    yield
    with broker_client(settings.BROKER_URL) as client:
        client.delete(KEY)


@pytest.fixture
def no_worker():
    with broker_client(settings.BROKER_URL) as client:
        client.delete(KEY)


@pytest.fixture
def black_hole():
    """An address that accepts connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


def test_all_is_well_without_sign_in(db, client, worker_alive):
    response = client.get("/salud/")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "ok", "worker": "ok"}
    assert "no-store" in response["Cache-Control"]


def test_a_missing_worker_is_unavailable(db, client, no_worker):
    response = client.get("/salud/")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "broker": "ok", "worker": "missing"}


def test_a_missing_broker_is_unavailable(db, client, settings):
    settings.BROKER_URL = "redis://127.0.0.1:1/0"
    response = client.get("/salud/")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "broker": "missing", "worker": "missing"}


def test_a_silent_broker_does_not_hold_the_answer(db, client, settings, black_hole):
    settings.BROKER_URL = black_hole
    began = time.monotonic()
    response = client.get("/salud/")
    assert time.monotonic() - began < 3
    assert response.json()["broker"] == "missing"


@pytest.mark.security
def test_a_missing_database_is_unavailable_and_the_reason_is_not_told(db, client, worker_alive):
    def fail():
        raise DatabaseError("password authentication failed for user calp at 10.0.0.7")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "cursor", fail)
        response = client.get("/salud/")
    assert response.status_code == 503
    assert response.json() == {"database": "missing", "broker": "ok", "worker": "ok"}


def test_it_only_answers_to_reading(db, client):
    assert client.post("/salud/").status_code == 405


def test_it_costs_one_query(db, client, worker_alive, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/salud/")


def test_every_worker_tells_of_itself():
    assert WorkerHeartbeat in celery_app.steps["worker"]
    assert LIFETIME_SECONDS > 2 * EVERY_SECONDS


def test_the_word_of_a_worker_expires(no_worker):
    tell(settings.BROKER_URL)
    with broker_client(settings.BROKER_URL) as client:
        assert 0 < client.ttl(KEY) <= LIFETIME_SECONDS
        client.delete(KEY)


def test_a_worker_survives_a_missing_broker(caplog):
    tell("redis://127.0.0.1:1/0")
    assert "heartbeat" in caplog.text


def test_the_logged_warning_names_no_address(db, client, settings, caplog):
    settings.BROKER_URL = "redis://:secreto@127.0.0.1:1/0"
    client.get("/salud/")
    assert "secreto" not in caplog.text
    assert "the broker does not answer" in caplog.text
    assert health.logger.name == "calp.health"
