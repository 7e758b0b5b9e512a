"""Editing the plain facts of a case: whoever saves second chooses, and nothing typed is lost."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audit import last_change
from accounts.permissions import Permission
from cases.access import case_to, confidentiality_levels
from cases.actions.participation import change_case_with_projects
from cases.errors import NotPossible
from cases.forms.edit import CaseForm
from cases.models import Case
from cases.way_back import leads_back
from directory.versions import StaleVersion
from interface.pages import render_conflict, render_form_page


@require_http_methods(["GET", "POST"])
@leads_back
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = case_to(request.user, Permission.EDIT_CASE, pk)
    levels = confidentiality_levels(request.user, case)
    form = CaseForm(request.POST or None, case=case, levels=levels)
    if form.is_bound and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            change_case_with_projects(case, form.values(), form.paid_by(), by=request.user, expected_version=version)
        except StaleVersion:
            return _conflict(request, case.pk, form, levels)
        except NotPossible as refusal:
            form.add_error("confidentiality", refusal.message)
            return render_form_page(request, "cases/edit.html", {"case": case}, form)
        messages.success(request, _("Cambios guardados."))
        return redirect(case)
    return render_form_page(request, "cases/edit.html", {"case": case}, form)


def _conflict(request: HttpRequest, pk: UUID, form: CaseForm, levels: list[str]) -> HttpResponse:
    fresh = Case.objects.select_related("key", "place__parent__parent").get(pk=pk)
    who, when = last_change(fresh)
    return render_conflict(
        request,
        form,
        CaseForm(case=fresh, levels=levels),
        changed_by=who,
        changed_at=when,
        back_url=fresh.get_absolute_url(),
    )
