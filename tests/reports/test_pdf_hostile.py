"""Whatever somebody writes into a field that is printed: nothing is fetched, and no file of the server comes along.

The same texts are tried where they could be: escaped, in every field of a report; and raw, as if a template had let
them through, so that the fetcher alone must hold.
"""

import base64
import io
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from pypdf import PdfReader
from weasyprint.urls import URLFetchingError

from reports.document import render_document
from reports.pdf import ClosedFetcher, Refused, write_pdf
from reports.states import ReportCode
from reports.statistics import Tables
from reports.statistics.r9 import STATES, AgencyRow, Direct, Flow, Referrals
from tests.reports.test_document import AGES, NEVER, a_run, case_summary, sent

pytestmark = pytest.mark.security
ID = UUID("01990000-0000-7000-8000-000000000001")
SECRET = "LLAVE-MAESTRA-9F2C"
PAGE = '<!doctype html><html lang="es-PE"><head><title>x</title>{head}</head><body>{body}</body></html>'
INNER = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@dataclass
class Listener:
    """Counts every connection, and answers as a server that would lead further in."""

    url: str
    hits: list[str]


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    found = Listener(f"http://127.0.0.1:{port}", [])

    def serve():
        while True:
            try:
                visitor, _address = server.accept()
            except OSError:
                return
            with visitor:
                visitor.settimeout(1)
                found.hits.append(visitor.recv(200).split(b"\r\n")[0].decode(errors="replace"))
                visitor.sendall(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n")

    threading.Thread(target=serve, daemon=True).start()
    yield found
    server.close()


@pytest.fixture(scope="module")
def secret(tmp_path_factory) -> Path:
    """A file of the server; also as a picture and as a style sheet that would show it."""
    path = tmp_path_factory.mktemp("server") / "secret.txt"
    path.write_text(SECRET)
    path.with_suffix(".svg").write_text(INNER.format(f"<text>{SECRET}</text>"))
    path.with_suffix(".css").write_text(f'body::before{{content:"{SECRET}"}}')
    return path


def addresses(listener: Listener, secret: Path) -> list[str]:
    """Where a text might try to lead: files, the inner network, and ways to write both."""
    web, port = listener.url, listener.url.rsplit(":", 1)[1]
    return [
        f"file://{secret}",
        f"FILE://{secret}",
        f"file://localhost{secret}",
        f"file:{secret}",
        str(secret),
        "../" * 12 + str(secret).lstrip("/"),
        f"file:///%2e%2e{secret}",
        f"{web}/a",
        web.replace("http://", "HtTp://") + "/b",
        web.replace("http:", "") + "/c",
        f"http://localhost:{port}/d",
        f"http://2130706433:{port}/e",
        f"http://0x7f.1:{port}/f",
        f"http://[::ffff:127.0.0.1]:{port}/g",
        f"http://informe.css@127.0.0.1:{port}/h",
        f"ftp://127.0.0.1:{port}/i",
        f"estatico:..{secret}",
        f"estatico:informe.css?{web}",
        f"\\68ttp://127.0.0.1:{port}/j",
        f"h\tttp://127.0.0.1:{port}/k",
    ]


def payloads(listener: Listener, secret: Path) -> list[tuple[str, str]]:
    """(markup for a head, markup for a body): every way to ask for something, at many addresses."""
    web, file = f"{listener.url}/p", f"file://{secret}"
    picture, sheet = file.replace(".txt", ".svg"), file.replace(".txt", ".css")
    inside = INNER.format(f'<image href="{picture}"/><image xlink:href="{web}"/><use href="{web}#x"/>')
    packed = base64.b64encode(inside.encode()).decode()
    entity = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{file}">]>' + INNER.format("<text>&x;</text>")
    bodies = []
    for address in addresses(listener, secret):
        bodies += [
            f'<img src="{address}">',
            f'<a rel="attachment" href="{address}">x</a>',
            f'<object data="{address}"></object>',
            f"<p style=\"background:url('{address}')\">x</p>",
        ]
    bodies += [
        f'<img src="data:image/svg+xml;base64,{packed}">',
        f"<img src='data:image/svg+xml,{inside}'>",
        f"<img src='data:image/svg+xml;base64,{base64.b64encode(entity.encode()).decode()}'>",
        f'<img srcset="{web} 1x, {picture} 2x">',
        f'<picture><source srcset="{web}"><img src="{picture}"></picture>',
        f'<embed src="{web}">',
        f'<embed src="{picture}" type="image/svg+xml">',
        f'<iframe src="{web}"></iframe>',
        f'<iframe srcdoc="&lt;img src={web}&gt;"></iframe>',
        f'<video src="{web}" poster="{picture}"></video>',
        f'<audio src="{web}"></audio>',
        f'<input type="image" src="{web}">',
        f'<body background="{web}">',
        f'<table background="{web}"><tr><td>x</td></tr></table>',
        f'<svg><image href="{picture}" width="9" height="9"/></svg>',
        f'<svg><image xlink:href="{web}" width="9" height="9"/></svg>',
        f'<svg><use href="{picture}#x"/></svg>',
        f'<svg><style>@import "{web}";</style></svg>',
        f'<svg><style>*{{fill:url({web}#x)}}</style><rect width="9" height="9"/></svg>',
        f'<svg><a href="{web}"><text>x</text></a><foreignObject><img src="{web}"></foreignObject></svg>',
        f'<svg><rect width="9" height="9" fill="url({web}#x)" filter="url({picture}#x)" mask="url({web}#y)"/></svg>',
        f'<svg><script href="{web}"/></svg>',
        f'<math><mglyph src="{web}"/></math>',
        f'<style>@import "{web}";</style>',
        f"<style>@import url({sheet});</style>",
        f"<style>@font-face{{font-family:x;src:url({web})}}*{{font-family:x}}</style>",
        f"<style>@font-face{{font-family:x;src:url({file})}}*{{font-family:x}}</style>",
        f"<style>body::after{{content:url({picture})}}</style>",
        f"<style>li{{list-style-image:url({web})}}</style><ul><li>x</li></ul>",
        f"<style>body{{border-image:url({web}) 1}}</style>",
        f"<style>body{{background:u\\72l({web})}}</style>",
        f"<style>body{{background:\\75\\72\\6c({web})}}</style>",
        f"<style>body{{background:URL({web})}}</style>",
        f"<style>@page{{background:url({web})}}</style>",
        f"<style>@page{{@top-left{{content:url({picture})}}}}</style>",
        f"<style>body{{background:image-set('{web}' 1x)}}</style>",
        f"<style>body{{mask:url({web});cursor:url({web});shape-outside:url({web})}}</style>",
        f"<style>@namespace x url({web});@color-profile --x{{src:url({web})}}</style>",
        f"</style><style>@import '{web}'</style>",
        f'"><img src="{web}"><p title="',
        f"'><img src='{web}'><p title='",
        f"--><img src={web}><!--",
        f"</title><img src={web}>",
        f"<xml><!DOCTYPE x [<!ENTITY y SYSTEM '{file}'>]>&y;</xml>",
        f'<?xml-stylesheet href="{sheet}"?>',
        f'<base href="{web}"><img src="x">',
        f'<meta http-equiv="refresh" content="0;url={web}">',
        f'<form action="{web}"><input type="submit" formaction="{web}"></form>',
        "{% include '/etc/passwd' %}{{ settings.SECRET_KEY }}",
    ]
    heads = [
        f'<link rel="{kind}" href="{address}">'
        for kind in ("stylesheet", "attachment", "alternate stylesheet", "icon", "preload")
        for address in (web, file, sheet)
    ]
    return [("", body) for body in bodies] + [(head, "") for head in heads]


def told(content: bytes) -> str:
    """Everything that a PDF tells: its text, every stream unpacked, every string, every attachment."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        streams = [
            each.read_bytes() if _opens(each) else each.read_raw_bytes()
            for each in pdf.objects
            if isinstance(each, pikepdf.Stream)
        ]
        attached = [name.encode() for name in pdf.attachments]
        names = {str(key) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) for key in each}
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return text + b"\n".join([content, *streams, *attached]).decode("latin-1") + " ".join(sorted(names))


def _opens(stream: pikepdf.Stream) -> bool:
    try:
        stream.read_bytes()
    except pikepdf.PdfError:
        return False
    return True


# Raw: the fetcher alone --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_nothing_is_fetched_even_where_it_stands_in_the_page(listener, secret):
    tried = payloads(listener, secret)
    assert len(tried) >= 100
    problems, refused = [], 0
    for head, body in tried:
        try:
            everything = told(write_pdf(PAGE.format(head=head, body=body), ID))
        except URLFetchingError:
            refused += 1
            continue
        if SECRET in everything or "root:x:0" in everything or re.search(r"EmbeddedFile|/Filespec", everything):
            problems.append((head, body))
    print(f"{len(tried)} texts raw: {len(listener.hits)} visits, {len(problems)} files, {refused} pages not made")
    assert problems == []
    assert listener.hits == []


def test_the_listener_and_the_search_find_what_is_there(listener, secret):
    """The control: an open fetcher visits, and brings the file along."""
    with socket.create_connection(("127.0.0.1", int(listener.url.rsplit(":", 1)[1]))) as visitor:
        visitor.sendall(b"GET /control HTTP/1.1\r\n\r\n")
        visitor.recv(10)
    assert listener.hits == ["GET /control HTTP/1.1"]
    listener.hits.clear()
    pdf = pikepdf.new()
    pdf.attachments["x.txt"] = pikepdf.AttachedFileSpec.from_filepath(pdf, secret)
    content = io.BytesIO()
    pdf.save(content)
    assert SECRET in told(content.getvalue())


@pytest.mark.parametrize("url", ["data:text/plain,x", "data:image/svg+xml,<svg/>", "DATA:,x"])
def test_not_even_data_is_served(url):
    with pytest.raises(Refused):
        ClosedFetcher().fetch(url)


def test_one_module_makes_every_pdf():
    root = Path(__file__).resolve().parents[2]
    rooms = (
        "accounts",
        "calp",
        "cases",
        "directory",
        "interface",
        "justice",
        "referrals",
        "reports",
        "services",
        "vault",
    )
    makers = {
        str(path.relative_to(root))
        for room in rooms
        for path in (root / room).rglob("*.py")
        if re.search(r"weasyprint import|weasyprint\.(HTML|CSS)|reportlab|pdfkit|fpdf", path.read_text())
    }
    assert makers == {"reports/pdf.py"}


# Escaped: every field of a report -----------------------------------------------------------------------------

FIELDS = (
    "product",
    "office",
    "office_code",
    "requested_by",
    "name of an office",
    "name of an agency",
    "code of an agency",
)


def hostile_run(values: dict[str, str]):
    """A small report of every kind, with these texts in its fields."""
    summary = case_summary().to_json()
    summary["offices"] = summary["offices"][:1]
    summary["offices"][0]["name"] = values["name of an office"]
    nobody = AgencyRow("", "", (0,) * len(STATES), 0, NEVER, NEVER)
    row = sent().agencies[0].to_json() | {"name": values["name of an agency"], "code": values["code of an agency"]}
    tables = Tables(
        type(case_summary()).from_json(summary),
        AGES,
        Referrals(sent(), Direct(Flow(0, 0, 0, 0), (AgencyRow.from_json(row),), nobody)),
    )
    run = a_run(tables, ReportCode.MENSUAL)
    run.cover |= {name: values[name] for name in ("product", "office", "office_code", "requested_by")}
    return run


@pytest.mark.slow
def test_no_text_in_any_field_of_a_report_is_more_than_text(listener, secret):
    """All texts, divided into parts; in turn each field gets each part."""
    tried = [head or body for head, body in payloads(listener, secret)]
    parts = [" ".join(tried[at :: len(FIELDS)]) for at in range(len(FIELDS))]
    for turn in range(len(FIELDS)):
        values = {name: parts[(at + turn) % len(parts)] for at, name in enumerate(FIELDS)}
        everything = told(render_document(hostile_run(values)))
        assert SECRET not in everything and "root:x:0" not in everything
        assert not re.search(r"EmbeddedFile|/Filespec|/Launch|/URI\b", everything)
    print(f"{len(tried)} texts × {len(FIELDS)} fields: {len(listener.hits)} visits")
    assert listener.hits == []
