"""Every address × who asks × how: the answer is the matrix's, a refusal writes only that it refused, and nobody is
shown a token that is not theirs.

The fast part asks one cell in ten, others each time the URLconf changes; ``slow`` asks all of them.
"""

import io
import re
import zipfile
from collections import Counter
from datetime import timedelta
from http.cookies import SimpleCookie
from unittest import mock

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve, reverse
from pypdf import PdfReader

from accounts import permissions, session_models, sessions
from accounts.middleware import RefusalMiddleware
from accounts.models import AuditAction, AuditEntry, User
from calp import health
from cases.models.case import CaseQuerySet
from tests.conftest import PASSWORD
from tests.meta import documents, matrix
from tests.meta.matrix import ACTORS, LINES, Answer, Line, expected
from tests.meta.world import READERS, World
from tests.signing_in import enrolled, signed_in, without_factor

pytestmark = pytest.mark.security
TRAIL = "accounts_auditentry"
SAMPLE = 10
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TOKENS = re.compile(
    rf"CANARIO\d{{5}}X|CALP-[A-Z]{{3}}-\d{{4}}-\d{{4}}|V-\d{{4}}-\d{{6}}|DER-\d{{4}}-\d{{4}}|{UUID.pattern}"
)
# Who has no session gets none from asking; who signs out or leaves quickly changes theirs.
SESSION = "accounts_usersession"
CHANGES_SESSION = {"accounts:quick_exit", "accounts:sign_out", "accounts:sign_in", "accounts:language"}
# The question put to a key, and the seed shown to an app, wait in the session for their answer.
CHANGES_SESSION |= {"accounts:second_step", "accounts:add_app", "accounts:add_key", "accounts:prove"}


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
    plain = re.compile(r"^(/|\^?[a-z-]+/|<uuid:\w+>/|<slug:catalogue>/|\(\?P<code>\[0-9\]\{2,6\}\)/\$?)*$")
    assert [route for _name, route in documents.addresses() if not plain.match(route)] == []


# Asking ------------------------------------------------------------------------------------------------------------


class Desk:
    """Asks for cells of the matrix; each asking is undone."""

    def __init__(self, world: World):
        self.world = world
        self.client = Client(raise_request_exception=False)
        self.cookies = {actor.name: self._signed_in(actor) for actor in ACTORS}

    def _signed_in(self, actor) -> str:
        if actor.state == "anonymous":
            return ""
        client, user = Client(), self.world.people[actor.name.split()[0]]
        if actor.state == "no factor":
            without_factor(client, user)
        elif actor.state == "half":
            enrolled(user)
            client.post(reverse("accounts:sign_in"), {"username": user.username, "password": PASSWORD})
        else:
            signed_in(client, user)
        if actor.state == "locked":
            client.get(reverse("accounts:quick_exit"))
        if actor.state == "inactive":
            User.objects.filter(pk=user.pk).update(is_active=False)
        return client.cookies.output(header="", sep=";")

    def ask(self, line: Line, actor, method: str, relation: str) -> list[str]:
        """What is wrong with the answer; nothing, if it is right."""
        address = self.world.address(line.name, line.record, relation)
        self.client.cookies = SimpleCookie(self.cookies[actor.name])
        answer = expected(line, actor, method, relation)
        undone = transaction.atomic()
        undone._from_testcase = True
        with undone:
            before = written()
            response = self.client.generic(method, address, **_body(method, line.data))
            after = written()
            problems = [
                *_status(response, answer),
                *_writes(line, method, answer, response, Counter(after) - Counter(before)),
                *self._leaks(line, actor, address, response),
            ]
            transaction.set_rollback(True)
        return [f"{actor.name} {method} {line.name} ({relation}): {problem}" for problem in problems]

    def _leaks(self, line, actor, address, response):
        found = set(TOKENS.findall(_text_of(response)))
        for token in found - set(UUID.findall(address)):
            tag = self.world.tokens.get(token)
            is_name_for_it = not token.startswith("CANARIO")
            if tag is None or actor.name.split()[0] in READERS[tag] and actor.state == "signed in":
                continue
            if is_name_for_it and line.shows_codes and actor.role in line.get.roles:
                continue
            yield f"shows {self.world.places.get(token, token)}"


def _body(method: str, data: dict) -> dict:
    if method != "POST":
        return {}
    # As any form of ours sends it, even one that nobody filled in.
    coded = "&".join(f"{name}={value}" for name, value in {"csrfmiddlewaretoken": "x", **data}.items())
    return {"data": coded, "content_type": "application/x-www-form-urlencoded"}


def _status(response, answer: Answer):
    if response.status_code not in answer.statuses:
        yield f"{response.status_code} instead of {sorted(answer.statuses)}"
    elif answer.leads_to:
        path = response.headers["Location"].partition("?")[0]
        if resolve(path).view_name != answer.leads_to:
            yield f"sent to {path}"


def _writes(line: Line, method: str, answer: Answer, response, changes: Counter):
    """A refusal writes its own row and nothing else; reading writes rows of the trail and nothing else."""
    if line.name in CHANGES_SESSION:
        changes.pop(SESSION, None)
    denied = response.status_code in (403, 404) and answer.is_denied
    if denied and not (changes[TRAIL] == 1 and _last_action() == AuditAction.DENIED):
        yield f"refused with {changes[TRAIL]} rows of the trail instead of the one that says so"
    if answer.is_refusal and not denied and changes[TRAIL]:
        yield "a row of the trail for what is no refusal of ours"
    # What is uncovered or downloaded comes out of a purse (accounts/purses.py).
    kept = {TRAIL} if answer.is_refusal else {TRAIL, "accounts_purse"}
    if (answer.is_refusal or method in ("GET", "HEAD")) and set(changes) - kept:
        yield f"writes {dict(changes)}"
    if line.is_traced and method == "GET" and response.status_code == 200 and not changes[TRAIL]:
        yield "shown without a row of the trail"


def written() -> dict[str, int]:
    """Rows inserted, changed and deleted in this transaction so far, by table; undone ones included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return dict(cursor.fetchall())


def _last_action() -> str:
    return AuditEntry.objects.order_by("-at", "-id").values_list("action", flat=True).first()


def _text_of(response) -> str:
    """Headers and body as text; workbooks and PDF opened, so that what is compressed in them is read too."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    if body.startswith(b"%PDF"):
        body = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).encode()
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{headers}\n{response.cookies.output()}\n{body.decode(errors='replace')}"


def _no_worker() -> tuple[bool, bool]:
    """Whether or not another test of this process has a worker running: here there is none."""
    return True, False


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker, own_broker):
    """One world for all cells, in a transaction that is undone at the end.

    Whoever asks is signed in once, at the beginning, and stays however long it takes.
    """
    whole = transaction.atomic()
    whole._from_testcase = True
    hours = mock.patch.object(session_models, "IDLE", timedelta(days=1))
    unnoticed = mock.patch.object(sessions, "NOTICE_EVERY", timedelta(days=1))
    no_worker = mock.patch.object(health, "_broker_and_worker", _no_worker)
    with django_db_blocker.unblock(), whole, no_worker, hours, unnoticed:
        yield Desk(World().build(marked=True))
        transaction.set_rollback(True)


def test_a_tenth_of_all_cells_answers_as_the_matrix_says(desk):
    asked = [cell for number, cell in enumerate(matrix.cells()) if number % SAMPLE == len(LINES) % SAMPLE]
    assert "\n".join(problem for cell in asked for problem in desk.ask(*cell)) == ""


@pytest.mark.slow
@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_every_cell_answers_as_the_matrix_says(desk, line):
    asked = [cell for cell in matrix.cells() if cell[0] is line]
    assert "\n".join(problem for cell in asked for problem in desk.ask(*cell)) == ""


# The matrix would notice --------------------------------------------------------------------------------------------


def cell(name: str, actor: str, method: str = "GET", relation: str = matrix.OWN):
    line = next(line for line in LINES if line.name == name)
    return line, next(each for each in ACTORS if each.name == actor), method, relation


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
    line, asker, method, relation = cell(name, actor, method)
    desk.client.cookies = SimpleCookie(desk.cookies[actor])
    address = desk.world.address(line.name, line.record, relation)
    shown = TOKENS.findall(_text_of(desk.client.generic(method, address, **_body(method, line.data))))
    assert tag in {desk.world.tokens.get(token) for token in shown if token.startswith("CANARIO")}


def test_an_open_door_is_noticed(desk, monkeypatch):
    monkeypatch.setattr(CaseQuerySet, "visible_to", lambda self, user: self)
    problems = "\n".join(desk.ask(*cell("cases:file", "ulises")))
    assert "200 instead of [404]" in problems
    assert "shows" in problems


def test_therapy_notes_without_their_lock_are_noticed(desk, monkeypatch):
    monkeypatch.setattr(permissions, "RESERVED_AREAS", frozenset())
    assert "of own therapy" in "\n".join(desk.ask(*cell("cases:read_entry", "rosa", "POST")))


def test_a_refusal_that_leaves_no_trace_is_noticed(desk, monkeypatch):
    monkeypatch.setattr(RefusalMiddleware, "process_exception", lambda *_arguments: None)
    monkeypatch.setattr(desk, "client", Client(raise_request_exception=False))
    assert desk.ask(*cell("cases:file", "ulises"))
    assert desk.ask(*cell("cases:file", "teo"))


def test_a_form_without_the_token_of_the_session_is_refused(desk):
    wrong = []
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    for line in LINES:
        if line.post is None:
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
