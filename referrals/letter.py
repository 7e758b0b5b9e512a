"""The sheet that an agency reads: the same for the preview, the desk and paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import User
from cases.models import Case, Person
from cases.states import SharedItem
from directory.codelists import ServiceKind
from directory.models import AgencyUnit
from referrals.models import Referral
from referrals.sharing import shared_texts
from referrals.states import UNANSWERED_STATUSES, ReferralStatus
from referrals.terms import due_day

# Identities are put into words only for the agency; on our own screens the sheet says that they travel.
IDENTITIES = frozenset({SharedItem.LEGAL_NAME, SharedItem.DOCUMENT, SharedItem.PREFERRED_NAME})


@dataclass(frozen=True)
class SharedRow:
    """One datum of the sheet: shared with its text, or kept (``text`` empty)."""

    item: str
    label: str
    text: str
    is_shared: bool


@dataclass(frozen=True)
class Letter:
    """What the agency sees; ``due_on`` while it owes its answer."""

    code: str
    on: date
    office: str
    unit: str
    rows: tuple[SharedRow, ...]
    services: tuple[str, ...]
    reason: str
    due_on: date | None
    contact: str


def letter_of(referral: Referral, *, is_for_agency: bool) -> Letter:
    """The sheet of a sent referral: what was frozen when it left, and nothing of the case."""
    return Letter(
        code=referral.code,
        on=timezone.localdate(referral.sent_at or referral.created_at),
        office=referral.office.name,
        unit=referral.unit.name,
        rows=_rows(referral.shared, referral.shared_items, is_for_agency),
        services=service_labels(referral.services),
        reason=referral.reason,
        due_on=referral.due_on if referral.status in UNANSWERED_STATUSES else None,
        contact=referral.responsible.display_name,
    )


def preview(
    case: Case, person: Person, unit: AgencyUnit, *, items: Iterable[str], services, reason, urgency, code, by: User
) -> Letter:
    """The sheet as it would leave today, for whoever is writing it."""
    today = timezone.localdate()
    items = list(items)
    return Letter(
        code=code,
        on=today,
        office=case.office.name,
        unit=unit.name,
        rows=_rows(shared_texts(person, case, items, on=today), items, is_for_agency=False),
        services=service_labels(services),
        reason=reason,
        due_on=due_day(ReferralStatus.SENT, unit, urgency, today),
        contact=by.display_name,
    )


def service_labels(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(ServiceKind(code).label) for code in codes if code in ServiceKind.values)


def _rows(texts, items, is_for_agency):
    return tuple(_row(item, texts, item in items, is_for_agency) for item in SharedItem)


def _row(item, texts, is_shared, is_for_agency):
    hidden = item in IDENTITIES and not is_for_agency
    return SharedRow(item.value, str(item.label), "" if hidden else texts.get(item.value, ""), is_shared)
