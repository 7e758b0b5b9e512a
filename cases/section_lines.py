"""The parts of one case as lines of "Qué falta": first those of the case, then those of each person."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case, Participation, SectionMark
from cases.sections import CASE_SECTIONS, PERSON_SECTIONS, People, PersonSection, SectionState, Told
from cases.way_back import from_missing

_LOOK = {
    SectionState.DONE: ("selva", "ok"),
    SectionState.MISSING: ("tierra", "borrador"),
    SectionState.NOT_APPLICABLE: ("hueco", "menos"),
}


@dataclass(frozen=True)
class Group:
    """The parts of the case (``participation`` None) or of one of its people."""

    participation: Participation | None
    lines: list[dict]

    @property
    def done(self) -> int:
        return sum(line["code"] != SectionState.MISSING for line in self.lines)

    @property
    def next(self) -> dict | None:
        return next((line for line in self.lines if line["code"] == SectionState.MISSING and line["url"]), None)


def groups_of(user: User, case: Case, participations: list[Participation]) -> list[Group]:
    """Parts that concern this case and its people, as far as ``user`` may open them; as many queries as parts."""
    marks = {(mark.participation_id, mark.section): mark for mark in _marks(case)}
    shown = sorted((each for each in CASE_SECTIONS if user.can(each.permission)), key=lambda each: each.order)
    told = [(each, each.state(user, case)) for each in shown]
    lines = [
        _line(
            each,
            state,
            marks.get((None, each.key)),
            from_missing(reverse(each.url_name, args=[case.pk]), case.pk),
            case,
        )
        for each, state in told
        if state is not None
    ]
    groups = [Group(None, lines)] if lines else []
    return groups + _of_people(user, case, participations, marks)


def _of_people(user, case, participations, marks) -> list[Group]:
    sections = sorted((each for each in PERSON_SECTIONS if user.can(each.permission)), key=lambda each: each.order)
    people = People(participations)
    states = [(section, section.states(user, case, people)) for section in sections]
    groups = []
    for one in participations:
        lines = [
            _line(section, told[one.pk], marks.get((one.pk, section.key)), _url(section, one), case, one)
            for section, told in states
            if one.pk in told
        ]
        if lines:
            groups.append(Group(one, lines))
    return groups


def _marks(case: Case) -> Iterable[SectionMark]:
    return SectionMark.objects.current().filter(case=case).select_related("key", "made_by")


def _url(section: PersonSection, participation: Participation) -> str:
    ids: dict[str, UUID] = {
        "participation": participation.pk,
        "person": participation.person_id,
        "case": participation.case_id,
    }
    return from_missing(reverse(section.url_name, args=[ids[section.leads_by]]), participation.case_id)


def _line(section, told: Told, mark: SectionMark | None, url: str, case: Case, participation=None) -> dict:
    """What was entered counts before what somebody said: a mark on a part that is complete is not shown."""
    is_marked = mark is not None and told.state != SectionState.DONE
    state = SectionState.NOT_APPLICABLE if is_marked else SectionState(told.state)
    tone, icon = _LOOK[state]
    hint = _("%(who)s: %(why)s") % {"who": mark.made_by, "why": mark.reason} if is_marked else told.note
    query = f"?parte={section.key}" + (f"&persona={participation.pk}" if participation else "")
    return {
        "key": section.key,
        "label": section.label,
        "url": url,
        "tone": tone,
        "icon": icon,
        "code": state,
        "state": state.label,
        "hint": hint,
        "is_marked": is_marked,
        "mark_url": reverse("cases:section_mark", args=[case.pk]) + query
        if state == SectionState.MISSING or is_marked
        else "",
    }


def label_of(key: str, *, of_person: bool) -> str:
    """The name of a part; "" when no room has it."""
    rows = PERSON_SECTIONS if of_person else CASE_SECTIONS
    return next((str(each.label) for each in rows if each.key == key), "")
