import hashlib
import json

import pytest
from django.core.management import CommandError, call_command

from reports.models import ReportRun
from reports.statistics import sha256_of
from tests.reports.conftest import october

OCTOBER = {"first": "2026-10-01", "last": "2026-10-31"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def make(*arguments, out, **options):
    days = ["--from", options.get("first", "2026-10-01"), "--to", options.get("last", "2026-10-31")]
    call_command("make_report", *arguments, *days, "--out", str(out))


def test_it_writes_the_pdf_of_a_run_and_prints_its_sha256(desk, tmp_path, capsys):
    desk.open(october(3))

    make("r2", out=tmp_path / "r2.pdf")

    content = (tmp_path / "r2.pdf").read_bytes()
    run = ReportRun.objects.get()
    assert content.startswith(b"%PDF-")
    assert capsys.readouterr().out.split()[0] == hashlib.sha256(content).hexdigest() == run.file_sha256


def test_it_writes_the_numbers_too(desk, tmp_path):
    desk.open(october(3))

    make("R1", "--office", "iqt", "--json", str(tmp_path / "r1.json"), out=tmp_path / "r1.pdf")

    numbers = json.loads((tmp_path / "r1.json").read_text())
    assert numbers["office"] == "IQT"
    assert numbers["tables"]["r1"]["total"]["people"]["new"] == 1
    assert sha256_of(numbers) == ReportRun.objects.get().numbers_sha256


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        (["R99"], {}, "No hay un reporte «R99»"),
        (["R2", "--office", "XXX"], {}, "No hay una sede «XXX». Las que hay: CUS, IQT, LIM, PEM."),
        (["R2"], {"first": "ayer"}, "Escribe las fechas como 2026-10-31"),
        (["R2"], {"last": "2026-09-01"}, "termina antes de empezar"),
        (["R2"], {"last": "2999-09-01"}, "termina después de hoy"),
        (["R2", "--json", "/no/existe/r2.json"], {}, "No existe la carpeta /no/existe"),
    ],
)
def test_wrong_arguments_are_said_in_words_and_nothing_is_made(catalogues, tmp_path, arguments, options, said):
    with pytest.raises(CommandError, match=said):
        make(*arguments, out=tmp_path / "x.pdf", **options)
    assert ReportRun.objects.count() == 0


def test_a_report_that_failed_is_an_error_in_words(catalogues, tmp_path, monkeypatch):
    monkeypatch.setattr("reports.production.render_document", lambda run: 1 / 0)

    with pytest.raises(CommandError, match="Algo falló al generarlo"):
        make("R2", out=tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()
