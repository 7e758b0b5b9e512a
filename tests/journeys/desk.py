"""What people do with a browser, in the words of the desk: sign in, take a call, write, refer, answer."""

import re

from playwright.sync_api import Page, expect

from accounts.models import User
from tests.conftest import PASSWORD
from tests.signing_in import code_of, enrolled

# Presses of links and buttons, by mouse or key, however many pages they lead through; fields are not presses.
COUNT_PRESSES = """
addEventListener("click", event => {
  if (event.isTrusted && event.target.closest("a, button")) window.pressed(event.target.closest("a, button").innerText)
}, true)
"""


def sign_in(page: Page, username: str) -> None:
    """Through the form, with the password and a code of the app that the account is given here."""
    user = enrolled(User.objects.get(username=username))
    page.goto("/")
    page.get_by_label("Usuario").fill(username)
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continuar").click()
    page.get_by_label("Código de tu aplicación").fill(code_of(user))
    page.get_by_role("button", name="Entrar").click()
    expect(page).not_to_have_url(re.compile("/entrar/"))


def counted(page: Page) -> list[str]:
    """From now on, the words of what is pressed are written in this list."""
    presses: list[str] = []
    if not hasattr(page, "presses"):
        page.expose_function("pressed", lambda words: page.presses.append(words.strip()))
        page.add_init_script(COUNT_PRESSES)
        page.evaluate(COUNT_PRESSES)
    page.presses = presses
    return presses


def choose(page: Page, group: str, option: str) -> None:
    """Mark a radio or a box of a group by how the words beside it begin."""
    beginning = re.compile(f"^{re.escape(option)}")
    page.get_by_role("group", name=group).get_by_label(beginning).first.check(force=True)


def fill_intake(page: Page, *, name: str = "Kori", consent: str = "Todavía no") -> None:
    """The six answers."""
    page.get_by_label("Cómo llegó").select_option(label="Derivación de la PNP")
    page.get_by_label("Cómo quiere que la llamemos").fill(name)
    choose(page, "Sexo", "Mujer")
    page.get_by_label("Años cumplidos").fill("16")
    choose(page, "Edad", "Dicha por ella")
    choose(page, "Motivo principal", "Trata de personas")
    choose(page, "Consentimiento", consent)
