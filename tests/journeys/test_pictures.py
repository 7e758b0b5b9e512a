"""The two pictures of the README, taken from the demonstration. CALP_PICTURES=docs/img keeps them there."""

import os
from pathlib import Path

import pytest
from django.db.models import Count
from django.utils import timezone

from cases.models import Case, Task
from demonstration.load import load_demo
from tests.meta.barriers import barriers
from tests.security.sizes import only_long

pytestmark = [pytest.mark.browser, pytest.mark.slow, only_long]
CASES = 400
PAPER = {"type": "png", "clip": {"x": 0, "y": 0, "width": 1280, "height": 900}}


@pytest.fixture
def folder(tmp_path) -> Path:
    chosen = Path(os.environ.get("CALP_PICTURES") or tmp_path)
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


def test_the_file_of_a_case_and_the_board_as_the_readme_shows_them(browser_page, catalogues, rosa, celia, folder):
    load_demo(CASES, seed=11, today=timezone.localdate())
    told = Case.objects.visible_to(rosa).open().of_team_member(rosa).filter(tasks__in=Task.objects.pending())
    told = told.annotate(lines=Count("timeline", distinct=True), people=Count("participations", distinct=True))
    for name, user, address in (
        ("caso", rosa, told.order_by("-people", "-lines").first().get_absolute_url()),
        ("tablero", celia, "/derivaciones/"),
    ):
        page = browser_page(1280, user=user)
        assert page.goto(address).status == 200
        page.screenshot(path=folder / f"{name}.png", **PAPER)
        assert barriers(page) == []
        assert (folder / f"{name}.png").stat().st_size > 30_000
