"""The file on paper: which parts, and the copy itself. Codes only, and hidden numbers stay hidden."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.audit import record_about
from accounts.models import AuditAction
from cases.access import case_to_view, saw_list
from cases.file_parts import Printed, printed_for
from cases.forms.printing import PartsForm
from cases.labels import STATUS_LOOK
from cases.models import Case, Participation, Person
from cases.printing.blocks import Copy
from directory.codelists import Confidentiality
from interface.pages import render_form_page

# In the address: somebody chose, maybe nothing.
CHOSEN = "elegidas"


@require_safe
def choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All parts that this account may have, to leave some out."""
    case = case_to_view(request.user, pk)
    return _choice(request, case, PartsForm(parts=printed_for(request.user)))


@require_safe
def print_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The copy: whole, or the parts that the address names; that it was prepared, and of what, is written down."""
    user = request.user
    case = case_to_view(user, pk)
    parts = printed_for(user)
    chosen = parts
    if "parte" in request.GET or CHOSEN in request.GET:
        form = PartsForm(request.GET, parts=parts)
        if not form.is_valid():
            return _choice(request, case, form)
        chosen = form.chosen
    record_about(user, AuditAction.EXPORTED, case, fields=["print", *(f"print_{part.key}" for part in chosen)])
    context = {
        "case": case,
        "parts": _drawn(request, case, chosen),
        "is_whole": chosen == parts,
        "status_look": STATUS_LOOK[case.status],
        "is_reserved": case.confidentiality != Confidentiality.NORMAL,
        "days_open": (timezone.localdate() - case.opened_on).days,
        "now": timezone.now(),
    }
    return render(request, "cases/print.html", context)


def _choice(request: HttpRequest, case: Case, form: PartsForm) -> HttpResponse:
    return render_form_page(request, "cases/print_parts.html", {"case": case, "chosen": CHOSEN}, form)


def _drawn(request: HttpRequest, case: Case, parts: list[Printed]) -> list[tuple[Printed, list]]:
    people = Participation.objects.filter(case=case).for_file()
    places = (f"person__{name}__parent__parent" for name in ("birth_place", "residence"))
    copy = Copy(request, case, list(people.select_related(*places)), timezone.localdate())
    saw_list(request.user, Person._meta.label_lower, [each.person for each in copy.people])
    return [(part, part.draw(copy)) for part in parts]
