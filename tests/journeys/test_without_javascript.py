"""On a telephone that runs no scripts: the same work, with a page more here and there."""

import re

import pytest
from playwright.sync_api import expect

from cases.models import Case, Task, TimelineEntry
from referrals.models import Referral
from referrals.states import ReferralStatus
from tests.journeys.desk import choose, fill_intake, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_call_a_note_and_a_referral_without_javascript(browser_page, live_site, rosa, upe_loreto):
    page = browser_page(360, javascript=False)
    sign_in(page, "rosa")
    page.get_by_role("link", name=re.compile("ngreso")).first.click()
    page.get_by_label("Nombres y apellidos, como suenen").fill("Quizpe")
    page.get_by_role("button", name="Buscar", exact=True).last.click()
    expect(page.get_by_text("Nadie con esos datos en tu sede")).to_be_visible()
    fill_intake(page)
    page.get_by_role("button", name="Guardar ingreso").click()
    expect(page.get_by_text("Ingreso guardado")).to_be_visible()
    case = Case.objects.get()

    page.get_by_role("link", name="Registrar nota").click()
    page.get_by_label("Lo importante, en pocas líneas").fill("Llegó con su tía.")
    page.get_by_role("group", name="Cuándo").get_by_label(re.compile("En 3 días")).check(force=True)
    page.get_by_role("button", name="Guardar y volver al caso").click()
    expect(page.get_by_text("Llegó con su tía.")).to_be_visible()
    assert TimelineEntry.objects.filter(case=case, kind="NOTE").count() == 1
    assert Task.objects.filter(case=case, kind="CALL").count() == 2

    page.get_by_role("link", name="Derivar", exact=True).first.click()
    page.get_by_label("Unidad de la entidad").select_option(label=upe_loreto.name)
    page.get_by_role("button", name="Continuar").click()
    page.get_by_label("Motivo").fill("Necesita medida de protección.")
    page.get_by_role("group", name="Servicios que se piden").get_by_role("checkbox").first.check(force=True)
    page.get_by_role("button", name="Enviar derivación").click()
    expect(page.get_by_text(re.compile(r"Derivación DER-\d{4}-\d{4} enviada"))).to_be_visible()
    assert Referral.objects.get().status == ReferralStatus.SENT


def test_wrong_answers_come_back_without_javascript_and_nothing_typed_is_lost(browser_page, rosa):
    page = browser_page(360, user=rosa, javascript=False)
    page.goto("/ingreso/")
    page.get_by_label("Cómo quiere que la llamemos").fill("Kori")
    page.get_by_label("Años cumplidos").fill("ciento veinte")
    choose(page, "Sexo", "Mujer")
    page.get_by_role("button", name="Guardar ingreso").click()
    assert page.title().startswith("Error:")
    summary = page.locator(".govuk-error-summary")
    expect(summary.get_by_role("link", name="Elige cómo llegó al centro")).to_be_visible()
    expect(summary.get_by_role("link", name=re.compile("Escribe una edad entre 0 y 110"))).to_be_visible()
    assert page.get_by_label("Cómo quiere que la llamemos").input_value() == "Kori"
    assert page.get_by_label("Años cumplidos").input_value() == "ciento veinte"
    assert page.get_by_role("group", name="Sexo").get_by_label("Mujer").is_checked()
    assert not Case.objects.exists()


def test_a_name_is_shown_on_a_page_of_its_own_and_goes_away_by_itself(browser_page, rosa, case):
    page = browser_page(360, user=rosa, javascript=False)
    page.goto(case.get_absolute_url())
    with page.expect_response(lambda answer: answer.request.method == "POST") as shown:
        page.get_by_role("button", name=re.compile("Ver nombre")).first.click()
    expect(page.get_by_text("QUISPE MAMANI, Flor de María")).to_be_visible()
    assert shown.value.headers["refresh"].startswith("60;")
    assert "QUISPE" not in page.title()
