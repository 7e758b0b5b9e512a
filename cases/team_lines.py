"""Who does what in a case: the lead, then each area, those without anybody among them; and what pays for it."""

from django.utils.translation import gettext as _

from accounts.permissions import AREA_OF_ROLE
from cases.models import Assignment, Case, CaseProject
from cases.states import AREA_TEAM_ROLES, TeamRole

Line = tuple[str, str]
_ORDER = (TeamRole.LEAD, *AREA_TEAM_ROLES, TeamRole.SUPPORT)


def team_of(case: Case) -> list[Assignment]:
    """Who is in the team today, the first to come first; one query."""
    return list(Assignment.objects.current().filter(case=case).select_related("user").order_by("started_at", "id"))


def who_does_what(case: Case, team: list[Assignment]) -> list[Line]:
    """For the summary list of the file; one query."""
    by_role: dict[str, list[Assignment]] = {}
    for member in team:
        by_role.setdefault(member.role, []).append(member)
    for lead in by_role.get(TeamRole.LEAD, []):  # whoever leads answers for their own area too
        area = AREA_OF_ROLE.get(lead.user.role)
        if area and area not in by_role:
            by_role[area] = [lead]
    lines = [_line(role, by_role.get(role, [])) for role in _ORDER if role in by_role or role != TeamRole.SUPPORT]
    return lines + _funds(case)


def _line(role: str, members: list[Assignment]) -> Line:
    names = "; ".join(f"{each.user}, {each.user.get_role_display().lower()}" for each in members)
    return str(TeamRole(role).label), names or _("Nadie todavía")


def _funds(case: Case) -> list[Line]:
    rows = CaseProject.objects.current().filter(case=case).select_related("project").order_by("project__name", "id")
    names = "; ".join(each.project.name for each in rows)
    return [(_("Fondos"), names)] if names else []
