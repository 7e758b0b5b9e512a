import random

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from hypothesis import given
from hypothesis import strategies as st

from vault.errors import SealBroken
from vault.seals import OVERHEAD, new_key, open_seal, seal, subkey

CIPHER = AESGCM(new_key())
PLACE = b"v1|table|column|row|key"


@given(plain=st.binary(max_size=500), place=st.binary(max_size=100))
def test_what_was_sealed_opens_at_its_place(plain, place):
    assert open_seal(CIPHER, seal(CIPHER, plain, place), place) == plain


def test_ten_thousand_altered_tokens_are_all_refused():
    chance = random.Random(20261120)
    token = seal(CIPHER, b"Rosaura Ccori", PLACE)
    for _ in range(10_000):
        altered = bytearray(token)
        for _ in range(chance.choice((1, 1, 1, 2, 8))):
            altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
        if bytes(altered) == token:
            continue
        with pytest.raises(SealBroken):
            open_seal(CIPHER, bytes(altered), PLACE)


def test_every_single_bit_counts():
    token = seal(CIPHER, b"Ccori", PLACE)
    for bit in range(len(token) * 8):
        altered = bytearray(token)
        altered[bit // 8] ^= 1 << (bit % 8)
        with pytest.raises(SealBroken):
            open_seal(CIPHER, bytes(altered), PLACE)


def test_a_token_cut_short_or_made_longer_is_refused():
    token = seal(CIPHER, b"Ccori", PLACE)
    for altered in [token[:length] for length in range(len(token))] + [token + b"\x00"]:
        with pytest.raises(SealBroken):
            open_seal(CIPHER, altered, PLACE)


def test_plain_text_in_the_place_of_a_token_is_refused():
    with pytest.raises(SealBroken):
        open_seal(CIPHER, b"Una historia escrita sin sello, bastante larga.", PLACE)


def test_the_same_words_never_give_the_same_token():
    assert len({seal(CIPHER, b"Ccori", PLACE) for _ in range(1000)}) == 1000


def test_a_token_is_29_bytes_longer_than_its_text():
    assert len(seal(CIPHER, b"Ccori", PLACE)) == OVERHEAD + 5 == 34


def test_a_subkey_is_the_first_block_of_hkdf_expand():
    key = new_key()
    expected = HKDFExpand(hashes.SHA256(), 32, b"calp|v1|field").derive(key)
    assert subkey(key, "field") == expected
    assert subkey(key, "file") != expected
