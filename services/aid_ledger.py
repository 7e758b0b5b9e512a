"""The ledger for the accountant: codes and amounts, nobody's name, and no cell that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from interface.cells import guarded, write_text
from services.models import AidMovement

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
AMOUNT = 4  # the column of numbers


def ledger_head() -> list[str]:
    return [_("Día"), _("Proyecto"), _("Sede"), _("Movimiento"), _("Importe S/"), _("Pedido"), _("Para qué")]


def ledger_rows(movements: QuerySet[AidMovement]) -> Iterator[list[str]]:
    """One line per movement, the oldest first; amounts with a point and two decimals."""
    rows = movements.select_related("budget__project", "budget__office", "request").order_by("on", "at", "id")
    for each in rows:
        yield [
            each.on.isoformat(),
            each.budget.project.code,
            each.budget.office.code,
            str(each.get_kind_display()),
            f"{each.amount:.2f}",
            each.request.code if each.request else "",
            str(each.request.get_purpose_display()) if each.request else "",
        ]


def ledger_csv(movements: QuerySet[AidMovement]) -> tuple[bytes, int]:
    """The file, with the mark by which spreadsheets know its letters, and how many lines it has."""
    written, count = io.StringIO(), 0
    writer = csv.writer(written)
    writer.writerow(ledger_head())
    for row in ledger_rows(movements):
        writer.writerow([guarded(cell) for cell in row])
        count += 1
    return written.getvalue().encode("utf-8-sig"), count


def ledger_workbook(movements: QuerySet[AidMovement]) -> tuple[bytes, int]:
    content, count = io.BytesIO(), 0
    with Workbook(content, _OPTIONS) as book:
        money, bold = book.add_format({"num_format": "#,##0.00"}), book.add_format({"bold": True})
        sheet = book.add_worksheet(_("Fondo de ayuda"))
        sheet.freeze_panes(1, 0)
        for column, words in enumerate(ledger_head()):
            write_text(sheet, 0, column, words, bold)
        for count, row in enumerate(ledger_rows(movements), start=1):
            for column, cell in enumerate(row):
                if column == AMOUNT:
                    sheet.write_number(count, column, float(cell), money)
                else:
                    write_text(sheet, count, column, cell)
        sheet.set_column(0, 6, 18)
    return content.getvalue(), count
