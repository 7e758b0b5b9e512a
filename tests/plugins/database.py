"""One database is migrated once per run, and copied for whoever needs one: a copy takes a tenth of a second.

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
from django.test import TransactionTestCase
from psycopg import sql

LOCK = 20260417  # any number, the same for all workers of a run


def pytest_configure(config):
    if settings.CALP_ENV != "test":
        pytest.exit("The tests run with CALP_ENV=test and services of their own: start them with script/test", 4)


def database_url(name: str) -> str:
    """The run's DATABASE_URL, leading to another database of the same server."""
    return urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()


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
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.template)))
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
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(self.template)
                )
            )

    def drop(self, name: str) -> None:
        with self._server() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _server(self) -> psycopg.Connection:
        return psycopg.connect(database_url("postgres"), autocommit=True)


def _lead_to(name: str) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    configured = connection.settings_dict["NAME"]
    name = f"test_{configured}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    copies = Copies(f"test_{configured}", os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex)
    with django_db_blocker.unblock():
        copies.make_template()
        copies.copy_to(name)
        _lead_to(name)
    with pytest.MonkeyPatch.context() as patch:

        def restore(test_case):
            connections.close_all()
            copies.copy_to(name)

        patch.setattr(TransactionTestCase, "_fixture_teardown", restore)
        yield
    with django_db_blocker.unblock():
        _lead_to(configured)
        with contextlib.suppress(psycopg.Error):
            copies.drop(name)
