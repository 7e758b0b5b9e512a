"""Pages opened from "Qué falta" lead back to it once they are saved, so that one part follows the other."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

_KEY = "falta"


def from_missing(url: str, case_id: UUID) -> str:
    """The address of a part, as "Qué falta" of that case links to it."""
    return f"{url}?{urlencode({_KEY: case_id})}"


def back_to_missing(request: HttpRequest) -> str:
    """Where this page was opened from; "" when it was from elsewhere."""
    try:
        return reverse("cases:missing", args=[UUID(request.GET.get(_KEY, ""))])
    except ValueError:
        return ""


def leads_back(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What the page saved leads back to "Qué falta" when it was opened from there; where it goes otherwise is its own
    to say. Its form is sent to the address it stands at, so the address remembers."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        is_saved = request.method == "POST" and isinstance(response, HttpResponseRedirect)
        back = back_to_missing(request) if is_saved else ""
        return HttpResponseRedirect(back) if back else response

    return answer
