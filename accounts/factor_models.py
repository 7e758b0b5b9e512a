"""What is kept of a second factor beside allauth's ``Authenticator``: recovery codes, and resets by two people."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault.fields import SealedTextField
from vault.ids import uuid7
from vault.models import SealedModel

FACTOR_RESET_LIFETIME = timedelta(hours=24)


class RecoveryCode(models.Model):
    """One of ten codes that stand for a lost second factor, once each. Only its keyed hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="recoverycode_once_per_account", fields=["user", "digest"])]

    def __str__(self):
        return str(self.pk)


class FactorResetQuerySet(models.QuerySet):
    def open(self, now):
        """Those that somebody may still confirm."""
        return self.filter(confirmed_at__isnull=True, asked_at__gt=now - FACTOR_RESET_LIFETIME)

    def for_list(self):
        return self.select_related("account", "asked_by", "confirmed_by", "key").order_by("-asked_at", "-id")


class FactorReset(SealedModel):
    """Somebody lost every factor: one person asks that they be removed, another one confirms it within a day."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="factor_resets", verbose_name=_("cuenta")
    )
    reason = SealedTextField(_("motivo"), max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("quién lo pidió")
    )
    asked_at = models.DateTimeField(_("cuándo se pidió"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("quién lo confirmó"),
    )
    confirmed_at = models.DateTimeField(_("cuándo se confirmó"), null=True, blank=True)

    objects = FactorResetQuerySet.as_manager()

    class Meta:
        verbose_name = _("anulación de segundo paso")
        constraints = [
            models.CheckConstraint(
                name="factorreset_needs_two_people",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("asked_by")),
            ),
            models.CheckConstraint(
                name="factorreset_not_of_oneself",
                condition=~Q(asked_by=models.F("account"))
                & (Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("account"))),
            ),
            models.CheckConstraint(
                name="factorreset_confirmed_within_a_day",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,  # else the comparisons below are unknown, and unknown passes
                    confirmed_at__gte=models.F("asked_at"),
                    confirmed_at__lte=models.F("asked_at") + FACTOR_RESET_LIFETIME,
                ),
            ),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def expires_at(self):
        return self.asked_at + FACTOR_RESET_LIFETIME

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and timezone.now() < self.expires_at
