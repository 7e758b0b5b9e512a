"""What must hold so that sealing a case, or leaving the team of a sealed one, loses nobody's work (docs/adr/0023)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import PERMISSIONS, Permission
from cases.errors import NotPossible
from cases.models import Assignment, Case, Task

_SEE_ALL = [role for role, granted in PERMISSIONS.items() if Permission.SEE_ALL_OFFICES in granted]


def check_may_be_sealed(case: Case) -> None:
    """Somebody of its team stays who sees it, and whoever has something to do in it. Raises NotPossible.

    The caller holds the case.
    """
    sees = Q(user__office=case.office_id) | Q(user__role__in=_SEE_ALL)
    team = Assignment.objects.current().filter(sees, case=case, user__is_active=True)
    if not team.exists():
        raise NotPossible(_("Un caso sin equipo no se puede sellar: nombra primero a su responsable."))
    waiting = Task.objects.pending().filter(case=case).exclude(assigned_to__role__in=_SEE_ALL)
    outside = waiting.exclude(assigned_to__in=team.values("user")).select_related("assigned_to")
    if names := sorted({str(task.assigned_to) for task in outside}):
        words = _(
            "Tienen tareas pendientes aquí y dejarían de verlas: %s. Antes, suma a esas personas al equipo o pasa sus"
            " tareas."
        )
        raise NotPossible(words % ", ".join(names))


def check_may_leave(part: Assignment) -> None:
    """Whoever leaves the team of a sealed case has nothing left to do in it and is not the last; else NotPossible."""
    if not part.case.is_sealed:
        return
    others = Assignment.objects.current().filter(case=part.case_id).exclude(pk=part.pk)
    if not others.exists():
        raise NotPossible(_("Un caso sellado no se queda sin equipo: suma primero a otra persona."))
    if part.user.role in _SEE_ALL or others.filter(user=part.user_id).exists():
        return
    if Task.objects.pending().filter(case=part.case_id, assigned_to=part.user_id).exists():
        words = _("%s tiene tareas pendientes en este caso, que está sellado: pásalas antes a alguien del equipo.")
        raise NotPossible(words % part.user)
