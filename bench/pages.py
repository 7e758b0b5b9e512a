"""What each page costs: queries, time against a floor page of the same run, and bytes, with 12 and with 1,200 cases.

    python bench/pages.py [--cases 12 1200] [--write]

The floor is the page of one's own account: the frame around one small form. Times are medians without network. Works in
one transaction of DATABASE_URL's database and rolls it back; start it with CALP_ENV=test. ``--write`` puts the table
into docs/measures.md.
"""

import argparse
import os
import re
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calp.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.acting import act_as_system_everywhere  # noqa: E402
from demonstration.load import load_demo  # noqa: E402
from tests.meta.matrix import LINES  # noqa: E402
from tests.meta.measured import FLOOR, GROWING, Cost, cost_of, readers, seconds_of  # noqa: E402
from tests.meta.world import World  # noqa: E402

MEASURES = ROOT / "docs" / "measures.md"
BEGIN, END = "<!-- bench/pages.py -->\n", "<!-- bench/pages.py ends -->\n"
REPEATS = 7
TITLE = """# Measures

What the system was measured to cost, and by which command it is measured again. Times depend on the machine; their
ratio to the floor of the same run is what to compare.

"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, nargs=2, default=[12, 1200])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    act_as_system_everywhere()
    if not settings.IS_TEST:
        sys.exit("bench/pages.py makes people up: start it with CALP_ENV=test")
    setup_test_environment()
    whole = transaction.atomic()
    whole._from_testcase = True
    with whole:
        table = measure(*options.cases)
        transaction.set_rollback(True)
    print(table)
    if options.write:
        write(table)


def measure(few: int, many: int) -> str:
    world = World().build()
    load_demo(few, seed=1, today=timezone.localdate())
    asked = [(line, name) for line, name in readers() if cost_of(world, line, name).html]
    costs = {line.name: cost_of(world, line, name) for line, name in asked}
    before = {line.name: seconds_of(world, line, name, REPEATS) for line, name in asked}
    load_demo(many - few, seed=2, today=timezone.localdate())
    growing = [line for line in LINES if line.name in GROWING]
    later = {line.name: cost_of(world, line, GROWING[line.name]) for line in growing}
    after = {line.name: seconds_of(world, line, GROWING[line.name], REPEATS) for line in growing}
    floor = next(seconds_of(world, line, name, REPEATS) for line, name in asked if line.name == FLOOR)
    after[FLOOR] = floor
    return drawn(costs, before, later, after, (few, many))


def drawn(costs: dict[str, Cost], before: dict, later: dict, after: dict, cases: tuple[int, int]) -> str:
    few, many = (f"{each:,}" for each in cases)
    heaviest = max(costs.values(), key=lambda cost: cost.bytes_of_first_visit)
    lines = [
        "## Pages\n",
        f"`python bench/pages.py --write` with CALP_ENV=test. {len(costs)} pages; at most"
        f" {max(cost.queries for cost in costs.values())} queries; the heaviest first visit, page with style sheets,"
        f" scripts and pictures, compressed, is {heaviest.bytes_of_first_visit / 1000:.1f} KB of 60, without any other"
        f" host. *Asks* are the requests of a first visit. Floor: `{FLOOR}`, {before[FLOOR] * 1000:.0f} ms. Pages whose"
        f" rows grow with the register ask as often for {many} cases as for {few}"
        " (`tests/meta/test_query_counts.py`).\n",
        f"| page | queries, {few} cases | {many} | time ÷ floor, {few} | {many} | page, KB | first visit, KB | asks |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, cost in sorted(costs.items()):
        again = later[name].queries if name in later else ""
        ratio = f"{after[name] / after[FLOOR]:.1f}" if name in after else ""
        lines.append(
            f"| `{name}` | {cost.queries} | {again} | {before[name] / before[FLOOR]:.1f} | {ratio}"
            f" | {cost.bytes_of_html / 1000:.1f} | {cost.bytes_of_first_visit / 1000:.1f} | {cost.requests} |"
        )
    return "\n".join(lines) + "\n"


def write(table: str) -> None:
    text = MEASURES.read_text() if MEASURES.exists() else f"{TITLE}{BEGIN}{END}"
    if BEGIN not in text:
        text += f"\n{BEGIN}{END}"
    MEASURES.write_text(re.sub(f"{BEGIN}.*{END}", lambda _found: f"{BEGIN}{table}{END}", text, flags=re.S))


if __name__ == "__main__":
    main()
