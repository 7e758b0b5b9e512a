"""Breaks one authorization after the other and asks the rooms' own tests, for what no cell of the access matrix can
notice: who is offered in a list, that a second person confirms, what a choice may hold.

``pytest --broken FILE …`` runs the tests once, to see which of them reach which function; then, for each line of the
file (what the matrix handed on, or "all"), those tests until one fails. Functions of the database, those of triggers
among them, say themselves which tests call them. Used by ``script/test security``.
"""

import re
import sys
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from _pytest.runner import runtestprotocol
from django.db import connection
from django.db.backends.signals import connection_created

from tests.plugins.database import database_url
from tests.plugins.proof import tell
from tests.security import mutants

COUNT = pytest.StashKey[tuple[int, list[str]]]()
CALLS = "calls: "
# Of the tests that call a function of the database, so many are asked: some are called by all.
MOST_TESTS = 60


def pytest_addoption(parser):
    parser.addoption("--broken", metavar="FILE", help="break what the file names, line by line, and see who notices")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    if not session.config.option.broken:
        return None
    wanted = set(Path(session.config.option.broken).read_text().splitlines())
    broken = [each for each in mutants.of_the_program() if each.what in wanted or wanted == {"all"}]
    _make_its_database(session)
    functions = _functions(wanted)
    with _calls_told({name for name, _what, _definition in functions}):
        reached, seconds = _who_reaches_what(session)
    telling: dict[tuple[str, str] | str, pytest.Item] = {}
    left = []
    for name, what, definition in functions:
        asked = [item for item in session.items if name in reached[item]]
        asked.sort(key=lambda item: (item is not telling.get(name), not _is_of_functions(item), seconds[item]))
        with _broken(name, definition) as is_one:
            noticed = next((item for item in asked[:MOST_TESTS] if not _passes(item)), None)
        if is_one and noticed is None:
            left.append(f"{what} ({len(asked)} tests call it)")
        telling[name] = noticed
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
    session._setupstate.teardown_exact(None)
    session.config.stash[COUNT] = (len(broken) + len(functions), left)
    session.testsfailed = len(left)
    return True


def pytest_terminal_summary(terminalreporter, config):
    count, left = config.stash.get(COUNT, (0, []))
    if count:
        lines = [f"{count:,} mutants that no cell notices, {len(left):,} survive the rooms' own tests", *left]
        tell(terminalreporter, "asked of the rooms' own tests", lines)


def _make_its_database(session) -> None:
    """The first test that needs it has it made, for the whole run."""
    before = connection.settings_dict["NAME"]
    for item in session.items:
        _run(item)
        if connection.settings_dict["NAME"] != before:
            return


def _is_of_functions(item) -> bool:
    return item.path.name == "test_functions.py"


def _who_reaches_what(session) -> tuple[dict, dict]:
    """Functions that each test calls, and how long it takes; every test must pass before anything is broken."""
    keys = {id(mutants.found(each.key).__code__): each.key for each in mutants.of_the_program()}
    reached, seconds = defaultdict(set), defaultdict(float)
    for item in session.items:

        def notice(frame, event, _argument, called=reached[item]):
            if event == "call" and id(frame.f_code) in keys:
                called.add(keys[id(frame.f_code)])

        CALLED.clear()
        sys.setprofile(notice)
        try:
            reports = _run(item)
        finally:
            sys.setprofile(None)
        reached[item] |= CALLED
        seconds[item] = sum(report.duration for report in reports)
        if any(report.failed for report in reports):
            raise pytest.UsageError(f"{item.nodeid} fails before anything is broken")
    return reached, seconds


# Functions of the database ------------------------------------------------------------------------------------------

CALLED: set[str] = set()


def _functions(wanted: set[str]) -> list[tuple[str, str, str]]:
    """(name, what, definition) of the broken functions of the database that are asked for."""
    with _owner() as database:
        return [
            each
            for of_triggers in (False, True)
            for each in mutants.of_the_functions(database.cursor(), of_triggers=of_triggers)
            if each[1] in wanted or wanted == {"all"}
        ]


@contextmanager
def _calls_told(names: set[str]):
    """While it lasts, these functions say on every connection that they are called."""
    connection_created.connect(_listen)
    if connection.connection is not None:
        _listen(connection)
    with _owner() as database:
        whole = {name: _definition(database, name) for name in names}
        for name, definition in whole.items():
            said = rf"BEGIN RAISE NOTICE '{CALLS}{name}';"
            database.execute(re.sub(r"(?m)^\s*BEGIN\b", said, definition, count=1))
        try:
            yield
        finally:
            for definition in whole.values():
                database.execute(definition)


def _listen(connection, **_more) -> None:
    connection.connection.add_notice_handler(_hear)


def _hear(notice) -> None:
    if notice.message_primary.startswith(CALLS):
        CALLED.add(notice.message_primary.removeprefix(CALLS))


@contextmanager
def _broken(name: str, definition: str):
    """The function is the broken one for every connection meanwhile; False if so it is no function any more."""
    with _owner() as database:
        whole = _definition(database, name)
        try:
            database.execute(definition)
        except psycopg.Error:
            yield False
            return
        try:
            yield True
        finally:
            database.execute(whole)


def _definition(database, name: str) -> str:
    return database.execute("SELECT pg_get_functiondef(('calp.' || %s)::regproc)", [name]).fetchone()[0]


def _owner() -> psycopg.Connection:
    """To the database that this run works on, as the migrator: outside every test's transaction."""
    return psycopg.connect(database_url(connection.settings_dict["NAME"]), autocommit=True)


def _passes(item) -> bool:
    return not any(report.failed for report in _run(item))


def _run(item):
    """One test, its own fixtures made anew; those of its module stay until a test of another one is asked."""
    state = item.session._setupstate
    if not set(state.stack) <= set(item.listchain()):
        state.teardown_exact(item.session)
    item._initrequest()
    beside = (each for each in item.session.items if each.parent is item.parent and each is not item)
    return runtestprotocol(item, nextitem=next(beside, item.session), log=False)
