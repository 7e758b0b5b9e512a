"""Pages are in Spanish unless this browser chose English; what the browser says of itself does not decide."""

from django.conf import settings
from django.utils import translation

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
