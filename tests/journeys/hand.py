"""One account at one telephone: what it presses is counted in the browser, what it writes is remembered.

A press is a click or tap on a link, a button or the head of something folded (``summary``), a choice in a list, and
each mark of a radio or a box. Typing, scrolling and moving between fields are none.
"""

import os
import re
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

TABLE = Path(__file__).resolve().parents[2] / "docs" / "clicks.md"
_ROW = re.compile(r"^\| (?P<step>[^|]+) \| [^|]+ \| (?P<presses>\d+) \|$", re.MULTILINE)
_COUNT = """
addEventListener("click", event => {
  const one = event.target.closest("a, button, summary")
  if (event.isTrusted && one) window.pressed(one.innerText)
}, true)
addEventListener("change", event => {
  const kind = event.target.matches("select, input[type=radio], input[type=checkbox]")
  if (kind) window.pressed(event.target.name)
}, true)
"""
# Of each group of radios without an answer, the id of the one that is usual, or of the first.
_UNANSWERED = """usual => [...document.querySelectorAll("main form fieldset:has(input[type=radio])")]
  .filter(group => group.checkVisibility() && !group.querySelector("input:checked"))
  .map(group => {
    const offered = [...group.querySelectorAll("input[type=radio]")]
    const said = one => one.labels[0].innerText.trim()
    const found = usual.map(word => offered.find(one => said(one) === word)).find(Boolean)
    return (found || offered[0]).id
  })"""


def allowed_presses() -> dict[str, int]:
    """The table of docs/clicks.md: presses by the words of the step, in the order of the work."""
    return {row["step"]: int(row["presses"]) for row in _ROW.finditer(TABLE.read_text())}


class Walk:
    """The steps of a journey, each held to the table; ``facts`` and ``hidden`` are what was written on the
    way: what a copy on paper has to hold, and what it may not."""

    def __init__(self) -> None:
        self.allowed = allowed_presses()
        self.counts: dict[str, int] = {}
        self.facts: list[str] = []
        self.hidden: list[str] = []
        self.pressed: list[str] = []

    @contextmanager
    def step(self, name: str, hand: "Hand"):
        self.pressed = []
        yield
        if "CALP_LOOK" in os.environ:
            picture = f"{len(self.counts) + 1:02}.png"
            hand.page.screenshot(path=Path(os.environ["CALP_LOOK"]) / picture, full_page=True)
        self.counts[name] = len(self.pressed)
        assert len(self.pressed) <= self.allowed[name], f"{name}: {len(self.pressed)} presses: {self.pressed}"


class Hand:
    """What one account does on its page, by the words that it sees."""

    def __init__(self, page: Page, walk: Walk) -> None:
        self.page, self.walk = page, walk
        page.set_default_timeout(8_000)
        page.expose_function("pressed", lambda words: walk.pressed.append(words))
        page.add_init_script(_COUNT)

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def follow(self, name, *, exact: bool = True) -> None:
        """A link of the page."""
        exact = exact and isinstance(name, str)
        self.main.get_by_role("link", name=name, exact=exact).first.click()

    def go(self, name: str) -> None:
        """A link of the bar that is on every page."""
        self.page.get_by_role("navigation").get_by_role("link", name=name, exact=True).first.click()

    def press(self, name) -> None:
        """A button of the page."""
        self.main.get_by_role("button", name=name).first.click()

    def send(self, name) -> None:
        """A button, and then the page that it leads to, before anything of it is read."""
        with self.page.expect_navigation():
            self.press(name)

    def unfold(self, words: str) -> None:
        self.main.locator("summary").filter(has_text=words).first.click()

    def write(self, label, text: str, *, printed: str = "", is_hidden: bool = False) -> None:
        """``printed``: the words of a day or a sum on paper. ``is_hidden``: no paper may show it (names, numbers, where
        she is kept safe, what one area keeps to itself)."""
        self._field(label).fill(text)
        (self.walk.hidden if is_hidden else self.walk.facts).append(printed or text)

    def pick(self, label, option) -> None:
        """From a list; ``option`` may be a pattern."""
        field = self._field(label)
        if isinstance(option, re.Pattern):
            option = field.get_by_role("option", name=option).first.inner_text()
        field.select_option(label=option)

    def mark(self, group, *options: str) -> None:
        """Radios or boxes of a group, by their words or how these begin."""
        self._mark(self.main.get_by_role("group", name=group).first, options)

    def tick(self, label: str) -> None:
        """A box that stands alone."""
        self._mark(self.main, [label])

    def _mark(self, found: Locator, options) -> None:
        for option in options:
            whole = found.get_by_label(option, exact=True)
            begins = found.get_by_label(re.compile(rf"^\s*{re.escape(option)}"))
            (whole if whole.count() else begins).first.click()

    def place(self, group, *names: str) -> None:
        """Region, province and district of a group."""
        found = self.main.get_by_role("group", name=group).last
        for label, name in zip(("Región", "Provincia", "Distrito"), names, strict=False):
            field = found.get_by_label(label)
            expect(field.get_by_role("option", name=name, exact=True)).to_be_attached()
            field.select_option(label=name)

    def sees(self, words) -> None:
        expect(self.main.get_by_text(words).first).to_be_visible()

    def part(self, name: str) -> None:
        """One of the parts of the case, over each of its pages."""
        self.unfold("Partes del caso")
        parts = self.page.get_by_role("navigation", name="Partes del caso")
        parts.get_by_role("link", name=name, exact=True).click()

    def answer_all(self, *usual: str) -> None:
        """Each question of this page that nobody answered, by the first of these words that it offers."""
        for one in self.page.evaluate(_UNANSWERED, list(usual)):
            self.main.locator(f"[id='{one}']").click()

    def _field(self, label) -> Locator:
        whole = re.compile(rf"^\s*{re.escape(label)}\s*(\(opcional\))?\s*$") if isinstance(label, str) else label
        return self.main.get_by_label(whole).first
