"""Which reports there are, and what a run of one may become. Enums, tables and pure questions; no queries."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportCode(models.TextChoices):
    """Codes of ``domain.md`` section 6; the monthly report is R1, R2 and R9 in one document."""

    MENSUAL = "MENSUAL", _("Informe mensual")
    R1 = "R1", _("Resumen mensual de casos")
    R2 = "R2", _("Víctimas por edad y género")
    R9 = "R9", _("Derivaciones por entidad y estado")


# What the page of a new report says each one answers.
PURPOSE: dict[str, str] = {
    ReportCode.MENSUAL: _("Los tres cuadros en un documento, con portada y definiciones"),
    ReportCode.R1: _("Cuántos casos y víctimas había, entraron, volvieron y salieron"),
    ReportCode.R2: _("Quiénes empezaron a ser atendidas en el periodo"),
    ReportCode.R9: _("Qué pasó con lo que se pidió a cada entidad, y cuánto tardó"),
}


class RunStatus(models.TextChoices):
    QUEUED = "QUEUED", _("En cola")
    RUNNING = "RUNNING", _("Generándose")
    DONE = "DONE", _("Listo")
    FAILED = "FAILED", _("Falló")


TRANSITIONS: dict[str, tuple[str, ...]] = {
    RunStatus.QUEUED: (RunStatus.RUNNING,),
    RunStatus.RUNNING: (RunStatus.RUNNING, RunStatus.DONE, RunStatus.FAILED),
    RunStatus.FAILED: (RunStatus.QUEUED,),
    RunStatus.DONE: (),
}
UNFINISHED: tuple[str, ...] = (RunStatus.QUEUED, RunStatus.RUNNING)

# Tone and icon of each state.
LOOK: dict[str, tuple[str, str]] = {
    RunStatus.QUEUED: ("hueco", "reloj"),
    RunStatus.RUNNING: ("rio", "curso"),
    RunStatus.DONE: ("selva", "ok"),
    RunStatus.FAILED: ("achiote", "alerta"),
}


def may_try_again(status: str) -> bool:
    """Whether a person may put the run back in the queue."""
    return RunStatus.QUEUED in TRANSITIONS[status]


class Failure(models.TextChoices):
    """Why a run failed, as a sentence for whoever asked for it; the log has the rest."""

    NO_SPACE = "NO_SPACE", _("No había espacio para guardar el archivo. Ninguna cifra se perdió.")
    TOO_OFTEN = "TOO_OFTEN", _("Se interrumpió varias veces seguidas. Ninguna cifra se perdió.")
    REFUSED = "REFUSED", _("Quien lo pidió ya no puede pedirlo. Ninguna cifra se perdió.")
    UNEXPECTED = "UNEXPECTED", _("Algo falló al generarlo. Ninguna cifra se perdió.")


class RevisionReason(models.TextChoices):
    """Why a report that exists is made again. A list and no text: nobody's story ends up here."""

    LATE_RECORDS = "LATE_RECORDS", _("Se registró algo con atraso")
    CORRECTION = "CORRECTION", _("Se corrigió un dato")
    NOT_OVER = "NOT_OVER", _("El periodo no había terminado")
    CHECK = "CHECK", _("Para comprobar las cifras")
    SCHEDULE = "SCHEDULE", _("Por horario")
    COMMAND_LINE = "COMMAND_LINE", _("Por línea de comandos")


# Those that a person may choose.
REASONS_TO_CHOOSE: tuple[str, ...] = (
    RevisionReason.LATE_RECORDS,
    RevisionReason.CORRECTION,
    RevisionReason.NOT_OVER,
    RevisionReason.CHECK,
)
