"""The head of each day in a file outside the database, where whoever owns the database cannot reach it.

One line per day: the date in Lima, how many entries are sealed, the hash of the last seal. Lines are only added.
"""

import fcntl
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from accounts import chain
from accounts.models import AuditSeal
from accounts.telling import tell_keepers
from accounts.verification import KnownHead

SHOWN = 31
_MODE = 0o640


class UnreadableHeads(ValueError):
    """A line of the file is not a head; ``line`` counts from one."""

    def __init__(self, line: int):
        super().__init__(f"line {line} is not a date, a count and a hash")
        self.line = line


@dataclass(frozen=True)
class Head:
    """The last seal of a day: ``count`` entries were sealed, ``hash`` in hexadecimal."""

    on: date
    count: int
    hash: str

    def __str__(self):
        return f"{self.on.isoformat()} {self.count} {self.hash}"


@dataclass(frozen=True)
class ShownHead:
    """A head of the file for the page: its digits as people read them, and whether the database still has the seal."""

    head: Head
    digits: str
    agrees: bool


@dataclass(frozen=True)
class Standing:
    """What the page of the seal shows. ``waiting`` entries will be sealed by the next round."""

    last: AuditSeal | None
    last_digits: str
    waiting: int
    heads: list[ShownHead]
    unreadable_line: int | None

    @property
    def is_in_doubt(self) -> bool:
        """Whether a head that was written down is no longer in the database."""
        return not all(each.agrees for each in self.heads)


def write_head() -> Head | None:
    """Seal what waits and add today's head to ``settings.AUDIT_HEAD_FILE``; None when it is there or nothing is sealed.

    On return the line is on the disk. Raises OSError when the file cannot be written: the next hour tries again.
    """
    chain.seal(looks_everywhere=True)
    last = chain.last_seal()
    if last is None:
        return None
    head = Head(timezone.localdate(), last.last_position, bytes(last.hash).hex())
    return head if _append(Path(settings.AUDIT_HEAD_FILE), head) else None


def read_heads(path: Path | None = None) -> list[Head]:
    """The heads of the file, oldest first; none without a file. Raises UnreadableHeads."""
    path = path or Path(settings.AUDIT_HEAD_FILE)
    if not path.exists():
        return []
    return [_parsed(number, line) for number, line in enumerate(path.read_text().splitlines(), 1) if line]


def known_heads() -> list[KnownHead]:
    """The heads of the file, as the verification compares them. Raises UnreadableHeads."""
    return [KnownHead(head.hash, head.count) for head in read_heads()]


def mail_head(on: date) -> bool:
    """Send the head of a day once to whoever keeps it outside the house; False when there is none, or it was sent.

    Which days were sent stands in a file beside the heads. Raises what the mail server raises: the next hour tries.
    """
    path = Path(settings.AUDIT_HEAD_FILE)
    sent = path.with_name(f"{path.name}.sent")
    head = next((head for head in reversed(read_heads(path)) if head.on == on), None)
    if head is None or head.on in {each.on for each in read_heads(sent)} or not tell_keepers(on.isoformat(), str(head)):
        return False
    return _append(sent, head)


def standing() -> Standing:
    """How far the trail is sealed, and whether the daily heads are in the chain; ``verify_audit`` proves more."""
    try:
        heads, unreadable = read_heads()[-SHOWN:], None
    except UnreadableHeads as broken:
        heads, unreadable = [], broken.line
    seals = AuditSeal.objects.filter(hash__in=[bytes.fromhex(head.hash) for head in heads])
    sealed = {(bytes(seal.hash).hex(), seal.last_position) for seal in seals}
    shown = [ShownHead(head, in_groups(head.hash), (head.hash, head.count) in sealed) for head in reversed(heads)]
    last = chain.last_seal()
    digits = in_groups(bytes(last.hash).hex()) if last else ""
    return Standing(last, digits, chain.waiting().count(), shown, unreadable)


def in_groups(hash_: str) -> str:
    """A hash as people read it aloud: eight by eight."""
    return " ".join(hash_[start : start + 8] for start in range(0, len(hash_), 8))


def _append(path: Path, head: Head) -> bool:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, _MODE)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        written = file.read()
        if any(line.startswith(f"{head.on.isoformat()} ".encode()) for line in written.splitlines()):
            return False
        # A line that a crash cut short stays as it is, and does not spoil the next one.
        start = "\n" if written and not written.endswith(b"\n") else ""
        file.write(f"{start}{head}\n".encode())
        os.fsync(file.fileno())
    return True


def _parsed(number: int, line: str) -> Head:
    try:
        on, count, hash_ = line.split(" ")
        if len(bytes.fromhex(hash_)) != 32:
            raise UnreadableHeads(number)
        return Head(date.fromisoformat(on), int(count), hash_)
    except ValueError:
        raise UnreadableHeads(number) from None
