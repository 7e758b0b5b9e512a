"""What a file still lacks, part by part, and saying that a part does not concern somebody."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import submit_once
from accounts.permissions import Permission
from cases.access import case_to, case_to_view, saw_list
from cases.actions.sections import ask_again, mark_not_applicable
from cases.file_frame import file_tabs
from cases.forms.sections import SectionMarkForm
from cases.models import Case, Participation, Person, SectionMark
from cases.section_lines import groups_of, label_of
from interface.pages import render_form_page


@require_safe
def missing(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = request.user
    case = case_to_view(user, pk)
    participations = list(Participation.objects.filter(case=case).for_file())
    saw_list(user, Person._meta.label_lower, [each.person for each in participations])
    groups = groups_of(user, case, participations)
    context = {
        "case": case,
        "tabs": file_tabs(user, case, "missing"),
        "groups": groups,
        "done": sum(group.done for group in groups),
        "count": sum(len(group.lines) for group in groups),
        "next": next((group.next for group in groups if group.next), None),
        "can_edit": user.can(Permission.EDIT_CASE),
    }
    return render(request, "cases/sections.html", context)


@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say why a part does not concern somebody, or (``otra_vez``) ask it again. The part comes in the address."""
    case = case_to(request.user, Permission.EDIT_CASE, pk)
    back = reverse("cases:missing", args=[case.pk])
    part, participation, label = _part(request, case)
    if not label:
        return redirect(back)
    if request.method == "POST" and "otra_vez" in request.POST:
        ask_again(case, part, by=request.user, participation=participation)
        messages.success(request, _("«%s» vuelve a pedirse.") % label)
        return redirect(back)
    form = SectionMarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def act():
            mark_not_applicable(case, part, told["reason"], by=request.user, participation=participation)
            return back

        url = submit_once(request.user, told["idempotency_key"], act)
        messages.success(request, _("«%s» no se pedirá más.") % label)
        return HttpResponseRedirect(url)
    current = SectionMark.objects.current().filter(case=case, participation=participation, section=part)
    context = {
        "case": case,
        "participation": participation,
        "label": label,
        "mark": current.select_related("key", "made_by").first(),
        "back": back,
    }
    return render_form_page(request, "cases/section_mark.html", context, form)


def _part(request: HttpRequest, case: Case) -> tuple[str, Participation | None, str]:
    """The part that the address names and its label, "" for one that no room has."""
    part, person = request.GET.get("parte", ""), request.GET.get("persona", "")
    label = label_of(part, of_person=bool(person))
    if not label or not person:
        return part, None, label
    try:
        wanted = UUID(person)
    except ValueError:
        raise Http404 from None
    return part, get_object_or_404(case.participations.select_related("person"), pk=wanted), label
