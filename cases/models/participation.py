"""A person's part in a case: role, victim status and phases belong here, never to the case."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.person import Person
from cases.states import PHASE_EXIT, DecidingBody, ParticipationRole, Phase, VictimStatus
from directory.constraints import choice_check
from directory.versions import Versioned
from vault.fields import SealedTextField
from vault.ids import uuid7
from vault.models import SealedModel


class ParticipationQuerySet(models.QuerySet):
    def victims(self):
        return self.filter(role=ParticipationRole.DIRECT_VICTIM)

    def visible_to(self, user):
        return self.filter(case__in=Case.objects.visible_to(user))

    def for_file(self):
        """People of a case as its file shows them, victims first: in two queries whatever their number."""
        victims_first = models.Case(models.When(role=ParticipationRole.DIRECT_VICTIM, then=0), default=1)
        return (
            self.filter(person__merged_into__isnull=True)
            .select_related("person__key", "person__safe_contact__key")
            .prefetch_related(models.Prefetch("phases", PhasePeriod.objects.running(), to_attr="running_phases"))
            .order_by(victims_first, "joined_on", "id")
        )


class Participation(Versioned):
    """Case × person. One person may take part in several cases, and a case has several people.

    ``is_secondary``: somebody who was not exploited and whom it harms too (a mother, a child, a witness); a direct
    victim is primary. Victims' units count both.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(_("participa como"), max_length=16, choices=ParticipationRole)
    is_secondary = models.BooleanField(_("víctima secundaria"), default=False)
    victim_status = models.CharField(_("condición de víctima"), max_length=12, choices=VictimStatus, blank=True)
    decided_by = models.CharField(_("quién lo decidió"), max_length=20, choices=DecidingBody, blank=True)
    decided_on = models.DateField(_("desde"), null=True, blank=True)
    joined_on = models.DateField(_("atendida desde"))
    left_on = models.DateField(_("atendida hasta"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participación en un caso")
        constraints = [
            choice_check("role", ParticipationRole),
            choice_check("victim_status", VictimStatus, blank=True),
            choice_check("decided_by", DecidingBody, blank=True),
            models.UniqueConstraint(name="participation_once", fields=["case", "person"]),
            models.CheckConstraint(
                name="participation_status_of_victims",
                condition=(Q(role=ParticipationRole.DIRECT_VICTIM) & ~Q(victim_status=""))
                | (~Q(role=ParticipationRole.DIRECT_VICTIM) & Q(victim_status="")),
            ),
            models.CheckConstraint(
                name="participation_direct_is_primary",
                condition=~Q(role=ParticipationRole.DIRECT_VICTIM) | Q(is_secondary=False),
            ),
            models.CheckConstraint(
                name="participation_decision_has_body",
                condition=Q(victim_status__in=["", VictimStatus.PRESUMED]) | ~Q(decided_by=""),
            ),
            models.CheckConstraint(
                name="participation_interval", condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on"))
            ),
        ]
        indexes = [models.Index(fields=["joined_on", "role"], name="participation_day")]

    def __str__(self):
        return f"{self.get_role_display()} – {self.person_id}"

    @property
    def is_victim(self) -> bool:
        return self.role == ParticipationRole.DIRECT_VICTIM


class PhasePeriodQuerySet(models.QuerySet):
    def running(self):
        return self.filter(ended_on__isnull=True).order_by("phase")


class PhasePeriod(models.Model):
    """A phase of one person's way, from a day until a day; several may run at once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="phases")
    phase = models.CharField(_("fase"), max_length=20, choices=Phase)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PhasePeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("fase")
        constraints = [
            choice_check("phase", Phase),
            models.CheckConstraint(
                name="phaseperiod_interval", condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on"))
            ),
            models.UniqueConstraint(
                name="phaseperiod_once_running", fields=["participation", "phase"], condition=Q(ended_on__isnull=True)
            ),
        ]

    def __str__(self):
        return self.get_phase_display()

    @property
    def exit_criterion(self) -> str:
        """When it ends, in words."""
        return str(PHASE_EXIT[self.phase])


class VictimStatusChange(SealedModel):
    """Who decided when that she is, or is not, a victim; never changed."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="status_changes")
    old = models.CharField(max_length=12, choices=VictimStatus, blank=True)
    new = models.CharField(max_length=12, choices=VictimStatus)
    decided_by = models.CharField(max_length=20, choices=DecidingBody)
    effective_on = models.DateField()
    reason = SealedTextField(_("motivo"), blank=True, max_length=2000)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("cambio de condición")
        ordering = ["at", "id"]
        constraints = [
            choice_check("old", VictimStatus, blank=True),
            choice_check("new", VictimStatus),
            choice_check("decided_by", DecidingBody),
        ]

    def __str__(self):
        return f"{self.old} → {self.new}"
