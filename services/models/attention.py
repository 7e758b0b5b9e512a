"""Attentions: what was done for somebody. People and attentions are two units, and both are counted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import keep_history
from accounts.permissions import Area
from cases.models import Case, Person, TimelineEntry
from directory.codelists import ServiceArea, ServiceKind
from directory.constraints import choice_check
from services.models.enrolment import ServiceEnrolment
from services.states import Place, SessionFormat
from vault.fields import SealedTextField
from vault.ids import uuid7
from vault.models import SealedModel


class AttentionMode(models.TextChoices):
    IN_PERSON = "IN_PERSON", _("Presencial")
    PHONE = "PHONE", _("Por teléfono")
    VIDEO = "VIDEO", _("Por videollamada")
    HOME_VISIT = "HOME_VISIT", _("Visita a domicilio")
    ACCOMPANIMENT = "ACCOMPANIMENT", _("Acompañamiento")


class AttentionManager(models.Manager):
    """Attentions that hold: one taken back was written down by mistake, stays in the table, and is counted nowhere."""

    def get_queryset(self):
        return super().get_queryset().filter(withdrawn_at__isnull=True)


class Attention(models.Model):
    """One attention given to one person. Its text is the timeline entry's body, sealed there.

    What is given to several people at once is one line of the history and one attention for each.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attentions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attentions")
    entry = models.ForeignKey(TimelineEntry, on_delete=models.PROTECT, related_name="attentions")
    service = models.CharField(_("servicio"), max_length=30, choices=ServiceKind)
    group = models.CharField(_("grupo"), max_length=14, choices=ServiceArea)
    area = models.CharField(_("área"), max_length=14, choices=Area)
    mode = models.CharField(_("modalidad"), max_length=14, choices=AttentionMode)
    given_on = models.DateField(_("fecha"))
    minutes = models.PositiveSmallIntegerField(_("duración en minutos"), null=True, blank=True)
    professional = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attentions")
    enrolment = models.ForeignKey(
        ServiceEnrolment, on_delete=models.PROTECT, null=True, blank=True, related_name="attentions"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(_("retirada"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AttentionManager()

    class Meta:
        verbose_name = _("atención")
        constraints = [
            choice_check("service", ServiceKind),
            choice_check("group", ServiceArea),
            choice_check("area", Area),
            choice_check("mode", AttentionMode),
            models.CheckConstraint(
                name="attention_minutes", condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=1440)
            ),
            models.UniqueConstraint(name="attention_once_per_person", fields=["entry", "person"]),
            models.CheckConstraint(
                name="attention_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["given_on", "group"], name="attention_day")]

    def __str__(self):
        return self.get_service_display()


class Session(SealedModel):
    """What the attentions of one line of the history have in common, where there is more to say than who and when.

    ``cost`` is in soles, of the whole session. ``facilitator`` is somebody from outside, by name: sealed.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(TimelineEntry, on_delete=models.PROTECT, related_name="session")
    format = models.CharField(_("forma"), max_length=10, choices=SessionFormat)
    place = models.CharField(_("lugar"), max_length=9, choices=Place, blank=True)
    second_professional = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("con quién la dio"),
    )
    facilitator = SealedTextField(_("facilitadora de fuera"), blank=True, max_length=200)
    cost = models.DecimalField(_("costo en soles"), max_digits=9, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("sesión")
        constraints = [
            choice_check("format", SessionFormat),
            choice_check("place", Place, blank=True),
            models.CheckConstraint(name="session_cost", condition=Q(cost__isnull=True) | Q(cost__gte=0)),
        ]

    def __str__(self):
        return self.get_format_display()


keep_history(Attention)
keep_history(Session)
