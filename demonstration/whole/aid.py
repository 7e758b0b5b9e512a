"""Requests to the aid fund, each carried as far as its days allow; the ledger's own trigger keeps the sums."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.models import User
from cases.models import Person
from cases.states import EntryKind, TaskKind
from demonstration.clock import moment
from demonstration.whole.base import Whole
from services.aid_states import (
    DAYS_TO_ACCOUNT,
    DAYS_TO_DECIDE,
    AidPurpose,
    AidStatus,
    AidUrgency,
    MovementKind,
    PaymentMethod,
)
from services.models import AidMovement, AidRequest, AidStatusChange

S = AidStatus
_PAID_WAY = (S.APPROVED, S.PAID, S.ACCOUNTED, S.SETTLED)
_WAYS = ((_PAID_WAY, 80), ((S.REJECTED,), 10), ((S.CANCELLED,), 5), ((S.APPROVED, S.CANCELLED), 5))
_DAYS = {S.APPROVED: 1, S.REJECTED: 2, S.CANCELLED: 2, S.PAID: 1, S.ACCOUNTED: 5, S.SETTLED: 4}
_WANTED = (
    (AidPurpose.TRANSPORT, 180, "Pasajes para la audiencia, ella y quien la acompaña."),
    (AidPurpose.FOOD, 120, "Alimentos mientras sale el programa social."),
    (AidPurpose.MEDICINE, 95, "Tratamiento que el SIS no cubre este mes."),
    (AidPurpose.LODGING, 210, "Tres noches de hospedaje seguro hasta el traslado."),
    (AidPurpose.SUPPLIES, 85, "Útiles y uniforme para volver al colegio."),
    (AidPurpose.IDENTITY, 45, "Copias de partida y duplicado del DNI."),
    (AidPurpose.CLOTHES, 70, "Llegó solo con lo puesto."),
)
_WHY = {
    S.REJECTED: "Lo cubre la UGEL este mes; se coordina con ellos.",
    S.CANCELLED: "La hermana la alojó; ya no hace falta.",
}
_NO_PAPER = "Movilidad local y un bote: no dan comprobante. Firman quien pagó y quien viajó."


def tell_aid(whole: Whole) -> None:
    for each in whole.victims[:1]:
        if whole.chance(0.5):
            purpose, amount, reason = whole.pick(_WANTED)
            way = whole.rng.choices([way for way, _often in _WAYS], weights=[often for _way, often in _WAYS])[0]
            ask(
                whole,
                each.person,
                purpose,
                Decimal(amount + 5 * whole.rng.randint(0, 12)),
                reason,
                _asked_on(whole),
                way,
            )


def _asked_on(whole: Whole) -> date:
    """Many of those that are open asked in the last days, so that every state can be seen."""
    days_ago = whole.rng.randint(0, 16)
    recent = whole.setting.yesterday - timedelta(days=days_ago)
    return recent if whole.is_open and recent >= whole.first and whole.chance(0.35) else whole.day(3, 200)


def ask(
    whole: Whole, person: Person, purpose: str, amount: Decimal, reason: str, on: date, way=_PAID_WAY
) -> AidRequest:
    """A request of ``on``, and its moves until yesterday."""
    boss, at = whole.background.coordinators[whole.office], moment(on, 12)
    urgency = whole.pick(AidUrgency.values)
    request = AidRequest(
        id=whole.id(at),
        key=whole.case.key,
        code=f"AYU-{on.year}-{whole.setting.next_number('aid', on.year):05d}",
        case=whole.case,
        person=person,
        purpose=purpose,
        amount=amount,
        reason=reason,
        urgency=urgency,
        requested_by=whole.lead,
        requested_at=at,
    )
    whole.store.add(request)
    _tell(whole, request, "", on, whole.lead)
    for to in way:
        by = whole.lead if to in (S.ACCOUNTED, S.CANCELLED) else boss
        next_on = on + timedelta(days=whole.rng.randint(0, _DAYS[to]))
        if next_on > whole.setting.yesterday:
            break
        if to == S.APPROVED and not _budgets(whole, amount):
            break
        on = next_on
        _move(whole, request, to, on, by)
    if whole.is_open:
        _wait(whole, request, on, boss)
    return request


def _move(whole: Whole, request: AidRequest, to: str, on: date, by: User) -> None:
    old = request.status
    if to == S.APPROVED:
        request.budget, request.approved_amount = whole.pick(_budgets(whole, request.amount)), request.amount
        _ledger(whole, request, MovementKind.COMMITMENT, request.amount, on, by)
    elif to == S.PAID:
        request.paid_amount = request.approved_amount - (5 if whole.chance(0.3) else 0)
        request.paid_on, request.paid_by, request.method = on, by, whole.pick(PaymentMethod.values)
        _ledger(whole, request, MovementKind.PAYMENT, request.paid_amount, on, by)
    elif to == S.ACCOUNTED:
        request.declaration = _NO_PAPER
    elif to == S.SETTLED:
        request.settled_by = by
        if left := request.approved_amount - request.paid_amount:
            _ledger(whole, request, MovementKind.RELEASE, left, on, by)
    elif to == S.CANCELLED and request.budget:
        _ledger(whole, request, MovementKind.RELEASE, request.approved_amount, on, by)
    if to in (S.APPROVED, S.REJECTED):
        request.decided_by = by
    request.status = to
    _tell(whole, request, old, on, by, _WHY.get(to, ""))


def _budgets(whole: Whole, amount: Decimal) -> list:
    """The office's budgets that have so much left."""
    background = whole.background
    return [each for each in background.budgets[whole.office] if background.funds[each.pk] >= amount]


def _ledger(whole: Whole, request: AidRequest, kind: str, amount: Decimal, on: date, by: User) -> None:
    at = moment(on, 14)
    whole.background.funds[request.budget.pk] += {MovementKind.COMMITMENT: -amount, MovementKind.RELEASE: amount}.get(
        kind, 0
    )
    whole.store.add(
        AidMovement(
            id=whole.id(at), budget=request.budget, kind=kind, amount=amount, request=request, on=on, at=at, by=by
        )
    )


def _tell(whole: Whole, request: AidRequest, old: str, on: date, by: User, reason: str = "") -> None:
    at = moment(on, 14)
    whole.store.add(
        AidStatusChange(
            id=whole.id(at), key=request.key, request=request, old=old, new=request.status, reason=reason, at=at, by=by
        )
    )
    amount = request.paid_amount or request.approved_amount or request.amount
    words = f"Ayuda {request.code}, {request.get_purpose_display().lower()}, S/ {amount}"
    headline = f"{words}: {request.get_status_display().lower()}"
    whole.line(on, EntryKind.AID, headline, reason, hour=14, by=by, person=request.person, subject=request)


def _wait(whole: Whole, request: AidRequest, on: date, boss: User) -> None:
    """Whoever has the next step finds it in her work."""
    soon = DAYS_TO_DECIDE[request.urgency]
    kind, days, who = {
        S.REQUESTED: (TaskKind.AID_DECIDE, soon, boss),
        S.APPROVED: (TaskKind.AID_PAY, soon, boss),
        S.PAID: (TaskKind.AID_RECEIPT, DAYS_TO_ACCOUNT, whole.lead),
    }.get(request.status, ("", 0, None))
    if kind:
        due_on = on + timedelta(days=days)
        whole.task(kind, due_on, made_on=on, to=who, person=request.person, subject=request)
