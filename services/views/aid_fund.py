"""The fund of an office: what waits, what is left, the ledger for the accountant; and what offices may spend."""

from django.contrib import messages
from django.db.models import Case as SqlCase
from django.db.models import IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require
from accounts.idempotency import submit_once
from accounts.models import User
from accounts.permissions import Permission
from cases.errors import NotPossible
from directory.models import Office
from interface.keyset import paginate
from interface.pages import render_form_page
from services.actions.aid import allocate
from services.aid_access import saw_fund, took_ledger
from services.aid_ledger import ledger_csv, ledger_workbook
from services.aid_lines import aid_line
from services.aid_states import OPEN_AID
from services.forms.aid import OPEN, AllocateForm, FundFilterForm
from services.models import AidBudget, AidMovement, AidRequest

PAGE_SIZE = 50
# To approve first, then to pay, then without receipt.
_RANKS = [When(status=status, then=Value(rank)) for rank, status in enumerate(OPEN_AID)]
RANK = SqlCase(*_RANKS, default=Value(len(OPEN_AID)), output_field=IntegerField())


@require_safe
def aid_fund(request: HttpRequest) -> HttpResponse:
    user = request.user
    require(user, Permission.APPROVE_AID)
    form = FundFilterForm(request.GET, has_offices=user.can(Permission.SEE_ALL_OFFICES))
    form.is_valid()
    page = paginate(request, _asked_for(user, form).annotate(rank=RANK), "rank", size=PAGE_SIZE)
    saw_fund(user, page.items)
    budgets = AidBudget.objects.visible_to(user).for_list()
    if office := form.cleaned_data.get("sede"):
        budgets = budgets.filter(office=office)
    context = {
        "form": form,
        "page": page,
        "lines": [aid_line(each) for each in page],
        "budgets": budgets,
        "can_tend": user.can(Permission.TEND_AID),
        "can_export": user.can(Permission.EXPORT_RECORDS),
    }
    return render_form_page(request, "services/aid_fund.html", context, form)


def _asked_for(user: User, form: FundFilterForm) -> QuerySet[AidRequest]:
    asked, rows = form.cleaned_data, AidRequest.objects.visible_to(user).for_list()
    if asked.get("sede"):
        rows = rows.filter(case__office=asked["sede"])
    if asked.get("fondo"):
        rows = rows.filter(budget__project=asked["fondo"])
    state = asked.get("estado") or OPEN
    return rows.open() if state == OPEN else rows.filter(status=state)


_FORMATS = {
    "csv": (ledger_csv, "text/csv; charset=utf-8"),
    "xlsx": (ledger_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@require_POST
def aid_ledger(request: HttpRequest) -> HttpResponse:
    """The whole ledger of the office, or of all of them for whoever sees all."""
    require(request.user, Permission.APPROVE_AID)
    require(request.user, Permission.EXPORT_RECORDS)
    ending = request.POST.get("formato", "")
    make, kind = _FORMATS.get(ending, _FORMATS["xlsx"])
    content, rows = make(AidMovement.objects.filter(budget__in=AidBudget.objects.visible_to(request.user)))
    took_ledger(request.user, rows)
    name = f"fondo-de-ayuda-{timezone.localdate():%Y-%m-%d}.{ending if ending in _FORMATS else 'xlsx'}"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"', **_NOT_KEPT}
    )


_NOT_KEPT = {"Cache-Control": "no-store"}


@require_http_methods(["GET", "POST"])
def aid_budgets(request: HttpRequest) -> HttpResponse:
    """What each office may spend of each project, and giving or taking back."""
    user = request.user
    require(user, Permission.TEND_AID)
    form = AllocateForm(request.POST or None, initial={"on": timezone.localdate()})
    form.fields["office"].queryset = Office.objects.filter(is_active=True).order_by("name")
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def act() -> str:
            allocate(told["project"], told["office"], form.signed_amount, by=user, on=told["on"])
            return reverse("services:aid_budgets")

        try:
            url = submit_once(user, told["idempotency_key"], act)
        except NotPossible as refusal:
            form.add_error("amount", refusal.message)
        else:
            messages.success(request, _("Guardado en el libro del fondo."))
            return HttpResponseRedirect(url)
    context = {
        "budgets": AidBudget.objects.visible_to(user).for_list(),
        "can_approve": user.can(Permission.APPROVE_AID),
    }
    return render_form_page(request, "services/aid_budgets.html", context, form)
