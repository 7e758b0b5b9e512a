"""The two commands of a newcomer, and the locks they install."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
SCRIPTS = ("setup", "server", "manage", "test", "checked-tests", "lock")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host(name):
    text = (ROOT / name).read_text()
    assert not re.search(r"https?://|file:|--index-url|--extra-index|--find-links|--trusted-host", text)


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_of_a_lock_is_pinned_with_hashes(name):
    packages = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())
    assert len(packages) > 30
    for package in packages:
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", package), package
        assert "--hash=sha256:" in package, package


def test_the_locks_agree():
    running, developing = (dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), re.M)) for name in LOCKS)
    assert running.items() <= developing.items()


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_can_be_run_and_says_what_it_is_for(name):
    path = ROOT / "script" / name
    assert os.access(path, os.X_OK)
    first, second, *_rest = path.read_text().splitlines()
    assert first == "#!/usr/bin/env bash"
    assert second.startswith("# ")
    assert "set -euo pipefail" in path.read_text()
    subprocess.run(["bash", "-n", path], check=True)


def test_continuous_integration_calls_script_test_and_nothing_else():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == ['exec "$(dirname "$0")/../script/test" "$@"']


def test_the_libraries_for_pdf_are_there_or_named():
    result = subprocess.run(
        [ROOT / ".venv" / "bin" / "python", "script/missing_libraries.py"], cwd=ROOT, capture_output=True, text=True
    )
    known = {"libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"}
    assert set(result.stdout.split()) <= known


@pytest.fixture
def machine(tmp_path):
    """A folder with script/setup in it, and a PATH with these real programs and nothing else."""
    (tmp_path / "script").mkdir()
    (tmp_path / "script" / "setup").write_text((ROOT / "script" / "setup").read_text())
    (tmp_path / "bin").mkdir()
    for program in ("bash", "dirname", "env", "cat", "mktemp", "rm", "tail"):
        (tmp_path / "bin" / program).symlink_to(shutil.which(program))
    return tmp_path


def program(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/usr/bin/env bash\n{text}\n")
    path.chmod(0o755)


def run_setup(folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["bash", "script/setup"], cwd=folder, env={"PATH": str(folder / "bin")}, capture_output=True, text=True
    )


def with_venv(folder: Path, *, lacking: str) -> None:
    """A .venv that is up to date, on a machine that lacks these packages."""
    program(folder, ".venv/bin/python", f'[ "$1" = script/missing_libraries.py ] && echo "{lacking}"; exit 0')
    (folder / ".venv" / ".installed-lock").write_text("")


def test_a_machine_without_python_is_told_so_in_one_line(machine):
    result = run_setup(machine)
    assert result.returncode == 1
    assert result.stderr.strip() == (
        "setup    | Python 3.11 or later is needed; install it or say PYTHON=/path/to/python"
    )
    assert not (machine / ".venv").exists()


def test_who_may_not_install_is_told_in_one_line_what_to_install(machine):
    with_venv(machine, lacking="libpango-1.0-0 fonts-dejavu-core")
    program(machine, "bin/id", "echo 1000")
    program(machine, "bin/apt-get", "exit 9")
    result = run_setup(machine)
    assert result.returncode == 0, "without PDF the rest still runs"
    assert result.stderr.strip() == (
        "setup    | needed for PDF reports, please install: libpango-1.0-0 fonts-dejavu-core  "
        "(Debian/Ubuntu: sudo apt-get install libpango-1.0-0 fonts-dejavu-core)"
    )


@pytest.mark.parametrize("who", ["root", "a user who may use sudo"])
def test_who_may_install_gets_what_is_missing(machine, who):
    with_venv(machine, lacking="libharfbuzz-subset0")
    program(machine, "bin/id", "echo 0" if who == "root" else "echo 1000")
    if who != "root":
        program(machine, "bin/sudo", '[ "$1" = -n ] && shift; exec "$@"')
        program(machine, "bin/true", "exit 0")
    program(machine, "bin/apt-get", f'echo "$@" >>{machine}/asked')
    result = run_setup(machine)
    assert result.returncode == 0, result.stderr
    assert (machine / "asked").read_text().splitlines() == [
        "update -qq",
        "install -y -qq --no-install-recommends libharfbuzz-subset0",
    ]


def test_nothing_is_installed_twice(machine):
    with_venv(machine, lacking="")
    result = run_setup(machine)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
