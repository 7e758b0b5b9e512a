"""The aid fund: what each office may spend of each project, requests, and the ledger. Amounts are soles (PEN).

The ledger is the truth: its lines are never changed, and a trigger of the database adds each to the sums of its
budget, which no program may write. The sums' own constraints refuse what would leave a budget below zero, so the
balance holds however many approve at once (docs/adr/0020).
"""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import keep_history
from accounts.permissions import Permission
from cases.models import Attachment, Case, Person
from directory.constraints import choice_check
from directory.models import Office, Project
from directory.versions import Versioned
from services.aid_states import (
    AID_PAID,
    AID_WITH_PAPER,
    OPEN_AID,
    AidPurpose,
    AidStatus,
    AidUrgency,
    MovementKind,
    PaymentMethod,
)
from vault.fields import SealedTextField
from vault.ids import uuid7
from vault.models import SealedModel

CENT = Decimal("0.01")


def soles(label, **options) -> models.DecimalField:
    return models.DecimalField(label, max_digits=8, decimal_places=2, validators=[MinValueValidator(CENT)], **options)


def _sum(label) -> models.DecimalField:
    return models.DecimalField(label, max_digits=11, decimal_places=2, default=0, editable=False)


class AidBudgetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever tends the funds: all; coordination: its office's."""
        if user.can(Permission.TEND_AID) or user.can(Permission.SEE_ALL_OFFICES):
            return self
        return self.filter(office_id=user.office_id) if user.can(Permission.APPROVE_AID) else self.none()

    def for_list(self):
        return self.select_related("project", "office").order_by("office__name", "project__code")


class AidBudget(models.Model):
    """What one office may spend of one project. The sums are those of the ledger, kept by its trigger."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", verbose_name=_("proyecto"))
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("sede"))
    allocated = _sum(_("asignado"))
    committed = _sum(_("aprobado"))
    paid = _sum(_("pagado"))

    objects = AidBudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("presupuesto de ayuda")
        constraints = [
            models.UniqueConstraint(name="aidbudget_once", fields=["project", "office"]),
            models.CheckConstraint(name="aidbudget_never_below_zero", condition=Q(committed__lte=F("allocated"))),
            models.CheckConstraint(
                name="aidbudget_paid_of_approved", condition=Q(paid__gte=0, paid__lte=F("committed"))
            ),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def balance(self) -> Decimal:
        """What may still be approved: allocations less what was approved and not given back."""
        return self.allocated - self.committed

    @property
    def percent(self) -> int:
        """How much of the allocation is approved, 0 to 100."""
        return int(self.committed * 100 / self.allocated) if self.allocated else 0


class AidRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(case__in=Case.objects.visible_to(user))

    def open(self):
        return self.filter(status__in=OPEN_AID)

    def for_list(self):
        return self.select_related("case__office", "person", "requested_by", "budget__project")


class AidRequest(SealedModel, Versioned):
    """One thing that somebody needs, its price, and everything that happened until its paper came back."""

    code = models.CharField(_("código"), max_length=24, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="aid_requests")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="aid_requests", verbose_name=_("para quién")
    )
    purpose = models.CharField(_("para qué"), max_length=14, choices=AidPurpose)
    amount = soles(_("cuánto se pide"))
    reason = SealedTextField(_("por qué"), max_length=1000)
    urgency = models.CharField(_("para cuándo"), max_length=10, choices=AidUrgency)
    status = models.CharField(_("estado"), max_length=10, choices=AidStatus, default=AidStatus.REQUESTED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    budget = models.ForeignKey(
        AidBudget, on_delete=models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("fondo")
    )
    approved_amount = soles(_("cuánto se aprueba"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    paid_amount = soles(_("cuánto se pagó"), null=True, blank=True)
    paid_on = models.DateField(_("pagado el"), null=True, blank=True)
    method = models.CharField(_("cómo se pagó"), max_length=10, choices=PaymentMethod, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    receipt = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("comprobante")
    )
    declaration = SealedTextField(_("declaración jurada: por qué no hay comprobante"), blank=True, max_length=600)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AidRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("pedido de ayuda")
        constraints = [
            choice_check("purpose", AidPurpose),
            choice_check("urgency", AidUrgency),
            choice_check("status", AidStatus),
            choice_check("method", PaymentMethod, blank=True),
            models.CheckConstraint(name="aidrequest_some_soles", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="aidrequest_approved_by_another", condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by"))
            ),
            models.CheckConstraint(
                name="aidrequest_paid_by_another", condition=Q(paid_by=None) | ~Q(paid_by=F("requested_by"))
            ),
            models.CheckConstraint(
                name="aidrequest_settled_by_another", condition=Q(settled_by=None) | ~Q(settled_by=F("requested_by"))
            ),
            models.CheckConstraint(
                name="aidrequest_approval_whole",
                condition=Q(budget=None, approved_amount=None)
                | Q(budget__isnull=False, approved_amount__isnull=False, decided_by__isnull=False)
                & Q(approved_amount__gt=0, approved_amount__lte=F("amount")),
            ),
            models.CheckConstraint(
                name="aidrequest_approved_in_its_states",
                condition=Q(status__in=[AidStatus.APPROVED, *AID_PAID], budget__isnull=False)
                | Q(status__in=[AidStatus.REQUESTED, AidStatus.REJECTED], budget=None)
                | Q(status=AidStatus.CANCELLED),
            ),
            models.CheckConstraint(
                name="aidrequest_decided", condition=Q(status__in=["REQUESTED", "CANCELLED"]) | ~Q(decided_by=None)
            ),
            models.CheckConstraint(
                name="aidrequest_payment_whole",
                condition=Q(paid_amount=None, paid_on=None, method="", paid_by=None) & ~Q(status__in=AID_PAID)
                | Q(paid_amount__isnull=False, approved_amount__isnull=False, paid_on__isnull=False)
                & Q(paid_amount__gt=0, paid_amount__lte=F("approved_amount"))
                & Q(paid_by__isnull=False, status__in=AID_PAID)
                & ~Q(method=""),
            ),
            models.CheckConstraint(
                name="aidrequest_paper",
                condition=Q(receipt=None, declaration__isnull=True) & ~Q(status__in=AID_WITH_PAPER)
                | Q(status__in=AID_WITH_PAPER) & (Q(receipt__isnull=False) | Q(declaration__isnull=False)),
            ),
            models.CheckConstraint(
                name="aidrequest_settled",
                condition=Q(status=AidStatus.SETTLED, settled_by__isnull=False)
                | ~Q(status=AidStatus.SETTLED) & Q(settled_by=None),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "requested_at", "id"], name="aidrequest_list"),
            models.Index(fields=["case", "-requested_at"], name="aidrequest_case"),
        ]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("services:aid", args=[self.pk])


class AidStatusChange(SealedModel):
    """A move of a request: from, to, why, when, who; never changed."""

    request = models.ForeignKey(AidRequest, on_delete=models.PROTECT, related_name="changes")
    old = models.CharField(max_length=10, choices=AidStatus, blank=True)
    new = models.CharField(max_length=10, choices=AidStatus)
    reason = SealedTextField(_("motivo"), blank=True, max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("paso de un pedido de ayuda")
        ordering = ["at", "id"]
        constraints = [
            choice_check("old", AidStatus, blank=True),
            choice_check("new", AidStatus),
            models.CheckConstraint(name="aidstatuschange_moves", condition=~Q(old=F("new"))),
        ]

    def __str__(self):
        return f"{self.old} → {self.new}"


_OF_A_REQUEST = [MovementKind.COMMITMENT, MovementKind.RELEASE, MovementKind.PAYMENT]


class AidMovement(models.Model):
    """A line of the ledger. Written once: the database refuses to change or remove it, to anybody."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    budget = models.ForeignKey(AidBudget, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(_("movimiento"), max_length=10, choices=MovementKind)
    amount = soles(_("importe en soles"))
    request = models.ForeignKey(AidRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="movements")
    on = models.DateField(_("día"))
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("movimiento del fondo de ayuda")
        ordering = ["at", "id"]
        constraints = [
            choice_check("kind", MovementKind),
            models.CheckConstraint(name="aidmovement_some_soles", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="aidmovement_of_a_request",
                condition=Q(kind__in=_OF_A_REQUEST, request__isnull=False)
                | ~Q(kind__in=_OF_A_REQUEST) & Q(request=None),
            ),
            models.UniqueConstraint(
                name="aidmovement_once", fields=["request", "kind"], condition=Q(request__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["budget", "on"], name="aidmovement_day")]

    def __str__(self):
        return self.get_kind_display()


for model in (AidBudget, AidRequest, AidStatusChange, AidMovement):
    keep_history(model)
