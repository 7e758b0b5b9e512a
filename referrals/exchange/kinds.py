"""What a column of the exchange is: its names, the kind of its values, and where in our tables they live."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Target of what lives in no table but ``StandardRecord``, sealed.
RECORD = ""
MULTI_SEPARATOR = ";"
PERUVIAN = "x_pe_"


class Kind(TextChoices):
    TEXT = "text", _("texto")
    NUMBER = "number", _("número")
    DATE = "date", _("fecha")
    BOOLEAN = "boolean", _("sí o no")
    PICKLIST = "picklist", _("una opción de la lista")
    MULTI = "multi", _("varias opciones de la lista")
    COUNTRY = "country", _("país")
    COUNTRIES = "countries", _("varios países")
    LANGUAGE = "language", _("lengua")
    PLACE = "place", _("código de lugar del INEI")


class Unknown(TextChoices):
    """What becomes of a value that is not of its field's kind."""

    KEPT = "kept", _("se guarda como texto")
    REFUSED = "refused", _("se rechaza la fila")


@dataclass(frozen=True)
class Field:
    """One column: published name and label, kind, target in our tables, Spanish name, fate of unknown values."""

    name: str
    label: str
    kind: Kind
    target: str
    spanish: str
    unknown: Unknown = Unknown.KEPT
    choices: type[TextChoices] | None = None

    @property
    def group(self) -> str:
        """Fields of one group say one thing of our tables, and change together."""
        return self.target or self.name

    @property
    def prefix(self) -> str:
        return self.name.split("_")[0]

    @property
    def is_peruvian(self) -> bool:
        return self.name.startswith(PERUVIAN)

    @property
    def is_many(self) -> bool:
        return self.kind in (Kind.MULTI, Kind.COUNTRIES)
