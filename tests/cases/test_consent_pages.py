"""What she allows, purpose by purpose; refusing never costs her anything, and taking it back is one step."""

import base64
import uuid
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import AuditAction, AuditEntry
from cases.actions import add_person, add_task, change_person, open_case, record_consent, relate
from cases.models import Consent, ConsentAnswer, WithdrawalLetter
from cases.states import ConsentState, EntryKind, ParticipationRole, RelationshipKind, SharedItem, TaskKind
from directory.codelists import ServiceKind
from directory.models import Agency
from referrals.actions import Draft, draft_referral, send_referral

pytestmark = pytest.mark.django_db


def _picture() -> bytes:
    written = BytesIO()
    Image.new("RGB", (40, 16), "white").save(written, "PNG")
    return written.getvalue()


PICTURE = _picture()


@pytest.fixture
def url(case, person):
    return reverse("cases:consent", args=[case.pk, person.pk])


@pytest.fixture
def form(case, person):
    return reverse("cases:consent_new", args=[case.pk, person.pk])


def agency(code):
    return Agency.objects.get(code=code)


def decision(**more):
    """What somebody types for Kori, who is sixteen."""
    return {
        "state": "WRITTEN",
        "capacity": "A14_17",
        "signature": "PAPER",
        "language": "kukama",
        "valid_from": timezone.localdate().strftime("%d/%m/%Y"),
        "idempotency_key": str(uuid.uuid4()),
    } | more


def test_a_decision_is_written_once_answer_by_answer(sign_in, rosa, case, person, url, form):
    client = sign_in(rosa)
    typed = decision(
        p_DATA="YES",
        p_SENSITIVE="YES",
        p_IMAGE_VOICE="NO",
        a_MIMP="YES",
        a_MIMP_kinds=["PREFERRED_NAME", "SUMMARY"],
        a_PNP="NO",
        a_PNP_kinds=["CONTACT"],  # ticked beforehand, and nothing without a yes
        valid_to=(timezone.localdate() + timedelta(days=365)).strftime("%d/%m/%Y"),
        interpreter="Doña Nelly",
        notes="Se le explicó en kukama.",
    )
    for _ in range(2):
        assert client.post(form, typed).url == url
    consent = Consent.objects.filter(case=case, person=person).first()
    assert Consent.objects.count() == 2
    answers = {(each.purpose, getattr(each.agency, "code", "")): each for each in consent.answers.all()}
    assert {key: each.is_given for key, each in answers.items()} == {
        ("DATA", ""): True,
        ("SENSITIVE", ""): True,
        ("IMAGE_VOICE", ""): False,
        ("SHARING", "MIMP"): True,
        ("SHARING", "PNP"): False,
    }
    assert answers["SHARING", "MIMP"].kinds == ["PREFERRED_NAME", "SUMMARY"]
    assert (consent.capacity, consent.signature, consent.language) == ("A14_17", "PAPER", "kukama")
    assert (consent.interpreter, consent.notes) == ("Doña Nelly", "Se le explicó en kukama.")
    assert consent.text_version == "adolescente-2026-11" and len(consent.text_hash) == 64
    page = client.get(url).content.decode()
    assert "Vigente" in page and "Resumen de los hechos" in page and "Compartir con MIMP" in page
    assert "Subir el papel firmado" in page


def test_the_task_to_ask_leads_here_and_her_decision_ends_it(sign_in, rosa, case, person, url, form):
    today = timezone.localdate()
    task = add_task(case, TaskKind.ASK_CONSENT, today, assigned_to=rosa, by=rosa, person=person)
    client = sign_in(rosa)
    assert f'href="{url}"' in client.get(reverse("cases:tasks", args=[case.pk])).content.decode()
    client.post(form, decision(state="NOT_YET"))
    task.refresh_from_db()
    assert task.is_pending, "she has not decided yet"
    client.post(form, decision())
    task.refresh_from_db()
    assert (task.is_pending, task.done_by) == (False, rosa)
    assert not case.timeline.filter(kind=EntryKind.TASK).exists(), "the decision tells of it already"


def test_the_page_shows_codes_only_and_writes_that_it_was_seen(sign_in, rosa, case, person, url):
    page = sign_in(rosa).get(url).content.decode()
    assert person.code in page and case.code in page
    assert "Kori" not in page and "Quispe" not in page
    assert f"<title>Consentimiento en {case.code} – Registro</title>" in page
    assert AuditEntry.objects.filter(action=AuditAction.VIEWED, subject_kind="cases.participation").count() == 1


def test_what_intake_asked_is_not_enough_and_the_page_says_what_comes_next(sign_in, rosa, case, person, url, form):
    page = sign_in(rosa).get(url).content.decode()
    assert "Preguntarle cosa por cosa" in page and f'href="{form}"' in page
    assert page.count("No se preguntó") == 6


def test_only_agencies_with_a_desk_that_takes_referrals_are_offered(sign_in, rosa, form):
    mimp = agency("MIMP")
    assert "a_MIMP" in sign_in(rosa).get(form).content.decode()
    mimp.units.update(accepts_referrals=False)
    assert "a_MIMP" not in sign_in(rosa).get(form).content.decode()


def test_a_refusal_is_in_its_own_colour_never_red_and_ends_what_was_allowed(sign_in, rosa, case, person, url, form):
    before = case.consents.get()
    client = sign_in(rosa)
    client.post(form, decision(state="REFUSED", signature=""))
    page = client.get(url).content.decode()
    before.refresh_from_db()
    assert '<span class="et et--camu">' in page and "No lo da" in page and "et--achiote" not in page
    assert "Retirado" in page and before.withdrawn_on == timezone.localdate()
    assert "Negarse no le quita la atención" in page
    assert case.tasks.exists() and ConsentAnswer.objects.filter(is_given=False).count() == 6


def test_a_new_decision_begins_with_what_the_one_in_force_says(sign_in, rosa, case, person, form):
    record_consent(
        case,
        person,
        ConsentState.WRITTEN,
        by=rosa,
        valid_from=timezone.localdate(),
        agencies=[agency("MIMP")],
        items=[SharedItem.CONTACT],
    )
    initial = sign_in(rosa).get(form).context["form"].initial
    assert (initial["state"], initial["a_MIMP"], initial["a_MIMP_kinds"]) == ("WRITTEN", "YES", ["CONTACT"])


# Who decides -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "words", "offered"),
    [
        (date(2016, 1, 1), "¿Está bien que el centro la atienda", ["PARENT", "STATE", "DEFENDER"]),
        (date(2011, 1, 1), "Tienes entre 14 y 17 años", ["A14_17", "PARENT", "STATE", "DEFENDER"]),
        (date(1990, 1, 1), "Le explicamos qué datos suyos guardamos", ["ADULT"]),
    ],
)
def test_the_form_asks_only_what_fits_her_age_in_words_for_it(sign_in, rosa, person, form, born, words, offered):
    known = {"birth_date": born, "stated_age": None, "stated_on": None, "age_source": "DOCUMENT"}
    change_person(person, known, by=rosa, expected_version=1)
    client = sign_in(rosa)
    answer = client.get(form)
    assert words in answer.content.decode()
    assert [code for code, _words in answer.context["form"].fields["capacity"].choices] == offered
    typed = decision(capacity=offered[0])
    answer = client.post(form, typed)
    if offered[0] != "PARENT":
        assert answer.status_code == 302
        return
    assert "Escribe el nombre y el cargo de quien decide por ella" in answer.content.decode()
    assert client.post(form, typed | {"given_by": "Su abuela, tutora"}).status_code == 302
    assert Consent.objects.filter(person=person).first().given_by == "Su abuela, tutora"


def test_a_relative_who_may_be_involved_is_refused_with_the_reason(sign_in, rosa, case, person, kori, form):
    told = {"by": rosa, "joined_on": timezone.localdate(), "consent": ConsentState.NOT_YET}
    aunt = add_person(case, replace(kori, preferred_name="Delia"), ParticipationRole.RELATIVE, **told).person
    relate(person, aunt, RelationshipKind.OTHER_RELATIVE, by=rosa, possibly_involved=True)
    answer = sign_in(rosa).post(form, decision(capacity="PARENT", relative=str(aunt.pk), p_DATA="YES"))
    assert answer.status_code == 422
    assert f"{aunt.code} figura como posible involucrado: no puede decidir por ella" in answer.content.decode()
    assert not ConsentAnswer.objects.exists()


def test_where_the_age_is_unknown_she_counts_as_a_minor_and_is_not_blocked(sign_in, rosa, intake, kori):
    who = replace(kori, age=None, age_source="UNKNOWN")
    case = open_case(replace(intake, person=who), by=rosa)
    form = reverse("cases:consent_new", args=[case.pk, case.participations.get().person_id])
    client = sign_in(rosa)
    assert "todavía no sabemos bien tu edad" in client.get(form).content.decode()
    assert client.post(form, decision(capacity="ADULT")).status_code == 422
    assert client.post(form, decision()).status_code == 302


MIMP_YES = {"a_MIMP": "YES", "a_MIMP_kinds": ["CONTACT"]}


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ({"state": ""}, "state", "Indica en qué estado está el consentimiento"),
        ({"state": "MAYBE"}, "state", "Elegir una de las opciones de «Consentimiento»"),
        ({"p_DATA": "PERHAPS"}, "p_DATA", "Elegir una de las opciones"),
        (MIMP_YES | {"a_MIMP_kinds": ["SHELTER"]}, "a_MIMP_kinds", "de «Qué datos puede recibir MIMP»"),
        ({"a_MIMP": "YES"}, "a_MIMP_kinds", "Marca qué datos puede recibir, o marca «No»"),
        (MIMP_YES | {"a_MIMP_kinds": ["SUMMARY"]}, "a_MIMP_kinds", "antes tiene que decir sí a usarlos"),
        (MIMP_YES | {"state": "VERBAL", "a_MIMP_kinds": ["SUMMARY"]}, "a_MIMP_kinds", "De palabra no alcanza"),
        ({"state": "VERBAL", "p_IMAGE_VOICE": "YES"}, "p_IMAGE_VOICE", "De palabra no alcanza"),
        (MIMP_YES | {"state": "REFUSED"}, "a_MIMP", "Sin su consentimiento no se permite nada"),
        ({"state": "NOT_YET", "p_DATA": "YES"}, "p_DATA", "Sin su consentimiento no se permite nada"),
        (MIMP_YES | {"a_MIMP_until": "01/01/2001"}, "a_MIMP_until", "Escribe un día igual o posterior a «Desde»"),
        ({"capacity": ""}, "capacity", "Elige quién decide"),
        ({"capacity": "ADULT"}, "capacity", "Elegir una de las opciones de «Quién decide»"),
        ({"signature": ""}, "signature", "Elige cómo firma"),
        ({"signature": "SCREEN"}, "signature", "Falta la firma en el recuadro"),
        ({"signature": "SCREEN", "drawing": "data:image/png;base64,aGVsbG8="}, "drawing", "La firma no se pudo leer"),
        ({"language": ""}, "language", "Escribe en qué lengua se le explicó"),
        ({"valid_from": "ayer"}, "valid_from", "una fecha que exista"),
        ({"valid_from": "01/01/2999"}, "valid_from", "no puede ser después de hoy"),
        ({"valid_to": "01/01/2001"}, "valid_to", "Escribe un día igual o posterior a «Desde»"),
        ({"given_by": "g" * 201}, "given_by", "admite 200 caracteres"),
        ({"notes": "n" * 1001}, "notes", "admite 1000 caracteres"),
        ({"idempotency_key": "x"}, "idempotency_key", "El formulario llegó incompleto"),
    ],
)
def test_a_wrong_decision_is_said_beside_its_field_and_nothing_typed_is_lost(sign_in, rosa, form, more, field, message):
    typed = decision(notes="Se le explicó en kukama.") | more
    answer = sign_in(rosa).post(form, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in " ".join(answer.context["form"].errors[field]).replace("1,000", "1000")
    assert "<title>Error: Nueva decisión en CALP" in page
    assert typed["notes"] in page
    assert Consent.objects.count() == 1 and not ConsentAnswer.objects.exists()


# The sheet and the paper -----------------------------------------------------------------------------------------


def test_the_sheet_carries_codes_the_text_with_its_hash_and_a_place_for_her_fingerprint(sign_in, rosa, case, person):
    page = sign_in(rosa).get(reverse("cases:consent_sheet", args=[case.pk, person.pk])).content.decode()
    assert person.code in page and "Kori" not in page and "Quispe" not in page
    assert "Texto adolescente-2026-11, huella" in page and "caja-huella" in page
    assert page.count("cuadrito") >= 12 and "✕" not in page


def test_the_sheet_is_a_pdf_that_carries_her_code_and_not_her_name(sign_in, rosa, case, person):
    answer = sign_in(rosa).get(reverse("cases:consent_sheet_pdf", args=[case.pk, person.pk]))
    assert answer.content.startswith(b"%PDF-") and answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="consentimiento-{person.code}.pdf"'
    with pikepdf.open(BytesIO(answer.content)) as paper:
        assert person.code in str(paper.docinfo["/Title"]) and len(paper.pages) <= 3


def test_a_decision_is_read_again_with_its_text_and_its_answers(sign_in, rosa, case, person, form):
    client = sign_in(rosa)
    client.post(form, decision(p_DATA="YES", p_RESEARCH="NO", **MIMP_YES))
    consent = Consent.objects.filter(case=case).first()
    page = client.get(consent.get_absolute_url()).content.decode()
    assert page.count("✕") == 2 and "Compartir con MIMP" in page and "Contacto seguro" in page
    assert "Digas lo que digas te vamos a atender igual" in page
    upload = reverse("cases:consent_paper", args=[consent.pk])
    assert f'href="{upload}"' in page
    photo = SimpleUploadedFile("papel.png", PICTURE, "image/png")
    typed = {"idempotency_key": str(uuid.uuid4())}
    assert client.post(upload, typed).status_code == 422
    assert client.post(upload, typed | {"file": photo}).status_code == 302
    consent.refresh_from_db()
    assert consent.paper.kind == "CONSENT" and consent.paper.person == person
    assert not case.tasks.pending().filter(kind="UPLOAD_CONSENT").exists()
    again = SimpleUploadedFile("otro.png", PICTURE, "image/png")
    answer = client.post(upload, {"idempotency_key": str(uuid.uuid4()), "file": again})
    assert answer.status_code == 422 and "ya tiene su papel firmado" in answer.content.decode()
    assert case.attachments.count() == 1


def test_what_she_signs_on_the_screen_is_kept_as_a_sealed_file(sign_in, rosa, case, form):
    drawn = "data:image/png;base64," + base64.b64encode(PICTURE).decode()
    assert sign_in(rosa).post(form, decision(signature="SCREEN", drawing=drawn, p_DATA="YES")).status_code == 302
    paper = Consent.objects.filter(case=case).first().paper
    assert (paper.kind, paper.size, paper.extension) == ("CONSENT", len(PICTURE), "png")
    assert not case.tasks.filter(kind="UPLOAD_CONSENT").exists()


# Taking it back ------------------------------------------------------------------------------------------------------


def test_taking_it_back_asks_once_and_ends_earlier_decisions_too(sign_in, rosa, case, person, url):
    newest = record_consent(case, person, ConsentState.VERBAL, by=rosa, valid_from=timezone.localdate())
    client, address = sign_in(rosa), reverse("cases:consent_withdraw", args=[newest.pk])
    assert address in client.get(url).content.decode()
    question = client.get(address).content.decode()
    assert "Retirarlo no le quita la atención" in question and "govuk-button--warning" not in question
    assert not Consent.objects.filter(withdrawn_on__isnull=False).exists()
    assert client.post(address).url == url
    assert [each.withdrawn_on for each in Consent.objects.all()] == [timezone.localdate()] * 2
    assert case.timeline.filter(kind="CONSENT").count() == 3
    page = client.get(url).content.decode()
    assert "Retirado" in page and "et--camu" in page and address not in page
    again = client.post(address)
    assert again.status_code == 422 and "ya estaba retirado" in again.content.decode()


def test_one_permission_is_taken_back_from_its_row_and_leads_to_its_letter(
    sign_in, rosa, case, person, url, form, upe_loreto
):
    client = sign_in(rosa)
    client.post(form, decision(p_DATA="YES", **MIMP_YES))
    draft = Draft(upe_loreto, services=(ServiceKind.LEGAL_ORIENTATION,), reason="x", items=("CONTACT",))
    referral = send_referral(draft_referral(case, person, draft, by=rosa), by=rosa)
    answer = ConsentAnswer.objects.get(agency__code="MIMP")
    address = reverse("cases:consent_answer_withdraw", args=[answer.pk])
    assert f'href="{address}"' in client.get(url).content.decode()
    assert "MIMP deja de ver desde ahora" in client.get(address).content.decode()
    assert client.post(address).url == url
    letter = WithdrawalLetter.objects.get()
    page = client.get(url).content.decode()
    assert "Enviar la carta a MIMP" in page and f'href="{letter.get_absolute_url()}"' in page
    paper = client.get(letter.get_absolute_url()).content.decode()
    body = paper[paper.index("<article") :]
    assert referral.code in body and "Ministerio de la Mujer" in body and "diez días hábiles" in body
    assert person.code not in body and case.code not in body and "Kori" not in body
    assert client.post(letter.get_absolute_url(), {"accion": "nada"}).status_code == 302
    assert letter.__class__.objects.get(pk=letter.pk).sent_on is None
    assert client.post(letter.get_absolute_url(), {"accion": "enviada"}).status_code == 302
    assert client.post(letter.get_absolute_url(), {"accion": "enviada"}).status_code == 422
    assert "Confirmar con MIMP" in client.get(url).content.decode()
    assert client.post(letter.get_absolute_url(), {"accion": "confirmada"}).status_code == 302
    assert WithdrawalLetter.objects.get().confirmed_by == rosa


def test_a_person_of_another_case_has_no_consent_here(sign_in, rosa, intake, case):
    other = open_case(intake, by=rosa).participations.get().person
    assert sign_in(rosa).get(reverse("cases:consent", args=[case.pk, other.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 12])
def test_one_decision_costs_as_many_queries_as_twelve(
    sign_in, rosa, case, person, url, django_assert_num_queries, count
):
    for _ in range(count):
        record_consent(
            case,
            person,
            ConsentState.WRITTEN,
            by=rosa,
            valid_from=timezone.localdate(),
            agencies=[agency("MIMP")],
            items=[SharedItem.CONTACT],
            notes="Igual.",
        )
    client = sign_in(rosa)
    client.get(url)
    with django_assert_num_queries(9):
        client.get(url)
