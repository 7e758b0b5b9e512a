"""Rows collected in memory and written table by table, parents first, in few statements."""

from collections import defaultdict

from django.db import transaction

from accounts.models import AuditEntry
from cases.models import (
    Assignment,
    Case,
    Consent,
    ConsentAnswer,
    IdentityDocument,
    Participation,
    Person,
    PhasePeriod,
    Relationship,
    SafeContact,
    StatusChange,
    Task,
    TimelineEntry,
    VictimStatusChange,
)
from referrals.models import Referral, ReferralChange
from services.models import Attention
from vault.models import DataKey

ORDER = (
    DataKey,
    Case,
    Person,
    Participation,
    Assignment,
    PhasePeriod,
    StatusChange,
    VictimStatusChange,
    Consent,
    ConsentAnswer,
    IdentityDocument,
    SafeContact,
    Relationship,
    TimelineEntry,
    Task,
    Attention,
    Referral,
    ReferralChange,
    AuditEntry,
)
_BATCH = 2000


class Store:
    """``add`` rows in any order; ``flush`` writes them parents first in one transaction."""

    def __init__(self):
        self._rows = defaultdict(list)

    def add(self, row):
        self._rows[type(row)].append(row)
        return row

    def flush(self) -> None:
        with transaction.atomic():
            for model in ORDER:
                model.objects.bulk_create(self._rows.pop(model, []), batch_size=_BATCH)
        if self._rows:
            raise LookupError(f"No place in the order of writing: {sorted(each.__name__ for each in self._rows)}")
