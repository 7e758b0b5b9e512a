"""The phone book: agencies, their units and the names that units had."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from directory.codelists import SHELTER_UNITS, BoardGroup, DistrictKind, Sector, UnitType
from directory.constraints import choice_check
from directory.models.districts import District
from directory.models.entries import CatalogueEntry, Dated, DatedQuerySet, by_name
from directory.models.places import Place

LONGEST_TERM = 120


class AgencyQuerySet(DatedQuerySet):
    search_fields = ("name", "acronym", "code")


class Agency(CatalogueEntry, Dated):
    """An institution: the Police, the Public Ministry, a church, an embassy."""

    catalogue = "entidades"

    code = models.CharField(
        _("código"),
        max_length=30,
        unique=True,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9_]+$", _("Escribe mayúsculas, números o guion bajo, sin espacios."))],
        error_messages={"unique": _("Ya hay una entidad con ese código.")},
    )
    name = models.CharField(_("nombre"), max_length=160)
    acronym = models.CharField(_("sigla"), max_length=30, blank=True)
    sector = models.CharField(_("sector"), max_length=13, choices=Sector)
    board_group = models.CharField(
        _("columna del tablero"), max_length=10, choices=BoardGroup, default=BoardGroup.OTHER
    )

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("entidad")
        verbose_name_plural = _("entidades")
        ordering = by_name()
        constraints = [
            *Dated.Meta.constraints,
            choice_check("board_group", BoardGroup),
            choice_check("sector", Sector),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z][A-Z0-9_]+$"), name="directory_agency_code_is_capitals"
            ),
        ]

    def __str__(self) -> str:
        return self.acronym or self.name

    @property
    def is_public(self) -> bool:
        """Whether it may be told of somebody without their consent (Ley 29733 art. 14.1)."""
        return self.sector == Sector.PUBLIC


class AgencyUnitQuerySet(DatedQuerySet):
    search_fields = ("name", "agency__name", "agency__acronym", "place__name")

    def accepting_referrals(self) -> "AgencyUnitQuerySet":
        return self.filter(accepts_referrals=True)

    def in_department(self, code: str) -> "AgencyUnitQuerySet":
        """Units of one region, and those of national reach, which have no place."""
        return self.filter(Q(place=None) | Q(place__code__startswith=code[:2]))

    def for_list(self) -> "AgencyUnitQuerySet":
        """With agency and place names in the same query."""
        return self.select_related("agency", "place__parent__parent")


def _term(label, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TERM)]
    )


def _district(label, kind: DistrictKind) -> models.ForeignKey:
    """One of that kind: the database refuses another (trigger ``districts_fit``)."""
    return models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": kind},
        verbose_name=label,
    )


class AgencyUnit(CatalogueEntry, Dated):
    """The desk a referral is sent to. Its terms are working days; no law fixes them, so each unit has its own.

    A shelter is placed by its region only: whoever reads the catalogue must not learn where it stands.
    """

    catalogue = "unidades"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units", verbose_name=_("entidad"))
    unit_type = models.CharField(_("tipo de unidad"), max_length=24, choices=UnitType)
    name = models.CharField(_("nombre"), max_length=160)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lugar"))
    fiscal_district = _district(_("distrito fiscal"), DistrictKind.FISCAL)
    judicial_district = _district(_("distrito judicial"), DistrictKind.JUDICIAL)
    defence_district = _district(_("dirección distrital de defensa pública"), DistrictKind.DEFENCE)
    phone = models.CharField(_("teléfono público"), max_length=60, blank=True)
    hours = models.CharField(_("horario"), max_length=120, blank=True)
    acknowledge_days = _term(_("días hábiles para acusar recibo"), 1)
    first_service_days = _term(_("días hábiles para la primera atención"), 5)
    counter_referral_days = _term(_("días hábiles para la contrarreferencia"), 10)
    accepts_referrals = models.BooleanField(_("recibe derivaciones"), default=True)

    objects = AgencyUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unidad")
        verbose_name_plural = _("unidades")
        ordering = by_name()
        constraints = [
            *Dated.Meta.constraints,
            choice_check("unit_type", UnitType),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{term}__range": (1, LONGEST_TERM)}), name=f"directory_agencyunit_{term}"
                )
                for term in ("acknowledge_days", "first_service_days", "counter_referral_days")
            ],
            models.CheckConstraint(
                condition=~Q(unit_type__in=SHELTER_UNITS) | Q(place=None) | Exact(Length(F("place")), 2),
                name="directory_agencyunit_shelter_only_region",
                violation_error_code="place",
                violation_error_message=_("De un refugio o centro de acogida se registra solo la región."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitAliasQuerySet(DatedQuerySet):
    def for_list(self) -> "UnitAliasQuerySet":
        return self.select_related("unit")


class UnitAlias(CatalogueEntry, Dated):
    """Another name of a unit, with its dates: what old letters and other registries call it."""

    catalogue = "nombres"

    unit = models.ForeignKey(AgencyUnit, models.CASCADE, related_name="aliases", verbose_name=_("unidad"))
    name = models.CharField(_("otro nombre"), max_length=160)

    objects = UnitAliasQuerySet.as_manager()

    class Meta:
        verbose_name = _("otro nombre")
        verbose_name_plural = _("otros nombres")
        ordering = by_name()
        constraints = [
            *Dated.Meta.constraints,
            ExclusionConstraint(
                name="directory_unitalias_no_overlap",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    (Lower("name"), RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_code="name",
                violation_error_message=_("La unidad ya tiene ese nombre en esas fechas."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
