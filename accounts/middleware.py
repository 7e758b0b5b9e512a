"""Around every request: an id for the logs, and a trace of refusals."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.audit import record
from accounts.models import AuditAction
from accounts.request_id import current_request_id
from vault.ids import uuid7


class RequestIdMiddleware:
    """Give each request an id that the trail and the logs share."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = str(uuid7())
        token = current_request_id.set(request.id)
        try:
            return self.get_response(request)
        finally:
            current_request_id.reset(token)


class RefusalMiddleware:
    """Write a row when somebody asks for what is not theirs (403, and 404 of an address with a record's id)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, (PermissionDenied, Http404)) or not request.user.is_authenticated:
            return
        match = request.resolver_match
        subject = next((str(v) for v in match.kwargs.values() if isinstance(v, UUID)), "")
        if isinstance(exception, PermissionDenied) or subject:
            record(request.user, AuditAction.DENIED, match.view_name, subject)
        return
