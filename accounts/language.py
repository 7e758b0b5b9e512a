"""Pages are in Spanish unless this browser chose English; what the browser says of itself does not decide."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.utils import translation

P = ParamSpec("P")
R = TypeVar("R")
_CODES = {code for code, _name in settings.LANGUAGES}


class LanguageMiddleware:
    """Activate the language of the cookie, Spanish otherwise."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        code = wanted if wanted in _CODES else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response


def told_in_spanish(verb: Callable[P, R]) -> Callable[P, R]:
    """For verbs that write sentences into the register: they are Spanish, whatever the writer's pages are in.

    Refusals inside such a verb are lazy sentences, so that whoever asked reads them in their own language.
    """

    @wraps(verb)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        with translation.override(settings.LANGUAGE_CODE):
            return verb(*args, **kwargs)

    return told
