"""Files that are no workbook, or worse: each gets one sentence, and costs little."""

import io
import zipfile

import pytest

from referrals.exchange.files import MOST_BYTES, Reason, UnreadableFile, kind_of, sheets_of
from tests.referrals.workbooks import TEMPLATE, workbook

WORKSHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="a">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)


def refusal(content: bytes) -> Reason:
    with pytest.raises(UnreadableFile) as refused:
        sheets_of(content)
    return refused.value.reason


def archive(**parts) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name.replace("__", "/").replace("_dot_", "."), part)
    return content.getvalue()


def template_with_sheet(sheet: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(TEMPLATE) as template, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book:
        for part in template.infolist():
            own = part.filename == "xl/worksheets/sheet1.xml"
            book.writestr(part.filename, sheet if own else template.read(part.filename))
    return content.getvalue()


def test_the_published_template_is_read():
    (sheet,) = sheets_of(TEMPLATE.read_bytes())
    assert sheet.rows[0][1][1] == "cas_CaseOwner"


def test_an_empty_file():
    assert refusal(b"") == Reason.EMPTY
    assert refusal(b"  \n ") == Reason.EMPTY


@pytest.mark.parametrize("content", [b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n\x00", b"\x00" * 64, b"<html>"])
def test_something_else_than_a_workbook(content):
    assert refusal(content) == Reason.NOT_A_WORKBOOK


def test_an_archive_of_something_else():
    assert refusal(archive(word__document_dot_xml="<w/>")) == Reason.NOT_A_WORKBOOK


def test_a_broken_archive():
    assert refusal(TEMPLATE.read_bytes()[:5000]) == Reason.BROKEN


def test_a_workbook_with_a_broken_sheet():
    assert refusal(template_with_sheet("<worksheet><sheetData><row")) == Reason.BROKEN


def test_a_file_of_two_hundred_megabytes_is_refused_by_its_size():
    assert refusal(b"PK" + bytes(200 * 1024 * 1024)) == Reason.TOO_BIG
    assert refusal(b"a" * (MOST_BYTES + 1)) == Reason.TOO_BIG


def test_an_old_or_protected_workbook():
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert refusal(old) == Reason.OLD_FORMAT
    assert refusal(old + "EncryptedPackage".encode("utf-16-le")) == Reason.PASSWORD


def test_a_protected_opendocument_workbook():
    manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    content = archive(content_dot_xml="<x/>", **{"META-INF__manifest_dot_xml": manifest})
    assert refusal(content) == Reason.PASSWORD


@pytest.mark.parametrize("part", ["xl__vbaProject_dot_bin", "Basic__Standard__script_dot_xml"])
def test_a_workbook_with_macros(part):
    assert refusal(archive(xl__workbook_dot_xml="<x/>", **{part: "macro"})) == Reason.MACROS


@pytest.mark.slow
def test_an_archive_that_swells():
    content = archive(xl__workbook_dot_xml="<x/>", xl__worksheets__sheet1_dot_xml=b" " * (301 * 1024 * 1024))
    assert len(content) < MOST_BYTES
    assert refusal(content) == Reason.TOO_HEAVY


def test_two_cells_a_world_apart_cost_no_memory_of_ours():
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal(template_with_sheet(WORKSHEET.format(far))) == Reason.TOO_HEAVY


@pytest.mark.parametrize("columns", [100, 16_384])
def test_a_cell_repeated_a_million_times_costs_no_memory_of_ours(columns):
    cell = f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}">'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}<text:p>x</text:p></table:table-cell>'
    content = archive(
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
        content_dot_xml=ODS.format(row + "</table:table-row>"),
        **{"META-INF__manifest_dot_xml": "<m/>"},
    )
    assert refusal(content) in {Reason.TOO_HEAVY, Reason.BROKEN}


def test_names_in_names_are_not_followed():
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    body = '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
    content = template_with_sheet(entities + WORKSHEET.format(body))
    try:
        rows = sheets_of(content)[0].rows
    except UnreadableFile as refused:
        assert refused.reason == Reason.BROKEN
    else:
        assert "aaaaaaaaaa" not in str(rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_files_of_every_usual_kind(encoding, separator):
    line = separator.join(["prs_FirstName", "prs_SecondName"])
    text = f'{line}\nÑusta{separator}"Quispe{separator} Mamani"\n'
    (sheet,) = sheets_of(text.encode(encoding))
    assert sheet.rows == [(1, ["prs_FirstName", "prs_SecondName"]), (2, ["Ñusta", f"Quispe{separator} Mamani"])]


def test_the_reader_knows_the_kind_from_the_bytes():
    assert kind_of(workbook(["a"], rows=[])) == "workbook"
    assert kind_of(b"a,b\n1,2\n") == "csv"


def test_row_numbers_are_those_of_the_sheet():
    (sheet,) = sheets_of(workbook(["a", "b"], rows=[["", ""], ["x", "y"]]))
    assert [number for number, _cells in sheet.rows] == [1, 3]
