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
from accounts.permissions import OFFICE_ROLES, Area, Permission, may_read_area
from cases.models import (
    Assignment,
    Attachment,
    Case,
    CaseGrant,
    Consent,
    ConsentAnswer,
    Decoy,
    DuplicatePair,
    EmergencyAccess,
    Participation,
    Person,
    PersonMerge,
    Task,
    TimelineEntry,
    WithdrawalLetter,
)
from cases.models.timeline import with_last_contact
from cases.states import CORRECTABLE, FOLLOW_UP_TASKS, AttachmentKind, CaseStatus, TeamRole
from directory.codelists import Confidentiality


def case_to_view(user: User, pk: UUID) -> Case:
    """The case with its key, office and place; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    return _viewed(user, _case(user, pk))


def case_to_follow(user: User, pk: UUID) -> Case:
    """The same with ``last_contact_at``: when its last note or attention was; None: never."""
    require(user, Permission.VIEW_CASE)
    return _viewed(user, _one_of(with_last_contact(Case.objects.visible_to(user)), pk))


def case_to(user: User, permission: Permission, pk: UUID) -> Case:
    """The case, for doing what ``permission`` names with it. Each door that shows a form counts as viewing."""
    require(user, Permission.VIEW_CASE)
    case = _case(user, pk)
    require(user, permission)
    return _viewed(user, case)


def _case(user, pk):
    return _one_of(Case.objects.visible_to(user), pk)


def _one_of(cases, pk):
    return get_object_or_404(cases.select_related("key", "office", "place__parent__parent"), pk=pk)


def _viewed(user: User, case: Case) -> Case:
    record_about(user, AuditAction.VIEWED, case)
    return case


def person_to(user: User, permission: Permission, pk: UUID) -> Person:
    """A person of a case that the account sees, for doing what ``permission`` names; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    person = get_object_or_404(Person.objects.visible_to(user).select_related("key", "birth_place", "residence"), pk=pk)
    require(user, permission)
    record_about(user, AuditAction.VIEWED, person)
    return person


def joined_to(user: User, pk: UUID) -> Person:
    """The person in force of one who was joined to her, if the account sees her; else 404. Nothing is shown here."""
    return get_object_or_404(Person.objects.visible_to(user), joined=pk)


def pair_to_decide(user: User, pk: UUID) -> DuplicatePair:
    """Two records that resemble each other, both of them seen by the account; "viewed" is written."""
    require(user, Permission.MERGE_PEOPLE)
    rows = DuplicatePair.objects.visible_to(user).select_related("key", "first__key", "second__key", "decided_by")
    pair = get_object_or_404(rows.prefetch_related("first__documents__key", "second__documents__key"), pk=pk)
    record_about(user, AuditAction.VIEWED, pair)
    return pair


def merge_to_view(user: User, pk: UUID) -> PersonMerge:
    """What a merge into a person whom the account sees did; "viewed" is written."""
    require(user, Permission.MERGE_PEOPLE)
    rows = PersonMerge.objects.visible_to(user).select_related("key", "kept__key", "merged__key", "by", "undone_by")
    merge = get_object_or_404(rows.prefetch_related("kept__documents__key", "merged__documents__key"), pk=pk)
    record_about(user, AuditAction.VIEWED, merge)
    return merge


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


def may_see_trail(user: User, case: Case, team: list[Assignment] | None = None) -> bool:
    """Whoever answers for the case sees who looked at it, so that a curious look is noticed where it matters.
    Of a ``team`` already at hand (``team_of``) nothing is asked."""
    if user.can(Permission.VIEW_CASE_TRAIL):
        return True
    if team is not None:
        return any(each.user_id == user.pk and each.role == TeamRole.LEAD for each in team)
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


def may_carry_cases(user: User) -> QuerySet[User]:
    """Accounts whose cases this account may give to others, and to whom: of its office, of any for who sees all."""
    people = User.objects.caseworkers()
    if not user.can(Permission.SEE_ALL_OFFICES):
        people = people.of_office(user.office_id)
    return people.select_related("office").order_by("display_name", "id")


def caseload_of(user: User, before: User) -> list[Assignment]:
    """Of the cases of its office that ``user`` sees, those in which ``before`` works: one part for each.

    Of the closed ones those alone where a follow-up waits for ``before``: it comes months after closing.
    """
    follow_ups = Task.objects.pending().filter(case=OuterRef("pk"), assigned_to=before, kind__in=FOLLOW_UP_TASKS)
    cases = Case.objects.visible_to(user).filter(office=before.office_id)
    cases = cases.filter(~Q(status=CaseStatus.CLOSED) | Exists(follow_ups))
    parts = Assignment.objects.current().filter(user=before, case__in=cases).select_related("case")
    order = list(TeamRole)
    first: dict[UUID, Assignment] = {}
    for part in sorted(parts, key=lambda each: order.index(each.role)):
        first.setdefault(part.case_id, part)
    return sorted(first.values(), key=lambda each: each.case.code)


def may_be_granted(user: User) -> QuerySet[User]:
    """Accounts that may be given an exceptional grant: of the offices, never oneself, an agency or who sees all."""
    people = User.objects.active().filter(role__in=OFFICE_ROLES).exclude(pk=user.pk)
    return people.select_related("office").order_by("display_name", "id")


def confidentiality_levels(user: User, case: Case) -> list[str]:
    """Levels this account may give the case: the coordination any, its team what it is or closer, others none; nobody
    by an exception, nor one at which they would no longer see it themselves.
    """
    if not Case.objects.in_scope_of(user).filter(pk=case.pk).exists():
        return []
    levels = list(Confidentiality)
    if user.can(Permission.SEE_ALL_OFFICES):
        return levels
    is_of_team = Assignment.objects.current().filter(case=case, user=user).exists()
    if user.can(Permission.SEE_RESTRICTED):
        return levels if is_of_team else levels[: levels.index(Confidentiality.SEALED)]
    return levels[levels.index(case.confidentiality) :] if is_of_team else []


def consent_to(user: User, permission: Permission, pk: UUID) -> Consent:
    """A consent of a case that the account sees, for doing what ``permission`` names; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    rows = Consent.objects.filter(case__in=Case.objects.visible_to(user))
    consent = get_object_or_404(rows.select_related("case__office", "case__key", "person__key", "key"), pk=pk)
    require(user, permission)
    record_about(user, AuditAction.VIEWED, consent)
    return consent


def answer_to_withdraw(user: User, pk: UUID) -> ConsentAnswer:
    """One answer of a consent of a case that the account sees; "viewed" is written of the consent."""
    require(user, Permission.VIEW_CASE)
    rows = ConsentAnswer.objects.filter(consent__case__in=Case.objects.visible_to(user))
    rows = rows.select_related("agency", "consent__case", "consent__person", "consent__key")
    answer = get_object_or_404(rows, pk=pk)
    require(user, Permission.EDIT_CASE)
    record_about(user, AuditAction.VIEWED, answer.consent)
    return answer


def withdrawal_letter_to_send(user: User, pk: UUID) -> WithdrawalLetter:
    """A letter to an agency about a case that the account sees; "viewed" is written of the consent."""
    require(user, Permission.VIEW_CASE)
    rows = WithdrawalLetter.objects.filter(consent__case__in=Case.objects.visible_to(user))
    rows = rows.select_related("agency", "consent__case__office", "consent__person", "consent__key", "sent_by")
    letter = get_object_or_404(rows, pk=pk)
    require(user, Permission.EDIT_CASE)
    record_about(user, AuditAction.VIEWED, letter.consent, fields=["letter"])
    return letter


def assignment_to_end(user: User, pk: UUID) -> Assignment:
    """Somebody's part in a team, for ending it: not by an exception; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    rows = Assignment.objects.filter(case__in=Case.objects.visible_to(user)).select_related("case", "user")
    assignment = get_object_or_404(rows, pk=pk)
    require(user, Permission.MANAGE_TEAM)
    if not may_organise(user, assignment.case):
        raise PermissionDenied
    record_about(user, AuditAction.VIEWED, assignment)
    return assignment


def case_to_open_to_others(user: User, pk: UUID) -> Case:
    """The case, for giving somebody a place in its team or an exceptional grant: by whoever organises it, and not by
    an exception: four hours of emergency are no way into the team of a sealed case.
    """
    case = case_to(user, Permission.MANAGE_TEAM, pk)
    if not may_organise(user, case):
        raise PermissionDenied
    return case


def may_organise(user: User, case: Case) -> bool:
    """Whether the account decides who else knows of this case."""
    return user.can(Permission.MANAGE_TEAM) and Case.objects.in_scope_of(user).filter(pk=case.pk).exists()


def grant_to_revoke(user: User, pk: UUID) -> CaseGrant:
    """An exceptional grant of a case that the account organises; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    rows = CaseGrant.objects.filter(content_object__in=Case.objects.in_scope_of(user))
    grant = get_object_or_404(rows.select_related("key", "content_object", "user"), pk=pk)
    require(user, Permission.MANAGE_TEAM)
    record_about(user, AuditAction.VIEWED, grant)
    return grant


def emergency_to_review(user: User, pk: UUID) -> EmergencyAccess:
    """An emergency access, reviewed or not: who, when, why, of which case by code; nothing of the case."""
    require(user, Permission.REVIEW_EMERGENCY)
    access = get_object_or_404(EmergencyAccess.objects.for_review(), pk=pk)
    record_about(user, AuditAction.VIEWED, access)
    return access


def shelter_of(user: User, pk: UUID) -> Person:
    """The person, for what tells where she is kept safe: REVEAL_SHELTER, and a member of a team of hers.

    Whoever is let in by an exception is no member of the team, and is refused.
    """
    require(user, Permission.VIEW_CASE)
    person = get_object_or_404(Person.objects.visible_to(user).select_related("key"), pk=pk)
    if not may_see_shelter(user, person):
        raise PermissionDenied
    record_about(user, AuditAction.VIEWED, person)
    return person


def may_see_shelter(user: User, person: Person) -> bool:
    if not user.can(Permission.REVEAL_SHELTER):
        return False
    cases = Case.objects.visible_to(user).of_team_member(user)
    return Participation.objects.filter(person=person, case__in=cases).exists()


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


def entry_to_read(user: User, pk: UUID) -> TimelineEntry:
    """A line whose text stands behind a click, for whoever may read it; its text is not opened here."""
    require(user, Permission.VIEW_CASE)
    rows = TimelineEntry.objects.filter(case__in=Case.objects.visible_to(user), area=Area.PSYCHOLOGICAL)
    entry = get_object_or_404(rows.select_related("case__key", "key", "person", "by"), pk=pk)
    if not may_read_entry(user, entry):
        raise PermissionDenied
    record_about(user, AuditAction.VIEWED, entry)
    return entry


def may_read_entry(user: User, entry: TimelineEntry) -> bool:
    """Whether the account reads the text of this line; that it happened, everybody of the case sees."""
    return entry.by_id == user.pk or may_read_area(user.role, entry.area, shared=entry.is_shared)


def attachment_to(user: User, permission: Permission, pk: UUID) -> Attachment:
    """A file of a case that the account sees and may open, for doing what ``permission`` names; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    rows = Attachment.objects.visible_to(user).select_related("case__key", "person__key", "key", "uploaded_by")
    attachment = get_object_or_404(rows, pk=pk)
    require(user, permission)
    if not may_read_attachment(user, attachment):
        raise PermissionDenied
    record_about(user, AuditAction.VIEWED, attachment)
    return attachment


def may_read_attachment(user: User, attachment: Attachment) -> bool:
    """Whether the account opens this file and reads its title; that there is one, everybody of the case sees.

    One whose key was destroyed is erased: there is nothing left to open.
    """
    if attachment.key.is_shredded:
        return False
    if attachment.uploaded_by_id == user.pk:
        return True
    if attachment.kind == AttachmentKind.MEDICAL and not user.can(Permission.READ_HEALTH):
        return False
    return may_read_area(user.role, attachment.area)


def decoy_to_end(user: User, pk: UUID) -> Decoy:
    """A mark of a made-up case that still holds; "viewed" is written of the mark, not of the case."""
    require(user, Permission.TEND_DECOYS)
    decoy = get_object_or_404(Decoy.objects.current().select_related("key"), pk=pk)
    record_about(user, AuditAction.VIEWED, decoy)
    return decoy


def saw_list(user: User, kind: str, rows) -> None:
    """Write that a list was shown, with the ids on the page."""
    record(user, AuditAction.LISTED, kind, ids=[row.pk for row in rows])


def missed(user: User) -> None:
    """Write that an emergency was refused, so that trying codes is noticed; never what was typed."""
    record(user, AuditAction.DENIED, "cases:emergency")


def saw_scope(user: User, case_id: UUID | None, code: str) -> None:
    """Write that somebody asked, by its code, who could see a case."""
    record(user, AuditAction.VIEWED, Case._meta.label_lower, case_id or "", code=code, fields=["trail"])


def searched(user: User, fields: list[str], matches) -> None:
    """Write that people were looked for: by which fields, and who was shown; never what was typed."""
    ids = [match.person_id for match in matches if match.person_id]
    record(user, AuditAction.SEARCHED, Person._meta.label_lower, fields=fields, ids=ids)
