"""Saying that a part of a file does not concern somebody, and asking it again."""

from django.db import transaction
from django.utils import timezone

from accounts.audit import record_about
from accounts.models import AuditAction, User
from cases.models import Case, Participation, SectionMark


def mark_not_applicable(
    case: Case, section: str, reason: str, *, by: User, participation: Participation | None = None
) -> SectionMark:
    """One mark for each part and person; said again, the reason that was there stays in the history."""
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        current = SectionMark.objects.current().filter(case=case, participation=participation, section=section)
        current.update(ended_at=timezone.now(), ended_by=by)
        mark = SectionMark.objects.create(
            key=case.key, case=case, participation=participation, section=section, reason=reason, made_by=by
        )
        record_about(by, AuditAction.CHANGED, case, fields=[f"section:{section}"])
    return mark


def ask_again(case: Case, section: str, *, by: User, participation: Participation | None = None) -> None:
    """Take the mark back; nothing happens where there is none."""
    with transaction.atomic():
        current = SectionMark.objects.current().filter(case=case, participation=participation, section=section)
        if current.update(ended_at=timezone.now(), ended_by=by):
            record_about(by, AuditAction.CHANGED, case, fields=[f"section:{section}"])
