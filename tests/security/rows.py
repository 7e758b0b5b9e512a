"""Asks the database itself, as the role of the pages and in somebody's name, for every row of every table, and finds
the ids of records that are not theirs in what comes.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, transaction
from django.db.utils import DatabaseError

from accounts.acting import NOBODY, acting
from accounts.history import Change
from tests.meta.asking import TOKENS, Desk
from tests.meta.matrix import ACTORS, IQUITOS, KNOWN_TO, SCOPE_OF, TRAIL, Role
from tests.meta.world import READERS

# Whoever answers for the trail is told who could see what, by the case's id and code, and nothing of the case.
TOLD_TO_TRAIL = {
    "cases_assignment",
    "cases_casegrant",
    "cases_emergencyaccess",
    "cases_scopeperiod",
    "accounts_auditentry",
    "accounts_alert",
    "cases_decoy",
}
# The row of what was sent to a liaison's unit names the case and the person by their ids; no page does.
TOLD_TO_LIAISON = {"referrals_referral"}
# What rows were before is the owner's to read, and nobody's in a page.
HISTORIES = {model._meta.db_table: frozenset() for model in apps.get_models() if issubclass(model, Change)}
# Tables that name no case: who is given any row of them at all.
GIVEN_TO = HISTORIES | {
    "accounts_accountperiod": frozenset(actor.name for actor in ACTORS if actor.state == "signed in"),
    "accounts_alert": frozenset({"dario", "ana"}),
    "accounts_alertreview": frozenset({"dario", "ana"}),
    "accounts_factorreset": frozenset({"nora", "dario", "raul"}),
    "mfa_authenticator": frozenset({"nora"}),  # her own: the only one that has a factor
    "accounts_recoverycode": frozenset({"nora"}),
    "accounts_newsmark": frozenset({"rosa"}),
    "cases_lettertemplate": frozenset(actor.name for actor in ACTORS if actor.state == "signed in"),
    "services_calendaraddress": frozenset({"rosa"}),
    "services_kitdeliveryitem": IQUITOS,
    "services_shelterplace": IQUITOS | {"ulises"},
}
HIDDEN_BY = {"case", "office", "coordination", "report", "unit"}
SIGNED_IN = tuple(actor for actor in ACTORS if actor.state in ("signed in", "inactive"))


def protected() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace ORDER BY 1"
        )
        return [name for [name] in cursor.fetchall()]


def leaks(desk: Desk, table: str) -> Iterator[str]:
    """What somebody, or nobody, is given of a table and must not be."""
    known = _known_to(desk)
    if table in GIVEN_TO:
        yield from _given_to_others(desk, table)
    for actor in SIGNED_IN:
        name = actor.name.split()[0]
        if actor.role == Role.AGENCY_GUEST and table in TOLD_TO_LIAISON:
            continue
        if actor.role in TRAIL and table in TOLD_TO_TRAIL or actor.role == Role.DATA_PROTECTION_OFFICER:
            continue
        for token in _tokens(table, desk.world.people[name]):
            if token in known and (actor.state == "inactive" or name not in known[token]):
                yield f"{name} reads {token} in {table}, of {desk.world.tokens.get(token, 'a record')}"
    for token in _tokens(table, NOBODY):
        if token in known:
            yield f"nobody in particular reads {token} in {table}"


def _given_to_others(desk: Desk, table: str) -> Iterator[str]:
    for actor in SIGNED_IN:
        name = actor.name.split()[0]
        with acting(desk.world.people[name]), connection.cursor() as cursor:
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
            if cursor.fetchone()[0] and name not in GIVEN_TO[table]:
                yield f"{name} reads {table}"


def _known_to(desk: Desk) -> dict[str, frozenset[str]]:
    """id or code → who may know of it: what is tagged, and every record that the matrix names."""
    known = {token: _knowing(tag) for token, tag in desk.world.tokens.items()}
    for (kind, relation), arguments in desk.world.records.items():
        scope = SCOPE_OF.get(kind)
        if scope in HIDDEN_BY and "pk" in arguments:
            pk = str(arguments["pk"])
            known[pk] = known.get(pk, frozenset()) | KNOWN_TO.get((scope, relation), frozenset())
    return known


def _knowing(tag: str) -> frozenset[str]:
    """Who may know that there is such a row, whatever else hides its text: a narrower tag's first word is its case."""
    whole = READERS.get(tag.split()[0], frozenset())
    return READERS.get(tag, frozenset()) | READERS.get(tag.removesuffix(f" {tag.split()[-1]}"), frozenset()) | whole


def _but_own_acts(table: str, who) -> str:
    """What somebody did themselves they may read, also of what is no longer theirs."""
    column = {"accounts_auditentry": "actor_id", "cases_emergencyaccess": "user_id"}.get(table)
    if column is None or who == NOBODY:
        return ""
    return f" WHERE {column} IS DISTINCT FROM '{who.pk}'"


def _tokens(table: str, who) -> set[str]:
    with acting(who):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f'SELECT t::text FROM "{table}" AS t{_but_own_acts(table, who)}')
                return set(TOKENS.findall("\n".join(text for [text] in cursor.fetchall())))
        except DatabaseError:
            return set()  # not even the right to ask
