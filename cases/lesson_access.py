"""The door of what a case taught. The trail names the case."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from cases.models import Lesson


def lesson_to(user: User, permission: Permission, pk: UUID) -> Lesson:
    """A lesson that stands, of a case that the account sees; "viewed" is written."""
    require(user, Permission.VIEW_CASE)
    rows = Lesson.objects.visible_to(user).standing().select_related("key", "case__key")
    lesson = get_object_or_404(rows, pk=pk)
    require(user, permission)
    record_about(user, AuditAction.VIEWED, lesson.case, fields=["lesson"])
    return lesson
