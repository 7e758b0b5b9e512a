"""The two commands of a newcomer, and the locks they install."""

import os
import re
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
    running, developing = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), re.M)) for name in LOCKS
    )
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


def setup_in(folder: Path, *programs: str, python: str = "") -> subprocess.CompletedProcess:
    """script/setup in an empty folder with only these programs on the PATH, and not as root."""
    (folder / "script").mkdir()
    (folder / "script" / "setup").write_text((ROOT / "script" / "setup").read_text())
    binaries = folder / "bin"
    binaries.mkdir()
    for program in ("bash", "dirname", "id", "env", *programs):
        (binaries / program).symlink_to(subprocess.check_output(["which", program], text=True).strip())
    return subprocess.run(
        ["bash", "script/setup"],
        cwd=folder,
        env={"PATH": str(binaries), "PYTHON": python},
        capture_output=True,
        text=True,
    )


def test_a_machine_without_python_is_told_so_in_one_line(tmp_path):
    result = setup_in(tmp_path)
    assert result.returncode == 1
    assert result.stderr.strip() == (
        "setup    | Python 3.11 or later is needed; install it or say PYTHON=/path/to/python"
    )
    assert not (tmp_path / ".venv").exists()
