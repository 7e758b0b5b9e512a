"""What is known of a person, a line for each page: whether somebody wrote it, and how much lacks. No answer of hers."""

from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Person
from cases.models.profile import HealthProfile, ProfilePage
from cases.person_sections import pages_of, told
from cases.profile_lists import YesNo
from cases.profile_topics import CLOSED, Topic, facts_of, may_open
from cases.sections import SectionState
from interface.dates import day

_LOOK = {
    SectionState.DONE: ("selva", "ok"),
    SectionState.MISSING: ("hueco", "borrador"),
    SectionState.NOT_APPLICABLE: ("gris", "menos"),
}


def profile_lines(user: User, person: Person, today: date) -> list[dict]:
    """Items of ``{% task_list %}`` for the pages that this account may open; as many queries as there are topics."""
    pages = {topic: pages_of(topic, [person.pk]).get(person.pk) for topic in Topic}
    facts = facts_of(person, pages[Topic.GENDER], today)
    lines = []
    for topic, page in pages.items():
        if not may_open(user, topic, page):
            continue
        state = told(topic, page, facts)
        tone, icon = _LOOK[state.state]
        lines.append(
            {
                "label": topic.label,
                "url": reverse(f"cases:profile_{topic}", args=[person.pk]),
                "tone": tone,
                "icon": icon,
                "state": SectionState(state.state).label,
                "hint": _hint(topic, page, state.note),
            }
        )
    return lines


def _hint(topic: str, page: ProfilePage | None, note: str) -> str:
    """An answer is shown nowhere but on its page, whose opening the trail tells."""
    if topic in CLOSED:
        return " ".join(filter(None, [_("Reservado."), f"{note}." if note else ""]))
    written = _("Respondido el %s") % day(localdate(page.updated_at)) if page else ""
    return " · ".join(filter(None, [written, note]))


def aggravants(person: Person) -> str:
    """What of her health aggravates the crime, with its article, in one line; "No consta" is the caller's to say.

    Pregnancy: CP art. 129-B, first paragraph, num. 7. Disability: second paragraph.
    """
    return aggravants_of(HealthProfile.objects.filter(person=person).select_related("key").first())


def aggravants_of(health: HealthProfile | None) -> str:
    """``aggravants`` of her page of health, where there is one."""
    if health is None:
        return ""
    facts = []
    if health.pregnancy == YesNo.YES:
        facts.append(_("Estaba embarazada al ingreso: CP, art. 129-B, primer párrafo, num. 7"))
    if health.has_disability:
        facts.append(_("Tiene una discapacidad: CP, art. 129-B, segundo párrafo"))
    return "; ".join(facts)
