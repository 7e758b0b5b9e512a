"""The kit in real Chromium under the strictest policy: accessibility, widths, and what calp.js promises."""

import mimetypes
from datetime import timedelta
from pathlib import Path

import django_htmx
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from tests.interface import showcase
from tests.security.sizes import IS_LONG

pytestmark = pytest.mark.browser
SITE = "http://127.0.0.1:9"  # never asked: every request is answered here
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
STATIC = [settings.BASE_DIR / "static", Path(django_htmx.__file__).parent / "static"]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}


@pytest.fixture
def open_page(new_context):
    """Opens a page of the showcase; ``sent`` on the page keeps what was posted."""
    made, refused = showcase.pages(), []

    def answer(route):
        request = route.request
        path = request.url.removeprefix(SITE).split("?")[0].split("#")[0]
        if request.method == "POST":
            request.frame.page.sent.append((path, request.post_data))
        if path.startswith("/static/"):
            found = next(root / path[8:] for root in STATIC if (root / path[8:]).is_file())
            return route.fulfill(path=found, content_type=mimetypes.guess_type(found.name)[0])
        status = 409 if path == "/conflicto/" else 200
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
        return route.fulfill(body=made[path], content_type="text/html; charset=utf-8", status=status, headers=headers)

    def opener(address: str, width: int = 1280, javascript: bool = True, **options):
        context = new_context(viewport={"width": width, "height": 800}, java_script_enabled=javascript, **options)
        context.route("**/*", answer)
        page = context.new_page()
        page.sent = []
        page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
        page.on("pageerror", lambda error: refused.append(str(error)))
        page.goto(SITE + address)
        return page

    yield opener
    assert refused == []


@pytest.mark.parametrize("width", [1280, 360] if IS_LONG else [360])
def test_no_barrier_on_any_page_of_the_kit(open_page, width):
    problems, looked = {}, 0
    for address, html in showcase.pages().items():
        if "<main" not in html:
            continue
        page = open_page(address, width)
        page.wait_for_timeout(100)
        for found in Axe().run(page, options=RULES).response["violations"]:
            problems[f"{address} {found['id']}"] = [node["html"][:120] for node in found["nodes"]]
        looked += 1
        page.close()
    assert problems == {}
    assert looked == 15


def test_no_page_scrolls_sideways(open_page):
    for address in showcase.pages():
        page = open_page(address)
        for width in (1280, 360, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
        page.close()


def test_errors_take_the_focus_and_their_links_lead_to_the_fields(open_page):
    page = open_page("/formulario/errores/")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.get_by_role("link", name="Falta «Sexo»").click()
    assert page.evaluate("document.activeElement.id") == "id_sex_0"


def test_errors_take_the_focus_without_javascript_too(open_page):
    page = open_page("/formulario/errores/", javascript=False)
    assert page.locator(".govuk-error-summary:focus").count() == 1


def test_the_band_tells_the_truth_about_saving(open_page):
    page = open_page("/formulario/")
    said = page.locator("[data-conexion]")
    assert said.inner_text().strip() == "En línea · todo guardado"
    page.locator("#id_called").fill("Kori")
    assert said.inner_text().strip() == "Cambios sin guardar"
    page.context.set_offline(True)
    expect(said).to_contain_text("Sin conexión")


def test_text_that_came_back_with_errors_is_not_called_saved(open_page):
    assert "Cambios sin guardar" in open_page("/formulario/errores/").locator("[data-conexion]").inner_text()


def test_leaving_the_page_of_two_changes_asks_too(open_page):
    page, asked = open_page("/conflicto/"), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Dejar lo que hay y volver").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]


def test_a_draft_says_when_it_was_kept_and_that_it_was_not(open_page):
    page = open_page("/borrador/")
    said = page.locator("[data-conexion]")
    page.locator("#nota").fill("Durmió bien")
    page.get_by_text("Borrador guardado").wait_for()
    assert said.inner_text().strip()[-5:].replace(":", "").isdigit()
    page.context.set_offline(True)
    page.context.unroute("**/*")
    page.locator("#nota").fill("Durmió bien. Pide hablar.")
    page.get_by_text("Sin conexión").wait_for()


def test_leaving_with_unsaved_text_asks(open_page):
    page, asked = open_page("/formulario/"), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("#id_called").fill("Kori")
    page.get_by_role("link", name="Mi trabajo").first.click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.url == f"{SITE}/formulario/"


@pytest.mark.parametrize("way", ["click", "shift"])
def test_the_quick_exit_leaves_at_once_from_every_tab_without_questions(open_page, way):
    page, asked = open_page("/formulario/"), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    other = page.context.new_page()
    other.goto(f"{SITE}/caso/")
    page.bring_to_front()
    page.locator("#id_called").fill("Kori")
    if way == "click":
        page.get_by_role("link", name="Salir rápido").click()
    else:
        for _press in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url("**/salir/")
    other.wait_for_url("**/salir/")
    assert asked == []
    assert page.evaluate("history.length") <= 2


def test_typing_capitals_does_not_leave(open_page):
    page = open_page("/formulario/")
    page.locator("#id_called").focus()
    for letter in "KORI":
        page.keyboard.press(f"Shift+{letter}")
    page.wait_for_timeout(200)
    assert page.url == f"{SITE}/formulario/"


def test_the_quick_exit_is_a_plain_link_without_javascript(open_page):
    page = open_page("/caso/", javascript=False)
    page.get_by_role("link", name="Salir rápido").click()
    assert page.url == f"{SITE}/salir/"


def test_one_key_goes_to_the_search_and_can_be_switched_off(open_page):
    page = open_page("/caso/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "buscar"
    page.get_by_role("button", name="Atajos de teclado").click()
    page.get_by_label("Usar el atajo").uncheck()
    page.get_by_role("button", name="Cerrar").click()
    page.reload()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "buscar"


def test_a_slash_in_a_text_is_a_slash(open_page):
    page = open_page("/formulario/")
    page.locator("#id_happened_on").press_sequentially("17/11/2026")
    assert page.locator("#id_happened_on").input_value() == "17/11/2026"


def test_what_cannot_be_undone_is_asked_first(open_page):
    page = open_page("/tablero/")
    page.get_by_role("button", name="Enviar derivación").click()
    assert page.get_by_role("dialog").inner_text().startswith("Enviar a CSMC Iquitos.")
    assert page.evaluate("document.activeElement.textContent") == "Volver"  # a second Enter by haste sends nothing
    page.get_by_role("dialog").get_by_role("button", name="Volver").click()
    assert page.sent == []
    page.get_by_role("button", name="Enviar derivación").click()
    page.get_by_role("dialog").get_by_role("button", name="Enviar").click()
    page.wait_for_timeout(300)
    assert [path for path, _data in page.sent] == ["/tablero/"]


def test_two_clicks_send_once(open_page):
    page = open_page("/confirmar/")
    page.evaluate("() => { const b = document.querySelector('main form button'); b.click(); b.click(); }")
    page.wait_for_timeout(300)
    assert len(page.sent) == 1


def test_a_revealed_name_hides_itself_and_can_be_asked_for_again(open_page):
    page = open_page("/caso/")
    page.get_by_role("button", name="Ver nombre").click()
    page.get_by_text("Kori M.").wait_for()
    assert page.url == f"{SITE}/caso/"
    page.get_by_text("Kori M.").wait_for(state="detached", timeout=4000)
    assert page.get_by_role("button", name="Ver nombre").is_visible()


def test_a_revealed_name_does_not_reach_paper(open_page):
    page = open_page("/caso/")
    page.get_by_role("button", name="Ver nombre").click()
    page.get_by_text("Kori M.").wait_for()
    page.emulate_media(media="print")
    assert not page.get_by_text("Kori M.").is_visible()


def test_letters_left_are_counted_as_people_count(open_page):
    page = open_page("/formulario/")
    note, count = page.locator("#id_note"), page.locator("#id_note_cuenta")
    assert count.inner_text() == "Quedan 100 caracteres"
    note.fill("ñ" * 99)
    assert count.inner_text() == "Queda 1 carácter"
    note.fill("x" * 102)
    assert count.inner_text() == "Sobran 2 caracteres"


def test_a_password_can_be_looked_at_and_is_sent_hidden(open_page):
    page = open_page("/formulario/")
    page.get_by_role("button", name="Mostrar").click()
    assert page.locator("#id_password").get_attribute("type") == "text"
    page.get_by_role("button", name="Ocultar").click()
    assert page.locator("#id_password").get_attribute("type") == "password"


def test_the_link_of_a_view_can_be_copied(open_page):
    page = open_page("/tablero/?sede=IQT", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copiar enlace").click()
    page.wait_for_timeout(200)
    assert page.evaluate("navigator.clipboard.readText()") == f"{SITE}/tablero/?sede=IQT"
    assert "Enlace copiado" in page.locator("[data-conexion]").inner_text()


def test_an_open_choice_between_two_texts_is_not_sent(open_page):
    page = open_page("/conflicto/")
    page.get_by_role("button", name="Guardar lo elegido").click()
    page.wait_for_timeout(200)
    assert page.sent == []
    for choice in page.get_by_label("Lo que escribiste").all():
        choice.check()
    page.get_by_role("button", name="Guardar lo elegido").click()
    page.wait_for_timeout(200)
    assert len(page.sent) == 1


def test_everything_can_be_reached_with_the_keyboard_and_the_focus_is_seen(open_page):
    page = open_page("/caso/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Ir al contenido"
    seen = set()
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):  # once around
            break
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        ground = page.evaluate("getComputedStyle(document.activeElement).backgroundColor")
        is_button = page.evaluate("document.activeElement.matches('.govuk-button')")
        assert not is_button or ground != "rgb(255, 197, 74)"  # only the exit is sun-coloured
        name = page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id")
        assert outline != "none", name
        seen.add(name)
    assert {"Salir rápido", "Nuevo ingreso", "Registrar nota", "Ver nombre", "buscar"} <= seen


def test_paper_has_no_menu_and_says_whose_it_is_and_the_time_in_lima(open_page):
    page = open_page("/caso/", timezone_id="Europe/Madrid")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    now = timezone.localtime()
    minutes = {(now + timedelta(minutes=late)).strftime("%d/%m/%Y %H:%M") for late in (-1, 0, 1)}
    assert page.locator("[data-ahora]").text_content() in minutes
    page.emulate_media(media="print")
    assert not page.locator(".nav").is_visible() and not page.locator(".salir").is_visible()
    assert "Rosa T." in page.locator(".solo-papel").inner_text()


def test_nothing_of_the_page_stays_in_the_browser(open_page):
    page = open_page("/formulario/")
    page.locator("#id_note").fill("relato")
    kept = page.evaluate("({...localStorage, ...sessionStorage})")
    assert kept in ({}, {"htmx-current-path-for-history": "/formulario/"})  # an address, which holds nothing personal
