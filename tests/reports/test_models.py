"""The database itself keeps a run honest; each row below is one that nobody should be able to write."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from reports.models import ReportRun
from reports.periods import Period, month_before, month_ends, month_of
from reports.states import RunStatus
from tests.reports.conftest import OCTOBER

SHA = "0" * 64


def frozen(**more):
    now = timezone.now()
    return {"numbers": {}, "cover": {}, "numbers_sha256": SHA, "cutoff_at": now, "generated_at": now} | more


def finished(**more):
    path = f"{'0' * 8}-{'0' * 4}-{'0' * 4}-{'0' * 4}-{'0' * 12}.pdf"
    return (
        frozen(status=RunStatus.DONE, progress=100, layout_sha256=SHA, file_path=path, file_sha256=SHA, file_size=9)
        | more
    )


def write(**more):
    return ReportRun.objects.create(**({"code": "R2", "period_from": OCTOBER.first, "period_to": OCTOBER.last} | more))


@pytest.mark.django_db
@pytest.mark.parametrize("row", [{}, frozen(), finished(), {"revision": 2, "reason": "CHECK"}])
def test_an_honest_row_is_written(row):
    assert write(**row).pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    "row",
    [
        {"code": "R99"},
        {"status": "NEVER"},
        {"period_to": date(2026, 9, 30)},
        {"progress": 101},
        {"revision": 2},
        {"revision": 0},
        {"reason": "porque sí"},
        {"status": RunStatus.FAILED},
        {"failure": "NO_SPACE"},
        frozen(numbers_sha256=""),
        frozen(numbers_sha256="ABC"),
        frozen(cover=None),
        frozen(generated_at=timezone.now() - timezone.timedelta(days=9)),
        {"numbers_sha256": SHA},
        finished(numbers=None),
        finished(progress=99),
        finished(file_path=""),
        finished(file_path="Informe de Kantuta.pdf"),
        finished(file_path="../../etc/passwd"),
        finished(file_sha256=""),
        finished(file_size=0),
        finished(file_size=None),
        finished(layout_sha256=""),
        {"file_path": "x.pdf"},
    ],
)
def test_a_row_that_lies_is_refused(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        write(**row)


def test_one_revision_is_written_once_also_for_all_offices(catalogues):
    write()
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_one_period_is_scheduled_once_also_for_all_offices(catalogues):
    write(is_scheduled=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        write(is_scheduled=True, revision=2, reason="SCHEDULE")


@pytest.mark.parametrize(
    ("code", "period", "office", "revision", "name"),
    [
        ("R2", OCTOBER, "LIM", 1, "R2-2026-10-LIM.pdf"),
        ("MENSUAL", OCTOBER, "TODAS", 3, "MENSUAL-2026-10-TODAS-v3.pdf"),
        ("R9", Period(date(2026, 1, 5), date(2026, 2, 1)), "IQT", 1, "R9-2026-01-05_2026-02-01-IQT.pdf"),
    ],
)
def test_the_file_is_called_by_report_period_and_office(code, period, office, revision, name):
    run = ReportRun(code=code, period_from=period.first, period_to=period.last, revision=revision)

    assert run.file_name(office) == name


def test_periods_are_said_as_people_say_them():
    assert OCTOBER.name == "Octubre de 2026"
    assert Period(date(2026, 9, 1), date(2026, 9, 15)).name == "1 set 2026 al 15 set 2026"
    assert OCTOBER.days == "1 oct 2026 al 31 oct 2026"


def test_months_know_their_ends_and_the_one_before():
    assert month_of(date(2028, 2, 11)) == Period(date(2028, 2, 1), date(2028, 2, 29))
    assert month_before(date(2026, 1, 31)) == Period(date(2025, 12, 1), date(2025, 12, 31))
    assert month_ends(date(2026, 3, 15), 3) == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 15)]


def test_a_period_that_ends_before_it_begins_is_not_one():
    with pytest.raises(ValueError, match="ends after"):
        Period(date(2026, 2, 2), date(2026, 2, 1))


def test_the_cut_off_is_the_end_of_the_period_or_now_while_it_runs():
    noon = OCTOBER.start.replace(day=9, hour=12)

    assert OCTOBER.cutoff(noon) == noon
    assert OCTOBER.cutoff(OCTOBER.end.replace(month=12)) == OCTOBER.end
    assert OCTOBER.end.isoformat() == "2026-10-31T23:59:59-05:00"
