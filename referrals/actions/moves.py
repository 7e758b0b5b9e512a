"""Moves of a referral: each locks, asks the table, changes, records, and writes the case's history."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.acting import reaching
from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions import add_entry, finish_task
from cases.consent_rules import may_share
from cases.errors import NotPossible
from cases.hooks import Withdrawn
from cases.models import Task
from cases.states import EntryKind, TaskKind
from directory.codelists import UnitType
from referrals.models import Referral, ReferralChange
from referrals.sharing import shared_texts
from referrals.states import (
    ENDED_STATUSES,
    Party,
    ReferralStatus,
    may_move,
    needs_rejection_reason,
    needs_text,
)
from referrals.terms import due_day


@dataclass(frozen=True)
class Answer:
    """What comes with a move: the agency's number and person, a reason, a text, the day of the first service."""

    text: str = ""
    agency_number: str = ""
    agency_person: str = ""
    rejection_reason: str = ""
    first_service_on: date | None = None


def send_referral(referral: Referral, *, by: User, expected_version: int | None = None) -> Referral:
    """Send a draft: what is shared is frozen as it stands now, bounded by today's consent.

    Raises NotPossible when the consent changed since the draft, when it goes to no public body and she did not allow
    it, or it already left.
    """
    with transaction.atomic():
        referral = _locked(referral)
        if expected_version is not None and referral.version != expected_version:
            raise NotPossible(_("Alguien cambió este borrador. Revísalo antes de enviarlo."))
        today = timezone.localdate()
        sharing = may_share(referral.case, referral.person, referral.unit.agency, on=today)
        if not sharing.may_tell:
            raise NotPossible(_("Sin su consentimiento esta entidad no puede saber de ella. Déjala en borrador."))
        if not set(referral.shared_items) <= sharing.kinds:
            raise NotPossible(_("El consentimiento cambió: revisa qué se comparte antes de enviar."))
        referral.consent = sharing.consent
        referral.shared = shared_texts(referral.person, referral.case, referral.shared_items, on=today)
        referral.sent_at = timezone.now()
        sent = apply_move(referral, ReferralStatus.SENT, Party.SENDER, by=by, answer=Answer())
        _finish_telling(sent, by)
        return sent


def move_referral(referral: Referral, to: ReferralStatus, *, by: User, answer: Answer | None = None) -> Referral:
    """Acknowledge, accept, reject, attend, counter-refer, close, cancel or withdraw.

    Raises NotPossible when the table does not allow it to this side, or a reason is missing.
    """
    answer = answer or Answer()
    # A liaison's answer is written into the history of a case that the liaison may not see.
    with transaction.atomic(), reaching(referral.case_id):
        referral = _locked(referral)
        return apply_move(referral, to, referral.party_of(by), by=by, answer=answer)


def withdraw_referrals_of(withdrawn: Withdrawn, by: User) -> None:
    """The person changed her mind: what was shared under this stops, drafts included, from now on."""
    rows = Referral.objects.shared_under([withdrawn.consent.pk], withdrawn.kinds).exclude(status__in=ENDED_STATUSES)
    if withdrawn.agency_id:
        rows = rows.filter(unit__agency=withdrawn.agency_id)
    for referral in rows:
        move_referral(referral, ReferralStatus.WITHDRAWN_CONSENT, by=by)


def _finish_telling(referral: Referral, by: User) -> None:
    """A child referred to a protection unit is known to it (D.Leg. 1297 art. 17): nobody has to tell it any more."""
    if referral.unit.unit_type != UnitType.UPE:
        return
    telling = Task.objects.pending().filter(case=referral.case_id, person=referral.person_id, kind=TaskKind.NOTIFY_UPE)
    for task in telling:
        finish_task(task, by=by, has_line=False)


def _forget_reminders(referral: Referral) -> None:
    """An answer came: nobody has to chase it any more."""
    chasing = Task.objects.pending().filter(subject_id=referral.pk, kind=TaskKind.REFERRAL_CHASE)
    chasing.update(cancelled_at=timezone.now(), version=F("version") + 1)


def _locked(referral: Referral) -> Referral:
    rows = Referral.objects.select_for_update(of=("self",))
    return rows.select_related("key", "case__key", "case__office", "person__key", "unit__agency").get(pk=referral.pk)


@told_in_spanish
def apply_move(referral: Referral, to: str, party: str, *, by: User | None, answer: Answer) -> Referral:
    """One move of a locked referral by one side; the caller owns the transaction. Raises NotPossible."""
    if not may_move(referral.status, to, party):
        raise NotPossible(_("La derivación ya no está en un estado que permita este paso."))
    if needs_rejection_reason(to) and not answer.rejection_reason:
        raise NotPossible(_("Falta el motivo del rechazo."))
    if needs_text(to) and not answer.text:
        raise NotPossible(_("Falta decir por qué, o qué resultó."))
    old, now = referral.status, timezone.now()
    referral.status = to
    _date(referral, to, now, answer)
    _write(referral, to, answer)
    if to != ReferralStatus.NO_RESPONSE:
        referral.due_on = due_day(to, referral.unit, referral.urgency, timezone.localdate()) or referral.due_on
    referral.version += 1
    referral.save()
    ReferralChange.objects.create(key=referral.key, referral=referral, old=old, new=to, text=answer.text, at=now, by=by)
    if referral.case_id:
        line = f"{referral.get_status_display()}: {referral.unit} · {referral.code}"
        add_entry(
            referral.case, EntryKind.REFERRAL, line, by=by, body=answer.text, person=referral.person, subject=referral
        )
        if to != ReferralStatus.NO_RESPONSE:
            _forget_reminders(referral)
    record_about(by, AuditAction.STATUS_CHANGED, referral, fields=["status"])
    return referral


def _date(referral, to, now, answer):
    if to in {ReferralStatus.ACKNOWLEDGED, ReferralStatus.ACCEPTED, ReferralStatus.REJECTED}:
        referral.acknowledged_at = referral.acknowledged_at or now
    if to in {ReferralStatus.ACCEPTED, ReferralStatus.REJECTED}:
        referral.answered_at = now
    if to == ReferralStatus.IN_SERVICE:
        referral.first_service_on = answer.first_service_on or timezone.localdate()
    if to == ReferralStatus.COUNTER_REFERRED:
        referral.counter_referred_at = now
    if to in ENDED_STATUSES:
        referral.ended_at = now


def _write(referral, to, answer):
    referral.agency_number = answer.agency_number or referral.agency_number
    referral.agency_person = answer.agency_person or referral.agency_person
    if to == ReferralStatus.REJECTED:
        referral.rejection_reason, referral.rejection_text = answer.rejection_reason, answer.text
    if to == ReferralStatus.COUNTER_REFERRED:
        referral.outcome = answer.text
