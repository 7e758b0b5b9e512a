"""How she is one, three, six and twelve months after the case passed to follow-up or was closed."""

from datetime import date, timedelta

from cases.episode_lists import YesNo
from cases.followup_lists import (
    ATTEMPTS_BEFORE_GIVING_UP,
    NOT_FOLLOWED,
    AttemptChannel,
    FollowUpState,
    HealthNow,
    LivesWith,
    SafetyNow,
    SpokeWith,
    Suspected,
    due_days,
)
from cases.models import FollowUp, FollowUpAttempt, FollowUpFinding, Participation, SafeContact, StatusChange, Task
from cases.states import CaseStatus, ContactChannel, EntryKind, TaskKind, VictimStatus
from demonstration.clock import moment
from demonstration.whole.base import Whole

_PASSED_ON = (CaseStatus.FOLLOW_UP, CaseStatus.CLOSED)
_TOLD = (
    "Contestó tranquila; pidió que la llamen igual.",
    "Vino con su hermana y trajo su libreta.",
    "Habló poco, pero quiso que se sepa que está bien.",
)
_ELSEWHERE = (LivesWith.PARTNER, LivesWith.ALONE, LivesWith.SHELTER)
_AGAIN = "Volvió al local dos fines de semana; dice que por una deuda. Se avisó a la coordinación."


def tell_follow_ups(whole: Whole) -> None:
    """Of victims of cases that passed on; called off where the case was taken up again."""
    moves = whole.store.of_case(StatusChange, lambda row: row.case is whole.case)
    begun = next((move for move in moves if move.new in _PASSED_ON), None)
    if begun is None or whole.case.closure_reason in NOT_FOLLOWED:
        return
    again = next((move for move in moves if move.new == CaseStatus.REOPENED), None)
    for each in whole.victims:
        if each.victim_status != VictimStatus.RULED_OUT:
            follow(whole, each, begun.effective_on, called_off_on=again.effective_on if again else None)


def follow(
    whole: Whole,
    each: Participation,
    begins_on: date,
    *,
    called_off_on: date | None = None,
    is_well: bool = False,
) -> None:
    """A series from that day: each term that came is told, the next ones wait as tasks. ``is_well``: she is found, at
    home and at school; else the dice say."""
    for due in due_days(begins_on, begins_on):
        at = moment(begins_on, 12)
        row = whole.store.add(
            FollowUp(
                id=whole.id(at),
                key=whole.case.key,
                participation=each,
                months=due.months,
                begins_on=begins_on,
                due_on=due.due_on,
                created_at=at,
                created_by=whole.lead,
            )
        )
        looked_on = due.due_on + timedelta(days=whole.rng.randint(0, 5))
        if called_off_on and called_off_on <= looked_on:
            _end(whole, row, FollowUpState.CANCELLED, called_off_on)
        elif looked_on <= whole.setting.yesterday:
            _look_for_her(whole, row, looked_on, is_well=is_well)
        else:
            _wait(whole, row)


def _look_for_her(whole: Whole, row: FollowUp, on: date, *, is_well: bool) -> None:
    """Nine of ten are found; who is not, is looked for three times, as far as the days allow."""
    if is_well or whole.chance(0.9):
        _attempt(whole, row, on, reached=True)
        _find(whole, row, on, is_well=is_well)
        _end(whole, row, FollowUpState.REACHED, on)
        return
    days = [on + timedelta(days=4 * number) for number in range(ATTEMPTS_BEFORE_GIVING_UP)]
    for each in days:
        if each <= whole.setting.yesterday:
            _attempt(whole, row, each, reached=False)
    if days[-1] <= whole.setting.yesterday:
        row.end_note = "Tres intentos sin respuesta; se dejó dicho dónde encontrarnos."
        _end(whole, row, FollowUpState.NOT_FOUND, days[-1])
    else:
        _wait(whole, row)


def _attempt(whole: Whole, row: FollowUp, on: date, *, reached: bool) -> None:
    at = moment(on, 15)
    whole.store.add(
        FollowUpAttempt(
            id=whole.id(at),
            key=row.key,
            follow_up=row,
            made_on=on,
            channel=_channel(whole, row.participation),
            reached=reached,
            spoke_with=SpokeWith.HERSELF if reached else "",
            note=whole.pick(_TOLD) if reached else "No respondió.",
            recorded_at=at,
            recorded_by=whole.lead,
        )
    )


def _channel(whole: Whole, each: Participation) -> str:
    """By telephone where her safe contact allows it, else by an agency that sees her."""
    contacts = whole.store.of_case(SafeContact, lambda row: row.person in {one.person for one in whole.people})
    allowed = next((contact.channels for contact in contacts if contact.person is each.person), ())
    return AttemptChannel.CALL if ContactChannel.CALL in allowed else AttemptChannel.AGENCY


def _find(whole: Whole, row: FollowUp, on: date, *, is_well: bool) -> None:
    is_minor, is_again = row.participation.person.is_minor_on(on), not is_well and whole.chance(0.04)
    at = moment(on, 16)
    studies, works = is_well or whole.chance(0.75 if is_minor else 0.25), not is_minor and whole.chance(0.7)
    home = (LivesWith.FAMILY,) if is_well else (LivesWith.FAMILY,) * 6 + _ELSEWHERE
    safe = (SafetyNow.SAFE,) if is_well else (SafetyNow.SAFE,) * 5 + (SafetyNow.WORRIED,)
    whole.store.add(
        FollowUpFinding(
            id=whole.id(at),
            key=row.key,
            follow_up=row,
            seen_on=on,
            lives_with=whole.pick(home),
            place=whole.case.place,
            studies=YesNo.YES if studies else YesNo.NO,
            study_details="Va al colegio del barrio." if studies else "",
            works=YesNo.YES if works else YesNo.NO,
            work_details="Medio turno, con contrato de palabra." if works else "",
            health=whole.pick((HealthNow.WELL,) * 4 + (HealthNow.CARE,)),
            safety=SafetyNow.DANGER if is_again else whole.pick(safe),
            exploiter_contact=Suspected.SUSPECTED if is_again else Suspected.NO,
            exploited_again=Suspected.SUSPECTED if is_again else Suspected.NO,
            again_details=_AGAIN if is_again else "",
            recorded_at=at,
            updated_by=whole.lead,
        )
    )
    headline = "Seguimiento: quizá la explotan de nuevo" if is_again else f"Seguimiento hecho: {row.term.lower()}"
    whole.line(on, EntryKind.FOLLOW_UP, headline, hour=16, person=row.participation.person, subject=row)


def _end(whole: Whole, row: FollowUp, state: str, on: date) -> None:
    row.state, row.ended_at, row.ended_by = state, moment(on, 17), whole.lead


def _wait(whole: Whole, row: FollowUp) -> None:
    """Its task goes on although the case was closed."""
    whole.store.add(
        Task(
            id=whole.id(row.created_at),
            key=whole.case.key,
            case=whole.case,
            person=row.participation.person,
            kind=TaskKind.FOLLOW_UP,
            details=row.term,
            due_on=row.due_on,
            assigned_to=whole.lead,
            created_by=whole.lead,
            created_at=row.created_at,
            subject_kind=row._meta.label_lower,
            subject_id=row.pk,
        )
    )
