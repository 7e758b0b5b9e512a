"""Those who guard the trail, and those who would rather that it said something else."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction

from accounts import chain
from tests.plugins.database import as_owner

TABLES = ("accounts_auditentry", "accounts_auditlink", "accounts_auditseal")
FIRST_DAY = datetime(2026, 11, 2, 14, tzinfo=UTC)
DAYS, PER_DAY = 10, 4


@pytest.fixture(autouse=True)
def heads_apart(settings, tmp_path):
    """The file of daily heads of this test alone."""
    settings.AUDIT_HEAD_FILE = tmp_path / "heads" / "audit-heads.log"


@pytest.fixture
def ten_days(rosa):
    """Ten days of Rosa's work, four rows each, sealed each evening."""
    for day in range(DAYS):
        for hour in range(PER_DAY):
            with time_machine.travel(FIRST_DAY + timedelta(days=day, hours=hour), tick=False):
                code = f"CALP-IQT-2026-{day:02d}{hour:02d}"
                rosa.record("viewed", "cases.case", f"{day}-{hour}", code=code, fields=["risk", "summary"])
        with time_machine.travel(FIRST_DAY + timedelta(days=day, hours=PER_DAY), tick=False):
            assert chain.seal() == PER_DAY
    return DAYS * PER_DAY


@contextlib.contextmanager
def no_guards():
    """As somebody who owns the database: triggers do not fire. Whatever is done is undone at the end."""
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        transaction.set_rollback(True)
