"""Which column is which, whatever was done to the header."""

import pytest

from referrals.exchange.fields import FIELDS
from referrals.exchange.files import Reason, UnreadableFile, sheets_of
from referrals.exchange.findings import HeaderNote
from referrals.exchange.headers import find_table
from referrals.exchange.standard import STANDARD
from tests.referrals.workbooks import FIELD_STANDARDS, TEMPLATE, filled_template, opendocument, workbook


def columns(content: bytes) -> dict[str, str]:
    """Letter → field."""
    return {
        column.letter: column.field.name if column.field else "" for column in find_table(sheets_of(content)).columns
    }


def notes(content: bytes) -> dict[str, str]:
    return {column.letter: column.note.name for column in find_table(sheets_of(content)).columns}


def test_the_published_template_with_its_hidden_slips():
    found = columns(TEMPLATE.read_bytes())
    assert "A" not in found
    assert found["B"] == "cas_CaseOwner"
    assert found["T"] == "vic_TraffickingStatusDecisionMakingOrg"
    assert found["AJ"] == "cas_ReasonForOutgoingReferral"
    assert len(set(found.values())) == 38


def test_where_hidden_names_and_labels_quarrel_the_label_rules():
    found = columns(TEMPLATE.read_bytes())
    assert [found[letter].removeprefix("prs_Mailing") for letter in "NOPQR"] == [
        "Street",
        "City",
        "State",
        "PostalCode",
        "Country",
    ]
    assert notes(TEMPLATE.read_bytes())["N"] == HeaderNote.LABEL_RULES.name


def test_unless_the_countries_stand_where_the_names_say():
    rows = [
        {"First Name": "Kori", "Mailing City": "PE", "Mailing Street": "Iquitos", "Mailing Zip/Postal Code": "Jr. 1"}
    ]
    found = columns(filled_template(rows))
    assert (found["N"], found["O"], found["Q"]) == ("prs_MailingCity", "prs_MailingCountry", "prs_MailingStreet")


def test_names_only_in_any_order():
    names = [field.name for field in reversed(STANDARD)]
    assert list(columns(workbook(names, rows=[])).values()) == names


def test_labels_only_in_the_published_order():
    """Longitude, Latitude and Type stand three times: their neighbours say whose they are."""
    labels = [field.label for field in STANDARD]
    assert list(columns(workbook(labels, rows=[])).values()) == [field.name for field in STANDARD]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("prs_First_Name", "prs_FirstName"),
        ("prs_Second_Name", "prs_SecondName"),
        ("vic_Methods_of_Control", "vic_MethodsOfControl"),
        ("VIC_METHODSOFCONTROL", "vic_MethodsOfControl"),
        ("grupo/prs_Birthdate", "prs_Birthdate"),
        ("vic_TraffickinStatusDecisionMakingOrg", "vic_TraffickingStatusDecisionMakingOrg"),
        ("cas_ReferringOrganization", "cas_ReferringOrganisation"),
        (" con_Consent ", "con_Consent"),
    ],
)
def test_names_written_another_way(written, meant):
    found = columns(workbook([written, "prs_Email", "cas_Status", "prs_Title"], rows=[]))
    assert found["A"] == meant


def test_a_form_that_labels_the_title_as_second_name_is_not_believed():
    names = ["prs_First_Name", "prs_Second_Name", "prs_Title"]
    labels = ["First Name", "Second Name", "Second Name"]
    assert list(columns(workbook(names, labels, rows=[])).values()) == [
        "prs_FirstName",
        "prs_SecondName",
        "prs_Title",
    ]


def test_columns_outside_the_standard_are_named_as_such_and_repeated_ones_too():
    content = workbook(["prs_FirstName", "Notas", "prs_Email", "cas_Status", "prs_Email", "Notas"], rows=[])
    table = find_table(sheets_of(content))
    assert [column.note for column in table.columns if column.field is None] == [
        HeaderNote.NOT_IN_STANDARD,
        HeaderNote.REPEATED,
        HeaderNote.NOT_IN_STANDARD,
    ]
    assert [column.title for column in table.columns if column.field is None] == [
        "Notas (B)",
        "prs_Email (E)",
        "Notas (F)",
    ]


def test_the_header_may_stand_below_a_title_and_on_any_sheet():
    content = workbook(["Registro 2025"], [""], ["prs_FirstName", "prs_Email", "cas_Status"], rows=[["Kori"]])
    table = find_table(sheets_of(content))
    assert table.rows == [(4, ["Kori"])]


def test_the_published_definitions_are_not_people():
    with pytest.raises(UnreadableFile) as refused:
        find_table(sheets_of(FIELD_STANDARDS.read_bytes()))
    assert refused.value.reason == Reason.ONLY_DEFINITIONS


def test_people_beside_the_definitions_are_found_in_an_opendocument_workbook():
    definitions = [
        ["Field Name", "Field Label", "Field Type", "prs_FirstName"],
        ["FirstName", "First Name", "Text", ""],
    ]
    people = [["prs_FirstName", "vic_MethodsOfControl", "cas_Status"], ["Ñusta", "Debt bondage; Other", "Active"]]
    table = find_table(sheets_of(opendocument(Field_Standards=definitions, Datos=people)))
    assert table.rows == [(2, ["Ñusta", "Debt bondage; Other", "Active"])]


def test_people_in_a_text_file_saved_from_the_template():
    text = "\ufeff;cas_CaseOwner;prs_FirstName;con_Consent\n;Case Owner;First Name;Consent\n1;Rosa;Ñusta;TRUE\n"
    table = find_table(sheets_of(text.encode()))
    assert [column.field.name for column in table.columns] == ["cas_CaseOwner", "prs_FirstName", "con_Consent"]
    assert table.rows == [(3, ["1", "Rosa", "Ñusta", "TRUE"])]


def test_a_workbook_about_something_else():
    with pytest.raises(UnreadableFile) as refused:
        find_table(sheets_of(workbook(["Producto", "Precio", "Cantidad"], rows=[["Arroz", 3, 4]])))
    assert refused.value.reason == Reason.NO_HEADER


def test_every_field_of_ours_is_found_by_its_own_name():
    names = list(FIELDS)
    assert list(columns(workbook(names, rows=[])).values()) == names
