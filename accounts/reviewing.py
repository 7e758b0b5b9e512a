"""The verb of the data-protection officer: what came out of an alert."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.access import may_review
from accounts.alert_models import Alert, AlertOutcome, AlertReview
from accounts.audit import record_about
from accounts.models import AuditAction, User
from vault.models import DataKey


def review_alert(alert: Alert, outcome: AlertOutcome, note: str, *, by: User) -> AlertReview:
    """Close an alert with what came out of it; the note is sealed. A review that is there stays: it is returned.

    Raises PermissionDenied for whoever may not review, and for an alert about oneself.
    """
    if not may_review(by, alert):
        raise PermissionDenied
    with transaction.atomic():
        there = AlertReview.objects.filter(alert=alert).first()
        if there is not None:
            return there
        review = AlertReview.objects.create(key=DataKey.objects.make(), alert=alert, outcome=outcome, note=note, by=by)
        record_about(by, AuditAction.CHANGED, alert, fields=["outcome", "note"] if note else ["outcome"])
    return review
