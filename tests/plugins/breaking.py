"""Breaks one authorization after the other and asks the rooms' own tests, for what no cell of the access matrix can
notice: who is offered in a list, that a second person confirms, what a choice may hold.

``pytest --broken FILE …`` runs the tests once, to see which of them reach which function; then, for each line of the
file (what the matrix handed on, or "all"), those tests until one fails. Functions of the database are asked of
tests/security/test_functions.py. Used by ``script/test security``.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

import psycopg
import pytest
from _pytest.runner import runtestprotocol
from django.db import connection

from tests.plugins.database import database_url
from tests.plugins.proof import tell
from tests.security import mutants

COUNT = pytest.StashKey[tuple[int, list[str]]]()


def pytest_addoption(parser):
    parser.addoption("--broken", metavar="FILE", help="break what the file names, line by line, and see who notices")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    if not session.config.option.broken:
        return None
    wanted = set(Path(session.config.option.broken).read_text().splitlines())
    broken = [each for each in mutants.of_the_program() if each.what in wanted or wanted == {"all"}]
    reached, seconds = _who_reaches_what(session)
    functions = _functions(wanted)
    left = [what for what, broken_one in functions if not _is_noticed(session, broken_one)]
    telling: dict[tuple[str, str], pytest.Item] = {}
    for mutant in broken:
        asked = sorted((item for item in session.items if mutant.key in reached[item]), key=lambda item: seconds[item])
        # Whoever noticed another change of the same function is asked first.
        asked.sort(key=lambda item: item is not telling.get(mutant.key))
        with mutants.living(mutant):
            noticed = next((item for item in asked if not _passes(item)), None)
        if noticed is None:
            left.append(f"{mutant.what} ({len(asked)} tests reach it)")
        else:
            telling[mutant.key] = noticed
    session.config.stash[COUNT] = (len(broken) + len(functions), left)
    session.testsfailed = len(left)
    return True


def pytest_terminal_summary(terminalreporter, config):
    count, left = config.stash.get(COUNT, (0, []))
    if count:
        lines = [f"{count:,} mutants that no cell notices, {len(left):,} survive the rooms' own tests", *left]
        tell(terminalreporter, "asked of the rooms' own tests", lines)


def _who_reaches_what(session) -> tuple[dict, dict]:
    """Functions that each test calls, and how long it takes; every test must pass before anything is broken."""
    keys = {id(mutants.found(each.key).__code__): each.key for each in mutants.of_the_program()}
    reached, seconds = defaultdict(set), defaultdict(float)
    for item in session.items:

        def notice(frame, event, _argument, called=reached[item]):
            if event == "call" and id(frame.f_code) in keys:
                called.add(keys[id(frame.f_code)])

        sys.setprofile(notice)
        try:
            reports = _run(item)
        finally:
            sys.setprofile(None)
        seconds[item] = sum(report.duration for report in reports)
        if any(report.failed for report in reports):
            raise pytest.UsageError(f"{item.nodeid} fails before anything is broken")
    return reached, seconds


def _functions(wanted: set[str]) -> list[tuple[str, str]]:
    """(what, definition) of the broken functions of the database that are asked for."""
    with _owner() as database:
        return [
            (what, definition)
            for _name, what, definition in mutants.of_the_functions(database.cursor())
            if what in wanted or wanted == {"all"}
        ]


def _is_noticed(session, definition: str) -> bool:
    """By the tests of the functions; the function is the broken one for every connection meanwhile."""
    [name] = re.findall(r"FUNCTION (calp\.\w+)\(", definition)[:1]
    with _owner() as database:
        whole = database.execute("SELECT pg_get_functiondef(%s::regproc)", [name]).fetchone()[0]
        try:
            database.execute(definition)
        except psycopg.Error:
            return True  # no function any more
        try:
            asked = [item for item in session.items if item.path.name == "test_functions.py"]
            return any(not _passes(item) for item in asked)
        finally:
            database.execute(whole)


def _owner() -> psycopg.Connection:
    """To the database that this run works on, as the migrator: outside every test's transaction."""
    return psycopg.connect(database_url(connection.settings_dict["NAME"]), autocommit=True)


def _passes(item) -> bool:
    return not any(report.failed for report in _run(item))


def _run(item):
    """One test, all its fixtures but those of the whole run made anew."""
    item._initrequest()
    return runtestprotocol(item, nextitem=item.session, log=False)
