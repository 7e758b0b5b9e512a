"""Who may do what: the one table. Rows of cases are another question (``Case.objects.visible_to``).

Roles: ``domain.md`` 3.16, need-to-know by case team and office. ``is_superuser`` does not exist here.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Short codes in the database; one role per account."""

    INTAKE_WORKER = "intake_worker", _("Recepción de ingresos")
    CASEWORKER_PSYCHOSOCIAL = "caseworker_psychosocial", _("Psicología")
    CASEWORKER_LEGAL = "caseworker_legal", _("Área legal")
    SOCIAL_WORKER = "social_worker", _("Trabajo social")
    COORDINATOR = "coordinator", _("Coordinación de sede")
    NATIONAL_COORDINATOR = "national_coordinator", _("Coordinación nacional")
    REPORTING = "reporting", _("Monitoreo y reportes")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Oficial de datos personales")
    AUDITOR = "auditor", _("Auditoría")
    ADMIN = "admin", _("Administración")
    AGENCY_GUEST = "agency_guest", _("Enlace de entidad")


class Area(models.TextChoices):
    """Professional areas: a note of one area may be closed to the others."""

    GENERAL = "GENERAL", _("General")
    SOCIAL = "SOCIAL", _("Social")
    LEGAL = "LEGAL", _("Legal")
    PSYCHOLOGICAL = "PSYCHOLOGICAL", _("Psicológica")


class Permission(models.TextChoices):
    """What an account may do at all; codes are stable."""

    OPEN_CASE = "open_case", _("Registrar ingresos")
    VIEW_CASE = "view_case", _("Ver casos")
    EDIT_CASE = "edit_case", _("Modificar casos y personas")
    OPEN_ORIGINAL = "open_original", _("Descargar documentos tal como llegaron")
    SEARCH_PEOPLE = "search_people", _("Buscar personas")
    REVEAL_NAME = "reveal_name", _("Ver nombres y teléfonos")
    REVEAL_SHELTER = "reveal_shelter", _("Ver dónde está acogida, en los casos de su equipo")
    ADD_NOTE = "add_note", _("Escribir notas")
    ADD_ATTENTION = "add_attention", _("Registrar atenciones")
    CHANGE_STATUS = "change_status", _("Cambiar el estado de un caso")
    CLOSE_CASE = "close_case", _("Cerrar y reabrir casos")
    MANAGE_TEAM = "manage_team", _("Organizar equipos de caso")
    SEE_RESTRICTED = "see_restricted", _("Ver casos restringidos de la sede")
    SEE_ALL_OFFICES = "see_all_offices", _("Ver todas las sedes")
    SEND_REFERRAL = "send_referral", _("Derivar")
    READ_HEALTH = "read_health", _("Leer salud, discapacidad e identidad de género")
    READ_AGGRAVANTS = "read_aggravants", _("Saber de embarazo y discapacidad, que agravan el delito")
    APPROVE_AID = "approve_aid", _("Aprobar y pagar ayudas")
    TEND_AID = "tend_aid", _("Cuidar los fondos de ayuda y los kits")
    SEE_SHELTERS = "see_shelters", _("Ver lugares de acogida y camas libres")
    MERGE_PEOPLE = "merge_people", _("Decidir si dos fichas son de la misma persona")
    VIEW_BOARD = "view_board", _("Ver el tablero de derivaciones")
    ANSWER_REFERRAL = "answer_referral", _("Responder derivaciones como entidad")
    VIEW_REPORTS = "view_reports", _("Ver reportes")
    RUN_REPORT = "run_report", _("Generar reportes")
    IMPORT_RECORDS = "import_records", _("Importar registros")
    EXPORT_RECORDS = "export_records", _("Exportar registros")
    EDIT_CATALOGUES = "edit_catalogues", _("Editar catálogos")
    MANAGE_USERS = "manage_users", _("Administrar cuentas")
    CONFIRM_FACTOR_RESET = "confirm_factor_reset", _("Confirmar que se anule un segundo paso")
    VIEW_AUDIT = "view_audit", _("Ver el registro de accesos")
    REVIEW_ALERTS = "review_alerts", _("Revisar alertas")
    TEND_DECOYS = "tend_decoys", _("Cuidar los casos señuelo")
    VIEW_CASE_TRAIL = "view_case_trail", _("Ver quién ha visto un caso")
    REVIEW_EMERGENCY = "review_emergency", _("Revisar accesos de emergencia")


P = Permission
# Where she is kept safe (REVEAL_SHELTER) is for those who go to her, and only for members of her case's team: social
# work, psychology, the office's coordination. The legal area and intake need a date and a place of meeting, not hers.
# Health, disability and sexual life (READ_HEALTH) are for those who attend her and the office that answers for her;
# the legal area learns of them what aggravates the crime, and asks for the rest (cases/profile_topics.py).
_DESK = {P.OPEN_CASE, P.VIEW_CASE, P.EDIT_CASE, P.SEARCH_PEOPLE, P.REVEAL_NAME, P.ADD_NOTE}
_CASEWORK = _DESK | {P.ADD_ATTENTION, P.CHANGE_STATUS, P.SEND_REFERRAL, P.VIEW_BOARD}
_COORDINATION = _CASEWORK | {
    P.CLOSE_CASE,
    P.MANAGE_TEAM,
    P.MERGE_PEOPLE,
    P.SEE_RESTRICTED,
    P.VIEW_REPORTS,
    P.RUN_REPORT,
    P.IMPORT_RECORDS,
    P.EXPORT_RECORDS,
    P.VIEW_CASE_TRAIL,
    P.OPEN_ORIGINAL,
    P.APPROVE_AID,
    P.SEE_SHELTERS,
}

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.INTAKE_WORKER: frozenset(_DESK),
    Role.CASEWORKER_PSYCHOSOCIAL: frozenset(_CASEWORK | {P.REVEAL_SHELTER, P.READ_HEALTH}),
    Role.CASEWORKER_LEGAL: frozenset(_CASEWORK | {P.OPEN_ORIGINAL, P.READ_AGGRAVANTS}),
    Role.SOCIAL_WORKER: frozenset(_CASEWORK | {P.REVEAL_SHELTER, P.READ_HEALTH}),
    Role.COORDINATOR: frozenset(_COORDINATION | {P.REVEAL_SHELTER, P.READ_HEALTH}),
    Role.NATIONAL_COORDINATOR: frozenset(_COORDINATION | {P.SEE_ALL_OFFICES, P.CONFIRM_FACTOR_RESET, P.TEND_AID}),
    Role.REPORTING: frozenset({P.VIEW_REPORTS, P.RUN_REPORT}),
    Role.DATA_PROTECTION_OFFICER: frozenset(
        {P.VIEW_AUDIT, P.REVIEW_ALERTS, P.TEND_DECOYS, P.REVIEW_EMERGENCY, P.CONFIRM_FACTOR_RESET}
    ),
    Role.AUDITOR: frozenset({P.VIEW_AUDIT}),
    Role.ADMIN: frozenset({P.EDIT_CATALOGUES, P.MANAGE_USERS, P.CONFIRM_FACTOR_RESET, P.TEND_AID}),
    Role.AGENCY_GUEST: frozenset({P.ANSWER_REFERRAL}),
}

# The area whose reserved notes a role reads. Coordination organises, and does not read therapy.
AREA_OF_ROLE: dict[str, str] = {
    Role.CASEWORKER_PSYCHOSOCIAL: Area.PSYCHOLOGICAL,
    Role.CASEWORKER_LEGAL: Area.LEGAL,
    Role.SOCIAL_WORKER: Area.SOCIAL,
}

# Areas whose texts are closed to everyone else unless shared (domain.md 3.16).
RESERVED_AREAS: frozenset[str] = frozenset({Area.PSYCHOLOGICAL, Area.LEGAL})

OFFICE_ROLES: frozenset[str] = frozenset(
    {
        Role.INTAKE_WORKER,
        Role.CASEWORKER_PSYCHOSOCIAL,
        Role.CASEWORKER_LEGAL,
        Role.SOCIAL_WORKER,
        Role.COORDINATOR,
    }
)


def allowed(role: str, permission: str) -> bool:
    """Whether the table gives ``permission`` to ``role``; unknown roles get nothing."""
    return permission in PERMISSIONS.get(role, frozenset())


def may_read_area(role: str, area: str, *, shared: bool = False) -> bool:
    """Whether a role reads the text of a note of this area (that it happened is always visible)."""
    return shared or area not in RESERVED_AREAS or AREA_OF_ROLE.get(role) == area
