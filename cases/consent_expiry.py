"""The clock: what she allowed ends some day, and somebody asks her again before it does."""

from datetime import date

from django.db import transaction

from accounts.audit import record_about
from accounts.models import AuditAction
from cases.consent_lines import first_end
from cases.labels import EXPIRES_SOON
from cases.models import Assignment, Case, Consent, Task
from cases.states import GIVING_STATES, OPEN_STATUSES, TaskKind, TeamRole


def ask_to_renew(on: date) -> int:
    """A task "Renovar el consentimiento" for whoever leads each open case, thirty days before the first answer of the
    act that rules ends; returns how many were made. One for each act, whatever the answers in it.
    """
    rows = Consent.objects.filter(case__status__in=OPEN_STATUSES).select_related("case__key", "person")
    newest = rows.order_by("case", "person", "-valid_from", "-recorded_at", "-id").distinct("case", "person")
    living = [each for each in newest.prefetch_related("answers") if each.state in GIVING_STATES]
    ending = [each for each in living if _ends_within_a_month(each, on)]
    asked = set(Task.objects.filter(kind=TaskKind.RENEW_CONSENT).values_list("subject_id", flat=True))
    return sum(_ask(each) for each in ending if each.pk not in asked)


def _ends_within_a_month(consent: Consent, on: date) -> bool:
    end = first_end(consent)
    return end is not None and end - on <= EXPIRES_SOON


def _ask(consent: Consent) -> bool:
    lead = Assignment.objects.current().filter(case=consent.case_id, role=TeamRole.LEAD).first()
    if lead is None:
        return False
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=consent.case_id)
        if Task.objects.filter(kind=TaskKind.RENEW_CONSENT, subject_id=consent.pk).exists():
            return False
        task = Task.objects.create(
            key=consent.case.key,
            case=consent.case,
            person=consent.person,
            kind=TaskKind.RENEW_CONSENT,
            due_on=first_end(consent),
            assigned_to_id=lead.user_id,
            subject_kind=consent._meta.label_lower,
            subject_id=consent.pk,
        )
        record_about(None, AuditAction.CREATED, task)
    return True
