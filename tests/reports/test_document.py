"""What is read: the words, the header, and what must never be in it."""

import io

import pytest
import time_machine
from django.utils import translation
from pypdf import PdfReader

from cases.models import Case, Person
from referrals.models import Referral
from reports import pictures
from reports.actions import make_now, request_report
from reports.document import document_of, render_document
from reports.models import ReportRun
from reports.production import make_run
from reports.states import ReportCode
from tests.reports.conftest import OCTOBER, noon, october, woman

CANARIES = ("Zunilda", "Huamanchumo", "Kantuta", "CANARIO", "Ucumari")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def month(desk, lima_desk, upe_loreto, csmc_iquitos):
    """A month of both offices, with names that must not come out."""
    who = woman(16, given_names="Zunilda", paternal_surname="Huamanchumo", maternal_surname="Ucumari")
    case = desk.open(october(3), who=who)
    desk.join(case, october(4), who=woman(None))
    desk.refer(case, upe_loreto, october(5))
    desk.refer(case, csmc_iquitos, october(6))
    lima_desk.open(october(9), who=woman(31))
    desk.close(desk.open(october(2)), october(20))


def text_of(run: ReportRun) -> str:
    reader = PdfReader(io.BytesIO(render_document(run)))
    return "\n".join(page.extract_text() for page in reader.pages)


def made(code, office=None) -> ReportRun:
    run = make_now(code, OCTOBER, office)
    assert run.is_done, run.failure
    return run


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.security
@pytest.mark.parametrize("code", ReportCode.values)
def test_no_name_and_no_code_of_case_person_or_referral(month, code):
    run = made(code)
    text = text_of(run)
    raw = render_document(run).decode("latin-1")

    codes = [row.code for model in (Case, Person, Referral) for row in model.objects.all()]
    assert len(codes) >= 9
    for canary in (*CANARIES, *codes, "CALP-IQT", "DER-2026", "V-2026"):
        assert canary not in text
        assert canary not in raw
        assert canary not in str(run.numbers)
        assert canary not in str(run.cover)


def test_the_cover_says_unit_period_cut_off_who_and_when_and_the_fingerprint(month, celia, iquitos):
    with time_machine.travel(noon(october(31)).replace(month=11, day=3), tick=False):
        run = request_report(ReportCode.MENSUAL, OCTOBER, iquitos, by=celia)
        make_run(run.pk)
    run.refresh_from_db()

    text = squeezed(text_of(run))

    assert "Informe mensual" in text
    assert "Octubre de 2026 · Iquitos" in text
    assert "Unidad contada Caso, persona y derivación; cada cuadro dice cuál" in text
    assert "Periodo 1 oct 2026 al 31 oct 2026" in text
    assert "Corte de los datos 31/10/2026, 23:59" in text
    assert "Generado 03/11/2026, 12:00, a pedido de Celia M." in text
    assert f"Huella de las cifras {run.fingerprint}" in text
    assert "Datos de demostración" in text
    assert f"MENSUAL-2026-10-IQT · huella {run.fingerprint}" in text


def test_every_page_has_its_number_of_so_many(month):
    reader = PdfReader(io.BytesIO(render_document(made(ReportCode.MENSUAL))))

    for number, page in enumerate(reader.pages, start=1):
        assert f"Página {number} de {len(reader.pages)}" in squeezed(page.extract_text())


def test_tables_are_text_with_their_zeros(month):
    text = squeezed(text_of(made(ReportCode.R2)))

    assert "Mayores de edad 2 0 0 2" in text
    assert "Menores de edad 1 0 0 1" in text
    assert "No hay información 1 0 0 1" in text
    assert "Total 4 0 0 4" in text


def test_the_monthly_report_has_its_three_reports_and_their_definitions(month):
    text = squeezed(text_of(made(ReportCode.MENSUAL)))

    for title in ("Resumen mensual de casos", "Víctimas por edad y género", "Derivaciones por entidad y estado"):
        assert title in text
    assert "Definiciones y notas" in text
    assert "Entraron más casos de los que se cerraron: 3 nuevos y 0 reabiertos frente a 1 cerrado." in text
    assert "MIMP y MINSA concentran 2 de las 2 derivaciones vencidas." in text


def test_it_is_tagged_titled_and_in_spanish(month):
    reader = PdfReader(io.BytesIO(render_document(made(ReportCode.MENSUAL))))
    catalogue = reader.trailer["/Root"]

    assert catalogue["/Lang"] == "es-PE"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Informe mensual, Octubre de 2026 · todas las sedes"
    assert reader.metadata.author == "CALP"
    assert all(page.mediabox.width == pytest.approx(595.28, abs=0.1) for page in reader.pages)
    assert not any(page.images for page in reader.pages)


def test_every_drawing_says_in_words_what_it_shows(month):
    reader = PdfReader(io.BytesIO(render_document(made(ReportCode.MENSUAL))))
    figures = list(_figures(reader.trailer["/Root"]["/StructTreeRoot"]))
    spoken = [each["/Alt"] for each in figures if "/Alt" in each]

    assert len(figures) == len(spoken) == 4
    assert any("Casos activos al cierre por sede: Cusco 0, Iquitos 1, Lima 1" in words for words in spoken)
    assert any(words.startswith("Derivaciones por entidad: MIMP 1, MINSA 1") for words in spoken)


def _figures(element):
    element = element.get_object() if hasattr(element, "get_object") else element
    if not isinstance(element, dict):
        return
    if element.get("/S") == "/Figure":
        yield element
    kids = element.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        yield from _figures(kid)


def test_no_table_is_torn_over_two_pages(month):
    reader = PdfReader(io.BytesIO(render_document(made(ReportCode.MENSUAL))))
    pages = [squeezed(page.extract_text()) for page in reader.pages]

    for caption in ("Enviadas: entidad y estado al cierre", "Recibidas: entidad y estado al cierre"):
        (page,) = [page for page in pages if caption in page]
        assert "PNP" in page and "SUTRAN" in page and "Total" in page


def test_an_empty_month_is_a_whole_document_too(catalogues):
    text = squeezed(text_of(made(ReportCode.MENSUAL)))

    assert "No se movió ningún caso en el periodo." in text
    assert "Nadie empezó a ser atendida en el periodo." in text
    assert "Ninguna derivación enviada estaba vencida al cierre." in text


def test_another_language_of_the_reader_does_not_change_the_file(month):
    run = made(ReportCode.R1)
    spanish = render_document(run)

    with translation.override("en"):
        assert render_document(run) == spanish


def test_figures_with_many_digits_have_thousands(month):
    run = made(ReportCode.R1)
    run.numbers["tables"]["r1"]["total"]["cases"]["new"] = 12345

    assert document_of(run, pictures.on_screen).figures[0].number == "12,345"


@pytest.mark.security
def test_names_of_offices_and_agencies_are_escaped(month, lima):
    lima.name = '<img src=x onerror="alert(1)">'
    lima.save()

    document = document_of(made(ReportCode.R1), pictures.on_screen)

    assert "<img" not in "".join(picture.svg for section in document.sections for picture in section.pictures)
