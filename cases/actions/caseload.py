"""Moving what one colleague carries to another, in one step: whoever goes on leave, or leaves, loses no case."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases import hooks
from cases.actions.team import assign
from cases.actions.timeline import add_entry
from cases.errors import NotPossible
from cases.models import Assignment, Case, Task
from cases.states import EntryKind, TeamRole
from directory.versions import save_current


@told_in_spanish
def hand_over_caseload(
    before: User, to: User, cases: Iterable[Case], *, by: User, notes: Mapping[UUID, str], with_tasks: bool = True
) -> int:
    """Give ``to`` the part that ``before`` has in these cases and, ``with_tasks``, the pending tasks; returns how many
    cases moved. ``notes``: what to know of each case, by its id; it is written in that case's history only.

    All or nothing. Raises NotPossible for the same account twice, or an account of another office than a case's.
    """
    if before.pk == to.pk:
        raise NotPossible(_("Elige a otra persona: ya los tiene ella."))
    with transaction.atomic():
        wanted = [case.pk for case in cases]
        rows = Case.objects.filter(pk__in=wanted).select_related("key").order_by("pk").select_for_update(of=("self",))
        moved = 0
        for case in rows:
            if case.office_id != to.office_id:
                raise NotPossible(_("Los casos pasan a alguien de su misma sede."))
            moved += _hand_over(case, before, to, by, notes.get(case.pk, ""), with_tasks)
    return moved


def _hand_over(case: Case, before: User, to: User, by: User, note: str, with_tasks: bool) -> int:
    parts = list(Assignment.objects.current().filter(case=case, user=before))
    if not parts:
        return 0
    held = set(Assignment.objects.current().filter(case=case, user=to).values_list("role", flat=True))
    for part in parts:
        if part.role not in held and not (part.role == TeamRole.SUPPORT and held):
            assign(case, to, part.role, by=by)
            held.add(part.role)
    if with_tasks or case.is_sealed:  # there whoever is no longer of the team would never see them again
        for task in Task.objects.pending().filter(case=case, assigned_to=before).select_for_update():
            save_current(task, task.version, task.give(to, by, timezone.now()))
    for moved in hooks.caseload_moved:
        moved(case, before, to)
    line = _("%(before)s entrega el caso a %(to)s") % {"before": before, "to": to}
    add_entry(case, EntryKind.TEAM, line, by=by, body=note)
    record_about(by, AuditAction.CHANGED, case, fields=["team"])
    # Last: whoever gives away a sealed case of their own sees nothing of it from here on.
    Assignment.objects.current().filter(case=case, user=before).update(ended_at=timezone.now())
    return 1
