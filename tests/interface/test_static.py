"""The style sheets and scripts: what they weigh, where they come from, whom they call (nobody)."""

import gzip
import hashlib
import re
from pathlib import Path

import django_htmx
import pytest
from django.conf import settings

from tests.interface.kit import render
from tests.interface.test_components import SHELL

STATIC = settings.BASE_DIR / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = settings.BASE_DIR / "templates"
STYLES = [VENDOR / "govuk-6.6.0.css", STATIC / "estilo.css"]
SCRIPTS = [Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js", STATIC / "calp.js"]


def weight(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def test_vendored_files_are_the_ones_that_were_checked():
    lines = (VENDOR / "CHECKSUMS").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    present = {path.name for path in VENDOR.iterdir()} - {"CHECKSUMS"}
    assert set(listed) == present
    for name, digest in listed.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest


def test_the_licence_of_what_we_vendor_is_beside_it():
    assert "MIT" in (VENDOR / "LICENSE-govuk-frontend.txt").read_text()
    assert "LICENSE-govuk-frontend.txt" in (VENDOR / "govuk-6.6.0.css").read_text()[:400]


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_no_style_sheet_asks_for_anything_or_brings_a_foreign_font(path):
    text = path.read_text()
    assert "url(" not in text and "@import" not in text
    assert "GDS Transport" not in text
    assert not re.search(r"(https?:)?//[a-z0-9]", re.sub(r'\[href\^="https?://"\]|\[href\^="//"\]', "", text))


def test_our_script_names_no_host_and_builds_no_code_from_text():
    text = (STATIC / "calp.js").read_text()
    assert not re.search(r"https?://", text)
    for forbidden in ("eval(", "innerHTML", "insertAdjacentHTML", "document.write", "new Function"):
        assert forbidden not in text


def test_styles_and_scripts_fit_a_slow_line():
    assert sum(map(weight, STYLES)) <= 20_000
    assert sum(map(weight, SCRIPTS)) <= 25_000
    assert sum(map(weight, STYLES + SCRIPTS)) <= 45_000


def test_the_first_page_of_the_day_fits_in_sixty_kilobytes():
    frame = gzip.compress(render('{% extends "base.html" %}', {"shell": SHELL}).encode(), 9)
    mark = weight(STATIC / "marca.svg") + weight(STATIC / "pestana.svg")
    assert len(frame) <= 4_000
    assert sum(map(weight, STYLES + SCRIPTS)) + len(frame) + mark <= 50_000  # ten are left for what the page says


def test_no_text_is_smaller_than_fourteen_pixels():
    screen = (STATIC / "estilo.css").read_text().split("@media print")[0]
    sizes = [float(size) for size in re.findall(r"font(?:-size)?:[^;}]*?(\d+(?:\.\d+)?)px", screen)]
    assert sizes and min(sizes) >= 14


def test_every_colour_of_text_can_be_read_on_every_ground_it_may_stand_on():
    tokens = dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{3,6})", (STATIC / "estilo.css").read_text()))
    grounds = ["hoja", "papel", "arena", "rio-claro", "selva-claro", "achiote-claro", "tierra-claro", "camu-claro"]
    for ink in ("tinta", "tinta-2", "rio", "selva", "achiote", "tierra", "camu"):
        for ground in grounds:
            assert contrast(tokens[ink], tokens[ground]) >= 7, (ink, ground)
    assert contrast("#ffffff", tokens["rio"]) >= 7
    assert contrast("#ffffff", tokens["achiote"]) >= 7
    assert contrast(tokens["tinta"], tokens["sol"]) >= 7
    assert contrast(tokens["borde"], tokens["papel"]) >= 3


def contrast(one: str, other: str) -> float:
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def _light(colour: str) -> float:
    colour = colour if len(colour) == 7 else "#" + "".join(letter * 2 for letter in colour[1:])
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_no_template_has_script_style_or_handlers_of_its_own():
    for path in [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.svg")]:
        if "/pdf/" in str(path):  # printed by the server, never sent to a browser
            continue
        text = path.read_text()
        assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), path
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"\sstyle\s*=|<style", text), path
