"""What "Mi trabajo" shows beside the tasks: who carries how much, which cases fell silent, which were open last."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry, User
from accounts.permissions import Permission
from cases.models import Assignment, Case, Task
from cases.models.timeline import without_contact
from cases.states import OPEN_STATUSES, TeamRole

SILENT_AFTER = timedelta(days=30)
_LOOKED_AT = 200  # rows of one's own trail that are enough to find the last few cases


def silent_cases(user: User, now: datetime) -> QuerySet[Case]:
    """Open cases without note or attention for 30 days: the office's for its coordination, else one's own."""
    cases = Case.objects.visible_to(user).open()
    if not user.can(Permission.MANAGE_TEAM):
        cases = cases.of_team_member(user)
    return without_contact(cases, now - SILENT_AFTER)


@dataclass(frozen=True)
class RecentCase:
    case: Case
    seen_at: datetime


def recent_cases(user: User, size: int) -> list[RecentCase]:
    """The cases this account opened last and may still see, the latest first; two queries."""
    label = Case._meta.label_lower
    rows = AuditEntry.objects.filter(actor_id=user.pk, subject_kind=label).exclude(
        Q(action=AuditAction.DENIED) | Q(subject_id="")
    )
    seen: dict[str, datetime] = {}
    for subject_id, at in rows.order_by("-at").values_list("subject_id", "at")[:_LOOKED_AT]:
        seen.setdefault(subject_id, at)
    latest = list(seen)[:size]
    cases = {str(case.pk): case for case in Case.objects.visible_to(user).filter(pk__in=latest)}
    return [RecentCase(cases[each], seen[each]) for each in latest if each in cases]


def workload(user: User, today: date) -> QuerySet[User]:
    """People who work on cases of the user's reach, with ``leads`` (open cases), ``pending``, ``overdue`` and ``week``.

    ``week`` counts what is due in the seven days from ``today``. The most overdue come first. One query.
    """
    people = User.objects.caseworkers()
    if not user.can(Permission.SEE_ALL_OFFICES):
        people = people.of_office(user.office_id)
    led = Assignment.objects.current().filter(role=TeamRole.LEAD, case__status__in=OPEN_STATUSES)
    pending = Task.objects.pending()
    soon = Q(due_on__range=(today, today + timedelta(days=6)))
    return (
        people.select_related("office")
        .annotate(
            leads=_how_many(led, "user"),
            pending=_how_many(pending, "assigned_to"),
            overdue=_how_many(pending.overdue(today), "assigned_to"),
            week=_how_many(pending.filter(soon), "assigned_to"),
        )
        .filter(Q(leads__gt=0) | Q(pending__gt=0))
        .order_by("-overdue", F("pending").desc(), "display_name", "id")
    )


def _how_many(rows: QuerySet, owner: str) -> Coalesce:
    """A count per account as a subquery, so that four of them do not multiply each other."""
    counted = rows.filter(**{owner: OuterRef("pk")}).order_by().values(owner).annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count"), output_field=IntegerField()), 0)


def cases_in_charge(user: User) -> int:
    """Open cases that this account leads."""
    led = Assignment.objects.current().filter(user=user, role=TeamRole.LEAD, case__status__in=OPEN_STATUSES)
    return led.count()


def days_of_silence(case: Case, today: date) -> int:
    """Whole days since the last contact of a case of ``silent_cases``, or since it was opened."""
    last = timezone.localdate(case.last_contact_at) if case.last_contact_at else case.opened_on
    return (today - last).days
