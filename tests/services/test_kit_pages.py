"""The pages of kits: the catalogue, what an office has, and giving one."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from services.actions.kits import move_kits
from services.aid_states import KitMovementKind
from services.models import KitDelivery, KitStock, KitType

pytestmark = pytest.mark.django_db


def typed(**values):
    return {"idempotency_key": str(uuid4()), **values}


def test_a_kit_is_added_stocked_and_given_by_its_pages(case, person, iquitos, rosa, celia, raul, sign_in):
    contents = "2 jabones\n1 toalla"
    client = sign_in(raul)
    client.post(reverse("services:kit_new"), typed(name="Aseo", service="EMERGENCY_KIT", contents=contents))
    kit = KitType.objects.get()
    deliver = reverse("services:kit_deliver", args=[case.pk])
    assert "no queda ninguno" in sign_in(rosa).get(deliver).content.decode()
    came = typed(kit=kit.pk, office=iquitos.pk, kind=KitMovementKind.ARRIVAL, quantity=4)
    sign_in(celia).post(reverse("services:kits"), came)
    client = sign_in(rosa)
    assert contents in client.get(deliver).content.decode()
    given = typed(person=person.pk, on=timezone.localdate().strftime("%d/%m/%Y"), contents="2 jabones\n1 peine")
    page = client.post(deliver, given, follow=True).content.decode()
    assert "2 jabones, 1 peine" in page
    assert (KitStock.objects.get().quantity, KitDelivery.objects.count()) == (3, 1)


@pytest.mark.parametrize("contents", ["jabones", "0 jabones", "2 jabones\n1 Jabones", ""])
def test_contents_that_do_not_say_how_many_of_what_are_refused(raul, sign_in, contents):
    answer = sign_in(raul).post(
        reverse("services:kit_new"), typed(name="Aseo", service="EMERGENCY_KIT", contents=contents)
    )
    assert (answer.status_code, KitType.objects.count()) == (422, 0)


def test_a_coordination_notes_kits_of_its_own_office_only(iquitos, lima, celia, raul, sign_in):
    kit = KitType.objects.create(name="Aseo", service="EMERGENCY_KIT")
    move_kits(kit, lima, KitMovementKind.ARRIVAL, 9, by=raul)
    client, url = sign_in(celia), reverse("services:kits")
    answer = client.post(url, typed(kit=kit.pk, office=lima.pk, kind="LOSS", quantity=1))
    assert (answer.status_code, KitStock.objects.get().quantity) == (422, 9)
    assert client.get(reverse("services:kit", args=[kit.pk])).status_code == 403


def test_two_who_change_a_kit_at_once_are_both_heard(raul, sign_in):
    kit = KitType.objects.create(name="Aseo", service="EMERGENCY_KIT")
    client, url = sign_in(raul), reverse("services:kit", args=[kit.pk])
    values = {"service": "BASIC_NEEDS", "contents": "1 peine", "is_active": "on", "version": kit.version}
    assert client.post(url, {**values, "name": "Higiene"}).status_code == 302
    assert client.post(url, {**values, "name": "Limpieza"}).status_code == 409
    assert KitType.objects.get().name == "Higiene"
