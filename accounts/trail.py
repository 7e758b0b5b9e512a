"""Reading the trail: what one account opened, who opened one record, and what stands behind an alert."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from accounts.alert_models import Alert, AlertKind
from accounts.models import AuditAction, AuditEntry
from accounts.trail_words import is_id, kind_words

OPENING = (
    AuditAction.VIEWED,
    AuditAction.REVEALED,
    AuditAction.EXPORTED,
    AuditAction.DOWNLOADED,
)
MOST_RECORDS = 200


@dataclass(frozen=True)
class Week:
    """Monday to Sunday in Lima."""

    monday: date

    @classmethod
    def of(cls, typed: str) -> "Week":
        """The week of a day written as 2026-11-16; this week for anything else, and for days to come."""
        today = timezone.localdate()
        try:
            day = min(date.fromisoformat(typed), today)
        except ValueError:
            day = today
        return cls(day - timedelta(days=day.weekday()))

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def before(self) -> str:
        return (self.monday - timedelta(days=7)).isoformat()

    @property
    def after(self) -> str:
        """Empty for this week."""
        following = self.monday + timedelta(days=7)
        return following.isoformat() if following <= timezone.localdate() else ""

    @property
    def moments(self) -> tuple[datetime, datetime]:
        return _midnight(self.monday), _midnight(self.monday + timedelta(days=7))


@dataclass(frozen=True)
class Opened:
    """How often a record was opened, or by whom; ``who`` or ``kind`` and ``code``, as the page asks."""

    times: int
    first_at: datetime
    last_at: datetime
    actor_id: UUID | None = None
    who: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    code: str = ""
    refused: int = 0

    @property
    def label(self) -> str:
        return kind_words(self.subject_kind)

    @property
    def record_id(self) -> str:
        """The id that leads to the page of the record; empty where the subject is no record."""
        return self.subject_id if is_id(self.subject_id) else ""


def opened_by(actor_id: UUID, week: Week) -> list[Opened]:
    """The records that an account opened in a week, the last first; one query, ``MOST_RECORDS`` + 1 at most."""
    first, last = week.moments
    rows = _opening().filter(actor_id=actor_id, at__gte=first, at__lt=last)
    grouped = rows.values("subject_kind", "subject_id").annotate(
        times=Count("pk"), first_at=Min("at"), last_at=Max("at"), code=Max("subject_code")
    )
    return [Opened(**row) for row in grouped.order_by("-last_at", "subject_id")[: MOST_RECORDS + 1]]


def openers_of(subject_id: UUID) -> list[Opened]:
    """The accounts that opened a record or were refused it, the last first: one query."""
    rows = _opening(AuditAction.DENIED).filter(subject_id=str(subject_id), actor_id__isnull=False)
    grouped = rows.values("actor_id").annotate(
        times=Count("pk", filter=~Q(action=AuditAction.DENIED)),
        refused=Count("pk", filter=Q(action=AuditAction.DENIED)),
        first_at=Min("at"),
        last_at=Max("at"),
        who=Max("actor_name"),
    )
    return [Opened(**row) for row in grouped.order_by("-last_at", "actor_id")[: MOST_RECORDS + 1]]


def _opening(*more: AuditAction) -> QuerySet[AuditEntry]:
    """Rows of opening; whoever looked at a record's trail only did not open it."""
    return AuditEntry.objects.filter(action__in=(*OPENING, *more)).exclude(fields=["trail"])


def named_in_trail(subject_id: UUID) -> AuditEntry | None:
    """A row that says what record this is; None when the trail knows of none."""
    rows = AuditEntry.objects.filter(subject_id=str(subject_id)).exclude(action=AuditAction.DENIED)
    return rows.order_by("-subject_code", "-at").first()


def behind(alert: Alert) -> QuerySet[AuditEntry]:
    """The rows of the trail that an alert was made of."""
    rows = AuditEntry.objects.filter(at__gte=alert.window_start, at__lt=alert.window_end)
    if alert.kind == AlertKind.BROKEN_CHAIN:
        return rows.none()
    if alert.kind == AlertKind.SAME_PERSON:
        return rows.filter(action=AuditAction.SEARCHED, seen_ids__contains=[alert.subject_id])
    rows = rows.filter(actor_id=alert.actor_id)
    return rows.filter(_BEHIND[alert.kind]) if alert.kind in _BEHIND else rows


_BEHIND = {
    AlertKind.MANY_REFUSALS: Q(action=AuditAction.DENIED),
    AlertKind.NIGHT_EXPORT: Q(action__in=(AuditAction.EXPORTED, AuditAction.DOWNLOADED, AuditAction.CREATED)),
    AlertKind.MANY_FILES: Q(action__in=OPENING),
    AlertKind.OUTSIDE_TEAM: Q(action__in=OPENING),
}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
