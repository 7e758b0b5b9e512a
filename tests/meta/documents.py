"""The documents that are printed from data: what is kept, who gets what, what of the standard. Run by script/docs."""

from django.apps import apps
from django.conf import settings
from django.urls import URLResolver, get_resolver

from accounts.permissions import Role
from calp.inventory import HISTORIES, INVENTORY, OPEN_TEXT, Kind, Table
from tests.meta import matrix
from tests.meta.matrix import LINES
from tests.referrals.conformance import conformance
from vault.fields import SealedField

# One letter per role, in the order of the table of permissions.
LETTERS = dict(zip(Role, "IPLSCNRDAXG", strict=True))
NOTE = "<!-- Made by script/docs. Change {source}, not this file. -->\n"


def main() -> None:
    printed = {"data-inventory.md": data_inventory, "access-matrix.md": access_matrix, "htcds.md": conformance}
    for name, text in printed.items():
        (settings.BASE_DIR / "docs" / name).write_text(text())


def data_inventory() -> str:
    rows = {label: table for label, table in INVENTORY.items() if label not in HISTORIES}
    columns = [kind for table in rows.values() for _name, kind in table.columns()]
    lines = [
        NOTE.format(source="calp/inventory.py"),
        "# What is kept\n",
        "Every column of every table. *Personal* tells of somebody who can be identified; *sensitive* touches health,"
        " sexual life, origin, violence suffered, what was said in confidence, or where she can be found (Ley 29733"
        " art. 2 numbers 4 and 5; DS 016-2024-JUS). **Bold** is sealed: AES-256-GCM with the key of one person or one"
        " case. Dates, choices and links are open, because the database counts by them; they hang on codes whose names"
        " are sealed. Written text that is personal and open is marked with its reason at the end.\n",
        f"{len(rows)} tables; {columns.count(Kind.PLAIN)} plain columns, {columns.count(Kind.PERSONAL)} personal,"
        f" {columns.count(Kind.SENSITIVE)} sensitive. Of {len(HISTORIES)} every version is kept (at the end).\n",
        "| table | for | personal | sensitive | plain |",
        "|---|---|---|---|---|",
        *[_row(label, table) for label, table in rows.items()],
        "\n## Written text that is open, and why\n",
        "| column | why |",
        "|---|---|",
        *[f"| `{label}.{name}` | {why} |" for (label, name), why in sorted(OPEN_TEXT.items()) if label in rows],
        "\n## Versions of rows\n",
        "A trigger copies a row whenever it is written or deleted. A column of the copy is what it is in the row,"
        " sealed as it is there, and besides, each version tells *when* and *which account* (personal), what"
        " happened, from which request and by which role of the database (plain).\n",
        "| table | its versions | without |",
        "|---|---|---|",
        *[_history(label, source) for label, source in HISTORIES.items()],
    ]
    return "\n".join(lines) + "\n"


def access_matrix() -> str:
    routes = dict(addresses())
    asked = sum(1 for _cell in matrix.cells())
    lines = [
        NOTE.format(source="tests/meta/matrix.py"),
        "# Who gets what\n",
        f"{len(LINES)} addresses; {asked:,} cells (address × who asks × method × relation of the record × wording) are"
        " asked by `tests/meta/test_access_matrix.py`, all of them by `script/test security`. An address that is"
        " not here fails the tests.\n",
        "**R** reads, **S** sends, **RS** both; · is refused with 403. To whom a record is hidden by office, team or"
        " unit, it does not exist: 404, as if it had never been (see below). Any other method is answered 405. A"
        " refusal writes one row of the trail and nothing else.\n",
        f"| address | {' | '.join(LETTERS.values())} | |",
        f"|---|{'---|' * len(LETTERS)}---|",
        *[_line(line, routes[line.name]) for line in LINES],
        "\n" + "; ".join(f"{letter} {role.value.replace('_', ' ')}" for role, letter in LETTERS.items()) + ".\n",
        "## Who asks\n",
        "| who | role | |",
        "|---|---|---|",
        *[_actor(actor) for actor in matrix.ACTORS],
        "\n## To whom a record exists\n",
        "| hidden by | record of | known to |",
        "|---|---|---|",
        *[
            f"| {scope} | {relation} | {', '.join(sorted(names)) or 'nobody'} |"
            for (scope, relation), names in matrix.KNOWN_TO.items()
        ],
        "\n## Others\n",
        "Strangers and closed accounts are sent to the sign-in, but for: "
        + ", ".join(f"`{routes[line.name]}`" for line in LINES if line.is_public)
        + ". A locked session is sent to the lock, but for: "
        + ", ".join(f"`{routes[line.name]}`" for line in LINES if "locked" in line.open_while)
        + ". A temporary password is sent to where it is changed, but for: "
        + ", ".join(f"`{routes[line.name]}`" for line in LINES if "temporary" in line.open_while)
        + ". Whoever gave a password and has no second factor is sent to where one is added, but for: "
        + ", ".join(f"`{routes[line.name]}`" for line in LINES if "no factor" in line.open_while)
        + ". Whoever has one and has not given it yet is a stranger, but for `"
        + routes[matrix.SECOND_STEP]
        + "`.",
    ]
    return "\n".join(lines) + "\n"


def _line(line: matrix.Line, route: str) -> str:
    cells = []
    for role in LETTERS:
        may_read = line.get is not None and role in line.get.roles
        may_send = line.post is not None and role in line.post.roles
        cells.append("R" * may_read + "S" * may_send or "·")
    return f"| `{route}` | {' | '.join(cells)} | {line.note} |"


def _actor(actor: matrix.Actor) -> str:
    role = actor.role.value.replace("_", " ") if actor.role else ""
    state = "" if actor.state == "signed in" else actor.state
    return f"| {actor.name} | {role} | {'; '.join(filter(None, [state, actor.note]))} |"


def addresses() -> list[tuple[str | None, str]]:
    """(name with its namespace, route) of every address of the URLconf, however deep."""
    return list(_walk(get_resolver(), "", "/"))


def _walk(resolver, namespace: str, prefix: str):
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, ":".join(filter(None, [namespace, pattern.namespace])), route)
        else:
            yield pattern.name and ":".join(filter(None, [namespace, pattern.name])), route


def _row(label: str, table: Table) -> str:
    by_kind = [_names(label, getattr(table, kind)) for kind in (Kind.PERSONAL, Kind.SENSITIVE, Kind.PLAIN)]
    return f"| `{label}` | {table.purpose} | {' | '.join(by_kind)} |"


def _history(label: str, source: str) -> str:
    history = apps.get_model(label)
    copied = {field.name for field in history.copied()}
    without = [field.name for field in history.pgh_tracked_model._meta.concrete_fields if field.name not in copied]
    return f"| `{source}` | `{label}` | {', '.join(without)} |"


def _names(label: str, names: str) -> str:
    model = apps.get_model(label)
    sealed = {field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)}
    return ", ".join(f"**{name}**" if name in sealed else name for name in names.split())


if __name__ == "__main__":
    main()
