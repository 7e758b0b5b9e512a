"""Who could see a case on a day gone by, and why: one rule, asked of what is dated.

``Case.objects.visible_to`` asks it of today's rows in SQL, the database's policies ask it again; tests hold the three
against each other. What a role may do is read from today's table (``accounts/permissions.py``): it changes with the
program, not with the data. Nothing of the case is read here: whoever watches over the data may ask by code.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountPeriod, AuditAction, AuditEntry, User
from accounts.permissions import Permission, allowed
from cases.models import Assignment, Case, CaseGrant, EmergencyAccess, ScopePeriod
from directory.codelists import Confidentiality

NO_LOOKS = (AuditAction.DENIED, AuditAction.EMERGENCY_REVIEWED, AuditAction.GRANTED, AuditAction.GRANT_REVOKED)


class Why(TextChoices):
    """What opens a case to somebody."""

    NATIONAL = "NATIONAL", _("Coordinación nacional")
    COORDINATION = "COORDINATION", _("Coordinación de la sede")
    OFFICE = "OFFICE", _("Sede del caso")
    TEAM = "TEAM", _("Equipo")
    GRANT = "GRANT", _("Permiso excepcional")
    EMERGENCY = "EMERGENCY", _("Emergencia")


@dataclass(frozen=True)
class Reason:
    """Why, and what says more: the part in the team (``TeamRole``), the end of a permission or an emergency.

    ``last_day``: of a permission that ran, or will run, to the end of a day.
    """

    why: Why
    role: str = ""
    until: datetime | None = None
    last_day: date | None = None


def could_see(case_id: UUID, at: datetime) -> dict[UUID, list[Reason]]:
    """The accounts that could see this case at one moment, by id, each with every reason; nobody before it existed."""
    return _Past(case_id).at(at)


def could_see_on(case_id: UUID, on: date) -> dict[UUID, list[Reason]]:
    """The same of a whole day (Lima's), or of the part of it gone by: whoever could at any moment of it."""
    begins, ends = day_bounds(on)
    return _Past(case_id).between(begins, min(ends, timezone.now()))


def looks_on(case_id: UUID, on: date) -> dict[UUID, int]:
    """How often each account opened or changed the case itself that day, by the rows of the trail.

    Asking who saw it is no look at it, and neither is being refused, nor reviewing an emergency.
    """
    begins, ends = day_bounds(on)
    rows = AuditEntry.objects.about(Case._meta.label_lower, case_id).filter(at__gte=begins, at__lt=ends)
    rows = rows.exclude(action__in=NO_LOOKS).exclude(fields=["trail"])
    counted = rows.filter(actor_id__isnull=False).values("actor_id").annotate(times=Count("pk"))
    return {row["actor_id"]: row["times"] for row in counted}


def day_bounds(on: date) -> tuple[datetime, datetime]:
    begins = timezone.make_aware(datetime.combine(on, time.min))
    return begins, timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))


def people_of(ids: Iterable[UUID]) -> dict[UUID, User]:
    return {user.pk: user for user in User.objects.filter(pk__in=list(ids)).select_related("office")}


class _Past:
    """What is dated of one case and of all accounts, read once: five queries."""

    def __init__(self, case_id: UUID):
        self.scopes = list(ScopePeriod.objects.filter(case_id=case_id))
        self.accounts = list(AccountPeriod.objects.all())
        self.members = list(Assignment.objects.filter(case_id=case_id))
        self.grants = list(CaseGrant.objects.filter(content_object_id=case_id))
        self.emergencies = list(EmergencyAccess.objects.filter(case_id=case_id))

    def between(self, begins: datetime, ends: datetime) -> dict[UUID, list[Reason]]:
        """Everybody who could at any moment from ``begins`` until ``ends``: asked whenever something changed."""
        found: dict[UUID, list[Reason]] = defaultdict(list)
        for moment in sorted({begins, ends, *(each for each in self._changes() if begins < each < ends)}):
            for user_id, reasons in self.at(moment).items():
                found[user_id] += [reason for reason in reasons if reason not in found[user_id]]
        return dict(found)

    def _changes(self) -> Iterable[datetime]:
        for row in (*self.scopes, *self.accounts, *self.members):
            yield from filter(None, (row.started_at, row.ended_at))
        for grant in self.grants:
            yield from filter(None, (grant.granted_at, grant.ends_at, grant.revoked_at))
        for access in self.emergencies:
            yield from (access.started_at, access.ends_at)

    def at(self, at: datetime) -> dict[UUID, list[Reason]]:
        scope = next((each for each in self.scopes if _covers(each, at)), None)
        if scope is None:
            return {}
        accounts = (each for each in self.accounts if _covers(each, at))
        found = {account.user_id: self._reasons(account, scope, at) for account in accounts}
        return {user_id: reasons for user_id, reasons in found.items() if reasons}

    def _reasons(self, account: AccountPeriod, scope: ScopePeriod, at: datetime) -> list[Reason]:
        """The rule. The same as ``CaseQuerySet.visible_to``: who, where, and what is besides."""
        if not account.is_active or not allowed(account.role, Permission.VIEW_CASE):
            return []
        if allowed(account.role, Permission.SEE_ALL_OFFICES):
            return [Reason(Why.NATIONAL)]
        reasons = self._by_office(account, scope, at) if account.office_id == scope.office_id else []
        reasons += [_by_grant(each) for each in self.grants if _opens(each, account, at)]
        reasons += [Reason(Why.EMERGENCY, until=each.ends_at) for each in self.emergencies if _broke(each, account, at)]
        return reasons

    def _by_office(self, account: AccountPeriod, scope: ScopePeriod, at: datetime) -> list[Reason]:
        mine = (each for each in self.members if each.user_id == account.user_id and _covers(each, at))
        team = [Reason(Why.TEAM, role=each.role) for each in mine]
        if allowed(account.role, Permission.SEE_RESTRICTED) and scope.confidentiality != Confidentiality.SEALED:
            return [Reason(Why.COORDINATION), *team]
        if scope.confidentiality == Confidentiality.NORMAL:
            return [Reason(Why.OFFICE), *team]
        return team


def _covers(row, at: datetime) -> bool:
    return row.started_at <= at and (row.ended_at is None or row.ended_at > at)


def _end(grant: CaseGrant) -> datetime:
    return min(filter(None, (grant.ends_at, grant.revoked_at)))


def _by_grant(grant: CaseGrant) -> Reason:
    if grant.revoked_at:
        return Reason(Why.GRANT, until=_end(grant))
    return Reason(Why.GRANT, last_day=grant.last_day)


def _opens(grant: CaseGrant, account: AccountPeriod, at: datetime) -> bool:
    return grant.user_id == account.user_id and grant.granted_at <= at < _end(grant)


def _broke(access: EmergencyAccess, account: AccountPeriod, at: datetime) -> bool:
    return access.user_id == account.user_id and access.started_at <= at < access.ends_at


def case_id_of(code: str) -> UUID | None:
    """The id behind a case's code, from its history alone; None when no case has, or had, that code."""
    return ScopePeriod.objects.filter(case_code=code).values_list("case_id", flat=True).first()
