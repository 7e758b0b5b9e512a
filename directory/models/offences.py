"""Offences of the Penal Code with their old and new numbers."""

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.entries import CatalogueEntry, Dated, DatedQuerySet


class OffenceQuerySet(DatedQuerySet):
    search_fields = ("name", "code", "article", "prior_article")


class Offence(CatalogueEntry, Dated):
    """An article. A file of before ``prior_until`` carries the old number, which stays true for that file."""

    catalogue = "delitos"

    code = models.CharField(
        _("código"),
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9]+$", _("Escribe mayúsculas y números; la Ñ se escribe NN."))],
        error_messages={"unique": _("Ya hay un delito con ese código.")},
    )
    article = models.CharField(_("artículo"), max_length=20)
    name = models.CharField(_("nombre"), max_length=300)
    prior_article = models.CharField(_("número anterior"), max_length=20, blank=True)
    prior_until = models.DateField(_("último día con el número anterior"), null=True, blank=True)
    penalty = models.CharField(_("pena base"), max_length=120, blank=True)
    source = models.CharField(_("norma"), max_length=200)

    objects = OffenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("delito")
        verbose_name_plural = _("delitos")
        ordering = ["code"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]+$"), name="directory_offence_code_is_plain"),
            models.CheckConstraint(
                condition=Q(prior_article="", prior_until__isnull=True)
                | (~Q(prior_article="") & Q(prior_until__isnull=False)),
                name="directory_offence_prior_number_has_its_day",
                violation_error_code="prior_until",
                violation_error_message=_("El número anterior y su último día van juntos."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.name}"

    def article_on(self, day: date) -> str:
        """The number in force on ``day``: files opened before Ley 31146 keep the old one."""
        return self.prior_article if self.prior_until and day <= self.prior_until else self.article
