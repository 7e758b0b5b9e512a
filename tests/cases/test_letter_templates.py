"""Letters for Word: filled in a child that understands names only, from a template of ours or of the office."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from docx import Document

from accounts.acting import acting
from accounts.models import AuditAction, AuditEntry
from cases.actions.letter_templates import add_template, try_out, withdraw_template, word_of
from cases.actions.letters import begin_letter, make_final
from cases.errors import NotPossible
from cases.letters.kinds import LetterKind
from cases.letters.making import make_letter
from cases.letters.word_base import base_template
from cases.models import Attachment, LetterTemplate
from tests.cases.test_letters import NAME, allow, known, media, school
from vault.files import SealedWriter

__all__ = ["known", "media"]
pytestmark = pytest.mark.django_db
TEXT = ("{%p for parrafo in parrafos %}", "{{ parrafo }}", "{%p endfor %}")


def written(*paragraphs: str, header: str = "", title: str = "") -> bytes:
    """A Word file with these paragraphs."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = header
    document.core_properties.title = title
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, change) -> bytes:
    """The same file with one part changed (``change(text) -> text``) or added (``change("")``)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, change(text.decode()) if part == name else text)
        if name not in old.namelist():
            new.writestr(name, change(""))
    return out.getvalue()


def words_in(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    parts = [*document.sections[0].header.paragraphs, *document.paragraphs, *document.sections[0].footer.paragraphs]
    return "\n".join(each.text for each in parts)


# The letter -------------------------------------------------------------------------------------------------------


def test_a_letter_leaves_for_word_with_what_it_may_print_and_a_trace_and_comes_back_as_a_version(
    case, known, rosa, sign_in
):
    client, letter = sign_in(rosa), school(case, known, rosa)
    url = reverse("cases:letter_word", args=[letter.pk])
    refused = client.get(url)
    assert refused.status_code == 422 and NAME not in refused.content.decode()
    allow(case, known, rosa)
    answer = client.get(url)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{case.code}-borrador.docx"'
    said = words_in(answer.content)
    assert NAME in said and "DNI 45871236" in said and "tercero de secundaria" in said and "CALP   Sede Iquitos" in said
    assert "{" not in said and "Señores\nDirector(a)\nI. E. 60123, Iquitos\nPresente.-" in said
    trace = AuditEntry.objects.get(action=AuditAction.DOWNLOADED, subject_id=str(known.pk))
    assert trace.fields == [f"office_letter={case.code}-borrador", "word", "name", "document"]
    final = make_final(letter, by=rosa, seen=letter.version)
    assert make_letter(final.pk)
    page = client.get(letter.get_absolute_url()).content.decode()
    file = Attachment.objects.get()
    assert reverse("cases:attachment_version", args=[file.pk]) in page and url in page
    writer = SealedWriter()
    writer.write(answer.content)
    form = {"title": file.title, "idempotency_key": "0199a3c8-0000-7000-8000-000000000001"}
    sent = form | {"file": SimpleUploadedFile("carta.docx", answer.content)}
    assert client.post(reverse("cases:attachment_version", args=[file.pk]), sent).status_code == 302
    assert Attachment.objects.get(replaces=file).edition == 2


# The office's own -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_newest_of_the_office_rules_then_the_one_for_all_then_ours(case, known, rosa, raul, iquitos, lima):
    kind = LetterKind.ATTENDED
    letter = begin_letter(case, known, kind, by=rosa)
    everywhere = add_template(kind, None, written("De todas", *TEXT), by=raul)
    add_template(kind, lima, written("De Lima", *TEXT), by=raul)
    assert "De todas" in words_in(word_of(letter, by=rosa))
    add_template(kind, iquitos, written("Vieja de Iquitos", *TEXT), by=raul)
    own = add_template(kind, iquitos, written("Papel de {{ sede }}", *TEXT), by=raul)
    assert own.edition == 2 and own.code == "plantilla-attended-iqt-2"
    said = words_in(word_of(letter, by=rosa))
    assert "Papel de Iquitos" in said and NAME in said
    for template in LetterTemplate.objects.filter(office=iquitos):
        withdraw_template(template, by=raul)
    assert "De todas" in words_in(word_of(letter, by=rosa))
    withdraw_template(everywhere, by=raul)
    assert "CALP   Sede Iquitos" in words_in(word_of(letter, by=rosa))
    with pytest.raises(NotPossible):
        withdraw_template(everywhere, by=raul)


# In each of the places where a document may hold text.
HOSTILE = {
    "attribute": written("{{ ''.__class__ }}", *TEXT),
    "chain": written("{{ parrafos.__class__.__mro__[1].__subclasses__() }}", *TEXT),
    "loop": written("{%p for x in range(10**9) %}", "{{ x }}", "{%p endfor %}", *TEXT),
    "nested": written("{% for parrafo in parrafos %}{% for linea in destinatario %}x{% endfor %}{% endfor %}", *TEXT),
    "power": written("{{ 10**10**9 }}", *TEXT),
    "repeat": written("{{ sede * 999999999 }}", *TEXT),
    "include": written("{% include '/etc/passwd' %}", *TEXT),
    "import": written("{% import 'os' as os %}", *TEXT),
    "call": written("{{ cycler.__init__.__globals__.os.popen('id').read() }}", *TEXT),
    "filter": written("{{ sede|attr('__class__') }}", *TEXT),
    "set": written("{% set sede = 'x' %}", *TEXT),
    "macro": written("{% macro sede() %}x{% endmacro %}", *TEXT),
    "header": written(*TEXT, header="{{ numero.__class__ }}"),
    "property": written(*TEXT, title="{{ numero.__class__ }}"),
    "cell": with_part(
        written("x", *TEXT),
        "word/document.xml",
        lambda xml: xml.replace("<w:t>x</w:t>", "<w:t>{</w:t></w:r><w:r><w:t>{ sede.__doc__ }}</w:t>"),
    ),
    "broken": written("{% for parrafo in %}", *TEXT),
}


@pytest.mark.security
@pytest.mark.slow
def test_nothing_in_a_template_is_ever_run():
    for name, content in HOSTILE.items():
        with pytest.raises(NotPossible) as refused:
            try_out(content)
        assert "instrucciones que no son de una carta" in str(refused.value.message), name


@pytest.mark.slow
@pytest.mark.security
def test_a_template_that_fetches_acts_is_no_word_file_or_has_strange_words_is_refused_with_the_reason(raul, sign_in):
    picture = '<Relationship Id="rId99" Type="http://x/image" Target="http://203.0.113.9/x.png" TargetMode="External"/>'
    cases = {
        "trae cosas de otros lugares": with_part(
            written(*TEXT),
            "word/_rels/document.xml.rels",
            lambda xml: xml.replace("</Relationships>", f"{picture}</Relationships>"),
        ),
        "Contiene programas": with_part(written(*TEXT), "word/vbaProject.bin", lambda _text: "x"),
        "Usa «nombre_completo», que no existe": written("{{ nombre_completo }}", *TEXT),
        "falta «parrafos»": written("Sin texto"),
        "No se pudo leer": b"PK\x03\x04 no es nada",
    }
    client, url = sign_in(raul), reverse("cases:letter_template_new")
    for number, (words, content) in enumerate(cases.items()):
        key = f"0199a3c8-0000-7000-8000-{number:012d}"
        sent = {"kind": "SCHOOL", "office": "", "idempotency_key": key}
        answer = client.post(url, sent | {"file": SimpleUploadedFile("papel.docx", content)})
        assert answer.status_code == 422 and words in answer.content.decode(), words
    wrong = client.post(url, {"kind": "", "idempotency_key": key, "file": SimpleUploadedFile("papel.pdf", b"%PDF-")})
    assert wrong.status_code == 422 and "terminado en .docx" in wrong.content.decode()
    assert not LetterTemplate.objects.exists()


@pytest.mark.slow
def test_an_administrator_brings_tries_and_withdraws_one_and_nobody_else(raul, rosa, sign_in):
    client = sign_in(raul)
    base = client.get(reverse("cases:letter_template_base"))
    assert base.content == base_template()
    key = "0199a3c8-0000-7000-8000-000000000009"
    sent = {"kind": "SCHOOL", "office": "", "idempotency_key": key}
    sent["file"] = SimpleUploadedFile("papel.docx", base.content)
    assert client.post(reverse("cases:letter_template_new"), sent).status_code == 302
    template = LetterTemplate.objects.get()
    page = client.get(reverse("cases:letter_templates")).content.decode()
    assert "En uso" in page and "Todas las sedes" in page
    assert client.get(reverse("cases:letter_template_file", args=[template.pk])).content == base.content
    trial = client.get(reverse("cases:letter_template_trial", args=[template.pk]))
    assert "la persona es inventada" in words_in(trial.content) and "{{ llaves }}" in words_in(trial.content)
    with acting(raul), pytest.raises(DatabaseError), transaction.atomic():
        LetterTemplate.objects.filter(pk=template.pk).update(digest="0" * 64)
    with acting(rosa), pytest.raises(DatabaseError), transaction.atomic():
        add_template(LetterKind.SCHOOL, None, base.content, by=rosa)
    assert client.post(reverse("cases:letter_template_withdraw", args=[template.pk])).status_code == 302
    assert "Retirada" in client.get(reverse("cases:letter_templates")).content.decode()
    assert sign_in(rosa).get(reverse("cases:letter_templates")).status_code == 403
