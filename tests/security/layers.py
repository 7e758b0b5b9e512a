"""Takes one of the two layers away that each keep the rows of others from a page: the database's or ours."""

from contextlib import ExitStack, contextmanager
from unittest import mock

from django.apps import apps
from django.db import connection

from tests.plugins.database import as_owner

SCOPES = ("visible_to", "for_agency", "in_scope_of")


@contextmanager
def without_row_security():
    """Inside a transaction that is undone: no policy of any table is asked. Gives how many tables had some."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace")
        tables = [name for [name] in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    yield len(tables)


@contextmanager
def without_scope():
    """Every queryset that narrows to what an account may know of gives all there is. Gives how many did."""
    with ExitStack() as patched:
        narrowing = list(_narrowing())
        for queryset, name in narrowing:
            patched.enter_context(mock.patch.object(queryset, name, _everything))
        yield len(narrowing)


def _everything(rows, *_who):
    return rows.all()


def _narrowing():
    for model in apps.get_models():
        queryset = model._default_manager.all().__class__
        yield from ((queryset, name) for name in SCOPES if name in vars(queryset))
