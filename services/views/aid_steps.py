"""The steps of a request for help as forms: which table entry leads to which form, and what the form does."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.access import may_read_attachment
from cases.models import Attachment
from cases.states import AttachmentKind
from directory.models import Project
from services.actions.aid import account_aid, approve_aid, cancel_aid, pay_aid, reject_aid, return_paper, settle_aid
from services.aid_access import may_take
from services.aid_states import AidStatus
from services.forms.aid import AidReasonForm, ApproveForm, PayForm, ReceiptForm, SettleForm
from services.models import AidBudget, AidRequest


@dataclass(frozen=True)
class Step:
    """A move as a form. ``lead`` is the sentence over it, ``act`` what the cleaned form does.

    ``is_aside``: no way forward; offered by a link and never as the next step.
    """

    slug: str
    title: str
    lead: str
    button: str
    form: type
    act: Callable[[AidRequest, dict, User], AidRequest]
    is_aside: bool = False


def _approve(aid, told, by):
    return approve_aid(aid, told["budget"], told["amount"], by=by)


def _pay(aid, told, by):
    return pay_aid(aid, told["amount"], told["method"], by=by, on=told["on"])


def _account(aid, told, by):
    return account_aid(aid, by=by, receipt=told["receipt"], declaration=told["declaration"])


def _saying_why(verb):
    return lambda aid, told, by: verb(aid, by=by, reason=told["reason"])


STEPS: dict[tuple[str, str], Step] = {
    (AidStatus.REQUESTED, AidStatus.APPROVED): Step(
        "aprobar", _("Aprobar"), _("Lo que apruebes se descuenta del fondo ahora."), _("Aprobar"), ApproveForm, _approve
    ),
    (AidStatus.REQUESTED, AidStatus.REJECTED): Step(
        "no-aprobar",
        _("No aprobar"),
        _("Quien lo pidió lee el motivo."),
        _("No aprobar"),
        AidReasonForm,
        _saying_why(reject_aid),
        is_aside=True,
    ),
    (AidStatus.APPROVED, AidStatus.PAID): Step(
        "pagar",
        _("Registrar el pago"),
        _("Después, quien lo pidió trae el comprobante."),
        _("Registrar el pago"),
        PayForm,
        _pay,
    ),
    (AidStatus.PAID, AidStatus.ACCOUNTED): Step(
        "comprobante",
        _("Traer el comprobante"),
        _("Elige el documento del caso, o declara por qué no hay."),
        _("Entregar"),
        ReceiptForm,
        _account,
    ),
    (AidStatus.ACCOUNTED, AidStatus.SETTLED): Step(
        "cerrar",
        _("Cerrar la rendición"),
        _("Si el comprobante está bien. Lo aprobado que no se pagó vuelve al fondo."),
        _("Está bien, cerrar"),
        SettleForm,
        lambda aid, told, by: settle_aid(aid, by=by),
    ),
    (AidStatus.ACCOUNTED, AidStatus.PAID): Step(
        "devolver",
        _("Pedir otro comprobante"),
        _("Vuelve a quien lo pidió, con el motivo."),
        _("Pedir otro"),
        AidReasonForm,
        _saying_why(return_paper),
        is_aside=True,
    ),
    **{
        (status, AidStatus.CANCELLED): Step(
            "anular",
            _("Anular el pedido"),
            _("Si ya no hace falta. Lo aprobado vuelve al fondo."),
            _("Anular"),
            AidReasonForm,
            _saying_why(cancel_aid),
            is_aside=True,
        )
        for status in (AidStatus.REQUESTED, AidStatus.APPROVED)
    },
}


def steps_of(user: User, aid: AidRequest) -> list[Step]:
    """What this account may do with the request now, the way forward first."""
    return [STEPS[aid.status, to] for to in may_take(user, aid)]


def step_form(step: Step, user: User, aid: AidRequest, data=None):
    """The form of a step, with what may be chosen in it."""
    if step.form is ApproveForm:
        return ApproveForm(data, budgets=_budgets(aid), initial={"amount": aid.amount})
    if step.form is PayForm:
        return PayForm(data, initial={"amount": aid.approved_amount, "on": timezone.localdate()})
    if step.form is ReceiptForm:
        return ReceiptForm(data, receipts=_receipts(user, aid))
    return step.form(data)


def _budgets(aid: AidRequest):
    """Those of the case's office that may be spent today and have something left."""
    rows = AidBudget.objects.filter(office=aid.case.office_id, allocated__gt=F("committed")).for_list()
    return rows.filter(project__in=Project.objects.in_use(on=timezone.localdate()))


def _receipts(user: User, aid: AidRequest):
    """Receipts among the documents of the case that this account may open, the newest first."""
    rows = Attachment.objects.filter(case=aid.case_id, kind=AttachmentKind.RECEIPT).newest().in_use().for_list()
    return rows.filter(pk__in=[each.pk for each in rows if may_read_attachment(user, each)])
