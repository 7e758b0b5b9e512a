"""What row-level security costs a page: its time with the policies against its time without, in the same run.

    python bench/row_security.py [--cases 1200] [--write]

Each page that grows with the register is asked by somebody who may, in turns with and without, and the fastest visits
are compared: whatever else the machine does makes a visit slower, never faster. Bound: 1.25. Works in one transaction
of DATABASE_URL's database and rolls it back; start it with CALP_ENV=test. ``--write`` puts the table into
docs/measures.md.
"""

import argparse
import os
import re
import statistics
import sys
import time
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calp.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.acting import act_as_system_everywhere  # noqa: E402
from demonstration.load import load_demo  # noqa: E402
from tests.meta.matrix import LINES, OWN  # noqa: E402
from tests.meta.measured import GROWING, client_of  # noqa: E402
from tests.meta.world import World  # noqa: E402
from tests.plugins.database import as_owner  # noqa: E402

MEASURES = ROOT / "docs" / "measures.md"
BEGIN, END = "<!-- bench/row_security.py -->\n", "<!-- bench/row_security.py ends -->\n"
TURNS, VISITS = 6, 5
BOUND = 1.25
# Caseworkers of one office see by office and team; national coordination passes by one comparison.
ASKED = {**GROWING, "cases:list": "rosa", "referrals:board": "celia"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1200)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if not settings.IS_TEST:
        sys.exit("bench/row_security.py makes people up: start it with CALP_ENV=test")
    setup_test_environment()
    act_as_system_everywhere()
    whole = transaction.atomic()
    whole._from_testcase = True
    with whole:
        table = measure(options.cases)
        transaction.set_rollback(True)
    print(table)
    if options.write:
        write(table)


def measure(cases: int) -> str:
    world = World().build()
    load_demo(cases, seed=1, today=timezone.localdate())
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    lines = [line for line in LINES if line.name in ASKED]
    times = {line.name: ([], []) for line in lines}
    clients = {line.name: client_of(world, ASKED[line.name]) for line in lines}
    for turn in range(2 * TURNS):
        forced = turn % 2 == 0
        switch(forced)
        for line in lines:
            address = world.address(line.name, line.record, OWN)
            times[line.name][0 if forced else 1].extend(visits(clients[line.name], address))
    switch(forced=True)
    return drawn(times, cases)


def visits(client, address: str) -> list[float]:
    client.get(address)
    found = []
    for _each in range(VISITS):
        start = time.perf_counter()
        client.get(address)
        found.append(time.perf_counter() - start)
    return found


def switch(forced: bool) -> None:
    """Policies on or off, for every table that has them, inside this transaction."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while a check of it waits
        cursor.execute(
            "SELECT DISTINCT relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE relnamespace = 'public'::regnamespace"
        )
        for [table] in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" {"ENABLE" if forced else "DISABLE"} ROW LEVEL SECURITY')


def drawn(times: dict[str, tuple[list[float], list[float]]], cases: int) -> str:
    rows = [(name, min(forced), min(free)) for name, (forced, free) in sorted(times.items())]
    ratios = [forced / free for _name, forced, free in rows]
    lines = [
        "## Row-level security\n",
        f"`python bench/row_security.py --write` with CALP_ENV=test, {cases:,} cases; the fastest of {TURNS * VISITS}"
        f" visits each way. Median ratio {statistics.median(ratios):.2f}, highest {max(ratios):.2f}; bound {BOUND}.\n",
        "| page | asked by | with, ms | without, ms | ratio |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| `{name}` | {ASKED[name]} | {forced * 1000:.1f} | {free * 1000:.1f} | {forced / free:.2f} |"
        for name, forced, free in rows
    ]
    return "\n".join(lines) + "\n"


def write(table: str) -> None:
    text = MEASURES.read_text()
    if BEGIN not in text:
        text += f"\n{BEGIN}{END}"
    MEASURES.write_text(re.sub(f"{BEGIN}.*{END}", lambda _found: f"{BEGIN}{table}{END}", text, flags=re.S))


if __name__ == "__main__":
    main()
