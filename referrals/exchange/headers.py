"""Which column is which field: by the hidden row of names, by the row of labels, or by both where they quarrel."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from referrals.exchange.fields import FIELDS
from referrals.exchange.files import Reason, Sheet, UnreadableFile
from referrals.exchange.findings import HeaderNote
from referrals.exchange.kinds import Field, Kind
from referrals.exchange.spellings import COUNTRY_CODES, plain
from referrals.exchange.values import text_of

ROWS_TO_LOOK_AT = 12
ROWS_TO_WEIGH = 200
FEWEST_COLUMNS = 3
NEAR_ENOUGH = 95  # per cent of letters in common

# Names that files of the toolkit and neighbouring systems use for a field of ours.
OTHER_NAMES = {
    "vic_TraffickinStatusDecisionMakingOrg": "vic_TraffickingStatusDecisionMakingOrg",
    "prs_LastName": "prs_SecondName",
    "prs_Surname": "prs_SecondName",
    "cas_Id": "x_pe_CaseCode",
    "cas_CaseId": "x_pe_CaseCode",
    "cas_CaseNumber": "x_pe_CaseCode",
    "prs_Id": "x_pe_PersonCode",
    "prs_PersonId": "x_pe_PersonCode",
}
OTHER_LABELS = {
    "Trafficking Status Decision Making Org": "vic_TraffickingStatusDecisionMakingOrg",
    "Last Name": "prs_SecondName",
    "Surname": "prs_SecondName",
    "Case ID": "x_pe_CaseCode",
    "Case Number": "x_pe_CaseCode",
    "Person ID": "x_pe_PersonCode",
    "Mailing State": "prs_MailingState",
    "Mailing Postal Code": "prs_MailingPostalCode",
    "Postal Code": "hte_PostalCode",
}


@dataclass(frozen=True)
class Column:
    """A column of the sheet, from 0: its field (None: not of the standard), its title and what was understood."""

    index: int
    title: str
    field: Field | None
    note: HeaderNote = HeaderNote.AS_PUBLISHED

    @property
    def letter(self) -> str:
        letters, number = "", self.index + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


@dataclass(frozen=True)
class Table:
    """The sheet with people: its columns, and its rows below the header."""

    columns: list[Column]
    rows: list[tuple[int, list]]


_NAMES: dict[str, str] = {plain(name): name for name in FIELDS} | {plain(k): v for k, v in OTHER_NAMES.items()}


def _by_label() -> dict[str, list[str]]:
    labels: dict[str, list[str]] = {}
    for field in FIELDS.values():
        labels.setdefault(plain(field.label), []).append(field.name)
    for label, name in OTHER_LABELS.items():
        labels.setdefault(plain(label), []).append(name)
    return labels


_LABELS = _by_label()


def find_table(sheets: Iterable[Sheet]) -> Table:
    """The sheet whose first rows name the most fields of the standard. Raises UnreadableFile."""
    sheets = list(sheets)
    found = [table for sheet in sheets if (table := _table(sheet)) is not None]
    if found:
        return max(found, key=lambda table: (sum(c.field is not None for c in table.columns), len(table.rows)))
    only_definitions = any(_defines_fields(sheet) for sheet in sheets)
    raise UnreadableFile(Reason.ONLY_DEFINITIONS if only_definitions else Reason.NO_HEADER)


def _defines_fields(sheet: Sheet) -> bool:
    """The published list of definitions: one field per row instead of one per column."""
    titles = {plain(text_of(cell)) for _number, cells in sheet.rows[:ROWS_TO_LOOK_AT] for cell in cells}
    return {"fieldname", "fieldlabel", "fieldtype"} <= titles


def _table(sheet: Sheet) -> Table | None:
    if _defines_fields(sheet):
        return None
    heads = sheet.rows[:ROWS_TO_LOOK_AT]
    names = _best(heads, _NAMES)
    labels = _best([head for head in heads if head is not names], _LABELS)
    if names is None and labels is None:
        return None
    last = max(head[0] for head in (names, labels) if head is not None)
    rows = [(number, cells) for number, cells in sheet.rows if number > last]
    return Table(_columns(names[1] if names else [], labels[1] if labels else [], rows), rows)


def _best(heads: list, known: dict) -> tuple[int, list] | None:
    """The row with the most titles of ``known``, if they are enough to call it a header."""
    counted = [(sum(_title(cell) in known for cell in cells), head) for head in heads for cells in (head[1],)]
    count, head = max(counted, key=lambda pair: pair[0], default=(0, None))
    return head if count >= FEWEST_COLUMNS else None


def _title(cell) -> str:
    return plain(text_of(cell))


def _columns(names: list, labels: list, rows: list) -> list[Column]:
    """Columns by their titles. Where name and label quarrel the label rules, for it is what people see while they type;
    unless the countries stand where the names say.
    """
    by_label = _settled(names, labels, (_agreed, _label_over_name, _named, _near_name, _labelled))
    if not any(column.note == HeaderNote.LABEL_RULES for column in by_label):
        return by_label
    by_name = _settled(names, labels, (_agreed, _named_in_quarrel, _label_over_name, _named, _near_name, _labelled))
    return max((by_label, by_name), key=lambda columns: _countries_in_place(columns, rows))


def _settled(names: list, labels: list, rules: tuple) -> list[Column]:
    """Each rule settles what the rules before it left open; first the columns whose name and label agree."""
    titles = [(_at(names, index), _at(labels, index)) for index in range(max(len(names), len(labels)))]
    settled: dict[int, tuple[str, HeaderNote]] = {}
    for rule in rules:
        for index, (name, label) in enumerate(titles):
            if index in settled:
                continue
            free = FIELDS.keys() - {field for field, _note in settled.values()}
            if choice := rule(name, label, free, _neighbour(settled, index)):
                settled[index] = choice
    columns = [_column(index, *titles[index], settled.get(index)) for index in range(len(titles)) if any(titles[index])]
    return _with_titles_of_their_own(columns)


def _with_titles_of_their_own(columns: list[Column]) -> list[Column]:
    """Columns outside the standard are kept by title, so two of one title, or one of a field's, add their letter."""
    titles = Counter(column.title for column in columns)
    return [
        replace(column, title=f"{column.title} ({column.letter})")
        if column.field is None and (titles[column.title] > 1 or column.note == HeaderNote.REPEATED)
        else column
        for column in columns
    ]


def _countries_in_place(columns: list[Column], rows: list) -> int:
    indexes = [column.index for column in columns if column.field and column.field.kind == Kind.COUNTRY]
    cells = (_at(cells, index) for _number, cells in rows[:ROWS_TO_WEIGH] for index in indexes)
    return sum(plain(text) in COUNTRY_CODES for text in cells if text)


def _column(index: int, name: str, label: str, choice: tuple[str, HeaderNote] | None) -> Column:
    if choice is not None:
        return Column(index, label or name, FIELDS[choice[0]], choice[1])
    is_known = _name_of(name) is not None or plain(label) in _LABELS
    return Column(index, label or name, None, HeaderNote.REPEATED if is_known else HeaderNote.NOT_IN_STANDARD)


def _at(cells: list, index: int) -> str:
    return text_of(cells[index]).strip() if index < len(cells) else ""


def _name_of(title: str) -> str | None:
    """The field a name means, also with the group that a form puts before it (``group/prs_FirstName``)."""
    return _NAMES.get(plain(title)) or _NAMES.get(plain(title.rsplit("/", 1)[-1]))


def _labels_of(label: str) -> list[str]:
    return _LABELS.get(plain(label), [])


def _agreed(name, label, free, neighbour):
    field = _name_of(name)
    if field in free and (not label or field in _labels_of(label)):
        return field, _spelling(name, field)
    return None


def _label_over_name(name, label, free, neighbour):
    candidates = [field for field in _labels_of(label) if field in free]
    if name and len(candidates) == 1:
        return candidates[0], HeaderNote.LABEL_RULES
    return None


def _named(name, label, free, neighbour):
    field = _name_of(name)
    return (field, _spelling(name, field)) if field in free else None


def _named_in_quarrel(name, label, free, neighbour):
    field = _name_of(name)
    return (field, HeaderNote.NAME_RULES) if field in free and _labels_of(label) else None


def _near_name(name, label, free, neighbour):
    """One letter more or less in a long name."""
    title = plain(name)
    if len(title) < 8 or title in _LABELS:
        return None
    near = process.extractOne(title, [plain(each) for each in free], scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    return (_NAMES[near[0]], HeaderNote.MISSPELT) if near else None


def _labelled(name, label, free, neighbour):
    """By label alone; of several fields with this label, the one of the section where the column stands."""
    candidates = [field for field in _labels_of(label or name) if field in free]
    if not candidates:
        return None
    near = [field for field in candidates if neighbour and FIELDS[field].prefix == neighbour]
    return (near or candidates)[0], HeaderNote.LABEL_ONLY


def _spelling(title: str, field: str) -> HeaderNote:
    return HeaderNote.AS_PUBLISHED if title.rsplit("/", 1)[-1] == field else HeaderNote.MISSPELT


def _neighbour(settled: dict, index: int) -> str:
    """The section of the nearest settled column, first to the left."""
    left = [each for each in settled if each < index]
    right = [each for each in settled if each > index]
    nearest = max(left) if left else min(right) if right else None
    return FIELDS[settled[nearest][0]].prefix if nearest is not None else ""
