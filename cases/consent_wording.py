"""The texts that she is read before she decides: files of ``cases/consent_texts``, one per audience and version.

A new version is a new file; an old one stays, because acts name it by version and hash (SHA-256 of the file).
"""

import hashlib
import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "consent_texts"


@dataclass(frozen=True)
class Wording:
    """One text. ``version`` is its file's name: audience and month ("adulta-2026-11"). Always Spanish."""

    version: str
    hash: str
    since: date
    title: str
    opening: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    questions: dict[str, str]
    signing: str
    for_whoever_decides: str = field(default="")


@cache
def wordings() -> dict[str, Wording]:
    """Every text there ever was, by version."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.toml"))}


def current_wording(audience: str, on: date) -> Wording:
    """The text of ``audience`` ("adulta", "adolescente", "nina") that is in use on ``on``; before the first, the first.

    Raises LookupError for an audience without a text.
    """
    texts = sorted((each for each in wordings().values() if _audience(each) == audience), key=lambda each: each.since)
    if not texts:
        raise LookupError(f"No consent text for {audience}.")
    return next((each for each in reversed(texts) if each.since <= on), texts[0])


def wording_of(version: str, digest: str) -> Wording | None:
    """The text an act names, when it is still the one it names."""
    text = wordings().get(version)
    return text if text is not None and text.hash == digest else None


def _audience(wording: Wording) -> str:
    return wording.version.partition("-")[0]


def _read(path: Path) -> Wording:
    content = path.read_bytes()
    told = tomllib.loads(content.decode())
    return Wording(
        version=path.stem,
        hash=hashlib.sha256(content).hexdigest(),
        since=told["since"],
        title=told["title"],
        opening=tuple(told["opening"]),
        parts=tuple((part["heading"], part["text"]) for part in told["parts"]),
        questions=dict(told["questions"]),
        signing=told["signing"],
        for_whoever_decides=told.get("for_whoever_decides", ""),
    )
