"""A database that was migrated the short way is the one that Django's own way makes."""

import os
import subprocess
import sys

import psycopg
import pytest
from psycopg import sql

from tests.plugins.database import database_url
from tests.security.sizes import IS_LONG

ROOMS = [] if IS_LONG else ["accounts"]  # columns, checks, indexes, triggers and changes of them are all among these
SHORT = f"import django; django.setup(); from calp.migrating import migrate; migrate(*{ROOMS!r})"
WAYS = {
    "calp_migrated_shortly": ["-c", SHORT],
    "calp_migrated_as_ever": ["manage.py", "migrate", *ROOMS, "--verbosity=0"],
}
WHAT = """
SELECT 'column', c.relname::text, a.attname::text, a.attnum::text || format_type(a.atttypid, a.atttypmod)
       || a.attnotnull || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid
       AND d.adnum = a.attnum
 WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'v')
 UNION ALL SELECT 'constraint', conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace
 UNION ALL SELECT 'index', tablename::text, indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public'
 UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname::text, pg_get_triggerdef(oid) FROM pg_trigger
 WHERE NOT tgisinternal
 UNION ALL SELECT 'function', pronamespace::regnamespace::text, oid::regprocedure::text, md5(prosrc) FROM pg_proc
 WHERE pronamespace IN ('public'::regnamespace, 'calp'::regnamespace)
 UNION ALL SELECT 'policy', tablename::text, policyname::text, roles::text || coalesce(qual, '')
       || coalesce(with_check, '') FROM pg_policies
 UNION ALL SELECT 'migration', app::text, name::text, '' FROM django_migrations
"""


@pytest.fixture
def server():
    with psycopg.connect(database_url("postgres"), autocommit=True) as server:
        server.execute("SET ROLE NONE")
        yield server
        for name in WAYS:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def made(server, name: str, program: list[str]) -> set[tuple]:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    server.execute(sql.SQL("CREATE DATABASE {} OWNER calp_owner").format(sql.Identifier(name)))
    environment = os.environ | {"DATABASE_URL": database_url(name), "DJANGO_SETTINGS_MODULE": "calp.settings"}
    subprocess.run([sys.executable, *program], env=environment, check=True, capture_output=True)
    with psycopg.connect(database_url(name)) as there:
        return set(there.execute(WHAT).fetchall())


@pytest.mark.slow
def test_the_short_way_makes_the_same_database(server):
    shortly, as_ever = (made(server, name, program) for name, program in WAYS.items())
    assert shortly == as_ever
    assert {"column", "constraint", "index", "trigger", "function", "policy", "migration"} == {
        kind for kind, *_rest in shortly
    }
