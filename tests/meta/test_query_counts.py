"""A page asks the database as often for 1,200 cases as for 12, and never too often."""

import pytest
from django.utils import timezone

from demonstration.load import load_demo
from tests.meta.matrix import LINES
from tests.meta.measured import GROWING, cost_of, readers
from tests.meta.world import World

MOST = 25
# What a file lacks is asked of every part once.
# A whole copy for paper is every page of the file at once.
MORE = {"cases:missing": 36, "cases:print": 100}
FEW, MANY = 12, 1200


def loaded(cases: int, seed: int) -> None:
    load_demo(cases, seed=seed, today=timezone.localdate())


def growing(world: World) -> dict[str, int]:
    return {line.name: cost_of(world, line, GROWING[line.name]).queries for line in LINES if line.name in GROWING}


@pytest.mark.slow
def test_lists_file_board_and_desk_ask_as_often_for_twelve_hundred_cases_as_for_twelve(catalogues):
    world = World().build()
    loaded(FEW, seed=1)
    few = growing(world)
    loaded(MANY - FEW, seed=2)
    assert growing(world) == few


@pytest.mark.slow
def test_no_page_asks_the_database_too_often(catalogues):
    world = World().build()
    loaded(FEW, seed=1)
    asked = {line.name: cost_of(world, line, name).queries for line, name in readers()}
    assert {name: queries for name, queries in asked.items() if queries > MORE.get(name, MOST)} == {}
    assert len(asked) > 60
