"""Who of the coordination is given a decision about a case: somebody who sees it."""

from django.db.models import Exists, OuterRef

from accounts.models import User
from accounts.permissions import PERMISSIONS, Permission
from cases.models import Assignment, Case


def coordination_of(case: Case, permission: Permission, *, but_not: User | None = None) -> User | None:
    """The first of the case's office whose role has ``permission``, else of whoever coordinates all offices.

    Of a sealed case whoever coordinates the office counts as a member of its team only.
    """
    roles = [role for role, granted in PERMISSIONS.items() if permission in granted]
    people = User.objects.active().filter(role__in=roles).order_by("created_at", "id")
    if but_not is not None:
        people = people.exclude(pk=but_not.pk)
    near = people.filter(office=case.office_id)
    if case.is_sealed:
        near = near.filter(Exists(Assignment.objects.current().filter(case=case, user=OuterRef("pk"))))
    return near.first() or people.filter(office=None).first()
