"""What is known of a person, a line for each page: how much there is, and of open pages the first answers."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Person
from cases.models.profile import HealthProfile, ProfilePage
from cases.person_sections import pages_of, told
from cases.profile_lists import UNDISCLOSED, YesNo
from cases.profile_topics import CLOSED, CODED, Topic, facts_of, may_open
from cases.sections import SectionState

_SILENT = {"", UNDISCLOSED, "UNKNOWN"}
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
    """The answers of a closed page are shown nowhere but on it."""
    if topic in CLOSED:
        return " ".join(filter(None, [_("Reservado."), f"{note}." if note else ""]))
    return " · ".join(filter(None, [_answers(topic, page), note]))


def _answers(topic: str, page: ProfilePage | None) -> str:
    if page is None:
        return ""
    coded = CODED[topic].items()
    given = [(choices, getattr(page, name)) for name, choices in coded]
    # A code that a later version of a list no longer holds is shown as it is.
    return " · ".join(str(dict(choices.choices).get(code, code)) for choices, code in given if code not in _SILENT)


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
