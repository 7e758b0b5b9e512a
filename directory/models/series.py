"""Counters of codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CodeSeries(models.Model):
    """The last number given in a series and year; written only by ``codes.next_code``."""

    name = models.CharField(_("serie"), max_length=40)
    year = models.PositiveSmallIntegerField(_("año"))
    last = models.PositiveIntegerField(_("último número"))

    class Meta:
        verbose_name = _("serie de códigos")
        verbose_name_plural = _("series de códigos")
        constraints = [models.UniqueConstraint(fields=["name", "year"], name="directory_codeseries_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"
