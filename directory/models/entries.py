"""What every catalogue row has: a key, a version, and a guard against being created twice."""

from datetime import date

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.states import Shown, Standing
from directory.versions import Versioned
from vault.ids import uuid7

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


def by_name() -> list:
    """Alphabetical order in any database: neither case nor accents decide, and the key breaks ties."""
    return [unaccented(Lower("name")), "pk"]


class CatalogueQuerySet(models.QuerySet):
    """Search as people type: case and accents do not matter."""

    search_fields: tuple[str, ...] = ("name",)

    def matching(self, text: str) -> "CatalogueQuerySet":
        """Rows where each word of ``text`` is part of one of the searched columns."""
        rows = self.alias(**{f"{_alias(field)}_plain": unaccented(Lower(field)) for field in self.search_fields})
        for word in text.lower().translate(_PLAIN).split():
            conditions = [Q(**{f"{_alias(field)}_plain__contains": word}) for field in self.search_fields]
            rows = rows.filter(Q(*conditions, _connector=Q.OR))
        return rows

    def with_plain_name(self) -> "CatalogueQuerySet":
        """With ``plain_name``, by which people expect a list to be ordered: Cámara before Comisaría."""
        return self.annotate(plain_name=unaccented(Lower("name")))

    def for_list(self) -> "CatalogueQuerySet":
        """With everything a line of the list shows."""
        return self

    def shown(self, which: str, *, on: date) -> "CatalogueQuerySet":
        """What ``which`` (a value of ``Shown``) asks for."""
        if which == Shown.ALL:
            return self
        return self.retired(on=on) if which == Shown.RETIRED else self.in_use(on=on)


class Tended(Versioned):
    """A row of a catalogue: who wrote it last is told to whoever tries to write at the same time.

    The name is text, because accounts stand above this room; the trail keeps the rest.
    """

    changed_at = models.DateTimeField(_("modificado"), null=True, blank=True, editable=False)
    changed_by_name = models.CharField(_("modificado por"), max_length=80, blank=True, editable=False)

    class Meta:
        abstract = True


class CatalogueEntry(Tended):
    """Base of the rows that an administrator may add and edit.

    ``idempotency_key`` is the key of the form that created the row, or one derived from the published name
    when the loader did; unique, so that neither a second click nor a second load creates it again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    idempotency_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    catalogue = ""  # the catalogue's name in addresses

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse("directory:entry", args=[self.catalogue, self.pk])


class Switched(models.Model):
    """A row that is simply in use or not."""

    is_active = models.BooleanField(_("vigente"), default=True)

    class Meta:
        abstract = True

    def standing(self, day: date) -> Standing:
        return Standing.IN_USE if self.is_active else Standing.RETIRED


class SwitchedQuerySet(CatalogueQuerySet):
    def in_use(self, *, on: date) -> "SwitchedQuerySet":
        return self.filter(is_active=True)

    def retired(self, *, on: date) -> "SwitchedQuerySet":
        return self.filter(is_active=False)


class Dated(models.Model):
    """A name or body that begins and ends: ``valid_to`` is the first day on which it no longer holds."""

    valid_from = models.DateField(_("rige desde"), null=True, blank=True)
    valid_to = models.DateField(_("deja de regir el"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="%(app_label)s_%(class)s_interval",
                violation_error_code="valid_to",
                violation_error_message=_("El fin va después del inicio."),
            )
        ]

    def is_valid_on(self, day: date) -> bool:
        """Does it hold on ``day``? An open end has no limit."""
        return not self.is_future(day) and not self.is_over(day)

    def is_future(self, day: date) -> bool:
        """Does it begin after ``day``?"""
        return self.valid_from is not None and day < self.valid_from

    def is_over(self, day: date) -> bool:
        """Has it ended on ``day``?"""
        return self.valid_to is not None and self.valid_to <= day

    def standing(self, day: date) -> Standing:
        if self.is_over(day):
            return Standing.RETIRED
        return Standing.FUTURE if self.is_future(day) else Standing.IN_USE


class DatedQuerySet(CatalogueQuerySet):
    def valid(self, *, on: date) -> "DatedQuerySet":
        """Rows that hold on that day."""
        return self.in_use(on=on).filter(Q(valid_from=None) | Q(valid_from__lte=on))

    def in_use(self, *, on: date) -> "DatedQuerySet":
        """Rows that hold on that day or will: what an administrator still looks after."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on))

    def retired(self, *, on: date) -> "DatedQuerySet":
        return self.filter(valid_to__lte=on)


def _alias(field: str) -> str:
    return field.replace("__", "_")
