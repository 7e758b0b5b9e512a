"""Kits: what one holds, how many an office has, and giving one, which counts as an attention."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.acting import as_system
from cases.errors import NotPossible
from cases.models import TimelineEntry
from directory.codelists import ServiceKind
from services.actions.kits import add_kit, change_kit, deliver_kit, move_kits
from services.aid_states import KitMovementKind
from services.models import Attention, KitDelivery, KitItem, KitMovement, KitStock

pytestmark = pytest.mark.django_db

CONTENTS = (("jabón", 2), ("toalla", 1))


@pytest.fixture
def kit(raul, iquitos):
    return add_kit("Kit de aseo", ServiceKind.EMERGENCY_KIT, CONTENTS, by=raul)


def give(case, person, kit, by):
    return deliver_kit(case, person, kit, CONTENTS, by=by, on=timezone.localdate())


def left(kit) -> int:
    return KitStock.objects.get(kit=kit).quantity


def test_a_kit_that_is_given_is_an_attention_and_one_less(case, person, kit, rosa, raul, iquitos):
    move_kits(kit, iquitos, KitMovementKind.ARRIVAL, 3, by=raul)
    delivery = give(case, person, kit, rosa)
    attention = Attention.objects.get()
    assert (attention.service, attention.person, attention.given_on) == ("EMERGENCY_KIT", person, delivery.given_on)
    assert TimelineEntry.objects.get(pk=attention.entry_id).body == "Kit de aseo: 2 jabón, 1 toalla"
    assert ([str(item) for item in delivery.items.all()], left(kit)) == (["2 jabón", "1 toalla"], 2)


def test_what_an_office_has_not_is_neither_given_nor_lost(case, person, kit, rosa, raul, iquitos):
    move_kits(kit, iquitos, KitMovementKind.ARRIVAL, 1, by=raul)
    with pytest.raises(NotPossible):
        move_kits(kit, iquitos, KitMovementKind.LOSS, 2, by=raul)
    give(case, person, kit, rosa)
    with pytest.raises(NotPossible):
        give(case, person, kit, rosa)
    assert (KitDelivery.objects.count(), Attention.objects.count(), left(kit)) == (1, 1, 0)


def test_a_kit_that_changes_leaves_what_was_given_as_it_was(case, person, kit, rosa, raul, iquitos):
    move_kits(kit, iquitos, KitMovementKind.ARRIVAL, 1, by=raul)
    delivery = give(case, person, kit, rosa)
    contents = (("jabón", 3), ("peine", 1))
    change_kit(kit, kit.name, kit.service, contents, is_active=True, by=raul, expected_version=kit.version)
    assert sorted(str(item) for item in KitItem.objects.current()) == ["1 peine", "3 jabón"]
    assert (KitItem.objects.count(), delivery.items.count()) == (4, 2)


def test_movements_and_sums_are_written_by_no_other_way(kit, raul, iquitos, case):
    movement = move_kits(kit, iquitos, KitMovementKind.ARRIVAL, 1, by=raul)
    for refused in (lambda: KitMovement.objects.update(quantity=9), lambda: KitStock.objects.update(quantity=9)):
        with pytest.raises(DatabaseError), transaction.atomic():
            refused()
    with pytest.raises(IntegrityError, match="never_below_zero"), transaction.atomic():
        KitMovement.objects.create(stock=movement.stock, kind=KitMovementKind.LOSS, quantity=2, by=raul)
    assert left(kit) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_eight_who_give_the_last_three_at_once_three_do(case, person, kit, rosa, raul):
    move_kits(kit, case.office, KitMovementKind.ARRIVAL, 3, by=raul)
    together = Barrier(8)

    @as_system
    def give_one(_number):
        together.wait(timeout=30)
        try:
            give(case, person, kit, rosa)
        except NotPossible:
            return 0
        else:
            return 1

    def in_a_thread(number):
        try:
            return give_one(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        given = sum(pool.map(in_a_thread, range(8)))
    assert (given, left(kit), KitDelivery.objects.count()) == (3, 0, 3)
