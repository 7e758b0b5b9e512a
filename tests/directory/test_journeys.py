"""A place in three steps, in a real browser, with scripts and without."""

import pytest
from playwright.sync_api import expect

from directory.models import AgencyUnit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NEW_UNIT = "/catalogos/unidades/nuevo/"


def fill(page):
    page.select_option("#id_agency", label="Ministerio de Salud")
    page.select_option("#id_unit_type", "CSMC")
    page.fill("#id_name", "CSMC Nauta")


def test_each_list_fills_the_next_and_a_new_region_empties_them(browser_page, raul):
    page = browser_page(1280, user=raul)
    page.goto(NEW_UNIT)
    fill(page)
    page.select_option("#id_place", label="Cusco")
    page.select_option("#id_place_provincia", label="Anta")
    page.select_option("#id_place", label="Loreto")
    expect(page.locator("#id_place_distrito option")).to_have_count(1)
    page.select_option("#id_place_provincia", label="Loreto")
    page.select_option("#id_place_distrito", label="Nauta")
    page.get_by_role("button", name="Guardar").click()
    page.wait_for_url("**/catalogos/unidades/*-*/")
    assert AgencyUnit.objects.get(name="CSMC Nauta").place.full_name == "Nauta, Loreto, Loreto"


def test_without_scripts_a_button_brings_the_next_list_and_nothing_is_lost(browser_page, raul):
    page = browser_page(360, user=raul, javascript=False)
    page.goto(NEW_UNIT)
    fill(page)
    for selector, label in (("#id_place", "Loreto"), ("#id_place_provincia", "Loreto")):
        page.select_option(selector, label=label)
        with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            page.click("button[name=place_cambiar]")
        assert answer.value.status == 200
        assert page.input_value("#id_name") == "CSMC Nauta"
        assert not page.title().startswith("Error")
    page.select_option("#id_place_distrito", label="Nauta")
    page.get_by_role("button", name="Guardar").click()
    page.wait_for_url("**/catalogos/unidades/*-*/")
    assert AgencyUnit.objects.get(name="CSMC Nauta").place_id == "160301"
