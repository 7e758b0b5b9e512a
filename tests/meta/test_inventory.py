"""What is kept is classified, sealed where it must be, and held to its lists by the database itself."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from accounts.history import Change
from calp.inventory import INVENTORY, OPEN_TEXT, Kind
from tests.meta import documents
from vault.fields import SealedField

ROOMS = ("vault", "directory", "accounts", "mfa", "cases", "services", "justice", "referrals", "reports")
TEXT = (models.CharField, models.TextField, models.JSONField, models.FileField)


def our_models():
    return [
        model
        for room in ROOMS
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
        if model._meta.managed
    ]


def columns(model) -> list[models.Field]:
    return [*model._meta.concrete_fields, *model._meta.local_many_to_many]


def choices_of(field) -> list:
    chosen = field.base_field if isinstance(field, ArrayField) else field
    return [value for value, _label in chosen.flatchoices]


def in_the_row(model, field) -> models.Field:
    """The column that a column of a history is copied from: it alone knows the list it was chosen from."""
    is_copy = issubclass(model, Change) and field in model.copied()
    return model.pgh_tracked_model._meta.get_field(field.name) if is_copy else field


def is_written_text(field) -> bool:
    inner = field.base_field if isinstance(field, ArrayField) else field
    return isinstance(inner, TEXT) and not choices_of(field)


def test_every_column_of_every_table_is_classified_exactly_once():
    problems = []
    for model in our_models():
        label = model._meta.label_lower
        if label not in INVENTORY:
            problems.append(f"{label} is not in the inventory")
            continue
        listed = [name for name, _kind in INVENTORY[label].columns()]
        there = {field.name for field in columns(model)}
        problems += [f"{label}.{name} is not classified" for name in sorted(there - set(listed))]
        problems += [f"{label}.{name} no longer exists" for name in sorted(set(listed) - there)]
        problems += [
            f"{label}.{name} is classified twice" for name in sorted({n for n in listed if listed.count(n) > 1})
        ]
    gone = set(INVENTORY) - {model._meta.label_lower for model in our_models()}
    assert problems + [f"{label} no longer exists" for label in sorted(gone)] == []


@pytest.mark.security
def test_written_text_about_somebody_is_sealed_or_says_why_not():
    open_text = set()
    for model in our_models():
        label = model._meta.label_lower
        kinds = dict(INVENTORY[label].columns())
        for field in columns(model):
            if (
                kinds[field.name] != Kind.PLAIN
                and is_written_text(in_the_row(model, field))
                and not isinstance(field, SealedField)
            ):
                open_text.add((label, field.name))
    assert open_text == set(OPEN_TEXT)


@pytest.mark.security
def test_what_is_sealed_is_about_somebody():
    """A sealed column called plain would be a mistake of the inventory."""
    for model in our_models():
        kinds = dict(INVENTORY[model._meta.label_lower].columns())
        sealed = [field.name for field in columns(model) if isinstance(field, SealedField)]
        assert [name for name in sealed if kinds[name] == Kind.PLAIN] == [], model


def checks_of_the_database() -> list[tuple[str, set[str], str]]:
    """(table, columns, condition) of every check of our database."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.relname, array_agg(a.attname::text), pg_get_expr(c.conbin, c.conrelid)
            FROM pg_constraint c
            JOIN pg_class r ON r.oid = c.conrelid
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
            WHERE c.contype = 'c' AND c.convalidated AND c.conenforced AND r.relnamespace = 'public'::regnamespace
            GROUP BY r.relname, c.oid
            """
        )
        return [(table, set(names), condition) for table, names, condition in cursor.fetchall()]


def test_every_list_of_choices_is_a_rule_of_the_database(db):
    """Some check of the column alone lets every listed value through, and refuses a word that is in no list."""
    checks, missing = checks_of_the_database(), []
    for model in our_models():
        for field in [field for field in model._meta.concrete_fields if choices_of(field)]:
            values = {str(value) for value in choices_of(field)}
            of_column = [c for table, names, c in checks if table == model._meta.db_table and names == {field.column}]
            of_column = [each for each in of_column if values <= set(re.findall(r"'([^']*)'", each))]
            if not of_column or any(allows(each, field, "zzz") for each in of_column):
                missing.append(f"{model._meta.label}.{field.name}")
    assert missing == []


def allows(condition: str, field, word: str) -> bool:
    value = f"ARRAY['{word}']::varchar[]" if isinstance(field, ArrayField) else f"'{word}'::varchar"
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {condition} FROM (SELECT {value} AS "{field.column}") AS asked')
        return cursor.fetchone()[0]


ENDS = {"valid_to": "valid_from", "period_to": "period_from", "left_on": "joined_on", "closed_on": "opened_on"}


def interval_of(model, name: str) -> str | None:
    """The column where the interval that ends in ``name`` begins."""
    for start in (ENDS.get(name), name.replace("ended_", "started_")):
        if start and start != name and any(field.name == start for field in model._meta.concrete_fields):
            return start
    return None


def test_no_interval_may_end_before_it_begins(db):
    checks, missing, seen = checks_of_the_database(), [], 0
    for model in our_models():
        if issubclass(model, Change):
            continue  # what a row was is not held to its rules a second time
        for field in model._meta.concrete_fields:
            start = interval_of(model, field.name)
            if not start:
                continue
            seen += 1
            of_table = [n for table, n, _c in checks if table == model._meta.db_table]
            if not any({start, field.column} <= names for names in of_table):
                missing.append(f"{model._meta.label}: {start} to {field.name}")
    assert missing == []
    assert seen > 6


def test_the_printed_inventory_is_current():
    printed = (settings.BASE_DIR / "docs" / "data-inventory.md").read_text()
    assert printed == documents.data_inventory(), "run script/docs"
