"""Who looked at a case: who, when, what was done, never what it said."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import AuditEntry, User
from cases.access import case_trail
from cases.file_frame import file_tabs
from cases.models import Case, Participation
from interface.keyset import paginate

PAGE_SIZE = 50


@require_safe
def seen(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = case_trail(request.user, pk)
    subjects = _subjects(case)
    rows = AuditEntry.objects.filter(subject_id__in=[str(each) for each in subjects])
    page = paginate(request, rows, "-at", PAGE_SIZE)
    people = {user.pk: user for user in User.objects.filter(pk__in={row.actor_id for row in page})}
    context = {
        "case": case,
        "tabs": file_tabs(request.user, case, "seen"),
        "page": page,
        "lines": [
            {
                "at": row.at,
                "who": people.get(row.actor_id) or row.actor_name or _("El sistema"),
                "role": people[row.actor_id].get_role_display() if row.actor_id in people else "",
                "what": _what(row),
                "about": subjects.get(row.subject_id, ""),
            }
            for row in page
        ],
    }
    return render(request, "cases/seen.html", context)


def _subjects(case: Case) -> dict[str, str]:
    """Ids whose rows of the trail belong to this case, and how each is called; two queries at most."""
    names = {str(case.pk): _("el caso")}
    for pk, person_id, code in Participation.objects.filter(case=case).values_list("pk", "person_id", "person__code"):
        names[str(pk)] = _("la participación de %s") % code
        names[str(person_id)] = code
    return names


def _what(row: AuditEntry) -> str:
    """ "Modificó: resumen, riesgo"."""
    words = ", ".join(row.field_labels)
    return f"{row.get_action_display()}: {words}" if words else row.get_action_display()
