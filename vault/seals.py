"""The seal itself: AES-256-GCM with the place of the value as additional data. No Django, no state.

A token is ``version (1 byte) | nonce (12) | ciphertext and tag (16)``. Random nonces are safe here: each data
key seals at most some thousands of values.
"""

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.errors import SealBroken

VERSION = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
OVERHEAD = len(VERSION) + NONCE_BYTES + TAG_BYTES


def seal(cipher: AESGCM, plain: bytes, place: bytes) -> bytes:
    """The token of ``plain`` for exactly this ``place``."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + cipher.encrypt(nonce, plain, place)


def open_seal(cipher: AESGCM, token: bytes, place: bytes) -> bytes:
    """The plain bytes of ``token``. Raises SealBroken unless it was sealed with this key for this place."""
    if len(token) < OVERHEAD or token[:1] != VERSION:
        raise SealBroken("This is not a token of the vault.")
    try:
        return cipher.decrypt(token[1:13], token[13:], place)
    except InvalidTag:
        raise SealBroken("The seal does not fit its key or its place.") from None


def subkey(key: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose: HKDF-Expand with SHA-256 (RFC 5869, 2.3) of a uniformly random key.

    One HMAC gives exactly the first block, at a quarter of the cost of building an HKDF object.
    """
    return hmac.digest(key, f"calp|v1|{purpose}".encode() + b"\x01", "sha256")


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)
