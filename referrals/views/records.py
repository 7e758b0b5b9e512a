"""What a workbook said of somebody that our own fields do not hold, for the people of her case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from cases.access import require
from cases.actions import reveal
from referrals.exchange.access import record_to_view
from referrals.exchange.lens import IDENTITY, sections

SECONDS_SHOWN = 60


@require_http_methods(["GET", "POST"])
def standard_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The record by section. A POST also uncovers what tells who she is, for a minute, and leaves a trace."""
    record = record_to_view(request.user, pk)
    is_revealed = request.method == "POST"
    if is_revealed:
        require(request.user, Permission.REVEAL_NAME)
        reveal(record.participation.person, "standard_record", by=request.user)
    hidden = frozenset() if is_revealed else IDENTITY
    context = {
        "record": record,
        "case": record.participation.case,
        "person": record.participation.person,
        "sections": sections(record.kept, hidden),
        "others": record.others.items(),
        "can_reveal": request.user.can(Permission.REVEAL_NAME)
        and not is_revealed
        and bool(IDENTITY & record.kept.keys()),
        "is_revealed": is_revealed,
        "back_url": reverse("cases:file", args=[record.participation.case_id]),
    }
    response = render(request, "referrals/exchange/record.html", context)
    if is_revealed:
        response.headers["Refresh"] = f"{SECONDS_SHOWN}; url={request.path}"
    return response
