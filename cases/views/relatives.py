"""Her family and other people: tied to her, changed as the team learns, taken back when it was a mistake."""

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
from cases.actions import add_relative, change_relation, withdraw_relation
from cases.actions import relate as tie_to
from cases.errors import NotPossible
from cases.forms.relatives import RelationEditForm, RelationForm, WithdrawRelationForm
from cases.models import Case, Person, Relationship
from cases.people_access import relation_to_change
from cases.way_back import leads_back
from directory.versions import StaleVersion
from interface.pages import render_conflict, render_form_page


@require_http_methods(["GET", "POST"])
@leads_back
def relate(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = person_to(request.user, Permission.EDIT_CASE, pk)
    visible = Case.objects.visible_to(request.user)
    reachable = Person.objects.visible_to(request.user).exclude(pk=person.pk)
    hers = visible.filter(participations__person=person).order_by("-opened_on", "-id")
    near = reachable.beside(person, visible)
    form = RelationForm(request.POST or None, near=near, reachable=reachable, cases=hers)
    if form.is_bound and form.is_valid():
        key = form.cleaned_data["idempotency_key"]
        try:
            return redirect(submit_once(request.user, key, lambda: _relate(request, person, form)))
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
    context = {"person": person, "is_somebody_near": near.exists()}
    return render_form_page(request, "cases/person_relate.html", context, form)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    tie = relation_to_change(request.user, pk)
    form = RelationEditForm(request.POST or None, tie=tie)
    if form.is_bound and form.is_valid():
        try:
            version, reason = form.cleaned_data["version"], form.cleaned_data.get("cleared_reason", "")
            change_relation(tie, form.told(), by=request.user, expected_version=version, reason=reason)
        except StaleVersion:
            fresh = Relationship.objects.select_related("key").get(pk=pk)
            who, when = last_change(tie.person)
            back_url = tie.person.get_absolute_url()
            return render_conflict(
                request, form, RelationEditForm(tie=fresh), changed_by=who, changed_at=when, back_url=back_url
            )
        messages.success(request, _("Relación guardada."))
        return redirect(tie.person)
    return render_form_page(request, "cases/person_relation.html", {"tie": tie, "person": tie.person}, form)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asked on a page of its own: what was written by mistake is no longer shown, and stays in the history."""
    tie = relation_to_change(request.user, pk)
    form = WithdrawRelationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        withdraw_relation(tie, form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Relación quitada."))
        return redirect(tie.person)
    context = {
        "title": " · ".join([_("Quitar la relación"), tie.person.code]),
        "question": _("¿Quitar esta relación?"),
        "consequence": _("Figura como posible involucrado: al quitar la relación se le podrá volver a contactar.")
        if tie.possibly_involved
        else _("Se registró por error: deja de mostrarse. Queda en el historial."),
        "button": _("Quitar la relación"),
        "is_danger": True,
        "back_url": tie.person.get_absolute_url(),
    }
    return render_form_page(request, "confirm.html", context, form)


def _relate(request: HttpRequest, person: Person, form: RelationForm) -> str:
    told = form.told()
    kind = told.pop("kind")
    if form.is_named:
        whereabouts = form.cleaned_data["whereabouts"]
        add_relative(person, form.joins(), form.new_person(), kind, by=request.user, whereabouts=whereabouts, **told)
    else:
        tie_to(person, form.who(), kind, by=request.user, **told)
    messages.success(request, _("Relación registrada."))
    return person.get_absolute_url()
