"""Numbers that cannot repeat."""

from django.db import connection

from directory.models import CodeSeries

__all__ = ["CodeSeries", "next_code", "next_codes"]

_NEXT = """
INSERT INTO directory_codeseries (name, year, last) VALUES (%s, %s, %s)
ON CONFLICT (name, year) DO UPDATE SET last = directory_codeseries.last + EXCLUDED.last
RETURNING last
"""


def next_code(series: str, year: int) -> int:
    """The next number of ``series`` in ``year``, from 1.

    Call it inside the transaction that uses the number: the counter's row stays locked until that transaction
    ends, so numbers neither repeat nor leave gaps, and two intakes of one office wait for each other.
    """
    return next_codes(series, year, 1)[0]


def next_codes(series: str, year: int, count: int) -> range:
    """The next ``count`` numbers of ``series`` in ``year``, for writing many rows at once; locks as ``next_code``."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series, year, count])
        last = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)
