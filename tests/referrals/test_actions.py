"""A referral's way, in both directions, and who may take each step."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from cases.actions import record_consent, withdraw_consent
from cases.errors import NotPossible
from cases.models import TimelineEntry
from cases.states import ConsentState, EntryKind, SharedItem, TaskKind
from directory.codelists import ServiceKind
from referrals.actions import (
    Answer,
    Draft,
    draft_referral,
    move_referral,
    receive_referral,
    send_referral,
)
from referrals.models import Referral, ReferralChange
from referrals.silence import mark_silence
from referrals.states import ReferralStatus as S
from referrals.states import RejectionReason

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(upe_loreto):
    return Draft(
        unit=upe_loreto,
        services=(ServiceKind.PROTECTION_SUPPORT,),
        reason="Necesita protección.",
        items=(SharedItem.AGE_SEX,),
    )


@pytest.fixture
def sent(case, person, draft, rosa):
    return send_referral(draft_referral(case, person, draft, by=rosa), by=rosa)


def test_without_consent_only_what_the_agency_cannot_do_without_may_leave(case, person, upe_loreto, rosa):
    with pytest.raises(NotPossible):
        named = Draft(unit=upe_loreto, services=(), reason="x", items=(SharedItem.LEGAL_NAME,))
        draft_referral(case, person, named, by=rosa)
    assert not Referral.objects.exists()


def test_what_the_consent_names_may_leave_and_is_frozen_when_sent(case, person, upe_loreto, rosa):
    record_consent(
        case,
        person,
        ConsentState.WRITTEN,
        by=rosa,
        valid_from=timezone.localdate(),
        agencies=[upe_loreto.agency],
        items=[SharedItem.LEGAL_NAME],
    )
    named = Draft(unit=upe_loreto, services=(), reason="x", items=(SharedItem.LEGAL_NAME,))
    referral = send_referral(draft_referral(case, person, named, by=rosa), by=rosa)
    person.given_names = "Otra"
    person.save()
    assert Referral.objects.get(pk=referral.pk).shared == {"LEGAL_NAME": "QUISPE MAMANI, Flor de María"}


def test_an_agency_reads_spanish_although_the_sender_works_in_english(case, person, draft, rosa):
    with translation.override("en"):
        referral = send_referral(draft_referral(case, person, draft, by=rosa), by=rosa)
    assert " años (" in referral.shared["AGE_SEX"]


def test_a_child_referred_to_a_protection_unit_needs_no_other_notice(case, person, draft, rosa):
    telling = case.tasks.filter(kind=TaskKind.NOTIFY_UPE)
    unsent = draft_referral(case, person, draft, by=rosa)
    assert telling.pending().exists(), "a draft tells nobody"
    send_referral(unsent, by=rosa)
    assert not telling.pending().exists() and telling.get().done_by == rosa


def test_a_referral_to_another_unit_does_not_tell_the_protection_unit(case, person, csmc_iquitos, rosa):
    health = Draft(unit=csmc_iquitos, services=(ServiceKind.PSYCH_EVAL,), reason="x", items=(SharedItem.AGE_SEX,))
    send_referral(draft_referral(case, person, health, by=rosa), by=rosa)
    assert case.tasks.pending().filter(kind=TaskKind.NOTIFY_UPE).exists()


def test_a_consent_withdrawn_before_sending_stops_the_sending(case, person, upe_loreto, rosa):
    consent = record_consent(
        case,
        person,
        ConsentState.WRITTEN,
        by=rosa,
        valid_from=timezone.localdate(),
        agencies=[upe_loreto.agency],
        items=[SharedItem.LEGAL_NAME],
    )
    named = Draft(unit=upe_loreto, services=(), reason="x", items=(SharedItem.LEGAL_NAME,))
    referral = draft_referral(case, person, named, by=rosa)
    withdraw_consent(consent, by=rosa)
    with pytest.raises(NotPossible):
        send_referral(referral, by=rosa)
    assert Referral.objects.get().status == S.WITHDRAWN_CONSENT


def test_the_whole_way_with_the_agency_answering(sent, lidia, rosa):
    assert sent.due_on > timezone.localdate()
    move_referral(sent, S.ACKNOWLEDGED, by=lidia, answer=Answer(agency_number="118-2026"))
    move_referral(sent, S.ACCEPTED, by=lidia)
    move_referral(sent, S.IN_SERVICE, by=lidia)
    move_referral(sent, S.COUNTER_REFERRED, by=lidia, answer=Answer(text="Recibió protección."))
    done = move_referral(sent, S.CLOSED, by=rosa)
    assert (done.status, done.agency_number, done.outcome) == (S.CLOSED, "118-2026", "Recibió protección.")
    assert [each.new for each in ReferralChange.objects.filter(referral=done)] == [
        S.DRAFT,
        S.SENT,
        S.ACKNOWLEDGED,
        S.ACCEPTED,
        S.IN_SERVICE,
        S.COUNTER_REFERRED,
        S.CLOSED,
    ]
    assert TimelineEntry.objects.filter(kind=EntryKind.REFERRAL).count() == 6


def test_the_agency_does_not_close_and_does_not_answer_twice(sent, lidia):
    with pytest.raises(NotPossible):
        move_referral(sent, S.CLOSED, by=lidia)
    move_referral(sent, S.REJECTED, by=lidia, answer=Answer(rejection_reason=RejectionReason.NO_PLACE))
    with pytest.raises(NotPossible):
        move_referral(sent, S.ACCEPTED, by=lidia)


def test_a_rejection_says_why(sent, lidia):
    with pytest.raises(NotPossible):
        move_referral(sent, S.REJECTED, by=lidia)
    assert Referral.objects.get().status == S.SENT


def test_silence_becomes_visible_and_can_still_be_answered(sent, lidia):
    assert mark_silence(sent.due_on) == 0
    assert mark_silence(sent.due_on + timedelta(days=1)) == 1
    silent = Referral.objects.get()
    assert silent.status == S.NO_RESPONSE
    assert silent.is_overdue(sent.due_on + timedelta(days=1))
    assert move_referral(silent, S.ACKNOWLEDGED, by=lidia).status == S.ACKNOWLEDGED


def test_what_an_agency_sends_us_is_ours_to_answer(iquitos, upe_loreto, rosa):
    received = receive_referral(
        iquitos,
        upe_loreto,
        by=rosa,
        received_on=date(2026, 11, 2),
        services=[ServiceKind.PSYCH_EVAL],
        reason="x",
        agency_number="9-2026",
    )
    assert received.due_on == date(2026, 11, 3)
    accepted = move_referral(received, S.ACCEPTED, by=rosa)
    assert accepted.status == S.ACCEPTED


def test_withdrawing_the_consent_withdraws_every_open_referral_under_it(case, person, upe_loreto, lidia, rosa):
    consent = record_consent(
        case,
        person,
        ConsentState.WRITTEN,
        by=rosa,
        valid_from=timezone.localdate(),
        agencies=[upe_loreto.agency],
        items=[SharedItem.PREFERRED_NAME],
    )
    chosen = Draft(unit=upe_loreto, services=(), reason="x", items=(SharedItem.PREFERRED_NAME,))
    referral = send_referral(draft_referral(case, person, chosen, by=rosa), by=rosa)
    assert Referral.objects.for_agency(lidia).get() == referral
    withdraw_consent(consent, by=rosa)
    assert Referral.objects.get().status == S.WITHDRAWN_CONSENT
    assert not Referral.objects.for_agency(lidia).exists()
