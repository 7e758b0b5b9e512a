"""Wrong input of every field of every form: the same page, 422, and a message in Spanish beside the field."""

import re
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import Client

from tests.meta.matrix import INSIDERS, LINES, OWN
from tests.meta.world import World
from tests.signing_in import signed_in

pytestmark = pytest.mark.slow

# What no field of ours takes: no text holds a NUL, no list has this word, no number and no day is written so.
NONSENSE = "zz\x00z"
ENGLISH = re.compile(r"\b(the|this|enter|select|valid|required|field|null|characters)\b", re.I)
FORMS = [line for line in LINES if line.get and line.post and line.post.answer == 422]


class Controls(HTMLParser):
    """Named controls of the page's own POST form: name → (kind, id of the control or of its group)."""

    def __init__(self, html: str):
        super().__init__()
        self.found: dict[str, str] = {}
        self.count: dict[str, int] = {}
        self._main = self._form = False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        if tag == "main":
            self._main = True
        if tag == "form":
            self._form = self._main and given.get("method") == "post" and not given.get("action", "").endswith("/ver/")
        kind = given.get("type", "text") if tag == "input" else tag
        if self._form and "name" in given and tag in ("input", "select", "textarea"):
            self.found[given["name"]] = kind
            self.count[given["name"]] = self.count.get(given["name"], 0) + 1

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = False


def asked(html: str) -> dict[str, str]:
    """Controls that can be wrong → the field they belong to.

    Not hidden ones, not files, not a single box, which is right either way, and not the search inside a longer form,
    which has its own button. A place is three lists and one field.
    """
    controls = Controls(html)
    return {
        name: re.sub(r"_(region|provincia|distrito)$", "", name)
        for name, kind in controls.found.items()
        if kind not in ("hidden", "file", "submit")
        and not (kind == "checkbox" and controls.count[name] == 1)
        and not name.startswith("busca-")
    }


def messages(html: str) -> dict[str, str]:
    """Field → the words of the error beside it."""
    found = re.findall(r'<(\w+)[^>]* id="id_([\w-]+?)_error"[^>]*>(.*?)</\1>', html, re.S)
    return {name: " ".join(re.sub("<[^>]*>", " ", text).split()) for _tag, name, text in found}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, own_broker):
    whole = transaction.atomic()
    whole._from_testcase = True
    with django_db_blocker.unblock(), whole:
        yield World().build()
        transaction.set_rollback(True)


@pytest.mark.parametrize("line", FORMS, ids=lambda line: line.name)
def test_wrong_input_of_every_field_is_told_beside_it_in_spanish(world, line):
    names = [actor.name for actor in INSIDERS if actor.role in line.post.roles]
    client, address = Client(), world.address(line.name, line.record, OWN)
    signed_in(client, world.people["rosa" if "rosa" in names else names[0]])
    fields = asked(client.get(address).content.decode())
    with transaction.atomic():
        response = client.post(address, {"csrfmiddlewaretoken": "x", **dict.fromkeys(fields, NONSENSE)})
        transaction.set_rollback(True)
    told = messages(response.content.decode())
    assert response.status_code == 422
    assert {field for field in fields.values() if not told.get(field)} == set()
    assert [words for words in told.values() if ENGLISH.search(words)] == []
