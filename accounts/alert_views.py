"""Alerts: what was unusual, the rows of the trail behind it, and what came out of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import access
from accounts.alert_models import Alert, AlertKind
from accounts.audit import record
from accounts.idempotency import submit_once
from accounts.models import AuditAction
from accounts.permissions import Permission
from accounts.reviewing import review_alert
from accounts.trail import behind
from accounts.trail_forms import AlertFilterForm, ReviewForm
from interface.keyset import paginate
from interface.pages import render_form_page

PAGE_SIZE = 25
ROWS_BEHIND = 10  # so that the review is near on a telephone


@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    access.require(request.user, Permission.VIEW_AUDIT)
    filters = AlertFilterForm(request.GET, kinds=_kinds(request.user))
    rows = filters.applied_to(Alert.objects.visible_to(request.user)).select_related("review__by")
    page = paginate(request, rows, "-first_at", PAGE_SIZE)
    record(request.user, AuditAction.LISTED, Alert._meta.label_lower, ids=[alert.pk for alert in page])
    context = {
        "filters": filters,
        "page": page,
        "tends_decoys": request.user.can(Permission.TEND_DECOYS),
        "has_errors": bool(filters.errors),
    }
    return render(request, "accounts/alerts.html", context, status=422 if filters.errors else 200)


def _kinds(user) -> list[tuple[str, str]]:
    if user.can(Permission.TEND_DECOYS):
        return AlertKind.choices
    return [(kind, label) for kind, label in AlertKind.choices if kind != AlertKind.DECOY]


@require_http_methods(["GET", "POST"])
def alert(request: HttpRequest, pk: UUID) -> HttpResponse:
    purpose = Permission.REVIEW_ALERTS if request.method == "POST" else Permission.VIEW_AUDIT
    shown = access.alert_to(request.user, purpose, pk)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        url = submit_once(request.user, form.cleaned_data["idempotency_key"], lambda: _reviewed(request, shown, form))
        messages.success(request, _("Alerta revisada."))
        return redirect(url)
    context = {
        "alert": shown,
        "review": getattr(shown, "review", None),
        "may_review": access.may_review(request.user, shown),
        "page": paginate(request, behind(shown), "-at", ROWS_BEHIND),
    }
    return render_form_page(request, "accounts/alert.html", context, form)


def _reviewed(request, shown: Alert, form: ReviewForm) -> str:
    review_alert(shown, form.cleaned_data["outcome"], form.cleaned_data["note"], by=request.user)
    return reverse("accounts:alerts")
