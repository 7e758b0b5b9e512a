"""Writing what is known of a person; opening a page with her name or number in it leaves the trace of seeing it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audit import last_change
from accounts.permissions import Permission
from cases.access import person_to, require
from cases.actions import change_person, change_safe_contact
from cases.actions import reveal as leave_trace
from cases.forms.person_edit import PersonForm, SafeContactForm
from cases.models import Person, SafeContact
from cases.way_back import leads_back
from directory.versions import StaleVersion
from interface.pages import render_conflict, render_form_page


@require_http_methods(["GET", "POST"])
@leads_back
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = _person_to_write(request, pk, "name", "address")
    form = PersonForm(request.POST or None, person=person)
    if form.is_bound and form.is_valid():
        try:
            change_person(person, form.values(), by=request.user, expected_version=form.cleaned_data["version"])
        except StaleVersion:
            fresh = Person.objects.select_related("key", "birth_place", "residence").get(pk=pk)
            return _conflict(request, form, PersonForm(person=fresh), fresh, fresh)
        messages.success(request, _("Datos guardados."))
        return redirect(person)
    return render_form_page(request, "cases/person_edit.html", {"person": person}, form)


@require_http_methods(["GET", "POST"])
@leads_back
def safe_contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = _person_to_write(request, pk, "phone")
    form = SafeContactForm(request.POST or None, contact=_contact(person))
    if form.is_bound and form.is_valid():
        try:
            change_safe_contact(person, form.values(), by=request.user, expected_version=form.cleaned_data["version"])
        except StaleVersion:
            contact = _contact(person)
            return _conflict(request, form, SafeContactForm(contact=contact), contact, person)
        messages.success(request, _("Contacto seguro guardado. Quien llame verá estas reglas antes del teléfono."))
        return redirect(person)
    return render_form_page(request, "cases/person_contact.html", {"person": person}, form)


def _person_to_write(request, pk: UUID, *shown: str) -> Person:
    """The person, for a page that shows some of what is otherwise covered."""
    person = person_to(request.user, Permission.EDIT_CASE, pk)
    require(request.user, Permission.REVEAL_NAME)
    for field in shown:
        leave_trace(person, field, by=request.user)
    return person


def _contact(person: Person) -> SafeContact | None:
    return SafeContact.objects.filter(person=person).select_related("key").first()


def _conflict(request, form, current_form, row, person) -> HttpResponse:
    who, when = last_change(row)
    return render_conflict(
        request, form, current_form, changed_by=who, changed_at=when, back_url=person.get_absolute_url()
    )
