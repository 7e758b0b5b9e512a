"""Words that no file of the project may hold, and the numbers of its decision records."""

import re
import subprocess
from functools import cache

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
# What is not text, what others wrote, and hashes with names of other people's packages.
NOT_OURS = (".png", ".jpg", ".xlsx", ".ods", ".mo", ".lock", "LICENSE-govuk-frontend.txt", "vendor/govuk-6.6.0.css")


def word(*letters: str) -> str:
    """A forbidden word put together, so that this file does not hold it."""
    return "".join(letters)


FORBIDDEN = {
    "left for later": rf"\b({word('TO', 'DO')}|{word('FIX', 'ME')})\b",
    "a path of one machine": rf"(?<![\w.])/({word('wo', 'rk')}/|{word('ro', 'ot')}/|{word('ho', 'me')}/\w+/|tmp/brief)",
    "who or what typed it": "|".join(
        [
            rf"(?i:\b({word('clau', 'de')}|{word('anthro', 'pic')}|{word('open', 'ai')}|{word('copi', 'lot')})\b)",
            rf"(?i:\b(chat)?{word('gp', 't')}(-?\d)?\b|\b{word('ll', 'm')}s?\b|\bAI[- ]generated\b|\bas an AI\b)",
            rf"(?i:\b{word('pro', 'mpt')}(s|ed|ing)?\b|\b{word('co-auth', 'ored-by')}\b)",
            # Not the header of browsers, nor the one who sells journeys.
            rf"(?i:(?<!user[- ])(?<!user_)(?<!travel )\b{word('age', 'nt')}s?\b)",
        ]
    ),
    "a host that serves packages": rf"(?i:\b{word('pypi', '.org')}|{word('python', 'hosted')}|{word('npm', 'js')}\."
    rf"|{word('arti', 'factory')}|{word('jf', 'rog')}|//registry\.)",
}


def our_files() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and not name.endswith(NOT_OURS) and (ROOT / name).is_file()]


@cache
def texts() -> dict[str, str]:
    return {name: (ROOT / name).read_text(errors="replace") for name in our_files()}


def lines_with(pattern: str) -> list[str]:
    sought = re.compile(pattern)
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts().items()
        if sought.search(text)
        for number, line in enumerate(text.splitlines(), start=1)
        if sought.search(line)
    ]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what):
    assert lines_with(FORBIDDEN[what]) == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("left for later", f"# {word('TO', 'DO')}: later"),
        ("a path of one machine", f"cd /{word('wo', 'rk')}/main"),
        ("who or what typed it", f"an {word('age', 'nt')} wrote this"),
        ("who or what typed it", f"made with {word('Clau', 'de')}"),
        ("a host that serves packages", f"https://{word('pypi', '.org')}/simple"),
    ],
)
def test_the_lists_find_what_they_forbid(what, line):
    assert re.search(FORBIDDEN[what], line)


@pytest.mark.parametrize(
    "line", ["Todo el caso", "todo = 1", "Travel Agent", "User-Agent", "un agente de la PNP", "vagent"]
)
def test_the_lists_leave_spanish_and_headers_alone(line):
    assert [what for what, pattern in FORBIDDEN.items() if re.search(pattern, line)] == []


def test_decision_records_are_numbered_without_gaps_and_say_what_was_decided_and_what_follows():
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [path.name[:4] for path in records] == [f"{number:04d}" for number in range(1, len(records) + 1)]
    for number, path in enumerate(records, start=1):
        text = path.read_text()
        assert re.match(rf"# 0*{number}\. ", text), path.name
        for part in ("context", "decision", "consequence"):
            assert part in text.lower(), f"{path.name}: {part}"


def test_what_documents_link_to_is_there():
    """Addresses between files of the project, in every document."""
    broken = []
    for name in our_files():
        if not name.endswith(".md"):
            continue
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", (ROOT / name).read_text()):
            if not (ROOT / name).parent.joinpath(target).exists():
                broken.append(f"{name}: {target}")
    assert broken == []
