"""manage.py verify_audit: whether anybody changed the trail."""

import re
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.heads import UnreadableHeads, read_heads
from accounts.verification import Fault, FirstBad, KnownHead, verify

_HASH = re.compile(r"[0-9a-f]{64}")


class Command(BaseCommand):
    help = (
        "Compute the chain of the trail again, name the first bad entry and end with 1 if there is one. Without a head "
        "kept outside the database, entries taken from the end, or a chain made anew, cannot be seen."
    )

    def add_arguments(self, parser):
        parser.add_argument("--head", help="a head on paper: the 64 digits of a seal, spaces allowed")
        parser.add_argument("--from-file", type=Path, help="a file of daily heads: each must be in the chain")

    def handle(self, *, head, from_file, **options):
        known = [*_from_paper(head), *_from_file(from_file)]
        start = time.perf_counter()
        verdict = verify(known)
        seconds = time.perf_counter() - start
        if verdict.bad:
            raise CommandError(_words(verdict.bad))
        self.stdout.write(f"The chain is whole: {verdict.count} entries in {verdict.seals} seals, {seconds:.2f} s.")
        self.stdout.write(f"Head: {verdict.head}")
        self.stdout.write(f"Not sealed yet: {verdict.waiting}. Heads from outside that agree: {len(known)}.")


def _from_paper(head: str | None) -> list[KnownHead]:
    if not head:
        return []
    digits = "".join(head.lower().split())
    if not _HASH.fullmatch(digits):
        raise CommandError("A head has 64 digits from 0 to f.", returncode=2)
    return [KnownHead(digits)]


def _from_file(path: Path | None) -> list[KnownHead]:
    if path is None:
        return []
    if not path.exists():
        raise CommandError(f"There is no file at {path}.", returncode=2)
    try:
        return [KnownHead(head.hash, head.count) for head in read_heads(path)]
    except UnreadableHeads as broken:
        raise CommandError(f"The file of heads cannot be trusted: {broken}.", returncode=1) from None


def _words(bad: FirstBad) -> str:
    if bad.fault == Fault.HEAD:
        return f"The chain is not the one it was, from entry {bad.position} on: {bad.fault}."
    where = f"entry {bad.position} of the chain" if bad.position else "an entry not sealed yet"
    which = f" (id {bad.entry_id})" if bad.entry_id else ""
    return f"The first bad entry is {where}{which}: {bad.fault}."
