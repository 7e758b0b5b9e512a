"""What pages cost: queries, time, bytes. Used by tests/meta/test_query_counts.py and bench/pages.py."""

import statistics
import time
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.meta.matrix import INSIDERS, LINES, OWN, Line
from tests.meta.page import Page
from tests.meta.world import World
from tests.signing_in import signed_in

# Pages whose rows grow with the register, and who asks for them.
GROWING = {
    "cases:home": "nora",
    "cases:list": "nora",
    "cases:file": "rosa",
    "cases:people": "rosa",
    "cases:tasks": "rosa",
    "cases:person": "rosa",
    "cases:seen": "rosa",
    "referrals:board": "nora",
    "referrals:desk": "lidia",
    "referrals:of_case": "rosa",
    "referrals:imports": "celia",
    "reports:runs": "nora",
    "accounts:audit": "ana",
    "accounts:users": "raul",
}
FLOOR = "accounts:account"  # the frame around one small form


@dataclass(frozen=True)
class Cost:
    """Of one page: its queries without savepoints, and what came."""

    queries: int
    html: str

    @property
    def bytes_of_html(self) -> int:
        return Page(self.html).own_weight

    @property
    def bytes_of_first_visit(self) -> int:
        return Page(self.html).weight

    @property
    def requests(self) -> int:
        return 1 + len(set(Page(self.html).loads))


def readers() -> list[tuple[Line, str]]:
    """Every address that is read, with somebody who may: who grows with the register, or the first of the cast."""
    may = [(line, [actor.name for actor in INSIDERS if actor.role in line.get.roles]) for line in LINES if line.get]
    return [(line, GROWING.get(line.name) or ("rosa" if "rosa" in names else names[0])) for line, names in may]


def client_of(world: World, name: str) -> Client:
    client = Client()
    signed_in(client, world.people[name])
    return client


def cost_of(world: World, line: Line, name: str) -> Cost:
    """One visit of a page already visited once, so that what a process asks once is not counted."""
    client, address = client_of(world, name), world.address(line.name, line.record, OWN)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    asked = [each for each in captured if "SAVEPOINT" not in each["sql"]]
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return Cost(len(asked), response.content.decode() if is_page else "")


def seconds_of(world: World, line: Line, name: str, repeats: int) -> float:
    """The median time of a visit, without network."""
    client, address, times = client_of(world, name), world.address(line.name, line.record, OWN), []
    for _each in range(repeats + 1):
        start = time.perf_counter()
        client.get(address)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])
