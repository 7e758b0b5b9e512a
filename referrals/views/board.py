"""The coordinator's board."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.permissions import Permission
from cases.access import require, saw_list
from interface.keyset import paginate
from referrals.board import board_cases, columns_of, rows_of, workload
from referrals.forms.board import BoardFilterForm
from referrals.models import Referral
from referrals.states import LOOK, Direction, ReferralStatus

PAGE_SIZE = 25
SHOWN_RECEIVED = 10

MEANING = {
    ReferralStatus.SENT: _("salió; nadie acusó recibo"),
    ReferralStatus.ACKNOWLEDGED: _("la entidad dio su número"),
    ReferralStatus.ACCEPTED: _("dijo que sí, aún no atiende"),
    ReferralStatus.IN_SERVICE: _("ya presta el servicio"),
    ReferralStatus.COUNTER_REFERRED: _("informó el resultado"),
    ReferralStatus.REJECTED: _("dijo que no, con motivo"),
    ReferralStatus.NO_RESPONSE: _("pasó el plazo sin respuesta"),
    ReferralStatus.WITHDRAWN_CONSENT: _("la persona cambió de decisión"),
    ReferralStatus.DRAFT: _("no ha salido"),
}


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    require(user, Permission.VIEW_BOARD)
    filters = BoardFilterForm(request.GET, user=user)
    visible = Referral.objects.visible_to(user)
    shown = filters.applied_to(visible)
    page = paginate(request, board_cases(user, shown), "owed_on", PAGE_SIZE)
    saw_list(user, "cases.case", page.items)
    columns = columns_of(shown, today)
    context = {
        "filters": filters,
        "page": page,
        "columns": columns,
        "rows": rows_of(page.items, shown, columns, today),
        "open_count": sum(column.open_count for column in columns),
        "overdue_count": sum(column.overdue_count for column in columns),
        "today": today,
        "received": visible.filter(direction=Direction.IN, case=None).open().for_list()[:SHOWN_RECEIVED],
        "legend": [(ReferralStatus(state).label, *LOOK[state], words) for state, words in MEANING.items()],
        "workload": workload(user, visible, today) if user.can(Permission.MANAGE_TEAM) else [],
        "can_receive": user.can(Permission.SEND_REFERRAL),
    }
    return render(request, "referrals/board.html", context)
