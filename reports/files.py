"""Files of finished reports: whole or not at all, under the run's id and nothing else."""

import os
import tempfile
from pathlib import Path
from uuid import UUID

from django.conf import settings


def folder() -> Path:
    """Where the files are; made when first needed, for this account only."""
    path = Path(settings.MEDIA_ROOT) / "reports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def name_of(run_id: UUID) -> str:
    return f"{run_id}.pdf"


def write(name: str, content: bytes) -> None:
    """Put ``content`` under ``name``: a crash leaves the old file, the new one or none, never half of one.

    Raises OSError when the disk is full or not ours; then nothing is left behind.
    """
    descriptor, temporary = tempfile.mkstemp(dir=folder(), prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        os.replace(temporary, folder() / name)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync(folder())


def read(name: str) -> bytes | None:
    """The file's bytes, or None when it is not there."""
    try:
        return (folder() / name).read_bytes()
    except FileNotFoundError:
        return None


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
