"""The questions of ``check --deploy`` that are ours: each finds what it is there for.

That production's settings answer them all is asked in tests/meta/test_settings.py.
"""

import json
from types import SimpleNamespace

import pytest
from django.urls import path

from calp import deployment
from calp.health import health
from tests.meta.test_settings import load, production  # noqa: F401 - a fixture

pytestmark = pytest.mark.security
ADMIN = (path("consola/", health), path("consola/admin/", health))
COOKIE_SETTINGS = [
    f"{name}_COOKIE_{part}" for name in ("SESSION", "CSRF") for part in ("NAME", "SECURE", "HTTPONLY", "PATH", "DOMAIN")
]
BOUND = {
    **{f"{name}_COOKIE_NAME": f"__Host-{name}" for name in ("SESSION", "CSRF")},
    **{f"{name}_COOKIE_SECURE": True for name in ("SESSION", "CSRF")},
}


def found(settings, check, **values) -> list[str]:
    for name, value in {**BOUND, **values}.items():
        setattr(settings, name, value)
    return [error.id for error in check(None)]


@pytest.mark.parametrize(
    ("check", "values", "ids"),
    [
        (deployment.refuses_by_default, {}, []),
        (deployment.refuses_by_default, {"REST_FRAMEWORK": {}}, ["calp.E001"]),
        (deployment.binds_cookies_to_the_host, {}, []),
        (deployment.binds_cookies_to_the_host, {"SESSION_COOKIE_NAME": "sesion"}, ["calp.E002"]),
        (deployment.binds_cookies_to_the_host, {"CSRF_COOKIE_DOMAIN": "example.org"}, ["calp.E002"]),
        (deployment.binds_cookies_to_the_host, {"CSRF_COOKIE_SECURE": False}, ["calp.E002"]),
        (deployment.has_no_admin, {}, []),
        (deployment.has_no_admin, {"INSTALLED_APPS": ["django.contrib.admin"]}, ["calp.E003"]),
        (deployment.renders_inside_its_transaction, {}, []),
        (deployment.renders_inside_its_transaction, {"DATABASES": {"x": {"ATOMIC_REQUESTS": True}}}, ["calp.E004"]),
        (deployment.gives_headers_outermost, {}, []),
        (deployment.gives_headers_outermost, {"MIDDLEWARE": ["another", deployment.OUTERMOST]}, ["calp.E005"]),
    ],
)
def test_each_check_finds_what_it_is_there_for(check, values, ids, monkeypatch):
    names = ("REST_FRAMEWORK", "INSTALLED_APPS", "DATABASES", "MIDDLEWARE", *COOKIE_SETTINGS)
    ours = SimpleNamespace(**{name: getattr(deployment.settings, name) for name in names})
    monkeypatch.setattr(deployment, "settings", ours)
    assert found(ours, check, **values) == ids


def test_an_address_of_an_admin_is_found_however_deep(monkeypatch):
    class Resolver:
        url_patterns = ADMIN

    monkeypatch.setattr(deployment, "get_resolver", Resolver)
    assert [error.id for error in deployment.has_no_admin(None)] == ["calp.E003"]


SAID = """
import django, json; django.setup()
from django.core.checks.registry import registry
from calp import settings
print(json.dumps({
    "checks": [check.__name__ for check in registry.get_checks(include_deployment_checks=True)],
    "names": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.BROWSER_COOKIE_NAME],
    "sessions": [settings.SESSION_ENGINE, settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE],
    "is_behind_proxy": settings.IS_BEHIND_PROXY,
    "hasher": settings.PASSWORD_HASHERS[0],
    "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT],
    "seconds": settings.SECURE_HSTS_SECONDS,
}))
"""


@pytest.mark.slow
def test_in_production_they_are_asked_and_cookies_are_bound(production):  # noqa: F811
    result = load(production | {"DJANGO_SETTINGS_MODULE": "calp.settings"}, SAID)
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    assert {"has_no_admin", "binds_cookies_to_the_host", "gives_headers_outermost"} <= set(told["checks"])
    assert told["names"] == ["__Host-sesion", "__Host-csrf", "__Host-equipo"]
    assert told["sessions"] == ["accounts.session_store", 15 * 60, 10 * 60 * 60]
    assert told["is_behind_proxy"] is True
    assert told["hasher"] == "accounts.passwords.PasswordHasher"
    assert told["secure"] == [True] * 3
    assert told["seconds"] == 31536000
