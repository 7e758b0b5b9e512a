import pytest
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation

from tests.interface.kit import Reader, render

PAGES = ["403", "403_csrf", "404", "422", "500"]


@pytest.mark.parametrize("name", PAGES)
def test_an_error_page_says_in_spanish_what_to_do_and_gives_a_way_out(name):
    page = Reader(get_template(f"{name}.html").render({}, RequestFactory().get("/x/")))
    assert page.all("html")[0]["lang"] == "es-PE"
    assert len(page.all("h1")) == 1
    assert [a["href"] for a in page.all("a", **{"class": "govuk-button"})] == ["/"]
    words = page.all("main")[0]["text"]
    assert "Error" not in words and name not in words


@pytest.mark.parametrize("name", PAGES)
def test_an_error_page_needs_nothing_at_all(name):
    assert "<h1>" in get_template(f"{name}.html").render({})


def test_an_error_page_does_not_say_whether_the_case_exists():
    words = Reader(render('{% extends "404.html" %}')).all("main")[0]["text"]
    assert "caso" not in words.lower()


def test_the_reason_of_a_refused_step_is_told_escaped():
    html = render('{% extends "422.html" %}', {"message": "<b>Ya estaba cerrada</b>", "back_url": "/casos/"})
    assert "&lt;b&gt;Ya estaba cerrada" in html
    assert 'href="/casos/"' in html


def test_pages_say_their_language():
    with translation.override("en"):
        assert Reader(render('{% extends "404.html" %}')).all("html")[0]["lang"] == "en"
