"""Identity documents of a person: added, and changed as they come back, are verified or turn out to be forged."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audit import last_change
from accounts.idempotency import submit_once
from accounts.permissions import Permission
from cases.access import person_to
from cases.actions import add_document, change_document
from cases.actions import reveal as leave_trace
from cases.errors import NotPossible
from cases.forms.person_documents import DocumentEditForm, DocumentForm
from cases.models import IdentityDocument, Person
from cases.people_access import document_to_change
from cases.states import AgeSource, DocumentStatus
from cases.way_back import leads_back
from directory.versions import StaleVersion
from interface.pages import render_conflict, render_form_page


@require_http_methods(["GET", "POST"])
@leads_back
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = person_to(request.user, Permission.EDIT_CASE, pk)
    form = DocumentForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            key = form.cleaned_data["idempotency_key"]
            return redirect(submit_once(request.user, key, lambda: _add(request, person, form)))
        except NotPossible as refusal:
            form.add_error("number", refusal.message)
    return render_form_page(request, "cases/person_document.html", {"person": person}, form)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    document = document_to_change(request.user, pk)
    person = document.person
    leave_trace(person, "document", by=request.user)
    form = DocumentEditForm(request.POST or None, document=document)
    if form.is_bound and form.is_valid():
        try:
            change_document(document, form.values(), by=request.user, expected_version=form.cleaned_data["version"])
        except NotPossible as refusal:
            form.add_error("number", refusal.message)
        except StaleVersion:
            return _conflict(request, form, pk, person)
        else:
            messages.success(request, _("Documento guardado."))
            _tell(request, person, form)
            return redirect(person)
    return render_form_page(request, "cases/person_document.html", {"person": person, "document": document}, form)


def _add(request: HttpRequest, person: Person, form: DocumentForm) -> str:
    add_document(person, **form.values(), by=request.user)
    messages.success(request, _("Documento registrado."))
    _tell(request, person, form)
    return person.get_absolute_url()


def _tell(request: HttpRequest, person: Person, form) -> None:
    """What follows from this document: a double, an age that is no longer proven, one that it may prove."""
    warn_of_double(request, person)
    source = Person.objects.values_list("age_source", flat=True).get(pk=person.pk)
    if person.age_source == AgeSource.DOCUMENT != source:
        messages.warning(request, _("Su edad ya no consta como probada: mientras haya duda se la trata como menor."))
    elif form.cleaned_data["status"] == DocumentStatus.SHOWN and source != AgeSource.DOCUMENT:
        messages.info(request, _("Si el documento dice cuándo nació, escríbelo en «Cambiar sus datos»."))


def warn_of_double(request: HttpRequest, person: Person) -> None:
    """Say so when another visible person holds the same document: they may be one."""
    others = ", ".join(each.code for each in Person.objects.visible_to(request.user).with_number_of(person))
    if others:
        words = _("El mismo número de documento está en %s. Comprueba si es la misma persona.")
        messages.warning(request, words % others)


def _conflict(request: HttpRequest, form, pk: UUID, person: Person) -> HttpResponse:
    fresh = IdentityDocument.objects.select_related("key").get(pk=pk)
    who, when = last_change(person)
    current = DocumentEditForm(document=fresh)
    return render_conflict(request, form, current, changed_by=who, changed_at=when, back_url=person.get_absolute_url())
