"""Tasks: made, moved, done."""

from datetime import date, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions.timeline import add_entry
from cases.coordination import who_sees
from cases.errors import NotPossible
from cases.models import Case, Person, Task
from cases.states import EntryKind, TaskKind
from directory.versions import save_current


def add_task(
    case: Case,
    kind: TaskKind,
    due_on: date,
    *,
    assigned_to: User,
    by: User | None,
    due_time: time | None = None,
    person: Person | None = None,
    details: str = "",
    subject=None,
) -> Task:
    """Put something to be done into somebody's work, of a sealed case its team's; ``by`` None is the clock."""
    with transaction.atomic():
        task = Task.objects.create(
            key=case.key,
            case=case,
            person=person,
            kind=kind,
            details=details,
            due_on=due_on,
            due_time=due_time,
            assigned_to=who_sees(case, assigned_to),
            given_by=by,
            created_by=by,
            subject_kind=subject._meta.label_lower if subject is not None else "",
            subject_id=subject.pk if subject is not None else None,
        )
        record_about(by, AuditAction.CREATED, task)
    return task


@told_in_spanish
def finish_task(task: Task, *, by: User, has_line: bool = True) -> Task:
    """Mark a task as done; raises NotPossible if it had ended. Without ``has_line`` something else tells of it."""
    with transaction.atomic():
        task = Task.objects.select_for_update(of=("self",)).select_related("case__key", "person", "key").get(pk=task.pk)
        _refuse_ended(task)
        task.done_at, task.done_by = timezone.now(), by
        save_current(task, task.version, ["done_at", "done_by"])
        if has_line:
            add_entry(task.case, EntryKind.TASK, _("Hecho: %s") % task.get_kind_display(), by=by, person=task.person)
        record_about(by, AuditAction.CHANGED, task, fields=["done_at"])
    return task


def move_task(
    task: Task, due_on: date, due_time: time | None, assigned_to: User, *, by: User, expected_version: int
) -> Task:
    """Give a task another day or another person.

    Raises StaleVersion if somebody changed it first, NotPossible if it had ended.
    """
    with transaction.atomic():
        _refuse_ended(task)
        task.due_on, task.due_time = due_on, due_time
        given = task.give(assigned_to, by, timezone.now())
        save_current(task, expected_version, ["due_on", "due_time", *given])
        record_about(by, AuditAction.CHANGED, task, fields=["due_on", "due_time", "assigned_to"])
    return task


def _refuse_ended(task: Task) -> None:
    if not task.is_pending:
        raise NotPossible(_("Esta tarea ya estaba cerrada."))
