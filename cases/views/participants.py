"""Somebody else joins a case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.idempotency import result_of, submit_once
from accounts.permissions import Permission
from cases.access import case_to
from cases.actions import add_person as join
from cases.duplicates.typed import Alike
from cases.errors import NotPossible
from cases.forms.participants import KnownParticipantForm, NewParticipantForm
from cases.person_facts import age_words
from cases.states import ParticipationRole
from cases.views.intake import LOOK_FIRST, carried, chosen_person, must_look, search_part
from cases.views.person_documents import warn_of_double
from cases.views.search import found
from interface.pages import render_form_page


@require_http_methods(["GET", "POST"])
def add_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = case_to(request.user, Permission.EDIT_CASE, pk)
    person = chosen_person(request, Permission.EDIT_CASE)
    search = search_part(request)
    if request.htmx and search.is_bound:
        return render_form_page(request, "cases/_search_part.html", found(request.user, search), search)
    form_class = NewParticipantForm if person is None else KnownParticipantForm
    form = form_class(request.POST or None, case=case, person=person)
    alike = Alike()
    if form.is_bound and form.is_valid():
        key = form.cleaned_data["idempotency_key"]
        alike = Alike() if result_of(request.user, str(key)) else must_look(request, form)
        if not alike:
            try:
                return redirect(submit_once(request.user, key, lambda: _join(request, case, form)))
            except NotPossible as refusal:
                form.add_error(None, refusal.message)
        else:
            form.add_error(None, LOOK_FIRST)
    context = {
        "case": case,
        "person": person,
        "age_words": person and age_words(person, timezone.localdate()),
        "carried": carried(request) if person else [],
        "search": search,
        "alike": alike,
        **found(request.user, search),
    }
    return render_form_page(request, "cases/person_new.html", context, form, search)


def _join(request, case, form) -> str:
    cleaned = form.cleaned_data
    participation = join(
        case,
        form.who(),
        ParticipationRole(cleaned["role"]),
        by=request.user,
        joined_on=cleaned["joined_on"],
        consent=cleaned["consent"],
    )
    messages.success(request, _("%(person)s ya está en el caso.") % {"person": participation.person.code})
    warn_of_double(request, participation.person)
    return case.get_absolute_url()
