"""Changing somebody's part in a case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audit import last_change
from accounts.permissions import Permission
from cases.access import participation_to
from cases.actions.participation import change_part
from cases.forms.participation import PartForm
from cases.models import Participation
from directory.versions import StaleVersion
from interface.pages import render_conflict, render_form_page


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    participation = participation_to(request.user, Permission.EDIT_CASE, pk)
    form = PartForm(request.POST or None, participation=participation)
    people = reverse("cases:people", args=[participation.case_id])
    if form.is_bound and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            change_part(participation, form.values(), by=request.user, expected_version=version)
        except StaleVersion:
            fresh = Participation.objects.select_related("case__key", "person__key").get(pk=pk)
            who, when = last_change(fresh)
            return render_conflict(
                request, form, PartForm(participation=fresh), changed_by=who, changed_at=when, back_url=people
            )
        messages.success(request, _("Guardado."))
        return redirect(people)
    context = {"case": participation.case, "participation": participation, "back_url": people}
    return render_form_page(request, "cases/participation_edit.html", context, form)
