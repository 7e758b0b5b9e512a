"""Keyed hashes: to find a document number again without keeping it readable."""

import hmac

from vault.keyring import keyring
from vault.seals import subkey


def keyed_hash(purpose: str, text: str) -> bytes:
    """32 bytes that are equal for equal ``text`` of equal ``purpose`` and say nothing without the index key.

    HMAC-SHA256 at full length. ``text`` must be normalised by the caller; the same number for two purposes
    gives two hashes. Raises KeyringMissing.
    """
    key = subkey(keyring().index, f"index|{purpose}")
    return hmac.digest(key, text.encode(), "sha256")
