"""Services that people take part in: from when until when, what for, with whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import keep_history
from cases.models import Case, Person
from directory.codelists import ServiceKind
from directory.constraints import choice_check
from directory.models import AgencyUnit
from directory.versions import Versioned
from services.states import EndReason
from vault.fields import SealedTextField
from vault.models import SealedModel


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(case__in=Case.objects.visible_to(user))

    def running(self):
        return self.filter(ended_on__isnull=True)

    def for_list(self):
        """Those that run first, the oldest first; with what a line shows."""
        return self.select_related("key", "unit__agency", "responsible").order_by(
            F("ended_on").desc(nulls_first=True), "started_on", "id"
        )


class ServiceEnrolment(SealedModel, Versioned):
    """A person of a case takes part in a service, given by the centre (no unit) or by a unit of an agency.

    ``responsible`` is who at the centre gives it, or who keeps an eye on it where an agency does.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    service = models.CharField(_("servicio"), max_length=30, choices=ServiceKind)
    unit = models.ForeignKey(
        AgencyUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("quién lo da")
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("a cargo de")
    )
    goal = SealedTextField(_("para qué"), blank=True, max_length=600)
    started_on = models.DateField(_("desde"))
    ended_on = models.DateField(_("hasta"), null=True, blank=True)
    end_reason = models.CharField(_("por qué terminó"), max_length=14, choices=EndReason, blank=True)
    end_notes = SealedTextField(_("cómo quedó"), blank=True, max_length=600)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("servicio de una persona")
        constraints = [
            choice_check("service", ServiceKind),
            choice_check("end_reason", EndReason, blank=True),
            models.CheckConstraint(
                name="enrolment_interval", condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on"))
            ),
            models.CheckConstraint(
                name="enrolment_ends_for_a_reason",
                condition=Q(ended_on__isnull=True, end_reason="") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
            ),
            models.UniqueConstraint(
                name="enrolment_once_running",
                fields=["case", "person", "service", "unit"],
                condition=Q(ended_on__isnull=True),
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["service", "started_on"], name="enrolment_service")]

    def __str__(self):
        return self.get_service_display()

    @property
    def is_running(self) -> bool:
        return self.ended_on is None


keep_history(ServiceEnrolment)
