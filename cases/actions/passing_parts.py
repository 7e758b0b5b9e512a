"""What hangs on a part in a case passes to the other part there of the same person, and back.

The database does it (``calp.pass_on_part``), past its policies: a colleague's draft or a signed assessment is hers too,
though the account that joins two records may not see the one nor change the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from cases.duplicates.relations import links, name_of
from cases.models import Participation


@dataclass(frozen=True)
class Passed:
    """A row that hung on the part: under which link, what it was before (a digest), and what it is now: None if it
    stayed, because the other part has its own (a plan of the same number, an open draft, a pending follow-up)."""

    link: str
    row_id: str
    was: str
    mark: str | None


def pass_on(of: UUID, to: UUID, only: Iterable[str] | None = None) -> list[Passed]:
    """All that hangs on ``of``, or ``only`` these rows. Both are parts in one case of people joined to each other;
    the database refuses anything else, and whoever may not join people.
    """
    names = {model._meta.db_table: name_of(model, field) for model, field in links(Participation)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tab, id, was, mark FROM calp.pass_on_part(%s, %s, %s)", [of, to, None if only is None else [*only]]
        )
        return [Passed(names[table], row, was, mark) for table, row, was, mark in cursor.fetchall()]
