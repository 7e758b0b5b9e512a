"""What the coordination says of two records that resemble each other; joining them is ``merging``."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from cases.duplicates.reasons import PairState
from cases.errors import NotPossible
from cases.models import DuplicatePair, Person

UNDECIDED = (PairState.OPEN, PairState.LATER, PairState.GONE)


def say_different(pair: DuplicatePair, note: str, *, by: User) -> DuplicatePair:
    """They are two people: remembered for good, the nightly look does not ask again. Raises NotPossible if decided."""
    return _decide(pair, PairState.DIFFERENT, note, by=by)


def put_off(pair: DuplicatePair, until: date, note: str, *, by: User) -> DuplicatePair:
    """Nobody can tell yet: it comes back on ``until``. Raises NotPossible if somebody decided it meanwhile."""
    return _decide(pair, PairState.LATER, note, by=by, until=until)


def lock_undecided(pair: DuplicatePair, *, by: User) -> DuplicatePair:
    """The pair, locked, for whoever may decide it. Raises PermissionDenied, and NotPossible if somebody decided it."""
    require(by, Permission.MERGE_PEOPLE)
    locked = DuplicatePair.objects.select_for_update(of=("self",)).select_related("key").get(pk=pair.pk)
    if locked.state not in UNDECIDED:
        raise NotPossible(_("Alguien ya lo decidió mientras tanto."))
    return locked


def show_both(people: Iterable[Person], *, by: User) -> None:
    """Leave the trace of somebody reading the names and the documents of two people side by side."""
    for person in people:
        record_about(by, AuditAction.REVEALED, person, fields=["name", "document"])


def settle(pair: DuplicatePair, state: PairState, note: str, *, by: User, until: date | None = None) -> None:
    """Write a decision on a locked pair, with its row of the trail."""
    pair.state, pair.later_until, pair.note = state, until, note
    pair.decided_at, pair.decided_by = timezone.now(), by
    pair.save(update_fields=["state", "later_until", "note", "decided_at", "decided_by"])
    record_about(by, AuditAction.CHANGED, pair, fields=["state"])


def _decide(pair, state, note, *, by, until=None) -> DuplicatePair:
    with transaction.atomic():
        locked = lock_undecided(pair, by=by)
        settle(locked, state, note, by=by, until=until)
    return locked
