"""What a case taught, written at its closing or on the way."""

from datetime import date

from cases.models import Lesson, StatusChange
from cases.outcome_lists import LessonKind
from cases.states import CaseStatus
from demonstration.clock import moment
from demonstration.whole.base import Whole

_TAUGHT = (
    (
        LessonKind.GOOD,
        "",
        "La misma persona acompañó desde la primera noche y no hubo que contarlo otra vez.",
    ),
    (LessonKind.GOOD, "", "Preguntar primero cómo y a qué hora llamar evitó que alguien más contestara."),
    (LessonKind.GOOD, "MPFN", "Una sola entrevista, en cámara Gesell y con intérprete: bastó para todo el proceso."),
    (LessonKind.GOOD, "MINEDU", "El colegio guardó la vacante y no pidió explicaciones."),
    (LessonKind.BAD, "PNP", "La declaración se tomó de madrugada y sin abogado: hubo que repetirla."),
    (LessonKind.BAD, "", "La citación llegó con dos días: nadie había revisado el buzón de la sede."),
    (LessonKind.BAD, "MINSA", "Le pidieron pagar la atención dos veces antes de reconocer la gratuidad."),
)


def tell_what_it_taught(whole: Whole) -> None:
    """Most closings say something; of a few cases something is written while they go on."""
    moves = whole.store.of_case(StatusChange, lambda row: row.case is whole.case)
    closed = next((move for move in moves if move.new == CaseStatus.CLOSED), None)
    if closed and whole.chance(0.2):
        _write(whole, closed.effective_on, LessonKind.NONE, "", "")
    elif whole.chance(0.8 if closed else 0.06):
        _write(whole, closed.effective_on if closed else whole.day(20, 200), *whole.pick(_TAUGHT))


def _write(whole: Whole, on: date, kind: LessonKind, agency: str, text: str) -> None:
    at = moment(on, 17)
    whole.store.add(
        Lesson(
            id=whole.id(at),
            key=whole.case.key,
            case=whole.case,
            kind=kind,
            agency=next((each for each in whole.setting.agencies if each.code == agency), None),
            text=text,
            noted_on=on,
            written_at=at,
            written_by=whole.lead,
        )
    )
