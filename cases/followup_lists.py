"""Follow-up: when, and what is asked. The terms are the centre's own (``domain.md`` 5.2, I2): no law sets them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from cases.assessments.reviews import Interval
from cases.states import ClosureReason, ContactChannel

SOURCE = _("acuerdo del centro")
ATTEMPTS_BEFORE_GIVING_UP = 3


class Term(IntegerChoices):
    """Months, from date to date, since she left the centre's care or went back."""

    ONE = 1, _("Al mes")
    THREE = 3, _("A los 3 meses")
    SIX = 6, _("A los 6 meses")
    TWELVE = 12, _("A los 12 meses")


# After the last term there is nothing to wait for: six months later nobody begins it any more.
_OVER_AFTER = 18

# Closing for these reasons begins no follow-up, and why.
NOT_FOLLOWED: dict[str, str] = {
    ClosureReason.DIED: _("falleció"),
    ClosureReason.NOT_TRAFFICKING: _("no era un caso de trata"),
    ClosureReason.OTHER_OFFICE: _("lo sigue la otra sede"),
}


@dataclass(frozen=True)
class Due:
    """One term counted from a day."""

    months: int
    due_on: date


def due_days(begins_on: date, today: date) -> list[Due]:
    """The terms from ``begins_on``. One whose next term has come too is left out: it can no longer be done."""
    days = [Interval(str(SOURCE), months=months).after(begins_on) for months in (*Term.values, _OVER_AFTER)]
    return [
        Due(months, due_on)
        for months, due_on, over_on in zip(Term.values, days, days[1:], strict=False)
        if over_on > today
    ]


class FollowUpState(TextChoices):
    PENDING = "PENDING", _("Pendiente")
    REACHED = "REACHED", _("Se supo cómo está")
    NOT_FOUND = "NOT_FOUND", _("No se la encontró")
    DECLINED = "DECLINED", _("No quiso seguir")
    CANCELLED = "CANCELLED", _("Anulado")


STATE_LOOK: dict[str, tuple[str, str]] = {
    FollowUpState.PENDING: ("hueco", "borrador"),
    FollowUpState.REACHED: ("selva", "ok"),
    FollowUpState.NOT_FOUND: ("tierra", "alerta"),
    FollowUpState.DECLINED: ("camu", "mano"),
    FollowUpState.CANCELLED: ("gris", "menos"),
}


class AttemptChannel(TextChoices):
    """The channels of a safe contact, and those that reach nobody else's ears."""

    CALL = ContactChannel.CALL, _("Llamada")
    VOICEMAIL = ContactChannel.VOICEMAIL, _("Mensaje de voz")
    WRITE = ContactChannel.WRITE, _("Mensaje escrito")
    VISIT = ContactChannel.VISIT, _("Visita a su casa")
    CAME = "CAME", _("Vino al centro")
    AGENCY = "AGENCY", _("Por otra entidad")


class SpokeWith(TextChoices):
    HERSELF = "HERSELF", _("Con ella")
    SAFE_PERSON = "SAFE_PERSON", _("Con quien puede contestar por ella")
    RELATIVE = "RELATIVE", _("Con un familiar")
    AGENCY = "AGENCY", _("Con otra entidad")
    OTHER = "OTHER", _("Con otra persona")


class LivesWith(TextChoices):
    FAMILY = "FAMILY", _("Con su familia")
    PARTNER = "PARTNER", _("Con su pareja")
    ALONE = "ALONE", _("Sola o con sus hijos")
    SHELTER = "SHELTER", _("En un lugar de acogida")
    STREET = "STREET", _("En la calle")
    OTHER = "OTHER", _("De otra manera")
    NI = "NI", _("No se sabe")


class HealthNow(TextChoices):
    WELL = "WELL", _("Bien")
    CARE = "CARE", _("Necesita atención")
    URGENT = "URGENT", _("Es urgente")
    NI = "NI", _("No se sabe")


class SafetyNow(TextChoices):
    SAFE = "SAFE", _("Está segura")
    WORRIED = "WORRIED", _("Con dudas")
    DANGER = "DANGER", _("En peligro")
    NI = "NI", _("No se sabe")


class Suspected(TextChoices):
    """An answer that may be more than yes or no."""

    NO = "NO", _("No")
    SUSPECTED = "SUSPECTED", _("Se sospecha")
    YES = "YES", _("Sí")
    NI = "NI", _("No se sabe")


# Answers that nobody may leave lying: the coordination is told.
ALARMING: frozenset[str] = frozenset({Suspected.YES, Suspected.SUSPECTED})
