"""Letters: what each may print of her, the number it leaves under, and the PDF that a worker makes."""

import io
import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.acting import acting
from accounts.models import AuditAction, AuditEntry
from cases.actions import record_consent
from cases.actions.consent_withdrawal import withdraw_consent
from cases.actions.letters import begin_letter, change_letter, discard_letter, make_final
from cases.actions.people import add_document, change_person
from cases.actions.relatives import relate
from cases.consent_kinds import Purpose
from cases.consent_rules import Answer
from cases.errors import NotPossible
from cases.letters import making
from cases.letters.kinds import Addressee, LetterKind, LetterState
from cases.letters.making import make_letter
from cases.letters.printing import printing_of
from cases.letters.wording import gendered, letter_texts
from cases.models import Attachment, Letter, TimelineEntry
from cases.states import (
    AgeSource,
    AttachmentKind,
    AttachmentState,
    ConsentState,
    DocumentStatus,
    EntryKind,
    RelationshipKind,
    SharedItem,
)
from directory.codelists import Confidentiality, DocumentType
from directory.models import AgencyUnit
from vault.files import read_sealed, stored_files

pytestmark = pytest.mark.django_db
NAME = "Flor de María Quispe Mamani"
ADULT = LetterKind.ATTENDED


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def known(person, rosa):
    """Kori has a DNI that somebody saw, and speaks kukama."""
    add_document(person, DocumentType.DNI, "45871236", DocumentStatus.SHOWN, by=rosa, country="PE")
    change_person(person, {"languages": "kukama y castellano"}, by=rosa, expected_version=person.version)
    return person


def allow(case, person, by, agencies=(), items=(), purposes=(Purpose.DATA, Purpose.SENSITIVE)):
    """She signs: these purposes, and these agencies with these data."""
    answers = [Answer(purpose, is_given=True) for purpose in purposes]
    answers += [Answer(Purpose.SHARING, is_given=True, agency=each, kinds=tuple(items)) for each in agencies]
    return record_consent(case, person, ConsentState.WRITTEN, by=by, valid_from=timezone.localdate(), answers=answers)


def begun(case, person, kind, by, **values) -> Letter:
    """A draft of this kind with these values written into it."""
    letter = begin_letter(case, person, kind, by=by)
    return change_letter(letter, values, by=by, expected_version=letter.version) if values else letter


def school(case, person, by, **more) -> Letter:
    told = {
        "addressee": Addressee.INSTITUTION,
        "institution": "I. E. 60123, Iquitos",
        "agreed_on": timezone.localdate(),
        "blanks": {"GESTION": "matricularse", "GRADO": "tercero de secundaria"},
    }
    return begun(case, person, LetterKind.SCHOOL, by, **told | more)


def oficio(case, person, by, **more) -> Letter:
    unit = AgencyUnit.objects.filter(unit_type="UDAVIT", place__code__startswith="16").select_related("agency").first()
    told = {"unit": unit, "blanks": {"CARPETA": "506-2026-118", "MEDIDAS": "reserva de su identidad"}}
    return begun(case, person, LetterKind.PROTECTION, by, **told | more)


def lacks_of(letter) -> str:
    return " ".join(str(each.what) for each in printing_of(letter, timezone.localdate()).lacks)


def finished(letter, by) -> Letter:
    final = make_final(letter, by=by, seen=letter.version)
    assert make_letter(final.pk)
    return Letter.objects.select_related("office", "attachment__key", "key", "case").get(pk=final.pk)


def text_of_pdf(letter) -> str:
    file = letter.attachment.handed_out
    reader = PdfReader(io.BytesIO(b"".join(read_sealed(file.name, file.key, file.size))))
    assert NAME not in str(reader.metadata), "the PDF's own data name nobody"
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


# The catalogue -----------------------------------------------------------------------------------------------------


def test_every_kind_has_a_text_that_prints_only_what_it_says_and_a_discreet_one_tells_nothing(case, person, rosa):
    assert {each.kind for each in letter_texts().values()} == set(LetterKind.values)
    for kind in LetterKind:
        letter = begin_letter(case, person, kind, by=rosa)
        said = lacks_of(letter)
        assert "no puede llevar" not in said and "no debe decir" not in said, (kind, said)
        assert "{" not in letter.body and NAME not in letter.body
    assert (
        gendered("identificad{a|o}", "M") == "identificado" and gendered("identificad{a|o}", "NI") == "identificado(a)"
    )


# What may be printed ------------------------------------------------------------------------------------------------


@pytest.mark.security
def test_a_school_reads_her_name_only_after_she_agreed_to_the_letter_and_lets_her_data_be_used(case, known, rosa):
    letter = school(case, known, rosa, agreed_on=None)
    assert "usar sus datos" in lacks_of(letter)
    allow(case, known, rosa)
    assert "dijo que sí a esta carta" in lacks_of(letter)
    with pytest.raises(NotPossible):
        make_final(letter, by=rosa, seen=letter.version)
    assert Letter.objects.get(pk=letter.pk).number is None
    letter = change_letter(letter, {"agreed_on": timezone.localdate()}, by=rosa, expected_version=letter.version)
    assert lacks_of(letter) == ""
    told = {"blanks": {"GESTION": "matricularse", "GRADO": "tercero <b>A</b> & {{ 7 * 7 }}."}}
    letter = change_letter(letter, told, by=rosa, expected_version=letter.version)
    made = text_of_pdf(finished(letter, rosa))
    assert NAME in made and "DNI 45871236" in made and "tercero<b>A</b>&{{7*7}}enla" in made.replace(" ", "")
    assert "trata" not in made.lower() and "víctima" not in made.lower() and case.code not in made


@pytest.mark.security
def test_an_authority_that_she_allowed_nothing_reads_her_code_and_the_form_of_her_name_stays_with_us(case, known, rosa):
    letter = oficio(case, known, rosa)
    printing = printing_of(letter, timezone.localdate())
    assert printing.lacks == () and printing.in_code
    made = finished(letter, rosa)
    said = text_of_pdf(made)
    assert known.code in said and "identidad se reserva" in said
    assert "Quispe" not in said and "45871236" not in said and "16 años" in said
    assert set(made.printed) == {"AGE", "CODE"} and made.consent is None
    assert made.attachment.kind == AttachmentKind.LEGAL


def test_with_her_consent_the_authority_reads_her_name_unless_her_identity_is_reserved(case, known, rosa):
    letter = oficio(case, known, rosa)
    items = (SharedItem.LEGAL_NAME, SharedItem.DOCUMENT)
    consent = allow(case, known, rosa, [letter.unit.agency], items)
    printing = printing_of(letter, timezone.localdate())
    assert printing.texts["NOMBRE"] == NAME and printing.consent == consent
    assert printing.masked().fill("[NOMBRE], [EDAD]") == "[NOMBRE], 16 años"
    letter.person.age_source = AgeSource.EXPERT
    assert printing_of(letter, timezone.localdate()).fill("[EDAD]") == "16 años o más, según pericia médico-legal"
    type(case).objects.filter(pk=case.pk).update(confidentiality=Confidentiality.IDENTITY_RESERVED)
    letter = Letter.objects.select_related("case", "person", "unit__agency").get(pk=letter.pk)
    printing = printing_of(letter, timezone.localdate())
    assert printing.in_code and NAME not in printing.fill(letter.body) and "45871236" not in printing.fill(letter.body)


@pytest.mark.security
def test_whoever_is_no_public_body_gets_no_letter_about_her_without_her_yes(case, known, rosa):
    letter = oficio(case, known, rosa)
    ngo = AgencyUnit.objects.select_related("agency").get(agency__code="NGO")
    letter = change_letter(letter, {"unit": ngo}, by=rosa, expected_version=letter.version)
    assert "no es una entidad pública" in lacks_of(letter)
    assert printing_of(letter, timezone.localdate()).printed == ()
    allow(case, known, rosa, [ngo.agency], (SharedItem.LEGAL_NAME, SharedItem.DOCUMENT, SharedItem.AGE_SEX))
    assert lacks_of(letter) == ""


@pytest.mark.security
def test_a_report_needs_her_written_yes_to_its_story(case, known, rosa, upe_loreto):
    blanks = {"MOTIVO": "a", "SITUACION": "b", "HECHO": "c", "PEDIDO": "d"}
    letter = begun(case, known, LetterKind.REPORT, rosa, unit=upe_loreto, blanks=blanks)
    items = (SharedItem.LEGAL_NAME, SharedItem.DOCUMENT, SharedItem.AGE_SEX)
    allow(case, known, rosa, [upe_loreto.agency], items)
    assert "Resumen de los hechos" in lacks_of(letter)
    allow(case, known, rosa, [upe_loreto.agency], (*items, SharedItem.SUMMARY))
    assert lacks_of(letter) == ""


def test_a_forged_document_is_not_printed_and_an_unknown_one_is_asked_for(case, person, rosa):
    add_document(person, DocumentType.DNI, "45871236", DocumentStatus.FORGED, by=rosa, country="PE")
    letter = begin_letter(case, person, LetterKind.ATTENDED, by=rosa)
    assert "documento de identidad" in lacks_of(letter)
    letter = change_letter(letter, {"body": "[NOMBRE] viene."}, by=rosa, expected_version=letter.version)
    assert lacks_of(letter) == ""


@pytest.mark.security
def test_what_is_typed_cannot_tell_what_the_letter_may_not(case, known, rosa):
    allow(case, known, rosa)
    for body, why in (
        ("[NOMBRE] fue víctima de trata.", "por qué la atendemos"),
        ("[NOMBRE], acogida en un albergue.", "por qué la atendemos"),
        ("Flor quispe pide matrícula.", "No escribas su nombre"),
        ("[NOMBRE], caso [CASO].", "no puede llevar [CASO]"),
    ):
        assert why in lacks_of(school(case, known, rosa, body=body)), body
    assert lacks_of(school(case, known, rosa, body="[NOMBRE]: se trata de su matrícula y su tratamiento.")) == ""


@pytest.mark.security
def test_nobody_possibly_involved_is_written_to_and_a_minor_grants_no_power(case, known, mother, rosa):
    when = {"DIA": "2026-12-01", "HORA": "10:30", "ASUNTO": "una reunión"}
    letter = begun(case, known, LetterKind.SUMMONS, rosa, addressee=Addressee.RELATIVE, relative=mother, blanks=when)
    relation = relate(known, mother, RelationshipKind.MOTHER, by=rosa)
    printing = printing_of(letter, timezone.localdate())
    assert printing.lacks == () and printing.printed == ()
    assert "1 de diciembre de 2026 a las 10:30 horas" in printing.fill(letter.body)
    type(relation).objects.filter(pk=relation.pk).update(possibly_involved=True)
    assert "no se le puede escribir" in lacks_of(letter)
    letter.body = "[NOMBRE] los espera."
    assert "a un familiar no lleva [NOMBRE]" in lacks_of(letter)
    assert "mayor de edad" in lacks_of(begin_letter(case, known, LetterKind.POWER, by=rosa))


# Final ---------------------------------------------------------------------------------------------------------------


def test_final_letters_are_numbered_kept_as_documents_and_told_in_the_file(case, known, rosa, sign_in):
    first = finished(begin_letter(case, known, LetterKind.ATTENDED, by=rosa), rosa)
    second = finished(begin_letter(case, known, LetterKind.ATTENDED, by=rosa), rosa)
    oficio_too = finished(oficio(case, known, rosa), rosa)
    year = timezone.localdate().year
    assert first.full_number == f"CONSTANCIA N.° 001-{year}-CALP/IQT"
    assert (second.number, oficio_too.number) == (2, 1), "each kind of document is counted by itself"
    file = first.attachment
    assert (file.state, file.media_type, file.kind) == (AttachmentState.CLEAN, "application/pdf", AttachmentKind.LETTER)
    assert file.title == first.full_number and file.person_id == known.pk and file.key_id == known.key_id
    told = TimelineEntry.objects.filter(case=case, kind=EntryKind.LETTER, subject_id=first.pk).get()
    assert first.full_number in told.headline
    said = text_of_pdf(first)
    assert f"Iquitos, {timezone.localdate().day} de" in said and "Rosa T." in said and "Trabajo social" in said
    left = AuditEntry.objects.filter(action=AuditAction.EXPORTED, subject_id=str(known.pk)).order_by("at").first()
    assert left.fields == [f"office_letter=constancia-001-{year}-IQT", "name", "document"]
    download = sign_in(rosa).get(reverse("cases:attachment_file", args=[file.pk]))
    assert download.status_code == 200 and b"".join(download.streaming_content).startswith(b"%PDF")
    assert "Quispe" not in download.headers["Content-Disposition"]


@pytest.mark.security
def test_the_database_keeps_number_and_text_of_what_left(case, known, rosa):
    made = finished(begin_letter(case, known, LetterKind.ATTENDED, by=rosa), rosa)
    for change in ({"number": 7}, {"state": LetterState.FAILED}, {"printed": []}, {"addressee": Addressee.INSTITUTION}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=made.pk).update(**change)
    made.body = "Otra cosa."
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        made.save(update_fields=["body"])
    draft = begin_letter(case, known, LetterKind.ATTENDED, by=rosa)
    final = make_final(draft, by=rosa, seen=draft.version)
    with pytest.raises(DatabaseError, match="Only a task"), transaction.atomic(), acting(rosa):
        Letter.objects.filter(pk=final.pk).update(state=LetterState.DONE, attachment=made.attachment)
    with pytest.raises(NotPossible):
        discard_letter(final, by=rosa)


def test_what_fails_keeps_its_number_says_why_and_is_made_again(case, known, rosa, monkeypatch):
    consent = allow(case, known, rosa)
    final = make_final(letter := school(case, known, rosa), by=rosa, seen=letter.version)
    withdraw_consent(consent, by=rosa)
    assert not make_letter(final.pk)
    failed = Letter.objects.select_related("office").get(pk=final.pk)
    assert (failed.state, failed.failure, failed.number) == (LetterState.FAILED, "NOT_ALLOWED", 1)
    allow(case, known, rosa)

    def broken(page, identifier):
        raise RuntimeError

    monkeypatch.setattr(making, "paper_makers", [broken])
    make_final(failed, by=rosa, seen=failed.version)
    assert not make_letter(failed.pk)
    failed.refresh_from_db()
    assert failed.failure == "UNEXPECTED" and list(stored_files()) == []
    monkeypatch.undo()
    again = finished(failed, rosa)
    assert again.full_number.startswith("CARTA N.° 001-") and Attachment.objects.count() == 1
    assert not make_letter(again.pk), "once is enough"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_letters_that_leave_at_once_get_numbers_without_gaps_or_doubles(case, known, rosa):
    letters = [begin_letter(case, known, LetterKind.ATTENDED, by=rosa) for _each in range(6)]
    problems = []

    def leave(letter):
        try:
            with acting("system"):
                make_final(letter, by=rosa, seen=letter.version)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[each]) for each in letters for _twice in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(problems) == 6 and all(isinstance(each, NotPossible) for each in problems)
    assert sorted(Letter.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
