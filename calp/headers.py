"""The headers of every answer, whoever made it: pages, files, redirects, refusals and errors alike.

The middleware stands outermost, so that also what an inner one answers by itself (a static file, an unknown host, the
redirect to HTTPS, an exception) passes through it. What a view has already said of itself stays.
"""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

REPORTS = "/csp/"
# {nonce} is new with every answer: a script that is not in our template does not know it.
PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'nonce-{nonce}' 'strict-dynamic'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types default",
        f"report-uri {REPORTS}",
        "report-to csp",
    )
)
# What is no page (a file, JSON, an image) opens nothing and is nobody, should a browser ever show it as one.
FILE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        "sandbox",
    )
)
_CLOSED = (
    "accelerometer",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
# Ours alone: a link is copied, a security key is asked.
_OWN = ("clipboard-write", "publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock")
PERMISSIONS_POLICY = ", ".join([f"{name}=()" for name in _CLOSED] + [f"{name}=(self)" for name in _OWN])
HEADERS = {
    # A static file has said how long it lasts; everything else is kept nowhere.
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Reporting-Endpoints": f'csp="{REPORTS}"',
}
STRICT_TRANSPORT = "max-age={seconds}; includeSubDomains; preload"


class HeadersMiddleware:
    """Give each answer the whole set, and each page the nonce of its scripts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.csp_nonce = secrets.token_urlsafe(16)
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", _policy(request, response))
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            lasting = STRICT_TRANSPORT.format(seconds=settings.SECURE_HSTS_SECONDS)
            response.headers.setdefault("Strict-Transport-Security", lasting)
        return response


def _policy(request: HttpRequest, response: HttpResponseBase) -> str:
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return PAGE_POLICY.format(nonce=request.csp_nonce) if is_page else FILE_POLICY


def nonce(request: HttpRequest) -> dict[str, str]:
    """Context processor: ``csp_nonce``, the name that Django 6 gives it too."""
    return {"csp_nonce": getattr(request, "csp_nonce", "")}


# Requests that another site made ------------------------------------------------------------------------------


class OwnSiteMiddleware:
    """Refuse what another site asks for in somebody's name; a link that somebody follows to us is welcome.

    By what the browser says itself (Fetch Metadata, ASVS 3.5.8), before anything is read or written. Old browsers and
    programs say nothing and pass: forms have their token, and the cookie stays at home without a click.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _is_foreign(request) and not _is_followed_link(request):
            return HttpResponse(_("Otro sitio pidió esto. No se hizo nada."), "text/plain; charset=utf-8", 403)
        return self.get_response(request)


def _is_foreign(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}


def _is_followed_link(request: HttpRequest) -> bool:
    return (
        request.method in {"GET", "HEAD"}
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.headers.get("Sec-Fetch-Dest") == "document"
    )
