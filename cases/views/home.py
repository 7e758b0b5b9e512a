""" "Mi trabajo": what is to be done, by day, and what must not be forgotten."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.news import look
from accounts.permissions import Permission
from cases import work
from cases.access import require, saw_list
from cases.file_parts import HOME_PARTS
from cases.models import Case, Task
from cases.task_lines import task_line
from interface.keyset import paginate

MINE, TEAM = "mias", "equipo"
SHOWN_PER_GROUP = 12
PAGE_SIZE = 50
SHOWN_IN_CARDS = 5
SHOWN_PEOPLE = 30


@dataclass(frozen=True)
class Group:
    """A heading of "Mi trabajo": ``key`` as the models say it, ``word`` as the address does."""

    key: str
    word: str
    label: str
    nothing: str


GROUPS = (
    Group("overdue", "vencido", gettext_lazy("Vencido"), gettext_lazy("Nada vencido. Lo de hoy está abajo.")),
    Group("today", "hoy", gettext_lazy("Hoy"), gettext_lazy("Nada para hoy.")),
    Group("tomorrow", "manana", gettext_lazy("Mañana"), gettext_lazy("Nada para mañana.")),
    Group("week", "semana", gettext_lazy("Esta semana"), gettext_lazy("Nada más hasta el domingo.")),
    Group("later", "despues", gettext_lazy("Después"), gettext_lazy("Nada para después del domingo.")),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    require(user, Permission.VIEW_CASE)
    scope = _scope(request)
    rows = Task.objects.of_team(user) if scope == TEAM else Task.objects.visible_to(user).assigned_to(user)
    rows, today, now = rows.pending(), timezone.localdate(), timezone.now()
    counts = rows.group_counts(today)
    group = next((each for each in GROUPS if each.word == request.GET.get("grupo")), None)
    page = paginate(request, rows.in_group(group.key, today).for_list(), "due_on", PAGE_SIZE) if group else None
    shown = list(page if group else rows.first_of_groups(today, SHOWN_PER_GROUP).for_list())
    saw_list(user, Task._meta.label_lower, shown)
    lines = [
        (task.due_group(today), task_line(task, today, with_who=scope == TEAM, back=_back(scope))) for task in shown
    ]
    context = {
        "today": today,
        "groups": [_drawn_group(each, counts, lines, scope) for each in ([group] if group else GROUPS)],
        "group": group,
        "page": page,
        "scopes": _scopes(user, scope),
        "tiles": [_tile(each, counts, scope) for each in GROUPS],
        "is_team": scope == TEAM,
        "has_tasks": counts["last"] is not None,
        "cases_in_charge": work.cases_in_charge(user),
        "news": [] if group else look(user, now),
        "can_open_case": user.can(Permission.OPEN_CASE),
        **_side(user, today),
        **(_overview(user, today) if scope == TEAM and user.can(Permission.MANAGE_TEAM) and not group else {}),
    }
    return render(request, "cases/home.html", context)


def _scope(request: HttpRequest) -> str:
    """What the address asks for; without it the office for whoever organises it, one's own work for the others."""
    asked = request.GET.get("ver")
    if asked in (MINE, TEAM):
        return asked
    return TEAM if request.user.can(Permission.MANAGE_TEAM) else MINE


def _back(scope: str) -> str:
    return "equipo" if scope == TEAM else "trabajo"


def _scopes(user, scope: str) -> list[dict]:
    team = _("Mi sede") if user.can(Permission.MANAGE_TEAM) else _("Mi equipo")
    if user.can(Permission.SEE_ALL_OFFICES):
        team = _("Todas las sedes")
    return [
        {"label": label, "url": f"?ver={word}", "is_current": scope == word}
        for label, word in ((_("Mías"), MINE), (team, TEAM))
    ]


def _tile(group: Group, counts: dict, scope: str) -> dict:
    count = counts[group.key]
    is_far = group.key == "later"
    return {
        "count": count,
        "label": group.label,
        "url": f"?ver={scope}&grupo={group.word}" if is_far else f"?ver={scope}#{group.word}",
        "is_alarm": group.key == "overdue" and count > 0,
    }


def _drawn_group(group: Group, counts: dict, lines: list[tuple[str, dict]], scope: str) -> dict:
    own = [line for key, line in lines if key == group.key]
    return {
        "word": group.word,
        "label": group.label,
        "nothing": group.nothing,
        "count": counts[group.key],
        "is_alarm": group.key == "overdue" and counts[group.key] > 0,
        "lines": own,
        "rest": counts[group.key] - len(own),
        "last": counts["last"] if group.key == "later" else None,
        "url": f"?ver={scope}&grupo={group.word}",
    }


def _side(user, today) -> dict:
    silent = list(work.silent_cases(user, timezone.now())[: SHOWN_IN_CARDS + 1])
    own = Case.objects.visible_to(user).filter(opened_by=user).order_by("-created_at", "-id")
    only_opens = user.can(Permission.OPEN_CASE) and not user.can(Permission.ADD_ATTENTION)
    return {
        "recent": work.recent_cases(user, SHOWN_IN_CARDS),
        "silent": [(case, work.days_of_silence(case, today)) for case in silent[:SHOWN_IN_CARDS]],
        "has_more_silent": len(silent) > SHOWN_IN_CARDS,
        "opened": list(own[:SHOWN_IN_CARDS]) if only_opens else None,
        "parts": [drawn for part in sorted(HOME_PARTS, key=lambda each: each.order) if (drawn := part.draw(user))],
    }


def _overview(user, today) -> dict:
    return {
        "workload": list(work.workload(user, today)[:SHOWN_PEOPLE]),
        "shows_offices": user.can(Permission.SEE_ALL_OFFICES),
    }
