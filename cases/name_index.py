"""The sound keys of everybody, in the memory of one process.

Names are stored only sealed, so the database cannot look for them. Each process keeps the keys and the year of birth
of everybody, asks the database before each search what changed, and trusts nothing longer than a minute without
comparing every row's stamp. A thread of the web's processes does that for them (``keep``), so that no search waits.
"""

import gc
import logging
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, connection
from django.utils import timezone
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from accounts.acting import NOBODY, acting, matching
from cases.duplicates.scoring import rarity
from cases.likeness import NEAR, Asked, Known, Likeness, Reason, likeness, year_reason
from cases.models import Person
from cases.sound import sound, words
from vault.errors import SealBroken
from vault.fields import open_values

logger = logging.getLogger(__name__)

TRUST_SECONDS = 60
KEEP_SECONDS = 45
COMMIT_LAG = timedelta(seconds=60)  # a stamp is older than its commit by less; else the row is found a minute later
CHUNK = 5000
SHORTEST_MISHEARD = 4  # letters of a key; "ana" and "anya" are two names
MISHEARD_LETTERS = 2  # more or fewer letters than this are another name: Quispe, Quispitupa
SEALED_COLUMNS = ("paternal_surname", "maternal_surname", "given_names", "preferred_name", "other_names")
PLAIN_COLUMNS = ("birth_date", "stated_age", "stated_on", "updated_at")


class NameIndex:
    """Sound keys of everybody, in the memory of one process; threads take turns."""

    def __init__(self):
        self._turn = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self._known: dict[UUID, Known] = {}
        self._holders: dict[str, set[UUID]] = defaultdict(set)
        self._compared_at: float | None = None
        self._asked_at: datetime | None = None
        self._database = ""

    def resembling(self, name: str, birth_year: int | None, *, by_two: bool = False) -> dict[UUID, Likeness]:
        """Everybody enough alike to be shown, whoever may see them.

        ``by_two``: of several words two must be shared, whatever the year says; a tenth of the work.
        """
        heard = tuple(filter(None, map(sound, words(name))))
        heard = tuple(key for key in heard if len(key) > 1) or heard
        if not heard:
            return {}
        with self._turn:
            with matching():
                self._refresh()
            asked = Asked(heard, {key: self._near(key) for key in heard}, birth_year)
            alike = (
                (person_id, likeness(asked, self._known[person_id])) for person_id in self._candidates(asked, by_two)
            )
            return {person_id: found for person_id, found in alike if found is not None}

    def rarity_of(self, key: str) -> float:
        """Points that agreeing in this key is worth (``cases.duplicates.scoring``)."""
        return rarity(len(self._holders.get(key, ())), len(self._known))

    def _near(self, key: str) -> dict[str, float]:
        """The known keys that are this one or could be it misheard; short keys are never misheard."""
        if len(key) < SHORTEST_MISHEARD:
            return {key: 1.0} if key in self._holders else {}
        alike = process.extract(key, self._holders.keys(), scorer=JaroWinkler.similarity, score_cutoff=NEAR, limit=None)
        return {other: similarity for other, similarity, _at in alike if abs(len(other) - len(key)) <= MISHEARD_LETTERS}

    def _candidates(self, asked: Asked, by_two: bool) -> list[UUID]:
        """Those who share two asked words, or one if only one was asked or if the year of birth decides: whom
        ``likeness`` would refuse for sure is not asked about."""
        shared = Counter()
        for key in set(asked.keys):
            shared.update(set().union(*(self._holders[other] for other in asked.near[key])))
        if len(set(asked.keys)) == 1:
            return list(shared)
        by_year = asked.birth_year is not None and not by_two
        says_twice = len(set(asked.keys)) < len(asked.keys)  # "Quispe Quispe": one key may stand for two words
        return [
            person_id
            for person_id, count in shared.items()
            if count > 1 or by_year and (says_twice or year_reason(asked, self._known[person_id]) == Reason.SAME_YEAR)
        ]

    def keep(self, every: float = KEEP_SECONDS) -> None:
        """For a thread of its own, as long as the process lives: know everybody before the first search asks, and spare
        searches the comparison of every row. A database that is away is asked again next time.

        Whoever is known from the start is nothing that Python need look through for garbage again: over 100,000
        people that look holds up a search by a third of a second.
        """
        is_first = True
        while True:
            try:
                with acting(NOBODY), matching():
                    self.compare()
                if is_first:
                    gc.collect()
                    gc.freeze()
                    is_first = False
            except DatabaseError as problem:
                logger.warning("Search: names are not compared: %s", type(problem).__name__)
            finally:
                connection.close()
            time.sleep(every)

    def compare(self) -> None:
        """Compare every row's stamp. The first time searches wait for it; later they go on meanwhile."""
        with self._turn:
            self._notice_the_database()
            if self._compared_at is None:
                self._refresh()
                return
            before = set(self._known)
        started, asked_at = time.monotonic(), timezone.now()
        stamps = dict(_living().values_list("pk", "updated_at"))
        opened = list(self._changed(stamps))
        with self._turn:
            self._apply(before - stamps.keys(), opened)
            self._compared_at, self._asked_at = started, asked_at

    def _refresh(self) -> None:
        """Bring the keys up to date with the rows; once a minute compare every row's stamp."""
        self._notice_the_database()
        now, asked_at = time.monotonic(), timezone.now()
        is_whole = self._compared_at is None or now - self._compared_at >= TRUST_SECONDS
        rows = _living() if is_whole else _living().filter(updated_at__gte=self._asked_at - COMMIT_LAG)
        stamps = dict(rows.values_list("pk", "updated_at"))
        gone = self._known.keys() - stamps.keys() if is_whole else set()
        self._apply(gone, self._changed(stamps))
        self._asked_at = asked_at
        if is_whole:
            self._compared_at = now

    def _notice_the_database(self) -> None:
        if self._database != connection.settings_dict["NAME"]:
            self.forget()
            self._database = connection.settings_dict["NAME"]

    def _changed(self, stamps: dict[UUID, datetime]) -> Iterator[tuple[UUID, Known]]:
        """Whoever is not known as the rows stand, opened."""
        known = self._known
        changed = [pk for pk, stamp in stamps.items() if (there := known.get(pk)) is None or there.updated_at != stamp]
        written: dict[str, str] = {}  # words already turned into keys; forgotten when this ends
        for start in range(0, len(changed), CHUNK):
            ids = changed[start : start + CHUNK]
            for person_id, *columns in opened_rows(_living(), ids, SEALED_COLUMNS, PLAIN_COLUMNS):
                yield person_id, _known(columns, written)

    def _apply(self, gone: Iterable[UUID], changed: Iterable[tuple[UUID, Known]]) -> None:
        for person_id in gone:
            self._drop(person_id)
        for person_id, known in changed:
            self._drop(person_id)
            self._add(person_id, known)

    def _add(self, person_id: UUID, known: Known) -> None:
        self._known[person_id] = known
        for key in known.keys:
            self._holders[key].add(person_id)

    def _drop(self, person_id: UUID) -> None:
        known = self._known.pop(person_id, None)
        for key in known.keys if known else ():
            self._holders[key].discard(person_id)
            if not self._holders[key]:
                del self._holders[key]


def _living():
    """People whose key was not destroyed."""
    return Person.objects.filter(key__wrapped__isnull=False)


def _known(columns: list, written: dict[str, str]) -> Known:
    *names, birth_date, stated_age, stated_on, updated_at = columns
    paternal, maternal, given, called, other = (_keys(name, written) for name in names)
    year, is_stated = birth_year_of(birth_date, stated_age, stated_on)
    return Known(paternal + maternal, given, called, other, year, is_stated, updated_at)


def _keys(name: str, written: dict[str, str]) -> tuple[str, ...]:
    keys = []
    for word in words(name):
        if word not in written:
            written[word] = sound(word)
        keys.append(written[word])
    return tuple(filter(None, keys))


def opened_rows(people, ids: list[UUID], sealed: Sequence[str], plain: Sequence[str]) -> list[tuple]:
    """``(id, *sealed columns opened, *plain columns)`` of these people; whoever does not open stops nobody's search."""
    fields = [Person._meta.get_field(column) for column in sealed]
    rows = list(
        people.filter(pk__in=ids).values_list("id", "key_id", "key__wrapped", "key__key_version", *sealed, *plain)
    )
    try:
        return list(open_values(fields, rows))
    except SealBroken:
        return [opened for row in rows for opened in _open_alone(fields, row, len(plain))]


def _open_alone(fields, row: tuple, plain: int) -> list[tuple]:
    try:
        return list(open_values(fields, [row]))
    except SealBroken:
        logger.error("Search: a seal of person %s is broken", row[0])
        return [(row[0], *("" for _field in fields), *row[-plain:])]


def birth_year_of(birth_date: date | None, stated_age: int | None, stated_on: date | None) -> tuple[int | None, bool]:
    """The year of birth, and whether it only follows from an age that was told or estimated."""
    if birth_date is not None:
        return birth_date.year, False
    if stated_age is not None and stated_on is not None:
        return stated_on.year - stated_age, True
    return None, False
