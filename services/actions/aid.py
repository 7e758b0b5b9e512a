"""The aid fund: asked for, approved by another, paid, accounted for. The ledger is written here and nowhere else.

Locks are taken in one order, the request and then its budget, so that two verbs never wait for each other.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from cases.actions import add_entry, add_task, finish_task
from cases.coordination import coordination_of
from cases.errors import NotPossible
from cases.models import Attachment, Case, Person, Task
from cases.states import EntryKind, TaskKind
from directory.codes import next_code
from directory.models import Office, Project
from directory.versions import save_current
from services.aid_states import (
    DAYS_TO_ACCOUNT,
    DAYS_TO_DECIDE,
    AidStatus,
    MovementKind,
    needs_aid_reason,
    next_aid_statuses,
)
from services.models import AidBudget, AidMovement, AidRequest, AidStatusChange


@dataclass(frozen=True)
class Wanted:
    """What is asked for; ``amount`` in soles."""

    person: Person
    purpose: str
    amount: Decimal
    reason: str
    urgency: str


# What offices may spend -------------------------------------------------------------------------------------------


def allocate(project: Project, office: Office, amount: Decimal, *, by: User, on: date) -> AidMovement:
    """Give an office ``amount`` soles of a project; a negative amount takes back what was not approved yet.

    Raises NotPossible when more is taken back than the office has left.
    """
    with transaction.atomic():
        made, _is_new = AidBudget.objects.get_or_create(project=project, office=office)
        budget = _locked_budget(made)
        kind = MovementKind.ALLOCATION if amount > 0 else MovementKind.REDUCTION
        if -amount > budget.balance:
            raise NotPossible(_("A esa sede le quedan S/ %s sin aprobar: no se le puede quitar más.") % budget.balance)
        movement = AidMovement.objects.create(budget=budget, kind=kind, amount=abs(amount), on=on, by=by)
        record_about(by, AuditAction.CHANGED, budget, fields=["allocated"])
    return movement


def _locked_budget(budget: AidBudget) -> AidBudget:
    """The budget as it stands, nobody else's to approve from until this transaction ends."""
    return AidBudget.objects.select_for_update(of=("self",)).select_related("project").get(pk=budget.pk)


# A request and its moves -----------------------------------------------------------------------------------------


@told_in_spanish
def request_aid(case: Case, wanted: Wanted, *, by: User) -> AidRequest:
    """Ask for help for somebody; whoever may approve it in the case's office finds it in her work."""
    today = timezone.localdate()
    with transaction.atomic():
        request = AidRequest.objects.create(
            key=case.key,
            code=f"AYU-{today.year}-{next_code('aid', today.year):05d}",
            case=case,
            person=wanted.person,
            purpose=wanted.purpose,
            amount=wanted.amount,
            reason=wanted.reason,
            urgency=wanted.urgency,
            requested_by=by,
        )
        _tell(request, "", by, "")
        _hand_to_coordination(request, TaskKind.AID_DECIDE, DAYS_TO_DECIDE[wanted.urgency], by)
    return request


@told_in_spanish
def approve_aid(request: AidRequest, budget: AidBudget, amount: Decimal, *, by: User) -> AidRequest:
    """Commit ``amount`` soles of a budget of the case's office, at most what was asked for.

    Raises NotPossible for one's own request, and when the budget has not so much left or may not be spent today.
    """
    with transaction.atomic():
        request = _to(request, AidStatus.APPROVED, by)
        budget = _locked_budget(budget)
        _refuse_budget(request, budget, amount)
        request.budget, request.approved_amount, request.decided_by = budget, amount, by
        _move(request, AidStatus.APPROVED, by, ["budget", "approved_amount", "decided_by"])
        _write_line(request, MovementKind.COMMITMENT, amount, by)
        _end_tasks(request, by)
        _hand_to_coordination(request, TaskKind.AID_PAY, DAYS_TO_DECIDE[request.urgency], by, to=by)
    return request


def _refuse_budget(request: AidRequest, budget: AidBudget, amount: Decimal) -> None:
    if amount > request.amount:
        raise NotPossible(_("Se pidieron S/ %s: no se puede aprobar más.") % request.amount)
    if budget.office_id != request.case.office_id:
        raise NotPossible(_("Ese fondo es de otra sede."))
    if not budget.project.is_valid_on(timezone.localdate()):
        raise NotPossible(_("Ese fondo no se puede gastar hoy."))
    if amount > budget.balance:
        raise NotPossible(_("A ese fondo le quedan S/ %s. Aprueba menos o elige otro.") % budget.balance)


@told_in_spanish
def reject_aid(request: AidRequest, *, by: User, reason: str) -> AidRequest:
    with transaction.atomic():
        request = _to(request, AidStatus.REJECTED, by, reason)
        request.decided_by = by
        _move(request, AidStatus.REJECTED, by, ["decided_by"], reason)
        _end_tasks(request, by)
    return request


@told_in_spanish
def cancel_aid(request: AidRequest, *, by: User, reason: str) -> AidRequest:
    """Call off what was not paid yet; what was approved is free again."""
    with transaction.atomic():
        request = _to(request, AidStatus.CANCELLED, by, reason)
        if request.budget_id:
            _write_line(request, MovementKind.RELEASE, request.approved_amount, by)
        _move(request, AidStatus.CANCELLED, by, [], reason)
        _end_tasks(request, by)
    return request


@told_in_spanish
def pay_aid(request: AidRequest, amount: Decimal, method: str, *, by: User, on: date) -> AidRequest:
    """Write down that ``amount`` soles were given, at most what was approved; whoever asked brings the paper."""
    with transaction.atomic():
        request = _to(request, AidStatus.PAID, by)
        if amount > request.approved_amount:
            raise NotPossible(_("Se aprobaron S/ %s: no se puede pagar más.") % request.approved_amount)
        request.paid_amount, request.method, request.paid_on, request.paid_by = amount, method, on, by
        _move(request, AidStatus.PAID, by, ["paid_amount", "method", "paid_on", "paid_by"])
        _write_line(request, MovementKind.PAYMENT, amount, by, on)
        _end_tasks(request, by)
        _ask_for_paper(request, by)
    return request


@told_in_spanish
def account_aid(
    request: AidRequest, *, by: User, receipt: Attachment | None = None, declaration: str = ""
) -> AidRequest:
    """Bring the paper of a payment: a document of the same case, or a sworn statement of why there is none."""
    with transaction.atomic():
        request = _to(request, AidStatus.ACCOUNTED, by)
        if (receipt is None) == (not declaration):
            raise NotPossible(_("Elige el comprobante, o explica por qué no hay."))
        if receipt is not None and (receipt.case_id != request.case_id or receipt.is_withdrawn):
            raise NotPossible(_("Ese documento no es de este caso o fue retirado."))
        request.receipt, request.declaration = receipt, declaration
        _move(request, AidStatus.ACCOUNTED, by, ["receipt", "declaration"])
        _end_tasks(request, by)
    return request


@told_in_spanish
def settle_aid(request: AidRequest, *, by: User) -> AidRequest:
    """Close the account: what was approved and not paid goes back to the fund."""
    with transaction.atomic():
        request = _to(request, AidStatus.SETTLED, by)
        left = request.approved_amount - request.paid_amount
        if left:
            _write_line(request, MovementKind.RELEASE, left, by)
        request.settled_by = by
        _move(request, AidStatus.SETTLED, by, ["settled_by"])
    return request


@told_in_spanish
def return_paper(request: AidRequest, *, by: User, reason: str) -> AidRequest:
    """The paper will not do: whoever asked brings another."""
    with transaction.atomic():
        request = _to(request, AidStatus.PAID, by, reason)
        request.receipt, request.declaration = None, ""
        _move(request, AidStatus.PAID, by, ["receipt", "declaration"], reason)
        _ask_for_paper(request, by)
    return request


def _to(request: AidRequest, to: str, by: User, reason: str = "") -> AidRequest:
    """The request locked, when the table lets this account take it to ``to``; else NotPossible."""
    rows = AidRequest.objects.select_for_update(of=("self",)).select_related("key", "case__key", "person")
    request = rows.get(pk=request.pk)
    allowed = next_aid_statuses(
        request.status,
        may_approve=by.can(Permission.APPROVE_AID),
        may_ask=by.can(Permission.ADD_ATTENTION),
        is_own=request.requested_by_id == by.pk,
    )
    if to not in allowed:
        raise NotPossible(_("El pedido ya no está en un estado que te permita este paso."))
    if needs_aid_reason(request.status, to) and not reason:
        raise NotPossible(_("Escribe el motivo."))
    return request


def _move(request: AidRequest, to: str, by: User, fields: list[str], reason: str = "") -> None:
    old, request.status = request.status, to
    save_current(request, request.version, [*fields, "status"])
    _tell(request, old, by, reason)


def _tell(request: AidRequest, old: str, by: User, reason: str) -> None:
    """The row of the course, the line of the history and the row of the trail."""
    AidStatusChange.objects.create(key=request.key, request=request, old=old, new=request.status, reason=reason, by=by)
    line = _("Ayuda %(code)s, %(purpose)s, S/ %(amount)s: %(state)s") % {
        "code": request.code,
        "purpose": request.get_purpose_display().lower(),
        "amount": request.paid_amount or request.approved_amount or request.amount,
        "state": request.get_status_display().lower(),
    }
    add_entry(request.case, EntryKind.AID, line, by=by, person=request.person, body=reason, subject=request)
    action = AuditAction.STATUS_CHANGED if old else AuditAction.CREATED
    record_about(by, action, request.case, fields=["aid"])


def _write_line(request: AidRequest, kind: str, amount: Decimal, by: User, on: date | None = None) -> None:
    on = on or timezone.localdate()
    AidMovement.objects.create(budget=request.budget, kind=kind, amount=amount, request=request, on=on, by=by)


# Tasks of a request ----------------------------------------------------------------------------------------------


def _hand_to_coordination(request: AidRequest, kind: str, days: int, by: User, to: User | None = None) -> None:
    who = to or coordination_for(request)
    if who is not None:
        _give(request, kind, days, who, by)


def _ask_for_paper(request: AidRequest, by: User) -> None:
    _give(request, TaskKind.AID_RECEIPT, DAYS_TO_ACCOUNT, request.requested_by, by)


def _give(request: AidRequest, kind: str, days: int, who: User, by: User) -> None:
    due_on = timezone.localdate() + timedelta(days=days)
    add_task(request.case, kind, due_on, assigned_to=who, by=by, person=request.person, subject=request)


def coordination_for(request: AidRequest) -> User | None:
    """Who is to decide: somebody else who coordinates the case's office, else whoever coordinates all of them."""
    return coordination_of(request.case, Permission.APPROVE_AID, but_not=request.requested_by)


def _end_tasks(request: AidRequest, by: User) -> None:
    """What was waited for came: its tasks are done, by whoever did it."""
    waiting = Task.objects.pending().filter(subject_kind=request._meta.label_lower, subject_id=request.pk)
    for task in waiting:
        finish_task(task, by=by, has_line=False)
