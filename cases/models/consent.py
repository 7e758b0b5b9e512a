"""What a person allowed: for what, to whom, which data, until when. Refusing never blocks help.

A ``Consent`` is the act: who decided, when, how it was signed, which text was read. Its ``ConsentAnswer`` rows are what
was decided, each given or refused on its own. ``cases.consent_rules`` says what follows from them.
"""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.consent_kinds import Capacity, Purpose, Signature
from cases.models.attachment import Attachment
from cases.models.case import Case
from cases.models.person import Person
from cases.states import GIVING_STATES, ConsentState, SharedItem
from directory.constraints import choice_check, choices_check
from vault.fields import SealedTextField
from vault.ids import uuid7
from vault.models import SealedModel


class ConsentQuerySet(models.QuerySet):
    def in_force(self, on: date):
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on), withdrawn_on__isnull=True, valid_from__lte=on
        )

    def newest_first(self):
        """The first one rules."""
        return self.order_by("-valid_from", "-recorded_at", "-id")


class Consent(SealedModel):
    """One decision of one person in one case. A new decision is a new row; withdrawing dates the old one.

    ``text_version`` and ``text_hash`` say which text she was read (``cases/consent_texts``); ``paper`` is the scan, or
    the signature drawn on the screen. Both are empty where only intake asked.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    state = models.CharField(_("consentimiento"), max_length=8, choices=ConsentState)
    capacity = models.CharField(_("quién decidió"), max_length=8, choices=Capacity, blank=True)
    signature = models.CharField(_("cómo lo firmó"), max_length=12, choices=Signature, blank=True)
    relative = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("familiar que decidió"),
    )
    given_by = SealedTextField(_("quién lo dio, si no fue ella"), blank=True, max_length=200)
    assisted_by = SealedTextField(_("quién la acompañó"), blank=True, max_length=200)
    language = SealedTextField(_("en qué lengua se le explicó"), blank=True, max_length=80)
    interpreter = SealedTextField(_("quién interpretó"), blank=True, max_length=120)
    text_version = models.CharField(_("texto que se le leyó"), max_length=40, blank=True)
    text_hash = models.CharField(_("huella del texto"), max_length=64, blank=True)
    paper = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consents",
        verbose_name=_("consentimiento firmado"),
    )
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
            choice_check("capacity", Capacity, blank=True),
            choice_check("signature", Signature, blank=True),
            models.CheckConstraint(
                name="consent_interval", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="consent_signed_as_answered",
                condition=Q(signature="")
                | Q(signature=Signature.VERBAL, state=ConsentState.VERBAL)
                | (~Q(signature=Signature.VERBAL) & Q(state__in=[ConsentState.WRITTEN, ConsentState.REFUSED])),
            ),
            models.CheckConstraint(
                name="consent_text_whole",
                condition=Q(text_version="", text_hash="")
                | (~Q(text_version="") & Q(text_hash__regex="^[0-9a-f]{64}$")),
            ),
            models.CheckConstraint(
                name="consent_relative_decides_as_parent",
                condition=Q(relative__isnull=True) | Q(capacity=Capacity.PARENT),
            ),
            models.CheckConstraint(
                name="consent_relative_not_herself", condition=Q(relative__isnull=True) | ~Q(relative=F("person"))
            ),
        ]
        indexes = [models.Index(fields=["case", "person", "-valid_from"], name="consent_case_person")]

    def __str__(self):
        return self.get_state_display()

    def get_absolute_url(self):
        return reverse("cases:consent_act", args=[self.pk])

    @property
    def gives(self) -> bool:
        return self.state in GIVING_STATES

    @property
    def shares_with(self) -> list:
        """Agencies that may receive something, as answered; prefetch ``answers__agency``."""
        return [
            each.agency for each in self.answers.all() if each.agency_id and each.is_given and not each.withdrawn_on
        ]

    def is_in_force(self, on: date) -> bool:
        return self.withdrawn_on is None and self.valid_from <= on and (self.valid_to is None or self.valid_to >= on)


class ConsentAnswer(models.Model):
    """One answer within an act: yes or no to one purpose, of one agency where it is about sharing.

    Not sealed: which data may leave to whom is asked in SQL by every query of an agency's liaison.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="answers")
    purpose = models.CharField(_("para qué"), max_length=16, choices=Purpose)
    agency = models.ForeignKey(
        "directory.Agency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("con qué entidad"),
    )
    kinds = ArrayField(
        models.CharField(max_length=20, choices=SharedItem), default=list, blank=True, verbose_name=_("qué datos")
    )
    is_given = models.BooleanField(_("lo permite"))
    valid_to = models.DateField(_("hasta"), null=True, blank=True)
    withdrawn_on = models.DateField(_("retirado el"), null=True, blank=True)

    class Meta:
        verbose_name = _("respuesta del consentimiento")
        ordering = ["id"]
        constraints = [
            choice_check("purpose", Purpose),
            choices_check("kinds", SharedItem),
            models.UniqueConstraint(
                name="consentanswer_once", fields=["consent", "purpose", "agency"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="consentanswer_agency_of_sharing",
                condition=Q(purpose=Purpose.SHARING, agency__isnull=False)
                | (~Q(purpose=Purpose.SHARING) & Q(agency__isnull=True)),
            ),
            models.CheckConstraint(
                name="consentanswer_kinds_of_given_sharing",
                condition=(Q(purpose=Purpose.SHARING, is_given=True) & ~Q(kinds=[]))
                | (~Q(purpose=Purpose.SHARING, is_given=True) & Q(kinds=[])),
            ),
            models.CheckConstraint(
                name="consentanswer_ends_only_if_given",
                condition=Q(is_given=True) | Q(valid_to__isnull=True, withdrawn_on__isnull=True),
            ),
        ]

    def __str__(self):
        return self.get_purpose_display()

    def is_in_force(self, on: date) -> bool:
        """Whether it was given and neither taken back nor over on ``on``; the act's own days count besides."""
        return self.is_given and self.withdrawn_on is None and (self.valid_to is None or self.valid_to >= on)


class WithdrawalLetter(models.Model):
    """What an agency that received data is told when she takes it back: "ya no trate estos datos".

    ``kinds`` are the data it must stop using; empty for all. ``due_on``: ten working days (DS 016-2024-JUS art. 10.2).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="letters")
    agency = models.ForeignKey(
        "directory.Agency", on_delete=models.PROTECT, related_name="+", verbose_name=_("para qué entidad")
    )
    kinds = ArrayField(
        models.CharField(max_length=20, choices=SharedItem), default=list, blank=True, verbose_name=_("qué datos")
    )
    withdrawn_on = models.DateField(_("retirado el"))
    due_on = models.DateField(_("plazo"))
    sent_on = models.DateField(_("enviada el"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_on = models.DateField(_("confirmada el"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("carta de retiro")
        ordering = ["id"]
        constraints = [
            choices_check("kinds", SharedItem),
            models.CheckConstraint(name="withdrawalletter_term", condition=Q(due_on__gte=F("withdrawn_on"))),
            models.CheckConstraint(
                name="withdrawalletter_sent_by_somebody",
                condition=Q(sent_on__isnull=True, sent_by__isnull=True)
                | Q(sent_on__isnull=False, sent_on__gte=F("withdrawn_on"), sent_by__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawalletter_confirmed_after_sent",
                condition=Q(confirmed_on__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_on__isnull=False, confirmed_by__isnull=False, sent_on__isnull=False)
                & Q(confirmed_on__gte=F("sent_on")),
            ),
        ]

    def __str__(self):
        return str(self.agency_id)

    def get_absolute_url(self):
        return reverse("cases:consent_letter", args=[self.pk])
