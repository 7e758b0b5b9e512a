"""The documents that are printed from data: docs/data-inventory.md and docs/access-matrix.md. Run by script/docs."""

from django.apps import apps
from django.conf import settings

from calp.inventory import INVENTORY, OPEN_TEXT, Kind, Table
from tests.referrals.conformance import conformance
from vault.fields import SealedField

NOTE = "<!-- Made by script/docs. Change {source}, not this file. -->\n"


def main() -> None:
    for name, text in {"data-inventory.md": data_inventory(), "htcds.md": conformance()}.items():
        (settings.BASE_DIR / "docs" / name).write_text(text)


def data_inventory() -> str:
    totals = {kind: sum(1 for _n, k in _all_columns() if k == kind) for kind in Kind}
    lines = [
        NOTE.format(source="calp/inventory.py"),
        "# What is kept\n",
        "Every column of every table. *Personal* tells of somebody who can be identified; *sensitive* touches health,"
        " sexual life, origin, violence suffered, what was said in confidence, or where she can be found (Ley 29733"
        " art. 2 numbers 4 and 5; DS 016-2024-JUS). **Bold** is sealed: AES-256-GCM with the key of one person or one"
        " case. Dates, choices and links are open, because the database counts by them; they hang on codes whose names"
        " are sealed. Written text that is personal and open is marked with its reason at the end.\n",
        f"{len(INVENTORY)} tables; {totals[Kind.PLAIN]} plain columns, {totals[Kind.PERSONAL]} personal,"
        f" {totals[Kind.SENSITIVE]} sensitive.\n",
        "| table | for | personal | sensitive | plain |",
        "|---|---|---|---|---|",
        *[_row(label, table) for label, table in INVENTORY.items()],
        "\n## Written text that is open, and why\n",
        "| column | why |",
        "|---|---|",
        *[f"| `{label}.{name}` | {why} |" for (label, name), why in sorted(OPEN_TEXT.items())],
    ]
    return "\n".join(lines) + "\n"


def _all_columns():
    return [column for table in INVENTORY.values() for column in table.columns()]


def _row(label: str, table: Table) -> str:
    by_kind = [_names(label, getattr(table, kind)) for kind in (Kind.PERSONAL, Kind.SENSITIVE, Kind.PLAIN)]
    return f"| `{label}` | {table.purpose} | {' | '.join(by_kind)} |"


def _names(label: str, names: str) -> str:
    model = apps.get_model(label)
    sealed = {field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)}
    return ", ".join(f"**{name}**" if name in sealed else name for name in names.split())


if __name__ == "__main__":
    main()
