"""One transaction per request, in the name of the account that it serves.

Outermost of what touches the database: the page is rendered inside, so that nothing is shown whose trail is not kept,
and an answer that is an error of ours (500 and above) takes everything back. What a streamed answer sends comes from
files, never from the database: it is sent after the end.
"""

from django.conf import settings
from django.db import transaction

from accounts.acting import NOBODY, acting


class TransactionMiddleware:
    """Begin, say that nobody is signed in yet, answer, and keep it unless the answer is an error of ours."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info in settings.PATHS_WITHOUT_TRANSACTION:
            return self.get_response(request)
        with transaction.atomic():
            with acting(NOBODY):
                response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


class ActingMiddleware:
    """From here on the database answers to the account that signed in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated:
            return self.get_response(request)
        with acting(request.user):
            return self.get_response(request)
