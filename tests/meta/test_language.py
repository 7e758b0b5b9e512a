"""Spanish is the source; English is whole: every sentence is translated, and no page in English leaves one behind."""

import os
import re
import shutil
import subprocess
from functools import cache
from html.parser import HTMLParser

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from calp.prepare import compile_messages
from tests.meta.matrix import INSIDERS
from tests.meta.test_pages import Walk
from tests.meta.world import World
from tests.security.sizes import IS_LONG, SOME

CATALOGUE = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po"
SPANISH = re.compile(
    r"[¿¡]|\b(el|la|los|las|del|que|para|con|por|una|está|este|esta|su|sus|no se|sin|más|año|años|día|días)\b", re.I
)
# What stays as the law and the state write it, in any language: catalogue → columns.
NAMED = {
    "directory.Place": ("name",),
    "directory.Office": ("name",),
    "directory.Agency": ("name",),
    "directory.AgencyUnit": ("name",),
    "directory.District": ("name",),
    "directory.Offence": ("name", "penalty"),
    "directory.Holiday": ("name", "source"),
}


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(CATALOGUE))


def test_the_catalogue_is_current_and_whole():
    """``script/messages --check`` reads every source again. Where gettext is missing it cannot, and CI must have it."""
    if not shutil.which("xgettext") and os.environ.get("CI") != "true":
        pytest.skip("GNU gettext is not installed here")
    checked = subprocess.run(
        [settings.BASE_DIR / "script" / "messages", "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_every_sentence_has_its_english_and_none_waits_for_review(catalogue):
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
    assert len(catalogue) > 500


def test_no_translation_loses_or_invents_a_placeholder(catalogue):
    held = re.compile(r"%\((\w+)\)|%[sd]|\{(\w*)\}")
    wrong = []
    for entry in catalogue:
        said = [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())
        known = {match.group(0) for text in (entry.msgid, entry.msgid_plural) for match in held.finditer(text)}
        given = {match.group(0) for text in said for match in held.finditer(text)}
        wrong += [entry.msgid] if given - known or (known - given and not entry.msgid_plural) else []
    assert wrong == []


class Text(HTMLParser):
    """The pieces of text of a page that a person reads or hears, but for what says of itself that it is Spanish."""

    READ = ("title", "alt", "aria-label", "placeholder", "data-r", "data-confirmar", "content")

    def __init__(self, html: str):
        super().__init__()
        self.pieces: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(html)

    @property
    def _is_silent(self) -> bool:
        return any(tag == "script" or language.startswith("es") for tag, language in self._open)

    def handle_starttag(self, tag, attributes):
        self._open.append((tag, dict(attributes).get("lang") or ""))
        if not self._is_silent:
            self.pieces += [value for name, value in attributes if name in self.READ and value]

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and not self._is_silent:
            self.pieces.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def english_walk(django_db_setup, django_db_blocker, own_broker):
    """What an account reaches in English."""
    compile_messages(settings.BASE_DIR / "locale")
    whole = transaction.atomic()
    whole._from_testcase = True
    with django_db_blocker.unblock(), whole:
        world, walks = World().build(marked=True), {}

        def _walk(name: str) -> Walk:
            if name not in walks:
                walks[name] = Walk(world.people[name], language="en", each=6 if IS_LONG else 1)
            return walks[name]

        yield _walk
        transaction.set_rollback(True)


@cache
def names() -> list[str]:
    """Longest first."""
    rows = [row for label, columns in NAMED.items() for row in apps.get_model(label).objects.values_list(*columns)]
    found = {name for row in rows for name in row if SPANISH.search(name)}
    return sorted(found | {"El Salvador"}, key=len, reverse=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", [actor.name for actor in INSIDERS if IS_LONG or actor.name in SOME])
def test_no_page_in_english_leaves_a_sentence_in_spanish(english_walk, catalogue, name):
    spanish = {entry.msgid for entry in catalogue if entry.msgid != entry.msgstr and not entry.msgid_plural}
    left = {}
    for path, (_name, response) in english_walk(name).pages.items():
        if response is None or not response.headers["Content-Type"].startswith("text/html"):
            continue
        pieces = Text(response.content.decode()).pieces
        found = [each for each in pieces if (each in spanish or SPANISH.search(each)) and not is_name(each)]
        if found:
            left[path] = sorted(set(found))
    assert left == {}


def is_name(piece: str) -> bool:
    """Whether a piece of text is Spanish only where it says a name of the catalogues."""
    for name in names():
        piece = piece.replace(name, " ")
    return not SPANISH.search(piece)


@pytest.mark.slow
def test_the_pages_of_english_say_so(english_walk):
    response = english_walk("rosa").pages[reverse("cases:home")][1]
    assert b'<html lang="en"' in response.content
    assert response.headers["Content-Language"] == "en"
