"""script/server and script/test from outside: one start, one end, and clear words when it is not possible."""

import fcntl
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from calp import launch

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def var():
    """A var folder that ``nobody`` may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@pytest.fixture
def run(var):
    """Run calp.launch on a var folder of its own, with embedded services unless others are given."""

    def run(*arguments, **more):
        environment = {"PATH": os.environ["PATH"], "HOME": str(var), "CALP_VAR": str(var)} | more
        return subprocess.run(
            [sys.executable, "-m", "calp.launch", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


SHOW = "import os; print(os.environ['CALP_ENV'], os.environ['DATABASE_URL'], os.environ['BROKER_URL'])"


@pytest.mark.slow
@pytest.mark.parametrize("port", ["ochenta", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(run, port):
    result = run("server", PORT=port)
    assert result.returncode == 1
    assert result.stderr.strip() == f"calp: PORT must be a number from 1 to 65535, not '{port}'."


def test_a_port_in_use_is_refused_before_anything_starts(run, var):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = run("server", PORT=str(port))
    assert result.returncode == 1
    assert f"Port {port} cannot be used" in result.stderr and f"PORT={port + 1} script/server" in result.stderr
    assert not (var / "postgres").exists()


def test_no_second_copy_starts_on_the_same_var(run, var):
    (var / "run").mkdir()
    with (var / "run" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = run("server", PORT=str(_free_port()))
    assert result.returncode == 1
    assert "run already; end them first" in result.stderr


def test_without_a_known_word_it_explains_itself(run):
    result = run("dance")
    assert result.returncode == 1
    assert "python -m calp.launch server" in result.stderr


@pytest.mark.slow
def test_a_command_gets_new_services_that_are_gone_afterwards(run, var):
    result = run("throwaway", sys.executable, "-c", SHOW)
    assert result.returncode == 0, result.stderr
    environment, database, broker = result.stdout.split()
    assert environment == "test"
    assert database.startswith("postgres://calp@/calp?host=") and broker.startswith("redis+socket:///")
    assert not Path(database.split("host=")[1]).exists()
    assert list((var / "test").iterdir()) == []


def in_throwaway(run, statement: str) -> str:
    """What a statement answers in a throwaway database of its own."""
    script = (
        "import os, psycopg; server = psycopg.connect(os.environ['DATABASE_URL'], autocommit=True); "
        f"server.execute('SET ROLE NONE'); print(server.execute({statement!r}).statusmessage)"
    )
    result = run("throwaway", sys.executable, "-c", script)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.mark.slow
def test_the_next_throwaway_begins_with_what_one_left_and_a_copy_that_is_none_hinders_nobody(run, var):
    left = "SELECT 1 FROM pg_database WHERE datname = 'left_here'"
    assert in_throwaway(run, "CREATE DATABASE left_here") == "CREATE DATABASE"
    assert (in_throwaway(run, left), in_throwaway(run, left)) == ("SELECT 1", "SELECT 1")
    shutil.rmtree(var / "kept-postgres")
    (var / "kept-postgres").write_text("no folder, for some reason")
    assert in_throwaway(run, left) == "SELECT 0"


@pytest.mark.slow
def test_the_exit_code_is_the_commands_own(run):
    assert run("throwaway", sys.executable, "-c", "raise SystemExit(5)").returncode == 5


def test_given_services_replace_the_embedded_ones(run, var):
    given = {"DATABASE_URL": "postgres://calp@elsewhere/calp", "BROKER_URL": "redis://elsewhere/3"}
    result = run("throwaway", sys.executable, "-c", SHOW, **given)
    assert result.stdout.split() == ["test", *given.values()]


def test_a_command_uses_the_services_of_a_running_server(run, var):
    (var / "run").mkdir()
    record = {"DATABASE_URL": "postgres://calp@/calp?host=/there", "BROKER_URL": "redis+socket:///there"}
    (var / "run" / "services.json").write_text(json.dumps(record))
    with (var / "run" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = run("with", "/", sys.executable, "-c", SHOW + "; print(os.getcwd())")
    assert result.stdout.split() == ["demo", *record.values(), "/"], result.stderr


@pytest.mark.slow
@pytest.mark.security
def test_the_demonstrations_secret_key_is_made_once_for_the_owner_alone(run, var):
    given = {"DATABASE_URL": "postgres://calp@elsewhere/calp", "BROKER_URL": "redis://elsewhere/3"}
    show = "import os; print(open(os.environ['SECRET_KEY_FILE']).read())"
    first, second = (run("with", "/", sys.executable, "-c", show, **given).stdout for _ in range(2))
    assert first == second
    assert len(first.strip()) > 50
    assert stat.S_IMODE((var / "keys" / "secret_key").stat().st_mode) == 0o600


@pytest.mark.slow
def test_a_command_may_be_the_first_thing_said_in_a_clone(run):
    count = "from accounts.models import User; print(User.objects.filter(username='rosa').count())"
    result = run(
        "with", str(ROOT), sys.executable, "manage.py", "shell", "--no-imports", "-c", count, CALP_DEMO_CASES="9"
    )
    assert result.stdout.strip() == "1", result.stderr
    assert "First start" in result.stderr, "what the preparation says stays out of what the command says"


@pytest.mark.slow
def test_an_asked_end_ends_the_command_and_the_services(var):
    waiting = SHOW + "; import time; time.sleep(99)"
    process = subprocess.Popen(
        [sys.executable, "-m", "calp.launch", "throwaway", sys.executable, "-c", waiting],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "CALP_VAR": str(var), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    sockets = Path(process.stdout.readline().split()[1].split("host=")[1])
    assert sockets.exists()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 130
    process.stdout.close()
    assert not sockets.exists()
    assert list((var / "test").iterdir()) == []


def test_what_a_killed_test_run_left_is_removed_later(tmp_path):
    old, used, new = (tmp_path / f"run-{name}" for name in ("old", "used", "new"))
    for folder in (old, used, new):
        (folder / "run").mkdir(parents=True)
    long_ago = time.time() - 3600
    os.utime(old, (long_ago, long_ago))
    os.utime(used, (long_ago, long_ago))
    with launch._only_one(used):
        launch._remove_abandoned(tmp_path)
    assert (old.exists(), used.exists(), new.exists()) == (False, True, True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
