"""Rows against files, both ways."""

import io
import os
import time

import pytest
from django.core.management import CommandError, call_command

from cases.actions import NewFile, add_attachment
from cases.attachments.checking import SETTLED_SECONDS, check_attachments
from cases.attachments.tasks import check_stored_files
from cases.states import AttachmentKind
from vault.files import SealedWriter, path_of, stored_files

pytestmark = pytest.mark.django_db
LONG_AGO = time.time() - SETTLED_SECONDS - 60


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def stored(content: bytes = b"x" * 2000):
    writer = SealedWriter()
    writer.write(content)
    return writer.finish()


@pytest.fixture
def attachment(case, rosa):
    return add_attachment(case, NewFile("foto.jpg", stored()), AttachmentKind.OTHER, "Foto", by=rosa)


def told(*options: str) -> str:
    out = io.StringIO()
    call_command("check_attachments", *options, stdout=out)
    return out.getvalue()


def test_all_is_well(attachment):
    assert told("--open") == "1 files, 0 missing, 0 that do not open, 0 strays, 0 unfinished removed\n"


@pytest.mark.security
def test_a_file_that_is_gone_is_an_incident_told_by_its_code(attachment, caplog):
    path_of(attachment.file_name).unlink()
    with pytest.raises(CommandError, match="incident"):
        told()
    assert check_attachments().missing == [attachment.code]
    check_stored_files()
    assert "missing 1" in caplog.text and attachment.case.code not in caplog.text


@pytest.mark.security
def test_an_altered_file_is_found_by_opening_it(attachment):
    path = path_of(attachment.file_name)
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    assert not check_attachments().is_incident
    assert check_attachments(opens=True).broken == [attachment.code]


def test_a_stray_is_told_after_a_day_and_removed_only_when_asked(attachment):
    stray = stored()
    assert check_attachments().strays == []
    os.utime(path_of(stray.name), (LONG_AGO, LONG_AGO))
    assert check_attachments().strays == [stray.name]
    check_stored_files()
    assert len(list(stored_files())) == 2
    told("--remove-strays")
    assert [name for name, _at in stored_files()] == [attachment.file_name]


def test_yesterdays_unfinished_uploads_go(attachment):
    half = SealedWriter()
    half.write(b"x")
    assert check_attachments().unfinished == 0
    os.utime(half._unfinished, (LONG_AGO, LONG_AGO))
    assert check_attachments().unfinished == 1
    assert not half._unfinished.exists()


def test_the_file_of_a_destroyed_key_is_no_incident(attachment):
    type(attachment.key).objects.filter(pk=attachment.key_id).shred()
    path_of(attachment.file_name).unlink()
    assert not check_attachments().is_incident
