"""Letters: a text that somebody writes, the number it left under, and the PDF that was made of it.

The row is also the job: whoever makes the PDF claims it, and a worker that fell silent loses it to another one. Until
it is final the text is a draft, sealed under her key, in which her name stands as ``[NOMBRE]``.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Area, Role
from cases.letters.kinds import (
    NUMBERED,
    WRITABLE,
    Addressee,
    Fact,
    LetterFailure,
    LetterKind,
    LetterState,
    Series,
)
from cases.models.attachment import Attachment
from cases.models.case import Case
from cases.models.consent import Consent
from cases.models.person import Person
from directory.constraints import choice_check, choices_check
from directory.versions import Versioned
from vault.fields import SealedJSONField, SealedTextField
from vault.models import SealedModel

# A letter whose worker has not been heard of for this long is taken by another.
SILENCE = timedelta(minutes=2)
MAX_ATTEMPTS = 5


class LetterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Letters of the cases that the account sees; whether it may read them, ``cases.letters.access`` says."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def for_list(self):
        """Without those put aside; the newest first."""
        rows = self.exclude(state=LetterState.DISCARDED).select_related("key", "person", "office", "written_by")
        return rows.order_by("-created_at", "-id")

    def waiting(self, at: datetime):
        """Those that a worker must take: asked for, or begun by one that fell silent."""
        silent = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lte=at - SILENCE)
        return self.filter(silent, state=LetterState.QUEUED)

    def claim(self, pk, at: datetime) -> "Letter | None":
        """Take one for this worker; None when it is made or in other hands.

        ``attempt`` grows with each claim and fences. One that was interrupted MAX_ATTEMPTS times is given up until a
        person tries it again.
        """
        with transaction.atomic():
            letter = self.waiting(at).select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if letter is None:
                return None
            letter.heartbeat_at, letter.attempt = at, letter.attempt + 1
            if letter.attempt % MAX_ATTEMPTS == 0:
                letter.state, letter.failure = LetterState.FAILED, LetterFailure.TOO_OFTEN
            letter.save(update_fields=["heartbeat_at", "attempt", "state", "failure"])
        return letter if letter.state == LetterState.QUEUED else None


class Letter(SealedModel, Versioned):
    """One letter of one person in one case, begun from a text (``edition``) and written on.

    ``agreed_on``: the day she said yes to this very letter, where it goes to an institution that no consent names.
    ``series``, ``year`` and ``number`` are given once, with ``office``, ``dated_on`` and whoever signs, when it is
    made final; ``printed`` is what it told of her, ``consent`` the act that allowed it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="letters", verbose_name=_("de quién es"))
    kind = models.CharField(_("qué carta"), max_length=12, choices=LetterKind)
    edition = models.CharField(_("texto de partida"), max_length=40)
    area = models.CharField(_("área"), max_length=14, choices=Area, default=Area.GENERAL)
    addressee = models.CharField(_("para quién"), max_length=12, choices=Addressee)
    unit = models.ForeignKey(
        "directory.AgencyUnit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unidad de la entidad"),
    )
    relative = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("familiar")
    )
    institution = SealedTextField(_("institución"), blank=True, max_length=160)
    attention_to = SealedTextField(_("a la atención de"), blank=True, max_length=120)
    agreed_on = models.DateField(_("dijo que sí a esta carta el"), null=True, blank=True)
    blanks = SealedJSONField(_("datos de la carta"), blank=True, default=dict)
    subject = SealedTextField(_("asunto"), blank=True, max_length=160)
    body = SealedTextField(_("texto de la carta"), max_length=8000)
    state = models.CharField(_("estado"), max_length=10, choices=LetterState, default=LetterState.DRAFT)
    failure = models.CharField(_("por qué no se preparó"), max_length=12, choices=LetterFailure, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    series = models.CharField(_("clase de documento"), max_length=12, choices=Series, blank=True)
    year = models.PositiveSmallIntegerField(_("año"), null=True, blank=True)
    number = models.PositiveIntegerField(_("número"), null=True, blank=True)
    dated_on = models.DateField(_("fecha de la carta"), null=True, blank=True)
    requested_at = models.DateTimeField(null=True, blank=True, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signer_role = models.CharField(_("cargo de quien firma"), max_length=24, choices=Role, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempt = models.PositiveSmallIntegerField(default=0, editable=False)
    printed = ArrayField(
        models.CharField(max_length=12, choices=Fact), default=list, blank=True, verbose_name=_("qué dice de ella")
    )
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("consentimiento")
    )
    attachment = models.OneToOneField(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="letter", verbose_name=_("documento")
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("carta")
        constraints = [
            choice_check("kind", LetterKind),
            choice_check("area", Area),
            choice_check("addressee", Addressee),
            choice_check("state", LetterState),
            choice_check("failure", LetterFailure, blank=True),
            choice_check("series", Series, blank=True),
            choice_check("signer_role", Role, blank=True),
            choices_check("printed", Fact),
            models.UniqueConstraint(name="letter_number_once", fields=["office", "series", "year", "number"]),
            models.CheckConstraint(
                name="letter_numbered_whole",
                condition=Q(
                    office__isnull=True,
                    series="",
                    year__isnull=True,
                    number__isnull=True,
                    dated_on__isnull=True,
                    requested_at__isnull=True,
                    requested_by__isnull=True,
                    signer_role="",
                )
                | (
                    ~Q(series="")
                    & ~Q(signer_role="")
                    & Q(
                        office__isnull=False,
                        year__isnull=False,
                        year__gte=2020,
                        number__isnull=False,
                        number__gt=0,
                        dated_on__isnull=False,
                        requested_at__isnull=False,
                        requested_by__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="letter_number_goes_with_state",
                condition=Q(state__in=sorted(NUMBERED), number__isnull=False)
                | (~Q(state__in=sorted(NUMBERED)) & Q(number__isnull=True)),
            ),
            models.CheckConstraint(
                name="letter_done_has_file",
                condition=Q(state=LetterState.DONE, attachment__isnull=False)
                | (~Q(state=LetterState.DONE) & Q(attachment__isnull=True, printed=[], consent__isnull=True)),
            ),
            models.CheckConstraint(
                name="letter_failed_says_why",
                condition=(Q(state=LetterState.FAILED) & ~Q(failure=""))
                | (~Q(state=LetterState.FAILED) & Q(failure="")),
            ),
            models.CheckConstraint(
                name="letter_goes_to_one",
                condition=Q(addressee=Addressee.HERSELF, unit__isnull=True, relative__isnull=True)
                | Q(addressee=Addressee.INSTITUTION, unit__isnull=True, relative__isnull=True)
                | (
                    Q(addressee=Addressee.UNIT, relative__isnull=True)
                    & (Q(unit__isnull=False) | Q(number__isnull=True))
                )
                | (
                    Q(addressee=Addressee.RELATIVE, unit__isnull=True)
                    & (Q(relative__isnull=False) | Q(number__isnull=True))
                ),
            ),
            models.CheckConstraint(
                name="letter_institution_agreed",
                condition=~Q(addressee=Addressee.INSTITUTION)
                | Q(number__isnull=True)
                | Q(institution__isnull=False, agreed_on__isnull=False),
            ),
            models.CheckConstraint(name="letter_relative_not_herself", condition=~Q(relative=F("person"))),
        ]
        indexes = [
            models.Index(fields=["case", "-created_at", "-id"], name="letter_case"),
            models.Index(fields=["heartbeat_at"], name="letter_queued", condition=Q(state=LetterState.QUEUED)),
        ]

    def __str__(self):
        return self.full_number or self.get_kind_display()

    def get_absolute_url(self):
        return reverse("cases:letter", args=[self.pk])

    @property
    def full_number(self) -> str:
        """ "CARTA N.° 012-2026-CALP/IQT"; "" while it has none. The office is loaded with it."""
        if self.number is None:
            return ""
        return f"{Series(self.series).label} {self.short_number}"

    @property
    def short_number(self) -> str:
        """ "N.° 012-2026-CALP/IQT", under a heading that says the word already."""
        if self.number is None:
            return ""
        return f"N.° {self.number:03d}-{self.year}-{settings.PRODUCT_NAME}/{self.office.code}"

    @property
    def code(self) -> str:
        """What the trail calls it: no more than its number."""
        return self.outward_name

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE

    @property
    def is_queued(self) -> bool:
        return self.state == LetterState.QUEUED

    @property
    def is_done(self) -> bool:
        return self.state == LetterState.DONE

    @property
    def is_late(self) -> bool:
        """Whether it is waiting for a worker that does not come."""
        since = self.heartbeat_at or self.requested_at
        return self.is_queued and since <= timezone.now() - SILENCE

    @property
    def outward_name(self) -> str:
        """How its files are called when they leave: the number, or the case's code; nobody's name."""
        if self.number is None:
            return f"{self.case.code}-borrador"
        return f"{Series(self.series).value.lower()}-{self.number:03d}-{self.year}-{self.office.code}"
