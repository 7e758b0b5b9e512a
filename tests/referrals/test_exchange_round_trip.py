"""What goes in comes out: import, export, import again elsewhere, and nothing of the standard is lost."""

import io
import zipfile
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions import change_person, open_case
from cases.models import Person
from referrals.exchange.kinds import Kind
from referrals.exchange.spellings import PICKLISTS
from referrals.exchange.standard import ATTRIBUTION, STANDARD
from tests.referrals.exchange_stories import (
    canonical_rows,
    exported,
    full_row,
    imported,
    judged,
    sheet_of,
    standard_rows,
)
from tests.referrals.workbooks import cells_of, filled_template, records_of

pytestmark = pytest.mark.django_db


def test_rows_that_fill_every_field_with_every_value_come_back_whole(lima, ulises):
    content = sheet_of([full_row(number) for number in range(30)])
    imported(content, lima, ulises)
    assert standard_rows(exported(lima, ulises)) == canonical_rows(content)
    assert all(len(row) == 84 for row in standard_rows(exported(lima, ulises)))


def test_a_second_office_that_imports_the_export_exports_the_same(lima, ulises, iquitos, celia):
    imported(sheet_of([full_row(number) for number in range(12)]), lima, ulises)
    first = exported(lima, ulises)
    imported(first, iquitos, celia)
    assert standard_rows(exported(iquitos, celia)) == standard_rows(first)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["prs_FirstName", "vic_MethodsOfControl", "cas_Status", "con_Consent", "prs_Gender"])
def test_codes_that_nobody_knows_come_back_as_they_were(lima, ulises, name):
    content = sheet_of([{**full_row(1), name: "Ni idea; de esto"}])
    imported(content, lima, ulises)
    assert standard_rows(exported(lima, ulises)) == canonical_rows(content)


def test_a_text_longer_than_its_field_comes_back_whole(lima, ulises):
    row = {
        **full_row(1),
        "prs_FirstName": "Ana " * 200,
        "prs_MailingStreet": "x" * 5000,
        "cco_CaseComment": "ñ" * 32_000,
    }
    imported(sheet_of([row]), lima, ulises)
    (record,) = standard_rows(exported(lima, ulises))
    assert (record["prs_FirstName"], record["cco_CaseComment"]) == (row["prs_FirstName"], row["cco_CaseComment"])
    assert len(Person.objects.get().given_names) <= 120


def test_an_empty_cell_comes_back_empty(lima, ulises):
    imported(sheet_of([{"prs_FirstName": "Kori"}]), lima, ulises)
    assert standard_rows(exported(lima, ulises)) == [{"prs_FirstName": "Kori"}]


def test_what_somebody_changed_since_rules_over_what_came_in(lima, ulises):
    imported(sheet_of([{"prs_FirstName": "Ana", "prs_MiddleName": "María", "prs_Gender": "Muxe"}]), lima, ulises)
    person = Person.objects.get()
    change_person(person, {"given_names": "Ana Lucía"}, by=ulises, expected_version=person.version)
    (record,) = standard_rows(exported(lima, ulises))
    assert (record["prs_FirstName"], record.get("prs_MiddleName")) == ("Ana Lucía", None)
    assert record["prs_Gender"] == "Muxe"


def test_columns_outside_the_standard_come_back_at_the_end(lima, ulises):
    imported(sheet_of([{"prs_FirstName": "Kori", "Color de la ficha": "azul"}]), lima, ulises)
    content = exported(lima, ulises)
    assert cells_of(content)[0][-1] == "Color de la ficha"
    assert records_of(content)[0]["Color de la ficha"] == "azul"


def test_our_own_cases_leave_by_the_standard_with_what_it_lacks(case, iquitos, celia):
    (row,) = records_of(exported(iquitos, celia))
    assert row["prs_FirstName"] == "Flor de María"
    assert (row["prs_SecondName"], row["x_pe_SecondSurname"]) == ("Quispe", "Mamani")
    assert (row["prs_Gender"], row["con_Consent"], row["cas_Status"]) == ("Feminine", "TRUE", "Active")
    assert row["vic_TraffickingStatus"] == "PossibleVictimOfTrafficking"
    assert (row["hte_City"], row["hte_State"], row["hte_Country"]) == ("Iquitos", "Loreto", "PE")
    assert row["x_pe_CaseCode"] == case.code
    assert (row["x_pe_IntakeDate"], row["x_pe_AgeAtIdentification"]) == ("2026-11-02", "16")


def test_our_own_cases_arrive_in_another_office_as_they_left(case, iquitos, celia, lima, ulises):
    first = exported(iquitos, celia)
    imported(first, lima, ulises)
    second = exported(lima, ulises)
    own = {"x_pe_CaseCode", "x_pe_PersonCode", "cas_CaseOwner"}
    before, after = records_of(first)[0], records_of(second)[0]
    assert {k: v for k, v in after.items() if k not in own} == {k: v for k, v in before.items() if k not in own}


def test_an_export_brought_back_home_adds_nothing(case, iquitos, celia):
    content = exported(iquitos, celia)
    judgement = judged(content, iquitos, celia)
    assert [verdict.outcome for verdict in judgement.verdicts] == ["KNOWN"]


def test_an_export_names_its_source_and_copies_none_of_the_published_slips(case, iquitos, celia):
    content = exported(iquitos, celia)
    names, labels = cells_of(content)[:2]
    assert names[:84] == [field.name for field in STANDARD]
    assert "" not in names
    assert "" not in labels
    assert ATTRIBUTION in str(cells_of(content, sheet=1))


hostile = st.sampled_from(
    ["=1+1", "\t=1", "＝1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "\r\n=1", "_x0041_", "'=1"]
)
text = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40), hostile)


def _values(field):
    if field.kind in (Kind.PICKLIST, Kind.MULTI):
        pairs = PICKLISTS[field.name]
        one = st.sampled_from([each for pair in pairs for each in pair])
        if field.kind == Kind.PICKLIST:
            return st.one_of(one, text)
        return st.one_of(st.lists(one, min_size=1, max_size=4).map("; ".join), text)
    return {
        Kind.BOOLEAN: st.one_of(st.sampled_from(["TRUE", "Yes", "0", "No"]), text),
        Kind.NUMBER: st.one_of(st.integers(-90, 90).map(str), text),
        Kind.DATE: st.dates(date(1980, 1, 1), date(2020, 12, 31)).map(date.isoformat),
    }.get(field.kind, text)


rows = st.lists(
    st.fixed_dictionaries({}, optional={field.name: _values(field) for field in STANDARD}).filter(bool),
    min_size=1,
    max_size=3,
)


@pytest.mark.slow
@given(rows=rows)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_any_rows_at_all_come_back(lima, ulises, iquitos, celia, rows):
    content = sheet_of(rows)
    expected = canonical_rows(content)
    with transaction.atomic():
        if expected and not judged(content, lima, ulises).count("REFUSED"):
            imported(content, lima, ulises)
            first = exported(lima, ulises)
            assert standard_rows(first) == expected
            imported(first, iquitos, celia)
            assert standard_rows(exported(iquitos, celia)) == expected
        transaction.set_rollback(True)


def test_no_cell_of_an_export_is_a_formula(lima, ulises):
    nasty = ["=1+1", "\t=1", "＝1", "@SUM(A1)", "+1", "-1", '=HYPERLINK("http://x")', "http://example.org"]
    imported(
        filled_template([{"First Name": each, "Second Name": each, "Email": each} for each in nasty]), lima, ulises
    )
    content = exported(lima, ulises)
    assert sorted(row["prs_FirstName"] for row in records_of(content)) == sorted(nasty)
    assert b"<f>" not in _sheet_xml(content)
    assert b"hyperlink" not in _sheet_xml(content).lower().replace(b"=hyperlink(", b"")


def _sheet_xml(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml")


def test_open_case_is_known_again_by_its_codes_even_after_changes(intake, rosa, iquitos, celia):
    case = open_case(intake, by=rosa)
    content = exported(iquitos, celia)
    person = case.participations.get().person
    change_person(person, {"given_names": "Otra"}, by=rosa, expected_version=person.version)
    assert judged(content, iquitos, celia).count("NEW") == 0
