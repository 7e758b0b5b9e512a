"""R1, the month's movement of cases and of direct victims, office by office."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from cases.models import Case, Participation, StatusChange, VictimStatusChange
from cases.models.decoy import counted
from cases.models.duplicate import ONE_PERSON
from cases.states import CaseStatus, ParticipationRole, VictimStatus
from directory.models import Office
from reports.periods import Period, month_ends
from reports.statistics.frozen import Frozen
from reports.statistics.scope import Scope
from reports.statistics.spells import ALWAYS, NEVER_ENDS, Spell, is_active, merged, overlaps, spells_of


@dataclass(frozen=True)
class Movement(Frozen):
    """What was there, came in, came back, went out and remains: ``at_start + new + reopened - closed = at_end``.

    at_start: active when the day before the period ended.
    new: entered for the first time within the period.
    reopened: became active again within the period after having been closed.
    closed: stopped being active within the period; twice, if it was reopened in between.
    at_end: active when the last day of the period ended.
    new_at_end: of those at the end, how many were new in the period.

    Closing and reopening on the same day is no movement.
    """

    at_start: int
    new: int
    reopened: int
    closed: int
    at_end: int
    new_at_end: int

    @property
    def adds_up(self) -> bool:
        return self.at_start + self.new + self.reopened - self.closed == self.at_end


@dataclass(frozen=True)
class OfficeMovement(Frozen):
    """The movement of one office, in its two units: cases and direct victims."""

    code: str
    name: str
    cases: Movement
    people: Movement


@dataclass(frozen=True)
class MonthEnd(Frozen):
    """Active cases and direct victims when a day ended."""

    on: date
    cases: int
    people: int


@dataclass(frozen=True)
class CaseSummary(Frozen):
    """R1. Resumen mensual de casos.

    Units: case, and person. A case is active from its day of intake until the day it is closed, and again from the
    day it is reopened. A person is counted when she takes part as a direct victim in at least one active case, from
    the day she joined it until she left it; relatives, witnesses, complainants and dependants are not counted.
    Somebody ruled out as a victim stops being counted on the day of that decision, and is counted again if it is
    reversed. Presumed victims are counted (DS 001-2016-IN art. 6.c).

    A person is counted once per office, and once in the total: whoever is attended by two offices makes the total
    smaller than the sum (``people_in_two_offices`` of those at the end). Moving a case to another office is "closed"
    in one and "new" in the other, and nothing in the total when it happens on one day. Cases of every level of
    confidentiality are counted.

    Days are those on which things took effect, not those on which they were written down: a period recomputed later
    includes what was registered late. The series gives the active cases at the end of the last twelve months.
    """

    offices: tuple[OfficeMovement, ...]
    total: OfficeMovement
    people_in_two_offices: int
    series: tuple[MonthEnd, ...]


def case_summary(scope: Scope) -> CaseSummary:
    """Count R1 in five queries, however many cases there are."""
    offices = list(Office.objects.filter(**scope.of_office("id")).order_by("name", "id"))
    cases = _spells_of_cases(scope)
    people = _spells_of_people(scope, {pk: spells for pk, (_office, spells) in cases.items()})
    rows = [_of_office(office, cases, people, scope.period) for office in offices]
    all_cases = [spells for _office, spells in cases.values()]
    all_people = [merged(spell for spells in by_office.values() for spell in spells) for by_office in people.values()]
    return CaseSummary(
        offices=tuple(row for row, office in zip(rows, offices, strict=True) if office.is_active or _has_any(row)),
        total=OfficeMovement("", "", movement(all_cases, scope.period), movement(all_people, scope.period)),
        people_in_two_offices=sum(_in_two_offices(each, scope.period.last) for each in people.values()),
        series=tuple(
            MonthEnd(on, _active(all_cases, on), _active(all_people, on)) for on in month_ends(scope.period.last)
        ),
    )


def movement(entities: Iterable[list[Spell]], period: Period) -> Movement:
    """Count the movement of things whose merged spells are given, one list per thing."""
    at_start = new = reopened = closed = at_end = new_at_end = 0
    before = period.first - timedelta(days=1)
    for spells in entities:
        at_start += is_active(spells, before)
        ends_active = is_active(spells, period.last)
        at_end += ends_active
        closed += sum(end in period for _start, end in spells)
        for order, (start, _end) in enumerate(spells):
            if start in period:
                new += order == 0
                reopened += order > 0
        new_at_end += ends_active and spells[0][0] in period
    return Movement(at_start, new, reopened, closed, at_end, new_at_end)


def _of_office(office: Office, cases: dict, people: dict, period: Period) -> OfficeMovement:
    own_cases = (spells for office_id, spells in cases.values() if office_id == office.pk)
    own_people = (merged(by_office[office.pk]) for by_office in people.values() if office.pk in by_office)
    return OfficeMovement(office.code, office.name, movement(own_cases, period), movement(own_people, period))


def _spells_of_cases(scope: Scope) -> dict[UUID, tuple[UUID, list[Spell]]]:
    """Case → its office and the stretches in which it was open."""
    cases = Case.objects.filter(counted(), **scope.of_office(), opened_on__lte=scope.period.last)
    changes = StatusChange.objects.filter(
        Q(new=CaseStatus.CLOSED) | Q(old=CaseStatus.CLOSED),
        **scope.of_office("case__office_id"),
        case__opened_on__lte=scope.period.last,
    ).order_by("at", "id")
    moves = defaultdict(list)
    for case_id, new, on in changes.values_list("case_id", "new", "effective_on"):
        moves[case_id].append((new != CaseStatus.CLOSED, on))
    return {
        pk: (office_id, spells_of(opened_on, moves[pk]))
        for pk, office_id, opened_on in cases.values_list("id", "office_id", "opened_on")
    }


def _spells_of_people(scope: Scope, cases: dict[UUID, list[Spell]]) -> dict[UUID, dict[UUID, list[Spell]]]:
    """Person → office → the stretches in which she took part as a direct victim in an open case."""
    victims = Participation.objects.victims().filter(**scope.of_office("case__office_id"))
    counted = _counted_as_victims(scope)
    found: dict[UUID, dict[UUID, list[Spell]]] = defaultdict(lambda: defaultdict(list))
    for pk, case_id, office_id, person_id, joined_on, left_on, status, decided_on in victims.values_list(
        "id", "case_id", "case__office_id", ONE_PERSON, "joined_on", "left_on", "victim_status", "decided_on"
    ).iterator(chunk_size=5000):
        if case_id not in cases:
            continue
        spells = overlaps(cases[case_id], [(joined_on, left_on or NEVER_ENDS)])
        if pk in counted or status == VictimStatus.RULED_OUT:
            spells = overlaps(spells, counted.get(pk) or [(ALWAYS, decided_on or joined_on)])
        if spells:
            found[person_id][office_id] += spells
    return found


def _counted_as_victims(scope: Scope) -> dict[UUID, list[Spell]]:
    """Participation → the stretches in which nobody had ruled her out; only those whose history has a change."""
    changes = VictimStatusChange.objects.filter(
        **scope.of_office("participation__case__office_id"),
        participation__role=ParticipationRole.DIRECT_VICTIM,
    ).order_by("participation_id", "at", "id")
    moves = defaultdict(list)
    for pk, new, on in changes.values_list("participation_id", "new", "effective_on"):
        moves[pk].append((new != VictimStatus.RULED_OUT, on))
    return {pk: spells_of(ALWAYS, each) for pk, each in moves.items()}


def _active(entities: Iterable[list[Spell]], on: date) -> int:
    return sum(is_active(spells, on) for spells in entities)


def _in_two_offices(by_office: dict[UUID, list[Spell]], on: date) -> bool:
    return sum(is_active(spells, on) for spells in by_office.values()) > 1


def _has_any(row: OfficeMovement) -> bool:
    return any((row.cases.at_start, row.cases.new, row.cases.reopened, row.cases.at_end))
