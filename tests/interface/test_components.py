"""The frame and the pieces: what a person and a screen reader get from each."""

import datetime

import pytest
from django.utils import timezone

from interface.keyset import Page
from tests.interface.kit import Reader, render

SHELL = {
    "office_name": "Sede Iquitos",
    "user_name": "Rosa T.",
    "role_label": "Trabajo social",
    "nav": [
        {
            "label": "Mi trabajo",
            "url": "/inicio/",
            "current": True,
            "count": 3,
            "alarm": True,
            "count_label": "vencidas",
        },
        {"label": "Casos", "url": "/casos/", "current": False},
    ],
    "bar": [{"label": "Trabajo", "url": "/inicio/", "icon": "lista", "current": True}],
    "primary": {"label": "Nuevo ingreso", "url": "/ingreso/"},
    "search_url": "/buscar/",
    "exit_url": "/salir/",
    "account_url": "/cuenta/",
    "is_guest": False,
}
PAGE = '{% extends "base.html" %}{% block title %}Casos{% endblock %}{% block main %}<h1>Casos</h1>{% endblock %}'


@pytest.fixture
def staff_page():
    return Reader(render(PAGE, {"shell": SHELL}))


def test_the_frame_says_where_one_is_who_one_is_and_how_to_leave(staff_page):
    assert staff_page.all("title")[0]["text"] == "Casos – Registro"
    assert [a["text"].strip() for a in staff_page.all("a", **{"aria-current": "page"})][0].startswith("Mi trabajo")
    assert "Rosa T." in staff_page.all("header")[0]["text"]
    assert staff_page.all("a", href="/salir/")[0]["text"] == "Salir rápido"
    assert staff_page.all("form", role="search")[0]["action"] == "/buscar/"
    assert staff_page.all("meta", name="robots")[0]["content"].startswith("noindex")


def test_counts_in_the_menu_are_numbers_and_words(staff_page):
    assert "3 vencidas" in " ".join(staff_page.all("nav")[0]["text"].split())


def test_paper_says_who_printed_and_that_it_is_internal(staff_page):
    line = staff_page.all("p", **{"class": "solo-papel"})[0]["text"]
    assert "Rosa T." in line and "Uso interno" in line and str(timezone.localdate().year) in line


def test_a_guest_gets_the_band_and_no_menu_and_no_search():
    page = Reader(render(PAGE, {"shell": {**SHELL, "is_guest": True, "office_name": "CSMC Iquitos"}}))
    assert not page.all("nav", **{"class": "nav"}) and not page.all("nav", **{"class": "barra"})
    assert not page.all("form", role="search")
    assert "CSMC Iquitos" in page.all("header")[0]["text"] and "Mesa de enlace" in page.all("header")[0]["text"]


def test_without_a_shell_there_is_a_page_all_the_same():
    page = Reader(render(PAGE))
    assert page.all("h1") and not page.all("nav", **{"class": "nav"})


def test_ids_in_the_frame_are_unique(staff_page):
    assert len(staff_page.ids) == len(set(staff_page.ids))


def test_a_state_is_a_shape_a_word_and_a_tone():
    html = render('{% state_label "selva" "ok" word %}', {"word": "<Aceptada>"})
    assert 'class="et et--selva"' in html and "<svg" in html and "&lt;Aceptada&gt;" in html


@pytest.mark.parametrize(("level", "bars"), [(0, 0), (1, 1), (2, 2), (3, 3)])
def test_risk_is_bars_and_words(level, bars):
    html = render("{% risk_label level 'severo' %}", {"level": level})
    assert html.count('class="s"') == bars
    assert "Riesgo" in html and "severo" in html


def test_phases_show_the_past_low_the_present_tall_and_the_rest_pale():
    html = render('{% phases "4,5" %}')
    assert (html.count('class="p"'), html.count('class="a"'), html.count("<i")) == (3, 2, 9)
    assert render("{% phases none %}", {"none": []}).count("<i>") == 9


@pytest.mark.parametrize(
    ("number", "shown"), [("987654318", "9•• ••• •18"), ("12", "••"), ("065 231118", "0•• ••• •18"), ("", "")]
)
def test_a_number_shows_only_its_ends(number, shown):
    assert render("{% masked number %}", {"number": number}) == shown


def test_a_card_keeps_its_markup_and_escapes_its_title():
    html = render("{% card title link_url='/x/' link_text='Añadir' %}<b>cuerpo</b>{% endcard %}", {"title": "<i>"})
    assert "<h2>&lt;i&gt;</h2>" in html and "<b>cuerpo</b>" in html and 'href="/x/"' in html


def test_what_people_wrote_inside_a_card_stays_text():
    assert "&lt;script" in render("{% card 'Nota' %}{{ text }}{% endcard %}", {"text": "<script>"})


def test_breadcrumbs_end_where_one_is():
    page = Reader(render("{% breadcrumbs 'Mi trabajo' '/inicio/' 'CALP-IQT-2026-0045' %}"))
    assert [a["href"] for a in page.all("a")] == ["/inicio/"]
    assert page.all("li", **{"aria-current": "page"})[0]["text"] == "CALP-IQT-2026-0045"


def test_a_revealed_value_hides_itself_and_asking_is_a_post():
    hidden = Reader(render("{% reveal '/nombre/' 'Ver nombre' %}"))
    assert hidden.all("form")[0]["method"] == "post" and hidden.all("button")[0]["text"] == "Ver nombre"
    shown = Reader(render("{% reveal '/nombre/' 'Ver nombre' value=name %}", {"name": "Kori <M.>"}))
    assert shown.all("b")[0]["text"] == "Kori <M.>" and "data-secreto" in shown.all("b")[0]
    assert shown.all("div")[0]["data-revelado"] == "60"
    assert "hidden" in shown.all("form")[0]


def test_safe_contact_says_how_before_the_number():
    rules = [{"kind": "no", "text": "No dejar mensaje"}]
    html = render("{% safe_contact rules 'Contacto seguro' number='9•• ••• •18' reveal_url='/n/' %}", {"rules": rules})
    assert html.index("No dejar mensaje") < html.index("9•• ••• •18") < html.index("Ver número")
    assert "tel:" not in html


def test_a_timeline_heads_its_months_and_keeps_reserved_notes_reserved():
    entries = [
        {
            "at": timezone.make_aware(datetime.datetime(2026, 11, 17, 8, 55)),
            "title": "Nota social",
            "text": "Durmió\nbien",
        },
        {"at": timezone.make_aware(datetime.datetime(2026, 11, 2, 23, 48)), "title": "Ingreso", "kind": "hito"},
        {"at": timezone.make_aware(datetime.datetime(2026, 9, 30, 9, 0)), "title": "Psicológica", "is_reserved": True},
    ]
    page = Reader(render("{% timeline entries %}", {"entries": entries}))
    assert [li["text"] for li in page.all("li", **{"class": "mes"})] == ["Noviembre de 2026", "Setiembre de 2026"]
    assert [h["text"].strip() for h in page.all("h3")] == ["Nota social", "Ingreso", "Psicológica"]
    assert "no su contenido" in page.all("li")[-1]["text"]


def test_progress_is_a_number_and_asks_again_only_while_it_runs():
    running = Reader(render("{% progress 62 'Avance: tabla' url='/avance/' %}"))
    assert running.all("div")[0]["hx-trigger"] == "every 2s" and "62" in running.all("b")[0]["text"]
    assert running.all("progress")[0]["aria-label"] == "Avance: tabla"
    assert "hx-get" not in Reader(render("{% progress 100 'Avance' url='/avance/' %}")).all("div")[0]


def test_pagination_appears_only_when_there_is_somewhere_to_go():
    assert render("{% pagination page %}", {"page": Page([1], "", "")}).strip() == ""
    page = Reader(render("{% pagination page %}", {"page": Page([1], "?despues=x&sede=IQT", "")}))
    assert [(a["rel"], a["href"]) for a in page.all("a")] == [("next", "?despues=x&sede=IQT")]


def test_a_task_can_be_done_with_one_button_that_says_which():
    item = {"what": "Llamar a V-2026-000123", "url": "/t/", "when": "Ayer", "done_url": "/t/hecha/", "code": "CALP-1"}
    page = Reader(render("<ul>{% task item %}</ul>", {"item": item}))
    assert page.all("form")[0]["action"] == "/t/hecha/"
    assert page.all("button")[0]["text"] == "Marcar como hecha: Llamar a V-2026-000123"


def test_large_numbers_are_grouped_for_people_and_not_in_attributes():
    tiles = [{"count": 1234, "label": "Después", "url": "#despues"}]
    assert "<b>1,234</b>" in render("{% count_tiles tiles 'Tareas' %}", {"tiles": tiles})
    html = render("{% reveal '/n/' 'Ver' value='x' seconds=3600 %}")
    assert 'data-revelado="3600"' in html
