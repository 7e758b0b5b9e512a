"""Sealed files on disk: written while they arrive, read while they leave, never plain anywhere.

A file has a random name and a random key of its own. The key is kept in the row that names the file, in a sealed
field: without its row, or once the row's data key is destroyed, the file is noise.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from vault.errors import FileGone, SealBroken
from vault.seals import new_key
from vault.streams import Sealer, open_stream, sealed_length

NAME_LENGTH = 32
_UNFINISHED = ".part"


@dataclass(frozen=True)
class SealedFile:
    """What a row must remember of a sealed file: ``size`` and ``digest`` (SHA-256) are of the plain bytes."""

    name: str
    key: bytes = field(repr=False)
    size: int
    digest: bytes = field(repr=False)


class SealedWriter:
    """A new sealed file: ``write`` as often as needed, then ``finish``; ``close`` before that leaves nothing."""

    def __init__(self):
        self.size = 0
        self._name, self._key, self._hash = secrets.token_hex(NAME_LENGTH // 2), new_key(), hashlib.sha256()
        self._path = path_of(self._name)
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._unfinished = self._path.with_name(self._name + _UNFINISHED)
        descriptor = os.open(self._unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._sealer = Sealer(self._key, self._file.write)

    def write(self, plain: bytes) -> None:
        self._hash.update(plain)
        self.size += len(plain)
        self._sealer.update(plain)

    def finish(self) -> SealedFile:
        """The file under its name, whole and on the disk."""
        self._sealer.finish()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        os.replace(self._unfinished, self._path)
        _sync_folder(self._path.parent)
        return SealedFile(self._name, self._key, self.size, self._hash.digest())

    def close(self) -> None:
        """Throw away what is not finished; does nothing afterwards."""
        if not self._file.closed:
            self._file.close()
            self._unfinished.unlink(missing_ok=True)

    def __del__(self):
        """Whoever forgets it, because a line broke or a form was refused, leaves nothing behind either."""
        if hasattr(self, "_file"):
            self.close()


def read_sealed(name: str, key: bytes, size: int) -> Iterator[bytes]:
    """The plain bytes of a file, chunk by chunk; the first one is opened at once, so that most errors come early.

    Needs no database. Raises FileGone when it is not there or not as long as ``size`` says, SealBroken when it was
    altered; nothing altered is ever given. Close the iterator, or read it to its end.
    """
    try:
        sealed = path_of(name).open("rb")
    except FileNotFoundError:
        raise FileGone("A sealed file is not there.") from None
    chunks = _chunks(sealed, key, size)
    return _Closing(chain([next(chunks)], chunks), sealed)


def _chunks(sealed: BinaryIO, key: bytes, size: int) -> Iterator[bytes]:
    given = 0
    with sealed:
        if os.fstat(sealed.fileno()).st_size != sealed_length(size):
            raise FileGone("A sealed file is not as long as it was.")
        for chunk in open_stream(key, sealed):
            given += len(chunk)
            yield chunk
    if given != size:
        raise SealBroken("A sealed file does not hold what its row says.")


class _Closing:
    """An iterator that closes its file when it is left half way."""

    def __init__(self, chunks: Iterator[bytes], sealed: BinaryIO):
        self._chunks, self._sealed = chunks, sealed

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._chunks)

    def close(self) -> None:
        self._sealed.close()


def remove_sealed(name: str) -> None:
    """Remove a file that no row names; nothing if it is gone."""
    path_of(name).unlink(missing_ok=True)


def is_whole(name: str, size: int) -> bool:
    """Whether the file is there with the length it must have; its seal is not opened."""
    try:
        return path_of(name).stat().st_size == sealed_length(size)
    except FileNotFoundError:
        return False


def stored_files() -> Iterator[tuple[str, float]]:
    """Name and time of change (seconds since 1970) of every finished file."""
    for path in _folder().glob("??/*"):
        if len(path.name) == NAME_LENGTH:
            yield path.name, path.stat().st_mtime


def unfinished_files() -> Iterator[tuple[Path, float]]:
    """Path and time of change of what a broken upload or a killed program left behind."""
    for path in _folder().glob(f"??/*{_UNFINISHED}"):
        yield path, path.stat().st_mtime


def path_of(name: str) -> Path:
    """Where the file of this name is. Raises ValueError for a name that is none of ours."""
    if len(name) != NAME_LENGTH or not set(name) <= set("0123456789abcdef"):
        raise ValueError("This is not the name of a sealed file.")
    return _folder() / name[:2] / name


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "sealed"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
