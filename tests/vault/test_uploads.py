import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from vault.files import read_sealed, stored_files, unfinished_files
from vault.uploads import SealingUploadHandler

ROOT = Path(__file__).resolve().parents[2]
STORY = b"Lo que Flor de Maria conto. " * 30_000


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


class Body:
    """A form as it arrives; it may break off."""

    def __init__(self, content: bytes, breaks_at: int | None = None):
        self.content, self.at, self.breaks_at = content, 0, breaks_at

    def read(self, count: int) -> bytes:
        if self.breaks_at is not None and self.at + count > self.breaks_at:
            raise OSError("the line is gone")
        piece = self.content[self.at : self.at + count]
        self.at += len(piece)
        return piece


def form(content: bytes, name: str = "relato.pdf") -> bytes:
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    return head + content + b"\r\n--b--\r\n"


def received(body: Body, limit: int = 10**9):
    meta = {"CONTENT_TYPE": "multipart/form-data; boundary=b", "CONTENT_LENGTH": len(body.content)}
    handler = SealingUploadHandler(None, lambda name: limit)
    _data, files = MultiPartParser(meta, body, [handler], "utf-8").parse()
    return files["file"]


@pytest.mark.security
def test_what_arrives_is_sealed_on_the_way(media):
    upload = received(Body(form(STORY)))
    kept = upload.sealed
    assert (upload.name, upload.size, kept.size) == ("relato.pdf", len(STORY), len(STORY))
    assert b"".join(read_sealed(kept.name, kept.key, kept.size)) == STORY
    assert all(b"Flor de Maria" not in path.read_bytes() for path in media.rglob("*") if path.is_file())


def test_what_nobody_keeps_goes_when_the_answer_is_sent():
    upload = received(Body(form(STORY)))
    upload.close()
    assert list(stored_files()) == []


def test_what_somebody_keeps_stays():
    upload = received(Body(form(STORY)))
    upload.keep()
    upload.close()
    assert [name for name, _at in stored_files()] == [upload.sealed.name]


@pytest.mark.security
def test_what_is_too_long_is_not_kept_and_says_how_long_it_may_be():
    upload = received(Body(form(STORY)), limit=1000)
    assert (upload.is_too_long, upload.limit, upload.sealed) == (True, 1000, None)
    assert upload.size == len(STORY)
    upload.close()
    assert [*stored_files(), *unfinished_files()] == []


def test_a_file_of_exactly_the_limit_passes():
    assert not received(Body(form(b"x" * 1000)), limit=1000).is_too_long


@pytest.mark.security
def test_a_line_that_breaks_leaves_nothing():
    with pytest.raises((OSError, MultiPartParserError)):
        received(Body(form(STORY), breaks_at=300_000))
    gc.collect()
    assert [*stored_files(), *unfinished_files()] == []


@pytest.mark.security
@pytest.mark.parametrize(
    "name", ["a\x00b.pdf", "../../etc/passwd.pdf", "C:\\x\\y.pdf", "informe\u202efdp.exe.pdf", "ñ" * 300]
)
def test_a_hostile_name_is_only_a_name(name):
    upload = received(Body(form(b"x", name)))
    assert not set(upload.name) & set("/\\\x00\u202e")
    assert len(upload.name) <= 255
    assert upload.sealed.name not in upload.name


@pytest.mark.slow
@pytest.mark.security
@pytest.mark.parametrize("step", ["receive", "read"])
def test_two_hundred_megabytes_take_less_than_forty_of_memory(step, tmp_path):
    """In a process of its own, by what the operating system counted (bench/attachments.py)."""
    command = [sys.executable, ROOT / "bench" / "attachments.py", "--step", step, "--megabytes", "200"]
    environment = os.environ | {"CALP_MEDIA_ROOT": str(tmp_path)}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(result.stdout.splitlines()[-1])["extra_mb"] < 40
