"""What a case, a person's part in it and a task may become. Enums, tables and pure questions; no queries.

Case statuses and closure reasons: ``domain.md`` 4.14; phases: 5.1; victim status: DS 001-2016-IN art. 6.c (the
condition of victim is presumed on reasonable indications).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.attachments.kinds import Refusal


class CaseStatus(models.TextChoices):
    NEW = "NEW", _("Nuevo")
    ACTIVE = "ACTIVE", _("En curso")
    FOLLOW_UP = "FOLLOW_UP", _("En seguimiento")
    CLOSED = "CLOSED", _("Cerrado")
    REOPENED = "REOPENED", _("Reabierto")


CASE_TRANSITIONS: dict[str, tuple[str, ...]] = {
    CaseStatus.NEW: (CaseStatus.ACTIVE, CaseStatus.CLOSED),
    CaseStatus.ACTIVE: (CaseStatus.FOLLOW_UP, CaseStatus.CLOSED),
    CaseStatus.FOLLOW_UP: (CaseStatus.ACTIVE, CaseStatus.CLOSED),
    CaseStatus.CLOSED: (CaseStatus.REOPENED,),
    CaseStatus.REOPENED: (CaseStatus.ACTIVE, CaseStatus.FOLLOW_UP, CaseStatus.CLOSED),
}

OPEN_STATUSES: tuple[str, ...] = (
    CaseStatus.NEW,
    CaseStatus.ACTIVE,
    CaseStatus.FOLLOW_UP,
    CaseStatus.REOPENED,
)


def next_statuses(status: str, *, may_change: bool, may_close: bool) -> tuple[str, ...]:
    """Statuses this case may take now; closing and reopening need the coordination (``may_close``)."""
    return tuple(
        to for to in CASE_TRANSITIONS[status] if (may_close if needs_closing_permission(status, to) else may_change)
    )


def needs_closing_permission(status: str, to: str) -> bool:
    return to == CaseStatus.CLOSED or status == CaseStatus.CLOSED


def needs_closure_reason(to: str) -> bool:
    return to == CaseStatus.CLOSED


class ClosureReason(models.TextChoices):
    GOALS_MET = "GOALS_MET", _("Objetivos cumplidos")
    REINTEGRATED = "REINTEGRATED", _("Reintegrada")
    RETURNED = "RETURNED", _("Retorno o repatriación")
    REFERRED = "REFERRED", _("Derivación definitiva")
    WITHDREW = "WITHDREW", _("Retiro voluntario")
    LOST_CONTACT = "LOST_CONTACT", _("Pérdida de contacto")
    DIED = "DIED", _("Fallecimiento")
    NOT_TRAFFICKING = "NOT_TRAFFICKING", _("No es caso de trata (descartado)")
    OTHER_OFFICE = "OTHER_OFFICE", _("Traslado a otra sede")
    OTHER = "OTHER", _("Otro motivo")


class ParticipationRole(models.TextChoices):
    DIRECT_VICTIM = "DIRECT_VICTIM", _("Víctima directa")
    RELATIVE = "RELATIVE", _("Familiar")
    WITNESS = "WITNESS", _("Testigo")
    COMPLAINANT = "COMPLAINANT", _("Denunciante")
    DEPENDANT = "DEPENDANT", _("Dependiente")


class VictimStatus(models.TextChoices):
    PRESUMED = "PRESUMED", _("Presunta")
    CONFIRMED = "CONFIRMED", _("Acreditada")
    RULED_OUT = "RULED_OUT", _("Descartada")


class DecidingBody(models.TextChoices):
    POLICE = "POLICE", _("Policía")
    PROSECUTION_COURT = "PROSECUTION_COURT", _("Fiscalía o juzgado")
    NGO = "NGO", _("Organización civil")
    OTHER = "OTHER", _("Otra")


VICTIM_STATUS_TRANSITIONS: dict[str, tuple[str, ...]] = {
    VictimStatus.PRESUMED: (VictimStatus.CONFIRMED, VictimStatus.RULED_OUT),
    VictimStatus.CONFIRMED: (VictimStatus.PRESUMED, VictimStatus.RULED_OUT),
    VictimStatus.RULED_OUT: (VictimStatus.PRESUMED, VictimStatus.CONFIRMED),
}


class Phase(models.TextChoices):
    """Per person, not per case; F2 to F5 may run at once."""

    F0_DETECTION = "F0_DETECTION", _("Detección")
    F1_INTAKE = "F1_INTAKE", _("Ingreso y consentimiento")
    F2_IMMEDIATE = "F2_IMMEDIATE", _("Asistencia inmediata")
    F3_PROTECTION = "F3_PROTECTION", _("Protección y alojamiento")
    F4_JUSTICE = "F4_JUSTICE", _("Justicia")
    F5_RECOVERY = "F5_RECOVERY", _("Recuperación psicosocial")
    F6_REINTEGRATION = "F6_REINTEGRATION", _("Reintegración")
    F7_FOLLOWUP = "F7_FOLLOWUP", _("Seguimiento")
    F8_CLOSURE = "F8_CLOSURE", _("Cierre")


# The phase that a status of the case means for each of its victims (domain.md 5.1: F8 is what the coordination approves
# by closing). Closing sets it; an import, which knows no phases, takes it for whoever it writes down.
PHASE_OF_STATUS: dict[str, str] = {
    CaseStatus.FOLLOW_UP: Phase.F7_FOLLOWUP,
    CaseStatus.CLOSED: Phase.F8_CLOSURE,
}

# Phases that may run beside each other; any other phase runs alone.
PARALLEL_PHASES: frozenset[str] = frozenset(
    {Phase.F2_IMMEDIATE, Phase.F3_PROTECTION, Phase.F4_JUSTICE, Phase.F5_RECOVERY, Phase.F6_REINTEGRATION}
)


def phases_fit(phases: set[str]) -> bool:
    """Whether these phases may run at once: one alone, or several of F2 to F6 (justice runs beside all of them)."""
    return len(phases) == 1 or (len(phases) > 1 and phases <= PARALLEL_PHASES)


# When each phase ends (``domain.md`` 5.1), told to whoever sets it.
PHASE_EXIT: dict[str, str] = {
    Phase.F0_DETECTION: _("se decidió si ingresa"),
    Phase.F1_INTAKE: _("está registrado su consentimiento y el caso está abierto"),
    Phase.F2_IMMEDIATE: _("lo urgente está cubierto"),
    Phase.F3_PROTECTION: _("tiene un lugar seguro y estable"),
    Phase.F4_JUSTICE: _("hay decisión final y se siguió su reparación"),
    Phase.F5_RECOVERY: _("cumplió sus metas"),
    Phase.F6_REINTEGRATION: _("se cumplieron las metas de su plan"),
    Phase.F7_FOLLOWUP: _("se hizo el último seguimiento"),
    Phase.F8_CLOSURE: _("la coordinación lo aprueba"),
}


class ReintegrationWaits(models.TextChoices):
    """Why reintegration may not begin yet."""

    EMERGENCY = (
        "EMERGENCY",
        _(
            "La reintegración empieza cuando pasó la emergencia (DS 001-2016-IN, art. 3.3): termina primero la "
            "asistencia inmediata."
        ),
    )
    CONSENT = (
        "CONSENT",
        _(
            "La reintegración empieza con su consentimiento informado (DS 001-2016-IN, art. 3.3), y en este caso no "
            "hay uno vigente: registra primero su decisión."
        ),
    )


def reintegration_waits_for(phases: set[str], running: set[str], *, consents: bool) -> ReintegrationWaits | None:
    """What keeps reintegration from beginning with these phases; None where nothing does, or it does not begin now.

    It starts only after the emergency and with her informed, autonomous consent (DS 001-2016-IN art. 3.3). One that
    has begun goes on beside a new emergency.
    """
    if Phase.F6_REINTEGRATION not in phases or Phase.F6_REINTEGRATION in running:
        return None
    if Phase.F2_IMMEDIATE in phases:
        return ReintegrationWaits.EMERGENCY
    return None if consents else ReintegrationWaits.CONSENT


class ConsentState(models.TextChoices):
    """At intake; refusing never blocks help (DS 016-2024-JUS: sensitive data need written consent)."""

    WRITTEN = "WRITTEN", _("Lo dio por escrito o con huella")
    VERBAL = "VERBAL", _("Lo dio de palabra")
    NOT_YET = "NOT_YET", _("Todavía no")
    REFUSED = "REFUSED", _("No lo da")


GIVING_STATES: frozenset[str] = frozenset({ConsentState.WRITTEN, ConsentState.VERBAL})


def gives_consent(state: str) -> bool:
    """Whether anything may be shared with this answer; without one, or with a refusal, nothing is."""
    return state in GIVING_STATES


class AgeSource(models.TextChoices):
    """How an age is known. An expert's report gives a range, and its lowest age is the one written."""

    DOCUMENT = "DOCUMENT", _("Con documento")
    DECLARED = "DECLARED", _("Dicha por ella")
    APPARENT = "APPARENT", _("A simple vista")
    EXPERT = "EXPERT", _("Pericia médico-legal, edad mínima")
    UNKNOWN = "UNKNOWN", _("No se sabe")


def proves_age(source: str) -> bool:
    """Whether an age known this way is beyond doubt, so that 18 by it is an adult (DS 001-2016-IN art. 4.2.e).

    A document does; so does the legal-medical expert's report, which is what stands in for one: of its range only the
    lowest age is written, so whoever may be under 18 by it stays a minor.
    """
    return source in (AgeSource.DOCUMENT, AgeSource.EXPERT)


class EntryKind(models.TextChoices):
    """What a line of the timeline tells."""

    INTAKE = "INTAKE", _("Ingreso")
    NOTE = "NOTE", _("Nota")
    ATTENTION = "ATTENTION", _("Atención")
    STATUS = "STATUS", _("Estado del caso")
    VICTIM_STATUS = "VICTIM_STATUS", _("Condición de víctima")
    PHASE = "PHASE", _("Fase")
    PERSON = "PERSON", _("Persona")
    CONSENT = "CONSENT", _("Consentimiento")
    TEAM = "TEAM", _("Equipo")
    TASK = "TASK", _("Tarea")
    REFERRAL = "REFERRAL", _("Derivación")
    AID = "AID", _("Ayuda")
    SHELTER = "SHELTER", _("Acogida")
    FACTS = "FACTS", _("Hechos")
    ASSESSMENT = "ASSESSMENT", _("Evaluación")
    PLAN = "PLAN", _("Plan")
    FOLLOW_UP = "FOLLOW_UP", _("Seguimiento")
    LETTER = "LETTER", _("Carta")
    IMPORT = "IMPORT", _("Importación")


MILESTONES: frozenset[str] = frozenset(
    {EntryKind.INTAKE, EntryKind.STATUS, EntryKind.VICTIM_STATUS, EntryKind.PHASE, EntryKind.REFERRAL}
)
NOTES: frozenset[str] = frozenset({EntryKind.NOTE, EntryKind.ATTENTION})
# Lines whose text somebody wrote; a mistake in them is mended by another line.
CORRECTABLE: frozenset[str] = NOTES | {EntryKind.INTAKE}


class TaskKind(models.TextChoices):
    CALL = "CALL", _("Llamada de seguimiento")
    VISIT = "VISIT", _("Visita")
    APPOINTMENT = "APPOINTMENT", _("Cita")
    ACCOMPANY = "ACCOMPANY", _("Acompañamiento")
    NOTIFY_UPE = "NOTIFY_UPE", _("Avisar a la UPE")
    AGE_PROOF = "AGE_PROOF", _("Pedir la partida de nacimiento")
    SINGLE_INTERVIEW = "SINGLE_INTERVIEW", _("Coordinar la entrevista única")
    ASK_CONSENT = "ASK_CONSENT", _("Preguntar por el consentimiento")
    UPLOAD_CONSENT = "UPLOAD_CONSENT", _("Subir el consentimiento firmado")
    RENEW_CONSENT = "RENEW_CONSENT", _("Renovar el consentimiento")
    SEND_WITHDRAWAL = "SEND_WITHDRAWAL", _("Enviar la carta de retiro")
    CONFIRM_WITHDRAWAL = "CONFIRM_WITHDRAWAL", _("Confirmar que dejaron de usar sus datos")
    REFERRAL_CHASE = "REFERRAL_CHASE", _("Reiterar una derivación")
    REFERRAL_ANSWER = "REFERRAL_ANSWER", _("Responder una derivación")
    AID_DECIDE = "AID_DECIDE", _("Decidir un pedido de ayuda")
    AID_PAY = "AID_PAY", _("Pagar una ayuda")
    AID_RECEIPT = "AID_RECEIPT", _("Traer el comprobante de una ayuda")
    SHELTER_MOVE = "SHELTER_MOVE", _("Buscarle un lugar adecuado")
    REASSESS = "REASSESS", _("Repetir la evaluación")
    COVER_NEED = "COVER_NEED", _("Cubrir lo que falta")
    FOLLOW_UP = "FOLLOW_UP", _("Seguimiento")
    EXPLOITED_AGAIN = "EXPLOITED_AGAIN", _("Puede estar explotada de nuevo")
    PLAN_REVIEW = "PLAN_REVIEW", _("Revisar su plan")
    OTHER = "OTHER", _("Otra tarea")


# Made and ended by the system with the referral they belong to; nobody sets them by hand.
REFERRAL_TASKS: frozenset[str] = frozenset({TaskKind.REFERRAL_CHASE, TaskKind.REFERRAL_ANSWER})
# The same, of a request for help: it makes and ends them.
AID_TASKS: frozenset[str] = frozenset({TaskKind.AID_DECIDE, TaskKind.AID_PAY, TaskKind.AID_RECEIPT})
# The same, of an assessment: when it is due again, and what it found missing.
ASSESSMENT_TASKS: frozenset[str] = frozenset({TaskKind.REASSESS, TaskKind.COVER_NEED})
# The same, of a reintegration plan: when it is looked at again.
PLAN_TASKS: frozenset[str] = frozenset({TaskKind.PLAN_REVIEW})
# One thing with their row: it makes, moves and ends them. An appointment is made in the agenda.
ROW_TASKS: frozenset[str] = frozenset({TaskKind.APPOINTMENT})
# The same, of a consent: its paper, its end, and the letters when she takes it back.
CONSENT_TASKS: frozenset[str] = frozenset(
    {TaskKind.UPLOAD_CONSENT, TaskKind.RENEW_CONSENT, TaskKind.SEND_WITHDRAWAL, TaskKind.CONFIRM_WITHDRAWAL}
)
# The same, of a follow-up: when it is due, and what it found that cannot wait.
FOLLOW_UP_TASKS: frozenset[str] = frozenset({TaskKind.FOLLOW_UP, TaskKind.EXPLOITED_AGAIN})
SYSTEM_TASKS: frozenset[str] = (
    REFERRAL_TASKS | AID_TASKS | ASSESSMENT_TASKS | PLAN_TASKS | ROW_TASKS | CONSENT_TASKS | FOLLOW_UP_TASKS
)
# What closing a case may end unasked-for. Everything else belongs to its row (a referral, a payment, a letter that the
# law asks for, an appointment), or is a duty that stays: telling the UPE.
CANCELLED_BY_CLOSING: frozenset[str] = (
    ASSESSMENT_TASKS
    | PLAN_TASKS
    | {
        TaskKind.CALL,
        TaskKind.VISIT,
        TaskKind.ACCOMPANY,
        TaskKind.AGE_PROOF,
        TaskKind.SINGLE_INTERVIEW,
        TaskKind.ASK_CONSENT,
        TaskKind.OTHER,
    }
)


class TeamRole(models.TextChoices):
    LEAD = "LEAD", _("Responsable")
    SOCIAL = "SOCIAL", _("Social")
    LEGAL = "LEGAL", _("Legal")
    PSYCHOLOGICAL = "PSYCHOLOGICAL", _("Psicología")
    SUPPORT = "SUPPORT", _("Apoyo")


# Who answers for each area of the work; the lead may be of any of them.
AREA_TEAM_ROLES: tuple[str, ...] = (TeamRole.SOCIAL, TeamRole.LEGAL, TeamRole.PSYCHOLOGICAL)


class ContactChannel(models.TextChoices):
    CALL = "CALL", _("Llamar")
    VOICEMAIL = "VOICEMAIL", _("Dejar mensaje")
    WRITE = "WRITE", _("Escribir")
    VISIT = "VISIT", _("Ir a su casa")


# Tasks that reach her, and what they may use: how to do it without harm is read first.
REACHES_HER: dict[str, tuple[str, ...]] = {
    TaskKind.CALL: (ContactChannel.CALL, ContactChannel.VOICEMAIL),
    TaskKind.VISIT: (ContactChannel.VISIT,),
    TaskKind.FOLLOW_UP: tuple(ContactChannel),
}


class DocumentStatus(models.TextChoices):
    SHOWN = "SHOWN", _("Presentado")
    DECLARED = "DECLARED", _("Declarado")
    RETAINED = "RETAINED", _("Retenido por quien la explotó")
    IN_PROCESS = "IN_PROCESS", _("En trámite")
    LOST = "LOST", _("Perdido o robado")
    FORGED = "FORGED", _("Falso o de otra persona")
    NONE = "NONE", _("Sin documento")


class Whereabouts(models.TextChoices):
    """Somebody who cannot be reached, and why: a mother to find, a girl reported missing, somebody who died."""

    SOUGHT = "SOUGHT", _("Se la busca")
    MISSING = "MISSING", _("Desaparecida, con denuncia")
    DEAD = "DEAD", _("Falleció")


class Stance(models.TextChoices):
    """What a relative is to her safety, as the team judges it today."""

    SUPPORT = "SUPPORT", _("La apoya")
    RISK = "RISK", _("Es un riesgo")
    MIXED = "MIXED", _("A veces apoya, a veces es un riesgo")
    UNKNOWN = "UNKNOWN", _("No se sabe")


# Whoever has parental authority, unless a judge suspended it.
PARENTS: frozenset[str] = frozenset({"MOTHER", "FATHER"})


class RelationshipKind(models.TextChoices):
    MOTHER = "MOTHER", _("Madre")
    FATHER = "FATHER", _("Padre")
    SIBLING = "SIBLING", _("Hermana o hermano")
    GRANDPARENT = "GRANDPARENT", _("Abuela o abuelo")
    AUNT_UNCLE = "AUNT_UNCLE", _("Tía o tío")
    STEPPARENT = "STEPPARENT", _("Madrastra o padrastro")
    CHILD = "CHILD", _("Hija o hijo")
    PARTNER = "PARTNER", _("Pareja")
    GUARDIAN = "GUARDIAN", _("Tutora o tutor")
    OTHER_RELATIVE = "OTHER_RELATIVE", _("Otro familiar")
    OTHER = "OTHER", _("Otra relación")


class SharedItem(models.TextChoices):
    """What a referral may carry; a consent names which of them may leave, and to which agencies.

    The shelter's place is not in the list: it is never shared.
    """

    PREFERRED_NAME = "PREFERRED_NAME", _("Cómo quiere que la llamen")
    AGE_SEX = "AGE_SEX", _("Sexo y edad")
    LANGUAGE = "LANGUAGE", _("Lengua e intérprete")
    LEGAL_NAME = "LEGAL_NAME", _("Nombre legal")
    DOCUMENT = "DOCUMENT", _("Documento de identidad")
    CONTACT = "CONTACT", _("Contacto seguro")
    SUMMARY = "SUMMARY", _("Resumen de los hechos")


# Without any consent a public agency may still be told that somebody needs it: code, services, reason as written
# (Ley 29733 art. 14.1; D.Leg. 1297 art. 17 for children), and the two facts without which it cannot receive her.
# To anybody else nothing leaves without it: ``consent_rules.may_share``.
WITHOUT_CONSENT: frozenset[str] = frozenset({SharedItem.AGE_SEX, SharedItem.LANGUAGE})

# Health, sexual life and the like stand in the story: only a written consent reaches it (DS 016-2024-JUS arts. 1 to 9).
SENSITIVE_ITEMS: frozenset[str] = frozenset({SharedItem.SUMMARY})


class ReviewOutcome(models.TextChoices):
    """What the data-protection officer found of an emergency access."""

    JUSTIFIED = "JUSTIFIED", _("Justificado")
    NOT_JUSTIFIED = "NOT_JUSTIFIED", _("No justificado")


class AttachmentKind(models.TextChoices):
    """What a file of a case is (``domain.md`` 3.15); a short list, because the title says the rest."""

    IDENTITY = "IDENTITY", _("Documento de identidad")
    CONSENT = "CONSENT", _("Consentimiento firmado")
    LEGAL = "LEGAL", _("Documento del proceso")
    MEDICAL = "MEDICAL", _("Documento de salud")
    REPORT = "REPORT", _("Informe")
    LETTER = "LETTER", _("Carta o constancia")
    EVIDENCE = "EVIDENCE", _("Prueba: foto, mensaje o grabación")
    RECEIPT = "RECEIPT", _("Comprobante de gasto")
    OTHER = "OTHER", _("Otro")


class AttachmentState(models.TextChoices):
    """A file is handed out only when it is clean; refused ones stay sealed and are never handed out."""

    IN_REVIEW = "IN_REVIEW", _("En revisión")
    CLEAN = "CLEAN", _("Revisado")
    REFUSED = "REFUSED", _("No aceptado")


class AttachmentRefusal(models.TextChoices):
    """Why a file was not taken, for whoever brought it."""

    KIND = Refusal.KIND, _("No recibimos archivos de ese tipo.")
    OTHER_CONTENT = Refusal.OTHER_CONTENT, _("Su contenido no es lo que dice su nombre.")
    UNREADABLE = Refusal.UNREADABLE, _("No se pudo leer. Puede estar dañado o incompleto.")
    TOO_LARGE = Refusal.TOO_LARGE, _("Es demasiado grande al abrirse.")
    LOCKED = Refusal.LOCKED, _("Está protegido con contraseña. Sube una copia sin ella.")
    ACTIVE = Refusal.ACTIVE, _("Contiene programas, o trae cosas de otros lugares al abrirse.")
    MALWARE = Refusal.MALWARE, _("El antivirus encontró un programa dañino.")
