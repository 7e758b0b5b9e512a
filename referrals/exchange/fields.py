"""Every column of an exchanged workbook, in the order in which an export writes them."""

from django.utils.translation import gettext_lazy as _

from referrals.exchange.kinds import Field
from referrals.exchange.peru import PERU
from referrals.exchange.standard import STANDARD

FIELDS: dict[str, Field] = {field.name: field for field in (*STANDARD, *PERU)}


def _groups() -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for field in FIELDS.values():
        groups[field.group] = (*groups.get(field.group, ()), field.name)
    return groups


# Target → the fields that speak of it.
GROUPS: dict[str, tuple[str, ...]] = _groups()

# Prefix of a field's name → the section of the standard, in Spanish.
SECTIONS = {
    "org": _("Organización"),
    "prs": _("Persona"),
    "vic": _("Contexto de la persona"),
    "per": _("Quien la explotó"),
    "cas": _("Caso y derivaciones"),
    "cco": _("Comentario"),
    "hte": _("Hechos"),
    "spl": _("Plan de apoyo"),
    "con": _("Consentimiento"),
}
