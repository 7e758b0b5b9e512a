"""The part "Documentos" of a case: bringing a file, handing it out, taking it out of use; who may, what is written."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from accounts.acting import acting
from accounts.models import AuditAction, AuditEntry
from accounts.permissions import Area
from cases.actions import NewFile, add_attachment, assign, withdraw_attachment
from cases.attachments.working import review
from cases.models import Attachment
from cases.states import AttachmentKind, AttachmentState, TeamRole
from tests.signing_in import signed_in
from vault.files import SealedWriter, stored_files, unfinished_files
from vault.models import DataKey

pytestmark = pytest.mark.django_db
KIND = AttachmentKind.EVIDENCE
# Four frames of sound: the smallest file that is handed out as it came.
SOUND = (b"\xff\xfb\x90\x00" + bytes(413)) * 5


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def picture(form: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, form)
    return out.getvalue()


def brought(case, by, content: bytes = SOUND, name: str = "llamada.mp3", **more) -> Attachment:
    writer = SealedWriter()
    writer.write(content)
    return add_attachment(case, NewFile(name, writer.finish()), KIND, "Llamada del martes", by=by, **more)


def clean(case, by, **more) -> Attachment:
    """One that was looked at, without starting a child."""
    attachment = brought(case, by, **more)
    Attachment.objects.filter(pk=attachment.pk).update(state=AttachmentState.CLEAN, media_type="audio/mpeg")
    attachment.refresh_from_db()
    return attachment


def form(content: bytes = SOUND, name: str = "llamada.mp3", **more) -> dict:
    given = {
        "idempotency_key": uuid4(),
        "file": SimpleUploadedFile(name, content),
        "kind": KIND,
        "title": "Llamada del martes",
        "area": Area.GENERAL,
    }
    return {key: value for key, value in (given | more).items() if value is not None}


def new(case) -> str:
    return reverse("cases:attachment_new", args=[case.pk])


def page_of(attachment, name: str = "attachment") -> str:
    return reverse(f"cases:{name}", args=[attachment.pk])


def actions_about(attachment) -> list[str]:
    rows = AuditEntry.objects.about("cases.attachment", attachment.pk).order_by("at", "id")
    return list(rows.values_list("action", flat=True))


# Bringing one --------------------------------------------------------------------------------------------------


def test_a_file_is_sealed_while_it_arrives_and_waits_for_its_review(case, person, sign_in, rosa, settings):
    answer = sign_in(rosa).post(new(case), form(person=person.pk))
    assert answer.status_code == 302, answer.context["form"].errors
    attachment = Attachment.objects.get()
    assert (attachment.state, attachment.number, attachment.size) == (AttachmentState.IN_REVIEW, 1, len(SOUND))
    assert (attachment.title, attachment.original_name) == ("Llamada del martes", "llamada.mp3")
    assert attachment.key_id == person.key_id, "erasing her must erase it"
    assert actions_about(attachment) == [AuditAction.CREATED]
    assert [name for name, _at in stored_files()] == [attachment.file_name]
    assert all(SOUND[:64] not in path.read_bytes() for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


def test_a_photo_may_come_from_the_camera(case, sign_in, rosa):
    photo = SimpleUploadedFile("image.jpg", picture())
    assert sign_in(rosa).post(new(case), form(file=None, photo=photo)).status_code == 302
    assert Attachment.objects.get().extension == "jpg"


def test_sending_the_same_form_twice_brings_one_file(case, sign_in, rosa):
    key = uuid4()
    first, second = (sign_in(rosa).post(new(case), form(idempotency_key=key)) for _ in range(2))
    assert first.url == second.url
    assert Attachment.objects.count() == 1
    assert len(list(stored_files())) == 1, "the second copy is removed when the answer is sent"


@pytest.mark.security
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"file": None}, "Elige un archivo o toma una foto"),
        ({"photo": SimpleUploadedFile("image.jpg", b"x")}, "uno por vez"),
        ({"name": "informe.exe"}, "No recibimos archivos de ese tipo"),
        ({"name": "informe.pdf.html"}, "No recibimos archivos de ese tipo"),
        ({"name": "sin-extension"}, "No recibimos archivos de ese tipo"),
        ({"content": b""}, "vacío"),
        ({"title": ""}, "Escribe un título"),
        ({"kind": "NADA"}, "Elegir una de las opciones"),
        ({"area": ""}, "Elige quién puede abrirlo"),
    ],
)
def test_wrong_input_is_told_and_nothing_stays(case, sign_in, rosa, more, words):
    answer = sign_in(rosa).post(new(case), form(**more))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Attachment.objects.exists()
    assert [*stored_files(), *unfinished_files()] == []


@pytest.mark.security
def test_what_is_longer_than_its_kind_may_be_is_not_kept_and_what_was_typed_is(case, sign_in, rosa, monkeypatch):
    monkeypatch.setattr("cases.attachments.kinds.COMMON_LIMIT", 1000)
    answer = sign_in(rosa).post(new(case), form(content=picture() + bytes(2000), name="foto.jpg"))
    assert answer.status_code == 422
    assert "El archivo pesa más de" in answer.content.decode()
    assert 'value="Llamada del martes"' in answer.content.decode()
    assert [*stored_files(), *unfinished_files()] == []


@pytest.mark.security
def test_what_is_longer_than_anything_may_be_is_refused_before_it_is_read(case, sign_in, rosa):
    answer = sign_in(rosa).post(new(case), form(), CONTENT_LENGTH=str(300 * 1024 * 1024))
    assert answer.status_code == 413
    assert "pesa más de 200 MB" in answer.content.decode()
    assert [*stored_files(), *unfinished_files()] == []


@pytest.mark.security
def test_without_the_token_of_the_session_nothing_is_kept(case, client, rosa):
    signed_in(client, rosa)
    client.handler.enforce_csrf_checks = True
    assert client.post(new(case), form()).status_code == 403
    assert not Attachment.objects.exists()
    assert [*stored_files(), *unfinished_files()] == []


@pytest.mark.security
def test_from_another_office_there_is_no_such_case(case, sign_in, ulises, teo):
    assert sign_in(ulises).post(new(case), form()).status_code == 404
    assert sign_in(teo).post(new(case), form()).status_code == 403
    assert not Attachment.objects.exists()
    assert [*stored_files(), *unfinished_files()] == []


# Handing it out ------------------------------------------------------------------------------------------------


@pytest.mark.security
def test_a_clean_file_leaves_as_a_download_that_nothing_opens(case, sign_in, milagros, rosa):
    attachment = clean(case, rosa)
    answer = sign_in(milagros).get(page_of(attachment, "attachment_file"))
    assert answer.streaming and b"".join(answer.streaming_content) == SOUND
    assert answer["Content-Disposition"] == f'attachment; filename="{case.code}-documento-1.mp3"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert {"sandbox", "default-src 'none'"} <= set(answer["Content-Security-Policy"].split("; "))
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Length"] == str(len(SOUND))
    assert actions_about(attachment)[-1] == AuditAction.DOWNLOADED


@pytest.mark.security
def test_what_streams_asks_the_database_for_nothing(case, sign_in, rosa):
    answer = sign_in(rosa).get(page_of(clean(case, rosa), "attachment_file"))
    with CaptureQueriesContext(connection) as queries:
        assert b"".join(answer.streaming_content) == SOUND
    assert len(queries) == 0


@pytest.mark.security
def test_a_piece_of_it_cannot_be_asked_for(case, sign_in, rosa):
    attachment = clean(case, rosa)
    answer = sign_in(rosa).get(page_of(attachment, "attachment_file"), headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer["Accept-Ranges"]) == (200, "none")


@pytest.mark.security
@pytest.mark.parametrize("state", ["IN_REVIEW", "REFUSED", "withdrawn"])
def test_what_is_not_clean_or_not_in_use_is_not_handed_out(case, sign_in, rosa, state):
    attachment = clean(case, rosa) if state == "withdrawn" else brought(case, rosa)
    if state == "REFUSED":
        Attachment.objects.filter(pk=attachment.pk).update(state=state, refusal="KIND")
    if state == "withdrawn":
        withdraw_attachment(attachment, "Era de otro caso.", by=rosa)
    answer = sign_in(rosa).get(page_of(attachment, "attachment_file"))
    assert answer.status_code == 422 and not answer.streaming
    assert AuditAction.DOWNLOADED not in actions_about(attachment)
    assert sign_in(rosa).get(page_of(attachment)).status_code == 200


@pytest.mark.security
def test_a_file_of_therapy_is_opened_by_its_area_and_by_whoever_brought_it(case, sign_in, milagros, rosa, celia, elmer):
    attachment = clean(case, milagros, area=Area.PSYCHOLOGICAL)
    for user in (rosa, celia, elmer):
        for name in ("attachment", "attachment_file", "attachment_withdraw", "attachment_version"):
            assert sign_in(user).get(page_of(attachment, name)).status_code == 403
    listed = sign_in(celia).get(reverse("cases:attachments", args=[case.pk])).content.decode()
    assert "Llamada del martes" not in listed and "Reservado" in listed
    assert "Llamada del martes" not in sign_in(celia).get(case.get_absolute_url()).content.decode()
    assert sign_in(milagros).get(page_of(attachment, "attachment_file")).status_code == 200
    assert AuditAction.DENIED in AuditEntry.objects.filter(actor_id=rosa.pk).values_list("action", flat=True)


@pytest.mark.security
def test_whose_key_was_destroyed_has_nothing_left_to_open(case, person, sign_in, rosa, elmer):
    attachment = clean(case, rosa, person=person)
    DataKey.objects.filter(pk=person.key_id).shred()
    listed = sign_in(elmer).get(reverse("cases:attachments", args=[case.pk]))
    assert listed.status_code == 200 and "Suprimido" in listed.content.decode()
    for name in ("attachment", "attachment_file", "attachment_original", "attachment_version", "attachment_withdraw"):
        assert sign_in(elmer).get(page_of(attachment, name)).status_code == 403


@pytest.mark.security
def test_the_original_needs_more_and_says_what_for(case, sign_in, rosa, elmer):
    attachment = clean(case, rosa)
    address = page_of(attachment, "attachment_original")
    assert sign_in(rosa).post(address, {"reason": "PROCEEDING"}).status_code == 403
    assert sign_in(elmer).post(address, {}).status_code == 422
    assert AuditAction.REVEALED not in actions_about(attachment)
    answer = sign_in(elmer).post(address, {"reason": "PROCEEDING"})
    assert b"".join(answer.streaming_content) == SOUND
    assert answer["Content-Type"] == "application/octet-stream"
    entry = AuditEntry.objects.get(action=AuditAction.REVEALED)
    assert entry.fields == ["original", "reason=PROCEEDING"]


@pytest.mark.security
def test_nobody_from_elsewhere_learns_that_there_is_a_file(case, sign_in, rosa, ulises):
    attachment = clean(case, rosa)
    for name in ("attachment", "attachment_file", "attachment_withdraw", "attachment_version", "attachment_original"):
        assert sign_in(ulises).get(page_of(attachment, name)).status_code == 404


# Versions, and taking it out -----------------------------------------------------------------------------------


def test_a_newer_version_takes_its_place_for_the_same_readers(case, sign_in, milagros):
    old = clean(case, milagros, area=Area.PSYCHOLOGICAL)
    sent = {"idempotency_key": uuid4(), "file": SimpleUploadedFile("b.mp3", SOUND), "title": "Llamada, completa"}
    assert sign_in(milagros).post(page_of(old, "attachment_version"), sent).status_code == 302
    newer = Attachment.objects.get(replaces=old)
    assert (newer.area, newer.edition, newer.number, newer.key_id) == (old.area, 2, 2, old.key_id)
    listed = sign_in(milagros).get(reverse("cases:attachments", args=[case.pk])).content.decode()
    assert "Llamada, completa" in listed and "Llamada del martes" not in listed
    sent |= {"idempotency_key": uuid4(), "file": SimpleUploadedFile("c.mp3", SOUND)}
    again = sign_in(milagros).post(page_of(old, "attachment_version"), sent)
    assert again.status_code == 422
    assert "ya tiene una versión más nueva" in again.content.decode()
    assert len(list(stored_files())) == 2


def test_taking_one_out_needs_a_reason_and_destroys_nothing(case, sign_in, rosa):
    attachment = clean(case, rosa)
    address = page_of(attachment, "attachment_withdraw")
    assert sign_in(rosa).post(address, {"reason": ""}).status_code == 422
    assert not Attachment.objects.exclude(withdrawn_at=None).exists()
    assert sign_in(rosa).post(address, {"reason": "Era de otro caso."}).status_code == 302
    attachment = Attachment.objects.get()
    assert (attachment.withdrawal_reason, attachment.withdrawn_by) == ("Era de otro caso.", rosa)
    assert actions_about(attachment)[-1] == AuditAction.STATUS_CHANGED
    assert [name for name, _at in stored_files()] == [attachment.file_name]
    assert sign_in(rosa).post(address, {"reason": "Otra vez."}).status_code == 422
    listed = reverse("cases:attachments", args=[case.pk])
    assert "Llamada del martes" not in sign_in(rosa).get(listed).content.decode()
    assert "Llamada del martes" in sign_in(rosa).get(f"{listed}?ver=retirados").content.decode()


def test_the_list_asks_the_same_whether_there_is_one_file_or_twelve(case, sign_in, rosa):
    listed, client, asked = reverse("cases:attachments", args=[case.pk]), sign_in(rosa), []
    for more in (1, 11):
        for _ in range(more):
            brought(case, rosa)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(listed).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.slow
def test_a_photo_is_looked_at_and_its_clean_copy_is_what_is_served(case, sign_in, rosa):
    sign_in(rosa).post(new(case), form(content=picture() + b"<script>", name="foto.jpeg"))
    attachment = Attachment.objects.get()
    review(attachment.pk)
    answer = sign_in(rosa).get(page_of(attachment, "attachment_file"))
    served = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "image/jpeg"
    assert served.startswith(b"\xff\xd8") and b"<script>" not in served


@pytest.mark.security
@pytest.mark.parametrize(
    "change", ["state = 'CLEAN', media_type = 'audio/mpeg'", "file_name = repeat('0', 32)", "derivative_name = 'x'"]
)
def test_a_page_can_never_say_that_a_file_is_clean_or_which_file_it_is(case, rosa, change):
    attachment = brought(case, rosa)
    with acting(rosa), connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute(f"UPDATE cases_attachment SET {change} WHERE id = %s", [attachment.pk])


@pytest.mark.security
def test_the_database_hides_it_from_another_office(case, rosa, ulises):
    brought(case, rosa)
    with acting(ulises):
        assert not Attachment.objects.exists()
    with acting(rosa):
        assert Attachment.objects.exists()


@pytest.mark.security
def test_a_paper_of_her_health_is_opened_by_whoever_reads_her_health_and_by_whoever_brought_it(
    sign_in, case, rosa, elmer, milagros, celia
):
    assign(case, elmer, TeamRole.LEGAL, by=celia)
    paper = clean(case, elmer)
    Attachment.objects.filter(pk=paper.pk).update(kind=AttachmentKind.MEDICAL)
    mine = clean(case, rosa)
    Attachment.objects.filter(pk=mine.pk).update(kind=AttachmentKind.MEDICAL)
    assert [sign_in(each).get(page_of(mine)).status_code for each in (rosa, milagros, celia, elmer)] == [200] * 3 + [
        403
    ]
    assert sign_in(elmer).get(page_of(paper)).status_code == 200
    listed = sign_in(elmer).get(reverse("cases:attachments", args=[case.pk])).content.decode()
    assert "Documento de salud, reservado" in listed
