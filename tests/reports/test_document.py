"""What is read: the words, the header, and what must never be in it.

Most of it is asked of one made-up month, drawn once, that touches no database; the names and codes that must not come
out are asked of a month that the desk really wrote.
"""

import io
from datetime import datetime
from uuid import UUID

import pytest
from django.utils import timezone, translation
from pypdf import PdfReader

from cases.models import Case, Person
from referrals.models import Referral
from reports import files, pictures
from reports.actions import make_now
from reports.document import document_of, render_document
from reports.models import ReportRun
from reports.periods import month_ends
from reports.states import ReportCode
from reports.statistics import Tables
from reports.statistics.r1 import CaseSummary, MonthEnd, Movement, OfficeMovement
from reports.statistics.r2 import AgeAndGender, AgeRow
from reports.statistics.r9 import STATES, AgencyRow, Days, Direct, Flow, Referrals
from tests.reports.conftest import OCTOBER, october, woman

pytestmark = pytest.mark.slow

OFFICES = ("Lima", "Iquitos", "Cusco", "Puerto Maldonado")
AGENCIES = ("PNP", "MP-FN", "MIMP", "MINJUSDH", "MINSA", *(f"Entidad {letter}" for letter in "ABCDEFGHIJKLMNOPQRST"))


# A month as in the books: the published table of 344 people, four offices, twenty-five agencies ----------------


def moved(at_start=0, new=0, reopened=0, closed=0) -> Movement:
    return Movement(at_start, new, reopened, closed, at_start + new + reopened - closed, new)


def case_summary() -> CaseSummary:
    offices = [OfficeMovement(name[:3].upper(), name, moved(61, 9, 1, 7), moved(84, 13, 1, 9)) for name in OFFICES]
    total = OfficeMovement("", "", moved(154, 22, 2, 19), moved(228, 33, 2, 26))
    series = tuple(MonthEnd(on, 128 + 3 * at, 190 + 4 * at) for at, on in enumerate(month_ends(OCTOBER.last)))
    return CaseSummary(tuple(offices), total, people_in_two_offices=3, series=series)


AGES = AgeAndGender(
    (AgeRow("ADULT", 97, 10, 0), AgeRow("MINOR", 189, 42, 0), AgeRow("NI", 4, 0, 2)),
    ruled_out=5,
)


NEVER = Days(0, None, None)


def agency(name, overdue=0, served=NEVER, **counts) -> AgencyRow:
    by_state = tuple(counts.get(state.lower(), 0) for state in STATES)
    return AgencyRow(name, name, by_state, overdue, Days(2, 1.5, 4), served)


def sent() -> Direct:
    busy = agency("MIMP", overdue=4, served=Days(1, 8.0, 8), sent=2, no_response=4, in_service=7)
    others = {"MINSA": agency("MINSA", overdue=3, sent=2, no_response=3, accepted=1), "MIMP": busy}
    rows = tuple(others.get(name, AgencyRow(name, name, (0,) * len(STATES), 0, NEVER, NEVER)) for name in AGENCIES)
    by_state = tuple(map(sum, zip(*(row.by_state for row in rows), strict=True)))
    return Direct(Flow(9, 10, 0, 19), rows, AgencyRow("", "", by_state, 7, Days(4, 1.5, 4), Days(1, 8.0, 8)))


def a_run(tables: Tables, code=ReportCode.MENSUAL, **more) -> ReportRun:
    """A finished run, as it would stand in the database."""
    cover = {
        "product": "CALP",
        "office": "",
        "office_code": "",
        "requested_by": "Celia M.",
        "is_scheduled": False,
        "is_demonstration": True,
    }
    return ReportRun(
        **{
            "id": UUID("01990000-0000-7000-8000-000000000001"),
            "code": code,
            "period_from": OCTOBER.first,
            "period_to": OCTOBER.last,
            "cutoff_at": OCTOBER.end,
            "generated_at": timezone.make_aware(datetime(2026, 11, 3, 12)),
            "numbers": {"tables": tables.to_json()},
            "numbers_sha256": "7c1e90ab44d2" + "0" * 52,
            "cover": cover,
        }
        | more
    )


@pytest.fixture(scope="session")
def monthly_run() -> ReportRun:
    nobody = AgencyRow("", "", (0,) * len(STATES), 0, NEVER, NEVER)
    received = Direct(Flow(0, 0, 0, 0), sent().agencies[:1], nobody)
    return a_run(Tables(case_summary(), AGES, Referrals(sent(), received)))


@pytest.fixture(scope="session")
def monthly_pdf(monthly_run) -> bytes:
    return render_document(monthly_run)


@pytest.fixture
def reader(monthly_pdf) -> PdfReader:
    return PdfReader(io.BytesIO(monthly_pdf))


@pytest.fixture
def pages(reader) -> list[str]:
    return [squeezed(page.extract_text()) for page in reader.pages]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_the_cover_says_unit_period_cut_off_who_and_when_and_the_fingerprint(pages):
    cover = pages[0]

    assert "Informe mensual" in cover
    assert "Octubre de 2026 · todas las sedes" in cover
    assert "Unidad contada Caso, persona y derivación; cada cuadro dice cuál" in cover
    assert "Periodo 1 oct 2026 al 31 oct 2026" in cover
    assert "Sede Todas las sedes" in cover
    assert "Corte de los datos 31/10/2026, 23:59" in cover
    assert "Generado 03/11/2026, 12:00, a pedido de Celia M." in cover
    assert "Huella de las cifras 7c1e·90ab·44d2" in cover
    assert "Datos de demostración" in cover


def test_a_later_revision_says_so_and_why(monthly_run):
    run = a_run(Tables(r2=AGES), ReportCode.R2, revision=2, reason="LATE_RECORDS")

    assert ("Revisión", "2. Se registró algo con atraso") in document_of(run, pictures.on_paper).facts


@pytest.mark.parametrize(
    ("cover", "said"),
    [({"is_scheduled": True}, "por horario"), ({"requested_by": ""}, "por línea de comandos")],
)
def test_who_asked_is_the_clock_or_the_command_line_where_it_was_nobody(monthly_run, cover, said):
    run = a_run(Tables(r2=AGES), ReportCode.R2)
    run.cover |= cover

    assert any(said in fact for _term, fact in document_of(run, pictures.on_paper).facts)


def test_every_page_has_its_number_of_so_many_its_report_and_its_fingerprint(pages):
    for number, page in enumerate(pages, start=1):
        assert f"Página {number} de {len(pages)}" in page
        assert "MENSUAL-2026-10-TODAS · huella 7c1e·90ab·44d2" in page
    assert all("Informe mensual · Octubre de 2026" in page for page in pages[1:])


def test_tables_are_text_with_their_zeros(pages):
    text = " ".join(pages)

    assert "Mayores de edad 97 10 0 107" in text
    assert "Menores de edad 189 42 0 231" in text
    assert "No hay información 4 0 2 6" in text
    assert "Total 290 52 2 344" in text
    assert "Total 154 22 2 19 159 228 33 2 26 237" in text
    assert "MIMP 2 4 0 0 7 0 0 0 0 0 13 4" in text
    assert "Entidad T 0 0 0 0 0 0 0 0 0 0 0 0" in text


def test_the_monthly_report_has_its_three_reports_their_sentences_and_their_definitions(pages):
    text = " ".join(pages)

    for title in ("Resumen mensual de casos", "Víctimas por edad y género", "Derivaciones por entidad y estado"):
        assert title in text
    assert "Entraron más casos de los que se cerraron: 22 nuevos y 2 reabiertos frente a 19 cerrados." in text
    assert "344 personas empezaron a ser atendidas: 231 menores de edad y 6 sin información de edad." in text
    assert "MIMP y MINSA concentran 7 de las 7 derivaciones vencidas." in text
    assert "Al cierre, 3 de ellas eran atendidas por más de una sede" in text
    assert "No se cuentan, por estar descartadas al cierre: 5." in text
    assert "Definiciones y notas" in text


def test_it_is_tagged_titled_and_in_spanish(reader):
    catalogue = reader.trailer["/Root"]

    assert catalogue["/Lang"] == "es-PE"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Informe mensual, Octubre de 2026 · todas las sedes"
    assert reader.metadata.author == "CALP"
    assert all(page.mediabox.width == pytest.approx(595.28, abs=0.1) for page in reader.pages)
    assert not any(page.images for page in reader.pages)


def test_every_drawing_says_in_words_what_it_shows(reader):
    figures = list(_figures(reader.trailer["/Root"]["/StructTreeRoot"]))
    spoken = [each["/Alt"] for each in figures if "/Alt" in each]

    assert len(figures) == len(spoken) == 5
    assert any("Casos activos al cierre por sede: Lima 64, Iquitos 64" in words for words in spoken)
    assert any(words.startswith("Derivaciones por entidad: MIMP 13, MINSA 6") for words in spoken)
    assert any("MINSA, acuse 1.5, primera atención todavía ninguna" in words for words in spoken)


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


def test_no_table_is_torn_over_two_pages(pages):
    (page,) = [page for page in pages if "Enviadas: entidad y estado al cierre" in page]

    assert all(name in page for name in AGENCIES)
    assert "Total 4 7 0 1 7 0 0 0 0 0 19 7" in page


def test_the_language_of_the_reader_does_not_change_the_file(monthly_run, monthly_pdf):
    with translation.override("en"):
        assert render_document(monthly_run) == monthly_pdf


def test_figures_with_many_digits_have_thousands(monthly_run):
    summary = case_summary().to_json()
    summary["total"]["cases"]["new"] = 12345
    run = a_run(Tables(r1=CaseSummary.from_json(summary)), ReportCode.R1)

    assert document_of(run, pictures.on_screen).figures[0].number == "12,345"


@pytest.mark.security
@pytest.mark.parametrize("draw", [pictures.on_screen, pictures.on_paper])
def test_names_of_offices_are_escaped_in_drawings(draw):
    summary = case_summary().to_json()
    summary["offices"][0]["name"] = '<img src=x onerror="alert(1)">'
    run = a_run(Tables(r1=CaseSummary.from_json(summary)), ReportCode.R1)

    (section,) = document_of(run, draw).sections
    assert all("<img" not in picture.svg for picture in section.pictures)


# What the desk really wrote -----------------------------------------------------------------------------------

CANARIES = ("Zunilda", "Huamanchumo", "Kantuta", "Ucumari")


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def month(desk, lima_desk, upe_loreto, csmc_iquitos, media):
    """A month of both offices, with names that must not come out."""
    who = woman(16, given_names="Zunilda", paternal_surname="Huamanchumo", maternal_surname="Ucumari")
    case = desk.open(october(3), who=who)
    desk.join(case, october(4), who=woman(None))
    desk.refer(case, upe_loreto, october(5))
    desk.refer(case, csmc_iquitos, october(6))
    lima_desk.open(october(9), who=woman(31))
    desk.close(desk.open(october(2)), october(20))


@pytest.mark.security
def test_no_name_and_no_code_of_case_person_or_referral(month):
    codes = [row.code for model in (Case, Person, Referral) for row in model.objects.all()]
    assert len(codes) >= 9

    for code in ReportCode.values:
        run = make_now(code, OCTOBER, None)
        content = files.read(run.file_path)
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        for canary in (*CANARIES, *codes, "CALP-IQT", "DER-2026", "V-2026"):
            assert canary not in text
            assert canary.encode() not in content
            assert canary not in str(run.numbers)
            assert canary not in str(run.cover)


def test_an_empty_month_is_a_whole_document_too(catalogues, media):
    run = make_now(ReportCode.MENSUAL, OCTOBER, None)

    pages = PdfReader(io.BytesIO(files.read(run.file_path))).pages
    text = squeezed(" ".join(page.extract_text() for page in pages))

    assert "No se movió ningún caso en el periodo." in text
    assert "Nadie empezó a ser atendida en el periodo." in text
    assert "Ninguna derivación enviada estaba vencida al cierre." in text
