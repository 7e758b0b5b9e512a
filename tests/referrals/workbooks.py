"""Workbooks for the stories of the exchange: the published template filled in, and sheets of any other shape."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from interface.cells import unguarded

FILES = Path(__file__).parent / "files"
TEMPLATE = FILES / "htcds_v2.0_template.xlsx"
FIELD_STANDARDS = FILES / "htcds_v2.0_field_standards.ods"
_SHEET = "xl/worksheets/sheet1.xml"
_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>{}'
    "</office:spreadsheet></office:body></office:document-content>"
)
_ROW = re.compile(r'<row r="(\d+)"[^>]*>(.*?)</row>', re.S)


def filled_template(rows: list[dict]) -> bytes:
    """The published template with these rows from row 3 on, by the labels that people see."""
    letters = letters_by_label()
    with zipfile.ZipFile(TEMPLATE) as template:
        sheet = template.read(_SHEET).decode()
        head = sheet[: sheet.index("<sheetData>")] + "<sheetData>"
        tail = sheet[sheet.index("</sheetData>") :]
        old = [match.group(0) for match in _ROW.finditer(sheet)]
        new = [_row(number, row, letters) for number, row in enumerate(rows, start=3)]
        body = "".join([*old[:2], *new, *old[2 + len(rows) :]])
        return _with_sheet(template, head + body + tail)


def letters_by_label() -> dict[str, str]:
    rows = CalamineWorkbook.from_path(TEMPLATE).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return {label: letter(index) for index, label in enumerate(rows[1]) if label}


def letter(index: int) -> str:
    return chr(65 + index) if index < 26 else "A" + chr(65 + index - 26)


def _row(number: int, row: dict, letters: dict[str, str]) -> str:
    cells = [(letters[label], value) for label, value in row.items()]
    cells.sort(key=lambda pair: (len(pair[0]), pair[0]))
    inner = "".join(_cell(f"{column}{number}", value) for column, value in cells)
    return f'<row r="{number}"><c r="A{number}"><v>{number - 2}</v></c>{inner}</row>'


def _cell(place: str, value) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" t="d"><v>{value.isoformat()}T00:00:00</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _with_sheet(template: zipfile.ZipFile, sheet: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book:
        for part in template.infolist():
            book.writestr(part.filename, sheet if part.filename == _SHEET else template.read(part.filename))
    return content.getvalue()


def workbook(*heads: list[str], rows: list[list], name: str = "Hoja1") -> bytes:
    """A workbook with these header rows and these rows; days become real days."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as book:
        sheet = book.add_worksheet(name)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate([*heads, *rows]):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif isinstance(value, str):
                    if value:
                        sheet.write_string(number, column, value)
                else:
                    sheet.write(number, column, value)
    return content.getvalue()


def opendocument(**sheets: list[list[str]]) -> bytes:
    """An OpenDocument workbook of text cells: sheet name → rows."""
    tables = "".join(
        f'<table:table table:name="{name}">{"".join(_ods_row(row) for row in rows)}</table:table>'
        for name, rows in sheets.items()
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", "<manifest/>")
        book.writestr("content.xml", _ODS.format(tables))
    return content.getvalue()


def _ods_row(row: list[str]) -> str:
    cells = (
        f'<table:table-cell office:value-type="string"><text:p>{escape(v)}</text:p></table:table-cell>' for v in row
    )
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def cells_of(content: bytes, sheet: int = 0) -> list[list]:
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)
    )


def records_of(content: bytes) -> list[dict[str, str]]:
    """The rows of one of our exports, by field name, without the empty cells."""
    names, _labels, *rows = cells_of(content)
    return [
        {unguarded(name): unguarded(cell) for name, cell in zip(names, row, strict=True) if cell != ""} for row in rows
    ]
