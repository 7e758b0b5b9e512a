"""The key-encryption keys: one JSON file outside the database and outside the settings.

``{"current": 1, "keys": {"1": "<base64, 32 bytes>"}, "index": "<base64, 32 bytes>"}``. It is read when first
needed and again when the file changes, so that a rotation needs no restart.
"""

import base64
import json
import os
import stat
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from vault.errors import KeyringMissing, SealBroken, Shredded
from vault.seals import KEY_BYTES, new_key, open_seal, seal

_HOW = "Run “manage.py make_keyring” or set VAULT_KEYRING_FILE to the file with the keys."


@dataclass(frozen=True)
class Keyring:
    """The keys in memory; their repr shows version numbers only."""

    current: int
    ciphers: dict[int, AESGCM] = field(repr=False)
    index: bytes = field(repr=False)

    def cipher(self, version: int) -> AESGCM:
        """The key-encryption key of this version. Raises KeyringMissing when the file lacks it."""
        try:
            return self.ciphers[version]
        except KeyError:
            raise KeyringMissing(f"The keyring has no key of version {version}. {_HOW}") from None

    def wrap(self, key_id: uuid.UUID, plain: bytes) -> bytes:
        """The bytes of a data key under the current key, for this data key only."""
        return seal(self.cipher(self.current), plain, _place(key_id, self.current))

    def unwrap(self, key_id: uuid.UUID, version: int, wrapped: bytes | None) -> bytes:
        """The 32 bytes of a data key. Raises Shredded, SealBroken or KeyringMissing."""
        if wrapped is None:
            raise Shredded("The data key was destroyed.")
        try:
            return open_seal(self.cipher(version), bytes(wrapped), _place(key_id, version))
        except SealBroken:
            raise SealBroken(f"The data key {key_id} does not open under key version {version}.") from None


def _place(key_id: uuid.UUID, version: int) -> bytes:
    return f"calp-dek|v1|{key_id}|{version}".encode()


_cached: tuple[tuple, Keyring] | None = None


def keyring() -> Keyring:
    """The keys of this installation. Raises KeyringMissing, which says what to do."""
    global _cached
    path = Path(settings.VAULT_KEYRING_FILE)
    try:
        found = path.stat()
    except OSError:
        raise KeyringMissing(f"There is no keyring at {path}. {_HOW}") from None
    stamp = (path, found.st_mtime_ns, found.st_size, found.st_ino)
    cached = _cached
    if cached is None or cached[0] != stamp:
        _refuse_open_file(path, found.st_mode)
        cached = _cached = (stamp, parse(path.read_text()))
    return cached[1]


def parse(text: str) -> Keyring:
    """The keys written in ``text``. Raises KeyringMissing when any is absent or not of 32 bytes."""
    try:
        written = json.loads(text)
        keys = {int(version): _key(value) for version, value in written["keys"].items()}
        ring = Keyring(
            int(written["current"]),
            {version: AESGCM(key) for version, key in keys.items()},
            _key(written["index"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyringMissing(f"The keyring cannot be read. {_HOW}") from None
    ring.cipher(ring.current)
    return ring


def new_ring() -> dict:
    """The content of a first keyring: one key, and the key of the index."""
    return {"current": 1, "keys": {"1": _text(new_key())}, "index": _text(new_key())}


def rotated(written: dict) -> dict:
    """The same ring with one more key, which is the current one from now on. Old keys stay readable."""
    version = max(int(number) for number in written["keys"]) + 1
    return written | {
        "current": version,
        "keys": written["keys"] | {str(version): _text(new_key())},
    }


def write(path: Path, ring: dict) -> None:
    """Put ``ring`` at ``path``, whole or not at all, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(ring, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def _refuse_open_file(path: Path, mode: int) -> None:
    if settings.IS_PRODUCTION and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyringMissing(f"The keyring at {path} may be read by others. Run “chmod 600” on it.")


def _key(value: str) -> bytes:
    key = base64.b64decode(value, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError("a key has not 32 bytes")
    return key


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()
