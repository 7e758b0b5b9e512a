"""What a request for help from the aid fund may become, and who may take it there. No queries.

Purposes: ``domain.md`` 3.8. Two people stand behind every sol that leaves: whoever asks neither approves, nor pays,
nor closes her own request; the database refuses it too.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AidPurpose(models.TextChoices):
    """What it is for. Health is among them, and it is stored open all the same: the fund answers for it by purpose."""

    TRANSPORT = "TRANSPORT", _("Transporte o retorno")
    LODGING = "LODGING", _("Alojamiento")
    FOOD = "FOOD", _("Alimentación")
    HEALTH = "HEALTH", _("Salud")
    MEDICINE = "MEDICINE", _("Medicinas")
    CLOTHES = "CLOTHES", _("Vestido")
    SUPPLIES = "SUPPLIES", _("Útiles")
    IDENTITY = "IDENTITY", _("Trámites de identidad")
    SEED_CAPITAL = "SEED_CAPITAL", _("Capital semilla")
    OTHER = "OTHER", _("Otro")


class AidUrgency(models.TextChoices):
    TODAY = "TODAY", _("Hoy mismo")
    THIS_WEEK = "THIS_WEEK", _("Esta semana")
    CAN_WAIT = "CAN_WAIT", _("Puede esperar")


# Within how many days whoever approves is to decide (a proposal of ours: no norm says).
DAYS_TO_DECIDE: dict[str, int] = {AidUrgency.TODAY: 0, AidUrgency.THIS_WEEK: 2, AidUrgency.CAN_WAIT: 7}
DAYS_TO_ACCOUNT = 7


class AidStatus(models.TextChoices):
    REQUESTED = "REQUESTED", _("Por aprobar")
    APPROVED = "APPROVED", _("Aprobada, por pagar")
    PAID = "PAID", _("Pagada, sin comprobante")
    ACCOUNTED = "ACCOUNTED", _("Con comprobante, por revisar")
    SETTLED = "SETTLED", _("Rendida")
    REJECTED = "REJECTED", _("No aprobada")
    CANCELLED = "CANCELLED", _("Anulada")


AID_TRANSITIONS: dict[str, tuple[str, ...]] = {
    AidStatus.REQUESTED: (AidStatus.APPROVED, AidStatus.REJECTED, AidStatus.CANCELLED),
    AidStatus.APPROVED: (AidStatus.PAID, AidStatus.CANCELLED),
    AidStatus.PAID: (AidStatus.ACCOUNTED,),
    AidStatus.ACCOUNTED: (AidStatus.SETTLED, AidStatus.PAID),
    AidStatus.SETTLED: (),
    AidStatus.REJECTED: (),
    AidStatus.CANCELLED: (),
}

# Tone and icon of each state's label.
AID_LOOK: dict[str, tuple[str, str]] = {
    AidStatus.REQUESTED: ("tierra", "reloj"),
    AidStatus.APPROVED: ("rio", "moneda"),
    AidStatus.PAID: ("tierra", "clip"),
    AidStatus.ACCOUNTED: ("rio", "clip"),
    AidStatus.SETTLED: ("selva", "ok"),
    AidStatus.REJECTED: ("gris", "equis"),
    AidStatus.CANCELLED: ("gris", "menos"),
}

OPEN_AID: tuple[str, ...] = (AidStatus.REQUESTED, AidStatus.APPROVED, AidStatus.PAID, AidStatus.ACCOUNTED)
# States in which the money was given, and in which its paper is there.
AID_PAID: tuple[str, ...] = (AidStatus.PAID, AidStatus.ACCOUNTED, AidStatus.SETTLED)
AID_WITH_PAPER: tuple[str, ...] = (AidStatus.ACCOUNTED, AidStatus.SETTLED)


def next_aid_statuses(status: str, *, may_approve: bool, may_ask: bool, is_own: bool) -> tuple[str, ...]:
    """Where this account may take a request now, the way forward first; ``is_own``: it asked for it."""
    return tuple(
        to for to in AID_TRANSITIONS[status] if _may(status, to, may_approve and not is_own, may_ask, may_approve)
    )


def _may(status: str, to: str, decides: bool, asks: bool, coordinates: bool) -> bool:
    if to == AidStatus.CANCELLED:
        return asks or coordinates
    if to == AidStatus.ACCOUNTED:
        return asks
    return decides


def needs_aid_reason(status: str, to: str) -> bool:
    """Saying no, undoing and sending back are said why."""
    return to in (AidStatus.REJECTED, AidStatus.CANCELLED) or (status, to) == (AidStatus.ACCOUNTED, AidStatus.PAID)


class PaymentMethod(models.TextChoices):
    CASH = "CASH", _("Efectivo")
    TRANSFER = "TRANSFER", _("Transferencia")
    WALLET = "WALLET", _("Billetera del celular")
    PROVIDER = "PROVIDER", _("Pago directo al proveedor")


class MovementKind(models.TextChoices):
    """What a line of the fund's ledger does. Amounts are positive; the kind says which way they go."""

    ALLOCATION = "ALLOCATION", _("Asignación")
    REDUCTION = "REDUCTION", _("Reducción de la asignación")
    COMMITMENT = "COMMITMENT", _("Aprobación")
    RELEASE = "RELEASE", _("Liberación")
    PAYMENT = "PAYMENT", _("Pago")


class KitMovementKind(models.TextChoices):
    ARRIVAL = "ARRIVAL", _("Llegada")
    DELIVERY = "DELIVERY", _("Entrega")
    LOSS = "LOSS", _("Baja: vencido, dañado o perdido")
