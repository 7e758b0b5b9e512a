"""In a real browser: what was being written when the session ended is not lost."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import UserSession
from cases.models import Task
from tests.signing_in import signed_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False])
def test_what_was_written_too_long_is_sent_again_after_signing_in_elsewhere(browser_page, rosa, case, javascript):
    page = browser_page(360, user=rosa, javascript=javascript)
    page.goto(reverse("cases:task_new", args=[case.pk]))
    page.locator("[name=kind]").first.select_option("OTHER")
    page.locator("[name=details]").fill("Llamar a la UPE por el oficio")
    page.locator("[name=due_on]").fill("20/12/2026")
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=16))
    page.locator("main form button.govuk-button").first.click()
    assert page.locator("h1").inner_text() == "La sesión se cerró antes de guardar"
    assert page.get_by_role("link", name="Entrar en otra pestaña").get_attribute("target") == "_blank"
    assert not Task.objects.filter(case=case, due_on="2026-12-20").exists()
    other_tab = Client()
    signed_in(other_tab, rosa)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": other_tab.cookies[name].value, "url": page.url}])
    page.get_by_role("button", name="Enviar otra vez").click()
    page.wait_for_load_state()
    assert Task.objects.get(case=case, due_on="2026-12-20").details == "Llamar a la UPE por el oficio"
