"""Asks the system for cells of the access matrix, and finds what is wrong with the answers.

A cell's answer must be the matrix's; a refusal writes the row that says so and nothing else; nobody is shown a token
that is not theirs, in a header, a cookie, a page, a PDF, a workbook or an e-mail.
"""

import io
import json
import re
import zipfile
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from http.cookies import SimpleCookie
from unittest import mock
from urllib.parse import urlencode

from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test import client as django_client
from django.urls import resolve, reverse
from pypdf import PdfReader

from accounts import session_models, sessions
from accounts.models import AuditAction, AuditEntry, User
from calp import health
from tests.conftest import PASSWORD
from tests.meta import matrix
from tests.meta.matrix import ACTORS, LINES, PLAIN, Answer, Line, expected
from tests.meta.world import READERS, World
from tests.signing_in import enrolled, signed_in, without_factor
from vault.ids import uuid7

TRAIL = "accounts_auditentry"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TOKENS = re.compile(
    rf"CANARIO\d{{5}}X|CALP-[A-Z]{{3}}-\d{{4}}-\d{{4}}|V-\d{{4}}-\d{{6}}|DER-\d{{4}}-\d{{4}}|{UUID.pattern}"
)
# Who has no session gets none from asking; who signs out or leaves quickly changes theirs.
SESSION = "accounts_usersession"
CHANGES_SESSION = {"accounts:quick_exit", "accounts:sign_out", "accounts:sign_in", "accounts:language"}
# The question put to a key, and the seed shown to an app, wait in the session for their answer.
CHANGES_SESSION |= {"accounts:second_step", "accounts:add_app", "accounts:add_key", "accounts:prove"}
# Whoever opens these has looked at what is new (accounts/news.py).
LOOKED_AT = {"cases:home", "referrals:desk"}
# What a page may answer when it is asked in other words than its own; never more than it answers to its own.
OTHER_WORDS = frozenset({301, 400, 404, 405, 406, 415, 422})
# Every parameter that some page reads, named in the address or sent with a form.
PARAMETERS = {
    "case": ("caso", "case", "registro"),
    "person": ("persona", "person", "relative", "ver"),
    "task": ("tarea", "task"),
    "referral": ("derivacion", "referral"),
    "account": ("responsable", "user", "cuenta", "assigned_to", "quien"),
}
ELSEWHERE = "//example.invalid/"


class Desk:
    """Asks for cells of the matrix; each asking is undone."""

    def __init__(self, world: World):
        self.world = world
        self.client = Client(raise_request_exception=False)
        self.cookies = {actor.name: self._signed_in(actor) for actor in ACTORS}
        self._written: dict | None = None  # what was written up to now: counted on, also when it is undone
        self.roles = Counter()  # as which role of the database the first query of a request was asked

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

    def ask(self, line: Line, actor, method: str, relation: str, variant: str = PLAIN) -> list[str]:
        """What is wrong with the answer; nothing, if it is right."""
        address = self.world.address(line.name, line.record, relation)
        answer = expected(line, actor, method, relation)
        with undone():
            before = self._written or written()
            response, sent = self.answer_to(line, actor, method, address, variant)
            self._written = written()
            changes = Counter(self._written) - Counter(before)
            right = _status(response, answer) if variant == PLAIN else _status_of_variant(response, answer, actor)
            problems = [
                *right,
                *_writes(line, method, answer, response, changes, variant),
                *self.leaks(line, actor, sent, response),
            ]
        return [f"{actor.name} {method} {line.name} ({relation}, {variant}): {problem}" for problem in problems]

    def look(self, line: Line, actor, method: str, relation: str) -> list[str]:
        """Only whether somebody is shown what is not theirs, whatever the answer."""
        address = self.world.address(line.name, line.record, relation)
        self._written = None
        with undone():
            response, sent = self.answer_to(line, actor, method, address, PLAIN)
            found = list(self.leaks(line, actor, sent, response))
        return [f"{actor.name} {method} {line.name} ({relation}): {problem}" for problem in found]

    def answer_to(self, line, actor, method, address, variant) -> tuple[HttpResponse, str]:
        """The answer, and everything of ours that was sent: what comes back of it tells nobody anything."""
        self.client.cookies = SimpleCookie(self.cookies[actor.name])
        mail.outbox.clear()
        address, sent = self._in_other_words(actor, method, address, line.data, variant)
        role = _Role()
        with connection.execute_wrapper(role):
            response = self.client.generic(method, address, **sent)
        if address.partition("?")[0] not in settings.PATHS_WITHOUT_TRANSACTION:
            self.roles.update(role.found)
        return response, f"{address}\n{sent.get('data', '')}"

    def _in_other_words(self, actor, method, address, data, variant) -> tuple[str, dict]:
        if variant == "as JSON":
            sent = {"data": json.dumps(data), "content_type": "application/json"} if method == "POST" else {}
            return f"{address}?format=json", {**sent, "HTTP_ACCEPT": "application/json"}
        if variant == "by htmx":
            return address, {**body(method, data), "HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "contenido"}
        if variant == "without slash":
            return address.rstrip("/") or "/", {}
        if variant == "with next":
            return f"{address}?{urlencode(dict.fromkeys(('next', 'volver', 'siguiente'), ELSEWHERE))}", {}
        if variant == "at a position":
            position = json.dumps(["1900-01-01", str(uuid7())])
            return f"{address}?{urlencode({'despues': position, 'pagina': 2, 'page': 2, 'ver': 'todos'})}", {}
        if variant == "naming foreign ids":
            foreign = self._foreign_to(actor)
            named = f"{address}?{urlencode(foreign)}"
            return (named, {}) if method == "GET" else (address, body(method, {**foreign, **data}))
        return address, body(method, data)

    def _foreign_to(self, actor) -> dict[str, str]:
        """Ids and codes of what this actor may not know of, under every name that some page reads."""
        relation = matrix.OWN if actor.name in ("ulises", "bruno") else matrix.LIMA
        foreign = {
            name: str(self.world.records[kind, relation if kind != "account" else matrix.OWN]["pk"])
            for kind, names in PARAMETERS.items()
            for name in names
        }
        code = self.world.codes[relation]
        return {**foreign, "codigo": code, "q": code, "sede": "LIM" if relation == matrix.LIMA else "IQT"}

    def leaks(self, line, actor, sent, response):
        text = "\n".join([text_of(response), *map(_text_of_mail, mail.outbox)])
        for token in set(TOKENS.findall(text)) - set(TOKENS.findall(sent)):
            tag = self.world.tokens.get(token)
            is_name_for_it = not token.startswith("CANARIO")
            if tag is None or actor.name.split()[0] in READERS[tag] and actor.state == "signed in":
                continue
            if is_name_for_it and line.shows_codes and actor.role in line.get.roles:
                continue
            yield f"shows {self.world.places.get(token, token)}"


class _Role:
    """Asks, before the first query of a request, as which role of the database it is asked.

    The first is the one after the transaction has begun: whose name it is in comes right after.
    """

    def __init__(self):
        self.found: set[str] = set()

    def __call__(self, execute, sql, params, many, context):
        if not self.found and "SAVEPOINT" not in sql[:20]:
            self.found.update(context["connection"].connection.execute("SELECT current_user::text").fetchone())
        return execute(sql, params, many, context)


@contextmanager
def undone():
    """What is written inside is taken back, and nobody takes it for a request that failed."""
    whole = transaction.atomic()
    whole._from_testcase = True
    with whole:
        yield
        transaction.set_rollback(True)


def body(method: str, data: dict) -> dict:
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


def _status_of_variant(response, answer: Answer, actor):
    """As to the address in its own words, or refused for the words; what sends on never leads out of the house."""
    allowed = answer.statuses | OTHER_WORDS
    if not answer.is_refusal:
        allowed |= {200, 204, 302}  # a form that is filled in may be taken, one that htmx sent is answered otherwise
    elif actor.state == "signed in":
        allowed |= {403}
    if response.status_code not in allowed:
        yield f"{response.status_code} instead of {sorted(answer.statuses)}"
    if "example.invalid" in response.headers.get("Location", ""):
        path = response.headers["Location"].partition("?")[0]
        if "example.invalid" in path:
            yield f"sent to {path}"


def _writes(line: Line, method: str, answer: Answer, response, changes: Counter, variant: str = PLAIN):
    """A refusal writes its own row and nothing else; reading writes rows of the trail and nothing else."""
    if line.name in CHANGES_SESSION:
        changes.pop(SESSION, None)
    denied = response.status_code in (403, 404) and answer.is_denied and variant != "without slash"
    if denied and not (changes[TRAIL] == 1 and _last_action() == AuditAction.DENIED):
        yield f"refused with {changes[TRAIL]} rows of the trail instead of the one that says so"
    if answer.is_refusal and not denied and changes[TRAIL] and variant == PLAIN:
        yield "a row of the trail for what is no refusal of ours"
    # What is uncovered or downloaded comes out of a purse (accounts/purses.py).
    kept = {TRAIL} if answer.is_refusal else {TRAIL, "accounts_purse"}
    if line.name in LOOKED_AT and not answer.is_refusal:
        kept.add("accounts_newsmark")
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


def text_of(response) -> str:
    """Headers and body as text; workbooks and PDF opened, so that what is compressed in them is read too."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    if body.startswith(b"%PDF"):
        body = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).encode()
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{headers}\n{response.cookies.output()}\n{body.decode(errors='replace')}"


def _text_of_mail(message) -> str:
    attached = [str(each[1] if isinstance(each, tuple) else each.get_payload()) for each in message.attachments]
    return "\n".join([message.subject, message.body, *attached])


def _no_worker() -> tuple[bool, bool]:
    """Whether or not another test of this process has a worker running: here there is none."""
    return True, False


@contextmanager
def open_desk():
    """One world for all cells, in a transaction that is undone at the end.

    Whoever asks is signed in once, at the beginning, and stays however long it takes.
    """
    hours = mock.patch.object(session_models, "IDLE", timedelta(days=1))
    unnoticed = mock.patch.object(sessions, "NOTICE_EVERY", timedelta(days=1))
    no_worker = mock.patch.object(health, "_broker_and_worker", _no_worker)
    no_copies = mock.patch.object(django_client, "store_rendered_templates", lambda *_told, **_more: None)
    with undone(), no_worker, hours, unnoticed, no_copies:
        yield Desk(World().build(marked=True, whole=True))


def find(name: str, actor: str, method: str = "GET", relation: str = matrix.OWN):
    """A cell by the names in it."""
    line = next(line for line in LINES if line.name == name)
    return line, next(each for each in ACTORS if each.name == actor), method, relation
