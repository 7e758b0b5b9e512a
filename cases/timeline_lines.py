"""The history of a case as ``{% timeline %}`` shows it: what the account may not read, it sees only happen."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Area, Permission
from cases.access import may_read_entry
from cases.file_parts import asides_of, subject_url
from cases.models import TimelineEntry
from cases.states import MILESTONES, EntryKind
from interface.dates import day_time

_ICONS: dict[str, str] = {
    EntryKind.INTAKE: "persona",
    EntryKind.NOTE: "nota",
    EntryKind.ATTENTION: "corazon",
    EntryKind.STATUS: "curso",
    EntryKind.VICTIM_STATUS: "balanza",
    EntryKind.PHASE: "curso",
    EntryKind.PERSON: "persona",
    EntryKind.CONSENT: "firma",
    EntryKind.TEAM: "equipo",
    EntryKind.TASK: "ok",
    EntryKind.REFERRAL: "enviar",
    EntryKind.AID: "moneda",
    EntryKind.SHELTER: "casa",
    EntryKind.PLAN: "lista",
    EntryKind.ASSESSMENT: "lista",
    EntryKind.FACTS: "libro",
    EntryKind.FOLLOW_UP: "telefono",
    EntryKind.LETTER: "nota",
    EntryKind.IMPORT: "subir",
}

_RESERVED = {
    (EntryKind.NOTE, Area.PSYCHOLOGICAL): lambda: _("Nota psicológica"),
    (EntryKind.NOTE, Area.LEGAL): lambda: _("Nota legal"),
    (EntryKind.ATTENTION, Area.PSYCHOLOGICAL): lambda: _("Atención psicológica"),
    (EntryKind.ATTENTION, Area.LEGAL): lambda: _("Atención legal"),
}

_RESERVED_TO = {
    Area.PSYCHOLOGICAL: lambda: _("Reservada al área psicológica. Puedes ver que ocurrió, no su contenido."),
    Area.LEGAL: lambda: _("Reservada al área legal. Puedes ver que ocurrió, no su contenido."),
}


def timeline_lines(user: User, entries: list[TimelineEntry], *, may_correct: bool = True) -> list[dict]:
    """Lines for entries of ``for_file``; the text of a reserved one is never opened."""
    asides = asides_of(entries)
    corrects = may_correct and user.can(Permission.ADD_NOTE)
    return [
        _line(entry, asides, corrects) if may_read_entry(user, entry) else _reserved_line(entry, asides)
        for entry in entries
    ]


def _line(entry: TimelineEntry, asides: dict[UUID, str], corrects: bool) -> dict:
    if entry.is_behind_a_click and entry.body:
        return _closed_line(entry, asides)
    address = subject_url(entry.subject_kind, entry.subject_id)
    can_correct = corrects and entry.is_correctable
    return {
        "at": entry.occurred_at,
        "title": entry.headline,
        "author": _author(entry, asides),
        "text": entry.body,
        "icon": _ICONS[entry.kind],
        "kind": "hito" if entry.kind in MILESTONES else "",
        "remarks": _remarks(entry),
        "url": address or (reverse("services:correct", args=[entry.pk]) if can_correct else ""),
        "link_text": _("Ver") if address else _("Corregir"),
    }


def _closed_line(entry: TimelineEntry, asides: dict[UUID, str]) -> dict:
    """A line whose text is read by a press that says why; from there it is mended too."""
    return {
        "at": entry.occurred_at,
        "title": entry.headline,
        "author": _author(entry, asides),
        "text": _("Se lee diciendo para qué, y queda registrado."),
        "icon": _ICONS[entry.kind],
        "kind": "",
        "is_reserved": True,
        "remarks": _remarks(entry),
        "url": reverse("cases:read_entry", args=[entry.pk]),
        "link_text": _("Leer"),
    }


def _reserved_line(entry: TimelineEntry, asides: dict[UUID, str]) -> dict:
    title = _RESERVED.get((entry.kind, entry.area), entry.get_kind_display)()
    return {
        "at": entry.occurred_at,
        "title": title,
        "author": _author(entry, asides),
        "text": _RESERVED_TO[entry.area](),
        "icon": "candado",
        "kind": "",
        "is_reserved": True,
    }


def _author(entry: TimelineEntry, asides: dict[UUID, str]) -> str:
    who = str(entry.by) if entry.by else _("El sistema")
    code = entry.person.code if entry.person else ""
    return " · ".join(filter(None, [who, code, asides.get(entry.pk, "")]))


def _remarks(entry: TimelineEntry) -> list[str]:
    """That it mends another line, or was mended by one."""
    first = entry.corrects
    mends = [_told(_("Corrige lo que registró %(who)s el %(when)s"), first, first.occurred_at)] if first else []
    mended = [_told(_("La corrigió %(who)s el %(when)s"), each, each.recorded_at) for each in entry.corrections.all()]
    return mends + mended


def _told(words: str, other: TimelineEntry, moment) -> str:
    return words % {"who": str(other.by) if other.by else _("el sistema"), "when": day_time(moment)}
