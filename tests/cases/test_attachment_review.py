"""What becomes of a file before anybody opens it: the scanner's word, the verdict, and when either fails."""

import io
import logging
import socketserver
import threading
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from cases.actions import NewFile, add_attachment
from cases.attachments import working
from cases.attachments.kinds import Refusal, Refused
from cases.attachments.scanner import ScannerUnavailable, is_clean
from cases.attachments.tasks import sweep_reviews
from cases.attachments.working import review, waiting_for_review
from cases.errors import NotPossible
from cases.models import Attachment
from cases.models.attachment import MOST_ATTEMPTS, SILENCE
from cases.states import AttachmentKind, AttachmentState
from tests.cases.hostile_files import EICAR, GOOD, Hostile, telling_jpeg, with_eicar
from vault.files import SealedWriter, path_of, read_sealed, stored_files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


class Clamd(socketserver.StreamRequestHandler):
    """Speaks clamd's INSTREAM; knows one virus, and opens archives."""

    answer: bytes | None = None

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(length)
        self.wfile.write(self.server.answer or (b"stream: %s\0" % self._word(content)))

    def _word(self, content: bytes) -> bytes:
        inside = [content]
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                inside += [archive.read(name) for name in archive.namelist()]
        return b"Eicar-Test-Signature FOUND" if any(EICAR in each for each in inside) else b"OK"


@pytest.fixture
def scanner(settings):
    """A scanner on a socket of its own; ``scanner.answer`` makes it say something else."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        server.answer = None
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        settings.SCANNER_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def brought(case, rosa):
    def bring(name: str, content: bytes) -> Attachment:
        writer = SealedWriter()
        writer.write(content)
        return add_attachment(case, NewFile(name, writer.finish()), AttachmentKind.EVIDENCE, "Foto", by=rosa)

    return bring


@pytest.fixture
def no_child(monkeypatch):
    """The verdict of the child is decided here."""
    said = []

    def examine(chunks, extension, keep):
        content = b"".join(chunks)
        said.append(len(content))
        keep(b"made from it")
        return len(b"made from it")

    monkeypatch.setattr(working, "examine", examine)
    return said


def settled(attachment: Attachment) -> Attachment:
    review(attachment.pk)
    return Attachment.objects.select_related("key", "case").get(pk=attachment.pk)


# The verdict -------------------------------------------------------------------------------------------------------


def test_a_photo_is_found_clean_and_its_copy_is_served_while_the_original_stays(brought):
    telling = telling_jpeg()
    attachment = settled(brought("foto.jpg", telling))
    assert (attachment.state, attachment.media_type) == (AttachmentState.CLEAN, "image/jpeg")
    served, kept = (
        b"".join(read_sealed(file.name, file.key, file.size)) for file in (attachment.handed_out, attachment.original)
    )
    assert kept == telling and b"HOSTIL" in kept
    assert b"HOSTIL" not in served and served.startswith(b"\xff\xd8")
    assert attachment.file_name != attachment.derivative_name
    assert AuditEntry.objects.filter(action=AuditAction.STATUS_CHANGED, actor_id=None).count() == 1


@pytest.mark.security
def test_a_file_that_is_no_such_thing_is_refused_with_a_reason(brought):
    attachment = settled(brought("foto.jpg", b"<html><script>alert(1)</script>" * 20))
    assert (attachment.state, attachment.refusal) == (AttachmentState.REFUSED, Refusal.OTHER_CONTENT)
    assert attachment.media_type == "" and attachment.derivative_name == ""
    assert len(list(stored_files())) == 1, "the original stays, sealed"


def test_what_may_leave_as_it_came_has_no_copy(brought):
    attachment = settled(brought("voz.ogg", GOOD["voz.ogg"]))
    assert attachment.state == AttachmentState.CLEAN
    assert attachment.handed_out.name == attachment.original.name


@pytest.mark.security
def test_a_kind_that_is_not_taken_never_becomes_a_row(brought):
    for name in ("x.svg", "x.html", "x.exe", "x.docm", "x.csv", "x", ".pdf.", "x.zip"):
        with pytest.raises(NotPossible):
            brought(name, b"x")
    assert not Attachment.objects.exists()


def test_looking_twice_settles_once(brought, no_child):
    attachment = settled(brought("foto.jpg", b"x"))
    again = settled(attachment)
    assert again.derivative_name == attachment.derivative_name
    assert len(no_child) == 1


# The scanner -------------------------------------------------------------------------------------------------------


@pytest.mark.security
@pytest.mark.parametrize("file", with_eicar(), ids=str)
def test_the_test_virus_is_found_in_everything_that_is_taken(brought, scanner, file: Hostile):
    attachment = settled(brought(file.name, file.content))
    assert (attachment.state, attachment.refusal) == (AttachmentState.REFUSED, Refusal.MALWARE)
    assert len(list(stored_files())) == 1


@pytest.mark.security
def test_a_scanner_on_a_socket_of_this_machine_answers_too(settings, tmp_path):
    with socketserver.ThreadingUnixStreamServer(str(tmp_path / "clamd.sock"), Clamd) as server:
        server.answer = None
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        settings.SCANNER_URL = f"unix://{tmp_path}/clamd.sock"
        words = [is_clean([b"a story"]), is_clean([EICAR[:20], EICAR[20:]])]
        server.shutdown()
        thread.join()
    assert words == [True, False]


def test_what_the_scanner_lets_through_goes_on(brought, scanner, no_child):
    assert settled(brought("foto.jpg", GOOD["foto.jpg"])).state == AttachmentState.CLEAN
    assert no_child == [len(GOOD["foto.jpg"])]


@pytest.mark.security
@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"stream: OKAY\0", b"stream: \0"])
def test_without_a_clear_word_a_file_stays_in_review(brought, scanner, no_child, answer):
    scanner.answer = answer
    attachment = settled(brought("foto.jpg", GOOD["foto.jpg"]))
    assert (attachment.state, attachment.attempts) == (AttachmentState.IN_REVIEW, 0)
    assert no_child == []


@pytest.mark.security
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "unix:///nowhere/clamd.sock", ""])
def test_a_scanner_that_is_down_or_that_nobody_decided_about_lets_nothing_through(brought, settings, no_child, address):
    settings.SCANNER_URL = address
    attachment = settled(brought("foto.jpg", GOOD["foto.jpg"]))
    assert attachment.state == AttachmentState.IN_REVIEW
    assert no_child == []
    with pytest.raises(ScannerUnavailable):
        is_clean([b"x"])


def test_when_the_scanner_is_back_the_sweeper_wakes_what_waited(brought, settings, scanner, no_child, monkeypatch):
    working_address, settings.SCANNER_URL = settings.SCANNER_URL, "tcp://127.0.0.1:9"
    attachment = settled(brought("foto.jpg", GOOD["foto.jpg"]))
    settings.SCANNER_URL = working_address
    now = timezone.now()
    assert waiting_for_review(now) == []
    assert waiting_for_review(now + SILENCE + timedelta(seconds=1)) == [attachment.pk]
    Attachment.objects.update(examined_at=now - SILENCE - timedelta(seconds=1))
    sent = []
    monkeypatch.setattr("cases.attachments.tasks._send", sent.append)
    sweep_reviews()
    assert sent == [attachment.pk]
    assert settled(attachment).state == AttachmentState.CLEAN


# Workers -----------------------------------------------------------------------------------------------------------


def test_a_review_in_other_hands_is_left_alone(brought, no_child):
    attachment = brought("foto.jpg", b"x")
    assert Attachment.objects.claim(attachment.pk, timezone.now()) is not None
    assert settled(attachment).state == AttachmentState.IN_REVIEW
    assert no_child == []


def test_a_worker_that_lost_its_claim_throws_away_what_it_made(brought, monkeypatch, no_child):
    attachment = brought("foto.jpg", b"x")
    mine = Attachment.objects.claim(attachment.pk, timezone.now() - SILENCE * 2)
    theirs = Attachment.objects.claim(attachment.pk, timezone.now())
    made = working._looked_at(mine)
    working._settle(mine, None, made)
    assert not path_of(made.name).exists()
    working._settle(theirs, None, working._looked_at(theirs))
    assert Attachment.objects.get(pk=attachment.pk).state == AttachmentState.CLEAN


def test_a_file_that_ends_its_workers_is_given_up(brought, no_child):
    attachment = brought("foto.jpg", b"x")
    Attachment.objects.update(attempts=MOST_ATTEMPTS)
    attachment = settled(attachment)
    assert (attachment.state, attachment.refusal) == (AttachmentState.REFUSED, Refusal.UNREADABLE)


@pytest.mark.security
def test_an_error_of_ours_leaves_it_in_review_and_nothing_of_the_file_in_the_log(brought, monkeypatch, caplog):
    attachment = brought("foto.jpg", GOOD["foto.jpg"])
    path_of(attachment.file_name).unlink()
    with caplog.at_level(logging.ERROR):
        attachment = settled(attachment)
    assert (attachment.state, attachment.attempts) == (AttachmentState.IN_REVIEW, 0)
    assert "stays in review" in caplog.text and attachment.file_name not in caplog.text


@pytest.mark.security
def test_a_child_that_breaks_off_leaves_no_half_copy(brought, monkeypatch):
    def breaks(chunks, extension, keep):
        keep(b"half")
        raise Refused(Refusal.UNREADABLE)

    monkeypatch.setattr(working, "examine", breaks)
    assert settled(brought("foto.jpg", b"x")).state == AttachmentState.REFUSED
    assert len(list(stored_files())) == 1
