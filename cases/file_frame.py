"""What several pages of one case share: the tabs, and the cards of safe contact."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.access import may_see_trail
from cases.contact_rules import contact_of, contact_rules, involved_among, why_not
from cases.file_parts import PEOPLE_AND_FACTS, TEAM_AND_TASKS, Group, Part, parts_of, printed_for
from cases.models import Assignment, Case, Person
from interface.templatetags.calp import masked

_FILE = Part("file", gettext_lazy("Resumen"), 0, url_name="cases:file")
_PEOPLE = Part("people", gettext_lazy("Personas"), 0, url_name="cases:people", group=PEOPLE_AND_FACTS)
_TASKS = Part("tasks", gettext_lazy("Tareas"), 900, url_name="cases:tasks", group=TEAM_AND_TASKS)
_TEAM = Part("team", gettext_lazy("Equipo"), 910, url_name="cases:team", group=TEAM_AND_TASKS)
_SEEN = Part("seen", gettext_lazy("Quién lo ha visto"), 920, url_name="cases:seen", group=TEAM_AND_TASKS)


def file_tabs(user: User, case: Case, current: str, team: list[Assignment] | None = None) -> list[dict]:
    """Parts of the case that this account may open, for ``{% tabs %}``: each alone or in its group, a group with one
    part as that part; ``current`` names the one it is looking at, which may be printed alone. A page that has the
    ``team`` at hand (``team_of``) says so: nothing is asked then."""
    rooms = [part for part in parts_of(user) if part.url_name]
    trail = [_SEEN] if may_see_trail(user, case, team) else []
    places: dict[Group | str, list[Part]] = {}
    for part in sorted([_FILE, _PEOPLE, *rooms, _TASKS, _TEAM, *trail], key=_place):
        places.setdefault(part.group or part.key, []).append(part)
    tabs = [_tab([_link(case, part, current) for part in parts], parts[0].group) for parts in places.values()]
    if any(part.key == current for part in printed_for(user)):
        here = next(tab for tab in tabs if tab["is_current"])
        here["print_url"] = f"{reverse('cases:print', args=[case.pk])}?parte={current}"
    return tabs


def leads_to(tabs: list[dict], key: str) -> bool:
    """Whether one of the parts is ``key``."""
    return any(link["key"] == key for tab in tabs for link in tab.get("parts", [tab]))


def _place(part: Part) -> tuple[int, int]:
    return (part.group.order if part.group else part.order, part.order)


def _link(case: Case, part: Part, current: str) -> dict:
    url = reverse(part.url_name, args=[case.pk])
    return {"key": part.key, "label": part.label, "url": url, "is_current": part.key == current}


def _tab(links: list[dict], group: Group | None) -> dict:
    if group is None or len(links) == 1:
        return links[0]
    return {"label": group.label, "parts": links, "is_current": any(link["is_current"] for link in links)}


def contact_cards(people: Iterable[Person]) -> list[dict]:
    """How to reach each, for ``{% safe_contact %}``: rules first, then the hidden number; of somebody possibly
    involved only that. One query."""
    people = list(people)
    involved = involved_among(people)
    return [_contact_card(person, place, involved) for place, person in enumerate(people)]


def _contact_card(person: Person, place: int, involved: set[UUID]) -> dict:
    """``place`` numbers its id."""
    contact = None if person.pk in involved else contact_of(person)
    phone = contact.phone if contact else ""
    warning = why_not(person, involved)
    return {
        "id": f"seguro-{place}" if place else "seguro",
        "title": _("Contacto seguro · %s") % person.code,
        "rules": [*([{"kind": "no", "text": warning}] if warning else []), *contact_rules(contact)],
        "number": masked(phone) if phone else "",
        "reveal_url": reverse("cases:reveal", args=[person.pk]) if phone else "",
        "url": person.get_absolute_url(),
    }
