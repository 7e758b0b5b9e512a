"""The doors of this room: get one row or refuse, and leave the trace of having looked, on the case it belongs to."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from services.models import Appointment, GroupActivity, ServiceEnrolment


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


def appointment_to(user: User, permission: Permission, pk: UUID) -> Appointment:
    """An hour of the agenda, for doing what ``permission`` names with it; "viewed" is written of its case, if any."""
    require(user, Permission.VIEW_CASE)
    rows = Appointment.objects.visible_to(user).select_related("case__key", "person", "professional", "activity__key")
    appointment = get_object_or_404(rows, pk=pk)
    require(user, permission)
    if appointment.case is None and not may_arrange(user, appointment):
        raise PermissionDenied
    record_about(user, AuditAction.VIEWED, appointment.case or appointment, fields=["appointment"])
    return appointment


def may_arrange(user: User, appointment: Appointment) -> bool:
    """Hours without a case are one's own, or those of the team that one organises."""
    return appointment.professional_id == user.pk or user.can(Permission.MANAGE_TEAM)


def agendas_for(user: User) -> QuerySet[User]:
    """Whose agenda an account looks at: its own, and the team's where it organises it."""
    people = User.objects.caseworkers()
    if not user.can(Permission.MANAGE_TEAM):
        return people.filter(pk=user.pk)
    if not user.can(Permission.SEE_ALL_OFFICES):
        people = people.of_office(user.office_id)
    return people.order_by("display_name", "id")


def activity_to(user: User, permission: Permission, pk: UUID) -> GroupActivity:
    """A group activity of one's office, for doing what ``permission`` names with it."""
    require(user, Permission.VIEW_CASE)
    rows = GroupActivity.objects.visible_to(user).select_related("key", "office", "professional", "second_professional")
    activity = get_object_or_404(rows, pk=pk)
    require(user, permission)
    record_about(user, AuditAction.VIEWED, activity)
    return activity
