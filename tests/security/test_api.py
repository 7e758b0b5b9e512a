"""There is no machine interface yet: nothing for a fuzzer of interfaces to ask. The first endpoint that opens itself
fails here, and then the fuzzing of it is due (security.md 3.4.6, scorecard A8).
"""

import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver, path
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import Role
from directory.models import AgencyUnit, Office
from tests.conftest import make_user
from tests.signing_in import signed_in

pytestmark = pytest.mark.security


class Unopened(APIView):
    """An endpoint as somebody would begin it, who says nothing about who may ask."""

    def get(self, request):
        return Response({"secret": "CANARIO"})

    post = put = patch = delete = get


urlpatterns = [path("api/", Unopened.as_view(), name="unopened")]


def _views(resolver):
    for pattern in resolver.url_patterns:
        yield from _views(pattern) if isinstance(pattern, URLResolver) else [(str(pattern.pattern), pattern.callback)]


def test_no_address_is_a_machine_interface():
    opened = [
        route for route, view in _views(get_resolver()) if issubclass(getattr(view, "cls", None) or object, APIView)
    ]
    assert opened == [], "an endpoint: fuzz it as each role, with schemathesis or by the matrix"
    assert settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"] == ["accounts.api.NobodyUnlessOpened"]


@pytest.mark.parametrize("role", list(Role))
def test_an_endpoint_that_says_nothing_refuses_every_role_and_method(client, catalogues, settings, role):
    settings.ROOT_URLCONF = __name__
    unit = AgencyUnit.objects.first() if role == Role.AGENCY_GUEST else None
    office = None if unit else Office.objects.first()
    signed_in(client, make_user("somebody", "Somebody", role, office=office, unit=unit))
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        answer = client.generic(method, "/api/", "{}", content_type="application/json")
        assert answer.status_code == 403
        assert b"CANARIO" not in answer.content
