"""The parts of a whole file, and which of them still lack something: "Qué falta".

Intake asks six things; the rest is entered afterwards, part by part, in the order of the work. Each room adds its
parts to ``SECTIONS``, as to ``cases.file_parts``. A part of the case has one state, a part of a person one for each
of those in the case; who needs it (a minor, a foreigner, somebody who speaks another language) is asked of the part.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.models import PhasePeriod

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case, Participation


class SectionState(TextChoices):
    DONE = "DONE", _("Completado")
    MISSING = "MISSING", _("Falta")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("No aplica")


@dataclass(frozen=True)
class Told:
    """The state of one part for one person (or the case), with a few words: how much there is, or why it is asked."""

    state: str
    note: str = ""


@dataclass(frozen=True)
class PersonSection:
    """A part of the file of each person. ``states``: one call for all people of the page, the same number of queries
    whatever their number, a ``Told`` by the id of the participation; people whom it does not concern are left out and
    get no line. ``url_name`` is reversed with the id of ``leads_by``: the participation, the person or the case; a view
    that is one form and nothing after it is marked ``cases.way_back.leads_back``, so that saving it leads back here.
    """

    key: str
    label: str
    order: int
    url_name: str
    states: Callable[[User, Case, list[Participation]], dict[UUID, Told]]
    permission: str
    leads_by: str = "participation"


@dataclass(frozen=True)
class CaseSection:
    """A part of the file of the case itself; ``state`` answers None where it does not concern this case."""

    key: str
    label: str
    order: int
    url_name: str
    state: Callable[[User, Case], Told | None]
    permission: str


class People(list):
    """The people of one case, as ``states`` gets them, with what was already asked about them: parts of one subject
    ask the database once."""

    def __init__(self, participations=()):
        super().__init__(participations)
        self.known: dict[Hashable, Any] = {}


def once(participations: list[Participation], what: Hashable, ask: Callable[[], Any]) -> Any:
    """What ``ask`` answers about these people; of a plain list it is asked each time."""
    if not isinstance(participations, People):
        return ask()
    if what not in participations.known:
        participations.known[what] = ask()
    return participations.known[what]


def phases_of(participations: list[Participation]) -> dict[UUID, list[PhasePeriod]]:
    """All phases of these people, past and running, in their order, by the id of the participation; one query."""

    def ask() -> dict[UUID, list[PhasePeriod]]:
        found: dict[UUID, list[PhasePeriod]] = {}
        rows = PhasePeriod.objects.filter(participation__in=[each.pk for each in participations])
        for period in rows.order_by("started_on", "phase"):
            found.setdefault(period.participation_id, []).append(period)
        return found

    return once(participations, "phases", ask)


# Orders by phase of the way: 100s identity and contact, 200s consent, 300s first hours and assessments, 400s what
# happened, 500s protection, 600s services and plan, 700s justice, 800s follow-up.
PERSON_SECTIONS: list[PersonSection] = []
CASE_SECTIONS: list[CaseSection] = []
