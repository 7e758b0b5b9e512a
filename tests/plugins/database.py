"""One database is migrated once per run, and copied for whoever needs one: a copy takes a tenth of a second.

DATABASE_URL leads to the role that migrates. The tests themselves act as the role of tasks, as the system's own; what
they ask through a client is answered as the role of the pages (accounts/transaction.py); ``as_owner()`` is for what
neither may.

Each xdist worker works on a copy of its own. A test with ``transactional_db`` really commits; afterwards its
database is thrown away and copied anew, so the catalogues that migrations load are there for the next test
(Django's own way would empty them).
"""

import contextlib
import os
import uuid
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase
from psycopg import sql
from psycopg.pq import TransactionStatus

from accounts.acting import act_as_system_everywhere

LOCK = 20260417  # any number, the same for all workers of a run


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


class Copies:
    """The migrated database and its copies, under names that begin with ``test_`` and the configured name."""

    def __init__(self, prefix: str, run: str):
        self.template, self.run = f"{prefix}_template", run

    def make_template(self) -> None:
        """Migrate the template unless another worker of this run has done it."""
        with self._server() as server:
            server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            found = server.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [self.template]
            ).fetchone()
            if found and found[0] == self.run:
                return
            self.drop(self.template)
            server.execute(sql.SQL("CREATE DATABASE {} OWNER calp_owner").format(sql.Identifier(self.template)))
            _lead_to(self.template)
            call_command("migrate", verbosity=0, interactive=False)
            connections.close_all()
            server.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(self.template), sql.Literal(self.run))
            )

    def copy_to(self, name: str) -> None:
        with self._server() as server:
            # Two copies at once would find each other's connection to the template.
            server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
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
    copies = Copies(f"test_{configured}", os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex)
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
