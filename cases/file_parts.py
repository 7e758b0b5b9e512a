"""Where higher rooms add to the pages of a case: cards, tabs, buttons, links of the history, cards of "Mi trabajo".

Plain lists that an ``AppConfig.ready`` fills, as ``cases.hooks``; nothing here imports upwards. What a function draws
costs the same number of queries whatever the number of rows (``docs/adr/0007-case-file-parts.md``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case, TimelineEntry
    from cases.printing.blocks import Block, Copy

Drawn = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Group:
    """Parts that stand behind one tab, which opens as a list; ``order`` among the tabs and groups of the file."""

    label: str
    order: int


# At most seven tabs and groups stand over a file: whatever comes next joins one of these.
PEOPLE_AND_FACTS = Group(_("Personas y hechos"), 10)
CARE = Group(_("Atención"), 15)
TEAM_AND_TASKS = Group(_("Equipo y tareas"), 90)


@dataclass(frozen=True)
class Part:
    """A card of the side column of a case, and maybe a page of its own.

    ``draw`` answers the template and its context, or None where this account has nothing to see. ``url_name`` is the
    page, reversed with the case's id; empty for a card without one. Its tab stands in ``group``, or alone.
    """

    key: str
    label: str
    order: int
    draw: Callable[[User, Case], Drawn | None] | None = None
    url_name: str = ""
    permission: str = ""
    group: Group | None = None


@dataclass(frozen=True)
class FileAction:
    """A button over the file ("Derivar"), reversed with the case's id; ``is_primary`` for the one that leads."""

    key: str
    label: str
    icon: str
    order: int
    url_name: str
    permission: str
    is_primary: bool = False
    in_menu: bool = False

    def url(self, case_id: UUID) -> str:
        return reverse(self.url_name, args=[case_id])


@dataclass(frozen=True)
class HomePart:
    """A card of the side column of "Mi trabajo"."""

    key: str
    order: int
    draw: Callable[[User], Drawn | None]


@dataclass(frozen=True)
class Printed:
    """A part of the file on paper. One that has a page of its own has the same key, and is printed from there.

    ``draw`` answers its blocks, none where there is nothing to tell; it leaves out what this account does not read on
    the screen, and asks the same number of queries whatever the number of rows.
    """

    key: str
    label: str
    order: int
    draw: Callable[[Copy], list[Block]]
    permission: str


CASE_FILE_PARTS: list[Part] = []
PRINTED_PARTS: list[Printed] = []
CASE_FILE_ACTIONS: list[FileAction] = []
HOME_PARTS: list[HomePart] = []

# A line of the history leads to the row it tells of: model label → URL name, reversed with the row's id.
SUBJECT_PAGES: dict[str, str] = {}

# What a line of the history says after its author ("50 min · presencial"): entries on the page → {entry id: text}.
ENTRY_ASIDES: list[Callable[[Iterable[TimelineEntry]], dict[UUID, str]]] = []


def parts_of(user: User) -> list[Part]:
    """The parts this account may see, in their order."""
    allowed = (part for part in CASE_FILE_PARTS if not part.permission or user.can(part.permission))
    return sorted(allowed, key=lambda part: part.order)


def printed_for(user: User) -> list[Printed]:
    """The parts that this account may have on paper, in their order."""
    return sorted((part for part in PRINTED_PARTS if user.can(part.permission)), key=lambda part: part.order)


def actions_of(user: User) -> list[FileAction]:
    """The buttons this account may press, in their order."""
    return sorted((each for each in CASE_FILE_ACTIONS if user.can(each.permission)), key=lambda each: each.order)


def action_url(key: str, case_id: UUID, **query) -> str:
    """The address of a button for one case, with a query; "" when no room offers it."""
    action = next((each for each in CASE_FILE_ACTIONS if each.key == key), None)
    if action is None:
        return ""
    address = action.url(case_id)
    return f"{address}?{urlencode(query)}" if query else address


def subject_url(kind: str, subject_id: UUID | None) -> str:
    """Where a line of the history or a task leads; "" when its row has no page."""
    name = SUBJECT_PAGES.get(kind)
    return reverse(name, args=[subject_id]) if name and subject_id else ""


def asides_of(entries: list[TimelineEntry]) -> dict[UUID, str]:
    """What every room adds to these lines, one call per room."""
    found: dict[UUID, str] = {}
    for tell in ENTRY_ASIDES:
        found.update(tell(entries))
    return found
