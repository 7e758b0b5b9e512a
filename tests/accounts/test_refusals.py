"""A refusal leaves a row, whichever way somebody asked: by page, by parameter, by the machine interface."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import AuditEntry
from vault.ids import uuid7

pytestmark = pytest.mark.django_db


class Closed(APIView):
    """What nobody opened."""

    def get(self, request, pk=None):
        return Response({"secret": "CANARIO"})


class Open(Closed):
    permission_classes = [AllowAny]

    def get(self, request, pk=None):
        raise {"404": Http404, "403": PermissionDenied}[request.GET["answer"]]


urlpatterns = [
    path("api/cerrado/<uuid:pk>/", Closed.as_view(), name="closed"),
    path("api/cerrado/", Closed.as_view(), name="closed_list"),
    path("api/abierto/<uuid:pk>/", Open.as_view(), name="open"),
]


@pytest.fixture
def api(settings):
    settings.ROOT_URLCONF = __name__


def denied(user) -> list[tuple]:
    rows = AuditEntry.objects.filter(action="denied", actor_id=user.pk).order_by("at")
    return list(rows.values_list("subject_kind", "subject_id"))


def test_the_machine_interface_refuses_by_default_and_writes_it(api, sign_in, rosa):
    client, pk = sign_in(rosa), uuid7()
    assert client.get(f"/api/cerrado/{pk}/").status_code == 403
    assert client.get("/api/cerrado/").status_code == 403
    assert client.post(f"/api/cerrado/{pk}/").status_code == 403
    assert denied(rosa) == [("closed", str(pk)), ("closed_list", ""), ("closed", str(pk))]


@pytest.mark.parametrize("answer", ["403", "404"])
def test_what_an_endpoint_refuses_by_itself_is_written_too(api, sign_in, rosa, answer):
    pk = uuid7()
    assert str(sign_in(rosa).get(f"/api/abierto/{pk}/?answer={answer}").status_code) == answer
    assert denied(rosa) == [("open", str(pk))]


def test_a_stranger_gets_nothing_and_leaves_no_row(api, client, rosa):
    answer = client.get(f"/api/cerrado/{uuid7()}/")
    assert answer.status_code in (302, 401, 403) and b"CANARIO" not in answer.content
    assert not AuditEntry.objects.exists()


def test_a_foreign_person_named_by_a_parameter_is_a_refusal_that_is_written(sign_in, ulises, person):
    assert sign_in(ulises).get(reverse("cases:intake") + f"?persona={person.pk}").status_code == 404
    assert denied(ulises) == [("cases:intake", str(person.pk))]


def test_a_foreign_person_chosen_by_a_button_is_one_too(sign_in, ulises, person):
    sent = {"elegir": str(person.pk), "idempotency_key": str(uuid7())}
    assert sign_in(ulises).post(reverse("cases:intake"), sent).status_code == 404
    assert denied(ulises) == [("cases:intake", str(person.pk))]


def test_an_address_that_does_not_exist_is_no_refusal(sign_in, rosa):
    assert sign_in(rosa).get("/no-existe/").status_code == 404
    assert denied(rosa) == []


def test_guessing_at_a_locked_screen_is_written_and_asking_past_it_shows_nothing(sign_in, rosa, case):
    client = sign_in(rosa)
    client.get(reverse("accounts:quick_exit"))
    assert client.post(reverse("accounts:locked"), {"password": "otra"}).status_code == 422
    assert AuditEntry.objects.filter(action="sign_in_failed", actor_id=rosa.pk).count() == 1
    assert client.get(case.get_absolute_url())["Location"] == reverse("accounts:locked")
    assert not AuditEntry.objects.filter(action="viewed", actor_id=rosa.pk).exists()
