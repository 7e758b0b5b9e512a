import re

import pytest
from django.conf import settings

from interface import icons
from tests.interface.kit import render

SOURCES = [
    *(settings.BASE_DIR / "templates").rglob("*.html"),
    *settings.BASE_DIR.glob("*/states.py"),
    settings.BASE_DIR / "calp" / "navigation.py",
]


def test_every_icon_is_a_drawing_hidden_from_screen_readers():
    for name in icons.DRAWINGS:
        drawn = icons.draw(name)
        assert drawn.startswith('<svg class="i" viewBox="0 0 16 16" aria-hidden="true">') and drawn.endswith("</svg>")
        assert "style" not in drawn


def test_an_icon_that_does_not_exist_is_an_error_and_not_a_gap():
    with pytest.raises(KeyError):
        render('{% icon "unicornio" %}')


def test_every_icon_that_a_template_names_exists():
    named = {}
    for path in SOURCES:
        for tag in (r'\{% icon "([^"]+)"', r'\{% (?:state_label|state_word|notice) "[^"]*" "([^"]+)"'):
            for name in re.findall(tag, path.read_text()):
                named.setdefault(name, path)
    assert len(named) > 10
    assert {name: str(path) for name, path in named.items() if name not in icons.DRAWINGS} == {}


def test_every_icon_of_the_menu_exists():
    menu = (settings.BASE_DIR / "calp" / "navigation.py").read_text()
    names = re.findall(r'\(_\("[^"]+"\), "([a-z]+)"', menu)
    assert names
    assert set(names) <= set(icons.DRAWINGS)
