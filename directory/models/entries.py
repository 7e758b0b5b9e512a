"""What every catalogue row has: a key, a version, and a guard against being created twice."""

from datetime import date

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from directory.versions import Versioned
from vault.ids import uuid7


class CatalogueQuerySet(models.QuerySet):
    """Search as people type: case and accents do not matter."""

    search_fields: tuple[str, ...] = ("name",)

    def matching(self, text: str) -> "CatalogueQuerySet":
        """Rows where each word of ``text`` is part of one of the searched columns."""
        rows = self.alias(
            **{f"{_alias(field)}_plain": unaccented(Lower(field)) for field in self.search_fields}
        )
        for word in text.lower().translate(_PLAIN).split():
            conditions = [Q(**{f"{_alias(field)}_plain__contains": word}) for field in self.search_fields]
            rows = rows.filter(Q(*conditions, _connector=Q.OR))
        return rows


class CatalogueEntry(Versioned):
    """Base of the rows that an administrator may add and edit.

    ``idempotency_key`` is the key of the form that created the row, or one derived from the published name
    when the loader did; unique, so that neither a second click nor a second load creates it again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    idempotency_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        abstract = True


class Dated(models.Model):
    """A name or body that begins and ends: ``valid_to`` is the first day on which it no longer holds."""

    valid_from = models.DateField(_("rige desde"), null=True, blank=True)
    valid_to = models.DateField(_("deja de regir el"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")),
                name="%(app_label)s_%(class)s_interval",
                violation_error_message=_("La fecha de fin debe ser posterior a la de inicio."),
            )
        ]

    def is_valid_on(self, day: date) -> bool:
        """Does it hold on ``day``? An open end has no limit."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


class DatedQuerySet(CatalogueQuerySet):
    def valid(self, *, on: date) -> "DatedQuerySet":
        """Rows that hold on that day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on))


_ACCENTED, _BARE = "áéíóúüñ", "aeiouun"
_PLAIN = str.maketrans(_ACCENTED, _BARE)


def unaccented(expression) -> Func:
    """The SQL text without Spanish accents."""
    return Func(
        expression,
        Value(_ACCENTED),
        Value(_BARE),
        function="translate",
        output_field=models.TextField(),
    )


def _alias(field: str) -> str:
    return field.replace("__", "_")
