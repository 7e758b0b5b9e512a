"""Asking the chain whether it is whole: everything is computed again from the rows (``accounts/chain.py``)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

from django.db import connection

from accounts.chain import LINE, MICROSECONDS, START, VERSION, copied, seal_line

# An entry says its own time; its transaction may end later. One that appears later than this was not written then.
LONGEST_TRANSACTION = timedelta(hours=1)
_LONGEST = LONGEST_TRANSACTION // timedelta(microseconds=1)
_GONE = rb"\N"

_SEALS = f"""
    COPY (SELECT sequence, version, first_position, last_position, encode(head, 'hex'),
    {MICROSECONDS.format(column="sealed_at")}, {MICROSECONDS.format(column="settled_at")}, encode(hash, 'hex')
    FROM accounts_auditseal ORDER BY sequence) TO STDOUT
"""  # noqa: S608 – no value is part of the text
_LINKS = f"""
    COPY (SELECT l.position, encode(l.hash, 'hex'), l.entry_id, encode(s.head, 'hex'),
    {MICROSECONDS.format(column="s.settled_at")}, {LINE}
    FROM accounts_auditlink l LEFT JOIN accounts_auditentry e ON e.id = l.entry_id
    LEFT JOIN accounts_auditseal s ON s.last_position = l.position
    WHERE l.position <= %s ORDER BY l.position) TO STDOUT
"""  # noqa: S608 – no value is part of the text
_UNSEALED_LINK = """
    SELECT position, entry_id FROM accounts_auditlink
    WHERE position > (SELECT coalesce(max(last_position), 0) FROM accounts_auditseal) ORDER BY position LIMIT 1
"""
_WAITING = f"""
    SELECT count(*), (array_agg(e.id ORDER BY e.at) FILTER (WHERE {MICROSECONDS.format(column="e.at")} < %s))[1]
    FROM accounts_auditentry e WHERE NOT EXISTS (SELECT FROM accounts_auditlink l WHERE l.entry_id = e.id)
"""  # noqa: S608 – no value is part of the text


class Fault(StrEnum):
    """What is wrong with the first bad entry."""

    CHANGED = "changed, or moved to another place"
    MISSING = "missing: its link is there, the entry is not"
    LINK_MISSING = "missing: its place in the chain is empty"
    INSERTED = "put in later than it says"
    LINK_UNSEALED = "put in: it has a link that no seal covers"
    SEAL = "its seal was changed, moved or taken out"
    HEAD = (
        "the head kept outside is not in the chain: entries were taken from its end, it was made anew, "
        "or the head itself was changed"
    )


@dataclass(frozen=True)
class FirstBad:
    """The first bad entry: its place in the chain (0: none yet) and its id where known."""

    fault: Fault
    position: int
    entry_id: str = ""


@dataclass(frozen=True)
class KnownHead:
    """A head that was kept outside; ``count`` is how many entries it closed, where that was kept too."""

    hash: str
    count: int | None = None


@dataclass
class Verdict:
    """What the verification found. ``head`` is the hash of the last seal, ``count`` the entries it closes."""

    count: int = 0
    head: str = START.hex()
    waiting: int = 0
    seals: int = 0
    settled_us: int | None = None
    bad: FirstBad | None = None
    confirmed: set[str] = field(default_factory=set)


def verify(heads: Iterable[KnownHead] = ()) -> Verdict:
    """Compute the whole chain again and compare it with what is stored and with the heads kept outside.

    Reads one row at a time, so the size of the trail is no matter of memory. The sealer may work meanwhile: what it
    seals after this began is left for the next time.
    """
    known = list(heads)
    verdict = Verdict()
    verdict.bad = _seals(verdict, {head.hash: head for head in known})
    if verdict.bad is None:
        verdict.bad = _links(verdict.count) or _stray(verdict) or _heads(verdict, known)
    return verdict


def _seals(verdict: Verdict, known: dict[str, KnownHead]) -> FirstBad | None:
    """Whether the seals are a chain by themselves; says in ``verdict`` where they end and which heads they confirm."""
    before = START
    for line in copied(_SEALS, []):
        sequence, version, first, last, head, sealed, settled, stored = line.decode().split("\t")
        settled_us = None if settled == r"\N" else int(settled)
        expected = (verdict.seals + 1, VERSION, verdict.count + 1)
        content = seal_line(int(sequence), int(version), int(first), int(last), head, int(sealed), settled_us)
        before = sha256(before + content).digest()
        if (int(sequence), int(version), int(first)) != expected or before.hex() != stored:
            return FirstBad(Fault.SEAL, verdict.count + 1)
        verdict.seals, verdict.count, verdict.head, verdict.settled_us = int(sequence), int(last), stored, settled_us
        if stored in known and known[stored].count in {None, verdict.count}:
            verdict.confirmed.add(stored)
    return None


def _links(count: int) -> FirstBad | None:
    """Whether the entries give the hashes of the links and seals; a place is compared before what follows it."""
    hash_before, expected, settled_before = START, 0, None
    for row in copied(_LINKS, [count]):
        position, stored, entry_id, seal_head, settled, line = row.split(b"\t", 5)
        expected += 1
        hash_before = sha256(hash_before + line).digest()
        if int(position) != expected or hash_before.hex().encode() != stored:
            return _wrong(expected, int(position), entry_id.decode(), line)
        if settled_before is not None and int(line.split(b"\t", 2)[1]) < settled_before - _LONGEST:
            return FirstBad(Fault.INSERTED, expected, entry_id.decode())
        if seal_head != _GONE:
            if seal_head != stored:
                return FirstBad(Fault.SEAL, expected, entry_id.decode())
            settled_before = None if settled == _GONE else int(settled)
    return None if expected == count else FirstBad(Fault.LINK_MISSING, expected + 1)


def _wrong(expected: int, position: int, entry_id: str, line: bytes) -> FirstBad:
    if position != expected:
        return FirstBad(Fault.LINK_MISSING, expected)
    is_gone = line.startswith(_GONE + b"\t")
    return FirstBad(Fault.MISSING if is_gone else Fault.CHANGED, position, entry_id)


def _stray(verdict: Verdict) -> FirstBad | None:
    """Links beyond the last seal, and unsealed entries older than what was settled; counts who waits."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED_LINK)
        if found := cursor.fetchone():
            return FirstBad(Fault.LINK_UNSEALED, found[0], str(found[1]))
        cursor.execute(_WAITING, [(verdict.settled_us or 0) - _LONGEST])
        verdict.waiting, late = cursor.fetchone()
    return FirstBad(Fault.INSERTED, 0, str(late)) if late else None


def _heads(verdict: Verdict, known: list[KnownHead]) -> FirstBad | None:
    """The first head kept outside that the chain does not have; what follows the last confirmed one is in doubt."""
    sound = 0
    for head in known:
        if head.hash not in verdict.confirmed:
            return FirstBad(Fault.HEAD, sound + 1)
        sound = head.count or sound
    return None
