"""A whole caseload passes from one colleague to another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.idempotency import submit_once
from accounts.models import User
from accounts.permissions import Permission
from cases.access import caseload_of, may_carry_cases, saw_list
from cases.actions.caseload import hand_over_caseload
from cases.errors import NotPossible
from cases.forms.caseload import CaseloadForm, WhoseForm
from cases.models import Case
from interface.pages import render_form_page


@require_http_methods(["GET", "POST"])
def caseload(request: HttpRequest) -> HttpResponse:
    """First whose (``?de=``), then which cases, to whom and with what notes."""
    user = request.user
    require(user, Permission.MANAGE_TEAM)
    people = may_carry_cases(user)
    whose = WhoseForm(request.GET if "de" in request.GET else None, people=people)
    before = whose.cleaned_data["de"] if whose.is_bound and whose.is_valid() else None
    if before is None:
        if request.method == "POST" and not whose.is_bound:
            whose = WhoseForm({}, people=people)
        return render_form_page(request, "cases/caseload_whose.html", {}, whose)
    return _which(request, before, people)


def _which(request: HttpRequest, before: User, people) -> HttpResponse:
    parts = caseload_of(request.user, before)
    saw_list(request.user, Case._meta.label_lower, [part.case for part in parts])
    others = people.of_office(before.office_id).exclude(pk=before.pk)
    form = CaseloadForm(request.POST or None, people=others, parts=parts)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def act():
            cases = [part.case for part in form.chosen()]
            notes, to = form.notes(), told["to"]
            moved = hand_over_caseload(before, to, cases, by=request.user, notes=notes, with_tasks=told["with_tasks"])
            words = ngettext("%(count)d caso pasó a %(who)s.", "%(count)d casos pasaron a %(who)s.", moved)
            messages.success(request, words % {"count": moved, "who": to})
            return reverse("cases:home")

        try:
            return HttpResponseRedirect(submit_once(request.user, told["idempotency_key"], act))
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
    context = {"before": before, "sees_all": request.user.can(Permission.SEE_ALL_OFFICES)}
    return render_form_page(request, "cases/caseload.html", context, form)
