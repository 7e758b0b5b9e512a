"""Her signature drawn with a finger on a telephone, and the same decision without JavaScript, signed on paper."""

import pytest
from django.urls import reverse

from cases.models import Consent
from tests.journeys.desk import choose

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.browser]


def answer(page, case, person, how):
    page.goto(reverse("cases:consent_new", args=[case.pk, person.pk]))
    choose(page, "Consentimiento", "Lo dio por escrito o con huella")
    choose(page, "¿Podemos guardar y usar tus datos para atenderte?", "Sí")
    choose(page, "¿Podemos usar tu imagen o tu voz?", "No")
    choose(page, "Cómo firma", how)


def test_she_signs_on_a_telephone_and_the_picture_is_sealed_with_the_case(browser_page, case, person, rosa):
    page = browser_page(360, user=rosa)
    answer(page, case, person, "Firma en esta pantalla")
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 20 + step * 25, box["y"] + (70 if step % 2 else 30))
    page.mouse.up()
    page.get_by_role("button", name="Guardar decisión").click()
    page.get_by_text("Decisión guardada.").wait_for()
    paper = Consent.objects.filter(case=case).first().paper
    assert (paper.kind, paper.person, paper.extension) == ("CONSENT", person, "png")
    assert paper.size > 1000, "an empty box is smaller"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_javascript_paper_and_fingerprint_remain(browser_page, case, person, rosa):
    page = browser_page(360, user=rosa, javascript=False)
    answer(page, case, person, "Huella en papel")
    page.get_by_role("button", name="Guardar decisión").click()
    page.get_by_role("link", name="Subir el papel firmado").wait_for()
    assert Consent.objects.filter(case=case).first().signature == "FINGERPRINT"
