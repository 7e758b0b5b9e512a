"""What happened to the people of a case: one episode with its way, its places and who did it, as far as it may be."""

from datetime import timedelta
from decimal import Decimal

from cases.episode_lists import (
    SECTION_OF,
    Currency,
    ExitKind,
    Moved,
    OperationKind,
    PayPeriod,
    Precision,
    YesNo,
)
from cases.models import (
    AllegedPerpetratorNote,
    EpisodePerson,
    ExploitationSite,
    RouteStop,
    TraffickingEpisode,
)
from cases.states import EntryKind
from demonstration.clock import moment
from demonstration.whole.base import Whole
from demonstration.whole.scenarios import Scenario, scenarios_for
from directory.codelists import Sex


def tell_facts(whole: Whole) -> None:
    """Of nine cases in ten: in the others nobody has asked her yet."""
    first = whole.victims[0].person
    scenario = whole.pick(
        scenarios_for(first.sex, first.age_on(whole.first), is_foreign="PE" not in first.nationalities)
    )
    if whole.chance(0.9):
        write_episode(whole, scenario)


def write_episode(whole: Whole, scenario: Scenario, **more) -> TraffickingEpisode:
    """``more``: what is told otherwise than the scenario has it, by field."""
    rng, background = whole.rng, whole.background
    recruited_on = whole.first - timedelta(days=rng.randint(40, 420))
    precision = rng.choices((Precision.DAY, Precision.MONTH, Precision.YEAR), weights=(25, 55, 20))[0]
    exit_kind = whole.pick(scenario.exits)
    told_on = whole.day(1, 12)
    at = moment(told_on, 16)
    is_rescued = exit_kind == ExitKind.RESCUED
    values = {
        "modality": scenario.modality,
        "channels": [*scenario.channels],
        "recruited_on": _first_day(recruited_on, precision),
        "recruited_on_precision": precision,
        "recruited_place": background.places[scenario.route[0][0]],
        "means": [*scenario.means],
        "reta_means": [*scenario.reta_means],
        "recruitment": scenario.recruitment,
        "moved": Moved.YES,
        "purposes": [*scenario.purposes],
        "conducts": [*scenario.conducts],
        "reta_conducts": [*scenario.reta_conducts],
        "control_methods": [*scenario.control],
        "hours_per_day": scenario.hours,
        "days_per_week": rng.choice((6, 7, 7)),
        "living_conditions": scenario.living,
        "exit_kind": exit_kind,
        "rescued_on": whole.first - timedelta(days=rng.randint(0, 3)),
        "rescued_on_precision": Precision.DAY,
        "rescued_place": background.places[scenario.route[-1][0]],
        "operation_kind": whole.pick((OperationKind.POLICE, OperationKind.PROSECUTION)) if is_rescued else "",
        "rescue_unit": background.police.get(whole.office) if is_rescued else None,
        **_money(whole, scenario),
        **more,
    }
    episode = whole.store.add(
        TraffickingEpisode(
            id=whole.id(at),
            key=whole.case.key,
            case=whole.case,
            created_at=at,
            created_by=whole.lead,
            updated_by=whole.lead,
            **values,
        )
    )
    _people(whole, episode, scenario)
    _way(whole, episode, scenario)
    _site(whole, episode, scenario)
    _perpetrators(whole, episode, scenario)
    only = whole.victims[0].person if len(whole.victims) == 1 else None
    whole.line(told_on, EntryKind.FACTS, "Hechos registrados", hour=16, person=only, subject=episode)
    return episode


def _first_day(day, precision):
    """The first day that it may have been."""
    return day.replace(**{Precision.MONTH: {"day": 1}, Precision.YEAR: {"day": 1, "month": 1}}.get(precision, {}))


def _money(whole: Whole, scenario: Scenario) -> dict:
    values = {}
    if scenario.debt:
        values |= {
            "debt_amount": Decimal(scenario.debt + 50 * whole.rng.randint(0, 20)),
            "debt_currency": Currency.PEN,
            "debt_reason": "El pasaje, la comida y «multas» que le sumaban.",
        }
    if scenario.promised:
        values |= {
            "pay_promised": Decimal(scenario.promised),
            "pay_promised_currency": Currency.PEN,
            "pay_received": Decimal(whole.pick((0, 0, 50, 120))),
            "pay_received_currency": Currency.PEN,
            "pay_period": PayPeriod.MONTH,
        }
    return values


def _people(whole: Whole, episode: TraffickingEpisode, scenario: Scenario) -> None:
    for each in whole.victims:
        whole.store.add(
            EpisodePerson(
                id=whole.id(episode.created_at),
                episode=episode,
                participation=each,
                recruiter_relation=scenario.relation,
            )
        )


def _way(whole: Whole, episode: TraffickingEpisode, scenario: Scenario) -> None:
    for position, (code, transport) in enumerate(scenario.route, 1):
        whole.store.add(
            RouteStop(
                id=whole.id(episode.created_at),
                episode=episode,
                position=position,
                place=whole.background.places[code],
                transport=transport,
            )
        )


def _site(whole: Whole, episode: TraffickingEpisode, scenario: Scenario) -> None:
    started_on = min(episode.recruited_on + timedelta(days=whole.rng.randint(3, 15)), episode.rescued_on)
    whole.store.add(
        ExploitationSite(
            id=whole.id(episode.created_at),
            key=whole.case.key,
            episode=episode,
            position=1,
            place=whole.background.places[scenario.route[-1][0]],
            establishment=scenario.establishment,
            activity=scenario.activity,
            section=SECTION_OF.get(scenario.activity, ""),
            started_on=started_on.replace(day=1),
            start_precision=Precision.MONTH,
            ended_on=episode.rescued_on,
            end_precision=Precision.DAY,
        )
    )


def _perpetrators(whole: Whole, episode: TraffickingEpisode, scenario: Scenario) -> None:
    for role in scenario.roles[: whole.rng.randint(1, len(scenario.roles))]:
        whole.store.add(
            AllegedPerpetratorNote(
                id=whole.id(episode.created_at),
                key=whole.case.key,
                episode=episode,
                relation=scenario.relation if role == scenario.roles[0] else "",
                roles=[role],
                sex=whole.pick((Sex.F, Sex.M)),
                approximate_age=whole.rng.randint(22, 55),
                detained=whole.pick((YesNo.YES, YesNo.NO, YesNo.NO, YesNo.NI)),
                created_at=episode.created_at,
                created_by=whole.lead,
                updated_by=whole.lead,
            )
        )
