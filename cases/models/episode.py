"""What happened: how people of a case were recruited, taken, exploited, and how they got out.

What is told of it is sealed with the key of the case. What reports and registries count (purposes, conducts and means
of the law and of RETA, modality, establishments, sectors, places, days) is stored open, because the database counts it
(``domain.md`` 6: R3, R8; RETA counts purposes and conducts); methods of control and the story are sealed, since only
the file and one person's export show them. A row is never deleted: what was wrong is withdrawn or removed, and stays
in the history.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import episode_lists as lists
from cases.episode_lists import DATED, ExitKind, Precision
from cases.models.case import Case
from cases.models.participation import Participation
from directory.codelists import Purpose
from directory.constraints import choice_check, choices_check
from directory.countries import country_name
from directory.versions import Versioned
from vault.fields import SealedJSONField, SealedTextField
from vault.ids import uuid7
from vault.models import SealedModel

HOME_COUNTRY = "PE"
MOST_STOPS, MOST_SITES = 20, 8


def codes(choices, label) -> ArrayField:
    """Several codes of one list, stored open."""
    longest = max(len(value) for value in choices.values)
    return ArrayField(
        models.CharField(max_length=longest, choices=choices), default=list, blank=True, verbose_name=label
    )


def choice(choices, label) -> models.CharField:
    """One code of a list, or nothing while nobody asked."""
    longest = max(len(value) for value in choices.values)
    return models.CharField(label, max_length=longest, choices=choices, blank=True)


def day(label) -> models.DateField:
    return models.DateField(label, null=True, blank=True)


def money(label) -> models.DecimalField:
    return models.DecimalField(label, max_digits=12, decimal_places=2, null=True, blank=True)


def place(label) -> models.ForeignKey:
    return models.ForeignKey(
        "directory.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def country(label) -> models.CharField:
    return models.CharField(label, max_length=2, blank=True)


def known_day_check(name: str, field: str, precision: str) -> models.CheckConstraint:
    """A day goes with how exactly it is known; without one nobody was asked, or nobody knows."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__isnull": False, f"{precision}__in": DATED})
        | Q(**{f"{field}__isnull": True, f"{precision}__in": ["", Precision.UNKNOWN]}),
    )


def place_check(name: str, place_field: str, country_field: str) -> models.CheckConstraint:
    """A place of the atlas is in Peru; of another country only the country is known."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{place_field}__isnull": True}) | Q(**{f"{country_field}__in": ["", HOME_COUNTRY]}),
    )


def money_check(name: str, amount: str, currency: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{amount}__isnull": True, currency: ""})
        | (Q(**{f"{amount}__isnull": False, f"{amount}__gte": 0}) & ~Q(**{currency: ""})),
    )


class CurrentQuerySet(models.QuerySet):
    def current(self):
        """Without what was taken off the list again."""
        return self.filter(removed_at__isnull=True)


class EpisodeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(case__in=Case.objects.visible_to(user))

    def standing(self):
        """Without those entered by mistake."""
        return self.filter(withdrawn_at__isnull=True)

    def whole(self):
        """With people, way and sites, in five queries whatever their number; in the order in which they began."""
        stops = RouteStop.objects.current().select_related("place__parent__parent")
        sites = ExploitationSite.objects.current().select_related("key", "place__parent__parent")
        # Whose two records were joined is there once, by the one in force.
        people = EpisodePerson.objects.current().filter(participation__person__merged_into=None)
        people = people.select_related("participation__person__key")
        places = ("recruited_place__parent__parent", "rescued_place__parent__parent", "rescue_unit__agency")
        return (
            self.select_related("key", "created_by", "updated_by", *places)
            .prefetch_related(
                Prefetch("stops", stops, to_attr="route"),
                Prefetch("sites", sites, to_attr="exploited_at"),
                Prefetch("people", people.order_by("participation__person__code"), to_attr="of_people"),
            )
            .order_by(F("recruited_on").asc(nulls_last=True), "created_at", "id")
        )


class TraffickingEpisode(SealedModel, Versioned):
    """One history of exploitation of one or more people of a case; in four steps, each saved on its own.

    ``recruited_on`` and ``rescued_on`` are the first day that it may have been, with how exactly that is known.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="episodes")
    # How she was recruited
    modality = choice(lists.RecruitmentModality, _("cómo la captaron"))
    channels = codes(lists.Channel, _("por qué medio la contactaron"))
    recruited_on = day(_("cuándo la captaron"))
    recruited_on_precision = choice(Precision, _("qué tan exacta es la fecha de captación"))
    recruited_place = place(_("dónde la captaron"))
    recruited_country = country(_("país donde la captaron"))
    means = codes(lists.Means, _("medios"))
    reta_means = codes(lists.RetaMeans, _("medios, para el RETA"))
    recruitment = SealedTextField(_("qué le dijeron"), blank=True, max_length=3000)
    # The way
    moved = choice(lists.Moved, _("la llevaron a otro lugar"))
    journey = SealedTextField(_("cómo fue el viaje"), blank=True, max_length=2000)
    # Where and how she was exploited
    purposes = codes(Purpose, _("para qué la explotaron"))
    conducts = codes(lists.Conduct, _("conductas"))
    reta_conducts = codes(lists.RetaConduct, _("conductas, para el RETA"))
    control_methods = SealedJSONField(_("cómo la retenían"), default=list, blank=True)
    hours_per_day = models.PositiveSmallIntegerField(_("horas por día"), null=True, blank=True)
    days_per_week = models.PositiveSmallIntegerField(_("días por semana"), null=True, blank=True)
    debt_amount = money(_("cuánto le decían que debía"))
    debt_currency = choice(lists.Currency, _("moneda de la deuda"))
    debt_reason = SealedTextField(_("de qué decían que era la deuda"), blank=True, max_length=1000)
    pay_promised = money(_("cuánto le prometieron"))
    pay_promised_currency = choice(lists.Currency, _("moneda de lo prometido"))
    pay_received = money(_("cuánto le pagaron"))
    pay_received_currency = choice(lists.Currency, _("moneda de lo pagado"))
    pay_period = choice(lists.PayPeriod, _("cada cuánto"))
    living_conditions = SealedTextField(_("cómo vivía allí"), blank=True, max_length=3000)
    # How she got out
    exit_kind = choice(ExitKind, _("cómo salió"))
    rescued_on = day(_("cuándo salió"))
    rescued_on_precision = choice(Precision, _("qué tan exacta es la fecha de salida"))
    rescued_place = place(_("dónde salió"))
    rescued_country = country(_("país donde salió"))
    operation_kind = choice(lists.OperationKind, _("qué operativo fue"))
    operation_number = SealedTextField(_("número del operativo"), blank=True, max_length=80)
    rescue_unit = models.ForeignKey(
        "directory.AgencyUnit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("autoridad que la rescató"),
    )
    exit_story = SealedTextField(_("cómo fue la salida"), blank=True, max_length=3000)
    # Who wrote it
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("retirado el"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawal_reason = SealedTextField(_("motivo del retiro"), blank=True, max_length=500)

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("hechos")
        constraints = [
            *(
                choice_check(name, options, blank=True)
                for name, options in (
                    ("modality", lists.RecruitmentModality),
                    ("recruited_on_precision", Precision),
                    ("moved", lists.Moved),
                    ("debt_currency", lists.Currency),
                    ("pay_promised_currency", lists.Currency),
                    ("pay_received_currency", lists.Currency),
                    ("pay_period", lists.PayPeriod),
                    ("exit_kind", ExitKind),
                    ("rescued_on_precision", Precision),
                    ("operation_kind", lists.OperationKind),
                )
            ),
            choices_check("channels", lists.Channel),
            choices_check("means", lists.Means),
            choices_check("reta_means", lists.RetaMeans),
            choices_check("purposes", Purpose),
            choices_check("conducts", lists.Conduct),
            choices_check("reta_conducts", lists.RetaConduct),
            known_day_check("episode_recruited_day", "recruited_on", "recruited_on_precision"),
            known_day_check("episode_rescued_day", "rescued_on", "rescued_on_precision"),
            models.CheckConstraint(  # a year or a month may have its first day before the other's
                name="episode_out_after_in",
                condition=Q(recruited_on__isnull=True)
                | Q(rescued_on__isnull=True)
                | Q(rescued_on__gte=F("recruited_on"))
                | ~Q(rescued_on_precision=Precision.DAY),
            ),
            models.CheckConstraint(
                name="episode_still_in_has_no_day",
                condition=~Q(exit_kind__in=["", ExitKind.STILL_IN]) | Q(rescued_on__isnull=True),
            ),
            models.CheckConstraint(
                name="episode_rescue_by_authority",
                condition=Q(exit_kind=ExitKind.RESCUED) | Q(operation_kind="", rescue_unit__isnull=True),
            ),
            place_check("episode_recruited_place", "recruited_place", "recruited_country"),
            place_check("episode_rescued_place", "rescued_place", "rescued_country"),
            money_check("episode_debt", "debt_amount", "debt_currency"),
            money_check("episode_pay_promised", "pay_promised", "pay_promised_currency"),
            money_check("episode_pay_received", "pay_received", "pay_received_currency"),
            models.CheckConstraint(
                name="episode_hours", condition=Q(hours_per_day__isnull=True) | Q(hours_per_day__range=(1, 24))
            ),
            models.CheckConstraint(
                name="episode_days", condition=Q(days_per_week__isnull=True) | Q(days_per_week__range=(1, 7))
            ),
            models.CheckConstraint(
                name="episode_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["case", "created_at"], name="episode_case")]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("cases:episode", args=[self.pk])

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class EpisodePerson(models.Model):
    """Who of the case lived it, and what whoever recruited her was to her."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    episode = models.ForeignKey(TraffickingEpisode, on_delete=models.PROTECT, related_name="people")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="episodes")
    recruiter_relation = choice(lists.RelationToHer, _("quien la captó era su"))
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        verbose_name = _("persona de los hechos")
        constraints = [
            choice_check("recruiter_relation", lists.RelationToHer, blank=True),
            models.UniqueConstraint(name="episodeperson_once", fields=["episode", "participation"]),
        ]

    def __str__(self):
        return str(self.participation_id)


class Somewhere(models.Model):
    """A place of the atlas, or another country."""

    place = place(_("lugar"))
    country = country(_("país"))

    class Meta:
        abstract = True

    @property
    def is_abroad(self) -> bool:
        return self.country not in ("", HOME_COUNTRY)

    @property
    def where(self) -> str:
        """The whole name; costs no query where the place came ``with_parents``."""
        return where_words(self.place, self.country)


def where_words(place, code: str) -> str:
    """ "Mazuko, Tambopata, Madre de Dios"; "Bolivia"; "" when nobody said where."""
    if place is not None:
        return place.full_name
    return country_name(code) if code else ""


class RouteStop(Somewhere):
    """A place of the way, in its order. ``transport``: how she was brought to it; of the first nobody asks."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    episode = models.ForeignKey(TraffickingEpisode, on_delete=models.PROTECT, related_name="stops")
    position = models.PositiveSmallIntegerField(_("orden"))
    transport = choice(lists.Transport, _("cómo llegó"))
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        verbose_name = _("lugar del camino")
        ordering = ["position"]
        constraints = [
            choice_check("transport", lists.Transport, blank=True),
            place_check("routestop_place", "place", "country"),
            models.CheckConstraint(name="routestop_somewhere", condition=Q(place__isnull=False) | ~Q(country="")),
            models.CheckConstraint(name="routestop_order", condition=Q(position__range=(1, MOST_STOPS))),
            models.CheckConstraint(name="routestop_first_begins", condition=~Q(position=1) | Q(transport="")),
            models.UniqueConstraint(
                name="routestop_one_per_place", fields=["episode", "position"], condition=Q(removed_at__isnull=True)
            ),
        ]

    def __str__(self):
        return str(self.position)


class ExploitationSite(SealedModel, Somewhere):
    """Where she was exploited, at what, from when until when: the first and the last day that it may have been."""

    episode = models.ForeignKey(TraffickingEpisode, on_delete=models.PROTECT, related_name="sites")
    position = models.PositiveSmallIntegerField(_("orden"))
    establishment = choice(lists.Establishment, _("tipo de lugar"))
    activity = choice(lists.Activity, _("actividad"))
    section = choice(lists.Section, _("sector (CIIU)"))
    notes = SealedTextField(_("nombre del local o referencia"), blank=True, max_length=300)
    started_on = day(_("desde"))
    start_precision = choice(Precision, _("qué tan exacto es el inicio"))
    ended_on = day(_("hasta"))
    end_precision = choice(Precision, _("qué tan exacto es el fin"))
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        verbose_name = _("lugar de explotación")
        ordering = ["position"]
        constraints = [
            choice_check("establishment", lists.Establishment, blank=True),
            choice_check("activity", lists.Activity, blank=True),
            choice_check("section", lists.Section, blank=True),
            choice_check("start_precision", Precision, blank=True),
            choice_check("end_precision", Precision, blank=True),
            known_day_check("site_started_day", "started_on", "start_precision"),
            known_day_check("site_ended_day", "ended_on", "end_precision"),
            models.CheckConstraint(
                name="site_interval",
                condition=Q(started_on__isnull=True) | Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
            ),
            place_check("site_place", "place", "country"),
            models.CheckConstraint(name="site_order", condition=Q(position__range=(1, MOST_SITES))),
            models.UniqueConstraint(
                name="site_one_per_place", fields=["episode", "position"], condition=Q(removed_at__isnull=True)
            ),
        ]

    def __str__(self):
        return str(self.position)
