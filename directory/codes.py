"""Numbers that cannot repeat."""

from django.db import connection

from directory.models import CodeSeries

__all__ = ["CodeSeries", "next_code"]

_NEXT = """
INSERT INTO directory_codeseries (name, year, last) VALUES (%s, %s, 1)
ON CONFLICT (name, year) DO UPDATE SET last = directory_codeseries.last + 1
RETURNING last
"""


def next_code(series: str, year: int) -> int:
    """The next number of ``series`` in ``year``, from 1.

    Call it inside the transaction that uses the number: the counter's row stays locked until that transaction
    ends, so numbers neither repeat nor leave gaps, and two intakes of one office wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series, year])
        return cursor.fetchone()[0]
