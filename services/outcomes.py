"""How people are left, as returns, places left, services, courses, jobs and plans say it."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.hooks import Became
from cases.models import Case, Participation
from cases.outcome_lists import Outcome
from directory.codelists import ServiceKind
from interface.dates import day
from services.livelihood_states import LivelihoodKind, LivelihoodState
from services.models import Attention, Livelihood, PlanReview, ServiceEnrolment, ShelterStay
from services.plan_states import ReviewResult
from services.shelter_states import Destination, ExitReason
from services.states import EndReason

Told = Iterator[tuple[UUID, Became]]
_RETURNS = (ServiceKind.RETURN, ServiceKind.REPATRIATION)


def became(case: Case, people: list[Participation]) -> dict[UUID, list[Became]]:
    """Of each of these people of a case what this room says of her; five queries whatever their number."""
    parts = {each.person_id: each.pk for each in people}
    found: dict[UUID, list[Became]] = {each.pk: [] for each in people}
    for participation_id, each in chain(
        _returned(case, parts), _schooled(case, parts), _left_shelter(people), _earning(people), _planned(people)
    ):
        found[participation_id].append(each)
    return found


def _returned(case: Case, parts: dict[UUID, UUID]) -> Told:
    rows = Attention.objects.filter(case=case, person__in=parts, service__in=_RETURNS)
    for person, service, on in rows.values_list("person", "service", "given_on"):
        words = _on(ServiceKind(service).label, on)
        yield parts[person], Became(Outcome.RETURN, words, on, is_reached=True)


def _left_shelter(people: list[Participation]) -> Told:
    rows = ShelterStay.objects.filter(participation__in=people, location__until__isnull=False)
    rows = rows.values_list("participation", "exit_reason", "next_destination", "location__until")
    for part, reason, destination, on in rows:
        if destination == Destination.ABROAD:
            words = _on(_("Salió de la acogida a su país de origen"), on)
            yield part, Became(Outcome.RETURN, words, on, is_reached=True)
        if reason == ExitReason.WITH_FAMILY or destination == Destination.FAMILY:
            words = _on(_("Salió de la acogida con su familia"), on)
            yield part, Became(Outcome.FAMILY, words, on, is_reached=True)


def _schooled(case: Case, parts: dict[UUID, UUID]) -> Told:
    rows = ServiceEnrolment.objects.filter(case=case, person__in=parts, service=ServiceKind.EDUCATION_REINSERTION)
    for each in rows.only("case_id", "person_id", "started_on", "ended_on", "end_reason"):
        if each.ended_on is None:
            words = _("Reinserción educativa en curso, desde el %s") % day(each.started_on)
            told = Became(Outcome.EDUCATION, words, timezone.localdate(), is_reached=False)
        else:
            words = _on(f"{ServiceKind.EDUCATION_REINSERTION.label}: {each.get_end_reason_display()}", each.ended_on)
            told = Became(Outcome.EDUCATION, words, each.ended_on, is_reached=each.end_reason == EndReason.GOAL_MET)
        yield parts[each.person_id], told


def _earning(people: list[Participation]) -> Told:
    """A course counts as studies; what goes on is true today."""
    rows = Livelihood.objects.filter(participation__in=people).exclude(state=LivelihoodState.PLANNED)
    for each in rows.only("participation_id", "kind", "state", "started_on", "ended_on"):
        is_course, is_running = each.kind == LivelihoodKind.COURSE, each.state == LivelihoodState.RUNNING
        kept = (LivelihoodState.RUNNING, LivelihoodState.FINISHED) if is_course else (LivelihoodState.RUNNING,)
        told = f"{each.get_kind_display()}: {each.get_state_display().lower()}"
        yield (
            each.participation_id,
            Became(
                Outcome.EDUCATION if is_course else Outcome.WORK,
                _("%(what)s, desde el %(day)s") % {"what": told, "day": day(each.started_on)}
                if is_running
                else _on(told, each.ended_on),
                timezone.localdate() if is_running else each.ended_on,
                is_reached=each.state in kept,
            ),
        )


def _planned(people: list[Participation]) -> Told:
    rows = PlanReview.objects.filter(plan__participation__in=people, plan__dropped_at=None)
    for part, on, result in rows.order_by("recorded_at").values_list("plan__participation", "on", "result"):
        yield part, Became(Outcome.PLAN, _on(ReviewResult(result).label, on), on, result == ReviewResult.MET)


def _on(words: str, on: date) -> str:
    return f"{words}, {day(on)}"
