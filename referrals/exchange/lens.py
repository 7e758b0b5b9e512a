"""Nothing of a row is lost: what our tables cannot say exactly is kept beside them, until they are edited.

At import each group of fields is compared with what our tables now say of it. Where that is not exactly what the row
said, the row's own values are kept with what the tables said then. An export gives the kept values as long as the
tables still say the same, and the tables' word once somebody changed it.
"""

from collections.abc import Mapping

from referrals.exchange.fields import FIELDS, GROUPS

# Our own numbers are always told as they are here.
OWN_CODES = frozenset({"x_pe_CaseCode", "x_pe_PersonCode"})


def difference(row: Mapping[str, str], told: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What must be kept of ``row``: its values, and what our tables said of the same groups."""
    kept: dict[str, str] = {}
    stood: dict[str, str] = {}
    for names in GROUPS.values():
        if all(row.get(name, "") == told.get(name, "") for name in names):
            continue
        kept |= {name: row[name] for name in names if row.get(name)}
        stood |= {name: told[name] for name in names if told.get(name)}
    return kept, stood


def merged(kept: Mapping[str, str], stood: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    """The row as an export writes it, every field of ``FIELDS``."""
    row: dict[str, str] = {}
    for names in GROUPS.values():
        is_kept = any(name in kept or name in stood for name in names)
        unchanged = all(stood.get(name, "") == told.get(name, "") for name in names)
        for name in names:
            row[name] = _value(name, kept, told, is_kept and unchanged)
    return row


def _value(name: str, kept, told, as_kept: bool) -> str:
    now = told.get(name, "")
    if not as_kept or name in OWN_CODES:
        return now
    if FIELDS[name].is_peruvian:
        return kept.get(name) or now
    return kept.get(name, "")
