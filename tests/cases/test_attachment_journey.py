"""A photograph from a telephone, without scripts, to the running system: sealed, looked at, handed out clean."""

import time
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from cases.models import Attachment
from cases.states import AttachmentState
from tests.cases.hostile_files import telling_jpeg

SECONDS = 30


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.security
@pytest.mark.parametrize(("width", "javascript"), [(360, False), (1280, True)])
def test_a_photograph_is_brought_looked_at_and_handed_out_clean(browser_page, case, rosa, width, javascript, tmp_path):
    photo = tmp_path / "IMG_20261120.jpg"
    photo.write_bytes(telling_jpeg())
    page = browser_page(width, user=rosa, javascript=javascript)
    page.goto(reverse("cases:attachments", args=[case.pk]))
    page.get_by_role("link", name="Subir documento").first.click()
    page.get_by_label("Tomar foto").set_input_files(photo)
    page.get_by_label("Qué es").select_option("EVIDENCE")
    page.get_by_label("Título").fill("Moto frente al local")
    page.get_by_role("button", name="Subir documento").click()
    page.wait_for_url(f"**{reverse('cases:attachments', args=[case.pk])}")
    attachment = _settled()
    page.reload()
    with page.expect_download() as waited:
        page.get_by_role("link", name="Descargar").click()
    assert waited.value.suggested_filename == f"{case.code}-documento-1.jpg"
    served = waited.value.path().read_bytes()
    assert served.startswith(b"\xff\xd8") and b"HOSTIL" not in served and len(served) == attachment.derivative_size
    assert urlsplit(page.url).path == reverse("cases:attachments", args=[case.pk]), (
        "a download leaves the page as it is"
    )


def _settled() -> Attachment:
    """The one file, once the worker has looked at it."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        attachment = Attachment.objects.get()
        if attachment.state == AttachmentState.CLEAN:
            return attachment
        time.sleep(0.2)
    raise AssertionError("the worker did not look at it")
