"""Into which districts prosecutors, courts and public defenders divide the country: three ways that are not the atlas.

"Lima" and "Lima Norte" are two of them, "Pucallpa" is Ucayali by another name, and Lima Noroeste lies in two regions:
places carry INEI codes (``Place``), these names stand apart (``domain.md`` 1.9 and 8.3).
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from directory.codelists import DistrictKind
from directory.constraints import choice_check, choices_check
from directory.districts import named
from directory.models.entries import CatalogueEntry, Dated, DatedQuerySet, by_name

REGION_CODES = [(f"{number:02}", f"{number:02}") for number in range(1, 26)]


class DistrictQuerySet(DatedQuerySet):
    search_fields = ("name", "code", "said")

    def matching(self, text: str) -> "DistrictQuerySet":
        """Other names count too."""
        said = Func(F("aliases"), Value(" "), function="array_to_string", output_field=models.TextField())
        return super(DistrictQuerySet, self.alias(said=said)).matching(text)

    def of_kind(self, kind: str) -> "DistrictQuerySet":
        return self.filter(kind=kind)

    def named(self, kind: str, text: str) -> "District | None":
        """The district of this kind that ``text`` names, by any of its names; one query."""
        return named(text, self.of_kind(kind))


class District(CatalogueEntry, Dated):
    """One district of one kind. ``regions``: INEI codes of the regions it is known to reach; of several, more may be
    added. ``aliases``: how letters and other registries call it."""

    catalogue = "distritos"

    kind = models.CharField(_("de quién es"), max_length=8, choices=DistrictKind)
    code = models.CharField(
        _("código"),
        max_length=40,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9_]*$", _("Escribe mayúsculas, números o guion bajo, sin espacios."))],
    )
    name = models.CharField(_("nombre"), max_length=120)
    aliases = ArrayField(models.CharField(max_length=120), default=list, blank=True, verbose_name=_("otros nombres"))
    regions = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("regiones"))

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("distrito")
        verbose_name_plural = _("distritos")
        ordering = by_name()
        constraints = [
            *Dated.Meta.constraints,
            choice_check("kind", DistrictKind),
            choices_check("regions", REGION_CODES),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z][A-Z0-9_]*$"), name="directory_district_code_is_capitals"
            ),
            models.UniqueConstraint(
                fields=["kind", "code"],
                name="directory_district_once",
                violation_error_code="code",
                violation_error_message=_("Ya hay un distrito de ese tipo con ese código."),
            ),
            ExclusionConstraint(
                name="directory_district_no_overlap",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    (Lower("name"), RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_code="name",
                violation_error_message=_("Ya hay un distrito de ese tipo con ese nombre en esas fechas."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
