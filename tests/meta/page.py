"""A page as it arrives: what stands in it, what it weighs, and what no page of ours may have."""

import gzip
import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders

# Addresses of standards that stand in markup and lead nowhere; htmx names its licence's home in no request.
NAMESPACES = re.compile(r"http://www\.w3\.org/(2000/svg|1999/xhtml|1999/xlink)")
FOREIGN = re.compile(r"(?:https?:|wss?:|[\"'(=\s])//[a-z0-9][a-z0-9.-]+\.[a-z]{2,}", re.I)
LOADED = {"link": "href", "script": "src", "img": "src", "source": "src", "iframe": "src", "object": "data"}
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Permissions-Policy": "camera=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'",
    "Content-Language": "es-pe",
}


@dataclass
class Page(HTMLParser):
    """``links``: addresses that a person can follow; ``sends``: addresses that forms and htmx send to."""

    html: str
    title: str = ""
    language: str = ""
    headings: int = 0
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    sends: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)

    def __post_init__(self):
        super().__init__()
        self._inside = ""
        self.feed(self.html)

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        self._inside = tag
        self.headings += tag == "h1"
        if tag == "html":
            self.language = given.get("lang", "")
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            (self.links if given.get("method", "get") == "get" else self.sends).append(given.get("action", ""))
        self.sends += [value for name, value in given.items() if name in ("formaction", "hx-post", "hx-get")]
        if tag in LOADED and given.get(LOADED[tag], "").startswith("/"):
            self.loads.append(given[LOADED[tag]])
        self._look_for_forbidden(tag, given)

    def _look_for_forbidden(self, tag, given):
        if tag == "a" and given.get("href") == "":
            self.forbidden.append("a link that leads nowhere")
        if tag == "style" or "style" in given:
            self.forbidden.append(f"a style of its own in <{tag}>")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.forbidden.append("a script of its own")
        self.forbidden += [f"{name} in <{tag}>" for name in given if name.startswith("on")]
        self.forbidden += [f"{name}={value}" for name, value in given.items() if is_code(value)]

    def handle_data(self, data):
        if self._inside == "title":
            self.title += data

    def handle_endtag(self, tag):
        self._inside = ""

    @property
    def own_weight(self) -> int:
        """Bytes of the page alone, compressed."""
        return len(gzip.compress(self.html.encode(), 6))

    @property
    def weight(self) -> int:
        """Bytes of a first visit, compressed: the page and everything that it loads."""
        return self.own_weight + sum(weight_of(address) for address in dict.fromkeys(self.loads))


def is_code(value: str) -> bool:
    """Whether an attribute carries content of its own; "data:," is the empty icon."""
    return value.strip().lower().startswith(("javascript:", "data:")) and value != "data:,"


@cache
def content_of(address: str) -> bytes:
    """The content of a static file by its address."""
    found = finders.find(urlsplit(address).path.removeprefix("/static/"))
    assert found, f"{address} is not there"
    with open(found, "rb") as file:
        return file.read()


@cache
def weight_of(address: str) -> int:
    return len(gzip.compress(content_of(address), 6))


def foreign_hosts(text: str) -> list[str]:
    return FOREIGN.findall(NAMESPACES.sub("", text))


def problems_of(response, limit: int = 60_000) -> list[str]:
    """What is wrong with an HTML page, whatever it shows."""
    page = Page(response.content.decode())
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    twice = sorted({each for each in page.ids if page.ids.count(each) > 1})
    return [
        *([f"{page.headings} main headings"] if page.headings != 1 else []),
        *(["no title"] if not page.title.strip() else []),
        *([f"the language is «{page.language}»"] if page.language != "es-PE" else []),
        *([f"ids twice: {twice}"] if twice else []),
        *page.forbidden,
        *[f"another host: {host}" for host in foreign_hosts(page.html) + foreign_hosts(headers)],
        *([f"weighs {page.weight} bytes"] if page.weight > limit else []),
        *[
            f"{name} is «{response.headers.get(name, '')}»"
            for name, holds in HEADERS.items()
            if holds not in response.headers.get(name, "")
        ],
    ]
