"""Who is in charge of a case, from when until when."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions.sealing import check_may_leave
from cases.actions.timeline import add_entry
from cases.errors import NotPossible
from cases.models import Assignment, Case, Task
from cases.states import ROW_TASKS, EntryKind, TeamRole
from directory.versions import save_current


@told_in_spanish
def assign(case: Case, user: User, role: TeamRole, *, by: User) -> Assignment:
    """Put somebody into the case team; a new lead takes the place of the old one, who stays as support."""
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        current = Assignment.objects.current().filter(case=case)
        if current.filter(user=user, role=role).exists():
            raise NotPossible(_("Esa persona ya está en el equipo con ese papel."))
        if role == TeamRole.LEAD:
            _step_back(current.filter(role=TeamRole.LEAD).first(), by)
            current.filter(user=user, role=TeamRole.SUPPORT).update(ended_at=timezone.now())
        assignment = Assignment.objects.create(case=case, user=user, role=role, assigned_by=by)
        line = _("%(name)s entra al equipo: %(role)s") % {"name": user, "role": assignment.get_role_display()}
        add_entry(case, EntryKind.TEAM, line, by=by)
        record_about(by, AuditAction.CHANGED, case, fields=["team"])
    return assignment


def _step_back(lead: Assignment | None, by: User) -> None:
    """The lead that was stays as support, unless already in the team as something else."""
    if lead is None:
        return
    lead.ended_at = timezone.now()
    lead.save(update_fields=["ended_at"])
    if not Assignment.objects.current().filter(case_id=lead.case_id, user_id=lead.user_id).exists():
        Assignment.objects.create(case_id=lead.case_id, user_id=lead.user_id, role=TeamRole.SUPPORT, assigned_by=by)


@told_in_spanish
def leave_team(assignment: Assignment, *, by: User) -> Assignment:
    """End somebody's part in the team from now. The lead is replaced, never just removed."""
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=assignment.case_id)
        assignment = (
            Assignment.objects.select_for_update(of=("self",)).select_related("case__key", "user").get(pk=assignment.pk)
        )
        if assignment.role == TeamRole.LEAD:
            raise NotPossible(_("El caso necesita una persona responsable: nombra primero a otra."))
        if assignment.ended_at is None:
            check_may_leave(assignment)
            add_entry(assignment.case, EntryKind.TEAM, _("%s deja el equipo") % assignment.user, by=by)
            record_about(by, AuditAction.CHANGED, assignment.case, fields=["team"])
            assignment.ended_at = timezone.now()  # last: of a sealed case whoever leaves sees nothing from here on
            assignment.save(update_fields=["ended_at"])
    return assignment


def hand_over(case: Case, to: User, *, by: User, with_tasks: bool = True) -> Assignment:
    """Make ``to`` the lead and, ``with_tasks``, give them the old lead's pending tasks of this case but for
    appointments, which are hours of the old lead's agenda.

    Raises NotPossible if they lead it already.
    """
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        before = Assignment.objects.current().filter(case=case, role=TeamRole.LEAD).first()
        assignment = assign(case, to, TeamRole.LEAD, by=by)
        if before is not None and with_tasks:
            pending = Task.objects.pending().filter(case=case, assigned_to=before.user).exclude(kind__in=ROW_TASKS)
            for task in pending.select_for_update():
                save_current(task, task.version, task.give(to, by, timezone.now()))
    return assignment
