"""The services of our own: quick, closed to others, whole after any end."""

import io
import os
import signal
import stat
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
import redis

from calp import embedded
from calp.heartbeat import broker_client
from calp.supervisor import Supervisor

pytestmark = pytest.mark.slow


@pytest.fixture
def home():
    """A folder that ``nobody`` may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@pytest.fixture
def started(home):
    """Start services, each with a supervisor of its own; all are stopped at the end."""
    supervisors = []

    def start(service, folder=home, **options):
        supervisors.append(Supervisor(folder / f"processes-{len(supervisors)}.json", io.StringIO()))
        return service(supervisors[-1], folder / service.__name__, **options), supervisors[-1]

    yield start
    for supervisor in supervisors:
        supervisor.stop()


def ask(url: str, question: str):
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(question).fetchone()[0]


def test_the_database_belongs_to_a_role_that_is_no_superuser(started):
    url, _supervisor = started(embedded.start_postgres)
    assert (ask(url, "SELECT session_user"), ask(url, "SELECT current_user")) == ("calp", "calp_owner")
    assert ask(url, "SELECT bool_or(rolsuper) FROM pg_roles WHERE rolname LIKE 'calp%'") is False
    assert ask(url, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'calp'") == "calp_owner"
    assert ask(url, "SHOW server_version").startswith("18.")
    assert ask(url, "SHOW server_encoding") == "UTF8"


@pytest.mark.security
def test_the_database_listens_on_a_closed_socket_only(started):
    url, _supervisor = started(embedded.start_postgres)
    assert ask(url, "SHOW listen_addresses") == ""
    folder = url.split("host=")[1]
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700


def test_what_was_written_is_there_after_a_restart(started):
    url, supervisor = started(embedded.start_postgres)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE note (text text); INSERT INTO note VALUES ('sigue aquí')")
    supervisor.stop()

    url, _supervisor = started(embedded.start_postgres)
    assert ask(url, "SELECT text FROM note") == "sigue aquí"


def test_a_killed_database_starts_again_with_what_was_committed(started):
    url, supervisor = started(embedded.start_postgres)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE note (text text); INSERT INTO note VALUES ('sigue aquí')")
    [program] = supervisor.programs
    os.kill(program.process.pid, signal.SIGKILL)
    program.process.wait()
    time.sleep(0.2)

    url, _supervisor = started(embedded.start_postgres)
    assert ask(url, "SELECT text FROM note") == "sigue aquí"


def test_a_stale_pid_file_whose_number_is_another_program_hinders_nothing(started, home):
    _url, supervisor = started(embedded.start_postgres)
    supervisor.stop()
    data = home / "start_postgres" / "data"
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n0\n5432\n")

    url, _supervisor = started(embedded.start_postgres)
    assert ask(url, "SELECT 1") == 1


def test_a_first_start_that_broke_off_is_made_again(started, home):
    half = home / "start_postgres" / "data.half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    url, _supervisor = started(embedded.start_postgres)
    assert ask(url, "SELECT 1") == 1


def test_data_of_another_version_are_not_touched(started, home):
    _url, supervisor = started(embedded.start_postgres)
    supervisor.stop()
    (home / "start_postgres" / "data" / "PG_VERSION").write_text("15\n")
    with pytest.raises(embedded.NotReady, match="made by PostgreSQL 15"):
        started(embedded.start_postgres)


def test_two_checkouts_do_not_see_each_other(started, home):
    (home / "one").mkdir()
    (home / "other").mkdir()
    first, _supervisor = started(embedded.start_postgres, home / "one")
    second, _supervisor = started(embedded.start_postgres, home / "other")
    with psycopg.connect(first, autocommit=True) as connection:
        connection.execute("CREATE TABLE only_here ()")
    assert ask(second, "SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'") == 0


def test_a_path_too_long_for_a_socket_is_no_obstacle(started, home):
    deep = home / ("carpeta-" * 12)
    deep.mkdir()
    url, _supervisor = started(embedded.start_postgres, deep)
    broker, _supervisor = started(embedded.start_valkey, deep)
    assert ask(url, "SELECT 1") == 1
    assert broker_client(broker).ping()


@pytest.mark.security
def test_the_broker_listens_on_a_closed_socket_only(started):
    url, _supervisor = started(embedded.start_valkey)
    with broker_client(url) as client:
        assert client.ping()
        assert client.info("server")["tcp_port"] == 0
    socket = url.removeprefix("redis+socket://").split("?")[0]
    assert stat.S_IMODE(os.stat(os.path.dirname(socket)).st_mode) == 0o700


def test_the_broker_keeps_nothing_on_disk(started, home):
    url, supervisor = started(embedded.start_valkey)
    with broker_client(url) as client:
        client.set("clave", "valor")
    supervisor.stop()
    url, _supervisor = started(embedded.start_valkey)
    with broker_client(url) as client:
        assert client.get("clave") is None


def test_a_stopped_service_leaves_no_process(started):
    for service in (embedded.start_postgres, embedded.start_valkey):
        _url, supervisor = started(service)
        [program] = supervisor.programs
        supervisor.stop()
        assert program.process.poll() is not None


def test_a_service_that_cannot_start_says_so(started, home, monkeypatch):
    monkeypatch.setattr(embedded, "QUIET", ("no_such_setting=1",))
    with pytest.raises(embedded.NotReady, match="PostgreSQL did not start"):
        started(embedded.start_postgres)


def test_a_silent_broker_is_given_up_soon():
    client = broker_client("redis://127.0.0.1:1/0")
    with pytest.raises(redis.exceptions.ConnectionError):
        client.ping()
