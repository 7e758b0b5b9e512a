"""Command line behind script/server, script/manage and script/test.

python -m calp.launch server                the demonstration: services, web, worker and beat, until Ctrl-C
python -m calp.launch with FOLDER COMMAND…  one command, run in that folder, with the demonstration's services,
                                            started for it when they are not running
python -m calp.launch throwaway COMMAND…    one command with new, empty services that are removed afterwards
"""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from calp import embedded
from calp.supervisor import ProgramEnded, StopRequested, Supervisor, end_leftovers, ended_with_parent, stop_signals

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("CALP_VAR") or BASE_DIR / "var").resolve()
READY_SECONDS = 90.0
PYTHON = sys.executable


class Refused(Exception):
    """The start is not possible; the text says why and what to do."""


def serve() -> None:
    """Run the demonstration until it is asked to stop; raises when one of its programs ends."""
    port = _port()
    with _only_one(VAR_DIR), _supervised(VAR_DIR / "run" / "processes.json", sys.stdout) as supervisor:
        env = os.environ | _demo_environment() | _services(supervisor, VAR_DIR)
        with _recorded(env):
            supervisor.run("setup", [PYTHON, "-m", "calp.prepare"], env=env)
            _start_programs(supervisor, env, port)
            _wait_until_healthy(supervisor, port)
            supervisor.run("calp", [PYTHON, "manage.py", "demo_accounts"], env=env)
            supervisor.say(f"Ready: http://127.0.0.1:{port}/   (Ctrl-C ends everything)")
            supervisor.watch()


def run_with_services(folder: str, command: list[str]) -> int:
    """Run a command in a folder against the demonstration's services, those of a running script/server or its own.

    A database of its own is first brought to where script/server would bring it, so that a command may be the first.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(_only_one(VAR_DIR))
        except Refused:
            return _run(command, os.environ | _demo_environment() | _read_record(), folder)
        supervisor = stack.enter_context(_quietly_supervised(VAR_DIR))
        env = os.environ | _demo_environment() | _services(supervisor, VAR_DIR)
        if not os.environ.get("DATABASE_URL"):
            prepared = _run([PYTHON, "-m", "calp.prepare"], env, output=sys.stderr)
            if prepared != 0:
                return prepared
        return _run(command, env, folder)


def run_throwaway(command: list[str]) -> int:
    """Run a command with CALP_ENV=test and services that are new, empty and removed at the end."""
    root = VAR_DIR / "test"
    root.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(root)
    home = Path(tempfile.mkdtemp(prefix="run-", dir=root))
    home.chmod(0o755)
    try:
        with _only_one(home):
            with _quietly_supervised(home) as supervisor:
                env = os.environ | {"CALP_ENV": "test", "CALP_VAR": str(home)}
                env |= {"VAULT_KEYRING_FILE": str(home / "keys" / "keyring.json")}
                env |= _services(supervisor, home, throwaway=True)
                status = _run(command, env)
            with contextlib.suppress(OSError):  # a full disk, another run just now: the next one migrates again
                embedded.keep(home / "postgres", _kept())
        return status
    finally:
        _remove(home)


def _kept() -> Path:
    """Where the data of the newest throwaway PostgreSQL wait for the next one."""
    return VAR_DIR / "kept-postgres"


def _port() -> int:
    """PORT, 8000 by default; refused here rather than after a minute of preparation."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Refused(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            raise Refused(
                f"Port {text} cannot be used ({error.strerror}). End the program that has it, or choose another: "
                f"PORT={int(text) % 65535 + 1} script/server"
            ) from None
    return int(text)


@contextlib.contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Hold the lock of this var folder; the system releases it whatever way we end."""
    folder = home / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused(f"The programs of {home} run already; end them first (Ctrl-C where they run).") from None
        yield


@contextlib.contextmanager
def _supervised(registry: Path, output) -> Iterator[Supervisor]:
    supervisor = Supervisor(registry, output)
    left = end_leftovers(registry)
    if left:
        supervisor.say(f"ended what an earlier start had left: {', '.join(left)}")
    try:
        yield supervisor
    finally:
        supervisor.stop()


@contextlib.contextmanager
def _quietly_supervised(home: Path) -> Iterator[Supervisor]:
    """With the services' log in a file, shown only when they do not start."""
    path = home / "run" / "services.log"
    with path.open("w") as log, _supervised(home / "run" / "processes.json", log) as supervisor:
        try:
            yield supervisor
        except embedded.NotReady:
            sys.stderr.write(path.read_text())
            raise


def _services(supervisor: Supervisor, home: Path, *, throwaway: bool = False) -> dict[str, str]:
    """Addresses of the database and the broker: given ones, else embedded ones, started now."""
    given = {name: os.environ[name] for name in ("DATABASE_URL", "BROKER_URL") if os.environ.get(name)}
    if "DATABASE_URL" not in given:
        given["DATABASE_URL"] = embedded.start_postgres(
            supervisor, home / "postgres", throwaway=throwaway, kept=_kept() if throwaway else None
        )
    if "BROKER_URL" not in given:
        given["BROKER_URL"] = embedded.start_valkey(supervisor, home / "valkey")
    return given


def _demo_environment() -> dict[str, str]:
    """The demonstration's own environment, its secret key made once for this checkout."""
    key = VAR_DIR / "keys" / "secret_key"
    if not key.exists():
        key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return {"CALP_ENV": "demo", "CALP_VAR": str(VAR_DIR), "SECRET_KEY_FILE": str(key), "PYTHONUNBUFFERED": "1"}


def _record_path() -> Path:
    return VAR_DIR / "run" / "services.json"


@contextlib.contextmanager
def _recorded(env: dict[str, str]) -> Iterator[None]:
    """Leave the addresses where settings.py finds them, so that plain ``manage.py`` reaches the same services."""
    path = _record_path()
    path.write_text(json.dumps({name: env[name] for name in ("DATABASE_URL", "BROKER_URL")}))
    path.chmod(0o600)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _read_record() -> dict[str, str]:
    deadline = time.monotonic() + embedded.WAIT_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError, ValueError):
            return json.loads(_record_path().read_text())
        time.sleep(0.2)
    raise Refused("Another command holds this checkout's services; wait for its end.")


def _start_programs(supervisor: Supervisor, env: dict[str, str], port: int) -> None:
    # In a container everything runs as root; the demonstration's worker need not warn of it.
    celery = [PYTHON, "-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "--app", "calp"]
    web = [PYTHON, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "calp.wsgi:application"]
    of_web, of_worker = _addresses(env)
    supervisor.start("web", web, env=env | of_web | {"CALP_BIND": f"127.0.0.1:{port}"})
    supervisor.start("worker", [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2"], env=env | of_worker)
    supervisor.start("beat", [*celery, "beat", "--loglevel", "INFO", "--pidfile="], env=env | of_worker)


def _addresses(env: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The database as the pages and as the tasks reach it, each as a role of its own."""
    url = env["DATABASE_URL"]
    web = env.get("WEB_DATABASE_URL") or embedded.address_as("calp_web", url)
    worker = env.get("WORKER_DATABASE_URL") or embedded.address_as("calp_worker", url)
    return {"DATABASE_URL": web}, {"DATABASE_URL": worker}


def _wait_until_healthy(supervisor: Supervisor, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _healthy(port):
        supervisor.check()
        if time.monotonic() > deadline:
            raise Refused(f"/salud/ did not answer 200 within {READY_SECONDS:.0f} seconds; the log above says why.")
        time.sleep(0.25)


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/salud/", timeout=5) as response:
            return response.status == 200
    except (OSError, urllib.error.URLError):
        return False


def _run(command: list[str], env: dict[str, str], folder: str | None = None, output: TextIO | None = None) -> int:
    """Run a command in the foreground; when we are asked to stop, it is asked too and waited for."""
    ending = ended_with_parent(signal.SIGTERM)
    process = subprocess.Popen(command, env=env, cwd=folder, stdout=output, preexec_fn=ending)
    try:
        return process.wait()
    except StopRequested as request:
        if request.name != "SIGINT":  # Ctrl-C has reached the command already
            process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        process.kill()
        raise
    finally:
        process.wait()


def _remove(home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(embedded.far_home(home / "postgres"), ignore_errors=True)


def _remove_abandoned(root: Path) -> None:
    """Remove what killed test runs left behind; a folder whose lock is held is in use."""
    for home in root.glob("run-*"):
        if time.time() - home.stat().st_mtime < READY_SECONDS:
            continue  # perhaps made a moment ago and not locked yet
        with contextlib.suppress(Refused), _only_one(home):
            end_leftovers(home / "run" / "processes.json")
            _remove(home)


def _dispatch(arguments: list[str]) -> int:
    match arguments:
        case ["server"]:
            serve()
            return 0
        case ["with", folder, *command] if command:
            return run_with_services(folder, command)
        case ["throwaway", *command] if command:
            return run_throwaway(command)
    raise Refused(__doc__)


def main(arguments: list[str]) -> int:
    """Exit code: the command's own; 0 after Ctrl-C or SIGTERM; 1 when a program ended or the start was refused."""
    os.chdir(BASE_DIR)
    try:
        with stop_signals():
            code = _dispatch(arguments)
    except StopRequested:
        return 0 if arguments == ["server"] else 130
    except (ProgramEnded, Refused, embedded.NotReady) as problem:
        print(f"calp: {problem}", file=sys.stderr)
        return 1
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
