"""Every authorization that is broken on purpose is noticed: by the walk (tests/security/test_scope_walk.py), by cells
of the access matrix, or by asking the tables. Each layer is broken and asked alone: the other would hide what is wrong.

What is broken in the program is asked without row-level security, what is broken in the database without a page.
"""

import os
import sys
from collections import defaultdict
from pathlib import Path
from unittest import mock

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from accounts.permissions import PERMISSIONS, Permission
from tests.meta import matrix
from tests.meta.asking import open_desk, undone
from tests.meta.matrix import ACTORS, LINES
from tests.security import mutants, rows
from tests.security.layers import without_row_security
from tests.security.sizes import IS_LONG, every, only_long
from tests.security.test_scope_walk import CODES, NAMES, Confidentiality, ReferralStatus, Role, Walk, cast  # noqa: F401

pytestmark = [pytest.mark.security, pytest.mark.slow]
STRIDE = 1 if IS_LONG else 23
MOST_CELLS = 160
HANDED_ON = os.environ.get("CALP_HANDED_ON")
# Functions of the program and of the database; policies are asked here and nowhere else.
BROKEN = tuple(f"{name}." for name in (*mutants.ROOMS, "calp"))
# Changes that let nobody do more, and why.
EQUIVALENT: dict[str, str] = {
    "accounts_user: reads everything": "everybody who acts reads accounts; without anybody acting it is an error",
    "accounts_usersession: reads everything": "the same: who asks is known by it, before anybody is signed in",
    "accounts_knownbrowser: reads everything": "the same",
    "calp.opened_cases: without reached IS NOT NULL": "it adds a NULL, which is no case's id",
    "calp.visible_cases: without FOUND": "without an account there is no office, and no case is of none",
    "calp.received_referrals: without mine IS NOT NULL": "the same of a unit",
}
# What the walk did not notice, for the matrix and the tables.
LEFT: list[mutants.Mutant] = []
LEFT_OF_FUNCTIONS: list[tuple[str, str]] = []


def report(record_property, count: int, survivors: list[str]) -> None:
    survivors = [each for each in survivors if not _is_equivalent(each)]
    record_property("mutants", count)
    record_property("survivors", len(survivors))
    if survivors:
        pytest.fail("\n".join(["survive:", *survivors]))


def handed_on(count: int, survivors: list[str]) -> tuple[int, list[str]]:
    """What other tests are asked next (tests/plugins/breaking.py) is not counted here, and fails nothing here.

    Who asks them is script/test security; a sample of the whole suite leaves them to it.
    """
    asked = [each for each in survivors if not _is_equivalent(each) and each.startswith(BROKEN)]
    if HANDED_ON:
        with Path(HANDED_ON).open("a") as file:
            file.writelines(f"{each}\n" for each in asked)
    elif IS_LONG:
        return count, survivors
    return count - len(asked), [each for each in survivors if each not in asked]


def _is_equivalent(what: str) -> bool:
    return any(what.startswith(known) for known in EQUIVALENT)


# Who sees which cases: a walk past every rule -----------------------------------------------------------------------

STORY = [
    ("is_closed_or_opened_to_the_office", {"code": "one", "level": Confidentiality.SEALED}),
    ("is_closed_or_opened_to_the_office", {"code": "two", "level": Confidentiality.RESTRICTED}),
    ("leaves_team", {"code": "one", "name": "rosa"}),
    ("is_to_join_tomorrow", {"code": "one", "name": "elmer"}),
    ("exceptions_begin_tomorrow", {"code": "one", "name": "ulises"}),
    ("is_granted", {"code": "one", "name": "ulises", "is_over": True}),
    ("is_granted", {"code": "one", "name": "ulises", "is_over": False}),
    ("grant_is_taken_back", {"code": "one", "name": "ulises"}),
    ("is_granted", {"code": "two", "name": "teo", "is_over": False}),
    ("is_granted", {"code": "three", "name": "rosa", "is_over": False}),
    ("grant_expires", {"code": "three", "name": "rosa"}),
    ("enters_by_emergency", {"code": "three", "name": "elmer"}),
    ("enters_by_emergency", {"code": "three", "name": "lidia"}),
    ("emergency_ends", {"code": "three", "name": "elmer"}),
    ("case_moves", {"code": "two", "office": "LIM"}),
    ("is_granted", {"code": "one", "name": "elmer", "is_over": False}),
    ("account_is_closed_or_opened", {"name": "elmer", "is_active": False}),
    ("account_is_closed_or_opened", {"name": "nora", "is_active": False}),
    ("account_is_closed_or_opened", {"name": "celia", "is_active": False}),
    ("is_closed_or_opened_to_the_office", {"code": "one", "level": Confidentiality.NORMAL}),
    ("account_is_closed_or_opened", {"name": "lidia", "is_active": False}),
    ("account_is_closed_or_opened", {"name": "lidia", "is_active": True}),
    ("referral_is_taken_back", {"code": "three", "status": ReferralStatus.DRAFT}),
    ("is_referred", {"code": "three", "unit": "UPE"}),
    ("consent_is_withdrawn", {"code": "three"}),
    ("is_referred", {"code": "three", "unit": "UPE"}),
    ("consent_expires", {"code": "three"}),
    ("referral_is_taken_back", {"code": "one", "status": ReferralStatus.WITHDRAWN_CONSENT}),
    ("is_referred", {"code": "one", "unit": "CSMC"}),
    ("account_works_elsewhere", {"name": "ulises", "role": Role.ADMIN, "office": "LIM"}),
    ("account_works_elsewhere", {"name": "rosa", "role": Role.SOCIAL_WORKER, "office": "LIM"}),
    ("account_is_an_agencys", {"name": "nora", "unit": "UPE"}),
]


def goes_wrong() -> bool:
    """Whether the walk notices something, at some step of the story."""
    walk = Walk()
    try:
        walk.begin()
        walk.model_application_and_database_agree()
        for step, arguments in STORY:
            # The rule itself, under what hypothesis has made of it.
            getattr(Walk, step)(walk, **arguments)
            walk.model_application_and_database_agree()
    except (AssertionError, DatabaseError, psycopg.Error, AttributeError, TypeError, ValueError):
        return True
    finally:
        walk.teardown()
    return False


REACHED_BY_THE_WALK = {
    ("accounts.models", "User.can"),
    ("accounts.permissions", "allowed"),
    ("cases.models.case", "CaseQuerySet.visible_to"),
    ("cases.models.case", "_of_office"),
    ("cases.models.case", "AssignmentQuerySet.current"),
    ("cases.models.person", "PersonQuerySet.visible_to"),
    ("cases.models.participation", "ParticipationQuerySet.visible_to"),
    ("cases.models.scope", "CaseGrantQuerySet.live"),
    ("cases.models.scope", "EmergencyAccessQuerySet.live"),
    ("referrals.models.referral", "ReferralQuerySet.visible_to"),
    ("referrals.models.referral", "ReferralQuerySet.for_agency"),
}


@pytest.fixture
def walk(cast, monkeypatch):  # noqa: F811 - the fixture of the walk
    monkeypatch.setattr(Walk, "cast", cast)
    monkeypatch.setattr(Walk, "asks_everything", True, raising=False)
    assert not goes_wrong(), "the story itself"


def test_no_broken_scope_survives_the_walk(walk, record_property):
    broken = every(STRIDE, (each for each in mutants.of_the_program() if each.key in REACHED_BY_THE_WALK))
    survivors = []
    for mutant in broken:
        with mutants.living(mutant):
            if not goes_wrong():
                survivors.append(mutant)
    LEFT.extend(survivors)
    report(record_property, len(broken) - len(survivors), [])


def test_no_broken_function_of_the_policies_survives_the_walk(walk, record_property):
    count, survivors = 0, []
    for _name, what, definition in every(STRIDE, mutants.of_the_functions()):
        savepoint = transaction.savepoint()
        try:
            with mutants.as_told(definition):
                count += 1
                if not goes_wrong():
                    survivors.append((what, definition))
        except DatabaseError:
            pass  # no function any more
        transaction.savepoint_rollback(savepoint)
    LEFT_OF_FUNCTIONS.extend(survivors)
    report(record_property, count - len(survivors), [])


# Doors: cells of the matrix, without row-level security --------------------------------------------------------------


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker, own_broker):
    with django_db_blocker.unblock(), open_desk() as opened:
        yield opened


class Reached:
    """Which lines of the matrix call which functions, and which permissions they ask for."""

    def __init__(self, desk):
        self.codes = {mutants.found(mutant.key).__code__: mutant.key for mutant in mutants.of_the_program()}
        self.can = User.can.__code__
        self.lines, self.permissions = defaultdict(list), defaultdict(list)
        for line in LINES:
            self._walk(desk, line)

    def _walk(self, desk, line):
        called, asked = set(), set()

        def notice(frame, event, _argument):
            if event == "call" and frame.f_code in self.codes:
                called.add(self.codes[frame.f_code])
            if event == "call" and frame.f_code is self.can:
                asked.add(frame.f_locals["permission"])

        for cell in _open_cells(line):
            sys.setprofile(notice)
            try:
                desk.look(*cell)
            finally:
                sys.setprofile(None)
        for key in called:
            self.lines[key].append(line)
        for permission in asked:
            self.permissions[permission].append(line)


def _open_cells(line):
    """Whoever gets an answer from it, once for each method that it has."""
    for method in line.methods:
        grant = line.get if method == "GET" else line.post
        known = matrix.KNOWN_TO.get((matrix.SCOPE_OF.get(line.record, ""), matrix.OWN))
        actors = (each for each in matrix.INSIDERS if each.role in grant.roles & line.knows)
        actor = next((each for each in actors if known is None or each.name in known), None)
        if actor:
            yield line, actor, method, matrix.OWN


def _telling_cells(lines):
    """Cells that might notice, refusals first, the lines taking turns."""
    cells = [
        (line, actor, method, relation)
        for line in lines[:6]
        for relation in matrix.relations_of(line)
        for actor in ACTORS
        if actor.state == "signed in"
        for method in line.methods
    ]
    order = sorted(
        range(len(cells)), key=lambda number: (not matrix.expected(*cells[number]).is_denied, number * 37 % 101)
    )
    return [cells[number] for number in order][:MOST_CELLS]


def _is_noticed(desk, lines) -> bool:
    return any(desk.ask(*cell) for cell in _telling_cells(lines))


@only_long
def test_no_broken_door_survives_the_matrix(desk, record_property):
    broken = [each for each in mutants.of_the_program() if each.key not in REACHED_BY_THE_WALK]
    broken, survivors = every(STRIDE, broken) + LEFT, []
    with undone(), without_row_security():
        reached = Reached(desk)
        for key in {mutant.key for mutant in broken}:
            assert not _is_noticed(desk, reached.lines[key]), f"{key} before anything is broken"
        for mutant in broken:
            with mutants.living(mutant):
                if not _is_noticed(desk, reached.lines[mutant.key]):
                    survivors.append(mutant.what)
    report(record_property, *handed_on(len(broken), survivors))


# What a role may do -------------------------------------------------------------------------------------------------

GIVEN = (
    Permission.VIEW_CASE,
    Permission.MANAGE_USERS,
    Permission.VIEW_AUDIT,
    Permission.EDIT_CATALOGUES,
    Permission.VIEW_REPORTS,
    Permission.EXPORT_RECORDS,
    Permission.IMPORT_RECORDS,
    Permission.ANSWER_REFERRAL,
)


@only_long
def test_no_role_that_may_more_survives_the_matrix(desk, record_property):
    wider = [(role, held) for role in Role for held in GIVEN if held not in PERMISSIONS[role]]
    wider, survivors = every(STRIDE, wider), []
    with undone(), without_row_security():
        reached = Reached(desk)
        for role, held in wider:
            actor = next(each for each in matrix.INSIDERS if each.role == role)
            cells = [(line, actor, method, matrix.OWN) for line in reached.permissions[held] for method in line.methods]
            with mock.patch.dict(PERMISSIONS, {role: PERMISSIONS[role] | {held}}):
                if not any(desk.ask(*cell) for cell in cells):
                    survivors.append(f"{role} may {held}")
    report(record_property, len(wider), survivors)


# What stands before every page --------------------------------------------------------------------------------------

GUARDS = [
    each
    for each in settings.MIDDLEWARE
    if each.rpartition(".")[2]
    in ("LoginRequiredMiddleware", "LockMiddleware", "RefusalMiddleware", "TransactionMiddleware", "ActingMiddleware")
]


@pytest.mark.parametrize("guard", GUARDS)
def test_no_missing_middleware_survives_the_matrix(desk, guard, monkeypatch, record_property):
    left = [each for each in settings.MIDDLEWARE if each != guard]
    with mock.patch.object(settings, "MIDDLEWARE", left):
        monkeypatch.setattr(desk, "client", Client(raise_request_exception=False))
        cells = [cell[:4] for cell in matrix.cells() if cell[0].name in ("cases:file", "cases:list")]
        desk.roles.clear()
        noticed = any(desk.ask(*cell) or set(desk.roles) - {"calp_web"} for cell in every(7, cells))
        desk.roles.clear()
    report(record_property, 1, [] if noticed else [guard])


# The database: its tables, without a page ---------------------------------------------------------------------------


def test_no_broken_policy_survives_asking_its_table(desk, record_property):
    count, survivors = 0, []
    assert not any(leak for table in rows.protected() for leak in rows.leaks(desk, table)), "before anything is broken"
    for table, what, condition in every(STRIDE, mutants.of_the_policies()):
        with undone(), mutants.as_told(f'ALTER POLICY web_reads ON "{table}" USING ({condition})'):
            count += 1
            if not any(rows.leaks(desk, table)):
                survivors.append(what)
    # Of triggers no table tells: they show nobody a row.
    handed_on(0, [what for _name, what, _definition in mutants.of_the_functions(of_triggers=True)])
    for what, definition in LEFT_OF_FUNCTIONS:
        with undone(), mutants.as_told(definition):
            count += 1
            if not any(leak for table in rows.protected() for leak in rows.leaks(desk, table)):
                survivors.append(what)
    report(record_property, *handed_on(count, survivors))
