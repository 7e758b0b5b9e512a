"""The trace of a refusal: who asked for what is not theirs, where, about which record. Pages and API alike."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import ResolverMatch

from accounts.audit import record
from accounts.models import AuditAction

_NO_RECORDS = {"idempotency_key", "csrfmiddlewaretoken"}


def write_refusal(request: HttpRequest, exception: Exception) -> None:
    """Write a row for a 403, and for a 404 where a record was named; none for strangers, who have no account.

    Raises whatever the database raises: a refusal without a trace is an error.
    """
    if not isinstance(exception, PermissionDenied | Http404) or not request.user.is_authenticated:
        return
    match = request.resolver_match
    subject = _record_named(request, match)
    if isinstance(exception, PermissionDenied) or subject:
        record(request.user, AuditAction.DENIED, match.view_name, subject)


def _record_named(request: HttpRequest, match: ResolverMatch) -> str:
    """The id of the address, or else the first that came with it (``?persona=…``)."""
    for value in match.kwargs.values():
        if isinstance(value, UUID):
            return str(value)
    sent = [*request.GET.items(), *request.POST.items()]
    return next((found for name, value in sent if name not in _NO_RECORDS and (found := _id_in(value))), "")


def _id_in(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        return ""
