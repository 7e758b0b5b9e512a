"""No barrier on any page: every page of every role, empty, full and with errors, on a wide and on a narrow screen.

The whole suite looks at one page in three of each state, the same ones each time; ``script/test pages`` at all.
"""

from collections.abc import Iterable
from zlib import crc32

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cases.models import Case
from demonstration.load import load_demo
from tests.meta.barriers import barriers, send
from tests.meta.matrix import INSIDERS, LINES, OWN
from tests.meta.test_pages import Walk, is_html
from tests.meta.world import World
from tests.security.sizes import IS_LONG, SOME

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CASES_SHOWN = 60
EACH = 1 if IS_LONG else 6
ASKERS = [actor for actor in INSIDERS if IS_LONG or actor.name in SOME]


@pytest.fixture
def full_world(catalogues, live_site):
    """A drawer of everything, and sixty made-up cases around it."""
    world = World().build()
    load_demo(CASES_SHOWN, seed=5, today=timezone.localdate())
    return world


def of_sample(names: Iterable[str], state: int) -> set[str]:
    """Another part of the addresses for each state: full, empty, with errors."""
    return {name for name in names if crc32(name.encode()) % EACH == state % EACH}


def addresses_of_all(people: dict[str, User], state: int) -> dict[str, list[str]]:
    """The pages that some role reaches, one of each address, asked by the first role that reaches it."""
    wanted = of_sample((line.name for line in LINES), state)
    taken, by_whom = set(), {}
    for actor in ASKERS:
        for path, (name, response) in Walk(people[actor.name]).pages.items():
            if is_html(response) and response.status_code == 200 and name in wanted - taken:
                taken.add(name)
                by_whom.setdefault(actor.name, []).append(path)
    return by_whom


def look_at(browser_page, people, by_whom: dict[str, list[str]]) -> dict[str, list[str]]:
    problems = {}
    for name, paths in by_whom.items():
        page = browser_page(user=people[name])
        for path in paths:
            page.goto(path)
            if found := barriers(page):
                problems[f"{name} {path}"] = found
        page.context.close()
    return problems


def test_no_barrier_on_any_page_when_the_register_is_full(browser_page, full_world):
    by_whom = addresses_of_all(full_world.people, 0)
    assert sum(map(len, by_whom.values())) > 150 / EACH
    assert look_at(browser_page, full_world.people, by_whom) == {}


def test_no_barrier_on_any_page_when_the_register_is_empty(browser_page, catalogues):
    world = World()
    world.cast()
    by_whom = addresses_of_all(world.people, 1)
    assert Case.objects.count() == 0
    assert sum(map(len, by_whom.values())) > 30 / EACH
    assert look_at(browser_page, world.people, by_whom) == {}


def test_no_barrier_on_any_form_that_comes_back_with_errors(browser_page, full_world):
    problems, seen = {}, 0
    forms = [line for line in LINES if line.post and line.post.answer == 422 and line.name != "accounts:sign_in"]
    wanted = of_sample((line.name for line in forms), 2)
    forms = [line for line in forms if line.name in wanted]
    for actor in INSIDERS:
        mine = [line for line in forms if actor.role in line.post.roles]
        forms = [line for line in forms if line not in mine]
        page = browser_page(user=full_world.people[actor.name]) if mine else None
        for line in mine:
            page.goto(reverse("accounts:account"))
            status = send(page, full_world.address(line.name, line.record, OWN), line.data)
            found = barriers(page)
            if status != 422 or found or not page.title().startswith("Error:"):
                problems[f"{actor.name} {line.name}"] = [f"{status} {page.title()}", *found]
            seen += 1
    assert problems == {}
    assert forms == []
    assert seen > 75 / EACH


def test_no_barrier_where_two_people_changed_the_same(browser_page, full_world):
    page = browser_page(user=full_world.people["rosa"])
    address = full_world.address("cases:edit", "case", OWN)
    page.goto(address)
    Case.objects.filter(pk=full_world.records["case", OWN]["pk"]).update(version=40)
    page.fill("textarea", "Lo que yo vi.")
    page.get_by_role("button", name="Guardar").first.click()
    page.wait_for_load_state()
    assert page.get_by_text("Lo que yo vi.").count()
    assert barriers(page) == []


@pytest.mark.parametrize("path", ["/nada/", "/accesos/", "/entrar/", "/salir/", "/bloqueo/"])
def test_no_barrier_on_pages_of_refusal_and_of_the_door(browser_page, rosa, path):
    page = browser_page(user=None if path == "/entrar/" else rosa)
    page.goto(path)
    assert barriers(page) == []


def test_no_barrier_where_a_name_was_uncovered_or_somebody_was_found(browser_page, full_world):
    page = browser_page(user=full_world.people["rosa"])
    page.goto(full_world.address("cases:person", "person", OWN))
    assert send(page, full_world.address("cases:reveal", "person", OWN), {"field": "name"}) == 200
    assert page.get_by_text("QUISPE MAMANI, Flor de María").count()
    assert barriers(page) == []
    page.goto(reverse("cases:search"))
    assert send(page, reverse("cases:search"), {"q": "Quizpe Mamany"}) == 200
    assert page.get_by_text(f"V-{timezone.localdate().year}-").count()
    assert barriers(page) == []


def test_what_is_a_barrier_would_be_found(browser_page, rosa):
    """Pale words, a button without one, a target too small to hit and a line too wide for a telephone."""
    page = browser_page(user=rosa)
    page.goto(reverse("cases:home"))
    assert barriers(page) == []
    page.evaluate(
        """() => {
          const add = (tag, values) => document.querySelector("main").appendChild(Object.assign(
            document.createElement(tag), values))
          add("p", {className: "pale", textContent: "Palabras pálidas"})
          add("button", {className: "mute"})
          add("a", {className: "small", href: "/a", textContent: "a"})
          add("a", {className: "small", href: "/b", textContent: "b"})
          add("div", {className: "wide", textContent: "ancho"})
          const sheet = new CSSStyleSheet()
          sheet.replaceSync(".pale{color:#bbb}.small{display:inline-block;width:12px;height:12px}.wide{width:900px}")
          document.adoptedStyleSheets = [sheet]
        }"""
    )
    found = " ".join(barriers(page))
    for each in ("color-contrast", "button-name", "target-size", "360: is", "320: is"):
        assert each in found
