"""What an import or an export may become. Enums, tables and pure questions; no queries."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from referrals.exchange.findings import Category, Outcome


class ImportStatus(models.TextChoices):
    UPLOADED = "UPLOADED", _("En espera")
    CHECKING = "CHECKING", _("Revisando")
    CHECKED = "CHECKED", _("Lista para importar")
    REFUSED = "REFUSED", _("Con filas rechazadas")
    QUEUED = "QUEUED", _("En cola")
    IMPORTING = "IMPORTING", _("Importando")
    DONE = "DONE", _("Importada")
    FAILED = "FAILED", _("No se pudo")
    DISCARDED = "DISCARDED", _("Descartada")


class ExportStatus(models.TextChoices):
    QUEUED = "QUEUED", _("En cola")
    RUNNING = "RUNNING", _("Preparando")
    DONE = "DONE", _("Lista para descargar")
    FAILED = "FAILED", _("No se pudo")
    EXPIRED = "EXPIRED", _("Vencida")


class Failure(models.TextChoices):
    """Why a job ended badly; the log has the rest."""

    UNREADABLE = "UNREADABLE", _("El libro no se pudo leer.")
    ERROR = "ERROR", _("Ocurrió un error del sistema y no se escribió nada.")
    REFUSED = "REFUSED", _("Quien lo pidió ya no puede pedirlo. No se escribió nada.")
    TOO_OFTEN = "TOO_OFTEN", _("Se intentó varias veces sin llegar al final, y no se escribió nada.")


# Waiting status → the status while a worker has it. A silent worker's job is taken again from the second.
IMPORT_WORK: dict[str, str] = {
    ImportStatus.UPLOADED: ImportStatus.CHECKING,
    ImportStatus.QUEUED: ImportStatus.IMPORTING,
}
EXPORT_WORK: dict[str, str] = {ExportStatus.QUEUED: ExportStatus.RUNNING}

IMPORT_UNFINISHED = frozenset({*IMPORT_WORK, *IMPORT_WORK.values()})
EXPORT_UNFINISHED = frozenset({*EXPORT_WORK, *EXPORT_WORK.values()})

# Statuses in which the uploaded file is of no more use.
IMPORT_ENDED = frozenset({ImportStatus.DONE, ImportStatus.REFUSED, ImportStatus.FAILED, ImportStatus.DISCARDED})


def may_import(status: str) -> bool:
    """Only what was checked whole, without a refused row, may be written."""
    return status == ImportStatus.CHECKED


def may_discard(status: str) -> bool:
    return status == ImportStatus.CHECKED


# Tone and icon of a status, as interface.templatetags.calp.state_label draws it.
IMPORT_LOOK: dict[str, tuple[str, str]] = {
    ImportStatus.UPLOADED: ("hueco", "reloj"),
    ImportStatus.CHECKING: ("rio", "curso"),
    ImportStatus.CHECKED: ("tierra", "ojo"),
    ImportStatus.REFUSED: ("achiote", "alerta"),
    ImportStatus.QUEUED: ("hueco", "reloj"),
    ImportStatus.IMPORTING: ("rio", "curso"),
    ImportStatus.DONE: ("selva", "ok"),
    ImportStatus.FAILED: ("achiote", "alerta"),
    ImportStatus.DISCARDED: ("gris", "menos"),
}
EXPORT_LOOK: dict[str, tuple[str, str]] = {
    ExportStatus.QUEUED: ("hueco", "reloj"),
    ExportStatus.RUNNING: ("rio", "curso"),
    ExportStatus.DONE: ("selva", "ok"),
    ExportStatus.FAILED: ("achiote", "alerta"),
    ExportStatus.EXPIRED: ("gris", "menos"),
}
CATEGORY_LOOK: dict[str, tuple[str, str]] = {
    Category.TAKEN: ("selva", "ok"),
    Category.MAPPED: ("rio", "repetir"),
    Category.KEPT_AS_TEXT: ("tierra", "nota"),
    Category.REFUSED: ("achiote", "alerta"),
}
OUTCOME_LOOK: dict[str, tuple[str, str]] = {
    Outcome.NEW: ("selva", "mas"),
    Outcome.KNOWN: ("gris", "ok"),
    Outcome.REFUSED: ("achiote", "alerta"),
}
