"""How she is one, three, six and twelve months later: what is to be asked, how she was looked for, what was found.

Sealed with the key of the case is every word, and of what was found her health, her safety and whether those who
exploited her look for her. Open stand with whom she lives, whether she studies and works, her district and whether she
was exploited again: the reports count them (``domain.md`` 1.9: nobody knows whether victims returned home, took up
school or work again, or were exploited again).
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.episode_lists import YesNo
from cases.followup_lists import (
    ALARMING,
    ATTEMPTS_BEFORE_GIVING_UP,
    AttemptChannel,
    FollowUpState,
    LivesWith,
    SpokeWith,
    Suspected,
    Term,
)
from cases.models.case import Case
from cases.models.participation import Participation
from directory.constraints import choice_check
from directory.versions import Versioned
from vault.fields import SealedTextField
from vault.models import SealedModel


class FollowUpQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(participation__case__in=Case.objects.visible_to(user))

    def pending(self):
        return self.filter(state=FollowUpState.PENDING)

    def standing(self):
        """Those that were not called off when the case was taken up again."""
        return self.exclude(state=FollowUpState.CANCELLED)

    def for_list(self):
        """In the order of the months, the latest series last, with what was found."""
        return self.select_related("key", "finding__key", "finding__place__parent__parent", "ended_by").order_by(
            "begins_on", "months", "id"
        )


class FollowUp(SealedModel, Versioned):
    """One term of one series: ``begins_on`` is the day that the months are counted from."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(_("plazo, en meses"))
    begins_on = models.DateField(_("se cuenta desde"))
    due_on = models.DateField(_("toca el"))
    state = models.CharField(_("estado"), max_length=10, choices=FollowUpState, default=FollowUpState.PENDING)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_note = SealedTextField(_("por qué se termina"), blank=True, max_length=1000)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("seguimiento")
        constraints = [
            models.CheckConstraint(name="followup_term_listed", condition=Q(months__in=Term.values)),
            choice_check("state", FollowUpState),
            models.UniqueConstraint(
                name="followup_once_pending",
                fields=["participation", "months"],
                condition=Q(state=FollowUpState.PENDING),
            ),
            models.CheckConstraint(name="followup_due_after", condition=Q(due_on__gt=F("begins_on"))),
            models.CheckConstraint(
                name="followup_ended_by_somebody",
                condition=Q(state=FollowUpState.PENDING, ended_at__isnull=True, ended_by__isnull=True)
                | ~Q(state=FollowUpState.PENDING)
                & Q(ended_at__isnull=False, ended_at__gte=F("created_at"), ended_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["due_on", "state"], name="followup_due")]

    def __str__(self):
        return self.term

    @property
    def term(self) -> str:
        """ "A los 3 meses"."""
        return str(Term(self.months).label)

    def get_absolute_url(self):
        return reverse("cases:followup", args=[self.pk])

    @property
    def is_pending(self) -> bool:
        return self.state == FollowUpState.PENDING

    def is_due(self, today: date) -> bool:
        return self.is_pending and self.due_on <= today

    @property
    def was_spoken_of(self) -> bool:
        """Whether somebody told how she is, in any of the attempts; one query, none when they were prefetched."""
        return any(each.reached for each in self.attempts.all())

    @property
    def may_give_up(self) -> bool:
        """Whether she was looked for often enough in vain."""
        missed = [each for each in self.attempts.all() if not each.reached]
        return len(missed) >= ATTEMPTS_BEFORE_GIVING_UP and not self.was_spoken_of


class FollowUpAttempt(SealedModel):
    """Once that somebody looked for her; never changed. ``against_rules``: it was a way that her safe contact forbids,
    and the note says why."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="attempts")
    made_on = models.DateField(_("qué día"))
    channel = models.CharField(_("cómo"), max_length=10, choices=AttemptChannel)
    reached = models.BooleanField(_("se habló con alguien"))
    spoke_with = models.CharField(_("con quién"), max_length=12, choices=SpokeWith, blank=True)
    against_rules = models.BooleanField(_("fuera de su contacto seguro"), default=False)
    note = SealedTextField(_("qué pasó"), blank=True, max_length=2000)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("intento de seguimiento")
        ordering = ["made_on", "recorded_at", "id"]
        constraints = [
            choice_check("channel", AttemptChannel),
            choice_check("spoke_with", SpokeWith, blank=True),
            models.CheckConstraint(
                name="followupattempt_reached_somebody",
                condition=(Q(reached=True) & ~Q(spoke_with="")) | Q(reached=False, spoke_with=""),
            ),
            models.CheckConstraint(
                name="followupattempt_voicemail_reaches_nobody",
                condition=~Q(channel=AttemptChannel.VOICEMAIL) | Q(reached=False),
            ),
            models.CheckConstraint(
                name="followupattempt_against_rules_says_why",
                condition=Q(against_rules=False) | Q(note__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_channel_display()} {self.made_on}"


class FollowUpFinding(SealedModel, Versioned):
    """How she is, as she or somebody near her told it on a day."""

    follow_up = models.OneToOneField(FollowUp, on_delete=models.PROTECT, related_name="finding")
    seen_on = models.DateField(_("cómo está el"))
    lives_with = models.CharField(_("con quién vive"), max_length=8, choices=LivesWith)
    place = models.ForeignKey(
        "directory.Place",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("en qué distrito"),
    )
    studies = models.CharField(_("estudia"), max_length=3, choices=YesNo)
    study_details = SealedTextField(_("qué estudia, o por qué no"), blank=True, max_length=300)
    works = models.CharField(_("trabaja"), max_length=3, choices=YesNo)
    work_details = SealedTextField(_("en qué y en qué condiciones"), blank=True, max_length=300)
    health = SealedTextField(_("su salud"), blank=True, max_length=8)
    health_details = SealedTextField(_("qué necesita"), blank=True, max_length=600)
    safety = SealedTextField(_("su seguridad"), max_length=8)
    safety_details = SealedTextField(_("de qué o de quién hay que cuidarla"), blank=True, max_length=600)
    exploiter_contact = SealedTextField(_("contacto con quienes la explotaron"), max_length=10)
    exploited_again = models.CharField(_("explotada de nuevo"), max_length=10, choices=Suspected)
    again_details = SealedTextField(_("qué se sabe"), blank=True, max_length=2000)
    notes = SealedTextField(_("lo demás, y lo que se acordó"), blank=True, max_length=2000)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("situación en el seguimiento")
        constraints = [
            choice_check("lives_with", LivesWith),
            choice_check("studies", YesNo),
            choice_check("works", YesNo),
            choice_check("exploited_again", Suspected),
            models.CheckConstraint(
                name="followupfinding_again_says_what",
                condition=~Q(exploited_again__in=sorted(ALARMING)) | Q(again_details__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["seen_on", "exploited_again"], name="followupfinding_day")]

    def __str__(self):
        return str(self.seen_on)

    @property
    def is_alarming(self) -> bool:
        return self.exploited_again in ALARMING
