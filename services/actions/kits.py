"""Kits: the catalogue, what came and was lost, and giving one to somebody, which counts as an attention."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.errors import NotPossible
from cases.models import Case, Person
from directory.codelists import ServiceKind
from directory.models import Office
from directory.versions import save_current
from services.actions.attentions import record_attention
from services.aid_states import KitMovementKind
from services.models import AttentionMode, KitDelivery, KitDeliveryItem, KitItem, KitMovement, KitStock, KitType

Contents = Sequence[tuple[str, int]]  # what, how many


def add_kit(name: str, service: str, contents: Contents, *, by: User) -> KitType:
    with transaction.atomic():
        kit = KitType.objects.create(name=name, service=service)
        KitItem.objects.bulk_create([KitItem(kit=kit, name=what, quantity=many) for what, many in contents])
        record_about(by, AuditAction.CATALOGUE_CHANGED, kit, fields=["name", "items"])
    return kit


def change_kit(
    kit: KitType, name: str, service: str, contents: Contents, *, is_active: bool, by: User, expected_version: int
) -> KitType:
    """Kits given before keep what they held. Raises StaleVersion if somebody changed it first."""
    with transaction.atomic():
        kit.name, kit.service, kit.is_active = name, service, is_active
        save_current(kit, expected_version, ["name", "service", "is_active"])
        held = {(each.name, each.quantity): each for each in KitItem.objects.current().filter(kit=kit)}
        gone = [each.pk for pair, each in held.items() if pair not in set(contents)]
        KitItem.objects.filter(pk__in=gone).update(ended_at=timezone.now())
        new = [KitItem(kit=kit, name=what, quantity=many) for what, many in contents if (what, many) not in held]
        KitItem.objects.bulk_create(new)
        record_about(by, AuditAction.CATALOGUE_CHANGED, kit, fields=["name", "items"])
    return kit


def move_kits(kit: KitType, office: Office, kind: KitMovementKind, quantity: int, *, by: User) -> KitMovement:
    """Kits that came to an office, or that it lost. Raises NotPossible when it has not so many."""
    with transaction.atomic():
        stock = _locked_stock(kit, office)
        if kind == KitMovementKind.LOSS and quantity > stock.quantity:
            raise NotPossible(_("En esa sede hay %d.") % stock.quantity)
        movement = KitMovement.objects.create(stock=stock, kind=kind, quantity=quantity, by=by)
        record_about(by, AuditAction.CHANGED, kit, fields=["stocks"])
    return movement


@told_in_spanish
def deliver_kit(case: Case, person: Person, kit: KitType, contents: Contents, *, by: User, on: date) -> KitDelivery:
    """Give somebody a kit of the case's office: one less there, and one attention more.

    Raises NotPossible when the office has none left.
    """
    with transaction.atomic():
        stock = _locked_stock(kit, case.office)
        if stock.quantity < 1:
            raise NotPossible(_("En tu sede no queda ninguno de esos kits."))
        what = ", ".join(f"{many} {name}" for name, many in contents)
        attention = record_attention(
            case, person, ServiceKind(kit.service), AttentionMode.IN_PERSON, by=by, given_on=on, notes=f"{kit}: {what}"
        )
        delivery = KitDelivery.objects.create(
            case=case, person=person, kit=kit, attention=attention, given_on=on, by=by
        )
        rows = [KitDeliveryItem(delivery=delivery, name=name, quantity=many) for name, many in contents]
        KitDeliveryItem.objects.bulk_create(rows)
        KitMovement.objects.create(stock=stock, kind=KitMovementKind.DELIVERY, quantity=1, delivery=delivery, by=by)
    return delivery


def _locked_stock(kit: KitType, office: Office) -> KitStock:
    made, _is_new = KitStock.objects.get_or_create(kit=kit, office=office)
    return KitStock.objects.select_for_update(of=("self",)).get(pk=made.pk)
