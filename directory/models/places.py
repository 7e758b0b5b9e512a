"""The atlas: INEI places and the centre's own offices."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.codelists import PlaceLevel
from directory.constraints import choice_check
from directory.models.entries import CatalogueEntry, CatalogueQuerySet, Switched, SwitchedQuerySet, Tended, by_name


class PlaceQuerySet(CatalogueQuerySet):
    search_fields = ("name", "code")

    def departments(self) -> "PlaceQuerySet":
        return self.filter(level=PlaceLevel.DEPARTMENT)

    def current(self) -> "PlaceQuerySet":
        return self.filter(is_current=True)

    def by_name(self) -> "PlaceQuerySet":
        """As a list of names is read; the default order is by code."""
        return self.order_by(*by_name())

    def with_parents(self) -> "PlaceQuerySet":
        """With province and region, so that ``full_name`` asks nothing more."""
        return self.select_related("parent__parent")


class Place(Tended):
    """A region, province or district with its INEI code (never RENIEC's, which differs)."""

    code = models.CharField(_("código INEI"), max_length=6, primary_key=True)
    level = models.CharField(_("nivel"), max_length=10, choices=PlaceLevel)
    name = models.CharField(_("nombre"), max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("pertenece a")
    )
    is_current = models.BooleanField(_("vigente"), default=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("lugar")
        verbose_name_plural = _("lugares")
        ordering = ["code"]
        constraints = [
            choice_check("level", PlaceLevel),
            models.CheckConstraint(
                condition=Q(level=PlaceLevel.DEPARTMENT, code__regex=r"^\d{2}$")
                | Q(level=PlaceLevel.PROVINCE, code__regex=r"^\d{4}$")
                | Q(level=PlaceLevel.DISTRICT, code__regex=r"^\d{6}$"),
                name="directory_place_code_has_its_level",
            ),
            models.CheckConstraint(
                condition=Q(level=PlaceLevel.DEPARTMENT, parent__isnull=True)
                | Q(level=PlaceLevel.PROVINCE, parent__isnull=False, parent=Left(F("code"), 2))
                | Q(level=PlaceLevel.DISTRICT, parent__isnull=False, parent=Left(F("code"), 4)),
                name="directory_place_parent_is_its_prefix",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:place", args=[self.code])

    @property
    def full_name(self) -> str:
        """Full: "Iquitos, Maynas, Loreto". Costs no query after ``with_parents``."""
        names, place = [], self
        while place is not None:
            names.append(place.name)
            place = place.parent
        return ", ".join(names)

    @property
    def department_code(self) -> str:
        """The two digits of the region, for any level."""
        return self.code[:2]


class OfficeQuerySet(SwitchedQuerySet):
    search_fields = ("name", "code")

    def active(self) -> "OfficeQuerySet":
        return self.filter(is_active=True)

    def for_list(self) -> "OfficeQuerySet":
        return self.select_related("place__parent__parent")


class Office(CatalogueEntry, Switched):
    """One of the centre's own offices. Its code is part of every case code, so it never changes."""

    catalogue = "sedes"

    code = models.CharField(
        _("código"),
        max_length=5,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{3,5}$", _("Escribe de tres a cinco letras mayúsculas."))],
        error_messages={"unique": _("Ya hay una sede con ese código.")},
    )
    name = models.CharField(_("nombre"), max_length=80)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("lugar"))

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("sede")
        verbose_name_plural = _("sedes")
        ordering = by_name()
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z]{3,5}$"), name="directory_office_code_is_letters")
        ]

    def __str__(self) -> str:
        return self.name
