"""R9, referrals by agency and state: what was asked, what came of it, how long it took."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from django.utils import timezone

from cases.models.decoy import counted
from directory.codelists import BoardGroup
from directory.models import Agency, AgencyUnit
from directory.working_days import HolidayCalendar, add_working_days, working_days_between
from referrals.models import Referral, ReferralChange
from referrals.states import ENDED_STATUSES, TERM_OWED, Direction, ReferralStatus
from referrals.terms import term_days
from reports.statistics.frozen import Frozen
from reports.statistics.scope import Scope

# The longest term of a unit, in calendar days, with room for its holidays.
_HORIZON = timedelta(days=400)

# Every state a referral that was sent may be in, in the order of its life: the columns.
STATES: tuple[str, ...] = (
    ReferralStatus.SENT,
    ReferralStatus.NO_RESPONSE,
    ReferralStatus.ACKNOWLEDGED,
    ReferralStatus.ACCEPTED,
    ReferralStatus.IN_SERVICE,
    ReferralStatus.COUNTER_REFERRED,
    ReferralStatus.CLOSED,
    ReferralStatus.REJECTED,
    ReferralStatus.CANCELLED,
    ReferralStatus.WITHDRAWN_CONSENT,
)


@dataclass(frozen=True)
class Days(Frozen):
    """Working days from sending until something happened: how many referrals, their median and their longest.

    Median and longest are None when it happened to none.
    """

    count: int
    median: float | None
    longest: int | None

    @classmethod
    def of(cls, days: list[int]) -> "Days":
        return cls(len(days), float(median(days)) if days else None, max(days, default=None))


@dataclass(frozen=True)
class AgencyRow(Frozen):
    """One agency: its referrals in each of ``STATES`` at the cut-off, how many are overdue, how long they took."""

    code: str
    name: str
    by_state: tuple[int, ...]
    overdue: int
    to_acknowledge: Days
    to_first_service: Days

    @property
    def total(self) -> int:
        return sum(self.by_state)

    def in_state(self, *states: str) -> int:
        return sum(count for state, count in zip(STATES, self.by_state, strict=True) if state in states)


@dataclass(frozen=True)
class Flow(Frozen):
    """``at_start + new - ended = at_end``: open when the period began, sent in it, ended in it, open at the cut-off."""

    at_start: int
    new: int
    ended: int
    at_end: int

    @property
    def adds_up(self) -> bool:
        return self.at_start + self.new - self.ended == self.at_end


@dataclass(frozen=True)
class Direct(Frozen):
    """The referrals of one direction: their flow, one row per agency, and all of them together."""

    flow: Flow
    agencies: tuple[AgencyRow, ...]
    total: AgencyRow


@dataclass(frozen=True)
class Referrals(Frozen):
    """R9. Derivaciones por entidad y estado.

    Unit: referral. "Enviadas" are the centre's requests to a unit of an agency; "recibidas" those of agencies to the
    centre. Counted are the referrals sent by the cut-off that were open at some time of the period: those that had
    not ended before it began. Drafts are not counted. A referral has ended when it is closed, rejected, cancelled or
    its consent was withdrawn.

    Each is counted once, under the agency of the unit it was addressed to (or came from), in the state that its
    history gives at the cut-off. Overdue: what was owed in that state (acknowledgement, first service or
    counter-referral) was due before the day of the cut-off. The terms are the unit's own and those of the urgency
    asked for, in working days of the unit's place (TUO Ley 27444 arts. 144 and 145); no law fixes them.

    Days to acknowledgement: from the day of sending to the day the agency acknowledged, or accepted or rejected
    without acknowledging. Days to the first service: to the day of the first service. Both for the referrals counted
    here in which it had happened by the cut-off; median and longest, in working days of the unit's place; those still
    waiting are not in them. Every agency of the catalogue is printed, with its zeros.
    """

    sent: Direct
    received: Direct


@dataclass(frozen=True)
class _Fact:
    """One referral as it stood at the cut-off."""

    direction: str
    agency_id: UUID
    status: str
    is_new: bool
    is_overdue: bool
    days_to_acknowledge: int | None
    days_to_first_service: int | None

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED_STATUSES


def referrals(scope: Scope) -> Referrals:
    """Count R9 in five queries, however many referrals there are."""
    groups = list(BoardGroup)
    agencies = sorted(Agency.objects.all(), key=lambda each: (groups.index(each.board_group), each.name))
    facts = _facts(scope)
    sent, received = (
        _direct(agencies, [fact for fact in facts if fact.direction == direction], scope.cutoff_on)
        for direction in (Direction.OUT, Direction.IN)
    )
    return Referrals(sent, received)


def _direct(agencies: list[Agency], facts: list[_Fact], on: date) -> Direct:
    by_agency = defaultdict(list)
    for fact in facts:
        by_agency[fact.agency_id].append(fact)
    shown = [each for each in agencies if each.is_valid_on(on) or each.pk in by_agency]
    return Direct(
        _flow(facts),
        tuple(_row(each.code, str(each), by_agency[each.pk]) for each in shown),
        _row("", "", facts),
    )


def _flow(facts: list[_Fact]) -> Flow:
    new, ended = sum(fact.is_new for fact in facts), sum(fact.has_ended for fact in facts)
    return Flow(at_start=len(facts) - new, new=new, ended=ended, at_end=len(facts) - ended)


def _row(code: str, name: str, facts: list[_Fact]) -> AgencyRow:
    return AgencyRow(
        code=code,
        name=name,
        by_state=tuple(sum(fact.status == state for fact in facts) for state in STATES),
        overdue=sum(fact.is_overdue for fact in facts),
        to_acknowledge=Days.of([f.days_to_acknowledge for f in facts if f.days_to_acknowledge is not None]),
        to_first_service=Days.of([f.days_to_first_service for f in facts if f.days_to_first_service is not None]),
    )


def _facts(scope: Scope) -> list[_Fact]:
    """The referrals counted: sent by the cut-off and not ended before the period began."""
    rows = (
        Referral.objects.filter(counted("case"), **scope.of_office(), sent_at__lte=scope.cutoff_at)
        .exclude(ended_at__lt=scope.period.start)
        .order_by("sent_at", "id")
    )
    rows = list(rows.only(*_COLUMNS))
    moves = _moves(scope)
    terms = _Terms(rows, scope.cutoff_on)
    found = []
    for referral in rows:
        history = moves[referral.pk] or [(ReferralStatus.SENT, referral.sent_at)]
        is_new = referral.sent_at >= scope.period.start
        if is_new or _status_before(history, scope.period.start) not in ENDED_STATUSES:
            found.append(terms.fact(referral, history, is_new, scope))
    return found


_COLUMNS = (
    "direction",
    "unit_id",
    "status",
    "urgency",
    "sent_at",
    "acknowledged_at",
    "answered_at",
    "first_service_on",
    "due_on",
)

History = list[tuple[str, datetime]]


def _moves(scope: Scope) -> dict[UUID, History]:
    """Referral → the states it took by the cut-off, with when, in the order in which it took them."""
    changes = (
        ReferralChange.objects.filter(
            **scope.of_office("referral__office_id"), referral__sent_at__lte=scope.cutoff_at, at__lte=scope.cutoff_at
        )
        .exclude(new=ReferralStatus.DRAFT)
        .exclude(referral__ended_at__lt=scope.period.start)
        .order_by("at", "id")
    )
    moves: dict[UUID, History] = defaultdict(list)
    for pk, new, at in changes.values_list("referral_id", "new", "at").iterator(chunk_size=5000):
        moves[pk].append((new, at))
    return moves


def _status_before(history: History, moment: datetime) -> str:
    return next((new for new, at in reversed(history) if at < moment), ReferralStatus.SENT)


class _Terms:
    """What the units owe, in their own working days: units and holidays are read once for all referrals."""

    def __init__(self, rows: list[Referral], cutoff_on: date):
        self.units = {unit.pk: unit for unit in AgencyUnit.objects.all()}
        self.zone = timezone.get_current_timezone()
        first = min((self._day(row.sent_at) for row in rows), default=cutoff_on)
        self.calendar = HolidayCalendar.load(first, cutoff_on + _HORIZON)

    def fact(self, referral: Referral, history: History, is_new: bool, scope: Scope) -> _Fact:
        unit, (status, _at) = self.units[referral.unit_id], history[-1]
        sent_on = self._day(referral.sent_at)
        answered = [at for at in (referral.acknowledged_at, referral.answered_at) if at and at <= scope.cutoff_at]
        served_on = referral.first_service_on
        due_on = self._due_on(referral, unit, history)
        return _Fact(
            direction=referral.direction,
            agency_id=unit.agency_id,
            status=status,
            is_new=is_new,
            is_overdue=due_on is not None and due_on < scope.cutoff_on,
            days_to_acknowledge=self._days(sent_on, self._day(min(answered)), unit) if answered else None,
            days_to_first_service=(
                self._days(sent_on, served_on, unit) if served_on and served_on <= scope.cutoff_on else None
            ),
        )

    def _day(self, moment: datetime) -> date:
        return timezone.localdate(moment, self.zone)

    def _days(self, since: date, until: date, unit: AgencyUnit) -> int:
        return working_days_between(since, max(since, until), place_code=unit.place_id, on=self.calendar)

    def _due_on(self, referral: Referral, unit: AgencyUnit, history: History) -> date | None:
        """When what is owed at the cut-off is due: as stored if it has not moved since, else counted again."""
        status = history[-1][0]
        if status not in TERM_OWED:
            return None
        if status == referral.status:
            return referral.due_on
        since = next((at for new, at in reversed(history) if new != ReferralStatus.NO_RESPONSE), referral.sent_at)
        days = term_days(TERM_OWED[status], unit, referral.urgency)
        return add_working_days(self._day(since), days, place_code=unit.place_id, on=self.calendar)
