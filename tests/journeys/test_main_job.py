"""The whole main job, once, as people do it: a call at night, a note, a consent, a referral, its answer, the board, and
the month's report. Real Chromium, the running system, a real worker on a real broker."""

import io
import os
import re
import signal
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.models import AuditAction, AuditEntry
from cases.models import Case, Consent, Person, Task, TimelineEntry
from cases.states import ConsentState
from referrals.models import Referral
from referrals.states import ReferralStatus
from reports.models import ReportRun
from tests.journeys.desk import choose, counted, fill_intake, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NUMBER = "UPE-LOR 2026-118"


def test_the_main_job_from_the_call_at_night_to_the_report_of_the_month(
    browser_page, live_site, rosa, lidia, celia, teo, upe_loreto
):
    desk = browser_page()
    case = rosa_takes_the_call(desk)
    rosa_writes_what_came_of_it(desk, case)
    rosa_writes_down_what_she_allows(desk, case)
    referral = rosa_refers_her(desk, case, upe_loreto)

    agency = browser_page()
    lidia_answers(agency, referral, case)
    lidia_tells_the_result(agency, referral)

    celia_sees_where_it_stands(browser_page(), case, referral)
    teo_gets_the_report(browser_page(), live_site)
    the_trail_tells_who_did_it(case, referral, rosa, lidia, celia, teo)


def rosa_takes_the_call(page: Page) -> Case:
    """Three presses after signing in, six answers, searched first."""
    sign_in(page, "rosa")
    expect(page).to_have_url(re.compile("/trabajo/"))
    presses = counted(page)
    page.get_by_role("link", name="Nuevo ingreso").first.click()
    page.get_by_label("Nombres y apellidos, como suenen").fill("Quizpe Mamany")
    page.get_by_role("button", name="Buscar").click()
    expect(page.get_by_text("Nadie con esos datos en tu sede")).to_be_visible()
    fill_intake(page)
    expect(page.get_by_text("6 de 6")).to_be_visible()
    page.get_by_role("button", name="Guardar ingreso").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"CALP-IQT-\d{4}-\d{4}"))
    assert len(presses) <= 3, presses
    expect(page.get_by_text("Ingreso guardado")).to_be_visible()
    return Case.objects.get()


def rosa_writes_what_came_of_it(page: Page, case: Case) -> None:
    """Two presses from the case, with the next task in the same form."""
    presses = counted(page)
    page.get_by_role("link", name="Registrar nota").click()
    page.get_by_label("Lo importante, en pocas líneas").fill("Llegó con su tía. Duerme en un lugar seguro.")
    page.get_by_role("group", name="Cuándo").get_by_label(re.compile("En 3 días")).check(force=True)
    page.get_by_role("button", name="Guardar y volver al caso").click()
    expect(page.get_by_text("Guardado en el caso.")).to_be_visible()
    expect(page.get_by_text("Llegó con su tía")).to_be_visible()
    assert len(presses) == 2, presses
    assert TimelineEntry.objects.filter(case=case, kind="NOTE").count() == 1
    assert Task.objects.filter(case=case, kind="CALL").count() == 2  # tomorrow's of the intake, and this one


def rosa_writes_down_what_she_allows(page: Page, case: Case) -> None:
    parts = page.get_by_role("navigation", name="Partes del caso")
    parts.get_by_text("Personas y hechos").click()
    parts.get_by_role("link", name="Personas", exact=True).click()
    page.get_by_role("link", name=re.compile("Registrar decisión")).click()
    page.get_by_role("link", name="Preguntarle", exact=True).click()
    choose(page, "Consentimiento", "Lo dio por escrito o con huella")
    choose(page, re.compile("guardar y usar tus datos para"), "Sí")
    page.get_by_text(re.compile("Ministerio de la Mujer")).click()
    choose(page, "¿Se puede compartir con MIMP?", "Sí")
    choose(page, "Quién decide", "La UPE, que tiene su tutela")
    page.get_by_label("Nombre y cargo de quien decide").fill("UPE Loreto")
    choose(page, "Cómo firma", "Huella en papel")
    page.get_by_role("button", name="Guardar decisión").click()
    expect(page.get_by_text("Decisión guardada.")).to_be_visible()
    consent = Consent.objects.filter(case=case).order_by("-recorded_at").first()
    assert consent.state == ConsentState.WRITTEN
    assert consent.answers.filter(agency__isnull=False).count() == 1
    page.get_by_role("link", name=case.code).first.click()


def rosa_refers_her(page: Page, case: Case, unit) -> Referral:
    page.get_by_role("link", name="Derivar", exact=True).first.click()
    page.get_by_label("Unidad de la entidad").select_option(label=unit.name)
    page.get_by_role("button", name="Continuar").click()
    page.get_by_label("Motivo").fill("Necesita medida de protección y acompañamiento.")
    page.get_by_role("group", name="Servicios que se piden").get_by_role("checkbox").first.check(force=True)
    expect(page.get_by_text("Necesita medida de protección").last).to_be_visible()
    assert page.get_by_label("Nombre legal").count() == 0  # not allowed: cannot be ticked
    page.get_by_role("button", name="Enviar derivación").click()
    expect(page.get_by_text(re.compile(r"Derivación DER-\d{4}-\d{4} enviada"))).to_be_visible()
    referral = Referral.objects.get()
    assert referral.status == ReferralStatus.SENT
    assert referral.unit == unit
    return referral


def lidia_answers(page: Page, referral: Referral, case: Case) -> None:
    """She sees what was sent to her unit, and of the case nothing else; her number first, then her answer."""
    sign_in(page, "lidia")
    expect(page.get_by_role("heading", name="Lo que le derivamos")).to_be_visible()
    page.get_by_label("Su número de expediente").fill(NUMBER)
    page.get_by_role("button", name="Acusar recibo").click()
    expect(page.get_by_text("Gracias por responder")).to_be_visible()
    page.get_by_role("link", name=re.compile("Ver la hoja")).click()
    expect(page.get_by_text("Kori")).to_be_visible()
    assert case.code not in page.content()
    assert Person.objects.get().code not in page.content()
    choose(page, "¿Qué sigue?", "Sí, la atenderemos")
    page.get_by_role("button", name="Responder").click()
    expect(page.get_by_text("Gracias por responder")).to_be_visible()
    referral.refresh_from_db()
    assert referral.status == ReferralStatus.ACCEPTED
    assert referral.agency_number == NUMBER
    assert page.goto(f"/casos/{case.pk}/").status == 403


def lidia_tells_the_result(page: Page, referral: Referral) -> None:
    page.goto("/")
    page.get_by_role("link", name="En atención").click()
    page.get_by_role("link", name=re.compile("Ver la hoja")).click()
    choose(page, "¿Qué sigue?", "Informar el resultado")
    page.get_by_label("Explicación o resultado").fill("Resolución de protección del 18 de noviembre.")
    page.get_by_role("button", name="Responder").click()
    expect(page.get_by_text("Gracias por responder")).to_be_visible()
    referral.refresh_from_db()
    assert referral.status == ReferralStatus.COUNTER_REFERRED


def celia_sees_where_it_stands(page: Page, case: Case, referral: Referral) -> None:
    sign_in(page, "celia")
    page.get_by_role("link", name="Derivaciones").first.click()
    row = page.get_by_role("row").filter(has_text=case.code)
    expect(row.get_by_text("Contrarreferida")).to_be_visible()
    row.get_by_role("link", name=re.compile("Contrarreferida")).click()
    expect(page.get_by_text(referral.code).first).to_be_visible()
    expect(page.get_by_text("Resolución de protección").first).to_be_visible()


def teo_gets_the_report(page: Page, site) -> None:
    """Asked for, seen on its way, taken home, and read: one case, one person, counted by code and not by name."""
    sign_in(page, "teo")
    page.get_by_role("link", name="Pedir un reporte").click()
    page.locator("#id_code").select_option("R1")
    page.locator("#id_month").select_option(index=1)  # this month, up to today
    page.locator("#id_office").select_option("IQT")
    with paused_worker(site):
        page.get_by_role("button", name="Generar").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
    taking = page.get_by_role("link", name=re.compile("Descargar PDF"))
    expect(taking).to_be_visible(timeout=60_000)
    with page.expect_download() as taken:
        taking.click()
    assert re.fullmatch(r"R1-\d{4}-\d{2}\S*-IQT\.pdf", taken.value.suggested_filename)
    with open(taken.value.path(), "rb") as file:
        the_report_says_one_case(file.read())


def the_report_says_one_case(content: bytes) -> None:
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    # At the beginning, new, reopened, closed, at the end: of cases, and of victims.
    assert re.search(r"Iquitos\s+0\s+1\s+0\s+0\s+1\s+0\s+1\s+0\s+0\s+1", text)
    assert "a pedido de Teo S." in text
    assert re.search(r"Página 1 de \d", text)
    for secret in ("Kori", "CALP-IQT", "V-20", "Quispe", "tía"):
        assert secret not in text


@contextmanager
def paused_worker(site):
    """The worker stands still meanwhile, so that what people see of waiting is seen; then it goes on."""
    worker = next(each.process for each in site.supervisor.programs if each.name == "worker")
    os.kill(worker.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker.pid, signal.SIGCONT)


def the_trail_tells_who_did_it(case, referral, rosa, lidia, celia, teo) -> None:
    def did(user, action, kind) -> bool:
        return AuditEntry.objects.filter(actor_id=user.pk, action=action, subject_kind=kind).exists()

    assert did(rosa, AuditAction.SIGNED_IN, "accounts.user")
    assert did(rosa, AuditAction.SEARCHED, "cases.person")
    assert did(rosa, AuditAction.CREATED, "cases.case")
    assert did(rosa, AuditAction.CREATED, "cases.consent")
    assert did(rosa, AuditAction.STATUS_CHANGED, "referrals.referral")
    assert did(lidia, AuditAction.VIEWED, "referrals.referral")
    assert did(lidia, AuditAction.STATUS_CHANGED, "referrals.referral")
    assert did(lidia, AuditAction.DENIED, "cases:file")
    assert did(celia, AuditAction.LISTED, "cases.case")
    assert did(celia, AuditAction.VIEWED, "referrals.referral")
    assert did(teo, AuditAction.CREATED, "reports.reportrun")
    assert did(teo, AuditAction.DOWNLOADED, "reports.reportrun")
    assert not AuditEntry.objects.filter(actor_id=teo.pk, subject_kind__startswith="cases.").exists()
    assert ReportRun.objects.get().is_done
