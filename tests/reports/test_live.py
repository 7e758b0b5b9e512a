"""The real thing: a worker on a real broker, and a real browser that watches the bar."""

import re
import time

import pytest

from reports.actions import request_report
from reports.models import ReportRun
from reports.states import ReportCode, RunStatus
from tests.reports.conftest import OCTOBER, october

PATIENCE = 60


def wait_for(run: ReportRun) -> ReportRun:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        run.refresh_from_db()
        if not run.is_unfinished:
            return run
        time.sleep(0.2)
    pytest.fail(f"{run} still {run.status}")


@pytest.mark.slow
def test_a_worker_makes_what_was_asked(live_site, desk, iquitos, celia):
    desk.open(october(3))

    run = wait_for(request_report(ReportCode.MENSUAL, OCTOBER, iquitos, by=celia))

    assert run.status == RunStatus.DONE, live_site.log()


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("javascript", [True, False])
def test_teo_asks_for_a_report_and_takes_its_pdf(browser_page, desk, teo, javascript):
    desk.open(october(3))
    page = browser_page(360, user=teo, javascript=javascript)

    page.goto("/reportes/nuevo/")
    page.get_by_label("Reporte").select_option("R2")
    page.get_by_label("Periodo").select_option("otras")
    page.get_by_label("Desde").fill("01/10/2026")
    page.get_by_label("Hasta").fill("31/10/2026")
    page.get_by_role("button", name="Generar").click()
    page.get_by_role("link", name=re.compile("Descargar PDF")).wait_for(timeout=PATIENCE * 1000)
    with page.expect_download() as taken:
        page.get_by_role("link", name=re.compile("Descargar PDF")).click()

    assert taken.value.suggested_filename == "R2-2026-10-TODAS.pdf"
    assert taken.value.path().read_bytes().startswith(b"%PDF-")
