"""Kits: what one holds, how many each office has, and to whom they were given."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import keep_history
from cases.models import Case, Person
from directory.codelists import ServiceKind
from directory.constraints import choice_check
from directory.models import Office
from directory.versions import Versioned
from services.aid_states import KitMovementKind
from services.models.attention import Attention
from vault.ids import uuid7

# What giving a kit counts as (``domain.md`` 4.12).
KIT_SERVICES = (
    (ServiceKind.EMERGENCY_KIT, _("Kit de emergencia")),
    (ServiceKind.BASIC_NEEDS, _("Necesidades básicas")),
)


class KitType(Versioned):
    """A kind of kit, in the catalogue."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(
        _("nombre"), max_length=80, unique=True, error_messages={"unique": _("Ya hay un kit con ese nombre")}
    )
    service = models.CharField(_("cuenta como"), max_length=14, choices=KIT_SERVICES)
    is_active = models.BooleanField(_("se entrega"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("kit")
        ordering = ["name"]
        constraints = [choice_check("service", KIT_SERVICES)]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("services:kit", args=[self.pk])


class KitItemQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at=None)


class KitItem(models.Model):
    """One thing in a kit, and how many of it. What a kit no longer holds is ended, not removed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kit = models.ForeignKey(KitType, on_delete=models.PROTECT, related_name="items")
    name = models.CharField(_("qué"), max_length=80)
    quantity = models.PositiveSmallIntegerField(_("cuántos"))
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = KitItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("contenido de un kit")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="kititem_some", condition=Q(quantity__gte=1, quantity__lte=999)),
            models.UniqueConstraint(name="kititem_once", fields=["kit", "name"], condition=Q(ended_at=None)),
        ]

    def __str__(self):
        return f"{self.quantity} {self.name}"


class KitStock(models.Model):
    """How many kits of a kind an office has: the sum of their movements, kept by the movements' trigger."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kit = models.ForeignKey(KitType, on_delete=models.PROTECT, related_name="stocks")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("sede"))
    quantity = models.IntegerField(_("hay"), default=0, editable=False)

    class Meta:
        verbose_name = _("existencias de un kit")
        constraints = [
            models.UniqueConstraint(name="kitstock_once", fields=["kit", "office"]),
            models.CheckConstraint(name="kitstock_never_below_zero", condition=Q(quantity__gte=0)),
        ]

    def __str__(self):
        return str(self.pk)


class KitDelivery(models.Model):
    """A kit given to somebody. It counts as an attention; its text is the attention's line."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="kit_deliveries")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kit_deliveries")
    kit = models.ForeignKey(KitType, on_delete=models.PROTECT, related_name="deliveries")
    attention = models.OneToOneField(Attention, on_delete=models.PROTECT, related_name="kit_delivery")
    given_on = models.DateField(_("entregado el"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("entrega de un kit")
        ordering = ["-given_on", "-id"]
        indexes = [models.Index(fields=["case", "-given_on"], name="kitdelivery_case")]

    def __str__(self):
        return str(self.pk)


class KitDeliveryItem(models.Model):
    """What was really in the kit that was given."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    delivery = models.ForeignKey(KitDelivery, on_delete=models.PROTECT, related_name="items")
    name = models.CharField(_("qué"), max_length=80)
    quantity = models.PositiveSmallIntegerField(_("cuántos"))

    class Meta:
        verbose_name = _("contenido de una entrega")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="kitdeliveryitem_some", condition=Q(quantity__gte=1, quantity__lte=999))
        ]

    def __str__(self):
        return f"{self.quantity} {self.name}"


class KitMovement(models.Model):
    """Kits that came, were given or were lost. Written once: the database refuses to change or remove it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    stock = models.ForeignKey(KitStock, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(_("movimiento"), max_length=10, choices=KitMovementKind)
    quantity = models.PositiveIntegerField(_("cuántos"))
    delivery = models.OneToOneField(
        KitDelivery, on_delete=models.PROTECT, null=True, blank=True, related_name="movement"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("movimiento de kits")
        ordering = ["at", "id"]
        constraints = [
            choice_check("kind", KitMovementKind),
            models.CheckConstraint(name="kitmovement_some", condition=Q(quantity__gte=1, quantity__lte=99999)),
            models.CheckConstraint(
                name="kitmovement_of_a_delivery",
                condition=Q(kind=KitMovementKind.DELIVERY, delivery__isnull=False, quantity=1)
                | ~Q(kind=KitMovementKind.DELIVERY) & Q(delivery=None),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


for model in (KitType, KitItem, KitStock, KitDelivery, KitDeliveryItem, KitMovement):
    keep_history(model)
