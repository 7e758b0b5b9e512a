"""An office's records as rows of the standard, and the workbook they are written in."""

import io
from collections.abc import Callable, Iterator

from django.db.models import QuerySet
from django.utils import timezone
from xlsxwriter import Workbook

from cases.models import Participation
from interface.cells import write_text
from referrals.exchange.fields import FIELDS
from referrals.exchange.lens import merged
from referrals.exchange.loading import PORTION, parts_of, records_of
from referrals.exchange.parts import Part, told
from referrals.exchange.standard import ATTRIBUTION

SHEET = "HTCDS 2.0"
# Text is text: nothing in a cell is ever a formula, a link or a number.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
Progress = Callable[[int, int], None]


def workbook_of(participations: QuerySet[Participation], progress: Progress) -> tuple[bytes, int]:
    """The workbook, and how many rows it has. Names in the first row, labels in the second, rows from the third.

    It is made in memory; no part of it touches a disk.
    """
    total = participations.count()
    rows, others = _collect(participations, total, progress)
    return _written([*FIELDS, *others], rows), len(rows)


def _collect(participations, total: int, progress: Progress) -> tuple[list[dict[str, str]], list[str]]:
    rows: list[dict[str, str]] = []
    others: dict[str, None] = {}
    done = 0
    for portion in _portions(parts_of(participations)):
        records = records_of(portion)
        for part in portion:
            for row, beyond in _rows_of(part, records.get(part.participation.pk, [])):
                rows.append(row | beyond)
                others |= dict.fromkeys(beyond)
        done += len(portion)
        progress(done, total)
    return rows, list(others)


def _portions(parts: Iterator[Part]) -> Iterator[list[Part]]:
    portion: list[Part] = []
    for part in parts:
        portion.append(part)
        if len(portion) == PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


def _rows_of(part: Part, records: list) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """One row per imported row of this part; one of our own if it was never imported."""
    said = told(part)
    if not records:
        yield merged({}, {}, said), {}
    for record in records:
        yield merged(record.kept, record.stood, said), record.others


def _written(names: list[str], rows: list[dict[str, str]]) -> bytes:
    content = io.BytesIO()
    with Workbook(content, OPTIONS) as book:
        book.set_properties({"title": SHEET, "comments": ATTRIBUTION, "created": timezone.now().replace(tzinfo=None)})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(SHEET)
        sheet.freeze_panes(2, 0)
        sheet.set_column(0, len(names) - 1, 22)
        for column, name in enumerate(names):
            write_text(sheet, 0, column, name)
            write_text(sheet, 1, column, FIELDS[name].label if name in FIELDS else name, bold)
        for number, row in enumerate(rows, start=2):
            for column, name in enumerate(names):
                if value := row.get(name):
                    write_text(sheet, number, column, value)
        _write_notice(book)
    return content.getvalue()


def _write_notice(book: Workbook) -> None:
    sheet = book.add_worksheet("Notice")
    sheet.set_column(0, 0, 120)
    lines = (
        ATTRIBUTION,
        "Columns x_pe_… carry what the standard lacks for Peru; INEI codes of place, dates in ISO 8601.",
        "Several values of one cell are separated by a semicolon. Confidential: personal data of victims.",
    )
    for number, line in enumerate(lines):
        write_text(sheet, number, 0, line)
