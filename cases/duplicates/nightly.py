"""The nightly look: who of everybody may be registered twice. New pairs are written, decided ones are left alone."""

import logging
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cases.duplicates.everybody import describe
from cases.duplicates.pairing import Found, pairs_among
from cases.duplicates.reasons import PairState
from cases.models import DuplicatePair, Person, Relationship
from cases.models.duplicate import MOST_POINTS

logger = logging.getLogger(__name__)

BATCH = 2000


@dataclass(frozen=True)
class Looked:
    """What a night found: how many people were compared, pairs new, still open, and no longer alike."""

    people: int
    new: int
    open: int
    gone: int


def look_for_duplicates(today: date) -> Looked:
    """Compare everybody in force and bring the open pairs up to date, all or nothing.

    Who was said to be two people, by a decision or by a tie between them, is not asked about again.
    """
    with transaction.atomic():
        ids = Person.objects.in_force().filter(key__wrapped__isnull=False).values_list("pk", flat=True)
        people = dict(describe(ids, with_sex=True))
        found = {(pair.first, pair.second): pair for pair in pairs_among(people)}
        for tied in Relationship.objects.order_by().values_list("person_id", "relative_id"):
            found.pop(tuple(sorted(tied)), None)
        return _write(found, len(people), today)


def _write(found: dict[tuple, Found], people: int, today: date) -> Looked:
    known = {(pair.first_id, pair.second_id): pair for pair in DuplicatePair.objects.defer("note").order_by("pk")}
    _wake(known.values(), today)
    changed, gone = [], []
    for ids, pair in known.items():
        if pair.state not in (PairState.OPEN, PairState.GONE):
            continue
        if ids not in found and pair.state == PairState.OPEN:
            pair.state = PairState.GONE
            gone.append(pair)
        elif ids in found and _takes(pair, found[ids]):
            changed.append(pair)
    DuplicatePair.objects.bulk_update([*changed, *gone], ["points", "reasons", "state"], batch_size=BATCH)
    new = [pair for ids, pair in found.items() if ids not in known]
    keys = dict(Person.objects.filter(pk__in={pair.first for pair in new}).values_list("pk", "key_id"))
    DuplicatePair.objects.bulk_create((_row(pair, keys[pair.first]) for pair in new), batch_size=BATCH)
    looked = Looked(people, len(new), DuplicatePair.objects.to_decide(today).count(), len(gone))
    logger.info("Duplicates: %s", looked)
    return looked


def _wake(pairs, today: date) -> None:
    """What was put off until today is open again; who decided it so stays in the history."""
    for pair in pairs:
        if pair.state == PairState.LATER and pair.later_until <= today:
            pair.state, pair.later_until, pair.decided_at, pair.decided_by = PairState.OPEN, None, None, None
            pair.save(update_fields=["state", "later_until", "decided_at", "decided_by"])


def _takes(pair: DuplicatePair, found: Found) -> bool:
    """Write what was found on the row; whether that changed it."""
    now = (PairState.OPEN, _points(found), [*found.reasons])
    if (pair.state, pair.points, pair.reasons) == now:
        return False
    pair.state, pair.points, pair.reasons = now
    return True


def _row(found: Found, key_id) -> DuplicatePair:
    return DuplicatePair(
        key_id=key_id, first_id=found.first, second_id=found.second, points=_points(found), reasons=[*found.reasons]
    )


def _points(found: Found) -> int:
    return min(MOST_POINTS, found.points)
