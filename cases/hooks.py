"""Where higher rooms ask to be told, in the same transaction, of something that happened here.

Each is a plain list that an ``AppConfig.ready`` appends to; a verb calls every function in it. No signals: who listens
is read in one place.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.models import User
from cases.models import Case, Consent, Participation


@dataclass(frozen=True)
class Withdrawn:
    """What ended: the whole act, or of it what went to one agency, or these kinds of data; None means all."""

    consent: Consent
    agency_id: UUID | None = None
    kinds: frozenset[str] | None = None


# Called with what was just withdrawn and who wrote it down.
consent_withdrawn: list[Callable[[Withdrawn, User], None]] = []

# Where data left to under these acts: agency id → the codes it knows them by, a letter is written to each.
recipients: list[Callable[[Iterable[UUID], frozenset[str] | None], dict[UUID, list[str]]]] = []

# Called for each case whose work passes from one colleague to another, with both.
caseload_moved: list[Callable[[Case, User, User], None]] = []


@dataclass(frozen=True)
class OpenEnd:
    """Something that a case would leave open if it were closed now, in words, and where it is ended."""

    what: str
    url: str


# Called for a case that somebody is about to close: what each room still has running in it.
open_ends: list[Callable[[User, Case], list[OpenEnd]]] = []


@dataclass(frozen=True)
class Became:
    """How somebody is left in one respect (``cases.outcome_lists.Outcome``), in words that say since when; ``on``: the
    day for which that was said. ``is_reached``: whether it is what was hoped for."""

    outcome: str
    words: str
    on: date
    is_reached: bool


# Called for people of one case: what each room knows of how they are left, by their participation.
outcomes: list[Callable[[Case, list[Participation]], dict[UUID, list[Became]]]] = []

# Makes the PDF of a page: its HTML, and an id that stays the same for the same paper. The first one is asked.
paper_makers: list[Callable[[str, UUID], bytes]] = []
