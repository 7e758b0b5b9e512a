"""What ``manage.py check --deploy`` asks of us beside Django's own questions."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.urls import URLResolver, get_resolver

OUTERMOST = "calp.headers.HeadersMiddleware"
DEFAULT_PERMISSION = ["accounts.api.NobodyUnlessOpened"]


@register(Tags.security, deploy=True)
def refuses_by_default(app_configs, **kwargs) -> list[Error]:
    """An endpoint for machines that forgot to say who may is closed."""
    if settings.REST_FRAMEWORK.get("DEFAULT_PERMISSION_CLASSES") == DEFAULT_PERMISSION:
        return []
    return [Error("The default permission of REST does not refuse everybody.", id="calp.E001")]


@register(Tags.security, deploy=True)
def binds_cookies_to_the_host(app_configs, **kwargs) -> list[Error]:
    """``__Host-``: the browser takes the cookie over HTTPS only, for this host only, for all of it (ASVS 3.3.3)."""
    return [
        Error(f"The cookie of {name.lower()} is not bound to the host.", id="calp.E002")
        for name in ("SESSION", "CSRF")
        if not _is_bound(name)
    ]


def _is_bound(name: str) -> bool:
    return (
        getattr(settings, f"{name}_COOKIE_NAME").startswith("__Host-")
        and getattr(settings, f"{name}_COOKIE_SECURE")
        and getattr(settings, f"{name}_COOKIE_HTTPONLY")
        and getattr(settings, f"{name}_COOKIE_PATH") == "/"
        and getattr(settings, f"{name}_COOKIE_DOMAIN") is None
    )


@register(Tags.security, deploy=True)
def has_no_admin(app_configs, **kwargs) -> list[Error]:
    """Django's admin has its own sign-in and knows no scope: it is not there."""
    is_installed = "django.contrib.admin" in settings.INSTALLED_APPS
    if is_installed or any("admin" in route for route in _routes(get_resolver(), "")):
        return [Error("The admin is installed or has an address.", id="calp.E003")]
    return []


def _routes(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        yield route
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, route)


@register(Tags.security, deploy=True)
def renders_inside_its_transaction(app_configs, **kwargs) -> list[Error]:
    """With ATOMIC_REQUESTS a page would be drawn after its transaction, and the context of its reader, have ended."""
    return [
        Error(f"ATOMIC_REQUESTS is set for «{name}».", id="calp.E004")
        for name, values in settings.DATABASES.items()
        if values.get("ATOMIC_REQUESTS")
    ]


@register(Tags.security, deploy=True)
def gives_headers_outermost(app_configs, **kwargs) -> list[Error]:
    """Further in, what the others answer by themselves would leave without headers."""
    if settings.MIDDLEWARE[0] == OUTERMOST:
        return []
    return [Error(f"{OUTERMOST} is not the first.", id="calp.E005")]
