"""The clock: silence is marked, becomes somebody's task, and stops nothing."""

from datetime import date

from django.db import transaction

from cases.actions import add_task
from cases.states import TaskKind
from referrals.actions import Answer, apply_move
from referrals.models import Referral
from referrals.states import Party, ReferralStatus


def mark_silence(on: date) -> int:
    """Mark as "sin respuesta" what nobody acknowledged by its day; returns how many. The agency can still answer."""
    late = Referral.objects.filter(status=ReferralStatus.SENT, due_on__lt=on).values_list("pk", flat=True)
    return sum(_mark(pk, on) for pk in list(late))


def _mark(pk, on) -> bool:
    """One referral, if it is still unanswered and nobody else holds it."""
    with transaction.atomic():
        rows = Referral.objects.select_for_update(of=("self",), skip_locked=True)
        rows = rows.select_related("key", "case__key", "unit__agency", "person", "responsible")
        referral = rows.filter(pk=pk, status=ReferralStatus.SENT, due_on__lt=on).first()
        if referral is None:
            return False
        apply_move(referral, ReferralStatus.NO_RESPONSE, Party.CLOCK, by=None, answer=Answer())
        _remind(referral, on)
    return True


def _remind(referral: Referral, on: date) -> None:
    if referral.case_id:
        add_task(
            referral.case,
            TaskKind.REFERRAL_CHASE,
            on,
            assigned_to=referral.responsible,
            by=None,
            person=referral.person,
            subject=referral,
        )
