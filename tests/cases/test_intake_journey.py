"""The night call in a real browser: by keyboard alone, and without JavaScript on a small screen."""

import pytest

from cases.models import Case

pytestmark = pytest.mark.django_db


def tab_to(page, selector, limit=40):
    """Press Tab until the focus is on ``selector``."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


@pytest.mark.slow
@pytest.mark.browser
def test_a_whole_intake_by_keyboard_alone(browser_page, catalogues, rosa):
    page = browser_page(1280, user=rosa)
    page.goto("/")
    tab_to(page, ".nav .govuk-button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ingreso/")
    tab_to(page, "[name=busca-name]")
    page.keyboard.type("Zevallos")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Nadie con esos datos en tu sede")
    tab_to(page, "[name=source]")
    page.keyboard.type("Derivación de la PNP")
    tab_to(page, "[name=preferred_name]")
    page.keyboard.type("Kori")
    tab_to(page, "[name=sex]")
    page.keyboard.press("Space")
    tab_to(page, "[name=age]")
    page.keyboard.type("16")
    tab_to(page, "[name=age_source]")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("text=Se presume menor de edad")
    tab_to(page, "[name=problem]")
    page.keyboard.press("Space")
    tab_to(page, "[name=consent]")
    page.keyboard.press("Space")
    assert page.text_content("[data-cuenta]") == "6 de 6"
    tab_to(page, "[name=hours]")
    page.keyboard.type("15:00 a 17:00")
    page.keyboard.press("Enter")
    page.wait_for_url("**/casos/*/")
    case = Case.objects.get()
    assert page.title() == f"Caso {case.code} – Registro"
    assert case.participations.get().person.preferred_name == "Kori"


@pytest.mark.slow
@pytest.mark.browser
def test_without_javascript_at_360_px_the_search_keeps_what_was_typed(browser_page, case, person, rosa):
    page = browser_page(360, user=rosa, javascript=False)
    page.goto("/ingreso/")
    page.fill("[name=preferred_name]", "Kori")
    page.fill("[name=busca-name]", "Quizpe Mamany")
    page.click("#buscar-personas")
    assert page.input_value("[name=preferred_name]") == "Kori"
    page.click("button[name=elegir]")
    assert person.code in page.text_content("main")
    page.select_option("[name=source]", "SELF")
    page.check("[name=problem][value=TDP]")
    page.check("[name=consent][value=WRITTEN]")
    page.click("#guardar")
    assert person.participations.count() == 2
