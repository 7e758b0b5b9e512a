"""Photographs of papers: several are the pages of one document, in their order, and one that is refused refuses all."""

import io
import zipfile
from uuid import uuid4

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.permissions import Area
from cases.actions import hand_out
from cases.attachments.kinds import Refusal
from cases.attachments.working import review
from cases.models import Attachment
from cases.states import AttachmentKind, AttachmentState
from tests.cases.hostile_files import MARK, SCRIPT, telling_jpeg
from vault.files import read_sealed, stored_files, unfinished_files

pytestmark = pytest.mark.django_db
# A page of each colour, so that their order is seen; the second lies on its side.
COLOURS = {"red": (60, 80), "lime": (80, 60), "blue": (60, 80)}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def photo(colour: str, form: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", COLOURS[colour], colour).save(out, form)
    return out.getvalue()


def send(client, case, name: str, contents: list[bytes], **more):
    called = more.pop("called", "image.jpg")
    files = [SimpleUploadedFile(called, content) for content in contents]
    told = {"idempotency_key": uuid4(), "kind": AttachmentKind.IDENTITY, "title": "Partida", "area": Area.GENERAL}
    return client.post(reverse("cases:attachment_new", args=[case.pk]), told | {name: files} | more)


def bytes_of(file) -> bytes:
    return b"".join(read_sealed(file.name, file.key, file.size))


@pytest.mark.parametrize("way", ["photo", "file"])
def test_several_photographs_become_one_document_with_its_pages_in_order(case, person, rosa, sign_in, way):
    taken = [photo(colour) for colour in COLOURS]
    answer = send(sign_in(rosa), case, way, taken, person=person.pk)
    assert answer.status_code == 302, answer.context["form"].errors
    attachment = Attachment.objects.get()
    assert (attachment.original_name, attachment.key_id) == ("3 fotos.zip", person.key_id)
    assert {name for name, _at in stored_files()} == {attachment.file_name}, "the single photographs are gone"
    with zipfile.ZipFile(io.BytesIO(bytes_of(attachment.original))) as kept:
        assert [kept.read(name) for name in sorted(kept.namelist())] == taken, "as evidence, byte for byte"
    review(attachment.pk)
    attachment.refresh_from_db()
    assert (attachment.state, attachment.media_type) == (AttachmentState.CLEAN, "application/pdf")
    assert attachment.outward_name().endswith("-1.pdf")
    with pikepdf.open(io.BytesIO(b"".join(hand_out(attachment, by=rosa)))) as pdf:
        assert [colour_of(page) for page in pdf.pages] == list(COLOURS)
        lie = [float(page.MediaBox[2]) > float(page.MediaBox[3]) for page in pdf.pages]
        assert lie == [False, True, False]


def colour_of(page) -> str:
    seen = pikepdf.PdfImage(page.Resources.XObject.Foto).as_pil_image().resize((1, 1)).getpixel((0, 0))
    exact = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255)}
    return min(exact, key=lambda name: sum(abs(a - b) for a, b in zip(exact[name], seen, strict=True)))


@pytest.mark.security
def test_nothing_hidden_in_a_photograph_comes_along_and_a_hostile_one_refuses_all(case, rosa, sign_in):
    client = sign_in(rosa)
    send(client, case, "photo", [photo("red"), telling_jpeg()])
    send(client, case, "photo", [photo("red"), b"\xff\xd8\xff\xe0" + SCRIPT * 40, photo("blue")])
    good, hostile = Attachment.objects.order_by("number")
    for each in (good, hostile):
        review(each.pk)
        each.refresh_from_db()
    assert MARK in bytes_of(good.original)
    with pikepdf.open(io.BytesIO(bytes_of(good.handed_out))) as pdf:
        inside = [each.read_raw_bytes() for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        assert len(pdf.pages) == 2 and len(inside) >= 4
        assert not [each for each in inside if MARK in each or b"Exif" in each]
    assert (hostile.state, hostile.derivative_name) == (AttachmentState.REFUSED, "")
    assert hostile.refusal in {Refusal.UNREADABLE, Refusal.OTHER_CONTENT}


@pytest.mark.security
@pytest.mark.parametrize(
    ("contents", "more", "words"),
    [
        ([b"\xff\xd8\xff\xe0" + bytes(99), b""], {}, "vacío"),
        ([b"x"] * 21, {}, "más de 20 páginas"),
        ([b"x"] * 2, {"called": "informe.pdf"}, "Página 1: Varios a la vez, solo fotos"),
        ([b"x"] * 2, {"called": "fotos.zip"}, "No recibimos archivos de ese tipo"),
        ([b"x"], {"called": "fotos.zip"}, "No recibimos archivos de ese tipo"),
        ([b"x"] * 2, {"title": ""}, "Toma otra vez la foto"),
        ([b"x" * 600] * 2, {}, "Las fotos pesan juntas más de"),
    ],
)
def test_wrong_pages_are_told_and_nothing_stays(case, rosa, sign_in, monkeypatch, contents, more, words):
    monkeypatch.setattr("cases.forms.attachments.PAGES_LIMIT", 1000)
    answer = send(sign_in(rosa), case, "photo", contents, **more)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert more.get("title") == "" or 'value="Partida"' in html
    assert not Attachment.objects.exists()
    assert [*stored_files(), *unfinished_files()] == []


def test_what_was_bound_goes_away_when_the_document_is_not_written(case, rosa, sign_in, monkeypatch):
    def refuse(*_arguments, **_more):
        raise RuntimeError

    monkeypatch.setattr("cases.actions.attachments.wake_review", refuse)
    client = sign_in(rosa)
    with pytest.raises(RuntimeError):
        send(client, case, "photo", [photo("red"), photo("blue")])
    assert not Attachment.objects.exists()
    assert [*stored_files(), *unfinished_files()] == []
