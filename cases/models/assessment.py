"""What a professional found of somebody on a day, with which instrument; and what she is still filling in."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cases.assessments.areas import AssessmentArea
from cases.assessments.instruments import Instrument, instrument
from cases.assessments.scoring import Outcome, outcome
from cases.models.case import Case
from cases.models.participation import Participation
from directory.codelists import RiskLevel
from directory.constraints import choice_check
from vault.fields import SealedJSONField, SealedTextField
from vault.models import SealedModel


class _Filled(SealedModel):
    """Answers to one version of an instrument, of somebody's part in a case."""

    instrument = models.CharField(_("instrumento"), max_length=40)
    edition = models.PositiveSmallIntegerField(_("versión del instrumento"))
    answers = SealedJSONField(_("respuestas"), default=dict, blank=True)

    class Meta:
        abstract = True

    @property
    def form(self) -> Instrument:
        """The instrument as it was when it was filled in."""
        return instrument(self.instrument, self.edition)

    @cached_property
    def outcome(self) -> Outcome:
        """What the answers add up to; opens them."""
        return outcome(self.form, self.answers)


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """That there is one; who reads its answers is another question (``may_read_assessment``)."""
        return self.filter(participation__case__in=Case.objects.visible_to(user))

    def standing(self):
        """Those that no correction took the place of."""
        return self.filter(superseded_by__isnull=True)

    def of_risk(self, case):
        """The assessments of risk of the people who take part in a case today."""
        return self.filter(participation__case=case, participation__left_on__isnull=True, area=AssessmentArea.RISK)

    def newest_first(self):
        return self.order_by("-done_on", "-signed_at", "-id")

    def newest_of_each(self):
        """Of every participation and area the one that holds today."""
        order = ("participation_id", "area", "-done_on", "-signed_at", "-id")
        return self.standing().order_by(*order).distinct("participation_id", "area")

    def for_list(self):
        """With what a line shows, without opening any answer."""
        return self.select_related("key", "signed_by", "participation__person").defer("answers")


class Assessment(_Filled):
    """One assessment, signed. It is never changed: a correction is another one, that takes its place and says why.

    ``score`` and the levels stand open although they are sensitive: lists show the level of risk, and the reports
    count by it (``domain.md`` 4.16). What was answered, and every word, is sealed with the case's key.
    """

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="assessments")
    area = models.CharField(_("área de la evaluación"), max_length=14, choices=AssessmentArea)
    score = models.PositiveSmallIntegerField(_("puntaje"), null=True, blank=True)
    advised_level = models.CharField(_("nivel sugerido"), max_length=10, choices=RiskLevel, blank=True)
    level = models.CharField(_("nivel"), max_length=10, choices=RiskLevel, blank=True)
    level_reason = SealedTextField(_("por qué otro nivel"), blank=True, max_length=1000)
    conclusions = SealedTextField(_("conclusiones y acuerdos"), blank=True, max_length=4000)
    done_on = models.DateField(_("hecha el"))
    next_review_on = models.DateField(_("se repite el"), null=True, blank=True)
    signed_at = models.DateTimeField(_("firmada el"), default=timezone.now, editable=False)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    correction_reason = SealedTextField(_("por qué se corrige"), blank=True, max_length=1000)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluación")
        constraints = [
            choice_check("area", AssessmentArea),
            choice_check("advised_level", RiskLevel, blank=True),
            choice_check("level", RiskLevel, blank=True),
            models.CheckConstraint(
                name="assessment_advised_and_chosen",
                condition=Q(advised_level="", level="", score__isnull=True)
                | (~Q(advised_level="") & ~Q(level="") & Q(score__isnull=False)),
            ),
            models.CheckConstraint(
                name="assessment_other_level_has_reason",
                condition=Q(level=F("advised_level")) | Q(level_reason__isnull=False),
            ),
            models.CheckConstraint(
                name="assessment_correction_has_reason",
                condition=Q(supersedes__isnull=True) | Q(correction_reason__isnull=False),
            ),
            models.CheckConstraint(
                name="assessment_risk_is_asked_again",
                condition=~Q(area=AssessmentArea.RISK) | Q(next_review_on__isnull=False),
            ),
            models.CheckConstraint(
                name="assessment_review_after",
                condition=Q(next_review_on__isnull=True) | Q(next_review_on__gt=F("done_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["participation", "area", "-done_on"], name="assessment_course"),
            models.Index(fields=["area", "done_on", "level"], name="assessment_day"),
        ]

    def __str__(self):
        return f"{self.get_area_display()} {self.done_on}"

    def get_absolute_url(self):
        return reverse("cases:assessment", args=[self.pk])

    @property
    def risk_bars(self) -> int:
        """0: no level; 1 to 3, mild to severe."""
        return [*RiskLevel].index(self.level) + 1 if self.level else 0

    def is_overdue(self, today: date) -> bool:
        return self.next_review_on is not None and self.next_review_on < today


class DraftQuerySet(models.QuerySet):
    def open_of(self, user):
        """Drafts are their writer's own: nobody else reads them."""
        return self.filter(user=user, ended_at__isnull=True)


class AssessmentDraft(_Filled):
    """What somebody is filling in, kept section by section so that a dropped line loses nothing.

    It ends by being signed (``assessment``) or put aside; of what has ended no answer is kept.
    """

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="assessment_drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    corrects = models.ForeignKey(Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    assessment = models.OneToOneField(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="draft", editable=False
    )
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_at = models.DateTimeField(_("guardado el"), default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("borrador de evaluación")
        constraints = [
            models.UniqueConstraint(
                name="assessmentdraft_one_open",
                fields=["participation", "user", "instrument"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="assessmentdraft_signed_is_ended",
                condition=Q(assessment__isnull=True) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assessmentdraft_interval",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
            models.CheckConstraint(
                name="assessmentdraft_ended_is_empty",
                condition=Q(ended_at__isnull=True) | Q(answers__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.instrument} {self.started_at:%Y-%m-%d}"
