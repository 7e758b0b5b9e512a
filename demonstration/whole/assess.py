"""Assessments signed over time: the first hours, the risk that asks itself again, and each area by its own people."""

from datetime import date, timedelta
from random import Random

from accounts.models import User
from accounts.permissions import RESERVED_AREAS
from cases.assessments.areas import AssessmentArea, area_of
from cases.assessments.instruments import (
    COVERAGE,
    COVERED,
    DAY,
    MISSING,
    MULTIPLE,
    NOT_NEEDED,
    NUMBER,
    TEXT,
    Instrument,
    Question,
    current_instruments,
)
from cases.assessments.profile import profile_of
from cases.assessments.reviews import highest, latest_review
from cases.assessments.scoring import PROFILE, outcome
from cases.models import Assessment, Participation
from cases.states import EntryKind, TaskKind
from demonstration.clock import moment
from demonstration.whole.base import Whole
from directory.codelists import RiskLevel

_MOST_RISKS = 9
_LATER = (  # area, days after intake from and until, how often, whether it is asked again after about four months
    (AssessmentArea.NEEDS, 1, 10, 0.85, True),
    (AssessmentArea.PSYCHOLOGICAL, 3, 25, 0.8, True),
    (AssessmentArea.SOCIAL, 5, 30, 0.75, False),
    (AssessmentArea.LEGAL, 2, 20, 0.7, False),
    (AssessmentArea.HEALTH, 1, 7, 0.75, False),
    (AssessmentArea.EDUCATION, 10, 40, 0.7, True),
    (AssessmentArea.ECONOMIC, 15, 60, 0.6, True),
)
_CONCLUSIONS = {
    AssessmentArea.FIRST_HOURS: ("Lo urgente quedó repartido esta misma noche.",),
    AssessmentArea.RISK: (
        "Acordó no salir sola y avisar al llegar.",
        "Se revisó con ella a quién no contestar.",
        "Se siente más segura que la vez pasada.",
    ),
    AssessmentArea.NEEDS: ("Lo primero para ella es hablar con su familia.", "Pide ropa y volver a estudiar."),
    AssessmentArea.PSYCHOLOGICAL: ("Se acuerda soporte semanal.", "Duerme mejor; se espacian las sesiones."),
    AssessmentArea.SOCIAL: ("Falta visitar el domicilio antes de pensar en el regreso.", "Hay una tía que la apoya."),
    AssessmentArea.LEGAL: ("Quiere declarar una sola vez; se pide la entrevista única.", "Pide reserva de identidad."),
    AssessmentArea.HEALTH: ("Se coordina control en el centro de salud.", "Sin urgencias; falta el SIS."),
    AssessmentArea.EDUCATION: ("Puede volver al grado que dejó.", "Prefiere la modalidad alternativa."),
    AssessmentArea.ECONOMIC: ("Quiere capacitarse antes de buscar trabajo.", "Tiene un oficio: repostería."),
}
_TEXTS = {
    "first": "Saber de su familia y dormir tranquila.",
    "strengths": "Cocina bien; la sostiene su hermana menor.",
    "plan": "Celular cargado, dos números de memoria, una palabra clave.",
    "resources": "Dibujar; hablar con su abuela.",
    "interests": "Le gusta el dibujo; quiere ser enfermera.",
    "skills": "Atiende en tienda, cocina.",
}


def tell_assessments(whole: Whole) -> None:
    newest = []
    for each in whole.victims:
        _first_hours(whole, each)
        newest.append(_risks(whole, each))
        _areas(whole, each)
    whole.case.risk = highest(newest) or whole.case.risk


def sign(whole: Whole, each: Participation, area: str, on: date, hurt: float) -> Assessment | None:
    """One assessment; ``hurt``, from 0 to 1, is how much the answers tell of. None where the area is not for her."""
    form = next((one for one in current_instruments() if one.area == area), None)
    profile = profile_of(each.person, on)
    if form is None or not form.fits(each.role, profile):
        return None
    answers = {PROFILE: sorted(profile), **_answers(whole.rng, form, profile, hurt)}
    result = outcome(form, answers)
    by = _who(whole, area)
    at = moment(on, 11)
    made = Assessment(
        id=whole.id(at),
        key=whole.case.key,
        participation=each,
        area=area,
        instrument=form.code,
        edition=form.version,
        answers=answers,
        score=result.score if form.has_level else None,
        advised_level=result.level,
        level=result.level,
        conclusions=whole.pick(_CONCLUSIONS[area]),
        done_on=on,
        next_review_on=latest_review(result.level, on) if area == AssessmentArea.RISK else None,
        signed_at=at,
        signed_by=by,
    )
    whole.store.add(made)
    headline = f"Evaluación: {AssessmentArea(area).label.lower()}"
    if made.level and area_of(area) not in RESERVED_AREAS:
        headline += f" · {RiskLevel(made.level).label.lower()}"
    whole.line(on, EntryKind.ASSESSMENT, headline, hour=11, by=by, person=each.person, area=area_of(area), subject=made)
    return made


def _who(whole: Whole, area: str) -> User:
    return {
        AssessmentArea.PSYCHOLOGICAL: whole.psychologist,
        AssessmentArea.LEGAL: whole.lawyer,
        AssessmentArea.SOCIAL: whole.social,
        AssessmentArea.ECONOMIC: whole.social,
    }.get(area, whole.lead)


def _answers(rng: Random, form: Instrument, profile: frozenset[str], hurt: float) -> dict:
    return {each.code: _answer(rng, each, hurt) for each in form.questions(profile)}


def _answer(rng: Random, question: Question, hurt: float):
    if question.kind == TEXT:
        return _TEXTS.get(question.code, "")
    if question.kind == NUMBER:
        return rng.randint(0, 4) if question.highest is None else rng.randint(0, min(4, question.highest))
    if question.kind == DAY:
        return None
    if question.kind == COVERAGE:
        return MISSING if rng.random() < hurt * 0.3 else rng.choices((COVERED, NOT_NEEDED), weights=(85, 15))[0]
    worst_first = sorted(question.options, key=lambda option: -option.score)
    mild = [option for option in worst_first if not option.raises and option.score <= 1] or worst_first[-1:]
    heavy = [option for option in worst_first if option.raises != RiskLevel.SEVERE and option.score > 1]
    chosen = rng.choice(heavy if heavy and rng.random() < hurt else mild)
    return [chosen.code] if question.kind == MULTIPLE else chosen.code


def _first_hours(whole: Whole, each: Participation) -> None:
    """Everything that was missing became a task; after two weeks nothing of it is left."""
    made = sign(whole, each, AssessmentArea.FIRST_HOURS, whole.first, 0.9)
    if made is None:
        return
    for question in made.outcome.lacking:
        due_on = whole.first + timedelta(days=2)
        done_on = min(due_on, whole.last) if (whole.setting.today - whole.first).days > 14 else None
        whole.task(
            TaskKind.COVER_NEED,
            due_on,
            made_on=whole.first,
            person=each.person,
            details=question.text,
            subject=made,
            done_on=done_on,
        )


def _risks(whole: Whole, each: Participation) -> str:
    """From intake on, each time when the one before asked for it; the level of the newest."""
    on, hurt, made, newest = whole.first, whole.rng.uniform(0.3, 0.75), [], ""
    stops_early = whole.chance(0.08)  # somebody forgot: it is overdue
    while on <= whole.last and len(made) < _MOST_RISKS:
        assessment = sign(whole, each, AssessmentArea.RISK, on, hurt)
        if assessment is None:
            return ""
        made.append(assessment)
        newest = assessment.level
        if stops_early and len(made) == 2:
            break
        on = assessment.next_review_on
        hurt *= whole.rng.uniform(0.5, 0.85)
    last = made[-1] if made else None
    if last is not None:
        ask_again(whole, each, last)
    return newest


def ask_again(whole: Whole, each: Participation, last: Assessment) -> None:
    whole.task(
        TaskKind.REASSESS,
        last.next_review_on,
        made_on=last.done_on,
        person=each.person,
        details=str(AssessmentArea(last.area).label),
        subject=last,
    )


def _areas(whole: Whole, each: Participation) -> None:
    hurt = whole.rng.uniform(0.35, 0.8)
    for area, after, until, often, is_repeated in _LATER:
        due = whole.first + timedelta(days=until)
        if due > whole.last or not whole.chance(often):
            continue
        on = whole.day(after, until)
        if sign(whole, each, area, on, hurt) is None or not is_repeated:
            continue
        while (on := on + timedelta(days=whole.rng.randint(90, 150))) <= whole.last:
            hurt *= 0.7
            sign(whole, each, area, on, hurt)
