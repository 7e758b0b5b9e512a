"""What the stories of alerts share: rows of the trail at a moment, and asking the rules."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import time_machine

from accounts import alerts
from accounts.models import Alert, AuditEntry
from vault.ids import uuid7

LIMA = ZoneInfo("America/Lima")


def lima(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026, which has no holiday but the first."""
    return datetime(2026, 11, day, hour, minute, tzinfo=LIMA)


def some_cases(count: int) -> list[UUID]:
    return [uuid7() for _each in range(count)]


def did(user, action: str, at: datetime, subjects=(), *, kind: str = "cases.case", seen=()) -> None:
    """Rows of one account at one moment, one for each subject."""
    with time_machine.travel(at, tick=False):
        AuditEntry.objects.bulk_create(
            [
                AuditEntry(
                    actor_id=user.pk,
                    actor_name=user.username,
                    action=action,
                    subject_kind=kind,
                    subject_id=str(subject),
                    seen_ids=[str(each) for each in seen],
                )
                for subject in subjects
            ]
        )


def found(at: datetime, kind: str) -> list[Alert]:
    """The alerts of a kind after the rules were asked twice, as two beats would."""
    for _beat in range(2):
        with time_machine.travel(at, tick=False):
            alerts.look(at)
    return list(Alert.objects.filter(kind=kind).order_by("first_at", "actor_name"))
