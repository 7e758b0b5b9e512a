"""What several pages of one case share: the tabs, and the cards of safe contact."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cases.access import may_see_trail
from cases.contact_rules import contact_of, contact_rules, involved_among, why_not
from cases.file_parts import parts_of
from cases.models import Case, Person
from interface.templatetags.calp import masked


def file_tabs(user: User, case: Case, current: str) -> list[dict]:
    """Parts of the case that this account may open; ``current`` names the one it is looking at."""
    own = [
        ("file", _("Resumen"), "cases:file"),
        ("people", _("Personas"), "cases:people"),
        ("tasks", _("Tareas"), "cases:tasks"),
        *((part.key, part.label, part.url_name) for part in parts_of(user) if part.url_name),
        ("team", _("Equipo"), "cases:team"),
        *([("seen", _("Quién lo ha visto"), "cases:seen")] if may_see_trail(user, case) else []),
    ]
    return [
        {"label": label, "url": reverse(name, args=[case.pk]), "is_current": key == current} for key, label, name in own
    ]


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
