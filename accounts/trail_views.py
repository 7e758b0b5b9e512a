"""The trail for whoever audits: who, what, when, on which record by code. No content."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import access
from accounts.heads import standing
from accounts.models import AuditEntry
from accounts.permissions import Permission
from accounts.trail import MOST_RECORDS, Week, opened_by, openers_of
from accounts.trail_forms import AuditFilterForm
from interface.keyset import paginate

PAGE_SIZE = 50


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    access.require(request.user, Permission.VIEW_AUDIT)
    filters = AuditFilterForm(request.GET)
    page = paginate(request, filters.applied_to(AuditEntry.objects.all()), "-at", PAGE_SIZE)
    access.saw_trail(request.user)
    context = {"filters": filters, "page": page, "has_errors": bool(filters.errors)}
    return render(request, "accounts/audit.html", context, status=422 if filters.errors else 200)


@require_GET
def audit_seal(request: HttpRequest) -> HttpResponse:
    access.require(request.user, Permission.VIEW_AUDIT)
    return render(request, "accounts/audit_seal.html", {"standing": standing()})


@require_GET
def account_trail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one account opened in a week, record by record."""
    account = access.account_of_trail(request.user, pk)
    week = Week.of(request.GET.get("semana", ""))
    opened = opened_by(account.pk, week)
    context = {
        "account": account,
        "week": week,
        "opened": opened[:MOST_RECORDS],
        "has_more": len(opened) > MOST_RECORDS,
        "times": sum(each.times for each in opened[:MOST_RECORDS]),
    }
    return render(request, "accounts/account_trail.html", context)


@require_GET
def record_trail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who opened one record, account by account."""
    entry = access.record_of_trail(request.user, pk)
    openers = openers_of(pk)
    context = {"entry": entry, "openers": openers[:MOST_RECORDS], "has_more": len(openers) > MOST_RECORDS}
    return render(request, "accounts/record_trail.html", context)
