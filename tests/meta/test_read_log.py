"""Nothing is shown whose reading is not in the trail: where its row cannot be written there is an error, no content.

Asked of every address that shows a record, with a trail that refuses rows in two ways: in the program, and in the
database by a trigger.
"""

from contextlib import contextmanager
from http.cookies import SimpleCookie
from unittest import mock

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.models import Alert, AuditEntry
from cases.actions.decoys import make_decoy
from cases.models import ScopePeriod
from tests.meta import matrix
from tests.meta.asking import TOKENS, UUID, body, text_of
from tests.meta.matrix import INSIDERS, LINES, OWN, Line
from tests.meta.world import World
from tests.plugins.database import as_owner
from tests.security.sizes import IS_LONG, every
from tests.signing_in import signed_in

pytestmark = pytest.mark.security
EACH = 1 if IS_LONG else 4
slow = pytest.mark.slow

PUBLIC = "catalogue"
TRACED = [
    line for line in LINES if line.is_traced or (line.record and line.post and matrix.SCOPE_OF[line.record] != PUBLIC)
]
# Addresses whose reading leaves no row, and why not.
UNTRACED = {
    "landing": "leads on",
    "health": "says whether the services answer",
    "accounts:sign_in": "one's own sign-in",
    "accounts:quick_exit": "shows nothing",
    "accounts:locked": "one's own session",
    "accounts:account": "one's own account",
    "accounts:second_step": "one's own sign-in",
    "accounts:enrol": "one's own account",
    "accounts:add_app": "one's own account",
    "accounts:add_key": "one's own account",
    "accounts:factors": "one's own account",
    "accounts:recovery_codes": "one's own account",
    "accounts:prove": "one's own account",
    "accounts:add_user": "an empty form",
    "accounts:audit_seal": "hashes and counts",
    "cases:search": "an empty form; what is found is written by the search itself",
    "cases:emergency": "an empty form; the emergency is written when it is opened",
    "cases:could_see_by_code": "an empty form; what is asked is written by its answer",
    "cases:intake": "an empty form; who resembles her is written by the search itself",
    "referrals:receive": "an empty form",
    "referrals:import_progress": "counts, asked every two seconds",
    "referrals:export": "where it stands, nothing of it",
    "referrals:export_progress": "counts, asked every two seconds",
    "reports:new": "an empty form",
    "reports:run_progress": "where it stands, nothing of it",
    "cases:caseload": "an empty form; whose cases it lists is written when it is said",
    "services:aid_budgets": "sums of offices, nobody's",
    "services:kits": "what offices have in store, nobody's",
    "services:kit_new": "an empty form",
    "services:shelter_place_new": "an empty form",
    "services:hours_reserve": "an empty form",
    "services:calendar": "one's own address",
    "services:calendar_feed": "one's own codes and hours, asked for every few minutes",
    "services:activity_new": "an empty form",
    "directory:place_options": "public knowledge",
    "directory:catalogues": "public knowledge",
    "cases:letter_templates": "tells of files, and of nobody; each of them leaves a row when it is opened",
    "cases:letter_template_new": "an empty form",
    "cases:letter_template_base": "our own template, with nothing in it",
    "directory:places": "public knowledge",
    "directory:place": "public knowledge",
    "directory:entries": "public knowledge",
    "directory:entry": "public knowledge",
    "directory:add_entry": "public knowledge",
    "directory:add_alias": "public knowledge",
    "directory:retire_entry": "public knowledge",
}


def test_every_address_leaves_a_row_or_says_why_not():
    """Buttons are left out here: their doors and verbs write, and the broken trail below stops them."""
    silent = {line.name for line in LINES if line.get and not line.is_traced}
    assert sorted(silent - set(UNTRACED)) == []
    assert sorted(set(UNTRACED) - silent) == []


# With a trail that takes nothing ------------------------------------------------------------------------------------


class Pages:
    """Asks for each address as somebody who gets it; each asking is undone."""

    def __init__(self, world: World):
        self.world = world
        self.cookies = {actor.name: self._signed_in(actor) for actor in INSIDERS}

    def _signed_in(self, actor) -> str:
        client = Client()
        signed_in(client, self.world.people[actor.name])
        return client.cookies.output(header="", sep=";")

    def ask(self, line: Line, method: str):
        grant = line.get if method == "GET" else line.post
        actor = next(
            each
            for each in INSIDERS
            if each.role in grant.roles and (not line.record or matrix._knows_of(line, each, OWN))
        )
        client = Client(raise_request_exception=False)
        client.cookies = SimpleCookie(self.cookies[actor.name])
        return client.generic(method, self.world.address(line.name, line.record, OWN), **body(method, line.data))


@contextmanager
def undone():
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker, own_broker):
    with django_db_blocker.unblock(), undone():
        yield Pages(World().build(marked=True))


@contextmanager
def trail_that_raises():
    with mock.patch.object(type(AuditEntry.objects), "record", side_effect=DatabaseError("no trail")):
        yield


@contextmanager
def trail_that_the_database_refuses():
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'no trail'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON accounts_auditentry FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse()"
        )
    yield


def cells() -> list[tuple[Line, str]]:
    reading = [(line, "GET") for line in TRACED if line.get]
    return every(EACH, reading + [(line, "POST") for line in TRACED if line.post and line.record])


def everything() -> dict[str, str]:
    """Of every table of ours the versions of its rows: whatever is written changes it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND has_table_privilege(oid, 'SELECT')"
        )
        names = sorted(name for (name,) in cursor.fetchall())
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{name}', coalesce(md5(string_agg(xmin::text || ctid::text, ' ' ORDER BY ctid)), '')"
                f" FROM public.{name}"
                for name in names
            )
        )
        return dict(cursor.fetchall())


@slow
@pytest.mark.parametrize("broken", [trail_that_raises, trail_that_the_database_refuses], ids=lambda way: way.__name__)
def test_no_page_is_shown_whose_row_of_the_trail_cannot_be_written(pages, broken):
    wrong = []
    for line, method in cells():
        with undone(), broken():
            before = everything()
            page = pages.ask(line, method)
            if page.status_code < 500:
                wrong.append(f"{method} {line.name}: {page.status_code}")
            if shown := set(TOKENS.findall(text_of(page))) - set(UUID.findall(page.request["PATH_INFO"])):
                wrong.append(f"{method} {line.name} shows {shown & set(pages.world.tokens)}")
            if not connection.needs_rollback and everything() != before:
                wrong.append(f"{method} {line.name} keeps something")
    assert wrong == []
    assert len(cells()) > 100 / EACH


@slow
def test_with_a_trail_the_same_pages_are_shown(pages):
    """The counterpart: what stops them above is the trail and nothing else."""
    wrong = []
    for line, method in cells():
        with undone():
            page = pages.ask(line, method)
            grant = line.get if method == "GET" else line.post
            if page.status_code != grant.answer:
                wrong.append(f"{method} {line.name}: {page.status_code}")
    assert wrong == []


# Decoys: no way round -----------------------------------------------------------------------------------------------


@slow
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_of_a_decoy_tells(pages, method):
    case = ScopePeriod.objects.get(case=pages.world.records["case", OWN]["pk"], ended_at__isnull=True)
    of_case = [line for line in TRACED if line.record and matrix.SCOPE_OF[line.record] == "case"]
    silent = []
    with undone():
        make_decoy(case, "", by=pages.world.people["dario"])
        for line in of_case:
            if not (line.get if method == "GET" else line.post):
                continue
            with undone():
                pages.ask(line, method)
                if not Alert.objects.filter(kind="decoy", subject_code=case.case_code).exists():
                    silent.append(line.name)
    assert silent == []
