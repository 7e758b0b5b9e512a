"""How often somebody may: purses of tokens in the database (docs/adr/0013).

A purse holds ``burst`` tokens and gains ``per_hour``; asking takes one. In no hour does anybody get more than
``burst + per_hour``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import AuditAction, Purse
from vault.hashing import keyed_hash


@dataclass(frozen=True)
class Limit:
    """``burst`` at once, ``per_hour`` after that. ``code`` parts one purse from another and is never shown."""

    code: str
    burst: int
    per_hour: int

    @property
    def each(self) -> timedelta:
        """How long a purse needs to gain one token."""
        return timedelta(hours=1) / self.per_hour


# Of an account that is signed in. 60 searches in any minute; nobody reads that many, a program does.
SEARCH = Limit("search", burst=30, per_hour=30 * 60)
REVEAL = Limit("reveal", burst=40, per_hour=80)  # a page that corrects a person uncovers two data
EXPORT = Limit("export", burst=5, per_hour=5)
RESET = Limit("reset", burst=10, per_hour=20)
DOWNLOAD = Limit("download", burst=30, per_hour=60)

# What of the trail's actions comes out of a purse, whoever writes the row (``accounts/audit.py``).
OF_ACTION: dict[str, Limit] = {
    AuditAction.SEARCHED: SEARCH,
    AuditAction.REVEALED: REVEAL,
    AuditAction.DOWNLOADED: DOWNLOAD,
}


class TooMany(Exception):
    """Nothing is left. ``again_at``: when there will be; the answer is 429 and says so."""

    def __init__(self, again_at: datetime):
        super().__init__("too many")
        self.again_at = again_at


_SPEND = """
INSERT INTO accounts_purse (key, full_at) VALUES (%(key)s, %(now)s::timestamptz + %(each)s::interval)
ON CONFLICT (key) DO UPDATE SET full_at = GREATEST(accounts_purse.full_at, %(now)s::timestamptz) + %(each)s::interval
WHERE accounts_purse.full_at <= %(now)s::timestamptz + %(room)s::interval
RETURNING full_at
"""


def spend(limit: Limit, whom: object) -> None:
    """Take one token, or raise TooMany and write nothing.

    A purse is the moment at which it will be full again: one row, one statement, and whoever asks at the same moment
    waits. Raises what the database raises: without it nobody gets anything.
    """
    key, room = _key(limit, whom), limit.each * (limit.burst - 1)
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, {"key": key, "now": timezone.now(), "each": limit.each, "room": room})
        if cursor.fetchone() is None:
            raise TooMany(Purse.objects.values_list("full_at", flat=True).get(pk=key) - room)


def give_back(limit: Limit, whom: object) -> None:
    """What was right was no guess."""
    with connection.cursor() as cursor:
        key = _key(limit, whom)
        cursor.execute("UPDATE accounts_purse SET full_at = full_at - %s::interval WHERE key = %s", [limit.each, key])


def _key(limit: Limit, whom: object) -> str:
    return keyed_hash(f"purse|{limit.code}", str(whom)).hex()
