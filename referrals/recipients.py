"""To which agencies data of a person left, and the codes they know her by."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from referrals.models import Referral


def referred_to(consents: Iterable[UUID], kinds: frozenset[str] | None) -> dict[UUID, list[str]]:
    """Agencies that were sent a referral under these acts, whatever became of it → the referrals' codes."""
    rows = Referral.objects.shared_under(consents, kinds).filter(sent_at__isnull=False).order_by("code")
    found = defaultdict(list)
    for agency_id, code in rows.values_list("unit__agency_id", "code"):
        found[agency_id].append(code)
    return dict(found)
