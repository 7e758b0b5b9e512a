"""The trail in the words of the screen: kinds of record and names of data, never what they hold."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy as _

# What is no field of a table, or a field that no form asks for.
_WORDS = {
    "case": _("caso"),
    "cases": _("casos"),
    "check": _("comprobación"),
    "closed_on": _("fecha de cierre"),
    "consent": _("consentimiento"),
    "document": _("documento"),
    "done_at": _("hecha"),
    "ended_at": _("fin"),
    "ended_on": _("fin"),
    "file": _("archivo"),
    "htcds": _("libro del estándar"),
    "name": _("nombre"),
    "numbers": _("cifras"),
    "office": _("sede"),
    "password": _("contraseña"),
    "people": _("personas"),
    "phases": _("fases"),
    "phone": _("teléfono"),
    "print": _("para imprimir"),
    "report": _("informe"),
    "rows": _("filas"),
    "team": _("equipo"),
    "trail": _("quién lo ha visto"),
}


def kind_words(kind: str) -> str:
    """ "caso" for "cases.case"; a refused address is "una página"; as stored, where no such table exists any more."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return str(_("una página")) if ":" in kind else kind


def field_words(kind: str, name: str) -> str:
    """ "resumen" for "summary" of a case; "filas: 135" for "rows=135"."""
    name, _equals, count = name.partition("=")
    words = str(_WORDS[name]) if name in _WORDS else _label(kind, name)
    return f"{words}: {count}" if count else words


def _label(kind: str, name: str) -> str:
    try:
        return str(apps.get_model(kind)._meta.get_field(name).verbose_name)
    except (LookupError, ValueError, AttributeError, FieldDoesNotExist):
        return name  # gone, or the other end of a relation
