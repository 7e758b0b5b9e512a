"""The night call without a mouse: every step by Tab, arrows, space and Enter, and the focus always to be seen."""

import re

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case
from tests.conftest import PASSWORD
from tests.signing_in import code_of, enrolled

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FARTHEST = 60

# The words of what has the focus, as somebody hears them.
FOCUSED = """() => {
  const on = document.activeElement
  const label = on.labels && on.labels[0] ? on.labels[0].innerText : ""
  return (label || on.getAttribute("aria-label") || on.innerText || on.value || "").trim()
}"""


def go_to(page: Page, words: str, key: str = "Tab") -> None:
    """Press Tab until what has the focus begins with these words."""
    for _press in range(FARTHEST):
        if page.evaluate(FOCUSED).startswith(words):
            return
        page.keyboard.press(key)
    raise AssertionError(f"no Tab leads to «{words}»")


def mark(page: Page, option: str) -> None:
    """In a group of radios that has the focus: arrows to the option."""
    for _press in range(12):
        page.keyboard.press("ArrowDown")
        if page.evaluate(FOCUSED).startswith(option):
            return
    raise AssertionError(f"no arrow leads to «{option}»")


def type_into(page: Page, label: str, text: str) -> None:
    go_to(page, label)
    page.keyboard.type(text)


def test_a_night_call_is_taken_by_keyboard_alone(browser_page, rosa):
    page = browser_page()
    enrolled(rosa)
    page.goto("/")
    type_into(page, "Usuario", "rosa")
    type_into(page, "Contraseña", PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/entrar/codigo/"))
    type_into(page, "Código de tu aplicación", code_of(rosa))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/trabajo/"))
    go_to(page, "Nuevo ingreso")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/ingreso/"))
    go_to(page, "Cómo llegó")
    page.keyboard.type("Familia")
    type_into(page, "Cómo quiere que la llamemos", "Kori")
    go_to(page, "Mujer")
    page.keyboard.press("Space")
    go_to(page, "Años cumplidos")
    page.keyboard.type("16")
    go_to(page, "Con documento")
    mark(page, "Dicha por ella")
    go_to(page, "Trata de personas")
    page.keyboard.press("Space")
    go_to(page, "Lo dio por escrito")
    mark(page, "Todavía no")
    go_to(page, "Guardar ingreso")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ingreso guardado")).to_be_visible()
    case = Case.objects.get()
    assert case.intake_source == "FAMILY"
    assert case.participations.get().person.stated_age == 16


def test_the_first_tab_of_a_page_skips_to_what_it_is_about(browser_page, rosa):
    page = browser_page(user=rosa)
    page.goto("/trabajo/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Ir al contenido"
    expect(page.get_by_role("link", name="Ir al contenido")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_whatever_has_the_focus_can_be_seen_and_nothing_holds_it(browser_page, rosa):
    """From the first to the last control of the intake: inside the screen, not under the bars, with a ring."""
    page = browser_page(360, user=rosa)
    page.goto("/ingreso/")
    hidden, seen = [], 0
    for _press in range(120):
        page.keyboard.press("Tab")
        on = page.evaluate(RING)
        if on is None:
            break
        seen += 1
        if not (on["ring"] and on["inside"] and on["on_top"]):
            hidden.append(on)
    assert hidden == []
    assert 20 < seen < 120


# The control that has the focus: whether a ring or a change tells so, and whether its middle is really what one sees.
RING = """() => {
  const on = document.activeElement
  if (on === document.body) return null
  const box = on.getBoundingClientRect()
  const style = getComputedStyle(on)
  const around = on.nextElementSibling ? getComputedStyle(on.nextElementSibling) : style
  const ring = [style, around].some(each => each.outlineStyle !== "none" || each.boxShadow !== "none")
  const x = box.left + Math.min(box.width, innerWidth) / 2, y = box.top + Math.min(box.height, 40) / 2
  const there = document.elementFromPoint(x, y)
  const on_top = there !== null && (on.contains(there) || there.contains(on) || there.closest("label") !== null)
  return {what: on.outerHTML.slice(0, 120), ring, inside: box.top >= 0 && box.top < innerHeight, on_top}
}"""
