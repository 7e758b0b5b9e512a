"""What is still missing of what happened, of each person's condition and phases, and of the team."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import AREA_OF_ROLE
from cases.episodes.summary import steps_of
from cases.models import Assignment, Case, Participation, TraffickingEpisode
from cases.sections import SectionState, Told, phases_of
from cases.states import AREA_TEAM_ROLES, TeamRole


def facts_states(user: User, case: Case, participations: list[Participation]) -> dict[UUID, Told]:
    """Of each direct victim: whether every step of what happened to her is told."""
    lacking: dict[UUID, int] = {}
    for episode in TraffickingEpisode.objects.standing().filter(case=case).whole():
        left = sum(not told.is_told for told in steps_of(episode))
        for each in episode.of_people:
            lacking[each.participation_id] = lacking.get(each.participation_id, 0) + left
    return {each.pk: _facts_told(lacking.get(each.pk)) for each in participations if each.is_victim}


def _facts_told(lacking: int | None) -> Told:
    if lacking is None:
        return Told(SectionState.MISSING, _("Nadie escribió qué pasó"))
    return Told(SectionState.MISSING, _("Hay pasos sin completar")) if lacking else Told(SectionState.DONE)


def standing_states(user: User, case: Case, participations: list[Participation]) -> dict[UUID, Told]:
    """Of each direct victim: whether she stands in some phase; her condition is presumed until a body decides."""
    phases = phases_of(participations)
    return {
        each.pk: Told(SectionState.DONE, each.get_victim_status_display())
        if any(period.ended_on is None for period in phases.get(each.pk, ()))
        else Told(SectionState.MISSING, _("Sin fase"))
        for each in participations
        if each.is_victim
    }


def team_state(user: User, case: Case) -> Told:
    """Whether every area has somebody in the team; whoever leads answers for their own area too."""
    covered: set[str] = set()
    for role, account_role in Assignment.objects.current().filter(case=case).values_list("role", "user__role"):
        covered |= {role, AREA_OF_ROLE.get(account_role, "")} if role == TeamRole.LEAD else {role}
    empty = [str(TeamRole(role).label).lower() for role in AREA_TEAM_ROLES if role not in covered]
    if not empty:
        return Told(SectionState.DONE)
    return Told(SectionState.MISSING, _("Nadie del área %s") % ", ".join(empty))
