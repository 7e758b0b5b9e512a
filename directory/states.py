"""Whether a catalogue row is in use."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Standing(TextChoices):
    """How a row stands on a day. Nothing is deleted: what was true of an old case stays readable."""

    IN_USE = "IN_USE", _("Vigente")
    FUTURE = "FUTURE", _("Aún no vigente")
    RETIRED = "RETIRED", _("Sin vigencia")


class Shown(TextChoices):
    """Which rows a list shows; the codes stand in its address."""

    IN_USE = "vigentes", _("Vigentes")
    RETIRED = "sin-vigencia", _("Sin vigencia")
    ALL = "todo", _("Todo")
