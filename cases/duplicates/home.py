"""The card of "Mi trabajo" for whoever decides about pairs: how many wait, and the likeliest of them."""

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from cases.duplicates.scoring import LIKELY
from cases.file_parts import Drawn
from cases.models import DuplicatePair

MOST_COUNTED = 99


def draw_duplicates(user: User) -> Drawn | None:
    """Nothing for whoever may not decide, and nothing where nobody waits: a card that says "none" is noise."""
    if not user.can(Permission.MERGE_PEOPLE):
        return None
    waiting = DuplicatePair.objects.visible_to(user).to_decide(timezone.localdate())
    points = list(waiting.order_by("-points").values_list("points", flat=True)[: MOST_COUNTED + 1])
    if not points:
        return None
    context = {
        "count": min(len(points), MOST_COUNTED),
        "has_more": len(points) > MOST_COUNTED,
        "likely": sum(each >= LIKELY for each in points),
    }
    return "cases/_duplicates_card.html", context
