"""The doors of this room: get one row or refuse, and leave the trace of having looked, on the case it belongs to."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from services.models import ServiceEnrolment


def enrolment_to_change(user: User, pk: UUID) -> ServiceEnrolment:
    """A service of a person whose case the account sees; "viewed" is written of the case."""
    require(user, Permission.VIEW_CASE)
    rows = ServiceEnrolment.objects.visible_to(user).select_related(
        "case__key", "case__office", "person__key", "key", "responsible", "unit__agency"
    )
    enrolment = get_object_or_404(rows, pk=pk)
    require(user, Permission.ADD_ATTENTION)
    record_about(user, AuditAction.VIEWED, enrolment.case, fields=["service"])
    return enrolment
