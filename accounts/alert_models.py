"""Alerts: what the rules found unusual in the trail, and what the data-protection officer made of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.trail_words import kind_words
from directory.constraints import choice_check
from vault.fields import SealedTextField
from vault.ids import uuid7
from vault.models import SealedModel


class AlertKind(models.TextChoices):
    """What is unusual; the rules are in accounts/alerts.py and cases/watching.py, that of decoys is a trigger."""

    MANY_FILES = "many_files", _("Muchos casos leídos en poco tiempo")
    OUTSIDE_TEAM = "outside_team", _("Muchos casos leídos sin ser de su equipo")
    DECOY = "decoy", _("Abrió un caso señuelo")
    NIGHT_EXPORT = "night_export", _("Sacó datos de noche o en feriado")
    MANY_REFUSALS = "many_refusals", _("Muchos intentos negados")
    SAME_PERSON = "same_person", _("Varias cuentas buscaron a la misma persona")
    BROKEN_CHAIN = "broken_chain", _("El registro de accesos no coincide con su sello")


class AlertOutcome(models.TextChoices):
    WORK = "work", _("Era su trabajo")
    EXPLAINED = "explained", _("Se habló con la persona y quedó explicado")
    INCIDENT = "incident", _("Es un incidente")


class AlertQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever sees the trail; of decoys, which an alert would tell, only whoever tends them."""
        if not user.can(Permission.VIEW_AUDIT):
            return self.none()
        return self if user.can(Permission.TEND_DECOYS) else self.exclude(kind=AlertKind.DECOY)

    def open(self):
        return self.filter(review__isnull=True)

    def reviewed(self):
        return self.filter(review__isnull=False)

    def untold(self):
        return self.filter(told_at__isnull=True)


class Alert(models.Model):
    """One finding: who, how often, which record by code, within which window. No content, never deleted.

    ``count`` is what was counted and ``usual`` what would still have been usual. The actor and the subject are no
    foreign keys, as in the trail. One per kind, actor, subject and window, however often the rules run.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("qué pasó"), max_length=20, choices=AlertKind)
    actor_id = models.UUIDField(null=True, blank=True)
    actor_name = models.CharField(max_length=60, blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    subject_code = models.CharField(max_length=40, blank=True)
    count = models.PositiveIntegerField(default=1)
    usual = models.PositiveIntegerField(default=0)
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    first_at = models.DateTimeField()
    made_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alerta")
        constraints = [
            choice_check("kind", AlertKind),
            models.CheckConstraint(name="alert_window", condition=Q(window_end__gt=F("window_start"))),
            models.UniqueConstraint(
                name="alert_once",
                fields=["kind", "actor_id", "subject_id", "window_start"],
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["-first_at", "-id"], name="alert_list"),
            models.Index(fields=["made_at"], name="alert_untold", condition=Q(told_at__isnull=True)),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def subject_label(self) -> str:
        """The kind of the subject in the words of the screen."""
        return kind_words(self.subject_kind)


class AlertReview(SealedModel):
    """What came out of an alert; written once."""

    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, related_name="review")
    outcome = models.CharField(_("resultado"), max_length=12, choices=AlertOutcome)
    note = SealedTextField(_("nota"), blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("revisión de una alerta")
        constraints = [choice_check("outcome", AlertOutcome)]

    def __str__(self):
        return self.get_outcome_display()
