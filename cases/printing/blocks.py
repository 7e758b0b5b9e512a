"""What a printed part is made of, and what it is made from. One template draws all (templates/cases/_printed.html)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from accounts.models import User
from cases.models import Case, Participation
from interface.dates import day

Fact = tuple[str, str]


@dataclass(frozen=True)
class Copy:
    """One copy of a file: who prints, the case that the door gave, its people (``for_file``) and the day.

    ``request`` only for where a part longer than one copy goes on.
    """

    request: HttpRequest
    case: Case
    people: list[Participation]
    today: date

    @property
    def user(self) -> User:
        return self.request.user

    @property
    def victims(self) -> list[Participation]:
        return [each for each in self.people if each.is_victim]


@dataclass(frozen=True)
class Block:
    """One piece of a part: a title, a sentence, terms with their words, a table, questions with their answers,
    long texts with a label each, a note.

    ``more_url`` leads to the next copy, where one did not hold all.
    """

    title: str = ""
    lead: str = ""
    facts: Sequence[Fact] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[object]] = ()
    answers: Sequence[Fact] = ()
    texts: Sequence[Fact] = ()
    note: str = ""
    more_url: str = ""

    @property
    def lines(self) -> list[list[tuple[str, object]]]:
        """The rows, each cell with the head of its column."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


def told(*pairs: tuple[str, object]) -> list[Fact]:
    """The pairs that have words."""
    return [(str(term), str(words)) for term, words in pairs if words]


def joined(*words: object, by: str = " · ") -> str:
    """What there is of these words, in one line."""
    return by.join(str(each) for each in words if each)


def dated(moment: date | None) -> str:
    """ "17 nov 2026"; empty where there is no day."""
    return day(moment) if moment else ""


def table(head: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> list[Block]:
    """A block with a table; none where it has no row."""
    return [Block(title=title, head=head, rows=rows)] if rows else []
