"""Two layers keep the rows of others from a page: the database's policies and the application's scope. Each alone
shows nobody a token that is not theirs, whatever else a page then does.
"""

import pytest

from tests.meta import matrix
from tests.meta.asking import find, open_desk, undone
from tests.security.layers import without_row_security, without_scope
from tests.security.sizes import IS_LONG, every

pytestmark = [pytest.mark.security, pytest.mark.slow]
# What uncovers by sending; everything else is read by GET.
UNCOVERING = {"cases:reveal", "cases:shelter", "cases:read_entry", "referrals:standard_record", "referrals:export_file"}
STRIDE = 1 if IS_LONG else 97


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker, own_broker):
    with django_db_blocker.unblock(), open_desk() as opened:
        yield opened


def readings() -> list:
    """Every cell that asks to be shown something, of every relation."""
    return [
        (line, actor, method, relation)
        for line, actor, method, relation, variant in matrix.cells()
        if variant == matrix.PLAIN and (method == "GET" or method == "POST" and line.name in UNCOVERING)
    ]


def look(desk, record_property, layer) -> str:
    cells = every(STRIDE, readings())
    problems = [problem for cell in cells for problem in desk.look(*cell)]
    record_property("cells", len(cells))
    record_property("leaks", len(problems))
    record_property(f"cells {layer}", len(cells))
    return "\n".join(problems)


def test_the_application_alone_keeps_what_is_not_theirs(desk, record_property):
    with undone(), without_row_security() as tables:
        assert tables > 30
        assert look(desk, record_property, "without row-level security") == ""


def test_the_database_alone_keeps_what_is_not_theirs(desk, record_property):
    with without_scope() as narrowing:
        assert narrowing >= 11
        assert look(desk, record_property, "without the application's scope") == ""


def test_without_both_layers_it_leaks(desk):
    with undone(), without_scope(), without_row_security():
        assert desk.look(*find("cases:file", "ulises"))
        assert desk.look(*find("cases:list", "ulises"))
        assert desk.look(*find("referrals:desk_referral", "lidia", relation=matrix.LIMA))
