"""The PDF is closed: nothing is fetched but our own style sheet, and it is text, tagged, in Spanish."""

import io
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import UUID

import pytest
from pypdf import PdfReader

from reports.pdf import ClosedFetcher, Refused, write_pdf

ID = UUID("01990000-0000-7000-8000-000000000001")
PAGE = "<!doctype html><html lang=es-PE><head><title>Prueba</title>{head}</head><body><h1>Prueba</h1>{body}</body>"


@pytest.fixture
def inner_service():
    """An address inside the house that a page should never reach; the list of what reached it."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.asked = asked
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.security
def test_no_tag_reaches_an_address_or_a_file(inner_service, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("LLAVE-MAESTRA")
    url = f"http://127.0.0.1:{inner_service.server_port}"
    head = (
        f'<link rel=stylesheet href="{url}/a.css"><link rel=attachment href="file://{secret}">'
        f'<link rel=attachment href="{url}/b"><style>@import "{url}/c.css";'
        f"@font-face{{font-family:x;src:url({url}/d)}}body{{background:url({url}/e);font-family:x}}</style>"
    )
    body = (
        f'<img src="{url}/f"><img src="file://{secret}"><object data="{url}/g"></object><embed src="{url}/h">'
        f'<svg><image href="{url}/i"/><use href="{url}/j#x"/></svg><iframe src="{url}/k"></iframe>'
        f'<a rel=attachment href="file://{secret}">x</a>'
    )

    content = write_pdf(PAGE.format(head=head, body=body), ID)

    assert inner_service.asked == []
    assert PdfReader(io.BytesIO(content)).attachments == {}
    assert b"LLAVE-MAESTRA" not in content


@pytest.mark.security
@pytest.mark.parametrize(
    "url",
    [
        "estatico:../calp/settings.py",
        "estatico:informe.css/../../manage.py",
        "estatico:/etc/passwd",
        "ESTATICO:estilo.css",
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "ftp://127.0.0.1/",
    ],
)
def test_only_the_style_sheet_of_reports_is_served(url):
    with pytest.raises(Refused):
        ClosedFetcher().fetch(url)


def test_the_style_sheet_of_reports_is_served():
    assert b"@page" in ClosedFetcher().fetch("estatico:informe.css").read()


def test_the_same_page_and_id_are_the_same_bytes():
    page = PAGE.format(head='<meta name="dcterms.created" content="2026-11-02T06:00:00-05:00">', body="")

    assert write_pdf(page, ID) == write_pdf(page, ID)
