"""Every table that is under row-level security × everybody: no row of others, asked of the database without a page."""

import pytest

from tests.meta.asking import open_desk, undone
from tests.security import rows
from tests.security.layers import without_row_security

pytestmark = pytest.mark.security


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker, own_broker):
    with django_db_blocker.unblock(), open_desk() as opened:
        yield opened


@pytest.mark.slow
def test_no_table_gives_anybody_a_row_of_others(desk, record_property):
    tables = rows.protected()
    found = [leak for table in tables for leak in rows.leaks(desk, table)]
    record_property("cells rows asked of the database", len(tables) * (len(rows.SIGNED_IN) + 1))
    assert "\n".join(found) == ""
    assert len(tables) > 30


@pytest.mark.slow
def test_a_table_without_its_policies_is_noticed(desk):
    with undone(), without_row_security():
        assert list(rows.leaks(desk, "cases_case"))
