"""Sealing what is too long for memory: chunk by chunk, both ways. No Django, no state.

A sealed stream is ``version (1 byte) | prefix (7 random bytes)`` and then its chunks, each ``ciphertext | tag (16)`` of
1 MiB of plain bytes; only the last one may be shorter. The nonce of a chunk is ``prefix | number (4) | 1 if it is the
last, else 0`` (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015), under a key that seals
one stream only. So a chunk that is altered, left out, repeated, moved or taken from another stream does not open,
and a stream that was cut or prolonged has no last chunk where it must be.
"""

import os
from collections.abc import Callable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.errors import SealBroken
from vault.seals import TAG_BYTES

VERSION = b"\x01"
CHUNK_BYTES = 1024 * 1024
_PREFIX_BYTES = 7
HEADER_BYTES = len(VERSION) + _PREFIX_BYTES
_MOST_CHUNKS = 2**32


class Sealer:
    """Takes plain bytes in pieces of any length and hands sealed ones to ``write``; holds one chunk at most.

    ``key`` is 32 random bytes that seal nothing else, ever. ``chunk_bytes`` is smaller in tests only.
    """

    def __init__(self, key: bytes, write: Callable[[bytes], object], chunk_bytes: int = CHUNK_BYTES):
        self._cipher, self._write, self._chunk_bytes = AESGCM(key), write, chunk_bytes
        self._header = VERSION + os.urandom(_PREFIX_BYTES)
        self._waiting = bytearray()
        self._number = 0
        write(self._header)

    def update(self, plain: bytes) -> None:
        """Take the next bytes. A full chunk waits until more comes: it might be the last."""
        taken = 0
        while taken < len(plain):
            if len(self._waiting) == self._chunk_bytes:
                self._seal_waiting(is_last=False)
            room = self._chunk_bytes - len(self._waiting)
            self._waiting += memoryview(plain)[taken : taken + room]
            taken += room

    def finish(self) -> None:
        """Seal the last chunk, which may be empty only if nothing came."""
        self._seal_waiting(is_last=True)

    def _seal_waiting(self, *, is_last: bool) -> None:
        nonce = _nonce(self._header, self._number, is_last)
        self._write(self._cipher.encrypt(nonce, bytes(self._waiting), self._header))
        self._waiting.clear()
        self._number += 1


def open_stream(key: bytes, sealed: BinaryIO, chunk_bytes: int = CHUNK_BYTES) -> Iterator[bytes]:
    """The plain bytes, chunk by chunk; only bytes that were sealed so, in their order.

    Raises SealBroken at the first chunk that does not open: what was given before it is true, but not the whole.
    """
    cipher, header = AESGCM(key), sealed.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES or header[:1] != VERSION:
        raise SealBroken("This is not a sealed file of the vault.")
    number, chunk = 0, sealed.read(chunk_bytes + TAG_BYTES)
    while chunk:
        following = sealed.read(chunk_bytes + TAG_BYTES)
        yield _open_chunk(cipher, header, number, chunk, is_last=not following)
        number, chunk = number + 1, following
    if not number:
        raise SealBroken("A sealed file has no chunk.")


def sealed_length(plain_bytes: int) -> int:
    """Bytes that ``plain_bytes`` bytes take when sealed."""
    chunks = max(1, -(-plain_bytes // CHUNK_BYTES))
    return HEADER_BYTES + plain_bytes + chunks * TAG_BYTES


def _open_chunk(cipher: AESGCM, header: bytes, number: int, chunk: bytes, *, is_last: bool) -> bytes:
    if len(chunk) < TAG_BYTES:
        raise SealBroken(f"Chunk {number} of a sealed file is cut.")
    try:
        return cipher.decrypt(_nonce(header, number, is_last), chunk, header)
    except InvalidTag:
        raise SealBroken(f"Chunk {number} of a sealed file does not open.") from None


def _nonce(header: bytes, number: int, is_last: bool) -> bytes:
    if number >= _MOST_CHUNKS:
        raise SealBroken("A sealed file is too long.")
    return header[len(VERSION) :] + number.to_bytes(4, "big") + (b"\x01" if is_last else b"\x00")
