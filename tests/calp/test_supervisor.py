"""Several programs as one: they start together, are heard together, and end together, however the end comes."""

import io
import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from calp.supervisor import ProgramEnded, Supervisor, end_leftovers

ROOT = Path(__file__).resolve().parents[2]
SLEEP = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(600)"]


@pytest.fixture
def supervisor(tmp_path):
    supervisor = Supervisor(tmp_path / "processes.json", io.StringIO())
    yield supervisor
    supervisor.stop()


def heard(supervisor) -> str:
    return supervisor.output.getvalue()


def wait_for(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_each_line_bears_the_name_of_its_program(supervisor):
    supervisor.start("web", [sys.executable, "-c", "print('one'); print('two')"])
    wait_for(lambda: "two" in heard(supervisor))
    assert heard(supervisor).splitlines() == ["web      | one", "web      | two"]


def test_the_end_of_one_program_is_noticed_and_named(supervisor):
    supervisor.start("beat", SLEEP)
    supervisor.start("worker", [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(ProgramEnded, match="worker ended with exit code 3"):
        supervisor.watch()


def test_even_a_program_that_ends_well_is_an_end(supervisor):
    supervisor.start("worker", [sys.executable, "-c", "pass"])
    with pytest.raises(ProgramEnded, match="worker ended with exit code 0"):
        supervisor.watch()


def test_a_failed_step_stops_the_start(supervisor):
    with pytest.raises(ProgramEnded, match="setup ended with exit code 1"):
        supervisor.run("setup", [sys.executable, "-c", "raise SystemExit(1)"])


def test_a_service_that_dies_during_a_step_stops_the_start(supervisor):
    supervisor.start("postgres", [sys.executable, "-c", "raise SystemExit(9)"])
    with pytest.raises(ProgramEnded, match="postgres"):
        supervisor.run("setup", SLEEP)


def test_services_end_after_those_who_use_them(supervisor, tmp_path):
    order = tmp_path / "order"
    program = textwrap.dedent("""
        import signal, sys, time
        def end(*_):
            time.sleep(float(sys.argv[2]))
            open(sys.argv[3], "a").write(sys.argv[1] + "\\n")
            sys.exit()
        signal.signal(signal.SIGTERM, end)
        print("here", flush=True)
        time.sleep(600)
    """)
    supervisor.start("database", [sys.executable, "-c", program, "database", "0", order], stage=0)
    supervisor.start("web", [sys.executable, "-c", program, "web", "0.3", order])
    wait_for(lambda: heard(supervisor).count("here") == 2)

    supervisor.stop()

    assert order.read_text().split() == ["web", "database"]


def test_a_program_that_ignores_the_request_is_killed_with_its_children(supervisor, monkeypatch):
    monkeypatch.setattr("calp.supervisor.GRACE_SECONDS", 0.3)
    program = textwrap.dedent("""
        import signal, subprocess, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print(child.pid, flush=True)
        time.sleep(600)
    """)
    process = supervisor.start("worker", [sys.executable, "-c", program])
    wait_for(lambda: heard(supervisor).strip())
    child = int(heard(supervisor).split("|")[1])

    supervisor.stop()

    assert not runs(process.pid)
    wait_for(lambda: not runs(child))


def test_nothing_is_left_to_end_after_a_stop(supervisor):
    supervisor.start("web", SLEEP)
    assert json.loads(supervisor.registry.read_text())[0][2] == "web"
    supervisor.stop()
    assert not supervisor.registry.exists()


def test_what_a_killed_supervisor_left_is_ended_by_the_next(tmp_path):
    orphan = subprocess.Popen(SLEEP, stdout=subprocess.DEVNULL, start_new_session=True)
    registry = tmp_path / "processes.json"
    registry.write_text(json.dumps([[orphan.pid, psutil.Process(orphan.pid).create_time(), "web"]]))
    try:
        assert end_leftovers(registry) == ["web"]
        assert not runs(orphan.pid)
    finally:
        orphan.kill()


def test_another_program_that_has_the_number_now_is_left_alone(tmp_path):
    registry = tmp_path / "processes.json"
    registry.write_text(json.dumps([[os.getpid(), 1.0, "web"]]))
    assert end_leftovers(registry) == []


@pytest.mark.parametrize("content", [None, "", "not json"])
def test_a_missing_or_broken_list_of_processes_hinders_nothing(tmp_path, content):
    registry = tmp_path / "processes.json"
    if content is not None:
        registry.write_text(content)
    assert end_leftovers(registry) == []


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_programs_end_when_the_supervisor_is_killed(tmp_path):
    program = textwrap.dedent(f"""
        import sys, time
        from pathlib import Path
        from calp.supervisor import Supervisor
        supervisor = Supervisor(Path({str(tmp_path / "processes.json")!r}))
        print(supervisor.start("web", {SLEEP!r}).pid, flush=True)
        time.sleep(600)
    """)
    supervising = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=ROOT)
    # What the program says may come before its id.
    pid = int(next(line for line in supervising.stdout if line.strip().isdigit()))
    supervising.kill()
    supervising.wait()
    supervising.stdout.close()
    wait_for(lambda: not runs(pid))
    assert not runs(pid)
