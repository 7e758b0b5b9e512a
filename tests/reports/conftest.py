"""The desk's past months: cases opened, closed and referred on chosen days, through the verbs."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest
import time_machine
from django.utils import timezone

from cases.actions import Intake, NewPerson, add_person, change_status, change_victim_status, open_case
from cases.states import AgeSource, CaseStatus, ClosureReason, ConsentState, DecidingBody, ParticipationRole
from directory.codelists import IntakeSource, ProblemType, Sex
from referrals.actions import Draft, draft_referral, send_referral
from reports.periods import Period
from reports.statistics import Scope

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
LATER = timezone.make_aware(datetime(2026, 11, 20, 9))

UNKNOWN = NewPerson(preferred_name="Kantuta", sex=Sex.F, age_source=AgeSource.UNKNOWN)


def woman(age: int | None = 25, **more) -> NewPerson:
    source = AgeSource.UNKNOWN if age is None else AgeSource.DECLARED
    return replace(UNKNOWN, age=age, age_source=source, **more)


def october(day: int) -> date:
    return date(2026, 10, day)


def noon(day: date):
    return timezone.make_aware(datetime.combine(day, time(12)))


class Desk:
    """What the team of an office did, and on which day it took effect."""

    def __init__(self, office, worker, coordinator):
        self.office, self.worker, self.coordinator = office, worker, coordinator

    def open(self, on: date, who=None):
        intake = Intake(
            office=self.office,
            source=IntakeSource.PNP_REFERRAL,
            problem=ProblemType.TDP,
            consent=ConsentState.WRITTEN,
            person=who or woman(),
            opened_on=on,
        )
        return open_case(intake, by=self.worker)

    def join(self, case, on: date, who=None, role=ParticipationRole.DIRECT_VICTIM):
        return add_person(case, who or woman(), role, by=self.worker, joined_on=on, consent=ConsentState.WRITTEN)

    def close(self, case, on: date, reason=ClosureReason.GOALS_MET):
        return change_status(
            case, CaseStatus.CLOSED, by=self.coordinator, reason="Terminó.", closure_reason=reason, on=on
        )

    def reopen(self, case, on: date):
        return change_status(case, CaseStatus.REOPENED, by=self.coordinator, reason="Volvió.", on=on)

    def rule(self, participation, status, on: date):
        return change_victim_status(
            participation, status, by=self.coordinator, decided_by=DecidingBody.NGO, reason="Se decidió.", on=on
        )

    def refer(self, case, unit, on: date, urgency="D5"):
        """A referral sent at noon of that day."""
        with time_machine.travel(noon(on), tick=False):
            person = case.participations.order_by("joined_on", "id").first().person
            draft = Draft(unit=unit, services=("LEGAL_ORIENTATION",), reason="Pide ayuda.", urgency=urgency)
            return send_referral(draft_referral(case, person, draft, by=self.worker), by=self.worker)


@pytest.fixture
def desk(iquitos, rosa, celia):
    return Desk(iquitos, rosa, celia)


@pytest.fixture
def lima_desk(lima, ulises):
    return Desk(lima, ulises, ulises)


def scope(office=None, period: Period = OCTOBER, now=LATER) -> Scope:
    return Scope.of(period, office, now)
