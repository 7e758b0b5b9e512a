"""The coordinator's board: case × group of agencies. What each cell says, in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, DateField, Exists, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Assignment, Case
from cases.states import TeamRole
from directory.codelists import BoardGroup, UnitType
from directory.working_days import HolidayCalendar, working_days_between
from interface.dates import day_month
from referrals.models import Referral
from referrals.states import LOOK, OPEN_STATUSES, WAITING_STATUSES, ReferralStatus

COLUMNS_SHOWN = 5  # groups with a column of their own; the rest fold into "Otras"
NEVER = date(9999, 12, 31)
_SOON = timedelta(days=2)
BACK = timedelta(days=1200)


@dataclass(frozen=True)
class Column:
    """A group of agencies: how many of its referrals are open, how many overdue, and which units they are.

    ``is_mixed``: its open referrals are with several kinds of units, so that each cell says with which.
    """

    group: str
    label: str
    units: str
    open_count: int
    overdue_count: int
    is_mixed: bool


@dataclass(frozen=True)
class Cell:
    """The referral of a case to a group that matters most; ``more`` counts the others behind it.

    ``where``: the kind of unit, or the agency among "Otras"; "" where the head of the column says it.
    """

    referral: Referral
    where: str
    tone: str
    icon: str
    state: str
    words: tuple[str, ...]
    is_overdue: bool
    more: int


@dataclass
class Row:
    case: Case
    lead: str
    cells: dict[str, Cell] = field(default_factory=dict)


def board_cases(user: User, referrals: QuerySet) -> QuerySet:
    """Cases that the account sees with at least one of ``referrals``; the earliest day owed comes first."""
    theirs = Q(referrals__in=referrals)
    waiting = theirs & Q(referrals__status__in=WAITING_STATUSES)
    return (
        Case.objects.visible_to(user)
        .filter(Exists(referrals.filter(case=OuterRef("pk"))))
        .annotate(owed_on=Coalesce(Min("referrals__due_on", filter=waiting), Value(NEVER), output_field=DateField()))
        .select_related("office")
    )


def columns_of(referrals: QuerySet, today: date) -> list[Column]:
    """The groups with open referrals, biggest first, then "Otras"; one query."""
    counted = (
        referrals.filter(status__in=OPEN_STATUSES)
        .values_list("unit__agency__board_group", "unit__unit_type")
        .annotate(count=Count("id"), late=Count("id", filter=Q(status__in=WAITING_STATUSES, due_on__lt=today)))
        .order_by()
    )
    totals, late, names = Counter(), Counter(), defaultdict(Counter)
    for group, unit_type, count, overdue in counted:
        totals[group] += count
        late[group] += overdue
        names[group][_short(unit_type)] += count
    named = Counter({group: count for group, count in totals.items() if group != BoardGroup.OTHER})
    own = [group for group in BoardGroup.values if group in dict(_biggest(named))]
    others = [group for group in totals if group not in own]
    columns = [
        Column(each, str(BoardGroup(each).label), _units(names[each]), totals[each], late[each], len(names[each]) > 1)
        for each in own
    ]
    return [*columns, _folded(others, totals, late)] if others else columns


def rows_of(cases: Iterable[Case], referrals: QuerySet, columns: list[Column], today: date) -> list[Row]:
    """The cells of the cases of one page: two queries and a calendar."""
    cases = list(cases)
    calendar = HolidayCalendar.load(today - BACK, today + BACK)
    own = {column.group for column in columns}
    by_place: dict[tuple, list[Referral]] = defaultdict(list)
    shown = referrals.filter(case__in=cases).select_related("unit__agency").order_by("-created_at", "-id")
    for referral in shown:
        group = referral.unit.agency.board_group
        by_place[referral.case_id, group if group in own else BoardGroup.OTHER].append(referral)
    leads = _leads(cases)
    rows = [Row(case, leads.get(case.pk, "")) for case in cases]
    for row in rows:
        for column in columns:
            if found := by_place.get((row.case.pk, column.group)):
                row.cells[column.group] = cell_of(found, column, today, calendar)
    return rows


def cell_of(referrals: list[Referral], column: Column, today: date, calendar: HolidayCalendar) -> Cell:
    """The cell of one case and group: what is most overdue, else what is open, else what ended last."""
    first = min(referrals, key=lambda each: _weight(each, today))
    tone, icon = LOOK[first.status]
    return Cell(
        referral=first,
        where=_where(first, column),
        tone=tone,
        icon=icon,
        state=str(first.get_status_display()),
        words=tuple(state_words(first, today, calendar)),
        is_overdue=first.is_overdue(today),
        more=len(referrals) - 1,
    )


def state_words(referral: Referral, today: date, calendar: HolidayCalendar) -> list[str]:
    """What stands under the state: how late, how long in it, or by when. Working days at the unit's place."""
    if referral.is_overdue(today):
        late, waiting = (_days(start, today, referral, calendar) for start in (referral.due_on, _sent_on(referral)))
        return [_("Vencida: %d d háb.") % late, _("%d en espera") % waiting]
    if referral.is_waiting and referral.due_on - today <= _SOON:
        return [_("vence el %s") % day_month(referral.due_on)]
    if referral.status == ReferralStatus.DRAFT:
        return [_("sin enviar")]
    since = timezone.localdate(referral.in_state_since)
    if referral.is_waiting:
        days = _days(since, today, referral, calendar)
        return [_("%d d háb.") % days if days else _("desde hoy")]
    return [day_month(since)]


def _weight(referral, today):
    if referral.is_overdue(today):
        return (0, referral.due_on)
    if referral.status in OPEN_STATUSES:
        return (1, referral.due_on or NEVER)
    return (2, NEVER - timedelta(days=timezone.localdate(referral.in_state_since).toordinal()))


def _days(start, end, referral, calendar):
    return working_days_between(max(start, calendar.first), end, place_code=referral.unit.place_id, on=calendar)


def _sent_on(referral):
    return timezone.localdate(referral.sent_at)


def _biggest(totals):
    """Five groups with a column of their own, or six when a sixth is the last: never a fold of one."""
    count = COLUMNS_SHOWN + 1 if len(totals) == COLUMNS_SHOWN + 1 else COLUMNS_SHOWN
    return totals.most_common(count)


def _short(unit_type):
    return str(UnitType(unit_type).label).partition(":")[0]


def _where(referral, column):
    if column.group == BoardGroup.OTHER:
        return str(referral.unit.agency)
    return _short(referral.unit.unit_type) if column.is_mixed else ""


def _units(names):
    return ", ".join(name for name, _count in names.most_common(2))


def _folded(groups, totals, late):
    labels = ", ".join(str(BoardGroup(each).label) for each in groups[:2])
    words = f"{labels}…" if len(groups) > 2 else labels
    return Column(
        BoardGroup.OTHER,
        _("Otras"),
        words,
        sum(totals[each] for each in groups),
        sum(late[each] for each in groups),
        is_mixed=True,
    )


def _leads(cases):
    current = Assignment.objects.current().filter(case__in=cases, role=TeamRole.LEAD)
    return dict(current.values_list("case_id", "user__display_name"))


def workload(user: User, referrals: QuerySet, today: date) -> list[dict]:
    """Open cases and overdue referrals per responsible person, most overdue first; two queries."""
    late = dict(
        referrals.overdue(today).values_list("responsible__display_name").annotate(count=Count("id")).order_by()
    )
    leads = (
        Assignment.objects.current()
        .filter(role=TeamRole.LEAD, case__in=Case.objects.visible_to(user).open())
        .values_list("user__display_name")
        .annotate(count=Count("id"))
        .order_by()
    )
    loads = [{"name": name, "cases": count, "late": late.get(name, 0)} for name, count in leads]
    return sorted(loads, key=lambda each: (-each["late"], -each["cases"], each["name"]))
