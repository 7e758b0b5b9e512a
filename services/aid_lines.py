"""Requests for help as their pages show them: lines of lists, the course of one, the card of a case."""

from typing import Any

from django.db.models import Count, OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from cases.models import Case
from services.aid_states import AID_LOOK, OPEN_AID, AidStatus
from services.models import AidRequest, AidStatusChange, KitDelivery

SHOWN = 3


def aid_line(aid: AidRequest) -> dict[str, Any]:
    """Its look, and the amount that holds now: paid, else approved, else asked for."""
    tone, icon = AID_LOOK[aid.status]
    return {"aid": aid, "tone": tone, "icon": icon, "amount": aid.paid_amount or aid.approved_amount or aid.amount}


def course_of(aid: AidRequest) -> list[dict[str, Any]]:
    """Its steps for ``{% timeline %}``, the newest first; one query."""
    rows = AidStatusChange.objects.filter(request=aid).select_related("key", "by").order_by("-at", "-id")
    return [
        {
            "at": each.at,
            "title": _("Pedido") if not each.old else each.get_new_display(),
            "author": str(each.by),
            "text": each.reason,
            "icon": AID_LOOK[each.new][1],
            "kind": "hito" if each.new in (AidStatus.APPROVED, AidStatus.SETTLED) else "",
        }
        for each in rows
    ]


def draw_aid(user: User, case: Case) -> tuple[str, dict[str, Any]] | None:
    """The card "Ayuda": what is open, the newest first, and how many kits; two queries."""
    can_ask = user.can(Permission.ADD_ATTENTION)
    rows = AidRequest.objects.filter(case=case).for_list().order_by("-requested_at", "-id")
    lines = [aid_line(each) for each in rows.filter(status__in=OPEN_AID)[:SHOWN]]
    given = AidRequest.objects.filter(case=OuterRef("pk")).order_by().values("case")
    packed = KitDelivery.objects.filter(case=OuterRef("pk")).order_by().values("case")
    [(paid, kits)] = Case.objects.filter(pk=case.pk).values_list(
        Subquery(given.annotate(paid=Sum("paid_amount")).values("paid")),
        Subquery(packed.annotate(count=Count("pk")).values("count")),
    )
    if not (lines or paid or kits or can_ask):
        return None
    return "services/_aid_card.html", {"case": case, "lines": lines, "paid": paid, "kits": kits, "can_ask": can_ask}
