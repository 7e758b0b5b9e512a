"""Courses, jobs and enterprises of somebody, and the visits that say whether they last."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import keep_history
from cases.models import Case, Participation
from directory.constraints import choice_check
from directory.versions import Versioned
from services.livelihood_states import OVER, LivelihoodKind, LivelihoodState, Sector
from services.models.aid import AidRequest
from vault.fields import SealedTextField
from vault.models import SealedModel


class LivelihoodQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(participation__case__in=Case.objects.visible_to(user))

    def for_list(self):
        """What is not over first, the newest first."""
        over = models.Case(models.When(state__in=OVER, then=1), default=0)
        return self.select_related("key", "aid").prefetch_related("visits__key").order_by(over, "-created_at", "-id")


class Livelihood(SealedModel, Versioned):
    """One course, job or enterprise. Kind, trade and state stand open, to be counted; what and where are sealed.

    ``aid``: the request for seed capital that an enterprise began with; of the same person, and asked for in the fund.
    """

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="livelihoods")
    kind = models.CharField(_("qué es"), max_length=10, choices=LivelihoodKind)
    sector = models.CharField(_("rubro"), max_length=12, choices=Sector)
    what = SealedTextField(_("cuál"), max_length=300)
    where = SealedTextField(_("dónde"), blank=True, max_length=300)
    training = SealedTextField(_("capacitación para llevarlo"), blank=True, max_length=600)
    state = models.CharField(_("cómo va"), max_length=10, choices=LivelihoodState)
    started_on = models.DateField(_("desde"), null=True, blank=True)
    ended_on = models.DateField(_("hasta"), null=True, blank=True)
    aid = models.OneToOneField(
        AidRequest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="enterprise",
        verbose_name=_("capital semilla"),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = LivelihoodQuerySet.as_manager()

    class Meta:
        verbose_name = _("curso, empleo o emprendimiento")
        constraints = [
            choice_check("kind", LivelihoodKind),
            choice_check("sector", Sector),
            choice_check("state", LivelihoodState),
            models.CheckConstraint(
                name="livelihood_started",
                condition=Q(state=LivelihoodState.PLANNED, started_on=None)
                | ~Q(state=LivelihoodState.PLANNED) & Q(started_on__isnull=False),
            ),
            models.CheckConstraint(
                name="livelihood_over",
                condition=Q(state__in=OVER, started_on__isnull=False, ended_on__isnull=False)
                & Q(ended_on__gte=F("started_on"))
                | ~Q(state__in=OVER) & Q(ended_on=None),
            ),
            models.CheckConstraint(
                name="livelihood_of_enterprises",
                condition=Q(kind=LivelihoodKind.ENTERPRISE) | Q(aid=None, training__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["kind", "started_on"], name="livelihood_kind")]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return reverse("services:livelihood", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.state in OVER


class LivelihoodVisit(SealedModel):
    """A follow-up: whether it still goes on that day, and what was seen; never changed."""

    livelihood = models.ForeignKey(Livelihood, on_delete=models.PROTECT, related_name="visits")
    on = models.DateField(_("qué día"))
    goes_on = models.BooleanField(_("sigue"))
    notes = SealedTextField(_("qué se vio"), blank=True, max_length=1000)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("visita de seguimiento")
        ordering = ["-on", "-id"]

    def __str__(self):
        return str(self.pk)


for model in (Livelihood, LivelihoodVisit):
    keep_history(model)
