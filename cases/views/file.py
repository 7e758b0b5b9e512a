"""The file of a case: what is due, who takes part, what happened."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import Permission
from cases.access import case_to_follow, case_to_view, saw_list
from cases.contact_rules import contact_line, contact_of, involved_among, why_not
from cases.file_frame import contact_cards, file_tabs, leads_to
from cases.file_parts import actions_of, parts_of
from cases.guidance import guides_for
from cases.labels import STATUS_LOOK, consent_label
from cases.models import Case, FollowUp, Participation, Person, Task, VictimStatusChange
from cases.notices import DUTIES, Facts, notices
from cases.people_lines import newest_consents, person_lines
from cases.task_lines import TASK_ICONS, due_words, needs_contact_rules, rules_line, task_line
from cases.team_lines import team_of, who_does_what
from cases.timeline_lines import timeline_lines
from directory.codelists import Confidentiality
from interface.keyset import AFTER, BEFORE, paginate

TIMELINE_PAGE = 15
CONTACT_CARDS = 3
MILESTONES, NOTES = "hitos", "notas"


@require_safe
def case_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = request.user
    case = case_to_follow(user, pk)
    known, team = _known(user, case), team_of(case)
    pending = [task for task in known["tasks"] if task.is_pending]
    page = paginate(request, _shown_entries(request, case).for_file(), "-occurred_at", TIMELINE_PAGE)
    tabs = file_tabs(user, case, "file", team)
    context = {
        **known,
        "case": case,
        "tabs": tabs,
        "buttons": [each for each in actions_of(user) if not each.in_menu],
        "menu": [each for each in actions_of(user) if each.in_menu],
        "notices": notices(_facts(case, known)),
        "next": _next_task(pending, known["today"]) if pending else None,
        "more_tasks": max(len(pending) - 1, 0),
        "entries": timeline_lines(user, page.items),
        "page": page,
        "is_newest": AFTER not in request.GET and BEFORE not in request.GET,
        "choices": _choices(request),
        "contacts": contact_cards(_to_contact(known, pending)),
        "team": who_does_what(case, team),
        "guides": guides_for(case, known["participations"]),
        "parts": [drawn for part in parts_of(user) if part.draw and (drawn := part.draw(user, case))],
        "status_look": STATUS_LOOK[case.status],
        "is_reserved": case.confidentiality != Confidentiality.NORMAL,
        "can_see_trail": leads_to(tabs, "seen"),
        **_allowed(user),
    }
    return render(request, "cases/file.html", context)


@require_safe
def people(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Each person of a case: her part and who decided it, her phases since when, her consent, how to reach her."""
    user = request.user
    case = case_to_view(user, pk)
    known = _people(user, case)
    ids = [line.participation.pk for line in known["people"]]
    decisions: dict = {}
    for change in VictimStatusChange.objects.filter(participation__in=ids).select_related("key", "by"):
        decisions.setdefault(change.participation_id, []).append(change)
    involved = involved_among(line.person for line in known["people"])
    context = {
        "case": case,
        "tabs": file_tabs(user, case, "people"),
        "people": [
            (line, decisions.get(line.participation.pk, []), _how_to_reach(line.person, involved))
            for line in known["people"]
        ],
        "followed": _followed(ids),
        **_allowed(user),
    }
    return render(request, "cases/file_people.html", context)


def _how_to_reach(person: Person, involved: set[UUID]) -> str:
    """Of somebody who may not or cannot be contacted, only that."""
    return why_not(person, involved) or contact_line(contact_of(person))


def _followed(ids) -> set[UUID]:
    """Whose follow-up began; one query."""
    rows = FollowUp.objects.standing().filter(participation__in=ids)
    return set(rows.values_list("participation_id", flat=True))


def _known(user: User, case: Case) -> dict:
    """People, what they allowed and the tasks of a case, in the same queries for every case."""
    tasks = Task.objects.filter(case=case)
    return {
        **_people(user, case),
        "tasks": list((tasks.pending() | tasks.filter(kind__in=DUTIES)).for_list()),
    }


def _people(user: User, case: Case) -> dict:
    today = timezone.localdate()
    participations = list(Participation.objects.filter(case=case).for_file())
    saw_list(user, Person._meta.label_lower, [each.person for each in participations])
    consents = newest_consents(case)
    return {
        "today": today,
        "days_open": (today - case.opened_on).days,
        "people": person_lines(case, participations, consents, today),
        "participations": participations,
        "consents": consents,
        "consent_lines": [(each, consent_label(each, today)) for each in consents.values()],
    }


def _facts(case: Case, known: dict) -> Facts:
    return Facts(
        case,
        known["participations"],
        known["consents"],
        known["tasks"],
        case.last_contact_at,
        known["today"],
    )


def _allowed(user: User) -> dict:
    return {
        "can_edit": user.can(Permission.EDIT_CASE),
        "can_change_status": user.can(Permission.CHANGE_STATUS),
        "can_add_note": user.can(Permission.ADD_NOTE),
        "can_reveal": user.can(Permission.REVEAL_NAME),
    }


def _shown_entries(request: HttpRequest, case: Case):
    asked = request.GET.get("ver")
    if asked == MILESTONES:
        return case.timeline.milestones()
    return case.timeline.notes() if asked == NOTES else case.timeline.all()


def _choices(request: HttpRequest) -> list[dict]:
    asked = request.GET.get("ver")
    asked = asked if asked in (MILESTONES, NOTES) else "todo"
    choices = ((_("Todo"), "todo"), (_("Hitos"), MILESTONES), (_("Notas"), NOTES))
    return [{"label": label, "url": f"?ver={word}#cronologia", "is_current": word == asked} for label, word in choices]


def _next_task(pending: list[Task], today) -> dict:
    task = pending[0]
    when, clock = due_words(task, today)
    return {
        **task_line(task, today, with_who=True, back="caso"),
        "when": f"{when}, {clock}" if clock else when,
        "icon": TASK_ICONS[task.kind],
        "is_late": task.due_on < today,
        "rules": rules_line(task),
    }


def _to_contact(known: dict, pending: list[Task]) -> list[Person]:
    """Whom the next task reaches first, then the victims; no more than fit beside the file."""
    first = [task.person for task in pending[:1] if needs_contact_rules(task)]
    victims = [each.person for each in known["participations"] if each.is_victim]
    return list(dict.fromkeys([*first, *victims]))[:CONTACT_CARDS]
