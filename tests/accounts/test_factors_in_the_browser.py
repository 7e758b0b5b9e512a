"""Keys in a real Chromium with a virtual authenticator; and the pages of the second step as they are seen."""

import os
import re

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from accounts.factors import codes, recovery
from accounts.models import AuditEntry
from tests.conftest import PASSWORD
from tests.signing_in import code_of, enrolled

pytestmark = pytest.mark.browser


def give_password(page, username="rosa"):
    page.goto("/")
    page.get_by_label("Usuario").fill(username)
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continuar").click()


def plug_in(page, *, verifies: bool = True):
    """A security key in this browser, whose holder gives the PIN (``verifies``) or cannot."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": False,
        "hasUserVerification": verifies,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return devtools, key


def add_key(page, name="Llave azul"):
    page.get_by_label("Nombre de la llave").fill(name)
    page.get_by_role("button", name="Añadir llave o huella").click()


def test_a_key_is_the_first_factor_and_opens_the_next_session(browser_page, rosa):
    page = browser_page(host="localhost")
    plug_in(page)
    give_password(page)
    page.get_by_role("link", name="Usar una llave o huella").click()
    add_key(page)
    expect(page.get_by_role("heading", name="Guárdalos ahora")).to_be_visible()
    assert len(page.locator(".codigos-recuperacion code").all()) == 10
    page.get_by_role("link", name="Ya los guardé").click()
    expect(page).to_have_url(re.compile("/trabajo/"))
    key = Authenticator.objects.get(user=rosa)
    assert key.type == "webauthn" and key.data["name"] == "Llave azul"

    page.goto("/mi-cuenta/")
    page.get_by_role("main").get_by_role("button", name="Cerrar sesión").click()
    give_password(page)
    page.get_by_role("button", name="Usar mi llave o huella").click()
    expect(page).to_have_url(re.compile("/trabajo/"))
    assert list(AuditEntry.objects.filter(action="factor_used").values_list("fields", flat=True)) == [["webauthn"]]


def test_a_key_whose_holder_is_not_verified_is_not_taken(browser_page, rosa):
    page = browser_page(host="localhost")
    devtools, key = plug_in(page)
    give_password(page)
    page.get_by_role("link", name="Usar una llave o huella").click()
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    add_key(page)
    expect(page.get_by_text("La llave no respondió")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_somebody_elses_key_does_not_open(browser_page, rosa, elmer):
    page = browser_page(host="localhost")
    plug_in(page)
    give_password(page)
    page.get_by_role("link", name="Usar una llave o huella").click()
    add_key(page)
    page.get_by_role("link", name="Ya los guardé").click()
    key = Authenticator.objects.get(user=rosa)
    other = browser_page(host="localhost")
    plug_in(other)
    Authenticator(user=elmer, type="webauthn", data=key.data).save()  # as if both rows held the same key
    give_password(other, "elmer")
    other.get_by_role("button", name="Usar mi llave o huella").click()
    expect(other.get_by_text("La llave no respondió")).to_be_visible()
    assert not AuditEntry.objects.filter(action="factor_used").exists()


def test_without_javascript_the_code_still_opens(browser_page, rosa):
    page = browser_page(javascript=False)
    enrolled(rosa)
    give_password(page)
    page.get_by_label("Código de tu aplicación").fill(code_of(rosa))
    page.get_by_role("button", name="Entrar").click()
    expect(page).to_have_url(re.compile("/trabajo/"))


def test_the_drawing_is_what_an_app_would_read(browser_page, rosa):
    """The path of the SVG, module by module, is the QR code of the seed that stands beneath it."""
    page = browser_page()
    give_password(page)
    page.get_by_role("link", name="Usar una aplicación").click()
    seed = page.locator(".clave-temporal code").inner_text().replace(" ", "")
    assert page.locator("svg.qr path").get_attribute("d") == codes.picture(rosa, seed)["path"]
    assert page.locator("svg.qr").bounding_box()["width"] >= 200


@pytest.mark.skipif("CALP_LOOK" not in os.environ, reason="CALP_LOOK=FOLDER keeps pictures of the pages")
@pytest.mark.parametrize("width", [1280, 360])
def test_pictures(browser_page, rosa, raul, dario, width):
    from accounts.factors import actions  # noqa: PLC0415

    folder = os.environ["CALP_LOOK"]

    def keep(page, name):
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)

    page = browser_page(width, host="localhost")
    plug_in(page)
    give_password(page)
    keep(page, "enrol")
    page.goto("/mi-cuenta/segundo-paso/aplicacion/")
    keep(page, "add_app")
    page.goto("/mi-cuenta/segundo-paso/llave/")
    keep(page, "add_key")
    add_key(page)
    expect(page.get_by_role("heading", name="Guárdalos ahora")).to_be_visible()
    keep(page, "codes_told")
    enrolled(rosa)
    page.goto("/mi-cuenta/segundo-paso/")
    keep(page, "factors")
    page.goto("/mi-cuenta/segundo-paso/codigos/")
    keep(page, "codes_ask")
    page.goto("/mi-cuenta/confirmar/")
    keep(page, "prove")
    page.goto("/mi-cuenta/")
    keep(page, "account")
    page.context.clear_cookies()
    give_password(page)
    keep(page, "second_step")
    page.get_by_label("Código de tu aplicación").fill("123")
    page.get_by_role("button", name="Entrar").click()
    keep(page, "second_step_wrong")
    reset = actions.ask_factor_reset(rosa, "Le robaron el celular; la vi en la sede.", by=raul)
    assert recovery.left(rosa) == 10
    admin = browser_page(width, user=raul)
    admin.goto(f"/cuentas/{rosa.pk}/segundo-paso/")
    keep(admin, "ask_reset")
    officer = browser_page(width, user=dario)
    officer.goto("/anulaciones/")
    keep(officer, "resets")
    officer.goto(f"/anulaciones/{reset.pk}/")
    keep(officer, "reset")
