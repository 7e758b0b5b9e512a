"""What a person allows, purpose by purpose: refusing never costs her anything, and taking back holds everywhere."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.actions import (
    Circumstances,
    add_note,
    add_person,
    change_person,
    note_letter_confirmed,
    note_letter_sent,
    open_case,
    record_consent,
    relate,
    withdraw_answer,
    withdraw_consent,
)
from cases.actions.attachments import NewFile
from cases.consent_expiry import ask_to_renew
from cases.consent_kinds import OWN_PURPOSES, Capacity, Purpose, Signature, capacities
from cases.consent_lines import consent_states
from cases.consent_rules import Answer, Sharing, allows, may_share, ruling_consent
from cases.consent_wording import current_wording, wording_of, wordings
from cases.errors import NotPossible
from cases.models import Consent, ConsentAnswer, Task, WithdrawalLetter
from cases.sections import SectionState
from cases.states import (
    WITHOUT_CONSENT,
    AgeSource,
    ConsentState,
    ParticipationRole,
    RelationshipKind,
    SharedItem,
    TaskKind,
)
from directory.codelists import Sector, ServiceKind
from directory.models import Agency
from referrals.actions import Draft, draft_referral, send_referral
from referrals.models import Referral
from referrals.states import ReferralStatus
from vault.files import SealedWriter

pytestmark = pytest.mark.django_db

ADULT = Circumstances(capacity=Capacity.ADULT, signature=Signature.PAPER, language="kukama")


def agency(code):
    return Agency.objects.get(code=code)


def yes(purpose, **more):
    return Answer(purpose, True, **more)


def share(code, *kinds, **more):
    return Answer(Purpose.SHARING, True, agency(code), kinds, **more)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def decide(case, person, rosa, today):
    """Write down a decision of Kori's, in writing unless said otherwise."""

    def decide(*answers, state=ConsentState.WRITTEN, **more):
        return record_consent(case, person, state, by=rosa, answers=answers, **{"valid_from": today} | more)

    return decide


@pytest.fixture
def sent(case, person, upe_loreto, rosa):
    """Kori's referral to the protection unit (MIMP), sent under what she allows now."""

    def sent(*items):
        draft = Draft(upe_loreto, services=(ServiceKind.LEGAL_ORIENTATION,), reason="Necesita protección.", items=items)
        return send_referral(draft_referral(case, person, draft, by=rosa), by=rosa)

    return sent


# To whom ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sector", Sector)
@pytest.mark.parametrize("given", [frozenset(), frozenset({SharedItem.CONTACT})])
def test_only_a_public_body_is_told_anything_without_consent(sector, given):
    sharing = Sharing(None, given, is_public=Agency(sector=sector).is_public)
    expected = given | WITHOUT_CONSENT if sector == "PUBLIC" else given
    assert sharing.kinds == expected
    assert sharing.may_tell == bool(expected)


# Asked one by one -----------------------------------------------------------------------------------------------


def test_help_goes_on_from_intake_to_attention_when_everything_is_refused(intake, rosa, today):
    case = open_case(replace(intake, consent=ConsentState.REFUSED), by=rosa)
    refused = case.consents.get()
    person = refused.person
    assert {(each.purpose, each.is_given) for each in refused.answers.all()} == {(each, False) for each in OWN_PURPOSES}
    add_note(case, "Se le dio comida y un lugar para dormir.", by=rosa, people=[person])
    assert not any(allows(ruling_consent(case, person), purpose, on=today) for purpose in OWN_PURPOSES)
    assert may_share(case, person, agency("MIMP"), on=today).kinds == WITHOUT_CONSENT
    assert Task.objects.pending().filter(case=case, kind=TaskKind.CALL).exists()
    assert consent_states(rosa, case, list(case.participations.all()))[case.participations.get().pk].state == "DONE"


def test_each_purpose_agency_and_kind_stands_on_its_own_and_for_its_own_time(decide, case, person, today):
    soon = today + timedelta(days=10)
    decide(
        yes(Purpose.DATA),
        Answer(Purpose.DONOR_STATISTICS, False),
        yes(Purpose.RESEARCH, valid_to=soon),
        share("MIMP", SharedItem.CONTACT, SharedItem.LEGAL_NAME),
        share("PNP", SharedItem.CONTACT, valid_to=soon),
        Answer(Purpose.SHARING, False, agency("MPFN")),
    )
    now = ruling_consent(case, person)
    assert allows(now, Purpose.DATA, on=today) and not allows(now, Purpose.DONOR_STATISTICS, on=today)
    assert not allows(now, Purpose.IMAGE_VOICE, on=today), "never asked is not allowed"
    assert allows(now, Purpose.RESEARCH, on=soon) and not allows(now, Purpose.RESEARCH, on=soon + timedelta(days=1))
    told = {"purpose": Purpose.SHARING, "on": today, "kind": SharedItem.LEGAL_NAME}
    assert allows(now, agency_id=agency("MIMP").pk, **told) and not allows(now, agency_id=agency("PNP").pk, **told)
    assert not may_share(case, person, agency("MPFN"), on=today).is_covered
    assert may_share(case, person, agency("PNP"), on=today).until == soon
    assert not may_share(case, person, agency("PNP"), on=soon + timedelta(days=1)).is_covered


def test_delicate_data_leave_only_while_she_lets_them_be_used(decide, case, person, today):
    decide(yes(Purpose.SENSITIVE), share("MIMP", SharedItem.SUMMARY))
    sensitive = ConsentAnswer.objects.get(purpose=Purpose.SENSITIVE)
    assert SharedItem.SUMMARY in may_share(case, person, agency("MIMP"), on=today).kinds
    ConsentAnswer.objects.filter(pk=sensitive.pk).update(withdrawn_on=today)
    assert SharedItem.SUMMARY not in may_share(case, person, agency("MIMP"), on=today).kinds


@pytest.mark.parametrize("answer", [Purpose.SENSITIVE, Purpose.IMAGE_VOICE, SharedItem.SUMMARY])
def test_by_word_nothing_sensitive_is_given_and_the_database_says_the_same(decide, case, answer):
    told = share("MIMP", answer) if answer in SharedItem else yes(answer)
    with pytest.raises(NotPossible, match="De palabra no alcanza"):
        decide(told, state=ConsentState.VERBAL)
    assert Consent.objects.count() == 1
    spoken = decide(state=ConsentState.VERBAL)
    values = {"purpose": told.purpose, "agency": told.agency, "kinds": list(told.kinds), "is_given": True}
    with pytest.raises(IntegrityError, match="written consent"), transaction.atomic():
        ConsentAnswer.objects.create(consent=spoken, **values)


# Who decides ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "is_minor", "first", "how_many"),
    [
        (30, False, Capacity.ADULT, 1),
        (16, True, Capacity.A14_17, 4),
        (19, True, Capacity.A14_17, 4),  # told or seen at 19: doubtful, and so a minor
        (None, True, Capacity.A14_17, 4),
        (13, True, Capacity.PARENT, 3),
    ],
)
def test_who_may_decide_follows_her_age_and_doubt_counts_as_a_minor(age, is_minor, first, how_many):
    offered = capacities(age, is_minor=is_minor)
    assert (offered[0], len(offered)) == (first, how_many)


def test_a_relative_who_may_be_involved_never_decides_for_her(case, person, kori, decide, rosa, today):
    born = {"birth_date": today - timedelta(days=12 * 365), "stated_age": None, "stated_on": None}
    change_person(person, born | {"age_source": AgeSource.DOCUMENT}, by=rosa, expected_version=person.version)
    person.refresh_from_db()
    told = {"by": rosa, "joined_on": today, "consent": ConsentState.NOT_YET}
    aunt, mother = (
        add_person(case, replace(kori, preferred_name=name), ParticipationRole.RELATIVE, **told).person
        for name in ("Delia", "Justa")
    )
    relate(person, aunt, RelationshipKind.OTHER_RELATIVE, by=rosa, possibly_involved=True)
    relate(person, mother, RelationshipKind.MOTHER, by=rosa)
    by_aunt = Circumstances(capacity=Capacity.PARENT, signature=Signature.PAPER, relative=aunt)
    with pytest.raises(NotPossible, match="posible involucrada"):
        decide(yes(Purpose.DATA), circumstances=by_aunt)
    with pytest.raises(NotPossible, match="a su edad"):
        decide(yes(Purpose.DATA), circumstances=replace(by_aunt, capacity=Capacity.A14_17, relative=None))
    assert not ConsentAnswer.objects.exists()
    decide(yes(Purpose.DATA), circumstances=replace(by_aunt, relative=mother))
    assert ruling_consent(case, person).relative == mother


# The paper --------------------------------------------------------------------------------------------------------


def test_a_signature_on_paper_asks_for_its_scan_and_one_on_the_screen_brings_it(adult_case, rosa, today):
    case, person = adult_case
    told = {"by": rosa, "valid_from": today, "answers": [yes(Purpose.DATA)]}
    act = record_consent(case, person, ConsentState.WRITTEN, circumstances=ADULT, **told)
    task = Task.objects.get(kind=TaskKind.UPLOAD_CONSENT)
    assert (task.subject_id, task.assigned_to, task.is_pending) == (act.pk, rosa, True)
    part = case.participations.get()
    assert consent_states(rosa, case, [part])[part.pk].state == SectionState.MISSING
    writer = SealedWriter()
    writer.write(b"\x89PNG\r\n\x1a\n")
    drawn = replace(ADULT, signature=Signature.SCREEN, paper=NewFile("firma.png", writer.finish()))
    signed = record_consent(case, person, ConsentState.WRITTEN, circumstances=drawn, **told)
    assert (signed.paper.kind, signed.paper.person) == ("CONSENT", person)
    assert Task.objects.filter(kind=TaskKind.UPLOAD_CONSENT).count() == 1
    assert consent_states(rosa, case, [part])[part.pk].state == SectionState.DONE


@pytest.fixture
def adult_case(intake, kori, rosa):
    case = open_case(replace(intake, person=replace(kori, age=30)), by=rosa)
    return case, case.participations.get().person


def test_an_act_names_the_text_that_was_read_and_a_changed_file_is_no_longer_that_text(decide):
    text = current_wording("adolescente", date(2026, 11, 20))
    act = decide(circumstances=Circumstances(capacity=Capacity.A14_17, wording=text), state=ConsentState.REFUSED)
    assert wording_of(act.text_version, act.text_hash) == text
    assert wording_of(act.text_version, "0" * 64) is None
    assert all(set(each.questions) == set(Purpose) for each in wordings().values())
    assert {each.partition("-")[0] for each in wordings()} == {"adulta", "adolescente", "nina"}


# Taking it back ---------------------------------------------------------------------------------------------------


def test_one_agency_less_at_the_next_query_and_only_that_one(decide, sent, lidia, rosa, case, today):
    decide(yes(Purpose.DATA), share("MIMP", SharedItem.CONTACT), share("PNP", SharedItem.CONTACT))
    referral = sent(SharedItem.CONTACT)
    assert referral in Referral.objects.for_agency(lidia)
    mimp = ConsentAnswer.objects.get(agency__code="MIMP")
    # The row alone decides: no verb moved the referral.
    ConsentAnswer.objects.filter(pk=mimp.pk).update(withdrawn_on=today)
    assert referral not in Referral.objects.for_agency(lidia)
    ConsentAnswer.objects.filter(pk=mimp.pk).update(withdrawn_on=None, valid_to=today - timedelta(days=1))
    assert referral not in Referral.objects.for_agency(lidia)
    ConsentAnswer.objects.filter(pk=mimp.pk).update(valid_to=None)
    withdraw_answer(mimp, by=rosa)
    referral.refresh_from_db()
    assert referral.status == ReferralStatus.WITHDRAWN_CONSENT
    assert ConsentAnswer.objects.get(agency__code="PNP").withdrawn_on is None
    assert "Retiró un permiso: compartir con MIMP" in [each.headline for each in case.timeline.all()]
    with pytest.raises(NotPossible, match="ya estaba retirado"):
        withdraw_answer(mimp, by=rosa)


def test_taking_back_delicate_data_stops_only_what_carries_them(decide, sent, lidia, rosa):
    decide(yes(Purpose.SENSITIVE), share("MIMP", SharedItem.CONTACT, SharedItem.SUMMARY))
    plain, delicate = sent(SharedItem.CONTACT), sent(SharedItem.CONTACT, SharedItem.SUMMARY)
    withdraw_answer(ConsentAnswer.objects.get(purpose=Purpose.SENSITIVE), by=rosa)
    assert list(Referral.objects.for_agency(lidia)) == [plain]
    delicate.refresh_from_db()
    assert delicate.status == ReferralStatus.WITHDRAWN_CONSENT
    assert WithdrawalLetter.objects.get().kinds == [SharedItem.SUMMARY]


def test_taking_back_the_use_of_her_data_takes_back_everything(decide, case, person, rosa, today):
    act = decide(yes(Purpose.DATA), yes(Purpose.RESEARCH), share("MIMP", SharedItem.CONTACT))
    withdraw_answer(act.answers.get(purpose=Purpose.DATA), by=rosa)
    now = ruling_consent(case, person)
    assert now.withdrawn_on == today and not allows(now, Purpose.RESEARCH, on=today)


def test_a_new_no_ends_the_earlier_yes_and_what_is_not_spoken_of_is_not_taken_back(decide, sent, lidia):
    decide(share("MIMP", SharedItem.CONTACT), share("PNP", SharedItem.CONTACT))
    referral = sent(SharedItem.CONTACT)
    decide(yes(Purpose.DATA))
    assert referral in Referral.objects.for_agency(lidia)
    decide(Answer(Purpose.SHARING, False, agency("MIMP")))
    assert referral not in Referral.objects.for_agency(lidia)
    assert ConsentAnswer.objects.get(agency__code="PNP").withdrawn_on is None


def test_only_who_received_data_is_written_to_and_the_letter_is_sent_and_confirmed(decide, sent, case, rosa, today):
    act = decide(share("MIMP", SharedItem.CONTACT), share("PNP", SharedItem.CONTACT))
    sent(SharedItem.CONTACT)
    withdraw_consent(act, by=rosa)
    letter = WithdrawalLetter.objects.get()
    assert (letter.agency.code, letter.withdrawn_on) == ("MIMP", today)
    assert letter.due_on >= today + timedelta(days=14), "ten working days"

    def pending(kind):
        return Task.objects.pending().filter(kind=kind, subject_id=letter.pk).count()

    assert (pending("SEND_WITHDRAWAL"), pending("CONFIRM_WITHDRAWAL")) == (1, 0)
    with pytest.raises(NotPossible):
        note_letter_confirmed(letter, by=rosa)
    note_letter_sent(letter, by=rosa)
    assert (pending("SEND_WITHDRAWAL"), pending("CONFIRM_WITHDRAWAL")) == (0, 1)
    note_letter_confirmed(letter, by=rosa)
    assert (pending("SEND_WITHDRAWAL"), pending("CONFIRM_WITHDRAWAL")) == (0, 0)
    assert WithdrawalLetter.objects.get().confirmed_by == rosa


# The clock --------------------------------------------------------------------------------------------------------


def test_a_month_before_the_first_end_somebody_is_asked_to_renew_once(decide, case, rosa, today):
    act = decide(yes(Purpose.DATA), share("MIMP", SharedItem.CONTACT, valid_to=today + timedelta(days=31)))
    assert ask_to_renew(today) == 0
    assert ask_to_renew(today + timedelta(days=1)) == 1
    assert ask_to_renew(today + timedelta(days=2)) == 0
    task = Task.objects.get(kind=TaskKind.RENEW_CONSENT)
    assert (task.subject_id, task.assigned_to, task.due_on) == (act.pk, rosa, today + timedelta(days=31))
    decide(yes(Purpose.DATA))
    task.refresh_from_db()
    assert not task.is_pending
