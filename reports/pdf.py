"""HTML to PDF: text, tagged, the same bytes for the same page, and nothing fetched but our own style sheets.

WeasyPrint's own fetcher would read local files and ask inner addresses (security.md, finding 11): ours knows one
scheme, and answers from a dictionary of files of static/.
"""

from pathlib import Path
from uuid import UUID

from django.conf import settings
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "estatico"
_FILES = {
    "informe.css": "text/css; charset=utf-8",
    "hoja.css": "text/css; charset=utf-8",
    "carta.css": "text/css; charset=utf-8",
    "informe-tapa.svg": "image/svg+xml",
}


class Refused(ValueError):
    """The page asked for something that is not one of our files."""


class ClosedFetcher(URLFetcher):
    """Serves ``estatico:NAME`` for the files named here; no file system, no network, no redirect, no ``data:``."""

    def __init__(self):
        super().__init__(allowed_protocols=(SCHEME,), allow_redirects=False)

    def fetch(self, url, headers=None):
        scheme, _, name = url.partition(":")
        if scheme != SCHEME or name not in _FILES:
            raise Refused("A report shows only its own files.")
        return URLFetcherResponse(url, _static(name), {"Content-Type": _FILES[name]})


def _static(name: str) -> bytes:
    return (Path(settings.BASE_DIR) / "static" / name).read_bytes()


def write_pdf(page: str, identifier: UUID) -> bytes:
    """The PDF/UA-1 of an HTML page. Its dates come from the page's own metadata and its id from ``identifier``."""
    document = HTML(string=page, base_url=f"{SCHEME}:/", url_fetcher=ClosedFetcher())
    return document.write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier.bytes,
        font_config=FontConfiguration(),
        stylesheets=[],
        presentational_hints=False,
    )
