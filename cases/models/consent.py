"""What a person allowed: to whom, which data, until when. Refusing never blocks help."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.person import Person
from cases.states import ConsentState, SharedItem
from directory.constraints import choice_check, choices_check
from vault.fields import SealedTextField
from vault.models import SealedModel


class ConsentQuerySet(models.QuerySet):
    def in_force(self, on: date):
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on), withdrawn_on__isnull=True, valid_from__lte=on
        )


class Consent(SealedModel):
    """One decision of one person in one case. A new decision is a new row; withdrawing dates the old one."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    state = models.CharField(_("consentimiento"), max_length=8, choices=ConsentState)
    agencies = models.ManyToManyField("directory.Agency", blank=True, verbose_name=_("con quién se puede compartir"))
    items = ArrayField(
        models.CharField(max_length=20, choices=SharedItem),
        default=list,
        blank=True,
        verbose_name=_("qué se puede compartir"),
    )
    given_by = SealedTextField(_("quién lo dio, si no fue ella"), blank=True, max_length=200)
    notes = SealedTextField(_("notas"), blank=True, max_length=1000)
    valid_from = models.DateField(_("desde"))
    valid_to = models.DateField(_("hasta"), null=True, blank=True)
    withdrawn_on = models.DateField(_("retirado el"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consentimiento")
        ordering = ["-valid_from", "-recorded_at"]
        constraints = [
            choice_check("state", ConsentState),
            choices_check("items", SharedItem),
            models.CheckConstraint(
                name="consent_interval", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="consent_items_only_if_given",
                condition=Q(state__in=[ConsentState.WRITTEN, ConsentState.VERBAL]) | Q(items=[]),
            ),
        ]
        indexes = [models.Index(fields=["case", "person", "-valid_from"], name="consent_case_person")]

    def __str__(self):
        return self.get_state_display()

    def is_in_force(self, on: date) -> bool:
        return self.withdrawn_on is None and self.valid_from <= on and (self.valid_to is None or self.valid_to >= on)
