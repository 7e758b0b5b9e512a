"""Every address × who asks × how: the answer is the matrix's, a refusal writes only that it refused, and nobody is
shown a token that is not theirs.

The fast part asks one cell in 127, others each time the URLconf changes; the whole suite one in 23 of each address,
``script/test security`` all of them.
"""

import re
from collections import Counter
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.test import Client

from accounts import permissions
from accounts.middleware import RefusalMiddleware
from cases.models.case import CaseQuerySet
from tests.meta import documents, matrix
from tests.meta.asking import TOKENS, body, find, open_desk, text_of, undone, written
from tests.meta.matrix import LINES
from tests.security.layers import without_row_security
from tests.security.sizes import IS_LONG, every

pytestmark = pytest.mark.security


# The URLconf is in the matrix ------------------------------------------------------------------------------------


def test_every_address_has_a_name():
    assert [route for name, route in documents.addresses() if not name] == []


def test_every_address_is_in_the_matrix_and_nothing_else_is():
    listed, there = [line.name for line in LINES], [name for name, _route in documents.addresses()]
    assert sorted(set(there) - set(listed)) == [], "addresses that nobody decided about"
    assert sorted(set(listed) - set(there)) == [], "lines of addresses that no longer exist"
    assert [name for name, count in Counter(listed).items() if count > 1] == []
    assert [name for name, count in Counter(there).items() if count > 1] == []


def test_every_role_asks():
    assert {actor.role for actor in matrix.INSIDERS} == set(matrix.Role)


def test_no_address_carries_anything_but_ids_and_codes():
    pieces = r"/|\^?[a-z-]+/|calendario\.ics|<uuid:\w+>/|<slug:(catalogue|instrument)>/|\(\?P<code>\[0-9\]\{2,6\}\)/\$?"
    plain = re.compile(rf"^({pieces})*$")
    assert [route for _name, route in documents.addresses() if not plain.match(route)] == []


# Asking ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker, own_broker):
    with django_db_blocker.unblock(), open_desk() as opened:
        yield opened


def ask(desk, cells, record_property) -> str:
    """The problems of all of them, a line each; how many were asked is added up at the end of the run."""
    cells = list(cells)
    problems = [problem for cell in cells for problem in desk.ask(*cell)]
    record_property("cells", len(cells))
    record_property("leaks", sum(": shows " in problem for problem in problems))
    return "\n".join(problems)


@pytest.mark.slow
def test_a_sample_of_all_cells_answers_as_the_matrix_says(desk, record_property):
    if IS_LONG:
        pytest.skip("all of them are asked")
    assert ask(desk, every(127, matrix.cells()), record_property) == ""
    assert set(desk.roles) == {"calp_web"}


@pytest.mark.slow
@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_every_cell_answers_as_the_matrix_says(desk, line, record_property):
    cells = matrix.cells([line])
    assert ask(desk, cells if IS_LONG else every(23, cells), record_property) == ""
    assert set(desk.roles) <= {"calp_web"}


# The matrix would notice --------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "actor", "method", "tag"),
    [
        ("cases:file", "rosa", "GET", matrix.OWN),
        ("cases:read_entry", "milagros", "POST", "own therapy"),
        ("cases:shelter", "rosa", "POST", "own shelter"),
        ("cases:emergency_review", "dario", "GET", "own emergency"),
        ("cases:team", "celia", "GET", "own coordination"),
        ("cases:print", "elmer", "GET", "own legal"),
        ("referrals:desk_referral", "lidia", "GET", "own letter"),
    ],
)
def test_whoever_may_read_a_text_is_shown_its_token(desk, name, actor, method, tag):
    line, asker, method, relation = find(name, actor, method)
    desk.client.cookies = SimpleCookie(desk.cookies[actor])
    address = desk.world.address(line.name, line.record, relation)
    shown = TOKENS.findall(text_of(desk.client.generic(method, address, **body(method, line.data))))
    assert tag in {desk.world.tokens.get(token) for token in shown if token.startswith("CANARIO")}


@pytest.mark.slow
def test_an_open_door_is_noticed(desk, monkeypatch):
    monkeypatch.setattr(CaseQuerySet, "visible_to", lambda self, user: self)
    with undone(), without_row_security():
        problems = "\n".join(desk.ask(*find("cases:file", "ulises")))
    assert "200 instead of [404]" in problems
    assert "shows" in problems


@pytest.mark.slow
def test_therapy_notes_without_their_lock_are_noticed(desk, monkeypatch):
    monkeypatch.setattr(permissions, "RESERVED_AREAS", frozenset())
    assert "of own therapy" in "\n".join(desk.ask(*find("cases:read_entry", "rosa", "POST")))


@pytest.mark.slow
def test_a_refusal_that_leaves_no_trace_is_noticed(desk, monkeypatch):
    monkeypatch.setattr(RefusalMiddleware, "process_exception", lambda *_arguments: None)
    monkeypatch.setattr(desk, "client", Client(raise_request_exception=False))
    assert desk.ask(*find("cases:file", "ulises"))
    assert desk.ask(*find("cases:file", "teo"))


@pytest.mark.slow
def test_a_form_without_the_token_of_the_session_is_refused(desk):
    wrong = []
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    for line in LINES:
        if line.post is None or line.name == "csp_report":  # browsers send those, without a form
            continue
        actor = next(each for each in matrix.INSIDERS if each.role in line.post.roles)
        strict.cookies = SimpleCookie(desk.cookies[actor.name])
        before = written()
        response = strict.post(desk.world.address(line.name, line.record, matrix.OWN), line.data)
        if response.status_code != 403 or written() != before:
            wrong.append(f"{line.name}: {response.status_code}")
    assert wrong == []


def test_the_printed_matrix_is_current():
    printed = (settings.BASE_DIR / "docs" / "access-matrix.md").read_text()
    assert printed == documents.access_matrix(), "run script/docs"
