"""Who is given something to decide or to do in a case: somebody who sees it."""

from django.db.models import Exists, OuterRef

from accounts.models import User
from accounts.permissions import PERMISSIONS, Permission
from cases.models import Assignment, Case
from cases.states import TeamRole


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


def who_sees(case: Case, user: User) -> User:
    """``user``; of a sealed case of whose team they are not, whoever leads it: what nobody sees nobody does."""
    if not case.is_sealed or user.can(Permission.SEE_ALL_OFFICES):
        return user
    team = list(Assignment.objects.current().filter(case=case).select_related("user"))
    if not team or any(part.user_id == user.pk for part in team):
        return user
    return next((part.user for part in team if part.role == TeamRole.LEAD), team[0].user)
