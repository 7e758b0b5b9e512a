"""People of a case on paper: by code, without a number, a name or an address of theirs."""

from datetime import date
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import record_about
from accounts.models import AuditAction
from accounts.permissions import Permission
from cases.actions import reveal as leave_trace
from cases.contact_rules import contact_of, contact_rules, involved_among, why_not
from cases.file_parts import Printed
from cases.models import EpisodePerson, IdentityDocument, Participation, PhasePeriod, VictimStatusChange
from cases.models.profile import ProfilePage
from cases.people_lines import part_words
from cases.person_facts import ages_of, episodes_of, facts_of_person
from cases.person_sections import pages_of
from cases.printing.blocks import Block, Copy, Fact, joined, told
from cases.profile_lines import aggravants_of
from cases.profile_topics import CLOSED, CODED, Topic, facts_of, may_open, shown
from cases.tie_lines import ties_of_people
from interface.dates import day


def draw_people(copy: Copy) -> list[Block]:
    """Who she is, her part, her phases, how to reach her, her papers; six queries whatever their number."""
    ids = [each.pk for each in copy.people]
    persons = [each.person for each in copy.people]
    phases = _by_owner(PhasePeriod.objects.filter(participation__in=ids).order_by("started_on", "id"))
    changes = VictimStatusChange.objects.filter(participation__in=ids).select_related("key").order_by("at", "id")
    decisions = _by_owner(changes)
    papers = IdentityDocument.objects.filter(person__in=persons).select_related("key").order_by("id")
    documents = _by_owner(papers, "person_id")
    involved, lived = involved_among(persons), episodes_of(copy.people)
    return [
        Block(
            title=joined(each.person.code, part_words(each)),
            facts=[
                *_part(each),
                *_facts(each, lived, copy.today),
                *told((_("Fases"), joined(*map(_phase, phases.get(each.pk, [])), by="; "))),
                *told((_("Condición"), joined(*map(_decision, decisions.get(each.pk, [])), by="; "))),
                *told((_("Contacto seguro"), _contact(each, involved))),
                *told((_("Documentos"), joined(*map(_document, documents.get(each.person_id, [])), by="; "))),
            ],
        )
        for each in copy.people
    ]


def _by_owner(rows, name: str = "participation_id") -> dict[UUID, list]:
    found: dict[UUID, list] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _part(each: Participation) -> list[Fact]:
    left = _("hasta el %s") % day(each.left_on) if each.left_on else ""
    since = _("desde el %s") % day(each.joined_on)
    return told(
        (_("En el caso"), joined(since, left, by=" ")),
        (_("Víctima secundaria"), _("Sí") if each.is_secondary else ""),
    )


def _facts(each: Participation, lived: list[EpisodePerson], today: date) -> list[Fact]:
    ages = ages_of(each.person, [each], lived, today) if each.is_victim else []
    rows = [*facts_of_person(each.person, today), *ages]
    return [(row["term"], joined(row["description"], row["note"])) for row in rows]


def _phase(period: PhasePeriod) -> str:
    until = _("hasta el %s") % day(period.ended_on) if period.ended_on else ""
    return joined(period.get_phase_display(), _("desde el %s") % day(period.started_on), until, by=" ")


def _decision(change: VictimStatusChange) -> str:
    since = _("%(what)s desde el %(when)s: %(who)s") % {
        "what": change.get_new_display(),
        "when": day(change.effective_on),
        "who": change.get_decided_by_display(),
    }
    return f"{since} ({change.reason})" if change.reason else since


def _contact(each: Participation, involved: set[UUID]) -> str:
    """Her rules, and never the number; of somebody possibly involved only that."""
    if warning := why_not(each.person, involved):
        return warning
    contact = contact_of(each.person)
    number = _("Tiene teléfono: se ve en pantalla") if contact and contact.phone else ""
    return joined(*(rule["text"].rstrip(".") for rule in contact_rules(contact)), number, by=". ")


def _document(paper: IdentityDocument) -> str:
    verified = _("verificado el %s") % day(paper.verified_on) if paper.verified_on else ""
    words = joined(paper.get_kind_display(), paper.get_status_display().lower(), verified, by=", ")
    return f"{words}: {paper.notes}" if paper.notes else words


def draw_family(copy: Copy) -> list[Block]:
    """Relatives and others, by code; three queries."""
    ties = ties_of_people(copy.user, [each.person_id for each in copy.people])
    head = [_("Quién"), _("Persona"), _("Qué se sabe")]
    return [
        Block(
            title=each.person.code,
            head=head,
            rows=[
                [tie.words, tie.code, joined(tie.warning, tie.details, tie.reason, tie.notes, by="\n")]
                for tie in ties[each.person_id]
            ],
        )
        for each in copy.people
        if ties[each.person_id]
    ]


def draw_profile(copy: Copy) -> list[Block]:
    """What may be known of her besides who she is, without the closed pages; the trail names those of each."""
    return _profile(copy, [topic for topic in Topic if topic not in CLOSED])


def draw_closed_profile(copy: Copy) -> list[Block]:
    """Health and sexual life, for whoever attends her; that it was uncovered is written of each."""
    return _profile(copy, [topic for topic in Topic if topic in CLOSED])


def _profile(copy: Copy, topics: list[Topic]) -> list[Block]:
    ids = [each.person_id for each in copy.victims]
    pages = {topic: pages_of(topic, ids) for topic in {*topics, Topic.GENDER}}
    blocks = []
    for each in copy.victims:
        facts = facts_of(each.person, pages[Topic.GENDER].get(each.person_id), copy.today)
        opened: list[str] = []
        for topic in topics:
            page = pages[topic].get(each.person_id)
            if page is None or not may_open(copy.user, topic, page):
                continue
            if topic in CLOSED:
                leave_trace(each.person, topic, by=copy.user)
            else:
                opened.append(topic)
            names = shown(copy.user, topic, page, facts)
            answers = told(*((_sentence(page, name), _answer(topic, page, name)) for name in names))
            blocks.append(Block(title=joined(each.person.code, topic.label), facts=answers))
        if opened:
            record_about(copy.user, AuditAction.VIEWED, each.person, fields=opened)
    return blocks


def _sentence(page: Model, name: str) -> str:
    words = str(page._meta.get_field(name).verbose_name)
    return words[:1].upper() + words[1:]


def _answer(topic: Topic, page: ProfilePage, name: str) -> str:
    """The words of a code; one that its list no longer holds as it is."""
    value = getattr(page, name)
    if name in CODED[topic]:
        return str(dict(CODED[topic][name].choices).get(value, value))
    return _day(value) if name == "expected_on" else value


def _day(text: str) -> str:
    """A sealed day is stored as ISO 8601; what is no day, as it is."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def draw_aggravants(copy: Copy) -> list[Block]:
    """What of her health aggravates the crime, for the legal area; that it was uncovered is written of each."""
    pages = pages_of(Topic.HEALTH, [each.person_id for each in copy.victims])
    blocks = []
    for each in copy.victims:
        leave_trace(each.person, "aggravants", by=copy.user)
        words = aggravants_of(pages.get(each.person_id)) or _("No consta")
        blocks.append(Block(title=each.person.code, facts=[(_("Agrava el delito"), words)]))
    return blocks


_CLOSED = gettext_lazy("Salud, discapacidad e identidad de género")
PARTS = (
    Printed("people", gettext_lazy("Personas"), 20, draw_people, Permission.VIEW_CASE),
    Printed("profile", gettext_lazy("Lo que se sabe de cada una"), 22, draw_profile, Permission.EDIT_CASE),
    Printed("closed", _CLOSED, 24, draw_closed_profile, Permission.READ_HEALTH),
    Printed("aggravants", gettext_lazy("Lo que agrava el delito"), 24, draw_aggravants, Permission.READ_AGGRAVANTS),
    Printed("family", gettext_lazy("Familia y otras personas"), 26, draw_family, Permission.VIEW_CASE),
)
