"""Nothing of a row is lost: what our tables cannot say exactly is kept beside them, until they are edited.

At import each group of fields is compared with what our tables now say of it. Where that is not exactly what the row
said, the row's own values are kept with what the tables said then. An export gives the kept values as long as the
tables still say the same, and the tables' word once somebody changed it.
"""

from collections.abc import Mapping

from referrals.exchange.fields import FIELDS, GROUPS, SECTIONS
from referrals.exchange.kinds import Field
from referrals.exchange.words import in_words

# Our own numbers are always told as they are here.
OWN_CODES = frozenset({"x_pe_CaseCode", "x_pe_PersonCode"})
# What tells who she is or where to find her: shown only by an act that leaves a trace.
IDENTITY = frozenset(
    {
        "prs_Salutation",
        "prs_FirstName",
        "prs_MiddleName",
        "prs_SecondName",
        "prs_IdentityNumber",
        "prs_Email",
        "prs_HomePhone",
        "prs_MobilePhone",
        "prs_MailingStreet",
        "prs_MailingLongitude",
        "prs_MailingLatitude",
    }
)


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


def sections(kept: Mapping[str, str], hidden: frozenset[str]) -> list[tuple[str, list[tuple[Field, list[str]]]]]:
    """What was kept of the standard, in its order: (section, [(field, values)]); in words, several values apart."""
    found: dict[str, list[tuple[Field, list[str]]]] = {}
    for field in FIELDS.values():
        value = kept.get(field.name)
        if value and not field.is_peruvian and field.name not in hidden:
            found.setdefault(field.prefix, []).append((field, in_words(field, value)))
    return [(str(SECTIONS[prefix]), lines) for prefix, lines in found.items()]
