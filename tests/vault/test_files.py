import stat
from hashlib import sha256

import pytest

from vault.errors import FileGone, SealBroken
from vault.files import SealedWriter, is_whole, path_of, read_sealed, remove_sealed, stored_files, unfinished_files
from vault.streams import CHUNK_BYTES

STORY = b"Lo que Flor de Maria conto. " * 90_000  # a little over two chunks


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def stored(plain: bytes = STORY):
    writer = SealedWriter()
    for start in range(0, len(plain), 100_000):
        writer.write(plain[start : start + 100_000])
    return writer.finish()


def test_a_file_comes_back_as_it_was():
    kept = stored()
    assert len(STORY) > 2 * CHUNK_BYTES
    assert b"".join(read_sealed(kept.name, kept.key, kept.size)) == STORY
    assert (kept.size, kept.digest) == (len(STORY), sha256(STORY).digest())


def test_an_empty_file_too():
    kept = stored(b"")
    assert b"".join(read_sealed(kept.name, kept.key, 0)) == b""


@pytest.mark.security
def test_nothing_plain_is_on_the_disk_and_only_its_owner_reads_it(media):
    kept = stored()
    on_disk = b"".join(path.read_bytes() for path in media.rglob("*") if path.is_file())
    assert b"Flor de Maria" not in on_disk and len(on_disk) > len(STORY)
    assert stat.S_IMODE(path_of(kept.name).stat().st_mode) == 0o600
    assert kept.key.hex() not in repr(kept) and kept.key not in on_disk


@pytest.mark.security
def test_an_upload_that_breaks_off_has_no_name_and_leaves_nothing():
    writer = SealedWriter()
    writer.write(STORY)
    assert list(stored_files()) == []
    assert len(list(unfinished_files())) == 1
    writer.close()
    assert list(unfinished_files()) == []


def test_closing_a_finished_file_leaves_it():
    writer = SealedWriter()
    kept = writer.finish()
    writer.close()
    assert [name for name, _at in stored_files()] == [kept.name]


@pytest.mark.security
@pytest.mark.parametrize("change", [lambda b: b[:-1], lambda b: b + b"\0", lambda b: b[: CHUNK_BYTES + 24]])
def test_a_file_of_another_length_is_refused_before_its_first_byte(change):
    kept = stored()
    path_of(kept.name).write_bytes(change(path_of(kept.name).read_bytes()))
    assert not is_whole(kept.name, kept.size)
    with pytest.raises(FileGone):
        read_sealed(kept.name, kept.key, kept.size)


@pytest.mark.security
def test_two_files_of_equal_length_cannot_take_each_others_place():
    one, other = stored(), stored()
    content = path_of(one.name).read_bytes()
    path_of(one.name).write_bytes(path_of(other.name).read_bytes())
    path_of(other.name).write_bytes(content)
    for kept in (one, other):
        with pytest.raises(SealBroken):
            read_sealed(kept.name, kept.key, kept.size)


@pytest.mark.security
def test_a_flip_in_a_later_chunk_is_found_when_it_is_reached():
    kept = stored()
    altered = bytearray(path_of(kept.name).read_bytes())
    altered[CHUNK_BYTES + 500] ^= 1
    path_of(kept.name).write_bytes(altered)
    chunks = read_sealed(kept.name, kept.key, kept.size)
    assert next(chunks) == STORY[:CHUNK_BYTES]
    with pytest.raises(SealBroken):
        next(chunks)


def test_a_file_that_is_gone_says_so_without_its_name():
    kept = stored()
    remove_sealed(kept.name)
    remove_sealed(kept.name)
    with pytest.raises(FileGone) as gone:
        read_sealed(kept.name, kept.key, kept.size)
    assert kept.name not in str(gone.value)


@pytest.mark.security
@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 32, "0" * 31, "0" * 31 + "/"])
def test_only_our_own_names_lead_to_a_file(name):
    with pytest.raises(ValueError, match="name of a sealed file"):
        path_of(name)


def test_a_reader_that_leaves_half_way_closes_its_file(monkeypatch):
    kept = stored()
    chunks = read_sealed(kept.name, kept.key, kept.size)
    chunks.close()
    assert chunks._sealed.closed


def test_two_writers_never_share_a_key_or_a_name(monkeypatch):
    made = [SealedWriter().finish() for _ in range(20)]
    assert len({kept.name for kept in made}) == len({kept.key for kept in made}) == 20
