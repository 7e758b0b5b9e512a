"""The rooms: which way imports point, and that none hides inside a function."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
LINTER = Path(sys.executable).parent / "lint-imports"


def lint(folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run([LINTER, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True)


def sources():
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def imports_inside_functions(path: Path) -> list[str]:
    text = path.read_text()
    if not re.search(r"^\s+(import|from)\b", text, re.MULTILINE):  # none is indented: nothing to take apart
        return []
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for function in ast.walk(ast.parse(text))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_imports_point_one_way():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_every_room_is_under_the_contracts():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages == set(ROOMS)


def test_no_import_hides_inside_a_function():
    assert [place for path in sources() for place in imports_inside_functions(path)] == []


@pytest.fixture
def copy_of_the_rooms(tmp_path):
    unneeded = shutil.ignore_patterns("__pycache__", "data", "migrations")
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=unneeded)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("vault/seals.py", "import cases.models", "The rooms import one way"),
        ("directory/models/__init__.py", "import calp.settings", "The rooms import one way"),
        ("services/models/__init__.py", "import justice.models", "The rooms import one way"),
        ("cases/states.py", "import cases.models", "states know no rows and no pages"),
        ("cases/models/__init__.py", "import cases.actions", "models know no verbs and no pages"),
        ("cases/actions/__init__.py", "import cases.forms", "verbs know no pages"),
    ],
)
def test_a_climbing_import_is_caught(copy_of_the_rooms, file, line, broken):
    path = copy_of_the_rooms / file
    path.write_text(f"{path.read_text()}\n{line}\n")

    result = lint(copy_of_the_rooms)

    assert result.returncode == 1
    assert f"{broken} BROKEN" in result.stdout
