"""What a referral may become, who may move it, and when its silence counts. No queries.

States and reasons: ``domain.md`` 4.13. Terms are the unit's own, in working days (no law fixes them).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    OUT = "OUT", _("Enviada por nosotros")
    IN = "IN", _("Recibida de una entidad")


class ReferralStatus(models.TextChoices):
    DRAFT = "DRAFT", _("Borrador")
    SENT = "SENT", _("Enviada")
    ACKNOWLEDGED = "ACKNOWLEDGED", _("Recibida")
    ACCEPTED = "ACCEPTED", _("Aceptada")
    IN_SERVICE = "IN_SERVICE", _("En atención")
    COUNTER_REFERRED = "COUNTER_REFERRED", _("Contrarreferida")
    CLOSED = "CLOSED", _("Cerrada")
    REJECTED = "REJECTED", _("Rechazada")
    NO_RESPONSE = "NO_RESPONSE", _("Sin respuesta")
    CANCELLED = "CANCELLED", _("Anulada")
    WITHDRAWN_CONSENT = "WITHDRAWN_CONSENT", _("Consentimiento retirado")


class Party(models.TextChoices):
    """Who moves a referral: the side that sent it, the side that received it, or the clock."""

    SENDER = "SENDER", _("quien la envió")
    RECEIVER = "RECEIVER", _("quien la recibió")
    CLOCK = "CLOCK", _("el plazo")


S, W = ReferralStatus, Party
_ANSWERABLE = (S.SENT, S.NO_RESPONSE)

# (from, to) → who may make the move.
TRANSITIONS: dict[tuple[str, str], frozenset[str]] = {
    (S.DRAFT, S.SENT): frozenset({W.SENDER}),
    (S.DRAFT, S.CANCELLED): frozenset({W.SENDER}),
    (S.SENT, S.NO_RESPONSE): frozenset({W.CLOCK}),
    **{(state, S.ACKNOWLEDGED): frozenset({W.RECEIVER, W.SENDER}) for state in _ANSWERABLE},
    **{(state, S.ACCEPTED): frozenset({W.RECEIVER, W.SENDER}) for state in (*_ANSWERABLE, S.ACKNOWLEDGED)},
    **{(state, S.REJECTED): frozenset({W.RECEIVER, W.SENDER}) for state in (*_ANSWERABLE, S.ACKNOWLEDGED)},
    (S.ACCEPTED, S.IN_SERVICE): frozenset({W.RECEIVER, W.SENDER}),
    (S.ACCEPTED, S.COUNTER_REFERRED): frozenset({W.RECEIVER, W.SENDER}),
    (S.IN_SERVICE, S.COUNTER_REFERRED): frozenset({W.RECEIVER, W.SENDER}),
    (S.COUNTER_REFERRED, S.CLOSED): frozenset({W.SENDER}),
    (S.REJECTED, S.CLOSED): frozenset({W.SENDER}),
    **{
        (state, S.CANCELLED): frozenset({W.SENDER})
        for state in (S.SENT, S.NO_RESPONSE, S.ACKNOWLEDGED, S.ACCEPTED, S.IN_SERVICE)
    },
    **{
        (state, S.WITHDRAWN_CONSENT): frozenset({W.SENDER})
        for state in (S.DRAFT, S.SENT, S.NO_RESPONSE, S.ACKNOWLEDGED, S.ACCEPTED, S.IN_SERVICE, S.COUNTER_REFERRED)
    },
}

# The sender may write down what the agency told by telephone or letter: the receiver's moves are the sender's too.

OPEN_STATUSES: tuple[str, ...] = (
    S.SENT,
    S.NO_RESPONSE,
    S.ACKNOWLEDGED,
    S.ACCEPTED,
    S.IN_SERVICE,
    S.COUNTER_REFERRED,
)
WAITING_STATUSES: tuple[str, ...] = (S.SENT, S.NO_RESPONSE, S.ACKNOWLEDGED, S.ACCEPTED, S.IN_SERVICE)
UNANSWERED_STATUSES: tuple[str, ...] = (S.SENT, S.NO_RESPONSE, S.ACKNOWLEDGED)  # neither yes nor no
ENDED_STATUSES: tuple[str, ...] = (S.CLOSED, S.REJECTED, S.CANCELLED, S.WITHDRAWN_CONSENT)


def may_move(status: str, to: str, party: str) -> bool:
    """Whether ``party`` may take a referral from ``status`` to ``to``."""
    return party in TRANSITIONS.get((status, to), frozenset())


def next_statuses(status: str, party: str) -> tuple[str, ...]:
    """Where ``party`` may take a referral from here, in the order of the table."""
    return tuple(to for (at, to), parties in TRANSITIONS.items() if at == status and party in parties)


def needs_rejection_reason(to: str) -> bool:
    return to == ReferralStatus.REJECTED


def needs_text(to: str) -> bool:
    """Moves that must say why or what came of it."""
    return to in {S.COUNTER_REFERRED, S.CANCELLED}


class Term(models.TextChoices):
    """What the other side owes next, and by when."""

    ACKNOWLEDGE = "ACKNOWLEDGE", _("acuse de recibo")
    FIRST_SERVICE = "FIRST_SERVICE", _("primera atención")
    COUNTER_REFERRAL = "COUNTER_REFERRAL", _("contrarreferencia")


# What is owed in each state; states that owe nothing are not in the table.
TERM_OWED: dict[str, str] = {
    S.SENT: Term.ACKNOWLEDGE,
    S.NO_RESPONSE: Term.ACKNOWLEDGE,
    S.ACKNOWLEDGED: Term.FIRST_SERVICE,
    S.ACCEPTED: Term.FIRST_SERVICE,
    S.IN_SERVICE: Term.COUNTER_REFERRAL,
}


class RejectionReason(models.TextChoices):
    NO_PLACE = "NO_PLACE", _("Sin cupo")
    NOT_COMPETENT = "NOT_COMPETENT", _("No es de nuestra competencia")
    INCOMPLETE = "INCOMPLETE", _("Requisitos incompletos")
    NOT_FOUND = "NOT_FOUND", _("No se ubicó a la persona")
    OTHER = "OTHER", _("Otro motivo")


class Urgency(models.TextChoices):
    """Working days for the first service; 24 hours count as one."""

    H24 = "H24", _("24 horas")
    D5 = "D5", _("5 días hábiles")
    D10 = "D10", _("10 días hábiles")


URGENCY_DAYS: dict[str, int] = {Urgency.H24: 1, Urgency.D5: 5, Urgency.D10: 10}


class Means(models.TextChoices):
    SYSTEM = "SYSTEM", _("Por este sistema")
    LETTER = "LETTER", _("Oficio")
    EMAIL = "EMAIL", _("Correo cifrado")
    PHONE = "PHONE", _("Teléfono")
    IN_PERSON = "IN_PERSON", _("En persona")


# Tone and icon of each state: one meaning, used by board, desk and file (screens/README.md section 4).
LOOK: dict[str, tuple[str, str]] = {
    S.DRAFT: ("gris", "borrador"),
    S.SENT: ("rio", "enviar"),
    S.ACKNOWLEDGED: ("rio", "recibida"),
    S.ACCEPTED: ("selva", "ok"),
    S.IN_SERVICE: ("selva", "curso"),
    S.COUNTER_REFERRED: ("selva", "volver"),
    S.CLOSED: ("gris", "cerrada"),
    S.REJECTED: ("camu", "equis"),
    S.NO_RESPONSE: ("achiote", "reloj"),
    S.CANCELLED: ("gris", "menos"),
    S.WITHDRAWN_CONSENT: ("camu", "mano"),
}
