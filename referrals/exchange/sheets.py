"""Reads the cells of a workbook in a process of its own, which may die without harm.

Run as a script, with the kind of file as its argument and the bytes on its input; writes JSON. It imports nothing
of ours, gets no environment, and is held to a share of memory and time: a hostile file costs a refusal and no more.
"""

import csv
import io
import json
import resource
import sys
from datetime import date, datetime

from python_calamine import CalamineWorkbook

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 60
MOST_ROWS = 20_050
MOST_COLUMNS = 400


def cell(value):
    """A cell as JSON: text, number and boolean as they are; a day or moment as ``{"d": ISO text}``."""
    if isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, datetime):
        return {"d": value.isoformat() if value.time() != datetime.min.time() else value.date().isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return str(value)


def numbered(rows) -> list:
    """``[[row number, [cells]], …]`` without the rows and the row ends that hold nothing."""
    found = []
    for number, row in enumerate(rows, start=1):
        cells = [cell(value) for value in row[:MOST_COLUMNS]]
        while cells and cells[-1] == "":
            cells.pop()
        if cells:
            found.append([number, cells])
        if len(found) > MOST_ROWS:
            break
    return found


def workbook(content: bytes) -> list:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [[name, numbered(_rows(book, name))] for name in book.sheet_names]


def _rows(book, name):
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def text(content: bytes) -> list:
    """A CSV file: UTF-8 (or UTF-16 with its mark, or Windows-1252), separated by comma, semicolon or tab."""
    plain = _decoded(content)
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(plain, newline=""), delimiter=_delimiter(plain))
    return [["csv", numbered(reader)]]


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _delimiter(plain: str) -> str:
    start = plain[:20_000]
    return max(",;\t", key=lambda each: start.split("\n", 1)[0].count(each))


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    sheets = text(content) if sys.argv[1] == "csv" else workbook(content)
    sys.stdout.buffer.write(json.dumps(sheets).encode())


if __name__ == "__main__":
    main()
