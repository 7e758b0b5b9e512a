"""The trail in the words of the screen: kinds of record and names of data, never what they hold."""

from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RevealReason(TextChoices):
    """Why something behind a click was uncovered: "reason=HEALTH" among the data that a row of the trail names."""

    CONTACT = "CONTACT", _("Voy a verla o a llamarla")
    PLANNING = "PLANNING", _("Preparar su atención")
    TRANSFER = "TRANSFER", _("Coordinar un traslado")
    HEALTH = "HEALTH", _("Urgencia de salud")
    DANGER = "DANGER", _("Riesgo o amenaza")
    PROCEEDING = "PROCEEDING", _("Diligencia o audiencia")
    SUPERVISION = "SUPERVISION", _("Supervisión del caso")
    OTHER = "OTHER", _("Otro motivo")


# What is no field of a table, or a field that no form asks for.
_WORDS = {
    "aid": _("ayuda"),
    "appointment": _("cita"),
    "attendances": _("asistencia"),
    "service": _("servicio"),
    "aggravants": _("lo que agrava el delito"),
    "assessment": _("evaluación"),
    "assessment_draft": _("borrador de evaluación"),
    "answers": _("respuestas"),
    "cancelled_at": _("anulada"),
    "items": _("lo que lleva"),
    "stocks": _("existencias"),
    "case": _("caso"),
    "cases": _("casos"),
    "check": _("comprobación"),
    "closed_on": _("fecha de cierre"),
    "consent": _("consentimiento"),
    "document": _("documento"),
    "done_at": _("hecha"),
    "ended_at": _("fin"),
    "ended_on": _("fin"),
    "emergency": _("emergencia"),
    "episode": _("hechos"),
    "file": _("archivo"),
    "follow_up": _("seguimiento"),
    "gender": _("identidad de género"),
    "grant": _("permiso excepcional"),
    "health": _("salud y discapacidad"),
    "household": _("familia y hogar"),
    "htcds": _("libro del estándar"),
    "lesson": _("lo aprendido"),
    "letter": _("carta de retiro"),
    "office_letter": _("carta"),
    "birth": _("fecha de nacimiento"),
    "livelihood": _("educación y trabajo"),
    "name": _("nombre"),
    "numbers": _("cifras"),
    "office": _("sede"),
    "origin": _("origen y lengua"),
    "original": _("archivo original"),
    "password": _("contraseña"),
    "people": _("personas"),
    "perpetrators": _("notas sobre quien la explotó"),
    "phases": _("fases"),
    "phone": _("teléfono"),
    "plan": _("plan de reintegración"),
    "print": _("para imprimir"),
    # The parts of a printed copy; each has the key of ``cases.file_parts.Printed``.
    "print_aggravants": _("lo que agrava el delito"),
    "print_aid": _("ayuda"),
    "print_assessments": _("evaluaciones"),
    "print_attachments": _("lista de documentos"),
    "print_closed": _("salud, discapacidad e identidad de género"),
    "print_consents": _("consentimientos"),
    "print_facts": _("hechos"),
    "print_family": _("familia y otras personas"),
    "print_followup": _("seguimiento"),
    "print_history": _("cronología"),
    "print_missing": _("qué falta"),
    "print_people": _("personas"),
    "print_plan": _("plan de reintegración"),
    "print_profile": _("lo que se sabe de cada una"),
    "print_referrals": _("derivaciones"),
    "print_services": _("servicios y atenciones"),
    "print_shelter": _("acogida, sin el lugar"),
    "print_summary": _("resumen"),
    "print_tasks": _("tareas"),
    "print_team": _("equipo"),
    "relation": _("relación"),
    "report": _("informe"),
    "projects": _("proyectos"),
    "recovery": _("código de recuperación"),
    "route": _("camino"),
    "rows": _("filas"),
    "sessions": _("sesiones"),
    "shelter": _("dónde está"),
    "sites": _("lugares de explotación"),
    "team": _("equipo"),
    "totp": _("aplicación de códigos"),
    "trail": _("quién lo ha visto"),
    "webauthn": _("llave o huella"),
    "word": _("documento de Word"),
}


def kind_words(kind: str) -> str:
    """ "caso" for "cases.case"; a refused address is "una página"; as stored, where no such table exists any more."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return str(_("una página")) if ":" in kind else kind


def is_id(text: str) -> bool:
    """Whether the subject of a row is a record with a page of its own in the trail."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def field_words(kind: str, name: str) -> str:
    """ "resumen" for "summary" of a case; "filas: 135" for "rows=135"; a reason by its words."""
    name, _equals, count = name.partition("=")
    if name == "reason" and count in RevealReason:
        return str(_("motivo: %s") % RevealReason(count).label)
    words = str(_WORDS[name]) if name in _WORDS else _label(kind, name)
    return f"{words}: {count}" if count else words


def _label(kind: str, name: str) -> str:
    try:
        return str(apps.get_model(kind)._meta.get_field(name).verbose_name)
    except (LookupError, ValueError, AttributeError, FieldDoesNotExist):
        return name  # gone, or the other end of a relation
