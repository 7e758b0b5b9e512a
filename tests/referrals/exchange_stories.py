"""Short ways to say what the stories of the exchange do."""

from datetime import date

from django.apps import apps
from django.utils import timezone

from referrals.exchange.actions import export_now, import_now
from referrals.exchange.fields import FIELDS
from referrals.exchange.files import sheets_of
from referrals.exchange.headers import find_table
from referrals.exchange.judging import Judgement, judge, read_workbook
from referrals.exchange.kinds import Kind
from referrals.exchange.rows import read_rows
from referrals.exchange.spellings import PICKLISTS
from referrals.exchange.standard import STANDARD
from tests.referrals.workbooks import records_of, workbook

NAMES = [field.name for field in STANDARD]


def judged(content: bytes, office, by) -> Judgement:
    today = timezone.localdate()
    columns, rows = read_workbook(content, today)
    return judge(columns, rows, office, by=by, today=today)


def imported(content: bytes, office, by) -> Judgement:
    judgement = judged(content, office, by)
    import_now(judgement, by=by, progress=lambda done, total: None)
    return judgement


def exported(office, by) -> bytes:
    return export_now(office, by=by, progress=lambda done, total: None)[0]


def sheet_of(rows: list[dict]) -> bytes:
    """A workbook with a column for every field of the standard, and for whatever else the rows name."""
    names = [*NAMES, *dict.fromkeys(name for row in rows for name in row if name not in NAMES)]
    return workbook(names, rows=[[row.get(name, "") for name in names] for row in rows])


def standard_rows(content: bytes) -> list[dict[str, str]]:
    """What a workbook of ours says in the standard's own fields, in an order of its own."""
    rows = [{name: value for name, value in row.items() if name in NAMES} for row in records_of(content)]
    return sorted(rows, key=lambda row: sorted(row.items()))


def canonical_rows(content: bytes) -> list[dict[str, str]]:
    """What any workbook says, as the standard writes it, in the same order."""
    rows = [row.values for row in read_rows(find_table(sheets_of(content)), timezone.localdate())]
    kept = [{name: value for name, value in row.items() if name in NAMES} for row in rows]
    return sorted(kept, key=lambda row: sorted(row.items()))


def full_row(number: int) -> dict[str, str]:
    """A row that says something in each of the 84 fields; the lists go round with the number."""
    return {field.name: _value(field, number) for field in STANDARD}


def _value(field, number: int) -> str:
    if field.kind == Kind.PICKLIST:
        values = [value for value, _label in PICKLISTS[field.name]]
        return values[number % len(values)]
    if field.kind == Kind.MULTI:
        return ";".join(value for value, _label in PICKLISTS[field.name])
    plain = {
        Kind.NUMBER: str(number % 90),
        Kind.DATE: date(2010 + number % 10, 1 + number % 12, 1 + number % 28).isoformat(),
        Kind.BOOLEAN: "TRUE" if number % 2 else "FALSE",
        Kind.COUNTRY: ("PE", "BO", "VE")[number % 3],
        Kind.COUNTRIES: "PE;VE",
        Kind.LANGUAGE: ("que", "es", "ayr", "cni")[number % 4],
    }
    return plain.get(field.kind, f"{field.label} ñ 日本 {number}")


def row_counts() -> dict[str, int]:
    """Rows of every table that somebody may read: allauth's addresses and pghistory's contexts are closed to all."""
    models = [model for model in apps.get_models() if model._meta.app_label not in {"account", "pghistory"}]
    return {model._meta.label: model._base_manager.count() for model in models}


def field_values(kind: Kind) -> list[str]:
    return [field.name for field in FIELDS.values() if field.kind == kind]
