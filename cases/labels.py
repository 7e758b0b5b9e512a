"""How states look: tone and icon of the state label, bars of the risk label. Words come from the code lists."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from cases.models import Consent
from cases.states import CaseStatus, ConsentState
from interface.dates import day

STATUS_LOOK: dict[str, tuple[str, str]] = {
    CaseStatus.NEW: ("hueco", "borrador"),
    CaseStatus.ACTIVE: ("rio", "curso"),
    CaseStatus.FOLLOW_UP: ("selva", "reloj"),
    CaseStatus.CLOSED: ("gris", "cerrada"),
    CaseStatus.REOPENED: ("rio", "repetir"),
}

EXPIRES_SOON = timedelta(days=30)


@dataclass(frozen=True)
class Label:
    tone: str
    icon: str
    text: str
    note: str = ""


def consent_label(consent: Consent | None, today: date) -> Label:
    """Where her newest decision stands: in force, about to end, ended, taken back, refused or not asked."""
    if consent is None:
        return Label("tierra", "firma", _("Sin registrar"))
    if consent.withdrawn_on is not None:
        return Label("camu", "mano", _("Retirado"), _("el %s") % day(consent.withdrawn_on))
    if consent.state == ConsentState.REFUSED:
        return Label("camu", "mano", _("No lo da"))
    if consent.state == ConsentState.NOT_YET:
        return Label("tierra", "firma", _("Todavía no"))
    if consent.valid_to is not None and consent.valid_to < today:
        return Label("tierra", "reloj", _("Venció"), _("el %s") % day(consent.valid_to))
    how = _("por escrito") if consent.state == ConsentState.WRITTEN else _("de palabra")
    if consent.valid_to is None:
        return Label("selva", "ok", _("Vigente"), how)
    note = _("%(how)s, hasta el %(day)s") % {"how": how, "day": day(consent.valid_to)}
    if consent.valid_to - today <= EXPIRES_SOON:
        return Label("tierra", "reloj", _("Por vencer"), note)
    return Label("selva", "ok", _("Vigente"), note)
