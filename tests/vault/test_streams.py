import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.errors import SealBroken
from vault.seals import TAG_BYTES, new_key
from vault.streams import CHUNK_BYTES, HEADER_BYTES, Sealer, open_stream, sealed_length

KEY = new_key()
CHUNK = 64
SEALED_CHUNK = CHUNK + TAG_BYTES


def sealed(plain: bytes, key: bytes = KEY, pieces: int = 50, chunk: int = CHUNK) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(key, out.write, chunk)
    for start in range(0, len(plain), pieces):
        sealer.update(plain[start : start + pieces])
    sealer.finish()
    return out.getvalue()


def opened(stream: bytes, key: bytes = KEY, chunk: int = CHUNK) -> list[bytes]:
    return list(open_stream(key, io.BytesIO(stream), chunk))


def refused(stream: bytes, plain: bytes, key: bytes = KEY) -> bool:
    """Whether it ends in SealBroken, and all that was given before is the true beginning."""
    given_before = b""
    try:
        for part in open_stream(key, io.BytesIO(stream), CHUNK):
            given_before += part
    except SealBroken:
        return plain.startswith(given_before)
    return False


@given(plain=st.binary(max_size=400), pieces=st.integers(1, 200))
def test_what_was_sealed_opens_again_whatever_the_pieces(plain, pieces):
    assert b"".join(opened(sealed(plain, pieces=pieces))) == plain


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK])
def test_lengths_around_a_chunk(length):
    plain = bytes(range(256)) * 2
    assert b"".join(opened(sealed(plain[:length]))) == plain[:length]


@pytest.mark.parametrize("length", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES])
def test_the_length_of_a_sealed_file_is_known_beforehand(length):
    assert len(sealed(bytes(length), pieces=CHUNK_BYTES, chunk=CHUNK_BYTES)) == sealed_length(length)


def test_the_same_bytes_look_different_each_time():
    assert sealed(b"Ccori") != sealed(b"Ccori")
    assert b"Ccori" not in sealed(b"Ccori" * 40)


@pytest.mark.security
def test_ten_thousand_flips_and_moves_are_all_refused():
    chance = random.Random(20261120)
    plain = chance.randbytes(5 * CHUNK + 17)
    whole, other = sealed(plain), sealed(plain, new_key())
    given_back = [number for number in range(10_000) if not refused(_altered(chance, whole, other, number), plain)]
    assert given_back == []


def _altered(chance: random.Random, whole: bytes, other: bytes, number: int) -> bytes:
    """Bits flipped, chunks moved, doubled, left out or taken from another file, an end cut or put on."""
    head, body = whole[:HEADER_BYTES], whole[HEADER_BYTES:]
    chunks = [body[at : at + SEALED_CHUNK] for at in range(0, len(body), SEALED_CHUNK)]
    one, two = chance.sample(range(len(chunks)), 2)
    match number % 7:
        case 0 | 1:
            flipped = bytearray(whole)
            for place in chance.sample(range(len(flipped)), chance.choice((1, 1, 1, 2, 8))):
                flipped[place] ^= 1 << chance.randrange(8)
            return bytes(flipped)
        case 2:
            chunks[one], chunks[two] = chunks[two], chunks[one]
        case 3:
            chunks.insert(one, chunks[two])
        case 4:
            del chunks[one]
        case 5:
            at = HEADER_BYTES + one * SEALED_CHUNK
            return whole[:at] + other[at : at + SEALED_CHUNK] + whole[at + SEALED_CHUNK :]
        case 6 if chance.random() < 0.5:
            return whole[: chance.randrange(len(whole))]
        case 6:
            return whole + chance.randbytes(chance.randrange(1, 2 * SEALED_CHUNK))
    return head + b"".join(chunks)


@pytest.mark.security
def test_every_single_bit_counts():
    plain = bytes(CHUNK + 5)
    whole = sealed(plain)
    for bit in range(len(whole) * 8):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << (bit % 8)
        assert refused(bytes(flipped), plain)


@pytest.mark.security
def test_another_files_key_opens_nothing():
    assert refused(sealed(b"Ccori"), b"", new_key())


@pytest.mark.security
def test_what_is_no_sealed_file_is_refused():
    for stream in (b"", b"\x01", b"\x01" + bytes(7), b"%PDF-1.7" * 40, b"\x02" + sealed(b"x")[1:]):
        assert refused(stream, b"")
