"""Follow-up on the pages: the course of one person over the terms, and her part of "Qué falta"."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.episode_lists import YesNo
from cases.followup_lists import STATE_LOOK, FollowUpState, HealthNow, LivesWith, SafetyNow, Suspected
from cases.models import Case, FollowUp, FollowUpFinding, Participation
from cases.sections import SectionState, Told
from interface.dates import day

# How an answer looks: better, to be minded, bad, not known.
_GOOD, _MIND, _BAD, _OPEN = ("selva", "ok"), ("tierra", "alerta"), ("achiote", "alerta"), ("hueco", "ayuda")
_LOOK: dict[type, dict[str, tuple[str, str]]] = {
    LivesWith: {LivesWith.STREET: _BAD, LivesWith.SHELTER: _MIND, LivesWith.NI: _OPEN},
    YesNo: {YesNo.YES: _GOOD, YesNo.NO: ("gris", "menos"), YesNo.NI: _OPEN},
    HealthNow: {HealthNow.WELL: _GOOD, HealthNow.CARE: _MIND, HealthNow.URGENT: _BAD, HealthNow.NI: _OPEN},
    SafetyNow: {SafetyNow.SAFE: _GOOD, SafetyNow.WORRIED: _MIND, SafetyNow.DANGER: _BAD, SafetyNow.NI: _OPEN},
    Suspected: {Suspected.NO: _GOOD, Suspected.SUSPECTED: _MIND, Suspected.YES: _BAD, Suspected.NI: _OPEN},
}


@dataclass(frozen=True)
class Answer:
    """A state label; ``text`` empty where nobody asked."""

    tone: str
    icon: str
    text: str


def answer(choices, value: str) -> Answer:
    """One that its list no longer holds is shown as it is."""
    if not value:
        return Answer("", "", "")
    tone, icon = _LOOK[choices].get(value, _GOOD if value in choices else _OPEN)
    return Answer(tone, icon, str(dict(choices.choices).get(value, value)))


@dataclass(frozen=True)
class CourseLine:
    """One term: where it stands, and of what was found the answers that the course compares."""

    follow_up: FollowUp
    tone: str
    icon: str
    words: str
    finding: FollowUpFinding | None
    answers: list[tuple[str, Answer]]
    is_due: bool


def course_line(follow_up: FollowUp, today: date, *, with_health: bool) -> CourseLine:
    is_due = follow_up.is_due(today)
    tone, icon = ("achiote", "reloj") if is_due else STATE_LOOK[follow_up.state]
    finding = getattr(follow_up, "finding", None)
    words = _("Le toca") if is_due else follow_up.get_state_display()
    answers = answers_of(finding, with_health=with_health) if finding else []
    return CourseLine(follow_up, tone, icon, words, finding, answers, is_due)


def answers_of(finding: FollowUpFinding, *, with_health: bool) -> list[tuple[str, Answer]]:
    """What the course shows, in the order of its columns."""
    asked = [
        (_("Vive"), LivesWith, finding.lives_with),
        (_("Estudia"), YesNo, finding.studies),
        (_("Trabaja"), YesNo, finding.works),
        (_("Salud"), HealthNow, finding.health if with_health else ""),
        (_("Seguridad"), SafetyNow, finding.safety),
        (_("La buscan quienes la explotaron"), Suspected, finding.exploiter_contact),
        (_("Explotada de nuevo"), Suspected, finding.exploited_again),
    ]
    return [(label, answer(choices, value)) for label, choices, value in asked]


def compared(lines: list[CourseLine]) -> list[tuple[str, list[Answer]]]:
    """Question by question what was answered at each of these terms, in their order; all of them were found out."""
    labels = [label for label, _answer in lines[0].answers] if lines else []
    return [(label, [line.answers[place][1] for line in lines]) for place, label in enumerate(labels)]


def followup_states(user: User, case: Case, participations: list[Participation]) -> dict[UUID, Told]:
    """Only of those whose follow-up began: what is due, what comes next, or that it is over. One query."""
    today = timezone.localdate()
    rows: dict[UUID, list[FollowUp]] = {}
    found = FollowUp.objects.standing().filter(participation__in=[each.pk for each in participations])
    for each in found.defer("end_note").order_by("due_on", "id"):
        rows.setdefault(each.participation_id, []).append(each)
    return {participation: _told(own, today) for participation, own in rows.items()}


def _told(rows: list[FollowUp], today: date) -> Told:
    pending = [each for each in rows if each.state == FollowUpState.PENDING]
    if not pending:
        return Told(SectionState.DONE, _("Terminó: %s") % rows[-1].get_state_display().lower())
    first = pending[0]
    if first.is_due(today):
        return Told(SectionState.MISSING, _("Tocaba el %s") % day(first.due_on))
    return Told(SectionState.DONE, _("El próximo, el %s") % day(first.due_on))
