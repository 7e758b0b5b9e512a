"""The parts of what is known of each person, as "Qué falta" and her own page list them: done, missing, or not for her.

A relative or a witness is asked who they are and how to reach them; everything else is of who was harmed.
"""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.permissions import Permission
from cases.models import Case, IdentityDocument, Participation, Person, Relationship, SafeContact
from cases.models.profile import GenderProfile, ProfilePage
from cases.profile_topics import CODED, PAGES, Facts, Topic, asked, facts_of, may_open, missing
from cases.sections import PersonSection, SectionState, Told, once
from cases.states import AgeSource, DocumentStatus

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
        people = _people(participations)
        pages = once(participations, topic, lambda: pages_of(topic, ids))
        genders = once(participations, Topic.GENDER, lambda: pages_of(Topic.GENDER, ids))
        today = timezone.localdate()
        return {
            each.pk: told(topic, pages.get(each.person_id), _facts(people, genders, each.person_id, today))
            for each in victims
            if may_open(user, topic, pages.get(each.person_id))
        }

    return states


def _people(participations: list[Participation]) -> dict[UUID, Person]:
    """Everybody with her key, once for all parts."""
    ids = [each.person_id for each in participations]
    return once(participations, "people", lambda: Person.objects.select_related("key").in_bulk(ids))


def _facts(people: dict[UUID, Person], genders: dict[UUID, GenderProfile], pk: UUID, today: date) -> Facts:
    return facts_of(people[pk], genders.get(pk), today)


def _identity(user: User, case: Case, participations: list[Participation]) -> States:
    """Who she is: a name, and an age that is known. Of a relative or a witness only the name is asked."""
    people = _people(participations)
    return {each.pk: _told_of_identity(each, people[each.person_id]) for each in participations}


def _told_of_identity(participation: Participation, person: Person) -> Told:
    gaps = [] if person.given_names or person.paternal_surname else [_("el nombre legal")]
    if participation.is_victim:
        if person.age_source == AgeSource.UNKNOWN:
            gaps.append(_("la edad"))
        if not person.nationalities:
            gaps.append(_("la nacionalidad"))
        if person.needs_interpreter is None:
            gaps.append(_("si necesita intérprete"))
    words = _("Falta %s") % ", ".join(gaps) if gaps else ""
    return Told(SectionState.MISSING if gaps else SectionState.DONE, words)


def _documents(user: User, case: Case, participations: list[Participation]) -> States:
    """Her papers; one that is retained or forged is no paper to go on with, "sin documento" is an answer."""
    victims = [each for each in participations if each.is_victim]
    found: dict[UUID, set[str]] = {}
    rows = IdentityDocument.objects.filter(person__in=[each.person_id for each in victims])
    for person_id, status in rows.values_list("person_id", "status"):
        found.setdefault(person_id, set()).add(status)
    return {each.pk: _told_of_documents(found.get(each.person_id, set())) for each in victims}


def _told_of_documents(statuses: set[str]) -> Told:
    if not statuses:
        return Told(SectionState.MISSING, _("Nadie lo ha preguntado"))
    if statuses <= {DocumentStatus.RETAINED, DocumentStatus.FORGED, DocumentStatus.LOST}:
        return Told(SectionState.MISSING, _("Hay que conseguirle uno propio"))
    return Told(SectionState.DONE)


def _contact(user: User, case: Case, participations: list[Participation]) -> States:
    """How to reach her; nobody is asked how to reach who may not be contacted."""
    ids = [each.person_id for each in participations]
    known = set(SafeContact.objects.filter(person__in=ids).values_list("person_id", flat=True))
    reachable = once(participations, "reachable", lambda: set(Person.objects.contactable_among(ids)))
    states = {}
    for each in participations:
        if each.person_id not in reachable:
            states[each.pk] = Told(SectionState.NOT_APPLICABLE, _("No se la puede o no se la debe contactar"))
        elif each.person_id in known:
            states[each.pk] = Told(SectionState.DONE)
        else:
            states[each.pk] = Told(SectionState.MISSING, _("Pregúntalo antes de llamar"))
    return states


def _relatives(user: User, case: Case, participations: list[Participation]) -> States:
    """Who is near her; of a minor, who answers for her (DS 016-2024-JUS art. 22)."""
    victims = [each for each in participations if each.is_victim]
    people = {each.person_id: _people(participations)[each.person_id] for each in victims}
    ties = Relationship.objects.current().filter(Q(person__in=people) | Q(relative__in=people))
    tied = {pk for pair in ties.values_list("person_id", "relative_id") for pk in pair}
    answered = Person.objects.answered_for(people)
    today = timezone.localdate()
    states = {}
    for each in victims:
        if people[each.person_id].is_minor_on(today) and each.person_id not in answered:
            words = _("Falta quién responde por ella; si no hay nadie, la UPE")
            states[each.pk] = Told(SectionState.MISSING, words)
        else:
            is_told = each.person_id in tied
            words = "" if is_told else _("Nadie registrado")
            states[each.pk] = Told(SectionState.DONE if is_told else SectionState.MISSING, words)
    return states


def _section(key: str, label, order: int, url_name: str, states) -> PersonSection:
    return PersonSection(key, label, order, url_name, states, Permission.EDIT_CASE, leads_by="person")


PERSON_PARTS: list[PersonSection] = [
    _section("identity", gettext_lazy("Nombre, edad y nacionalidad"), 110, "cases:person_edit", _identity),
    _section("documents", gettext_lazy("Documentos de identidad"), 115, "cases:document_add", _documents),
    _section("contact", gettext_lazy("Contacto seguro"), 120, "cases:safe_contact_edit", _contact),
    _section("relatives", gettext_lazy("Familia y quién responde por ella"), 130, "cases:relate", _relatives),
    *(
        _section(f"profile_{topic}", topic.label, 140 + 10 * place, f"cases:profile_{topic}", _topic_states(topic))
        for place, topic in enumerate(Topic)
    ),
]
