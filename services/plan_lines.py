"""Reintegration plans on the pages of a case: what each person has, the plan's page, and what is still missing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cases.models import Case, Participation
from cases.sections import SectionState, Told, phases_of
from cases.states import Phase
from services.models import PlanActivity, PlanGoal, PlanReview, ReintegrationPlan
from services.plan_states import (
    PLAIN_AREAS,
    PROGRESS_LOOK,
    SETTLED,
    PlanArea,
    Progress,
    Responsible,
    ReviewResult,
)


@dataclass
class PersonPlan:
    """What one person has: the version in force, a draft, or why there is none yet. ``areas``: label, done, all."""

    participation: Participation
    draft: ReintegrationPlan | None = None
    plan: ReintegrationPlan | None = None
    review: PlanReview | None = None
    areas: list[tuple[str, int, int]] = field(default_factory=list)
    running: set[str] = field(default_factory=set)
    past: set[str] = field(default_factory=set)

    @property
    def has_ended(self) -> bool:
        return self.review is not None and self.review.result != ReviewResult.GOES_ON

    @property
    def review_on(self) -> date | None:
        """When the plan in force is looked at again."""
        if self.plan is None:
            return None
        return self.review.next_on if self.review else self.plan.first_review_on

    @property
    def is_review_due(self) -> bool:
        return self.review_on is not None and self.review_on <= timezone.localdate()

    @property
    def in_emergency(self) -> bool:
        return Phase.F2_IMMEDIATE in self.running and Phase.F6_REINTEGRATION not in self.running

    @property
    def done(self) -> int:
        return sum(done for _label, done, _all in self.areas)

    @property
    def count(self) -> int:
        return sum(count for _label, _done, count in self.areas)


def plans_of_people(participations: list[Participation]) -> dict[UUID, PersonPlan]:
    """One per victim, by the id of her part: four queries whatever their number, and nothing sealed is opened."""
    people = {each.pk: PersonPlan(each) for each in participations if each.is_victim}
    plans: dict[UUID, PersonPlan] = {}
    for plan in ReintegrationPlan.objects.filter(participation__in=people, dropped_at=None).order_by("number"):
        mine = people[plan.participation_id]
        if plan.is_agreed:
            mine.plan = plan
        else:
            mine.draft = plan
    plans = {each.plan.pk: each for each in people.values() if each.plan}
    for review in PlanReview.objects.filter(plan__in=plans).order_by("recorded_at", "id").defer("reached", "changes"):
        plans[review.plan_id].review = review
    _count_activities(plans)
    phases = phases_of(participations)
    for part, mine in people.items():
        for period in phases.get(part, ()):
            (mine.past if period.ended_on else mine.running).add(period.phase)
    for each in people.values():
        if each.plan and each.draft and each.draft.number < each.plan.number:
            each.draft = None
    return people


def _count_activities(plans: dict[UUID, PersonPlan]) -> None:
    rows = PlanActivity.objects.standing().filter(goal__plan__in=plans, goal__withdrawn_at=None)
    found: dict[UUID, dict[str, list[int]]] = {}
    for plan_id, area, progress in rows.values_list("goal__plan_id", "goal__area", "progress"):
        counted = found.setdefault(plan_id, {}).setdefault(area, [0, 0])
        counted[0] += progress in SETTLED
        counted[1] += 1
    for plan_id, areas in found.items():
        plans[plan_id].areas = [(area.label, *areas[area]) for area in PlanArea if area in areas]


def plan_states(user: User, case: Case, participations: list[Participation]) -> dict[UUID, Told]:
    """Asked once her emergency is over or reintegration runs; nobody else gets a line."""
    told = {}
    for part_id, each in plans_of_people(participations).items():
        may_begin = Phase.F6_REINTEGRATION in each.running | each.past or (
            Phase.F2_IMMEDIATE in each.past and not each.in_emergency
        )
        if may_begin or each.plan or each.draft:
            told[part_id] = _told(each)
    return told


def _told(each: PersonPlan) -> Told:
    if each.has_ended:
        return Told(SectionState.DONE, each.review.get_result_display())
    if each.is_review_due:
        return Told(SectionState.MISSING, _("Toca revisarlo con ella"))
    if each.plan:
        words = ngettext("%(done)d de %(count)d actividad", "%(done)d de %(count)d actividades", each.count)
        return Told(SectionState.DONE, words % {"done": each.done, "count": each.count})
    return Told(SectionState.MISSING, _("Acordarlo con ella") if each.draft else _("Empezar su plan"))


# The page of one version ------------------------------------------------------------------------------------------


def areas_of(plan: ReintegrationPlan) -> list[dict]:
    """Goals by area with what is done for each: two queries."""
    return areas_of_plans([plan])[plan.pk]


def areas_of_plans(plans: Iterable[ReintegrationPlan]) -> dict[UUID, list[dict]]:
    """``areas_of`` of each plan by its id; two queries whatever their number."""
    today = timezone.localdate()
    found: dict[UUID, dict[str, list]] = {each.pk: {} for each in plans}
    goals = list(PlanGoal.objects.filter(plan__in=found).standing().select_related("key"))
    rows = PlanActivity.objects.standing().filter(goal__in=goals).select_related("key", "staff", "unit__agency")
    done_for: dict[UUID, list[dict]] = {goal.pk: [] for goal in goals}
    for each in rows:
        tone, icon = PROGRESS_LOOK[each.progress]
        line = {"activity": each, "who": who_does(each), "tone": tone, "icon": icon, "is_late": each.is_overdue(today)}
        done_for[each.goal_id].append(line)
    for goal in goals:
        found[goal.plan_id].setdefault(goal.area, []).append({"goal": goal, "lines": done_for[goal.pk]})
    return {
        plan: [{"label": area.label, "area": area, "goals": own[area]} for area in PlanArea if area in own]
        for plan, own in found.items()
    }


def who_does(activity: PlanActivity) -> str:
    if activity.responsible == Responsible.STAFF:
        return str(activity.staff)
    if activity.responsible == Responsible.UNIT:
        return f"{activity.unit.agency.acronym or activity.unit.agency.name}: {activity.unit.name}"
    return _("Ella misma")


# The sheet that she takes along -----------------------------------------------------------------------------------

# Words that would tell whoever finds the sheet what happened to her; lines with one of them are not printed.
_TELLING = re.compile(
    r"\b(trata|tratantes?|explota\w*|v[ií]ctimas?|violencia\w*|violad\w*|violaci\w*|abus\w*|sexual\w*|sexo|prostit\w*"
    r"|captad\w*|denunci\w*|fiscal\w*|juzgad\w*|juicio\w*|delit\w*|agres\w*|refugi\w*|albergue\w*|acogida\w*|vih|sida"
    r"|its|embaraz\w*|abort\w*|psic\w*|psiqui\w*|terapi\w*|depres\w*|suicid\w*|droga\w*|alcohol\w*)\b",
    re.IGNORECASE,
)
# Areas whose agencies would tell it too: there the sheet says only that somebody helps her.
_DISCREET = frozenset({PlanArea.HEALTH, PlanArea.MENTAL_HEALTH, PlanArea.JUSTICE, PlanArea.SAFETY})


def sheet_of(plan: ReintegrationPlan) -> tuple[list[dict], int]:
    """Her goals in plain words, who helps her with what until when; and how many lines are left out for their words."""
    sheet: dict[str, list[dict]] = {}
    left_out = 0
    for area in areas_of(plan):
        for each in area["goals"]:
            lines = [line for line in each["lines"] if line["activity"].progress not in SETTLED]
            shown = [line for line in lines if not _TELLING.search(line["activity"].what)]
            goal = each["goal"].goal
            is_told = not _TELLING.search(goal)
            left_out += len(lines) - len(shown) + (not is_told)
            if is_told or shown:
                steps = [_step(area["area"], line) for line in shown]
                title = str(PLAIN_AREAS[area["area"]])
                sheet.setdefault(title, []).append({"goal": goal if is_told else "", "steps": steps})
    return [{"title": title, "goals": goals} for title, goals in sheet.items()], left_out


def _step(area: str, line: dict) -> dict:
    activity = line["activity"]
    if activity.responsible == Responsible.HERSELF:
        who = _("Yo")
    elif activity.responsible == Responsible.UNIT and (area in _DISCREET or _TELLING.search(line["who"])):
        who = _("Otra institución")
    else:
        who = line["who"]
    return {
        "what": activity.what,
        "who": who,
        "due_on": activity.due_on,
        "is_begun": activity.progress == Progress.DOING,
    }
