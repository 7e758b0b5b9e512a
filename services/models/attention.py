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
from vault.ids import uuid7


class AttentionMode(models.TextChoices):
    IN_PERSON = "IN_PERSON", _("Presencial")
    PHONE = "PHONE", _("Por teléfono")
    VIDEO = "VIDEO", _("Por videollamada")
    HOME_VISIT = "HOME_VISIT", _("Visita a domicilio")
    ACCOMPANIMENT = "ACCOMPANIMENT", _("Acompañamiento")


class AttentionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(case__in=Case.objects.visible_to(user))


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
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AttentionQuerySet.as_manager()

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
        ]
        indexes = [models.Index(fields=["given_on", "group"], name="attention_day")]

    def __str__(self):
        return self.get_service_display()


keep_history(Attention)
