"""Assessments as parts of "Qué falta": the first hours, the risk, and the areas that concern her."""

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.permissions import RESERVED_AREAS, Permission
from cases.assessments.areas import AssessmentArea, area_of
from cases.assessments.profile import ADULT, MINOR, profile_of
from cases.file_parts import CARE, CASE_FILE_PARTS, SUBJECT_PAGES, Part
from cases.models import Assessment, Case, Participation, Task
from cases.sections import PERSON_SECTIONS, PersonSection, SectionState, Told, once, phases_of
from cases.states import TaskKind
from directory.codelists import RiskLevel
from interface.dates import day

# Area, its words in the list, its place, and of whom alone it is asked ("": of every victim).
_AREAS = (
    (AssessmentArea.FIRST_HOURS, gettext_lazy("Primeras horas"), 310, ""),
    (AssessmentArea.RISK, gettext_lazy("Riesgo"), 320, ""),
    (AssessmentArea.NEEDS, gettext_lazy("Necesidades"), 330, ""),
    (AssessmentArea.PSYCHOLOGICAL, gettext_lazy("Valoración psicológica"), 340, ""),
    (AssessmentArea.SOCIAL, gettext_lazy("Valoración social y familiar"), 345, ""),
    (AssessmentArea.LEGAL, gettext_lazy("Valoración legal"), 350, ""),
    (AssessmentArea.HEALTH, gettext_lazy("Valoración de salud"), 355, ""),
    (AssessmentArea.EDUCATION, gettext_lazy("Valoración educativa"), 360, MINOR),
    (AssessmentArea.ECONOMIC, gettext_lazy("Valoración económica"), 365, ADULT),
)


_TAB = Part(
    "assessments",
    gettext_lazy("Evaluaciones"),
    12,
    url_name="cases:assessments",
    permission=Permission.VIEW_CASE,
    group=CARE,
)


def connect() -> None:
    """Add the tab of a case and the parts of "Qué falta", once."""
    if _TAB not in CASE_FILE_PARTS:
        CASE_FILE_PARTS.append(_TAB)
    SUBJECT_PAGES["cases.assessment"] = "cases:assessment"
    known = {each.key for each in PERSON_SECTIONS}
    for area, label, order, only in _AREAS:
        key = f"assessment-{area.lower()}"
        if key not in known:
            states = partial(_states, area, only)
            PERSON_SECTIONS.append(
                PersonSection(key, label, order, "cases:person_assessments", states, Permission.VIEW_CASE)
            )


def _states(area: str, only: str, user: User, case: Case, people: list[Participation]) -> dict[UUID, Told]:
    """Of every victim whom it concerns: one query for all areas, one more for some, whatever their number."""
    today = timezone.localdate()
    concerned = [each for each in people if each.is_victim and (not only or only in profile_of(each.person, today))]
    of_all = once(people, Assessment, lambda: _newest(people))
    newest = {each.pk: of_all[each.pk, area] for each in concerned if (each.pk, area) in of_all}
    tell = _TELLERS.get(area, _tell_done)(case, people, today)
    return {each.pk: tell(each, newest[each.pk]) if each.pk in newest else _missing() for each in concerned}


def _newest(people: list[Participation]) -> dict[tuple[UUID, str], Assessment]:
    """The newest of each person and area that was signed."""
    rows = Assessment.objects.newest_of_each().filter(participation__in=[each.pk for each in people]).defer("answers")
    return {(each.participation_id, each.area): each for each in rows}


def _missing() -> Told:
    return Told(SectionState.MISSING, _("Todavía no se ha hecho"))


Teller = Callable[[Participation, Assessment], Told]


def _tell_done(case: Case, people: list[Participation], today: date) -> Teller:
    def tell(_participation: Participation, last: Assessment) -> Told:
        if last.is_overdue(today):
            return Told(SectionState.MISSING, _("Tocaba repetirla el %s") % day(last.next_review_on))
        when = _("Hecha el %s") % day(last.done_on)
        is_closed = last.area == AssessmentArea.HEALTH or area_of(last.area) in RESERVED_AREAS
        shows_level = last.level and not is_closed
        return Told(SectionState.DONE, f"{last.get_level_display()} · {when.lower()}" if shows_level else when)

    return tell


def _tell_risk(case: Case, people: list[Participation], today: date) -> Teller:
    """A mild risk is asked again when a phase begins (cases/assessments/reviews.py)."""
    began = {part: periods[-1].started_on for part, periods in phases_of(people).items()}
    done = _tell_done(case, people, today)

    def tell(participation: Participation, last: Assessment) -> Told:
        is_new_phase = began.get(participation.pk, last.done_on) > last.done_on
        if last.level == RiskLevel.MILD and is_new_phase:
            return Told(SectionState.MISSING, _("Empezó otra fase: toca repetirla"))
        return done(participation, last)

    return tell


def _tell_first_hours(case: Case, people: list[Participation], today: date) -> Teller:
    """Done is what has nothing pending of what was missing."""
    lacking: dict[UUID, int] = {}
    rows = Task.objects.pending().filter(case=case, kind=TaskKind.COVER_NEED)
    for person in rows.values_list("person_id", flat=True):
        lacking[person] = lacking.get(person, 0) + 1

    def tell(participation: Participation, last: Assessment) -> Told:
        if count := lacking.get(participation.person_id):
            words = ngettext("Falta cubrir %(count)d cosa", "Falta cubrir %(count)d cosas", count)
            return Told(SectionState.MISSING, words % {"count": count})
        return Told(SectionState.DONE, _("Cubierto el %s") % day(last.done_on))

    return tell


_TELLERS = {AssessmentArea.RISK: _tell_risk, AssessmentArea.FIRST_HOURS: _tell_first_hours}
