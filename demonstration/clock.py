"""Ids and moments that a seed repeats: the same seed and day give the same rows."""

import random
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

_VERSION, _VARIANT = 0x7 << 76, 0x2 << 62


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A local moment of ``day``."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def seeded_id(rng: random.Random, at: datetime) -> UUID:
    """A UUIDv7 (RFC 9562) of the moment ``at`` whose random bits come from ``rng``: sorted by time, repeatable."""
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    low = rng.getrandbits(62) | _VARIANT
    return UUID(int=milliseconds << 80 | _VERSION | rng.getrandbits(12) << 64 | low)


def day_between(rng: random.Random, first: date, last: date) -> date:
    """A day between two, both included; ``first`` when they are crossed."""
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))
