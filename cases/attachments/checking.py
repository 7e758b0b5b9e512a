"""Rows against files, both ways, as nightly work and as ``manage.py check_attachments``."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from cases.models import Attachment
from vault.errors import VaultError
from vault.files import SealedFile, is_whole, read_sealed, remove_sealed, stored_files, unfinished_files

# An upload, or a review, may be at work on a younger file whose row is not written yet.
SETTLED_SECONDS = 24 * 60 * 60


@dataclass
class Findings:
    """``missing`` and ``broken``: numbers of documents by their codes; an incident. ``strays``: names of files that no
    row names: uploads that failed, or rows lost with a restored copy."""

    files: int = 0
    missing: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    unfinished: int = 0

    @property
    def is_incident(self) -> bool:
        return bool(self.missing or self.broken)


def check_attachments(*, opens: bool = False, removes_strays: bool = False) -> Findings:
    """Compare; with ``opens``, every file is opened to its end. Unfinished uploads of yesterday are always removed.

    Strays are removed only when asked: after a database was restored from an older copy, they are all there is left.
    """
    before = time.time() - SETTLED_SECONDS
    files = dict(stored_files())
    findings, named = Findings(files=len(files)), set()
    for code, sealed in _named_files():
        named.add(sealed.name)
        if not is_whole(sealed.name, sealed.size):
            findings.missing.append(code)
        elif opens and not _opens(sealed):
            findings.broken.append(code)
    findings.strays = sorted(name for name in files.keys() - named if files[name] < before)
    findings.unfinished = _remove_unfinished(before)
    if removes_strays:
        for name in findings.strays:
            remove_sealed(name)
    return findings


def _named_files() -> Iterator[tuple[str, SealedFile]]:
    """Every file that a row names, but for rows whose key was destroyed: theirs are noise and may stay."""
    rows = Attachment.objects.filter(key__wrapped__isnull=False).select_related("case", "key").order_by("pk")
    for row in rows.iterator(chunk_size=500):
        yield row.code, row.original
        if row.derivative_name:
            yield row.code, row.handed_out


def _opens(sealed: SealedFile) -> bool:
    try:
        for _chunk in read_sealed(sealed.name, sealed.key, sealed.size):
            pass
    except VaultError:
        return False
    return True


def _remove_unfinished(before: float) -> int:
    old = [path for path, changed in unfinished_files() if changed < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
