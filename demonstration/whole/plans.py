"""What she wants to reach, agreed with her and looked at every quarter; the course, job or enterprise beside it."""

from dataclasses import dataclass
from datetime import date, timedelta

from cases.models import Participation
from cases.states import EntryKind, TaskKind
from demonstration.clock import moment
from demonstration.whole.base import Whole
from services.livelihood_states import LivelihoodKind, LivelihoodState, Sector
from services.models import Livelihood, LivelihoodVisit, PlanActivity, PlanGoal, PlanReview, ReintegrationPlan
from services.plan_states import PlanArea, Progress, Responsible, ReviewResult, next_review

_BEGINS_AFTER = 210  # days since intake: then her phase of reintegration begins (demonstration.participants)
_LASTS = 75  # days until what was agreed is to be done
_HER_WORDS = (
    "Quiero que esto sea mío y no de ustedes.",
    "Primero mi documento, después lo demás.",
    "Si me caigo, me avisan y lo volvemos a hacer.",
    "Quiero estudiar sin que nadie me pregunte.",
)
_REACHED = (
    "Cumplió lo del colegio; lo del documento espera a RENIEC.",
    "Va a su ritmo. Se quitó una meta que ya no quería.",
    "Terminó lo acordado del trimestre.",
)


@dataclass(frozen=True)
class Goal:
    """What she wants, and what is done for it: words and who does each."""

    area: str
    words: str
    steps: tuple[tuple[str, str], ...]


STAFF, HERSELF = Responsible.STAFF, Responsible.HERSELF
_SCHOOL = Goal(
    PlanArea.EDUCATION,
    "Terminar la secundaria.",
    (("Matricularla en un CEBA cerca de su casa", STAFF), ("Ponerse al día en comunicación", HERSELF)),
)
_FAMILY = Goal(PlanArea.FAMILY, "Vivir tranquila con su familia.", (("Dos visitas a la casa", STAFF),))
_PAPERS = Goal(PlanArea.IDENTITY, "Tener su propio documento.", (("Acompañarla a RENIEC", STAFF),))
_CALM = Goal(PlanArea.MENTAL_HEALTH, "Dormir sin pesadillas.", (("Terminar sus sesiones", HERSELF),))
_WORK = Goal(
    PlanArea.WORK,
    "Vivir de su trabajo.",
    (("Curso de un oficio", HERSELF), ("Presentarla a dos empleadores", STAFF)),
)
_HOUSE = Goal(PlanArea.HOUSING, "Un cuarto propio.", (("Buscar cuarto en un barrio que ella conozca", HERSELF),))
_OF_MINORS, _OF_ADULTS = (_SCHOOL, _FAMILY, _PAPERS, _CALM), (_WORK, _HOUSE, _PAPERS, _CALM)

_WAYS = (  # what, trade, words, where
    (LivelihoodKind.COURSE, Sector.FOOD, "Repostería, primer módulo", "CETPRO del barrio"),
    (LivelihoodKind.COURSE, Sector.BEAUTY, "Corte y peinado", "CETPRO del barrio"),
    (LivelihoodKind.JOB, Sector.TRADE, "Vendedora en una bodega", "A tres cuadras de su casa"),
    (LivelihoodKind.JOB, Sector.HOSPITALITY, "Ayudante de cocina", "Un restaurante que el centro conoce"),
    (LivelihoodKind.ENTERPRISE, Sector.FOOD, "Puesto de jugos", "Junto al mercado"),
)


def tell_plans(whole: Whole) -> None:
    """Of those who were long enough in the case."""
    agreed_on = whole.first + timedelta(days=_BEGINS_AFTER + whole.rng.randint(3, 30))
    if agreed_on > whole.last:
        return
    for each in whole.victims:
        is_minor = each.person.is_minor_on(agreed_on)
        if whole.chance(0.8):
            goals = whole.rng.sample(_OF_MINORS if is_minor else _OF_ADULTS, 2)
            write_plan(whole, each, agreed_on, goals, whole.pick(_HER_WORDS))
        if not is_minor and whole.chance(0.4):
            make_a_living(whole, each, whole.pick(_WAYS), agreed_on + timedelta(days=whole.rng.randint(5, 40)))


def write_plan(
    whole: Whole, each: Participation, agreed_on: date, goals, her_words: str, *, is_kept: bool = False
) -> ReintegrationPlan:
    """Agreed on that day, with its reviews until the case's last day. ``is_kept``: what was due was done; else the dice
    say."""
    begun_at = moment(agreed_on - timedelta(days=3), 15)
    plan = whole.store.add(
        ReintegrationPlan(
            id=whole.id(begun_at),
            key=whole.case.key,
            participation=each,
            number=1,
            created_at=begun_at,
            created_by=whole.social,
            agreed_on=agreed_on,
            agreed_by=whole.social,
            present="Ella y su trabajadora social",
            her_words=her_words,
            first_review_on=next_review(agreed_on),
        )
    )
    for goal in goals:
        _write_goal(whole, plan, goal, agreed_on, is_kept=is_kept)
    _tell(whole, plan, agreed_on, "Plan de reintegración acordado con ella, versión 1")
    _review(whole, plan)
    return plan


def _write_goal(whole: Whole, plan: ReintegrationPlan, goal: Goal, agreed_on: date, *, is_kept: bool) -> None:
    written = whole.store.add(
        PlanGoal(
            id=whole.id(plan.created_at),
            key=plan.key,
            plan=plan,
            area=goal.area,
            goal=goal.words,
            created_at=plan.created_at,
        )
    )
    for words, who in goal.steps:
        due_on = agreed_on + timedelta(days=whole.rng.randint(20, _LASTS))
        progress, since = _progress(whole, agreed_on, due_on, is_kept=is_kept)
        whole.store.add(
            PlanActivity(
                id=whole.id(plan.created_at),
                key=plan.key,
                goal=written,
                what=words,
                responsible=who,
                staff=whole.social if who == STAFF else None,
                due_on=due_on,
                progress=progress,
                progress_on=since,
                left_reason="Prefirió hacerlo más adelante." if progress == Progress.LEFT else "",
                created_at=plan.created_at,
            )
        )


def _progress(whole: Whole, agreed_on: date, due_on: date, *, is_kept: bool) -> tuple[str, date]:
    """How far it is on the case's last day, and since when."""
    if due_on <= whole.last:
        done = (Progress.DONE,) if is_kept else (Progress.DONE,) * 8 + (Progress.LEFT, Progress.DOING)
        return whole.pick(done), due_on
    begun_on = agreed_on + timedelta(days=10)
    return (Progress.DOING, begun_on) if begun_on <= whole.last else (Progress.PENDING, agreed_on)


def _review(whole: Whole, plan: ReintegrationPlan) -> None:
    """Every quarter; the last one of a case that was closed ends it."""
    on = plan.first_review_on
    while on <= whole.last:
        is_end = not whole.is_open and next_review(on) > whole.last
        _write_review(whole, plan, on, ReviewResult.MET if is_end else ReviewResult.GOES_ON)
        if is_end:
            return
        on = next_review(on)
    whole.task(
        TaskKind.PLAN_REVIEW,
        on,
        made_on=min(plan.agreed_on, whole.last),
        to=whole.social,
        person=plan.participation.person,
        subject=plan,
    )


def _write_review(whole: Whole, plan: ReintegrationPlan, on: date, result: str) -> None:
    at = moment(on, 16)
    review = whole.store.add(
        PlanReview(
            id=whole.id(at),
            key=plan.key,
            plan=plan,
            on=on,
            reached=whole.pick(_REACHED),
            result=result,
            next_on=next_review(on) if result == ReviewResult.GOES_ON else None,
            recorded_at=at,
            recorded_by=whole.social,
        )
    )
    _tell(whole, plan, on, f"Revisión del plan: {review.get_result_display()}")


def _tell(whole: Whole, plan: ReintegrationPlan, on: date, headline: str) -> None:
    person = plan.participation.person
    whole.line(on, EntryKind.PLAN, headline, hour=16, by=whole.social, person=person, subject=plan)


def make_a_living(whole: Whole, each: Participation, way: tuple, begins_on: date) -> None:
    """Begun on that day where the case lasted as long, with a visit two months later."""
    kind, sector, words, where = way
    has_begun, ends_on = begins_on <= whole.last, begins_on + timedelta(days=90)
    is_over = kind == LivelihoodKind.COURSE and ends_on <= whole.last
    at = moment(min(begins_on, whole.last), 11)
    living = whole.store.add(
        Livelihood(
            id=whole.id(at),
            key=whole.case.key,
            participation=each,
            kind=kind,
            sector=sector,
            what=words,
            where=where,
            state=_state(has_begun, is_over),
            started_on=begins_on if has_begun else None,
            ended_on=ends_on if is_over else None,
            created_at=at,
            created_by=whole.social,
        )
    )
    seen_on = begins_on + timedelta(days=60)
    if has_begun and seen_on <= whole.last:
        seen_at = moment(seen_on, 12)
        whole.store.add(
            LivelihoodVisit(
                id=whole.id(seen_at),
                key=whole.case.key,
                livelihood=living,
                on=seen_on,
                goes_on=True,
                notes="Sigue, y dice que le gusta.",
                recorded_at=seen_at,
                recorded_by=whole.social,
            )
        )


def _state(has_begun: bool, is_over: bool) -> str:
    if not has_begun:
        return LivelihoodState.PLANNED
    return LivelihoodState.FINISHED if is_over else LivelihoodState.RUNNING
