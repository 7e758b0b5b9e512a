"""Writing down what was done for somebody."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Area
from cases.actions import add_entry
from cases.models import Case, Person
from cases.states import EntryKind
from directory.codelists import ServiceArea, ServiceKind
from services.models import Attention

# The published group of a service and the professional area whose notes its text belongs to.
AREA_OF_GROUP: dict[str, str] = {
    ServiceArea.LEGAL: Area.LEGAL,
    ServiceArea.SOCIAL: Area.SOCIAL,
    ServiceArea.PSYCHOLOGICAL: Area.PSYCHOLOGICAL,
}


def record_attention(
    case: Case,
    person: Person,
    service: ServiceKind,
    mode: str,
    *,
    by: User,
    given_on: date,
    given_at: time | None = None,
    minutes: int | None = None,
    notes: str = "",
    is_shared: bool = False,
) -> Attention:
    """Record one attention to one person and its line in the history; ``minutes`` from 1 to 1,440.

    The text belongs to the area of the service: a therapy note is read by the psychological team only,
    unless shared.
    """
    group = ServiceKind(service).area
    area = AREA_OF_GROUP[group]
    moment = timezone.make_aware(datetime.combine(given_on, given_at or time(12)))
    with transaction.atomic():
        entry = add_entry(
            case,
            EntryKind.ATTENTION,
            ServiceKind(service).label,
            by=by,
            body=notes,
            person=person,
            area=area,
            is_shared=is_shared,
            occurred_at=moment,
        )
        attention = Attention.objects.create(
            case=case,
            person=person,
            entry=entry,
            service=service,
            group=group,
            area=area,
            mode=mode,
            given_on=given_on,
            minutes=minutes,
            professional=by,
        )
        record_about(by, AuditAction.CREATED, attention, fields=["service", "mode", "minutes", "notes"])
    return attention
