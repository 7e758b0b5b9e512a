"""In whose name the database is asked: what the policies of row-level security go by (``accounts/row_security.py``).

Every request runs in one transaction that begins with the account it serves; every task and every command says that
it is the system's own. Whoever asks without having said so gets an error, never an empty page.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import wraps
from uuid import UUID

from django.db import connection
from psycopg.pq import TransactionStatus

from accounts.request_id import current_request_id

# The roles of the database (calp/embedded.py and deploy/postgres make them).
WEB_ROLE, MATCHER_ROLE, SYSTEM_ROLE, OWN_ROLE = "calp_web", "calp_matcher", "calp_worker", "none"
SYSTEM, NOBODY = "system", "nobody"


@dataclass(frozen=True)
class Acting:
    """``actor``: an account's id, ``nobody`` (not signed in) or ``system``; ``case``: one case within reach besides."""

    actor: str = ""
    role: str = OWN_ROLE
    case: str = ""


_now: ContextVar[Acting | None] = ContextVar("acting", default=None)
_everywhere = Acting()  # of this process, where nothing narrower was said


def acting(who):
    """A ``with`` block in the name of an account (a ``User``), of ``NOBODY`` or of the ``SYSTEM``.

    Inside a transaction it ends with the transaction at the latest; outside, what was said before is said again.
    Whoever connected as the role of the pages cannot be the system: the database refuses.
    """
    if who == SYSTEM:
        return _saying(Acting(SYSTEM, SYSTEM_ROLE))
    return _saying(Acting(NOBODY if who == NOBODY else str(who.pk), WEB_ROLE))


def reaching(case: UUID | None):
    """A ``with`` block in which the same account also reaches one case.

    For what somebody's act does where they may not look: a liaison's answer becomes a line in the case's history.
    """
    return _saying(replace(_current(), case=str(case or "")))


def matching():
    """A ``with`` block that reads what names are compared by, of everybody: sealed names and stamps, nothing else."""
    current = _current()
    return _saying(current if current.actor == SYSTEM else replace(current, role=MATCHER_ROLE))


def as_system(task: Callable) -> Callable:
    """The decorator of tasks: the clock's work, or what somebody asked for (the task asks again whether they may)."""

    @wraps(task)
    def in_the_systems_name(*arguments, **options):
        with acting(SYSTEM):
            return task(*arguments, **options)

    return in_the_systems_name


def act_as_system_everywhere() -> None:
    """For a process that has no users: the command line. Every connection of the process says so from its start."""
    global _everywhere
    _everywhere = Acting(SYSTEM, SYSTEM_ROLE)
    if connection.connection is not None:
        _tell(_current(), is_local=connection.in_atomic_block)


def introduce(sender, connection, **_more) -> None:
    """A connection was opened: say who is acting. The framework calls it (``accounts/apps.py``)."""
    if _current().actor:
        _tell(_current(), is_local=False, to=connection)


def _current() -> Acting:
    return _now.get() or _everywhere


@contextmanager
def _saying(wanted: Acting) -> Iterator[None]:
    before, is_local = _current(), connection.in_atomic_block
    token = _now.set(wanted)
    try:
        _tell(wanted, is_local=is_local)
        yield
    finally:
        _now.reset(token)
        if not _is_broken():
            _tell(before, is_local=connection.in_atomic_block)


def _tell(acting: Acting, *, is_local: bool, to=connection) -> None:
    """One round trip, on the driver's own connection: it belongs to the frame, not to what a page asks."""
    to.ensure_connection()
    to.connection.execute(
        "SELECT set_config('calp.actor', %(actor)s, %(is_local)s), set_config('calp.case', %(case)s, %(is_local)s),"
        " set_config('calp.request', %(request)s, %(is_local)s),"
        " set_config('role', %(role)s, %(is_local)s)",
        {
            "actor": acting.actor,
            "case": acting.case,
            "request": current_request_id.get(),
            "role": acting.role,
            "is_local": is_local,
        },
    )


def _is_broken() -> bool:
    """Whether the connection is gone, or its transaction ends in a rollback that takes back what we said."""
    if connection.connection is None or connection.connection.closed:
        return True
    return connection.connection.info.transaction_status == TransactionStatus.INERROR
