"""Writing what is known of a person; opening a page with her name or number in it leaves the trace of seeing it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audit import last_change
from accounts.idempotency import submit_once
from accounts.permissions import Permission
from cases.access import person_to, require
from cases.actions import add_document, change_person, change_safe_contact
from cases.actions import relate as tie
from cases.actions import reveal as leave_trace
from cases.errors import NotPossible
from cases.forms.person_edit import DocumentForm, PersonForm, RelationForm, SafeContactForm
from cases.models import Case, Person, SafeContact
from directory.versions import StaleVersion
from interface.pages import render_conflict, render_form_page


@require_http_methods(["GET", "POST"])
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


@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = person_to(request.user, Permission.EDIT_CASE, pk)
    form = DocumentForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            key = form.cleaned_data["idempotency_key"]
            return redirect(submit_once(request.user, key, lambda: _add_document(request, person, form)))
        except NotPossible as refusal:
            form.add_error("number", refusal.message)
    return render_form_page(request, "cases/person_document.html", {"person": person}, form)


@require_http_methods(["GET", "POST"])
def relate(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = person_to(request.user, Permission.EDIT_CASE, pk)
    reachable = Person.objects.visible_to(request.user).exclude(pk=person.pk)
    near = reachable.beside(person, Case.objects.visible_to(request.user))
    form = RelationForm(request.POST or None, near=near, reachable=reachable)
    if form.is_bound and form.is_valid():
        key = form.cleaned_data["idempotency_key"]
        return redirect(submit_once(request.user, key, lambda: _relate(request, person, form)))
    return render_form_page(request, "cases/person_relate.html", {"person": person}, form)


def warn_of_double(request: HttpRequest, person: Person) -> None:
    """Say so when another visible person holds the same document: they may be one."""
    others = ", ".join(each.code for each in Person.objects.visible_to(request.user).with_number_of(person))
    if others:
        words = _("El mismo número de documento está en %s. Comprueba si es la misma persona.")
        messages.warning(request, words % others)


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


def _add_document(request, person, form) -> str:
    cleaned = form.cleaned_data
    add_document(
        person,
        cleaned["kind"],
        cleaned["number"],
        cleaned["status"],
        by=request.user,
        country=cleaned["country"],
    )
    messages.success(request, _("Documento registrado."))
    warn_of_double(request, person)
    return person.get_absolute_url()


def _relate(request, person, form) -> str:
    cleaned = form.cleaned_data
    tie(
        person,
        form.who(),
        cleaned["kind"],
        by=request.user,
        possibly_involved=cleaned["possibly_involved"],
        notes=cleaned["notes"],
    )
    messages.success(request, _("Relación registrada."))
    return person.get_absolute_url()
