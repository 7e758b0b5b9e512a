"""Rules of unusual reading that need to know which case a row of the trail is about (``accounts/alerts.py``).

Whose case it is comes from ``calp.cases_of_subject`` (migration "decoys"), which the decoys' trigger uses too. Only
ids are read. For the system's tasks: a page would see the rows of its own account only.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from statistics import median
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.alert_models import AlertKind
from accounts.alerts import Event, Finding, bursts, by_actor, since
from accounts.models import AuditAction, AuditEntry, User
from accounts.permissions import Permission, Role, allowed
from cases.models import Assignment, Case, Participation, Person

# More than both in an hour is unusual: 40 cases, and three times what this account reads in its own median hour.
FILES_PER_HOUR = 40
TIMES_MEDIAN_HOUR = 3
HISTORY = timedelta(days=30)

# Cases of others that each role reads on a day without anybody asking. Intake looks whether she is already here;
# the coordination reads its whole office.
OUTSIDE_TEAM_PER_DAY: dict[str, int] = {
    Role.INTAKE_WORKER: 20,
    Role.COORDINATOR: 40,
    Role.NATIONAL_COORDINATOR: 80,
}
OUTSIDE_TEAM_OTHERWISE = 10

# One person found by so many accounts of no team of hers within a day, each time among few.
SEARCHERS_PER_DAY = 2
FEW_FOUND = 3

_READING = (AuditAction.VIEWED, AuditAction.REVEALED, AuditAction.EXPORTED, AuditAction.DOWNLOADED)
READERS = [role.value for role in Role if allowed(role, Permission.VIEW_CASE)]
READING = [each.value for each in _READING]

_READS = """
    WITH reads AS (
        SELECT actor_id, actor_name, date_trunc('minute', at) AS minute, min(at) AS at, subject_kind, subject_id
        FROM accounts_auditentry
        WHERE at >= %(first)s AND at < %(last)s AND action = ANY(%(reading)s) AND actor_id = ANY(%(actors)s)
        GROUP BY 1, 2, 3, 5, 6
    ), subjects AS MATERIALIZED (
        SELECT kind, id, calp.cases_of_subject(kind, id) AS case_id
        FROM (SELECT DISTINCT subject_kind AS kind, subject_id AS id FROM reads) AS named
    )
    SELECT r.actor_id, r.actor_name, r.at, s.case_id
    FROM reads r JOIN subjects s ON s.kind = r.subject_kind AND s.id = r.subject_id
    ORDER BY r.at
"""
# Whoever opened fewer records than any limit need not be looked at closely. Whoever audits opens trails, no cases.
_BUSY = """
    SELECT e.actor_id FROM accounts_auditentry e JOIN accounts_user u ON u.id = e.actor_id
    WHERE e.at >= %(first)s AND e.at < %(last)s AND e.action = ANY(%(reading)s) AND u.role = ANY(%(roles)s)
    GROUP BY e.actor_id HAVING count(DISTINCT subject_id) > %(fewest)s
"""


def many_files(now: datetime) -> Iterable[Finding]:
    """More cases within an hour than forty and than three times this account's own median hour of thirty days."""
    length, first = timedelta(hours=1), since(now)
    for actor_id, name, own in by_actor(_reads(first, now, _busy(first, now, FILES_PER_HOUR))):
        if not bursts(own, length, FILES_PER_HOUR):
            continue  # the history is asked of few
        usual = max(FILES_PER_HOUR, int(TIMES_MEDIAN_HOUR * _median_hour(actor_id, first)))
        for begun_at, _last_at, count in bursts(own, length, usual):
            end = begun_at + length
            yield Finding(AlertKind.MANY_FILES, count, usual, begun_at, begun_at, end, actor_id, name)


def outside_team(now: datetime) -> Iterable[Finding]:
    """More cases on one day of whose team the account never was, and that it did not open, than its role reads."""
    first, fewest = since(now), min(OUTSIDE_TEAM_OTHERWISE, *OUTSIDE_TEAM_PER_DAY.values())
    events = _reads(first, now, _busy(first, now, fewest))
    roles = dict(User.objects.filter(pk__in={event.actor_id for event in events}).values_list("pk", "role"))
    own = _own_cases({event.actor_id for event in events}, {event.what for event in events})
    for actor_id, name, read in by_actor(event for event in events if (event.actor_id, event.what) not in own):
        usual = OUTSIDE_TEAM_PER_DAY.get(roles.get(actor_id, ""), OUTSIDE_TEAM_OTHERWISE)
        for start, events_of_day in _by_day(read):
            count = len({event.what for event in events_of_day})
            if count > usual:
                begun_at, end = events_of_day[0].at, start + timedelta(days=1)
                yield Finding(AlertKind.OUTSIDE_TEAM, count, usual, begun_at, start, end, actor_id, name)


def same_person(now: datetime) -> Iterable[Finding]:
    """One person found on one day by three accounts or more that never were in a team of hers.

    What was typed is not kept, so only searches that found few are told of: among twenty results nobody is meant.
    """
    rows = AuditEntry.objects.filter(
        at__gte=since(now), action=AuditAction.SEARCHED, actor_id__isnull=False, seen_ids__len__range=(1, FEW_FOUND)
    )
    events = [
        Event(actor_id, name, at, UUID(seen))
        for actor_id, name, at, ids in rows.order_by("at").values_list("actor_id", "actor_name", "at", "seen_ids")
        for seen in ids
    ]
    known = _known_people({event.actor_id for event in events}, {event.what for event in events})
    found: dict[tuple, list[Event]] = defaultdict(list)
    for start, of_day in _by_day([event for event in events if (event.actor_id, event.what) not in known]):
        for event in of_day:
            found[start, event.what].append(event)
    crowded = {key: own for key, own in found.items() if len({event.actor_id for event in own}) > SEARCHERS_PER_DAY}
    codes = dict(Person.objects.filter(pk__in={person for _start, person in crowded}).values_list("pk", "code"))
    for (start, person), own in crowded.items():
        yield Finding(
            AlertKind.SAME_PERSON,
            len({event.actor_id for event in own}),
            SEARCHERS_PER_DAY,
            own[0].at,
            start,
            start + timedelta(days=1),
            subject_kind=Person._meta.label_lower,
            subject_id=str(person),
            subject_code=codes.get(person, ""),
        )


# What they are asked of ---------------------------------------------------------------------------------------------


def _busy(first: datetime, last: datetime, fewest: int) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_BUSY, {"first": first, "last": last, "reading": READING, "roles": READERS, "fewest": fewest})
        return [actor_id for (actor_id,) in cursor.fetchall()]


def _reads(first: datetime, last: datetime, actors: list[UUID]) -> list[Event]:
    """Which cases these accounts read, in the order of time; the same page again within a minute counts once."""
    if not actors:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_READS, {"first": first, "last": last, "reading": READING, "actors": actors})
        return [Event(*row) for row in cursor.fetchall()]


def _median_hour(actor_id: UUID, before: datetime) -> float:
    """Cases in this account's median hour of reading, over the thirty days before."""
    hours: dict[datetime, set] = defaultdict(set)
    for event in _reads(before - HISTORY, before, [actor_id]):
        hours[event.at.replace(minute=0, second=0, microsecond=0)].add(event.what)
    return median(len(cases) for cases in hours.values()) if hours else 0


def _own_cases(actors: set, cases: set) -> set[tuple]:
    """(account, case) where the account was ever in the team, or opened the case."""
    members = Assignment.objects.filter(user__in=actors, case__in=cases).values_list("user_id", "case_id")
    openers = Case.objects.filter(opened_by__in=actors, pk__in=cases).values_list("opened_by_id", "pk")
    return {*members, *openers}


def _known_people(actors: set, people: set) -> set[tuple]:
    """(account, person) where the account was ever in the team of a case of hers, or opened one."""
    parts = list(Participation.objects.filter(person__in=people).values_list("case_id", "person_id"))
    of_case = defaultdict(list)
    for case_id, person_id in parts:
        of_case[case_id].append(person_id)
    return {(actor, person) for actor, case in _own_cases(actors, set(of_case)) for person in of_case[case]}


def _by_day(events: list[Event]) -> list[tuple[datetime, list[Event]]]:
    """The events of each day of Lima, with the day's first moment."""
    days: dict[datetime, list[Event]] = defaultdict(list)
    for event in events:
        days[_midnight(event.at)].append(event)
    return list(days.items())


def _midnight(at: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))
