"""Tools that count connect as a role that asks functions and reads no table."""

import psycopg
import pytest
from django.db import connection

from cases.models import Decoy
from tests.plugins.database import database_url
from vault.models import DataKey

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.security]


@pytest.fixture
def tool(transactional_db):
    address = database_url(connection.settings_dict["NAME"], "calp_statistics")
    with psycopg.connect(address, autocommit=True) as tool:
        yield tool


def test_new_cases_are_counted_by_office_and_month_without_decoys(case, tool, dario):
    asked, days = "SELECT office, month, cases FROM calp.count_new_cases(%s, %s)", [case.opened_on, case.opened_on]
    assert tool.execute(asked, days).fetchall() == [("IQT", case.opened_on.replace(day=1), 1)]

    Decoy.objects.create(key=DataKey.objects.make(), case=case, case_code=case.code, made_by=dario)
    assert tool.execute(asked, days).fetchall() == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "table", ["cases_case", "cases_person", "referrals_referral", "accounts_user", "vault_datakey"]
)
def test_no_table_is_read(case, tool, table):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        tool.execute(f"SELECT * FROM {table}")
