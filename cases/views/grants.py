"""Exceptional grants: the coordination lets somebody see one case, for a reason, until a day, and takes it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.idempotency import submit_once
from cases import access
from cases.actions import give_grant, revoke_grant
from cases.errors import NotPossible
from cases.forms.grants import GrantForm
from interface.dates import day
from interface.pages import render_form_page


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = access.case_to_open_to_others(request.user, pk)
    form = GrantForm(request.POST or None, people=access.may_be_granted(request.user))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def act():
            give_grant(case, told["user"], reason=told["reason"], last_day=told["last_day"], by=request.user)
            return reverse("cases:team", args=[case.pk])

        try:
            url = submit_once(request.user, told["idempotency_key"], act)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("%s puede ver este caso.") % told["user"])
            return HttpResponseRedirect(url)
    return render_form_page(request, "cases/grant.html", {"case": case}, form)


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask, then take a grant back."""
    grant = access.grant_to_revoke(request.user, pk)
    back = reverse("cases:team", args=[grant.content_object_id])
    if request.method == "POST":
        revoke_grant(grant, by=request.user)
        messages.success(request, _("%s ya no ve este caso por permiso excepcional.") % grant.user)
        return redirect(back)
    context = {
        "title": _("Retirar el permiso excepcional"),
        "question": f"{grant.user} · {grant.content_object.code} · {day(grant.last_day)}",
        "consequence": _("Deja de ver el caso desde la próxima página que abra."),
        "button": _("Retirar el permiso"),
        "back_url": back,
    }
    return render(request, "confirm.html", context)
