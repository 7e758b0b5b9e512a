"""Doors to what hangs on a person: pages, documents, ties. Not visible: 404; visible but not permitted: 403."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from cases.models import IdentityDocument, Person, Relationship
from cases.models.profile import ProfilePage
from cases.profile_topics import PAGES, may_open


def profile_to_change(user: User, pk: UUID, topic: str) -> tuple[Person, ProfilePage | None]:
    """A person that the account sees and her page on one topic, None while nobody began it; refused to whom it is
    closed (``may_open``). "Viewed" is written of the person, with the page that was opened."""
    require(user, Permission.VIEW_CASE)
    person = get_object_or_404(Person.objects.visible_to(user).select_related("key"), pk=pk)
    page = PAGES[topic].objects.filter(person=person).select_related("key", "written_by").first()
    if not may_open(user, topic, page):
        raise PermissionDenied
    record_about(user, AuditAction.VIEWED, person, fields=[topic])
    return person, page


def document_to_change(user: User, pk: UUID) -> IdentityDocument:
    """A document of a person that the account sees; its number is shown, so names must be its to uncover. "Viewed" is
    written of the person."""
    require(user, Permission.VIEW_CASE)
    rows = IdentityDocument.objects.filter(person__in=Person.objects.visible_to(user))
    document = get_object_or_404(rows.select_related("key", "person__key"), pk=pk)
    require(user, Permission.EDIT_CASE)
    require(user, Permission.REVEAL_NAME)
    record_about(user, AuditAction.VIEWED, document.person)
    return document


def relation_to_change(user: User, pk: UUID) -> Relationship:
    """A tie of a person that the account sees, to a relative that it sees too; "viewed" is written of the person."""
    require(user, Permission.VIEW_CASE)
    seen = Person.objects.visible_to(user)
    rows = Relationship.objects.current().filter(person__in=seen, relative__in=seen)
    tie = get_object_or_404(rows.select_related("key", "person__key", "relative"), pk=pk)
    require(user, Permission.EDIT_CASE)
    record_about(user, AuditAction.VIEWED, tie.person)
    return tie
