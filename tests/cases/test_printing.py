"""The file on paper: a part alone, what may be asked for, and a history longer than one copy."""

import re

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.trail_words import field_words
from cases.actions import add_note
from cases.file_parts import PRINTED_PARTS, printed_for
from cases.printing import case as case_on_paper
from tests.cases.crowd import add_notes

pytestmark = pytest.mark.django_db


def parts_of(html):
    return re.findall(r'<h2 id="parte-([a-z]+)"', html)


def printed(client, case, query):
    return client.get(reverse("cases:print", args=[case.pk]) + query)


def test_a_part_alone_is_printed_from_its_own_tab(case, rosa, sign_in):
    client = sign_in(rosa)
    tab = client.get(reverse("cases:tasks", args=[case.pk])).content.decode()
    link = f"{reverse('cases:print', args=[case.pk])}?parte=tasks"
    assert tab.count(f'href="{link}"') == 2  # the row, and the list of narrow screens
    html = client.get(link).content.decode()
    assert parts_of(html) == ["tasks"]
    assert "no es el caso completo" in html
    assert "no es el caso completo" not in printed(client, case, "").content.decode()


def test_what_is_not_for_this_account_cannot_be_asked_for(case, ines, sign_in):
    client = sign_in(ines)
    for query in ("?parte=closed", "?parte=aggravants", "?parte=tasks&parte=nothing", "?elegidas=1"):
        answer = printed(client, case, query)
        assert answer.status_code == 422
        assert "Qué lleva la copia" in answer.content.decode()
    assert not AuditEntry.objects.filter(action="exported").exists()
    offered = client.get(reverse("cases:print_parts", args=[case.pk])).content.decode()
    ticked = re.findall(r'name="parte" value="(\w+)" id="\w+" checked', offered)
    assert ticked == [part.key for part in printed_for(ines)]
    assert not {"closed", "aggravants"} & set(ticked)


def test_a_long_history_goes_on_in_the_next_copy_and_none_is_lost(case, rosa, sign_in, monkeypatch):
    monkeypatch.setattr(case_on_paper, "LINES_OF_A_COPY", 5)
    add_notes(case, rosa, 12)
    client, query, seen = sign_in(rosa), "?parte=history", []
    while query:
        html = printed(client, case, query).content.decode()
        seen += re.findall(r"Nota (\d+)<", html)
        more = re.search(r'class="no-papel" href="(\?[^"]+)"', html)
        assert ("Hay registros anteriores" in html) == bool(more)
        query = more and more[1].replace("&amp;", "&")
    assert sorted(map(int, seen)) == list(range(12))


def test_what_somebody_typed_is_text_on_paper_too(case, rosa, sign_in):
    add_note(case, "<script>alert(1)</script>", by=rosa, area=rosa.area)
    assert b"<script>alert(1)" not in printed(sign_in(rosa), case, "").content


def test_every_part_has_words_in_the_trail():
    keys = [part.key for part in PRINTED_PARTS]
    assert len(keys) == len(set(keys)) == 20
    assert [key for key in keys if field_words("cases.case", f"print_{key}") == f"print_{key}"] == []
