"""Where people are kept safe: places by code, stays, and the times when nobody took somebody in.

Where exactly, and from when until when, stands in ``cases.ShelterLocation`` and nowhere else, sealed and behind a
click; a stay says of it what must be counted (docs/adr/0020).
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import keep_history
from cases.models import Case, Participation, ShelterLocation
from directory.codelists import Sex
from directory.constraints import choice_check
from directory.models import Place
from directory.versions import Versioned
from services.shelter_states import (
    PLACE_KINDS,
    Admits,
    AgeBand,
    Destination,
    ExitReason,
    OrderedBy,
    RefusalReason,
    ShelterKind,
)
from vault.fields import SealedTextField
from vault.models import SealedModel

PLACE_CHOICES = [(kind, ShelterKind(kind).label) for kind in PLACE_KINDS]


class ShelterPlace(SealedModel, Versioned):
    """A place with beds, told by its code: its name is sealed, its region is all that is told of where it stands."""

    code = models.CharField(_("código"), max_length=20, unique=True)
    kind = models.CharField(_("tipo"), max_length=18, choices=PLACE_CHOICES)
    name = SealedTextField(_("nombre"), max_length=160)
    region = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("región"))
    capacity = models.PositiveSmallIntegerField(_("camas"))
    youngest = models.PositiveSmallIntegerField(_("desde qué edad"), default=0)
    oldest = models.PositiveSmallIntegerField(_("hasta qué edad"), null=True, blank=True)
    admits = models.CharField(_("recibe a"), max_length=8, choices=Admits)
    admits_children = models.BooleanField(_("recibe con hijos"), default=False)
    is_specialised = models.BooleanField(_("especializado en trata"), default=False)
    is_active = models.BooleanField(_("funciona"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("lugar de acogida")
        ordering = ["code"]
        constraints = [
            choice_check("kind", PLACE_CHOICES),
            choice_check("admits", Admits),
            models.CheckConstraint(name="shelterplace_beds", condition=Q(capacity__gte=1, capacity__lte=999)),
            models.CheckConstraint(name="shelterplace_ages", condition=Q(oldest=None) | Q(oldest__gte=F("youngest"))),
        ]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("services:shelter_place", args=[self.pk])


class ShelterStayQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(participation__case__in=Case.objects.visible_to(user))

    def current(self):
        return self.filter(location__until=None)

    def for_list(self):
        """The latest first; where exactly is not among what is read."""
        rows = self.select_related("participation__person", "participation__case", "place__region", "recorded_by")
        return rows.select_related("location").defer("location__place").order_by("-location__since", "-id")


class ShelterStay(SealedModel, Versioned):
    """What is told of one of her places: its kind, who ordered it, how it ended; never where it is.

    Kind, district and marks stand open: reports count places by them (R11), and the people who hang on them are codes.
    """

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="shelter_stays")
    location = models.OneToOneField(ShelterLocation, on_delete=models.PROTECT, related_name="stay")
    kind = models.CharField(_("tipo de lugar"), max_length=18, choices=ShelterKind)
    place = models.ForeignKey(ShelterPlace, on_delete=models.PROTECT, null=True, blank=True, related_name="stays")
    district = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("distrito")
    )
    ordered_by = models.CharField(_("quién lo dispuso"), max_length=10, choices=OrderedBy)
    is_over_capacity = models.BooleanField(_("sin cama libre"), default=False)
    over_capacity_reason = SealedTextField(_("por qué entra sin cama libre"), blank=True, max_length=500)
    is_unsuitable = models.BooleanField(_("menor en un lugar no especializado"), default=False)
    measures = SealedTextField(_("qué se está haciendo"), blank=True, max_length=1000)
    exit_reason = models.CharField(_("por qué salió"), max_length=12, choices=ExitReason, blank=True)
    next_destination = models.CharField(_("adónde fue"), max_length=10, choices=Destination, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ShelterStayQuerySet.as_manager()

    class Meta:
        verbose_name = _("acogida")
        constraints = [
            choice_check("kind", ShelterKind),
            choice_check("ordered_by", OrderedBy),
            choice_check("exit_reason", ExitReason, blank=True),
            choice_check("next_destination", Destination, blank=True),
            models.CheckConstraint(
                name="shelterstay_left_whole",
                condition=Q(exit_reason="", next_destination="") | ~Q(exit_reason="") & ~Q(next_destination=""),
            ),
            models.CheckConstraint(
                name="shelterstay_over_for_a_reason",
                condition=Q(is_over_capacity=False) | Q(place__isnull=False, over_capacity_reason__isnull=False),
            ),
            models.CheckConstraint(
                name="shelterstay_unsuitable_with_measures",
                condition=Q(is_unsuitable=False) | Q(measures__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["place"], name="shelterstay_place")]

    def __str__(self):
        return self.get_kind_display()

    @property
    def is_current(self) -> bool:
        return self.location.until is None

    def nights(self, today: date) -> int:
        """Nights slept there until it ended, or until ``today``."""
        return max(((self.location.until or today) - self.location.since).days, 0)


class ShelterSearch(SealedModel):
    """She needed a place and none took her in: who she is to a shelter, frozen as it was that day.

    With children, disability: stored open, because unmet need is counted by profile (``domain.md`` 1.9).
    """

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="shelter_searches")
    searched_on = models.DateField(_("qué día"))
    age_band = models.CharField(_("edad"), max_length=10, choices=AgeBand)
    sex = models.CharField(_("sexo"), max_length=2, choices=Sex)
    with_children = models.BooleanField(_("con hijos"), default=False)
    has_disability = models.BooleanField(_("con discapacidad"), default=False)
    solution = SealedTextField(_("dónde se quedó y qué se hizo"), max_length=1000)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("búsqueda sin lugar")
        ordering = ["-searched_on", "-id"]
        constraints = [choice_check("age_band", AgeBand), choice_check("sex", Sex)]
        indexes = [models.Index(fields=["searched_on"], name="sheltersearch_day")]

    def __str__(self):
        return str(self.pk)


class ShelterRefusal(SealedModel):
    """A place that was asked and did not take her in, and why; one outside the catalogue is named, sealed."""

    search = models.ForeignKey(ShelterSearch, on_delete=models.PROTECT, related_name="refusals")
    place = models.ForeignKey(ShelterPlace, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    other_place = SealedTextField(_("otro lugar"), blank=True, max_length=160)
    reason = models.CharField(_("por qué no"), max_length=16, choices=RefusalReason)

    class Meta:
        verbose_name = _("lugar que no la recibió")
        ordering = ["id"]
        constraints = [
            choice_check("reason", RefusalReason),
            models.CheckConstraint(
                name="shelterrefusal_of_a_place", condition=Q(place__isnull=False) | Q(other_place__isnull=False)
            ),
        ]

    def __str__(self):
        return self.get_reason_display()


def beds_taken(on: date) -> dict:
    """How many sleep in each place of the catalogue that night, whosever cases they are: by the place's id."""
    rows = ShelterPlace.objects.annotate(
        taken=Func(
            F("pk"),
            models.Value(on, output_field=models.DateField()),
            function="calp.shelter_taken",
            output_field=models.IntegerField(),
        )
    )
    return dict(rows.values_list("pk", "taken"))


for model in (ShelterPlace, ShelterStay, ShelterSearch, ShelterRefusal):
    keep_history(model)
