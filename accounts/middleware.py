"""Around every request: an id for the logs, and a trace of refusals."""

from accounts.refusals import write_refusal
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
        write_refusal(request, exception)
