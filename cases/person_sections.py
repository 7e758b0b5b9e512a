"""The parts of what is known of each person, as "Qué falta" and her own page list them: done, missing, or not for her.

A relative or a witness is asked who they are and how to reach them; everything else is of who was harmed.
"""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Permission
from cases.models import Case, Participation, Person
from cases.models.profile import GenderProfile, ProfilePage
from cases.profile_topics import CODED, PAGES, Facts, Topic, asked, facts_of, may_open, missing
from cases.sections import PersonSection, SectionState, Told

States = dict[UUID, Told]
# Of these a page that somebody wrote is done: whether to ask the rest is hers and her team's to say.
_ENOUGH_BEGUN = {Topic.GENDER}


def told(topic: str, page: ProfilePage | None, facts: Facts) -> Told:
    """Whether a page still lacks an answer that serves for her."""
    if not set(asked(topic, facts)) & set(CODED[topic]):
        return Told(SectionState.NOT_APPLICABLE, _("No se pregunta a su edad"))
    if page is None:
        return Told(SectionState.MISSING, _("Nadie lo ha preguntado"))
    gaps = [] if topic in _ENOUGH_BEGUN else missing(topic, page, facts)
    if not gaps:
        return Told(SectionState.DONE)
    words = ngettext("Falta %(count)d respuesta", "Faltan %(count)d respuestas", len(gaps))
    return Told(SectionState.MISSING, words % {"count": len(gaps)})


def pages_of(topic: str, people: list[UUID]) -> dict[UUID, ProfilePage]:
    """The pages of these people on one topic, by the person's id; one query."""
    return {each.person_id: each for each in PAGES[topic].objects.filter(person__in=people).select_related("key")}


def _topic_states(topic: str) -> Callable[[User, Case, list[Participation]], States]:
    def states(user: User, case: Case, participations: list[Participation]) -> States:
        victims = [each for each in participations if each.is_victim]
        ids = [each.person_id for each in victims]
        people = Person.objects.select_related("key").in_bulk(ids)
        pages = pages_of(topic, ids)
        genders = pages if topic == Topic.GENDER else pages_of(Topic.GENDER, ids)
        today = timezone.localdate()
        return {
            each.pk: told(topic, pages.get(each.person_id), _facts(people, genders, each.person_id, today))
            for each in victims
            if may_open(user, topic, pages.get(each.person_id))
        }

    return states


def _facts(people: dict[UUID, Person], genders: dict[UUID, GenderProfile], pk: UUID, today: date) -> Facts:
    return facts_of(people[pk], genders.get(pk), today)


def _section(key: str, label, order: int, url_name: str, states) -> PersonSection:
    return PersonSection(key, label, order, url_name, states, Permission.EDIT_CASE, leads_by="person")


PERSON_PARTS: list[PersonSection] = [
    _section(f"profile_{topic}", topic.label, 140 + 10 * place, f"cases:profile_{topic}", _topic_states(topic))
    for place, topic in enumerate(Topic)
]
