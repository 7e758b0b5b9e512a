"""R2, direct victims by age and registered sex, in the shape of the published table of 344 people."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cases.ages import age_on, reporting_band
from cases.models import Participation, VictimStatusChange
from cases.models.decoy import counted
from cases.models.duplicate import ONE_PERSON
from cases.states import ParticipationRole, VictimStatus
from directory.codelists import Sex
from reports.statistics.frozen import Frozen
from reports.statistics.scope import Scope

BANDS = ("ADULT", "MINOR", "NI")  # the rows, in the order of the published table


@dataclass(frozen=True)
class AgeRow(Frozen):
    """One row: a band of age (``BANDS``) by registered sex; ``unknown`` is "no hay información"."""

    band: str
    women: int
    men: int
    unknown: int

    @property
    def total(self) -> int:
        return self.women + self.men + self.unknown


@dataclass(frozen=True)
class AgeAndGender(Frozen):
    """R2. Víctimas por edad y género.

    Unit: person. Counted are the people who joined a case as direct victims within the period, each once, however
    many cases she joined; presumed and confirmed victims alike (DS 001-2016-IN art. 6.c). Who had been ruled out as a
    victim in every one of those cases by the cut-off is not counted, and ``ruled_out`` says how many they are.

    Age: completed years on the day she first joined, from the birth date or from the age stated; under 18 is "menor
    de edad" (DS 001-2016-IN art. 3). Where no age is known the person is protected as a minor, but counted as "no hay
    información". Gender is the registered sex. Rows and columns are always printed, with their zeros, and nobody is
    spread among other cells.
    """

    rows: tuple[AgeRow, ...]
    ruled_out: int

    @property
    def total(self) -> AgeRow:
        return AgeRow(
            "TOTAL",
            sum(row.women for row in self.rows),
            sum(row.men for row in self.rows),
            sum(row.unknown for row in self.rows),
        )

    def row(self, band: str) -> AgeRow:
        return next(row for row in self.rows if row.band == band)


def age_and_gender(scope: Scope) -> AgeAndGender:
    """Count R2 in two queries, however many people there are."""
    status = _status_at_cutoff(scope)
    counted: dict[UUID, tuple[str, str]] = {}
    people = set()
    for pk, person_id, joined_on, now, decided_on, sex, *age in _joined(scope):
        people.add(person_id)
        if person_id not in counted and not _is_ruled_out(status.get(pk), now, decided_on, scope.cutoff_on):
            counted[person_id] = (_band(joined_on, *age), sex)
    cells = Counter(counted.values())
    rows = (AgeRow(band, cells[band, Sex.F], cells[band, Sex.M], cells[band, Sex.NI]) for band in BANDS)
    return AgeAndGender(tuple(rows), ruled_out=len(people) - len(counted))


def _joined(scope: Scope):
    """Participations begun within the period, the first of each person first."""
    return (
        Participation.objects.victims()
        .filter(
            counted("case"),
            **scope.of_office("case__office_id"),
            joined_on__range=(scope.period.first, scope.period.last),
        )
        .order_by("joined_on", "id")
        .values_list(
            "id",
            ONE_PERSON,
            "joined_on",
            "victim_status",
            "decided_on",
            "person__sex",
            "person__birth_date",
            "person__stated_age",
            "person__stated_on",
        )
        .iterator(chunk_size=5000)
    )


def _band(day: date, birth_date: date | None, stated_age: int | None, stated_on: date | None) -> str:
    return reporting_band(age_on(day, birth_date=birth_date, stated_age=stated_age, stated_on=stated_on))


def _status_at_cutoff(scope: Scope) -> dict[UUID, str]:
    """Participation → its status on the day of the cut-off; only those whose history has a change."""
    changes = VictimStatusChange.objects.filter(
        **scope.of_office("participation__case__office_id"),
        participation__role=ParticipationRole.DIRECT_VICTIM,
        participation__joined_on__range=(scope.period.first, scope.period.last),
    ).order_by("at", "id")
    status: dict[UUID, str] = {}
    for pk, old, new, on in changes.values_list("participation_id", "old", "new", "effective_on"):
        if on <= scope.cutoff_on:
            status[pk] = new
        else:
            status.setdefault(pk, old or VictimStatus.PRESUMED)
    return status


def _is_ruled_out(at_cutoff: str | None, now: str, decided_on: date | None, cutoff_on: date) -> bool:
    """By the history; without one, by the row itself, unless it was decided after the cut-off."""
    if at_cutoff is not None:
        return at_cutoff == VictimStatus.RULED_OUT
    return now == VictimStatus.RULED_OUT and (decided_on is None or decided_on <= cutoff_on)
