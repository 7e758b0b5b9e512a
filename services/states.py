"""Words of this room: how services end, where sessions take place, what became of an appointment."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EndReason(models.TextChoices):
    """Why somebody no longer takes part in a service."""

    GOAL_MET = "GOAL_MET", _("Se logró lo que se buscaba")
    HER_DECISION = "HER_DECISION", _("Ella decidió no seguir")
    STOPPED_COMING = "STOPPED_COMING", _("Dejó de venir")
    PASSED_ON = "PASSED_ON", _("La atiende otra entidad")
    MOVED = "MOVED", _("Se mudó o regresó a su lugar")
    NOT_AVAILABLE = "NOT_AVAILABLE", _("El servicio dejó de darse")
    OTHER = "OTHER", _("Otro motivo")


class Place(models.TextChoices):
    """Where a session takes place, as a kind of place: never an address, so that none leads to a shelter."""

    CENTRE = "CENTRE", _("En el centro")
    AGENCY = "AGENCY", _("En otra entidad")
    HOME = "HOME", _("Donde vive")
    COMMUNITY = "COMMUNITY", _("En la comunidad")
    REMOTE = "REMOTE", _("A distancia")
    OTHER = "OTHER", _("Otro lugar")


class SessionFormat(models.TextChoices):
    INDIVIDUAL = "INDIVIDUAL", _("Individual")
    FAMILY = "FAMILY", _("Familiar")
    GROUP = "GROUP", _("Grupal")


class AppointmentState(models.TextChoices):
    PLANNED = "PLANNED", _("Por venir")
    HELD = "HELD", _("Realizada")
    NO_SHOW = "NO_SHOW", _("No vino")
    CANCELLED = "CANCELLED", _("Cancelada")


# An hour that counts as taken: two of these never share a moment of one professional.
TAKING_STATES: frozenset[str] = frozenset({AppointmentState.PLANNED, AppointmentState.HELD, AppointmentState.NO_SHOW})

_NEXT: dict[str, frozenset[str]] = {
    AppointmentState.PLANNED: frozenset({AppointmentState.HELD, AppointmentState.NO_SHOW, AppointmentState.CANCELLED}),
    AppointmentState.NO_SHOW: frozenset({AppointmentState.HELD}),
}


def may_become(old: str, new: str) -> bool:
    """Whether an appointment may go from one state to another: who came late after all was attended."""
    return new in _NEXT.get(old, frozenset())


class CancelReason(models.TextChoices):
    HER_REQUEST = "HER_REQUEST", _("Ella pidió otro día o no puede")
    PROFESSIONAL = "PROFESSIONAL", _("Quien la atiende no puede")
    SAFETY = "SAFETY", _("No era seguro")
    NOT_NEEDED = "NOT_NEEDED", _("Ya no hace falta")
    MISTAKE = "MISTAKE", _("Se anotó por error")
