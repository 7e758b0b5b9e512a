"""How each victim of a case is left, from what was written of her already: by this room and by those that say so."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from cases.episode_lists import YesNo
from cases.followup_lists import LivesWith
from cases.hooks import Became, outcomes
from cases.models import Case, FollowUpFinding, Participation
from cases.outcome_lists import Outcome
from interface.dates import day


@dataclass(frozen=True)
class PersonOutcome:
    """``rows``: what is known, in the order of ``Outcome``; ``unknown``: the words of what nothing says;
    ``reached``: the codes that were reached, to be counted."""

    participation: Participation
    rows: list[tuple[str, str]]
    unknown: str
    reached: frozenset[str]


def outcomes_of(case: Case) -> list[PersonOutcome]:
    """One per victim who is in the case; as many queries as rooms ask, whatever the number of people."""
    people = list(Participation.objects.victims().filter(case=case, left_on=None).for_file())
    told: dict[UUID, list[Became]] = {each.pk: [] for each in people}
    for room in (followed_up, *outcomes):
        for participation_id, found in room(case, people).items():
            told[participation_id] += found
    return [_outcome(each, told[each.pk]) for each in people]


def _outcome(participation: Participation, found: list[Became]) -> PersonOutcome:
    """Of each outcome, what was said last; of the same day, what was reached."""
    last: dict[str, Became] = {}
    for each in sorted(found, key=lambda each: (each.on, each.is_reached)):
        last[each.outcome] = each
    return PersonOutcome(
        participation,
        [(str(each.label), last[each].words) for each in Outcome if each in last],
        ", ".join(str(each.label).lower() for each in Outcome if each not in last),
        frozenset(each for each, became in last.items() if became.is_reached),
    )


def followed_up(case: Case, people: list[Participation]) -> dict[UUID, list[Became]]:
    """What she, or somebody near her, told in her last follow-up; one query."""
    rows = FollowUpFinding.objects.filter(follow_up__participation__in=people)
    named = rows.values_list("follow_up__participation", "seen_on", "lives_with", "studies", "works")
    last = {row[0]: row for row in named.order_by("seen_on", "recorded_at")}
    return {part: _found(*told) for part, *told in last.values()}


def _found(on, lives_with: str, studies: str, works: str) -> list[Became]:
    said = [
        (Outcome.FAMILY, LivesWith(lives_with).label, lives_with, LivesWith.FAMILY),
        (Outcome.EDUCATION, {YesNo.YES: _("Estudia"), YesNo.NO: _("No estudia")}.get(studies), studies, YesNo.YES),
        (Outcome.WORK, {YesNo.YES: _("Trabaja"), YesNo.NO: _("No trabaja")}.get(works), works, YesNo.YES),
    ]
    return [
        Became(outcome, _("%(what)s, en el seguimiento del %(day)s") % {"what": words, "day": day(on)}, on, said == yes)
        for outcome, words, said, yes in said
        if said != YesNo.NI
    ]
