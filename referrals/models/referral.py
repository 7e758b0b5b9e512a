"""A referral between the centre and a unit of an agency, and each of its moves."""

from datetime import date, datetime, time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases.models import Case, Consent, Person
from cases.states import SharedItem
from directory.codelists import ServiceKind
from directory.constraints import choice_check, choices_check
from directory.versions import Versioned
from referrals.states import (
    OPEN_STATUSES,
    WAITING_STATUSES,
    Direction,
    Means,
    Party,
    ReferralStatus,
    RejectionReason,
    Urgency,
)
from vault.fields import SealedJSONField, SealedTextField
from vault.models import SealedModel


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff: referrals of the cases they see, and those not yet in a case of their office."""
        if not user.can(Permission.VIEW_CASE):
            return self.none()
        if user.can(Permission.SEE_ALL_OFFICES):
            return self
        seen = Exists(Case.objects.visible_to(user).filter(pk=OuterRef("case_id")))
        return self.filter(seen | Q(case__isnull=True, office_id=user.office_id))

    def for_agency(self, user):
        """An agency's liaison: what was sent to their own unit, as long as the consent it was shared under lives.

        Drafts and withdrawn ones never. The consent itself is not theirs to read: the database answers for it.
        """
        if not user.can(Permission.ANSWER_REFERRAL):
            return self.none()
        hidden = [ReferralStatus.DRAFT, ReferralStatus.WITHDRAWN_CONSENT]
        asked = (models.F("consent_id"), models.F("unit_id"), models.F("shared_items"))
        lives = models.Func(*asked, function="calp.sharing_lives", output_field=models.BooleanField())
        return self.filter(lives, unit_id=user.agency_unit_id, direction=Direction.OUT).exclude(status__in=hidden)

    def shared_under(self, consents, kinds=None):
        """What was written to an agency under these acts of consent; with ``kinds``, what carries any of them."""
        rows = self.filter(consent__in=consents, direction=Direction.OUT)
        return rows.filter(shared_items__overlap=sorted(kinds)) if kinds else rows

    def open(self):
        return self.filter(status__in=OPEN_STATUSES)

    def overdue(self, on: date):
        """Somebody owes an answer whose day has passed."""
        return self.filter(status__in=WAITING_STATUSES, due_on__lt=on)

    def for_list(self):
        return self.select_related("unit__agency", "case", "person", "office", "responsible", "key")


class Referral(SealedModel, Versioned):
    """One request for help to, or from, one unit. The agency sees its code (DER-…), never the case's."""

    code = models.CharField(_("código"), max_length=20, unique=True)
    direction = models.CharField(max_length=3, choices=Direction)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="referrals")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    unit = models.ForeignKey(
        "directory.AgencyUnit", on_delete=models.PROTECT, related_name="referrals", verbose_name=_("unidad")
    )
    status = models.CharField(_("estado"), max_length=18, choices=ReferralStatus, default=ReferralStatus.DRAFT)
    means = models.CharField(_("medio"), max_length=10, choices=Means, default=Means.SYSTEM)
    urgency = models.CharField(_("urgencia"), max_length=4, choices=Urgency, default=Urgency.D5)
    services = ArrayField(
        models.CharField(max_length=30, choices=ServiceKind), default=list, verbose_name=_("servicios que se piden")
    )
    reason = SealedTextField(_("motivo"), blank=True, max_length=2000)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    shared_items = ArrayField(
        models.CharField(max_length=20, choices=SharedItem), default=list, blank=True, verbose_name=_("qué se comparte")
    )
    # What was shared, as it stood when it was sent: {item: text}. The agency reads this and nothing else.
    shared = SealedJSONField(default=dict, blank=True)
    agency_number = SealedTextField(_("número de expediente de la entidad"), blank=True, max_length=60)
    agency_person = SealedTextField(_("quién atiende en la entidad"), blank=True, max_length=120)
    rejection_reason = models.CharField(_("motivo del rechazo"), max_length=14, choices=RejectionReason, blank=True)
    rejection_text = SealedTextField(_("explicación"), blank=True, max_length=1000)
    outcome = SealedTextField(_("qué resultó"), blank=True, max_length=4000)
    responsible = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    first_service_on = models.DateField(_("primera atención"), null=True, blank=True)
    counter_referred_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(_("vence el"), null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("derivación")
        constraints = [
            choice_check("direction", Direction),
            choice_check("status", ReferralStatus),
            choice_check("means", Means),
            choice_check("urgency", Urgency),
            choice_check("rejection_reason", RejectionReason, blank=True),
            choices_check("services", ServiceKind),
            choices_check("shared_items", SharedItem),
            models.CheckConstraint(
                name="referral_out_has_case",
                condition=Q(direction=Direction.IN) | Q(case__isnull=False, person__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_rejected_with_reason",
                condition=~Q(status=ReferralStatus.REJECTED) | ~Q(rejection_reason=""),
            ),
            models.CheckConstraint(
                name="referral_draft_or_sent",
                condition=Q(
                    status__in=[ReferralStatus.DRAFT, ReferralStatus.CANCELLED, ReferralStatus.WITHDRAWN_CONSENT]
                )
                | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_waiting_has_due_day",
                condition=~Q(status__in=WAITING_STATUSES) | Q(due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_order_of_days",
                condition=Q(sent_at__isnull=True, acknowledged_at__isnull=True, answered_at__isnull=True)
                | Q(sent_at__isnull=False)
                & (Q(acknowledged_at__isnull=True) | Q(acknowledged_at__gte=F("sent_at")))
                & (Q(answered_at__isnull=True) | Q(answered_at__gte=F("sent_at")))
                & (Q(ended_at__isnull=True) | Q(ended_at__gte=F("sent_at"))),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "status", "due_on"], name="referral_board"),
            models.Index(fields=["unit", "status", "due_on"], name="referral_desk"),
            models.Index(fields=["case", "-created_at"], name="referral_case"),
        ]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("referrals:detail", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING_STATUSES

    def is_overdue(self, on: date) -> bool:
        return self.is_waiting and self.due_on is not None and self.due_on < on

    @property
    def in_state_since(self):
        """The moment its present state began, as far as its own dates tell."""
        dates = {
            ReferralStatus.ACKNOWLEDGED: self.acknowledged_at,
            ReferralStatus.ACCEPTED: self.answered_at,
            ReferralStatus.COUNTER_REFERRED: self.counter_referred_at,
        }
        own = self.first_service_moment if self.status == ReferralStatus.IN_SERVICE else dates.get(self.status)
        return own or self.ended_at or self.sent_at or self.created_at

    @property
    def first_service_moment(self):
        return self.first_service_on and timezone.make_aware(datetime.combine(self.first_service_on, time(12)))

    def party_of(self, user) -> str:
        """Which side an account stands on: the centre sent what goes out, and receives what comes in."""
        sends = (self.direction == Direction.OUT) != user.is_guest
        return Party.SENDER if sends else Party.RECEIVER


class ReferralChange(SealedModel):
    """Each move of a referral: from, to, why, when, by whom (nobody: the clock). Never changed."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="changes")
    old = models.CharField(max_length=18, choices=ReferralStatus, blank=True)
    new = models.CharField(max_length=18, choices=ReferralStatus)
    text = SealedTextField(blank=True, max_length=4000)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("paso de una derivación")
        ordering = ["at", "id"]
        constraints = [
            choice_check("old", ReferralStatus, blank=True),
            choice_check("new", ReferralStatus),
            models.CheckConstraint(name="referralchange_moves", condition=~Q(old=F("new"))),
        ]

    def __str__(self):
        return f"{self.old} → {self.new}"
