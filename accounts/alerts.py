"""What in the trail is unusual: a list of rules, each a count against a limit, asked every few minutes.

A rule takes the moment and yields findings; it reads the trail and ids, never content. Windows are laid from a fixed
moment, so that running a rule again finds the same windows: the database keeps one alert of each. Higher rooms append
their rules to ``RULES`` when the system starts (``cases/watching.py``).
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.alert_models import Alert, AlertKind
from accounts.heads import UnreadableHeads, known_heads
from accounts.hours import OffHours
from accounts.models import AuditAction, AuditEntry
from accounts.telling import tell_officers
from accounts.verification import Fault, FirstBad, verify

REFUSALS, REFUSALS_WITHIN = 10, timedelta(minutes=10)
TAKEN_OUT = (AuditAction.EXPORTED, AuditAction.DOWNLOADED)
REPORT_KIND = "reports.reportrun"  # asking for a report is no export by itself; by night it counts as one
_LOCK = 1029_2026


@dataclass(frozen=True)
class Finding:
    """What a rule says. ``usual`` is the most that is; the window is where it was counted."""

    kind: AlertKind
    count: int
    usual: int
    first_at: datetime
    window_start: datetime
    window_end: datetime
    actor_id: UUID | None = None
    actor_name: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    subject_code: str = ""


class Event(NamedTuple):
    """Something an account did, in the order of time; ``what`` is counted once per window."""

    actor_id: UUID
    actor_name: str
    at: datetime
    what: object


class Burst(NamedTuple):
    """The first and last moment of a window, and how many different things it holds."""

    first_at: datetime
    last_at: datetime
    count: int


def bursts(events: list[Event], length: timedelta, limit: int) -> list[Burst]:
    """Windows of ``length`` with more than ``limit`` different things, each from the event with which it began.

    The events are one account's, in the order of time. Windows do not overlap: the next is looked for after the end
    of the one before.
    """
    found: list[Burst] = []
    inside: set = set()
    window: deque[Event] = deque()
    held: Counter = Counter()
    for event in events:
        if found and event.at - found[-1].first_at <= length:
            inside.add(event.what)
            found[-1] = Burst(found[-1].first_at, event.at, len(inside))
            continue
        window.append(event)
        held[event.what] += 1
        while event.at - window[0].at > length:
            _forget(held, window.popleft().what)
        if len(held) > limit:
            inside = set(held)
            found.append(Burst(window[0].at, event.at, len(inside)))
            window.clear()
            held.clear()
    return found


def _forget(held: Counter, what) -> None:
    held[what] -= 1
    if not held[what]:
        del held[what]


def by_actor(events: Iterable[Event]) -> Iterable[tuple[UUID, str, list[Event]]]:
    """One account after the other, each with its events in the order of time."""
    ordered = sorted(events, key=lambda event: (str(event.actor_id), event.at))
    for actor_id, group in groupby(ordered, key=lambda event: event.actor_id):
        own = list(group)
        yield actor_id, own[0].actor_name, own


def since(now: datetime) -> datetime:
    """How far back the rules look: the beginning of yesterday in Lima, so that a night without a worker is made up."""
    yesterday = timezone.localdate(now) - timedelta(days=1)
    return timezone.make_aware(datetime.combine(yesterday, time.min))


# The rules that need nothing but the trail ------------------------------------------------------------------------


def many_refusals(now: datetime) -> Iterable[Finding]:
    """Ten or more refusals within ten minutes: somebody tries addresses."""
    rows = AuditEntry.objects.filter(at__gte=since(now), action=AuditAction.DENIED, actor_id__isnull=False)
    events = [Event(*row) for row in rows.values_list("actor_id", "actor_name", "at", "id")]
    for actor_id, name, own in by_actor(events):
        for burst in bursts(own, REFUSALS_WITHIN, REFUSALS - 1):
            yield Finding(
                AlertKind.MANY_REFUSALS,
                burst.count,
                REFUSALS - 1,
                burst.first_at,
                burst.first_at,
                burst.first_at + REFUSALS_WITHIN,
                actor_id,
                name,
            )


def night_exports(now: datetime) -> Iterable[Finding]:
    """Exports, downloads and reports asked for by night or on a holiday: none is usual. One alert per night or day."""
    taken = Q(action__in=TAKEN_OUT) | Q(action=AuditAction.CREATED, subject_kind=REPORT_KIND)
    rows = AuditEntry.objects.filter(taken, at__gte=since(now), actor_id__isnull=False)
    events = [Event(*row) for row in rows.values_list("actor_id", "actor_name", "at", "id")]
    hours = OffHours.load(since(now), now)
    for actor_id, name, own in by_actor(events):
        windows: dict[tuple[datetime, datetime], list[Event]] = {}
        for event in own:
            window = hours.window_of(event.at)
            if window and window[0] >= since(now):  # the night before was counted whole the day before
                windows.setdefault(window, []).append(event)
        for (start, end), inside in windows.items():
            yield Finding(AlertKind.NIGHT_EXPORT, len(inside), 0, inside[0].at, start, end, actor_id, name)


RULES: list[Callable[[datetime], Iterable[Finding]]] = [many_refusals, night_exports]


def look(now: datetime) -> int:
    """Ask every rule and write what is new; returns how many new alerts there are.

    Two at once wait for each other. A window whose count has grown is brought up to date; its alert stays one.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        before = Alert.objects.count()
        write(finding for rule in RULES for finding in rule(now))
        return Alert.objects.count() - before


def check_chain(now: datetime) -> None:
    """Compute the chain again; that it is not what was sealed, or that its heads cannot be read, is an alert a day."""
    try:
        bad = verify(known_heads()).bad
    except UnreadableHeads as broken:
        bad = FirstBad(Fault.HEAD, broken.line)
    if bad is None:
        return
    start = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    end, kind = start + timedelta(days=1), AuditEntry._meta.label_lower
    write([Finding(AlertKind.BROKEN_CHAIN, 1, 0, now, start, end, subject_kind=kind, subject_id=bad.entry_id)])


def tell(now: datetime) -> int:
    """Tell the officers once of all alerts that nobody was told of; returns how many alerts those are.

    Without an officer who has an address they stay untold, and their count stands in the menu.
    """
    with transaction.atomic():
        untold = list(Alert.objects.untold().select_for_update(skip_locked=True).values_list("pk", flat=True))
        if not untold or not tell_officers(reverse("accounts:alerts")):
            return 0
        return Alert.objects.filter(pk__in=untold).update(told_at=now)


def write(findings: Iterable[Finding]) -> None:
    Alert.objects.bulk_create(
        [Alert(**vars(finding)) for finding in findings],
        update_conflicts=True,
        unique_fields=["kind", "actor_id", "subject_id", "window_start"],
        update_fields=["count", "window_end"],
    )
