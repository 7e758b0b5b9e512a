"""The card of "Mi trabajo" with the agencies that let their day pass."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from referrals.models import Referral

SHOWN = 5


def draw_overdue(user: User) -> tuple[str, dict[str, Any]] | None:
    """The referrals whose day has passed, the longest wait first; None without any.

    Those that one answers for; whoever organises the office, all of its referrals. One query whatever their number.
    """
    if not user.can(Permission.VIEW_BOARD):
        return None
    late = Referral.objects.visible_to(user).overdue(timezone.localdate())
    board = f"{reverse('referrals:board')}?vencidas=on"
    if not user.can(Permission.MANAGE_TEAM):
        late, board = late.filter(responsible=user), f"{board}&responsable={user.username}"
    first = list(late.for_list().order_by("due_on", "id")[: SHOWN + 1])
    if not first:
        return None
    context = {"referrals": first[:SHOWN], "has_more": len(first) > SHOWN, "board_url": board}
    return "referrals/_home_card.html", context
