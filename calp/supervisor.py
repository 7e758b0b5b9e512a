"""Runs several programs as one: one log, one start, one end.

Every program is a process group of its own, so Ctrl-C reaches the supervisor only, and the supervisor ends the
programs in an orderly way. When the supervisor itself is killed, Linux ends the programs (``PR_SET_PDEATHSIG``);
where that does not exist, the next start ends what was left (``end_leftovers``).
"""

import contextlib
import ctypes
import json
import os
import pwd
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

GRACE_SECONDS = 12.0
PR_SET_PDEATHSIG = 1
COLOURS = ("\033[36m", "\033[32m", "\033[35m", "\033[33m", "\033[34m")

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class ProgramEnded(Exception):
    """A program that should run on has ended, or a step has failed."""

    def __init__(self, name: str, code: int):
        self.name, self.code = name, code
        super().__init__(f"{name} ended with {_in_words(code)}")


class StopRequested(Exception):
    """Ctrl-C, SIGTERM or SIGHUP arrived; ``name`` is the signal's."""

    def __init__(self, name: str):
        self.name = name
        super().__init__(name)


@dataclass
class Program:
    name: str
    process: subprocess.Popen
    stop_signal: signal.Signals
    stage: int


class Supervisor:
    """Starts programs, shows their logs with their names in front, and ends all of them together.

    ``registry`` is a file that remembers the process ids, so that a later start can end what this one could not.
    """

    def __init__(self, registry: Path, output=None):
        self.registry = registry
        self.output = output or sys.stdout
        self.programs: list[Program] = []
        self._pumps: list[threading.Thread] = []
        self._print_lock = threading.Lock()

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: dict[str, str] | None = None,
        user: str | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        stage: int = 1,
    ) -> subprocess.Popen:
        """Start a program; those of the highest stage are ended first. Call it from the main thread only."""
        process = subprocess.Popen(
            [str(part) for part in command],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=ended_with_parent(stop_signal),
            **_identity(user),
        )
        self.programs.append(Program(name, process, stop_signal, stage))
        self._remember()
        self._pump(name, process)
        return process

    def run(self, name: str, command: Sequence[str | Path], *, env: dict[str, str] | None = None) -> None:
        """Run one step to its end while watching the others; ProgramEnded when it, or one of them, fails."""
        process = self.start(name, command, env=env)
        while process.poll() is None:
            self.check(besides=process)
            time.sleep(0.05)
        self._forget(process)
        if process.returncode:
            raise ProgramEnded(name, process.returncode)

    def check(self, besides: subprocess.Popen | None = None) -> None:
        """Raise ProgramEnded when one of the programs is no longer running."""
        for program in self.programs:
            if program.process is not besides and program.process.poll() is not None:
                raise ProgramEnded(program.name, program.process.returncode)

    def watch(self) -> None:
        """Stay until a program ends (ProgramEnded) or somebody asks to stop (StopRequested)."""
        while True:
            self.check()
            time.sleep(0.25)

    def say(self, text: str, name: str = "calp") -> None:
        """Print text in the common log; a reader who has gone away is no reason to fail."""
        with self._print_lock, contextlib.suppress(OSError, ValueError):
            for line in text.splitlines() or [""]:
                self.output.write(f"{self._label(name)} {line}\n")
            self.output.flush()

    def stop(self) -> None:
        """End all programs, the highest stage first; whoever has not ended within 12 seconds is killed."""
        for stage in sorted({program.stage for program in self.programs}, reverse=True):
            _end([program for program in self.programs if program.stage == stage], GRACE_SECONDS)
        for pump in self._pumps:
            pump.join(timeout=1)
        self.programs.clear()
        self.registry.unlink(missing_ok=True)

    def _pump(self, name: str, process: subprocess.Popen) -> None:
        def copy() -> None:
            for line in process.stdout:
                self.say(line.decode(errors="replace").rstrip("\n"), name)
            process.stdout.close()

        thread = threading.Thread(target=copy, daemon=True)
        thread.start()
        self._pumps.append(thread)

    def _label(self, name: str) -> str:
        label = f"{name:<9}|"
        if not self.output.isatty():
            return label
        return f"{COLOURS[sum(name.encode()) % len(COLOURS)]}{label}\033[0m"

    def _forget(self, process: subprocess.Popen) -> None:
        self.programs = [program for program in self.programs if program.process is not process]
        self._remember()

    def _remember(self) -> None:
        rows = [[p.process.pid, _born(p.process.pid), p.name] for p in self.programs]
        self.registry.parent.mkdir(parents=True, exist_ok=True)
        self.registry.write_text(json.dumps(rows))


@contextlib.contextmanager
def stop_signals():
    """Turn SIGINT, SIGTERM and SIGHUP into StopRequested, once; from then on they are ignored until the end."""
    names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def request(number, frame):
        for name in names:
            signal.signal(name, signal.SIG_IGN)
        raise StopRequested(signal.Signals(number).name)

    before = {name: signal.signal(name, request) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def end_leftovers(registry: Path) -> list[str]:
    """End the programs of an earlier supervisor that was killed; return their names."""
    try:
        rows = json.loads(registry.read_text())
    except (FileNotFoundError, ValueError):
        return []
    left = [(psutil.Process(pid), name) for pid, born, name in rows if born and _born(pid) == born]
    for process, _name in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    psutil.wait_procs([process for process, _name in left], timeout=GRACE_SECONDS)
    for process, _name in left:
        _kill_group(process.pid)
    registry.unlink(missing_ok=True)
    return [name for _process, name in left]


def ended_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """A ``preexec_fn`` by which Linux sends the child this signal when we die, however we die."""
    if _libc is None:
        return None
    prctl, number = _libc.prctl, int(stop_signal)
    return lambda: prctl(PR_SET_PDEATHSIG, number)


def _end(programs: list[Program], grace: float) -> None:
    for program in programs:
        if program.process.poll() is None:
            program.process.send_signal(program.stop_signal)
    deadline = time.monotonic() + grace
    for program in programs:
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        _kill_group(program.process.pid)
        program.process.wait()


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _identity(user: str | None) -> dict:
    return {"user": user, "group": _group_of(user), "extra_groups": []} if user else {}


def _group_of(user: str) -> int:
    return pwd.getpwnam(user).pw_gid


def _born(pid: int) -> float | None:
    """When the process started, in seconds of the epoch; None when it no longer runs."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.Error:
        return None


def _in_words(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
