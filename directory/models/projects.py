"""Projects that pay for the work, and who funds them."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.entries import CatalogueEntry, Dated, DatedQuerySet, by_name


class ProjectQuerySet(DatedQuerySet):
    search_fields = ("name", "code", "funder")


class Project(CatalogueEntry, Dated):
    """A project with its funder, from when until when: a case may be paid for by several."""

    catalogue = "proyectos"

    code = models.CharField(
        _("código"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9]+(-[A-Z0-9]+)*$", _("Escribe letras mayúsculas, números y guiones."))],
        error_messages={"unique": _("Ya hay un proyecto con ese código.")},
    )
    name = models.CharField(_("nombre"), max_length=160)
    funder = models.CharField(_("quién lo financia"), max_length=120)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("proyecto")
        verbose_name_plural = _("proyectos")
        ordering = by_name()
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9]+(-[A-Z0-9]+)*$"), name="directory_project_code_is_plain"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.funder})"
