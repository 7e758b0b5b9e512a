"""The board, referring somebody, what we receive, and the desk of an agency."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from cases.actions import Intake, open_case, record_consent, withdraw_consent
from cases.consent_kinds import Purpose
from cases.consent_rules import Answer as ConsentAnswer
from cases.errors import NotPossible
from cases.states import ConsentState, SharedItem
from directory.codelists import ServiceKind, UnitType
from directory.models import Agency, AgencyUnit
from referrals.actions import Draft, draft_referral, move_referral, send_referral
from referrals.models import Referral
from referrals.silence import mark_silence
from referrals.states import ReferralStatus as S

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(case, person, upe_loreto, rosa):
    return sent_referral(case, person, upe_loreto, rosa)


def sent_referral(case, person, unit, by, items=(SharedItem.AGE_SEX,)):
    draft = Draft(unit=unit, services=(ServiceKind.SHELTER,), reason="Necesita un lugar seguro.", items=tuple(items))
    return send_referral(draft_referral(case, person, draft, by=by), by=by)


def new_address(case, person, unit):
    return reverse("referrals:new", args=[case.pk]) + f"?persona={person.pk}&unidad={unit.pk}"


def typed(**more):
    return {
        "idempotency_key": str(uuid4()),
        "reason": "Necesita protección.",
        "services": [ServiceKind.SHELTER],
        "urgency": "D5",
        "items": [SharedItem.AGE_SEX],
        "accion": "enviar",
    } | more


def test_rosa_refers_kori_and_the_agency_finds_it_on_its_desk(sign_in, client, case, person, upe_loreto, rosa, lidia):
    sign_in(rosa)
    answer = client.post(new_address(case, person, upe_loreto), typed())
    referral = Referral.objects.get()
    assert answer["Location"] == referral.get_absolute_url()
    assert referral.status == S.SENT
    sign_in(lidia)
    page = client.get(reverse("referrals:desk")).content.decode()
    assert referral.code in page
    assert case.code not in page and person.code not in page


def test_sending_the_form_twice_refers_once(sign_in, client, case, person, upe_loreto, rosa):
    sign_in(rosa)
    form = typed()
    addresses = {client.post(new_address(case, person, upe_loreto), form)["Location"] for _each in range(2)}
    assert len(addresses) == 1
    assert Referral.objects.count() == 1


def test_what_was_not_authorised_cannot_be_sent_even_by_hand(sign_in, client, case, person, upe_loreto, rosa):
    sign_in(rosa)
    page = client.post(new_address(case, person, upe_loreto), typed(items=[SharedItem.LEGAL_NAME]))
    assert page.status_code == 422
    assert "no autorizó" in page.content.decode()
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reason": ""}, "Escribe por qué se deriva"),
        ({"services": []}, "Elige al menos un servicio"),
        ({"services": ["MAGIA"]}, "Elegir"),
        ({"urgency": "AYER"}, "Elegir una de las opciones"),
        ({"reason": "x" * 2001}, "2000"),
    ],
)
def test_each_wrong_answer_gets_words_beside_it_and_keeps_the_rest(
    sign_in, client, case, person, upe_loreto, rosa, changed, words
):
    sign_in(rosa)
    page = client.post(new_address(case, person, upe_loreto), typed(**changed))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Referral.objects.exists()


def test_what_goes_without_consent_is_called_indispensable_not_authorised(
    sign_in, client, case, person, upe_loreto, rosa
):
    sign_in(rosa)
    page = client.get(new_address(case, person, upe_loreto)).content.decode()
    assert "No hay consentimiento para compartir con MIMP." in page
    assert page.count("Indispensable") == 2 and "<span>Autorizado" not in page and ">Autorizado<" not in page


@pytest.mark.security
def test_an_organisation_is_told_nothing_of_her_before_she_says_yes(sign_in, client, case, person, rosa):
    ngo = Agency.objects.get(code="NGO")
    unit = AgencyUnit.objects.create(agency=ngo, unit_type=UnitType.ORGANIZACION, name="Casa del río")
    sign_in(rosa)
    address = new_address(case, person, unit)
    page = client.get(address)
    assert not [row for row in page.context["sharing"] if row["is_allowed"]]
    said = page.content.decode()
    assert "No es una entidad pública" in said and "Enviar derivación" not in said and "art. 14.1" not in said
    assert f'href="{reverse("cases:consent", args=[case.pk, person.pk])}"' in said
    refused = client.post(address, typed(items=[]))
    assert refused.status_code == 422 and "no puede saber de ella" in refused.content.decode()
    assert client.post(address, typed()).status_code == 422, "sex and age neither"
    assert not Referral.objects.exists()
    client.post(address, typed(items=[], accion="borrador"))
    draft = Referral.objects.get()
    assert (draft.status, draft.shared_items, draft.shared) == (S.DRAFT, [], {})
    paper = client.get(reverse("referrals:letter", args=[draft.pk]))
    assert paper["Location"] == draft.get_absolute_url(), "no sheet for the post either"
    with pytest.raises(NotPossible):
        send_referral(draft, by=rosa)
    answers = [ConsentAnswer(Purpose.SHARING, True, ngo, (SharedItem.CONTACT,))]
    record_consent(case, person, ConsentState.WRITTEN, by=rosa, valid_from=timezone.localdate(), answers=answers)
    assert set(send_referral(draft, by=rosa).shared) == set()
    shared = draft_referral(case, person, Draft(unit, (), "x", items=(SharedItem.CONTACT,)), by=rosa)
    assert set(send_referral(shared, by=rosa).shared) == {SharedItem.CONTACT}
    with pytest.raises(NotPossible):
        draft_referral(case, person, Draft(unit, (), "x", items=(SharedItem.AGE_SEX,)), by=rosa)


def test_a_consent_that_was_taken_back_is_not_said_to_rule(sign_in, client, case, person, upe_loreto, rosa):
    consent = record_consent(
        case,
        person,
        ConsentState.WRITTEN,
        by=rosa,
        valid_from=timezone.localdate(),
        agencies=[upe_loreto.agency],
        items=[SharedItem.AGE_SEX],
    )
    sign_in(rosa)
    assert "Lo decide el" in client.get(new_address(case, person, upe_loreto)).content.decode()
    withdraw_consent(consent, by=rosa)
    page = client.get(new_address(case, person, upe_loreto)).content.decode()
    assert "Lo decide el" not in page and "No hay consentimiento para compartir" in page


def test_a_draft_is_previewed_with_its_code_and_says_that_nothing_left(sign_in, client, case, person, upe_loreto, rosa):
    sign_in(rosa)
    client.post(new_address(case, person, upe_loreto), typed(accion="borrador"))
    draft = Referral.objects.get()
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "Todavía no ha salido." in page and "Qué se compartirá" in page and "Qué se compartió" not in page
    edit = client.get(reverse("referrals:edit", args=[draft.pk])).content.decode()
    assert f"Derivación {draft.code}" in edit
    preview = reverse("referrals:letter_preview", args=[case.pk]) + f"?persona={person.pk}&unidad={upe_loreto.pk}"
    sheet = client.post(preview, typed(codigo=draft.code, reason="Cambió el motivo.")).content.decode()
    assert f"Derivación {draft.code}" in sheet and "Cambió el motivo." in sheet


def test_a_draft_stays_until_it_is_sent(sign_in, client, case, person, upe_loreto, rosa, lidia):
    sign_in(rosa)
    client.post(new_address(case, person, upe_loreto), typed(accion="borrador"))
    referral = Referral.objects.get()
    assert referral.status == S.DRAFT
    sign_in(lidia)
    assert client.get(reverse("referrals:desk_referral", args=[referral.pk])).status_code == 404
    sign_in(rosa)
    edit = reverse("referrals:edit", args=[referral.pk])
    form = client.get(edit).context["form"]
    client.post(edit, typed(version=form["version"].value(), seen=form["seen"].value(), reason="Otra razón."))
    referral.refresh_from_db()
    assert (referral.status, referral.reason) == (S.SENT, "Otra razón.")


def test_two_people_in_one_draft_lose_nothing(sign_in, client, case, person, upe_loreto, rosa):
    sign_in(rosa)
    client.post(new_address(case, person, upe_loreto), typed(accion="borrador"))
    edit = reverse("referrals:edit", args=[Referral.objects.get().pk])
    form = client.get(edit).context["form"]
    hidden = {"version": form["version"].value(), "seen": form["seen"].value(), "accion": "borrador"}
    client.post(edit, typed(**hidden, reason="Lo que escribió Elmer."))
    page = client.post(edit, typed(**hidden, reason="Lo que escribió Rosa."))
    assert page.status_code == 409
    assert "Elmer" in page.content.decode() and "Rosa" in page.content.decode()
    assert Referral.objects.get().reason == "Lo que escribió Elmer."


def test_the_agency_answers_in_two_steps(sign_in, client, sent, lidia):
    sign_in(lidia)
    address = reverse("referrals:desk_referral", args=[sent.pk])
    client.post(address, {"to": "ACKNOWLEDGED", "agency_number": "118-2026"})
    client.post(address, {"to": "ACCEPTED"})
    sent.refresh_from_db()
    assert (sent.status, sent.agency_number) == (S.ACCEPTED, "118-2026")


def test_the_desk_speaks_to_the_agency_of_what_is_its_own(sign_in, client, sent, lidia):
    sign_in(lidia)
    address = reverse("referrals:desk_referral", args=[sent.pk])
    page = client.get(address).content.decode()
    assert "Su número de expediente" in page and "Número de expediente de la entidad" not in page
    assert "Hace falta al informar el resultado." in page
    assert "Responder antes del" in page
    client.post(address, {"to": "ACCEPTED"})
    desk = client.get(reverse("referrals:desk") + "?ver=atencion").content.decode()
    assert "Ver la hoja e informar" in desk and "<dt>Informar</dt>" in desk
    assert "Responder antes del" not in client.get(address).content.decode(), "it has answered"
    refused = client.post(address, {"to": "COUNTER_REFERRED"})
    assert refused.status_code == 422 and "Escribir qué resultó<" in refused.content.decode()


def test_a_refusal_without_reason_is_sent_back(sign_in, client, sent, lidia):
    sign_in(lidia)
    page = client.post(reverse("referrals:desk_referral", args=[sent.pk]), {"to": "REJECTED", "text": "No hay cama."})
    assert page.status_code == 422
    assert "Elegir por qué no se puede" in page.content.decode()
    assert "No hay cama." in page.content.decode()
    sent.refresh_from_db()
    assert sent.status == S.SENT


def test_another_unit_and_another_office_see_nothing(sign_in, client, sent, bruno, ulises):
    sign_in(bruno)
    assert client.get(reverse("referrals:desk_referral", args=[sent.pk])).status_code == 404
    assert sent.code not in client.get(reverse("referrals:desk")).content.decode()
    sign_in(ulises)
    assert client.get(sent.get_absolute_url()).status_code == 404
    assert sent.code not in client.get(reverse("referrals:board") + "?estado=todas").content.decode()


def test_the_agency_reads_the_name_only_if_it_was_shared(sign_in, client, case, person, upe_loreto, rosa, lidia):
    record_consent(
        case,
        person,
        ConsentState.WRITTEN,
        by=rosa,
        valid_from=timezone.localdate(),
        agencies=[upe_loreto.agency],
        items=[SharedItem.LEGAL_NAME],
    )
    named = sent_referral(case, person, upe_loreto, rosa, [SharedItem.LEGAL_NAME])
    nameless = sent_referral(case, person, upe_loreto, rosa)
    sign_in(lidia)
    pages = [
        client.get(reverse("referrals:desk_referral", args=[each.pk])).content.decode() for each in (named, nameless)
    ]
    assert "QUISPE MAMANI" in pages[0]
    assert "QUISPE" not in pages[1] and "Kori" not in pages[1]
    sign_in(rosa)
    assert "QUISPE" not in client.get(named.get_absolute_url()).content.decode()
    assert AuditEntry.objects.filter(action="viewed", subject_code=named.code).count() == 2


def test_the_letter_on_paper_is_spanish_although_its_page_is_english(sign_in, client, sent, rosa):
    sign_in(rosa)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(reverse("referrals:letter", args=[sent.pk])).content.decode()
    assert "Back to the referral" in page
    assert "Se solicita" in page and "Alojamiento seguro" in page
    assert "Requested" not in page and "Safe accommodation" not in page


def test_the_paper_for_the_agency_says_nothing_of_ours(sign_in, client, sent, rosa):
    sign_in(rosa)
    letter = client.get(reverse("referrals:letter", args=[sent.pk])).content.decode()
    assert "no dejar a la vista" not in letter
    assert "no dejar a la vista" in client.get(sent.get_absolute_url()).content.decode()


def test_the_board_says_the_state_in_words_and_puts_the_overdue_first(
    sign_in, client, case, person, upe_loreto, rosa, celia
):
    sent_referral(case, person, upe_loreto, rosa)
    late = Referral.objects.get()
    Referral.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=7))
    mark_silence(timezone.localdate())
    sign_in(celia)
    page = client.get(reverse("referrals:board")).content.decode()
    assert "Sin respuesta" in page and "Vencida:" in page
    assert 'class="vencida"' in page
    assert late.case.tasks.filter(kind="REFERRAL_CHASE").count() == 1


def test_a_cell_says_which_unit_where_its_column_has_several(sign_in, client, case, person, upe_loreto, rosa, celia):
    sent_referral(case, person, upe_loreto, rosa)
    sign_in(celia)
    alone = client.get(reverse("referrals:board")).content.decode()
    assert '<span class="dias donde">' not in alone, "the head of the column says it"
    cem = AgencyUnit.objects.create(agency=upe_loreto.agency, unit_type=UnitType.CEM, name="CEM de prueba")
    sent_referral(case, person, cem, rosa)
    mixed = client.get(reverse("referrals:board")).content.decode()
    assert re.search(r'<span class="dias donde">(CEM|UPE)</span>', mixed)


def test_an_answer_ends_the_reminder(sign_in, client, sent, lidia):
    Referral.objects.filter(pk=sent.pk).update(due_on=timezone.localdate() - timedelta(days=2))
    mark_silence(timezone.localdate())
    move_referral(sent, S.ACKNOWLEDGED, by=lidia)
    assert not sent.case.tasks.pending().filter(kind="REFERRAL_CHASE").exists()


@pytest.mark.parametrize(
    "wanted", ["?vencidas=on", "?entidad=MIMP", "?estado=todas", "?responsable=rosa", "?entidad=NADA"]
)
def test_filters_stand_in_the_address(sign_in, client, sent, celia, wanted):
    sign_in(celia)
    page = client.get(reverse("referrals:board") + wanted)
    assert page.status_code == 200
    assert (sent.case.code in page.content.decode()) is (wanted not in {"?vencidas=on", "?entidad=NADA"})


@pytest.mark.slow
def test_the_board_asks_the_same_number_of_questions_for_1_and_12_cases(
    sign_in, client, intake, upe_loreto, rosa, celia, django_assert_num_queries, django_assert_max_num_queries
):
    def cases(count):
        for _each in range(count):
            case = open_case(Intake(**vars(intake)), by=rosa)
            sent_referral(case, case.participations.get().person, upe_loreto, rosa)

    sign_in(celia)
    cases(1)
    with django_assert_max_num_queries(20) as counted:
        client.get(reverse("referrals:board"))
    cases(11)
    with django_assert_num_queries(len(counted)):
        client.get(reverse("referrals:board"))


def test_what_an_agency_asks_of_us_is_written_down_and_taken_to_its_case(sign_in, client, case, upe_loreto, rosa):
    sign_in(rosa)
    form = {
        "idempotency_key": str(uuid4()),
        "unit": str(upe_loreto.pk),
        "received_on": timezone.localdate().strftime("%d/%m/%Y"),
        "means": "PHONE",
        "services": [ServiceKind.PSYCH_EVAL],
        "reason": "Piden evaluación.",
        "urgency": "D5",
    }
    answer = client.post(reverse("referrals:receive"), form)
    received = Referral.objects.get()
    assert answer["Location"] == received.get_absolute_url()
    assert received.code in client.get(reverse("referrals:board")).content.decode()
    place = reverse("referrals:place", args=[received.pk])
    assert client.post(place, {"code": "CALP-XXX-2026-0001"}).status_code == 422
    client.post(place, {"code": case.code})
    received.refresh_from_db()
    assert received.case == case
    assert received.reason == "Piden evaluación."


@pytest.mark.parametrize("name", ["teo", "raul", "ana", "dario", "lidia"])
def test_who_accompanies_nobody_sees_no_board(request, sign_in, client, name):
    sign_in(request.getfixturevalue(name))
    assert client.get(reverse("referrals:board")).status_code == 403
