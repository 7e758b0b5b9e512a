"""The trail is read in Spanish: no table and no field is shown by its name in the code."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.audit import record
from accounts.models import AuditAction
from accounts.trail_words import field_words, kind_words

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("accounts", "cases", "services", "referrals", "reports", "directory")
RECORDED = re.compile(r"record(?:_about)?\([^()]*(?:\([^()]*\)[^()]*)*fields=[\[(]([^\])]*)[\])]")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("cases.case", "caso"),
        ("cases.person", "persona"),
        ("referrals.referral", "derivación"),
        ("accounts.user", "cuenta"),
        ("directory.agencyunit", "unidad"),
        ("referrals:board", "una página"),
        ("gone.table", "gone.table"),
        ("", ""),
    ],
)
def test_a_kind_of_record_has_a_word(kind, words):
    assert kind_words(kind) == words


def test_every_table_that_the_trail_may_name_has_a_word_of_its_own():
    """Names that Django derives from the class are English."""
    watched = ("cases", "services", "referrals.referral", "directory", "reports.reportrun", "accounts.user")
    models = [each for each in apps.get_models() if each._meta.label_lower.startswith(watched)]
    derived = [
        each._meta.label_lower
        for each in models
        if str(each._meta.verbose_name) == re.sub(r"(?<!^)([A-Z])", r" \1", each.__name__).lower()
    ]
    assert derived == []


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("cases.case", "summary", "resumen"),
        ("cases.task", "done_at", "hecha"),
        ("referrals.importrun", "rows=135", "filas: 135"),
        ("cases.case", "something_gone", "something_gone"),
    ],
)
def test_a_datum_has_a_word(kind, name, words):
    assert field_words(kind, name) == words


def test_what_the_code_records_is_never_shown_by_its_name_in_the_code():
    named = {name for room in ROOMS for path in (ROOT / room).rglob("*.py") for name in _recorded(path.read_text())}
    assert {"done_at", "withdrawn_on", "print"} <= named
    assert sorted(name for name in named if not _has_words(name)) == []


def _recorded(source):
    return [each for found in RECORDED.findall(source) for each in re.findall(r'f?"([a-z_]+)[="]', found)]


def _has_words(name):
    """In a table that has such a field, or by itself."""
    models = [each for room in ROOMS for each in apps.get_app_config(room).get_models()]
    kinds = ["", *(each._meta.label_lower for each in models)]
    return any(field_words(kind, name) not in (name, name.replace("_", " ")) for kind in kinds)


@pytest.mark.django_db
def test_the_auditor_reads_words(sign_in, ana, case, rosa):
    record(rosa, AuditAction.CHANGED, "cases.case", case.pk, code=case.code, fields=["summary", "team"])
    page = sign_in(ana).get(reverse("accounts:audit")).content.decode()
    assert ">caso" in page and "resumen, equipo" in page
    assert ">case<" not in page and "summary" not in page
