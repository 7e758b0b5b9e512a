"""Markup that somebody wrote into any text field comes out as text, on every page of every role; nothing of it runs."""

import html

import pytest
from django.db import transaction

from accounts.models import User
from directory.models import Agency, AgencyUnit, Office
from tests.meta.matrix import INSIDERS
from tests.meta.page import Page, foreign_hosts
from tests.meta.test_pages import Walk, is_html
from tests.meta.world import World
from tests.security.sizes import IS_LONG

pytestmark = [pytest.mark.security, pytest.mark.slow]
SHAPES = (
    "<script>window.hit=1</script>",
    "</script><script>window.hit=2</script>",
    "<img src=x onerror=window.hit=3>",
    '"><svg onload=window.hit=4>',
    "'><img src=x onerror=window.hit=5>",
    '" onmouseover="window.hit=6" x="',
    "</title><script>window.hit=7</script>",
    "</textarea><script>window.hit=8</script>",
    "</option></select><img src=x onerror=window.hit=9>",
    "<a href=javascript:window.hit=10>x</a>",
    "--><script>window.hit=11</script>",
    "<iframe srcdoc='<script>parent.hit=12</script>'>",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "<style>body{display:none}</style>",
    "<base href=//otra.example><form action=//otra.example>",
    "<div hx-get=/salir/ hx-trigger=load></div>",
    "<meta http-equiv=refresh content='0;url=//otra.example'>",
)
ROLES = [actor.name for actor in INSIDERS] if IS_LONG else ["rosa", "celia", "raul", "lidia"]
# What is written in the open: name of model → its columns of free text that pages show.
OPEN = {
    User: ("display_name",),
    Office: ("name",),
    Agency: ("name",),
    AgencyUnit: ("name",),
}


class HostileWorld(World):
    """The world whose every text is markup of some shape."""

    def _token(self, tag, column):
        text = super()._token(tag, column) + SHAPES[len(self.tokens) % len(SHAPES)]
        return text[: column.max_length] if getattr(column, "max_length", None) else text

    def write_in_the_open(self) -> None:
        for model, columns in OPEN.items():
            for number, row in enumerate(model.objects.order_by("pk")):
                for name in columns:
                    length = model._meta.get_field(name).max_length
                    fitting = [shape for shape in SHAPES if length is None or len(shape) + 4 <= length]
                    setattr(row, name, f"{fitting[number % len(fitting)]}{number:04d}")
                model.objects.bulk_update([row], columns)


def hostile_world() -> HostileWorld:
    world = HostileWorld()
    world.build(marked=True)
    world.write_in_the_open()
    return world


def problems_of(text: str) -> list[str]:
    """Markup of a page that our templates have not written."""
    page = Page(text)
    found = [*page.forbidden, *foreign_hosts(text.split("<body", 1)[0])]
    found += [shape for shape in SHAPES if shape in text and not shape.startswith("{{")]
    found += [each for each in ("<iframe", "<base", "onerror=window.hit=3>") if each in text]
    return found


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, own_broker):
    whole = transaction.atomic()
    whole._from_testcase = True
    with django_db_blocker.unblock(), whole:
        yield hostile_world()
        transaction.set_rollback(True)


def test_every_text_comes_out_as_text_on_every_page(world):
    problems, pages, shown = {}, 0, set()
    for name in ROLES:
        for path, (_name, response) in Walk(world.people[name]).pages.items():
            if not is_html(response):
                continue
            text = response.content.decode()
            pages += 1
            shown |= {
                shape for shape in SHAPES if html.escape(shape) in text or shape.startswith("{{") and shape in text
            }
            if found := problems_of(text):
                problems[f"{name} {path}"] = found
            assert "SECRET_KEY }}" in text or "demonstration-only" not in text
    print(
        f"{pages} pages, {len(world.tokens)} hostile texts of {len(SHAPES)} shapes, {len(problems)} pages with markup"
    )
    assert problems == {}
    assert shown == set(SHAPES)
    assert pages > 30 * len(ROLES)


def test_a_text_that_is_not_escaped_would_be_found():
    for shape in SHAPES:
        if not shape.startswith("{{"):
            assert problems_of(f"<html><body>{shape}</body></html>"), shape


@pytest.mark.browser
def test_nothing_of_it_runs_in_a_browser(live_site, browser_page, catalogues):
    world = hostile_world()
    said, seen = [], 0
    for name in ("rosa", "lidia"):
        paths = [path for path, (_name, response) in Walk(world.people[name]).pages.items() if is_html(response)]
        page = browser_page(user=world.people[name])
        page.on("dialog", lambda dialog: said.append(dialog.message))
        for path in paths:
            page.goto(path)
            assert page.evaluate("window.hit") is None, path
            assert page.evaluate("getComputedStyle(document.body).display") != "none", path
            assert page.refused == [], path
            seen += 1
        page.context.close()
    print(f"{seen} pages in Chromium, {len(said)} dialogs")
    assert said == []
    assert seen > 30
