"""One database is migrated once, and copied for whoever needs one: a copy takes a tenth of a second. On a server that
outlives the run it is used again until something changes that migrations are made of.

DATABASE_URL leads to the role that migrates. The tests themselves act as the role of tasks, as the system's own; what
they ask through a client is answered as the role of the pages (accounts/transaction.py); ``as_owner()`` is for what
neither may.

Each xdist worker works on a copy of its own. A test with ``transactional_db`` really commits; afterwards its
database is thrown away and copied anew, so the catalogues that migrations load are there for the next test
(Django's own way would empty them).
"""

import contextlib
import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase
from psycopg import sql
from psycopg.pq import TransactionStatus

from accounts.acting import act_as_system_everywhere
from calp.migrating import migrate

TEMPLATES = "calp_template_"
KEPT = timedelta(days=2)
# What a migrated database is made of: the migrations, and the modules and data that they and their ending read.
INGREDIENTS = (
    *("*/migrations/*.py", "accounts/*.py", "directory/**/*", "vault/*.py", "deploy/postgres/*"),
    "calp/migrating.py",
)


def pytest_configure(config):
    if settings.CALP_ENV != "test":
        pytest.exit("The tests run with CALP_ENV=test and services of their own: start them with script/test", 4)


def database_url(name: str, role: str | None = None) -> str:
    """The run's DATABASE_URL, leading to another database of the same server, as another role."""
    parts = urlsplit(settings.DATABASE_URL)
    if role is not None:
        _given, at, address = parts.netloc.rpartition("@")
        parts = parts._replace(netloc=f"{role}{at}{address}")
    return parts._replace(path=f"/{name}").geturl()


def fingerprint() -> str:
    """Twelve digits that are equal as long as migrating gives the same database."""
    told = hashlib.sha256()
    for path in sorted({path for pattern in INGREDIENTS for path in Path(settings.BASE_DIR).glob(pattern)}):
        if path.is_file() and path.suffix != ".pyc":
            told.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    return told.hexdigest()[:12]


class Copies:
    """The migrated database, which runs and checkouts with the same migrations share, and copies of it."""

    def __init__(self, made_of: str):
        self.template = TEMPLATES + made_of

    def make_template(self) -> None:
        """Migrate the template unless somebody has done it; its comment, the day, is written when it is whole."""
        with self._server() as server:
            self._alone(server)
            if self._made(server).get(self.template):
                return
            for name, day in self._made(server).items():
                if day and datetime.now() - datetime.fromisoformat(day) > KEPT:
                    self.drop(name)
            self.drop(self.template)
            server.execute(sql.SQL("CREATE DATABASE {} OWNER calp_owner").format(sql.Identifier(self.template)))
            _lead_to(self.template)
            migrate()
            connections.close_all()
            day = sql.Literal(datetime.now().isoformat(timespec="seconds"))
            server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(self.template), day))

    def _made(self, server) -> dict[str, str | None]:
        """Every template of the server, with the day it was made on; None for one that is not whole."""
        rows = server.execute(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE %s",
            [f"{TEMPLATES}%"],
        )
        return dict(rows.fetchall())

    def _alone(self, server) -> None:
        """Nobody else makes or copies this template meanwhile: two would find each other's connection to it."""
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [self.template])

    def copy_to(self, name: str) -> None:
        with self._server() as server:
            self._alone(server)
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            server.execute(
                sql.SQL("CREATE DATABASE {} OWNER calp_owner TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(self.template)
                )
            )

    def drop(self, name: str) -> None:
        with self._server() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _server(self) -> psycopg.Connection:
        """As the migrator itself, who may make databases, and not as the owner of what is in them."""
        server = psycopg.connect(database_url("postgres"), autocommit=True)
        server.execute("SET ROLE NONE")
        return server


def _lead_to(name: str) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = name


@contextlib.contextmanager
def as_owner():
    """Inside a test: with the rights of the owner of the tables, whom no program is."""
    connection.ensure_connection()
    [before] = connection.connection.execute("SELECT current_user").fetchone()
    connection.connection.execute("SET ROLE calp_owner")
    try:
        yield
    finally:
        if connection.connection.info.transaction_status != TransactionStatus.INERROR:
            connection.connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(before)))


def _count_no_savepoints(patch) -> None:
    """What is a transaction of the program is a savepoint inside a test's own: no query that a page asks."""
    for name in ("_savepoint", "_savepoint_commit", "_savepoint_rollback"):
        patch.setattr(BaseDatabaseWrapper, name, _uncounted(getattr(BaseDatabaseWrapper, name)))


def _uncounted(method):
    def uncounted(wrapper, sid):
        counts, wrapper.force_debug_cursor = wrapper.force_debug_cursor, False
        try:
            method(wrapper, sid)
        finally:
            wrapper.force_debug_cursor = counts

    return uncounted


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    configured = connection.settings_dict["NAME"]
    name = f"test_{configured}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    copies = Copies(fingerprint())
    with django_db_blocker.unblock():
        copies.make_template()
        copies.copy_to(name)
        _lead_to(name)
        act_as_system_everywhere()
    with pytest.MonkeyPatch.context() as patch:
        _count_no_savepoints(patch)

        def restore(test_case):
            connections.close_all()
            copies.copy_to(name)

        patch.setattr(TransactionTestCase, "_fixture_teardown", restore)
        yield
    with django_db_blocker.unblock():
        _lead_to(configured)
        with contextlib.suppress(psycopg.Error):
            copies.drop(name)
