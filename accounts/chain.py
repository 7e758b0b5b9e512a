"""The trail as a chain: what is in it cannot be changed, taken out, put in or moved without being seen.

Version 1. The line of an entry is what ``COPY (SELECT …) TO STDOUT`` gives for it without the end of line: the columns
of ``LINE``, parted by tabs, with PostgreSQL's escapes of its text format, as UTF-8. The hash at a position is
SHA-256(hash before ‖ line); before the first stands ``START``. Each round of the sealer closes its links with a seal,
whose own hash is SHA-256(hash of the seal before ‖ ``seal_line``). The latest seal's hash is the head: it says all
that came before it, so a head kept elsewhere shows what the database by itself cannot: a chain cut short or made anew.

Entries are written without waiting for any of this; decision record 0010 says why, and what this does not prove.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import AuditEntry, AuditLink, AuditSeal

VERSION = 1
START = sha256(b"CALP audit chain, version 1").digest()
BATCH = 10_000
# How far before the last settled moment a round looks for entries of transactions that were still open then.
LOOK_BACK = timedelta(days=1)
TURN = 20_260_013  # any number, the same for all sealers

# The columns of the line, in order; ``at`` in microseconds since 1970 UTC, so that no setting of a session changes it.
MICROSECONDS = "(extract(epoch FROM {column}) * 1000000)::bigint"
LINE = ", ".join(
    [
        "e.id",
        MICROSECONDS.format(column="e.at"),
        *("e.actor_id", "e.actor_name", "e.action", "e.subject_kind", "e.subject_id", "e.subject_code"),
        *("to_json(e.fields)::text", "to_json(e.seen_ids)::text", "e.request_id"),
    ]
)
_UNSEALED = f"""
    COPY (SELECT {LINE} FROM accounts_auditentry e
    WHERE e.at >= %s AND NOT EXISTS (SELECT FROM accounts_auditlink l WHERE l.entry_id = e.id)
    ORDER BY e.at, e.id LIMIT %s) TO STDOUT
"""  # noqa: S608 – no value is part of the text
_EVER = "-infinity"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Tip:
    """Where the chain ends: what the next round begins with."""

    sequence: int = 0
    position: int = 0
    head: bytes = START
    hash: bytes = START
    settled_at: datetime | None = None


def seal(*, looks_everywhere: bool = False) -> int:
    """Seal what waits, in batches of a transaction each, and return how many entries were sealed.

    Returns at once when another sealer is at work. What was sealed stays sealed if it is stopped in the middle; the
    next round goes on from there. ``looks_everywhere`` also finds entries whose transaction took over a day.
    """
    settled_at = None if looks_everywhere else _tip().settled_at
    since = settled_at - LOOK_BACK if settled_at else _EVER
    sealed = 0
    while since:
        count, since = _seal_batch(since)
        sealed += count
    return sealed


def _seal_batch(since: datetime | str) -> tuple[int, datetime | None]:
    """Seal at most ``BATCH`` entries in one transaction: how many, and from when on more wait (None: that was all).

    0 and None when another sealer is at work. Whatever was there before that time is sealed, and not looked at again.
    """
    with transaction.atomic():
        if not _is_our_turn():
            return 0, None
        tip, moment = _tip(), timezone.now()
        lines = list(copied(_UNSEALED, [since, BATCH + 1]))
        batch, more = lines[:BATCH], lines[BATCH:]
        if batch:
            _close(tip, _link(tip, batch), len(batch), moment, is_settled=not more)
    return len(batch), moment_of(more[0]) if more else None


def waiting() -> QuerySet[AuditEntry]:
    """Entries that are not sealed yet, as far back as a round of every minute looks."""
    tip = _tip()
    unsealed = AuditEntry.objects.filter(~Exists(AuditLink.objects.filter(entry_id=OuterRef("pk"))))
    return unsealed.filter(at__gte=tip.settled_at - LOOK_BACK) if tip.settled_at else unsealed


def last_seal() -> AuditSeal | None:
    return AuditSeal.objects.order_by("-sequence").first()


def seal_line(
    sequence: int, version: int, first: int, last: int, head: str, sealed_us: int, settled_us: int | None
) -> bytes:
    """What a seal's hash covers after the hash of the seal before: its columns parted by tabs, "\\N" for none."""
    settled = r"\N" if settled_us is None else settled_us
    return f"{sequence}\t{version}\t{first}\t{last}\t{head}\t{sealed_us}\t{settled}".encode()


def copied(statement: str, values: Iterable) -> Iterator[bytes]:
    """The lines of a ``COPY … TO STDOUT``, one by one."""
    rest = b""
    with connection.cursor() as cursor, cursor.copy(statement, list(values)) as copy:
        for block in copy:
            *whole, rest = (rest + bytes(block)).split(b"\n")
            yield from whole


def microseconds(moment: datetime) -> int:
    """Since 1970 UTC, exact: what ``MICROSECONDS`` gives in the database."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment_of(line: bytes) -> datetime:
    """When the entry of this line was written."""
    return _EPOCH + timedelta(microseconds=int(line.split(b"\t", 2)[1]))


def _is_our_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TURN])
        return cursor.fetchone()[0]


def _tip() -> Tip:
    last = last_seal()
    if last is None:
        return Tip()
    return Tip(last.sequence, last.last_position, bytes(last.head), bytes(last.hash), last.settled_at)


def _link(tip: Tip, lines: list[bytes]) -> bytes:
    """Write one link per line; returns the chain's hash at the last."""
    head = tip.head
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY accounts_auditlink (position, entry_id, hash) FROM STDIN") as copy,
    ):
        for position, line in enumerate(lines, tip.position + 1):
            head = sha256(head + line).digest()
            copy.write_row((position, line.partition(b"\t")[0].decode(), head))
    return head


def _close(tip: Tip, head: bytes, count: int, moment: datetime, *, is_settled: bool) -> None:
    settled_at = moment if is_settled else tip.settled_at
    first, last = tip.position + 1, tip.position + count
    settled_us = microseconds(settled_at) if settled_at else None
    line = seal_line(tip.sequence + 1, VERSION, first, last, head.hex(), microseconds(moment), settled_us)
    AuditSeal.objects.create(
        sequence=tip.sequence + 1,
        version=VERSION,
        first_position=first,
        last_position=last,
        head=head,
        sealed_at=moment,
        settled_at=settled_at,
        hash=sha256(tip.hash + line).digest(),
    )
