"""Whoever protects the data is written to: that an emergency access waits for review, and where. Nothing of it."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.telling import tell_officers
from cases.models import EmergencyAccess


def tell_emergencies(now: datetime) -> int:
    """Tell the officers once of every emergency that nobody was told of; returns how many those are.

    Without an officer who has an address they stay untold, and their count stands in the menu.
    """
    with transaction.atomic():
        untold = list(EmergencyAccess.objects.untold().select_for_update(skip_locked=True).values_list("pk", flat=True))
        if not untold or not tell_officers(reverse("cases:emergencies")):
            return 0
        return EmergencyAccess.objects.filter(pk__in=untold).update(told_at=now)
