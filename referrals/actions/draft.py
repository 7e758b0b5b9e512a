"""Preparing a referral: what may be shared is bounded by the consent before anything is ticked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions import add_entry
from cases.consent_rules import may_share
from cases.errors import NotPossible
from cases.models import Case, Consent, Person
from cases.states import EntryKind
from directory.codes import next_code
from directory.models import AgencyUnit, Office
from directory.versions import save_current
from referrals.models import Referral, ReferralChange
from referrals.states import Direction, Means, ReferralStatus, Urgency
from referrals.terms import due_day
from vault.models import DataKey


@dataclass(frozen=True)
class Draft:
    """What the sender chose. ``services`` are ServiceKind codes, ``items`` SharedItem codes."""

    unit: AgencyUnit
    services: tuple[str, ...]
    reason: str
    urgency: str = Urgency.D5
    means: str = Means.SYSTEM
    items: tuple[str, ...] = ()


def draft_referral(case: Case, person: Person, draft: Draft, *, by: User) -> Referral:
    """Write a draft with its code DER-…; nothing leaves yet. Raises NotPossible for items not authorised."""
    with transaction.atomic():
        consent = _bounded(case, person, draft)
        referral = Referral.objects.create(
            key=case.key,
            code=_next_referral_code(),
            direction=Direction.OUT,
            office=case.office,
            case=case,
            person=person,
            consent=consent,
            responsible=by,
            created_by=by,
            **_chosen(draft),
        )
        ReferralChange.objects.create(key=case.key, referral=referral, new=ReferralStatus.DRAFT, by=by)
        record_about(by, AuditAction.CREATED, referral, fields=["unit", "services", "reason", "shared_items"])
    return referral


def change_draft(referral: Referral, draft: Draft, *, by: User, expected_version: int) -> Referral:
    """Change a draft. Raises StaleVersion if somebody saved first, NotPossible once it was sent."""
    if referral.status != ReferralStatus.DRAFT:
        raise NotPossible(_("Esta derivación ya salió: no se puede cambiar."))
    with transaction.atomic():
        values = _chosen(draft) | {"consent": _bounded(referral.case, referral.person, draft)}
        for name, value in values.items():
            setattr(referral, name, value)
        save_current(referral, expected_version, list(values))
        record_about(by, AuditAction.CHANGED, referral, fields=sorted(values))
    return referral


def receive_referral(
    office: Office,
    unit: AgencyUnit,
    *,
    by: User,
    received_on: date,
    services: Iterable[str],
    reason: str,
    agency_number: str = "",
    agency_person: str = "",
    means: str = Means.PHONE,
    urgency: str = Urgency.D5,
    case: Case | None = None,
    person: Person | None = None,
) -> Referral:
    """Write down what an agency sent to us; now we owe the answer, by the same terms."""
    with transaction.atomic():
        key = case.key if case else DataKey.objects.make()
        status = ReferralStatus.SENT
        referral = Referral.objects.create(
            key=key,
            code=_next_referral_code(),
            direction=Direction.IN,
            office=office,
            case=case,
            person=person,
            unit=unit,
            status=status,
            means=means,
            urgency=urgency,
            services=list(services),
            reason=reason,
            agency_number=agency_number,
            agency_person=agency_person,
            responsible=by,
            created_by=by,
            sent_at=min(timezone.now(), _noon(received_on)),
            due_on=due_day(status, unit, urgency, received_on),
        )
        ReferralChange.objects.create(key=key, referral=referral, new=status, by=by)
        record_about(by, AuditAction.CREATED, referral, fields=["unit", "services", "reason"])
    return referral


@told_in_spanish
def place_in_case(referral: Referral, case: Case, *, by: User) -> Referral:
    """Tie a received referral to a case of the same office; its texts keep the key they came with."""
    with transaction.atomic():
        referral = Referral.objects.select_for_update(of=("self",)).select_related("key", "unit").get(pk=referral.pk)
        if referral.case_id is not None or referral.office_id != case.office_id:
            raise NotPossible(_("Esta derivación ya está en un caso, o es de otra sede."))
        referral.case = case
        referral.version += 1
        referral.save(update_fields=["case", "version"])
        line = _("Derivación recibida: %(unit)s · %(code)s") % {"unit": referral.unit, "code": referral.code}
        add_entry(case, EntryKind.REFERRAL, line, by=by, subject=referral)
        record_about(by, AuditAction.CHANGED, referral, fields=["case"])
    return referral


def _noon(day: date):
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 12))


def _next_referral_code() -> str:
    year = timezone.localdate().year
    return f"DER-{year}-{next_code('DER', year):04d}"


def _chosen(draft: Draft) -> dict:
    return {
        "unit": draft.unit,
        "services": list(draft.services),
        "reason": draft.reason,
        "urgency": draft.urgency,
        "means": draft.means,
        "shared_items": list(draft.items),
    }


def _bounded(case: Case, person: Person, draft: Draft) -> Consent | None:
    sharing = may_share(case, person, draft.unit.agency, on=timezone.localdate())
    if not set(draft.items) <= sharing.kinds:
        raise NotPossible(_("Hay datos que la persona no autorizó compartir con esta entidad."))
    return sharing.consent
