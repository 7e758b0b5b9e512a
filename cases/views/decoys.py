"""Decoys, for whoever protects the data: which cases they are, how often they were opened, and marking another."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.alert_models import Alert, AlertKind
from accounts.idempotency import submit_once
from accounts.permissions import Permission
from cases.access import decoy_to_end, require, saw_list
from cases.actions.decoys import end_decoy, make_decoy
from cases.errors import NotPossible
from cases.forms.decoys import DecoyForm
from cases.models import Decoy
from interface.pages import render_form_page

MOST = 100


@require_http_methods(["GET", "POST"])
def decoys(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.TEND_DECOYS)
    form = DecoyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            url = submit_once(request.user, form.cleaned_data["idempotency_key"], lambda: _made(request, form))
        except NotPossible as refused:
            form.add_error("code", refused.message)
        else:
            messages.success(request, _("El caso quedó como señuelo."))
            return redirect(url)
    rows = list(Decoy.objects.current().select_related("key", "made_by").order_by("case_code")[:MOST])
    saw_list(request.user, Decoy._meta.label_lower, rows)
    opened = _opened(rows)
    lines = [(row, opened.get(str(row.case_id), 0)) for row in rows]
    return render_form_page(request, "cases/decoys.html", {"lines": lines}, form)


def _made(request, form: DecoyForm) -> str:
    make_decoy(form.case, form.cleaned_data["note"], by=request.user)
    return reverse("cases:decoys")


def _opened(rows: list[Decoy]) -> dict[str, int]:
    """Case id → alerts of somebody who opened it."""
    ids = [str(row.case_id) for row in rows]
    alerts = Alert.objects.filter(kind=AlertKind.DECOY, subject_id__in=ids)
    return dict(alerts.values("subject_id").annotate(times=Count("pk")).values_list("subject_id", "times"))


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    decoy = decoy_to_end(request.user, pk)
    if request.method == "POST":
        end_decoy(decoy, by=request.user)
        messages.success(request, _("El caso vuelve a contarse como los demás."))
        return redirect("cases:decoys")
    context = {
        "title": _("Quitar la marca de señuelo"),
        "question": _("¿Quitar la marca al caso %s?") % decoy.case_code,
        "consequence": _("Abrirlo ya no será una alerta, y volverá a contarse en informes y exportaciones."),
        "button": _("Quitar la marca"),
        "back_url": reverse("cases:decoys"),
    }
    return render(request, "confirm.html", context)
