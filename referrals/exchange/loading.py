"""Parts as they stand in our tables, some hundreds at a time, in the same number of queries for each portion."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from cases.models import (
    Assignment,
    Case,
    Consent,
    IdentityDocument,
    Participation,
    SafeContact,
    StatusChange,
)
from cases.states import CaseStatus, TeamRole
from directory.codelists import DocumentType
from referrals.exchange.facts import facts_of
from referrals.exchange.parts import Part
from referrals.models.exchange import StandardRecord
from referrals.models.referral import Referral
from referrals.states import Direction, ReferralStatus

PORTION = 500
_NOT_SENT = (ReferralStatus.DRAFT, ReferralStatus.CANCELLED, ReferralStatus.WITHDRAWN_CONSENT)
_PEOPLE = ("person__key", "person__birth_place__parent__parent", "person__residence__parent__parent")
_CASES = ("case__key", "case__office", "case__source_unit", "case__place__parent__parent")


def parts_of(participations: QuerySet[Participation]) -> Iterator[Part]:
    """Each participation with what our tables say around it, by day of intake and code."""
    rows = participations.select_related(*_CASES, *_PEOPLE).order_by(
        "case__opened_on", "case__code", "person__code", "id"
    )
    portion: list[Participation] = []
    for row in rows.iterator(chunk_size=PORTION):
        portion.append(row)
        if len(portion) == PORTION:
            yield from _portion(portion)
            portion = []
    if portion:
        yield from _portion(portion)


def records_of(parts: Iterable[Part]) -> dict[object, list[StandardRecord]]:
    """Kept rows by participation, in their order."""
    ids = [part.participation.pk for part in parts]
    found: dict[object, list[StandardRecord]] = {}
    rows = StandardRecord.objects.filter(participation__in=ids).select_related("key")
    for record in rows.order_by("participation", "position", "id"):
        found.setdefault(record.participation_id, []).append(record)
    return found


def _portion(rows: list[Participation]) -> list[Part]:
    cases = {row.case_id: row.case for row in rows}
    people = {row.person_id: row.person for row in rows}
    contacts = {row.person_id: row for row in SafeContact.objects.filter(person__in=people).select_related("key")}
    documents = _documents(people)
    leads = _leads(cases)
    closings = _closings(cases)
    consents = _consents(cases)
    received, sent, numbers = _referrals(cases)
    facts = facts_of(rows)
    return [
        Part(
            case=row.case,
            person=row.person,
            participation=row,
            consent=consents.get((row.case_id, row.person_id)),
            contact=contacts.get(row.person_id),
            document=documents.get(row.person_id),
            lead=leads.get(row.case_id),
            closing=closings.get(row.case_id),
            received=_own_or_of_case(received, row),
            sent=sent.get((row.case_id, row.person_id)),
            numbers=numbers.get((row.case_id, row.person_id), []),
            facts=facts.get(row.pk, {}),
        )
        for row in rows
    ]


def _documents(people) -> dict[object, IdentityDocument]:
    """The document that tells a person best: a DNI, else the first that was written down."""
    found: dict[object, IdentityDocument] = {}
    rows = IdentityDocument.objects.filter(person__in=people, number__isnull=False).select_related("key")
    for row in rows.order_by("created_at", "id"):
        best = found.get(row.person_id)
        if best is None or (row.kind == DocumentType.DNI and best.kind != DocumentType.DNI):
            found[row.person_id] = row
    return found


def _leads(cases) -> dict:
    rows = Assignment.objects.current().filter(case__in=cases, role=TeamRole.LEAD).select_related("user")
    return {row.case_id: row.user for row in rows}


def _closings(cases: dict[object, Case]) -> dict[object, StatusChange]:
    rows = StatusChange.objects.filter(case__in=cases, new=CaseStatus.CLOSED).select_related("key")
    return {row.case_id: row for row in rows.order_by("at", "id")}


def _consents(cases) -> dict[tuple, Consent]:
    """The newest decision of each person in each case."""
    rows = Consent.objects.filter(case__in=cases).order_by("valid_from", "recorded_at", "id")
    return {(row.case_id, row.person_id): row for row in rows}


def _referrals(cases) -> tuple[dict, dict, dict]:
    """The first referral that came in, the last that went out, and the agencies' own numbers."""
    received: dict[tuple, Referral] = {}
    sent: dict[tuple, Referral] = {}
    numbers: dict[tuple, list[str]] = {}
    rows = Referral.objects.filter(case__in=cases).exclude(status__in=_NOT_SENT).select_related("unit", "key")
    for row in rows.order_by("sent_at", "id"):
        place = (row.case_id, row.person_id)
        if row.direction == Direction.IN:
            received.setdefault(place, row)
        else:
            sent[place] = row
        if row.agency_number:
            numbers.setdefault(place, []).append(f"{row.unit.name}: {row.agency_number}")
    return received, sent, numbers


def _own_or_of_case(received: dict, row: Participation) -> Referral | None:
    """What came in about this person, or about the case before she was known."""
    return received.get((row.case_id, row.person_id)) or received.get((row.case_id, None))
