"""The rows of a sheet as values of the standard, each cell with what is said of it. No tables are read here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from referrals.exchange.findings import Category, Message
from referrals.exchange.headers import Column, Table
from referrals.exchange.limits import LONGEST
from referrals.exchange.values import LONGEST_CELL, Cell, read_cell, text_of


@dataclass
class Row:
    """One row: ``cells`` by field name where something was written; ``others`` by title, outside the standard."""

    number: int
    cells: dict[str, Cell] = field(default_factory=dict)
    others: dict[str, Cell] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """The value of a field, empty where nothing was said or where it was only kept as text."""
        cell = self.cells.get(name)
        return "" if cell is None or cell.category == Category.KEPT_AS_TEXT else cell.value

    def written(self, name: str) -> str:
        """The value of a field, also where it was kept as text."""
        cell = self.cells.get(name)
        return "" if cell is None else cell.value

    def day(self, name: str) -> date | None:
        value = self[name]
        return date.fromisoformat(value) if value else None

    def refuse(self, name: str, message: Message) -> None:
        self.cells[name] = Cell(self.written(name), Category.REFUSED, message)

    @property
    def values(self) -> dict[str, str]:
        return {name: cell.value for name, cell in self.cells.items() if cell.value}

    @property
    def is_refused(self) -> bool:
        return any(cell.is_refused for cell in (*self.cells.values(), *self.others.values()))


@dataclass
class Tally:
    """What became of the cells of one column."""

    column: Column
    counts: dict[str, int] = field(default_factory=dict)
    messages: dict[str, int] = field(default_factory=dict)

    def add(self, cell: Cell) -> None:
        self.counts[cell.category] = self.counts.get(cell.category, 0) + 1
        if cell.message:
            self.messages[cell.message] = self.messages.get(cell.message, 0) + 1


def read_rows(table: Table, today: date) -> Iterator[Row]:
    """The rows that say something, in their order."""
    named = [(column.index, column.field) for column in table.columns if column.field is not None]
    others = [(column.index, column.title) for column in table.columns if column.field is None]
    for number, cells in table.rows:
        row = Row(number, _cells(named, cells, today), _other_cells(others, cells))
        if row.cells or row.others:
            yield row


def _cells(named, cells, today) -> dict[str, Cell]:
    found = {}
    for index, each in named:
        if index < len(cells) and cells[index] != "":
            cell = read_cell(each, cells[index], today)
            if cell.value or cell.is_refused:
                found[each.name] = _with_length(each.name, cell)
    return found


def _with_length(name: str, cell: Cell) -> Cell:
    """Longer than its field of the file: kept whole beside it."""
    if not cell.is_refused and len(cell.value) > LONGEST.get(name, LONGEST_CELL):
        return Cell(cell.value, Category.KEPT_AS_TEXT, Message.TOO_LONG_FOR_FILE)
    return cell


def _other_cells(others, cells) -> dict[str, Cell]:
    found = {}
    for index, title in others:
        text = text_of(cells[index]) if index < len(cells) else ""
        if len(text) > LONGEST_CELL:
            found[title] = Cell("", Category.REFUSED, Message.TOO_LONG)
        elif text.strip():
            found[title] = Cell(text, Category.KEPT_AS_TEXT, Message.NOT_IN_STANDARD)
    return found
