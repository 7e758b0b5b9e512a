"""The two commands, as somebody types them."""

import io
import stat

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditAction, AuditEntry
from cases.models import Case, Person
from tests.referrals.exchange_stories import full_row, row_counts, sheet_of
from tests.referrals.workbooks import FIELD_STANDARDS, filled_template, records_of

pytestmark = pytest.mark.django_db


def run(command, *arguments) -> str:
    told = io.StringIO()
    call_command(command, *arguments, stdout=told)
    return told.getvalue()


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "registro.xlsx"
    path.write_bytes(filled_template([{"First Name": f"Ana {n}", "Gender": "Feminine"} for n in range(12)]))
    return str(path)


def test_a_dry_run_tells_everything_and_writes_nothing_in_any_table(book, ulises):
    before = row_counts()
    told = run("import_htcds", book, "--office", "LIM", "--dry-run")
    assert "Se registra: 12" in told
    assert "Ensayo" in told
    assert "prs_FirstName" in told
    assert row_counts() == before


def test_an_import_says_how_far_it_is_and_what_it_made(book, ulises):
    told = run("import_htcds", book, "--office", "LIM")
    assert "100 %" in told
    assert "12 personas en 12 casos" in told
    assert Case.objects.filter(office__code="LIM").count() == 12
    assert AuditEntry.objects.get(action=AuditAction.IMPORTED).actor_name == "ulises"


def test_running_it_twice_adds_nothing(book, ulises):
    run("import_htcds", book, "--office", "LIM")
    before = row_counts()
    assert "No hay nada nuevo" in run("import_htcds", book, "--office", "LIM")
    assert row_counts() == before


def test_a_refused_row_is_named_and_nothing_is_written(tmp_path, ulises):
    rows = [{"First Name": f"Ana {n}", "Birthdate": "2001-01-01"} for n in range(5)]
    rows[2]["Birthdate"] = "el martes"
    path = tmp_path / "registro.xlsx"
    path.write_bytes(filled_template(rows))
    before, told = row_counts(), io.StringIO()
    with pytest.raises(CommandError, match="no se escribió nada"):
        call_command("import_htcds", str(path), "--office", "LIM", stdout=told)
    assert "Fila 5, Fecha de nacimiento: Rechazado." in told.getvalue()
    assert "el martes" not in told.getvalue()
    assert row_counts() == before


def test_the_report_shows_no_content_of_any_cell(book, ulises):
    assert "Ana" not in run("import_htcds", book, "--office", "LIM")


def test_an_office_that_does_not_exist_is_answered_with_those_that_do(book, ulises):
    with pytest.raises(CommandError, match="CUS, IQT, LIM, PEM|IQT"):
        run("import_htcds", book, "--office", "XXX")


def test_a_file_that_is_no_register_gets_one_sentence(ulises):
    with pytest.raises(CommandError, match="explica los campos"):
        run("import_htcds", str(FIELD_STANDARDS), "--office", "LIM")


def test_nobody_imports_into_an_office_that_is_not_theirs(book, ulises, celia):
    with pytest.raises(CommandError, match="no puede hacerlo"):
        run("import_htcds", book, "--office", "LIM", "--by", "celia")


def test_an_export_comes_back_by_the_same_command(tmp_path, ulises, celia):
    source, out = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    source.write_bytes(sheet_of([full_row(n) for n in range(4)]))
    run("import_htcds", str(source), "--office", "LIM")
    assert "Exportadas 4 filas" in run("export_htcds", "--office", "LIM", "--out", str(out))
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert len(records_of(out.read_bytes())) == 4
    assert AuditEntry.objects.get(action=AuditAction.EXPORTED).fields == ["htcds", "rows=4"]
    run("import_htcds", str(out), "--office", "IQT")
    assert Person.objects.count() == 8


@pytest.mark.slow
def test_five_thousand_rows_show_how_far_they_are(tmp_path, ulises):
    path = tmp_path / "registro.xlsx"
    path.write_bytes(filled_template([{"First Name": f"Ana {n}", "Gender": "Feminine"} for n in range(5000)]))
    told = run("import_htcds", str(path), "--office", "LIM")
    percents = [int(line.split()[0]) for line in told.splitlines() if " % · " in line]
    assert len(percents) > 20
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert Person.objects.count() == 5000
