"""The report of an import in words: per column and per row, for a page, a terminal or a workbook."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from interface.cells import write_text
from referrals.exchange.exporting import OPTIONS
from referrals.exchange.fields import FIELDS
from referrals.exchange.findings import Category, HeaderNote, Message, Outcome
from referrals.exchange.judging import Judgement


@dataclass(frozen=True)
class ColumnLine:
    """What became of a column: where it stands, what it was taken for, how many cells went which way, and why."""

    letter: str
    title: str
    field: str
    spanish: str
    note: str
    taken: int
    mapped: int
    kept: int
    refused: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def cells(self) -> int:
        return self.taken + self.mapped + self.kept + self.refused


@dataclass(frozen=True)
class CellLine:
    """One cell that was not simply taken."""

    column: str
    category: str
    message: str


def summary_of(judgement: Judgement) -> list[dict]:
    """What a run keeps of the columns, as plain JSON."""
    return [
        {
            "letter": tally.column.letter,
            "title": tally.column.title,
            "field": tally.column.field.name if tally.column.field else "",
            "note": tally.column.note.value,
            "counts": dict(tally.counts),
            "messages": dict(tally.messages),
        }
        for tally in judgement.tallies
    ]


def column_lines(summary: Iterable[dict]) -> list[ColumnLine]:
    return [_column_line(column) for column in summary]


def _column_line(column: dict) -> ColumnLine:
    counts = column["counts"]
    field = FIELDS.get(column["field"])
    reasons = sorted(column["messages"].items(), key=lambda pair: -pair[1])
    return ColumnLine(
        letter=column["letter"],
        title=column["title"],
        field=column["field"],
        spanish=str(field.spanish) if field else _("Fuera del estándar"),
        note=str(HeaderNote(column["note"]).label),
        taken=counts.get(Category.TAKEN, 0),
        mapped=counts.get(Category.MAPPED, 0),
        kept=counts.get(Category.KEPT_AS_TEXT, 0),
        refused=counts.get(Category.REFUSED, 0),
        reasons=tuple((str(Message(code).label), count) for code, count in reasons),
    )


def cell_lines(cells: Iterable[list[str]]) -> list[CellLine]:
    """What was said of the cells of one row; refusals come first, as they were stored."""
    return [
        CellLine(
            column=str(FIELDS[name].spanish) if name in FIELDS else name,
            category=category,
            message=str(Message(message).label),
        )
        for name, category, message in cells
    ]


def report_workbook(summary: Iterable[dict], findings: Iterable) -> bytes:
    """Everything that was said, as a workbook of text: one sheet by column, one by row and cell."""
    content = io.BytesIO()
    with Workbook(content, OPTIONS) as book:
        _write(book, _("Columnas"), _column_rows(summary))
        _write(book, _("Filas"), _finding_rows(findings))
    return content.getvalue()


def _column_rows(summary) -> Iterator[tuple]:
    categories = [str(category.label) for category in Category]
    yield (_("Columna"), _("Título"), _("Campo"), _("Qué es"), *categories, _("Título entendido"), _("Por qué"))
    for line in column_lines(summary):
        why = " ".join(f"{reason} ({count})" for reason, count in line.reasons)
        counts = (line.taken, line.mapped, line.kept, line.refused)
        yield (line.letter, line.title, line.field, line.spanish, *counts, line.note, why)


def _finding_rows(findings) -> Iterator[tuple]:
    yield (_("Fila"), _("Resultado"), _("Columna"), _("Qué pasó"), _("Por qué"))
    for finding in findings:
        outcome = str(Outcome(finding.outcome).label)
        lines = cell_lines(finding.cells)
        if not lines:
            yield (finding.number, outcome, "", "", "")
        for line in lines:
            yield (finding.number, outcome, line.column, str(Category(line.category).label), line.message)


def _write(book: Workbook, title: str, rows: Iterable[tuple]) -> None:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 8, 24)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value)
            else:
                write_text(sheet, number, column, value)
