"""The reintegration plan of one person: versions, goals by area, what is done for each, and its reviews.

A version that was agreed with her is never changed, nor are its goals: triggers of the database refuse it to everybody
(``services/migrations``). Only how far each activity is goes on, without another version. The version in force is the
newest that was agreed.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import keep_history
from cases.models import Case, Participation
from directory.constraints import choice_check
from directory.models import AgencyUnit
from directory.versions import Versioned
from services.plan_states import PlanArea, Progress, Responsible, ReviewResult
from vault.fields import SealedTextField
from vault.models import SealedModel


class ReintegrationPlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(participation__case__in=Case.objects.visible_to(user))

    def drafts(self):
        return self.filter(agreed_on__isnull=True, dropped_at__isnull=True)

    def agreed(self):
        return self.filter(agreed_on__isnull=False)

    def of_her(self, part):
        """Every version of her plan in this case, the newest first; then those of records that were joined to hers."""
        joined = Q(participation__case=part.case_id, participation__person__merged_into=part.person_id)
        rows = self.filter(Q(participation=part) | joined)
        return rows.order_by(models.Case(models.When(participation=part, then=0), default=1), "-number", "-id")

    def for_list(self):
        """The newest first, with the people of its case."""
        rows = self.select_related("key", "participation__case__key", "participation__person__key", "created_by")
        return rows.order_by("-number", "-id")


class ReintegrationPlan(SealedModel, Versioned):
    """One version of her plan: a draft, until it is agreed with her or dropped with its reason."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField(_("versión del plan"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField(_("acordado el"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    present = SealedTextField(_("quiénes estuvieron"), blank=True, max_length=300)
    her_words = SealedTextField(_("lo que dijo, con sus palabras"), blank=True, max_length=2000)
    first_review_on = models.DateField(_("se revisa el"), null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True, editable=False)
    drop_reason = SealedTextField(_("por qué se descartó"), blank=True, max_length=600)

    objects = ReintegrationPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan de reintegración")
        constraints = [
            models.UniqueConstraint(name="reintegrationplan_number", fields=["participation", "number"]),
            models.UniqueConstraint(
                name="reintegrationplan_one_draft",
                fields=["participation"],
                condition=Q(agreed_on__isnull=True, dropped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="reintegrationplan_agreed_whole",
                condition=Q(agreed_on=None, agreed_by=None, first_review_on=None)
                | Q(agreed_on__isnull=False, agreed_by__isnull=False)
                & Q(first_review_on__isnull=False, first_review_on__gt=F("agreed_on"))
                & Q(present__isnull=False, her_words__isnull=False),
            ),
            models.CheckConstraint(
                name="reintegrationplan_dropped_for_a_reason",
                condition=Q(dropped_at=None) | Q(dropped_at__isnull=False, drop_reason__isnull=False, agreed_on=None),
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.number}"

    def get_absolute_url(self):
        return reverse("services:plan", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.agreed_on is None and self.dropped_at is None

    @property
    def is_agreed(self) -> bool:
        return self.agreed_on is not None


class PlanGoalQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(plan__in=ReintegrationPlan.objects.visible_to(user))

    def standing(self):
        return self.filter(withdrawn_at__isnull=True)


class PlanGoal(SealedModel, Versioned):
    """What she wants to reach in one area. Of a version that was agreed it is never changed."""

    plan = models.ForeignKey(ReintegrationPlan, on_delete=models.PROTECT, related_name="goals")
    area = models.CharField(_("área"), max_length=14, choices=PlanArea)
    goal = SealedTextField(_("meta"), max_length=600)
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PlanGoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("meta de un plan")
        ordering = ["created_at", "id"]
        constraints = [choice_check("area", PlanArea)]
        indexes = [models.Index(fields=["area"], name="plangoal_area")]

    def __str__(self):
        return self.get_area_display()


class PlanActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(goal__in=PlanGoal.objects.visible_to(user))

    def standing(self):
        return self.filter(withdrawn_at__isnull=True)


class PlanActivity(SealedModel, Versioned):
    """One thing to be done for a goal: who does it, by which day, and how far it is since which day."""

    goal = models.ForeignKey(PlanGoal, on_delete=models.PROTECT, related_name="activities")
    what = SealedTextField(_("qué se hace"), max_length=300)
    responsible = models.CharField(_("quién lo hace"), max_length=10, choices=Responsible)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("quién del centro"),
    )
    unit = models.ForeignKey(
        AgencyUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("qué entidad")
    )
    due_on = models.DateField(_("hasta cuándo"))
    progress = models.CharField(_("cómo va"), max_length=10, choices=Progress, default=Progress.PENDING)
    progress_on = models.DateField(_("así desde"), default=timezone.localdate)
    left_reason = SealedTextField(_("por qué se dejó"), blank=True, max_length=600)
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PlanActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("actividad de un plan")
        ordering = ["due_on", "created_at", "id"]
        constraints = [
            choice_check("responsible", Responsible),
            choice_check("progress", Progress),
            models.CheckConstraint(
                name="planactivity_done_by_somebody",
                condition=Q(responsible=Responsible.STAFF, staff__isnull=False, unit=None)
                | Q(responsible=Responsible.UNIT, staff=None, unit__isnull=False)
                | Q(responsible=Responsible.HERSELF, staff=None, unit=None),
            ),
            models.CheckConstraint(
                name="planactivity_left_for_a_reason",
                condition=~Q(progress=Progress.LEFT) | Q(left_reason__isnull=False),
            ),
        ]

    def __str__(self):
        return self.get_progress_display()

    def is_overdue(self, today: date) -> bool:
        return self.progress in (Progress.PENDING, Progress.DOING) and self.due_on < today


class PlanReview(SealedModel):
    """What was reached since the last time, what changes, and when it is looked at again; never changed."""

    plan = models.ForeignKey(ReintegrationPlan, on_delete=models.PROTECT, related_name="reviews")
    on = models.DateField(_("revisado el"))
    reached = SealedTextField(_("qué se logró"), max_length=2000)
    changes = SealedTextField(_("qué cambia"), blank=True, max_length=2000)
    result = models.CharField(_("qué se decidió"), max_length=12, choices=ReviewResult)
    next_on = models.DateField(_("se revisa otra vez el"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("revisión de un plan")
        ordering = ["-on", "-id"]
        constraints = [
            choice_check("result", ReviewResult),
            models.CheckConstraint(
                name="planreview_next_while_it_goes_on",
                condition=Q(result=ReviewResult.GOES_ON, next_on__isnull=False, next_on__gt=F("on"))
                | ~Q(result=ReviewResult.GOES_ON) & Q(next_on=None),
            ),
        ]

    def __str__(self):
        return self.get_result_display()


for model in (ReintegrationPlan, PlanGoal, PlanActivity, PlanReview):
    keep_history(model)
