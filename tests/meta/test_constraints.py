"""A CHECK over several columns always says yes or no. PostgreSQL lets through what is neither, so a comparison with a
column that was left empty would keep half a payment, or an end that nobody gave.

Each is asked of the database, with every combination of what its columns may hold, nothing among it.
"""

import re

import pytest
from django.db import connection
from psycopg import sql

CHECKS = """
    SELECT c.conname, pg_get_expr(c.conbin, c.conrelid),
      array_agg(ARRAY[a.attname, format_type(a.atttypid, NULL), CASE WHEN NOT a.attnotnull THEN 'may be empty' END])
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
    WHERE c.contype = 'c' AND c.connamespace = 'public'::regnamespace
    GROUP BY c.oid HAVING count(*) > 1 AND bool_or(NOT a.attnotnull) ORDER BY c.conname
"""
DAYS, NUMBERS = ("2026-01-01", "2026-01-02"), ("-1", "0", "1", "3000")
VALUES = {
    "boolean": ("false", "true"),
    "date": DAYS,
    "timestamp with time zone": DAYS,
    "time without time zone": ("08:00", "09:00"),
    "integer": NUMBERS,
    "smallint": NUMBERS,
    "bigint": NUMBERS,
    "numeric": NUMBERS,
    "uuid": (f"{1:032}", f"{2:032}"),
    "bytea": ("", "x"),
    "character varying[]": ("{}", "{x}"),
    "jsonb": ("{}", "[]"),
}
Column = tuple[str, str, str | None]


def values_of(column: Column, rule: str) -> sql.Composed:
    """What a column may hold; of a text, every word that the rule knows."""
    name, kind, may_be_empty = column
    words = VALUES.get(kind) or ("", "something else", *sorted(set(re.findall(r"'(\w+)'::", rule))))
    held = [*words, None] if may_be_empty else words
    rows = sql.SQL(", ").join(sql.SQL("({}::{})").format(sql.Literal(value), sql.SQL(kind)) for value in held)
    return sql.SQL("(VALUES {}) AS {}({})").format(rows, sql.Identifier(f"of {name}"), sql.Identifier(name))


def left_open(rule: str, columns: list[Column]) -> str | None:
    """Values for which a rule is neither kept nor broken; None without any."""
    asked = sql.SQL("SELECT asked::text FROM (SELECT * FROM {}) asked WHERE ({}) IS NULL LIMIT 1").format(
        sql.SQL(" CROSS JOIN ").join(values_of(column, rule) for column in columns), sql.SQL(rule)
    )
    with connection.cursor() as cursor:
        found = cursor.execute(asked).fetchone()
    return found[0] if found else None


@pytest.mark.django_db
def test_no_rule_over_several_columns_is_neither_kept_nor_broken():
    with connection.cursor() as cursor:
        cursor.execute(CHECKS)
        rules = cursor.fetchall()
    assert len(rules) > 60
    found = {name: left_open(rule, columns) for name, rule, columns in rules}
    assert {name: values for name, values in found.items() if values} == {}


def test_a_rule_with_half_a_pair_is_noticed(db):
    columns = [("seen_on", "date", "may be empty"), ("seen_by", "uuid", "may be empty")]
    half = "(seen_on IS NULL AND seen_by IS NULL) OR (seen_on >= '2026-01-01'::date AND seen_by IS NOT NULL)"
    assert left_open(half, columns) and left_open(f"seen_on IS NOT NULL AND ({half})", columns) is None
