"""That something is new for somebody: inside as lines on "Mi trabajo", outside as an e-mail that says only that.

Each room says in ``SOURCES`` what is new to whom, and in which words; who looked when, and who is written to, is
decided here.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import User
from accounts.news_models import NewsMark
from accounts.session_models import UserSession
from accounts.telling import write_to

log = logging.getLogger(__name__)
VISIT = timedelta(minutes=30)
QUIET = timedelta(hours=1)
SHOWN = 6


@dataclass(frozen=True)
class News:
    """One line: its words, where it leads, since when."""

    text: str
    url: str
    at: datetime


@dataclass(frozen=True)
class Source:
    """``newest`` answers (account, moment) of what waits for whom, in one query; ``lines`` what is new to one account
    since a moment, the newest first, no more than asked for, in a constant number of queries."""

    key: str
    newest: Callable[[], Iterable[tuple[UUID, datetime]]]
    lines: Callable[[User, datetime, int], list[News]]


SOURCES: list[Source] = []


def look(user: User, now: datetime) -> list[News]:
    """What is new since the visit before this one, and that it was looked at; the first visit has no news. Two queries
    and those of the sources."""
    mark = NewsMark.objects.filter(user=user).first() or NewsMark(user=user)
    if mark.looked_at and now - mark.looked_at > VISIT:
        mark.before = mark.looked_at
    mark.looked_at = max(now, mark.looked_at or now)
    NewsMark.objects.bulk_create(
        [mark], update_conflicts=True, unique_fields=["user"], update_fields=["looked_at", "before"]
    )
    if mark.before is None:
        return []
    found = [line for source in SOURCES for line in source.lines(user, mark.before, SHOWN)]
    return sorted(found, key=lambda line: line.at, reverse=True)[:SHOWN]


def tell(now: datetime) -> int:
    """One e-mail to everybody for whom something is new since they looked or were told, and who is not at work now; at
    most one an hour, and none again before they looked. Returns how many were sent; a mail server that fails ends the
    round, and the next one goes on."""
    newest = _newest()
    at_work = UserSession.objects.open(now).filter(user=OuterRef("pk"))
    people = User.objects.active().filter(pk__in=newest).exclude(email="").exclude(Exists(at_work)).order_by("id")
    marks = {mark.user_id: mark for mark in NewsMark.objects.filter(user__in=newest)}
    sent = 0
    for person in people:
        mark = marks.get(person.pk) or NewsMark(user=person)
        if not _is_to_be_told(mark, newest[person.pk], now):
            continue
        try:
            with transaction.atomic():
                mark.told_at = now
                NewsMark.objects.bulk_create(
                    [mark], update_conflicts=True, unique_fields=["user"], update_fields=["told_at"]
                )
                if not write_to([person.email], reverse("landing")):
                    transaction.set_rollback(True)
                    return sent
        except OSError as problem:  # what every failure of the post is
            log.warning("news wait: %s", type(problem).__name__)
            return sent
        sent += 1
    return sent


def _newest() -> dict[UUID, datetime]:
    found: dict[UUID, datetime] = {}
    for source in SOURCES:
        for user_id, at in source.newest():
            found[user_id] = max(at, found.get(user_id, at))
    return found


def _is_to_be_told(mark: NewsMark, newest: datetime, now: datetime) -> bool:
    looked, told = mark.looked_at, mark.told_at
    waits = looked is None or newest > looked
    is_told = told is not None and (looked is None or told > looked or now - told < QUIET)
    return waits and not is_told
