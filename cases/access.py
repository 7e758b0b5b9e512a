"""The doors: get one row or refuse, and leave the trace of having looked.

Not visible: 404, because the existence of a case is not confirmed. Visible but not permitted: 403.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.audit import record, record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission, may_read_area
from cases.models import Assignment, Case, Consent, Participation, Person, Task, TimelineEntry
from cases.states import CORRECTABLE, TeamRole
from directory.codelists import Confidentiality


def case_to_view(user: User, pk: UUID) -> Case:
    """The case with its key, office and place; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    case = _case(user, pk)
    record_about(user, AuditAction.VIEWED, case)
    return case


def case_to(user: User, permission: Permission, pk: UUID) -> Case:
    """The case, for doing what ``permission`` names with it. Each door that shows a form counts as viewing."""
    require(user, Permission.VIEW_CASE)
    case = _case(user, pk)
    require(user, permission)
    record_about(user, AuditAction.VIEWED, case)
    return case


def _case(user, pk):
    rows = Case.objects.visible_to(user).select_related("key", "office", "place__parent__parent")
    return get_object_or_404(rows, pk=pk)


def person_to(user: User, permission: Permission, pk: UUID) -> Person:
    """A person of a case that the account sees, for doing what ``permission`` names; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    person = get_object_or_404(Person.objects.visible_to(user).select_related("key", "birth_place", "residence"), pk=pk)
    require(user, permission)
    record_about(user, AuditAction.VIEWED, person)
    return person


def participation_to(user: User, permission: Permission, pk: UUID) -> Participation:
    require(user, Permission.VIEW_CASE)
    rows = Participation.objects.visible_to(user).select_related("case__key", "person__key")
    participation = get_object_or_404(rows, pk=pk)
    require(user, permission)
    record_about(user, AuditAction.VIEWED, participation)
    return participation


def participation_in(user: User, permission: Permission, case_pk: UUID, person_pk: UUID) -> Participation:
    """Somebody's part in a case, both known by their ids, for doing what ``permission`` names; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    rows = Participation.objects.visible_to(user).select_related("case__key", "person__key")
    participation = get_object_or_404(rows, case=case_pk, person=person_pk)
    require(user, permission)
    record_about(user, AuditAction.VIEWED, participation)
    return participation


def task_to_change(user: User, pk: UUID) -> Task:
    """A pending or past task of a case that the account sees."""
    require(user, Permission.VIEW_CASE)
    rows = Task.objects.visible_to(user).select_related("case__key", "key", "person__safe_contact__key", "assigned_to")
    task = get_object_or_404(rows, pk=pk)
    require(user, Permission.ADD_NOTE)
    record_about(user, AuditAction.VIEWED, task)
    return task


def case_trail(user: User, pk: UUID) -> Case:
    """The case, for seeing who looked at it: the coordination, and whoever leads it (``may_see_trail``)."""
    require(user, Permission.VIEW_CASE)
    case = _case(user, pk)
    if not may_see_trail(user, case):
        raise PermissionDenied
    record_about(user, AuditAction.VIEWED, case, fields=["trail"])
    return case


def may_see_trail(user: User, case: Case) -> bool:
    """Whoever answers for the case sees who looked at it, so that a curious look is noticed where it matters."""
    if user.can(Permission.VIEW_CASE_TRAIL):
        return True
    return Assignment.objects.current().filter(case=case, user=user, role=TeamRole.LEAD).exists()


def may_work_on(user: User, case: Case) -> QuerySet[User]:
    """Accounts that may be given a task of this case: its team, oneself, and the office for whoever organises it."""
    team = Q(pk=user.pk) | Exists(Assignment.objects.current().filter(case=case, user=OuterRef("pk")))
    if user.can(Permission.MANAGE_TEAM) and case.confidentiality == Confidentiality.NORMAL:
        team |= Q(office=case.office_id)
    return User.objects.caseworkers().filter(team).order_by("display_name", "id")


def may_join_team(case: Case) -> QuerySet[User]:
    """Accounts that may be put in the team: those of its office, who alone may know of it."""
    return User.objects.caseworkers().of_office(case.office_id).order_by("display_name", "id")


def confidentiality_levels(user: User, case: Case) -> list[str]:
    """Levels this account may give the case: the coordination any, its team what it is or closer, others none.

    Somebody outside the team who closed a case would no longer see it.
    """
    levels = list(Confidentiality)
    if user.can(Permission.SEE_RESTRICTED):
        return levels
    if not Assignment.objects.current().filter(case=case, user=user).exists():
        return []
    return levels[levels.index(case.confidentiality) :]


def consent_to_withdraw(user: User, pk: UUID) -> Consent:
    """A consent of a case that the account sees, for taking it back; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    rows = Consent.objects.filter(case__in=Case.objects.visible_to(user)).select_related("case", "person", "key")
    consent = get_object_or_404(rows, pk=pk)
    require(user, Permission.EDIT_CASE)
    record_about(user, AuditAction.VIEWED, consent)
    return consent


def assignment_to_end(user: User, pk: UUID) -> Assignment:
    """Somebody's part in a team, for ending it; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    rows = Assignment.objects.filter(case__in=Case.objects.visible_to(user)).select_related("case", "user")
    assignment = get_object_or_404(rows, pk=pk)
    require(user, Permission.MANAGE_TEAM)
    record_about(user, AuditAction.VIEWED, assignment)
    return assignment


def entry_to_correct(user: User, pk: UUID) -> TimelineEntry:
    """A line of the history whose text the account may read."""
    require(user, Permission.VIEW_CASE)
    rows = TimelineEntry.objects.filter(case__in=Case.objects.visible_to(user), kind__in=CORRECTABLE)
    entry = get_object_or_404(rows.select_related("case__key", "key", "person", "by"), pk=pk)
    require(user, Permission.ADD_NOTE)
    if not may_read_entry(user, entry):
        raise PermissionDenied
    record_about(user, AuditAction.VIEWED, entry)
    return entry


def may_read_entry(user: User, entry: TimelineEntry) -> bool:
    """Whether the account reads the text of this line; that it happened, everybody of the case sees."""
    return entry.by_id == user.pk or may_read_area(user.role, entry.area, shared=entry.is_shared)


def saw_list(user: User, kind: str, rows) -> None:
    """Write that a list was shown, with the ids on the page."""
    record(user, AuditAction.LISTED, kind, ids=[row.pk for row in rows])


def searched(user: User, fields: list[str], matches) -> None:
    """Write that people were looked for: by which fields, and who was shown; never what was typed."""
    ids = [match.person_id for match in matches if match.person_id]
    record(user, AuditAction.SEARCHED, Person._meta.label_lower, fields=fields, ids=ids)
