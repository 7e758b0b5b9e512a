"""Days that do not count as working days, each with its scope and its norm."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.codelists import HolidayScope
from directory.constraints import choice_check
from directory.models.entries import CatalogueEntry, Switched, SwitchedQuerySet
from directory.models.places import Place


class HolidayQuerySet(SwitchedQuerySet):
    search_fields = ("name", "place__name")

    def counted(self) -> "HolidayQuerySet":
        """Whole days that are in force: half days count as working days."""
        return self.filter(is_active=True, half_day=False)

    def for_list(self) -> "HolidayQuerySet":
        return self.select_related("place__parent__parent")


class Holiday(CatalogueEntry, Switched):
    """A day off for the nation, a place, the public sector or the judiciary.

    It is never deleted: one that a later norm withdrew is marked inactive, so that a new load does not bring
    it back.
    """

    catalogue = "feriados"

    date = models.DateField(_("fecha"))
    name = models.CharField(_("nombre"), max_length=160)
    scope = models.CharField(_("alcance"), max_length=13, choices=HolidayScope)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lugar"))
    half_day = models.BooleanField(_("medio día"), default=False)
    source = models.CharField(_("norma"), max_length=200)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("feriado")
        verbose_name_plural = _("feriados")
        ordering = ["date", "id"]
        constraints = [
            choice_check("scope", HolidayScope),
            models.CheckConstraint(
                condition=Q(scope=HolidayScope.REGION, place__isnull=False)
                | (~Q(scope=HolidayScope.REGION) & Q(place__isnull=True)),
                name="directory_holiday_place_goes_with_region",
                violation_error_code="place",
                violation_error_message=_("Elige un lugar solo si el día no es laborable en un lugar."),
            ),
            models.UniqueConstraint(
                fields=["date", "scope", "place"],
                name="directory_holiday_once",
                nulls_distinct=False,
                violation_error_code="date",
                violation_error_message=_("Ese día ya está registrado con ese alcance."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
