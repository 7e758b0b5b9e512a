"""One made-up case with its eighteen months at most: intake, people, phases, notes, attentions, tasks, referrals."""

import random
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from uuid import UUID

from accounts.models import AuditAction, AuditEntry, User
from accounts.permissions import Area, Role
from cases.actions.intake import case_code
from cases.models import (
    Assignment,
    Case,
    StatusChange,
    Task,
    TimelineEntry,
)
from cases.states import (
    CaseStatus,
    ClosureReason,
    EntryKind,
    TaskKind,
    TeamRole,
)
from demonstration import words
from demonstration.clock import day_between, moment, seeded_id
from demonstration.participants import Participants
from demonstration.store import Store
from directory.codelists import Confidentiality, IntakeSource, ProblemType, RiskLevel, ServiceKind
from directory.models import Agency, Office
from services.actions import AREA_OF_GROUP
from services.models import Attention, AttentionMode
from vault.keyring import Keyring
from vault.models import DataKey, new_data_key

_TEAM_ROLE = {
    Role.SOCIAL_WORKER: TeamRole.SOCIAL,
    Role.CASEWORKER_PSYCHOSOCIAL: TeamRole.PSYCHOLOGICAL,
    Role.CASEWORKER_LEGAL: TeamRole.LEGAL,
}
_SOURCES = (
    IntakeSource.PNP_REFERRAL,
    IntakeSource.MP_REFERRAL,
    IntakeSource.UPE_CAR_REFERRAL,
    IntakeSource.SELF,
) * 3 + (
    IntakeSource.CEM_REFERRAL,
    IntakeSource.FAMILY,
    IntakeSource.HOTLINE_1818,
    IntakeSource.HEALTH,
    IntakeSource.SCHOOL,
)
_PROBLEMS = (ProblemType.TDP,) * 6 + (ProblemType.ESNNA, ProblemType.LABOR_EXPLOITATION, ProblemType.FORCED_LABOR)
_SERVICES = {
    Role.SOCIAL_WORKER: (
        ServiceKind.EMERGENCY_KIT,
        ServiceKind.SOCIAL_EVAL,
        ServiceKind.ID_DOCUMENTS,
        ServiceKind.FOOD,
    ),
    Role.CASEWORKER_PSYCHOSOCIAL: (ServiceKind.CRISIS_CONTAINMENT, ServiceKind.THERAPY_INDIV, ServiceKind.PSYCH_EVAL),
    Role.CASEWORKER_LEGAL: (ServiceKind.LEGAL_ORIENTATION, ServiceKind.LEGAL_ACCOMPANIMENT),
}
_NEXT_TASKS = (TaskKind.CALL, TaskKind.CALL, TaskKind.VISIT, TaskKind.ACCOMPANY, TaskKind.OTHER)
_WITH_AN_HOUR = (TaskKind.VISIT, TaskKind.ACCOMPANY)


@dataclass
class Setting:
    """What every story shares: today, the dice, the team of each office, the agencies, the counters."""

    today: date
    rng: random.Random
    team: dict[str, list[User]]
    agencies: list[Agency]
    numbers: dict[tuple[str, int], int]
    ring: Keyring
    told: set[str] = field(default_factory=set)  # offices that already have their Quispe Mamani
    near: dict[str, list[int]] = field(
        default_factory=dict
    )  # days from today of everybody's first tasks, still to give

    def days_until_task(self, user: User) -> int:
        """Each person has something late, something today and something soon; the rest as it falls."""
        first = self.near.setdefault(user.username, [-2, 0, 0, 1, 3])
        return first.pop(0) if first else int(self.rng.triangular(-5, 21, 1))

    @property
    def yesterday(self) -> date:
        """The last day of which something is told: the hours of today have not all passed."""
        return self.today - timedelta(days=1)

    def next_number(self, series: str, year: int) -> int:
        self.numbers[series, year] = self.numbers.get((series, year), 0) + 1
        return self.numbers[series, year]


@dataclass
class Story:
    """One case in the making."""

    setting: Setting
    store: Store
    office: Office
    opened_on: date
    allowed: dict[UUID, list[Agency]] = field(default_factory=dict)  # agencies that each person allowed to learn of her

    def tell(self) -> Case:
        """Add every row of the case to the store and return the case."""
        self.begin(self.setting.rng)
        self.people = Participants(self, self._how_many()).join()
        self._history()
        self._tasks()
        return self.case

    def begin(self, rng: random.Random, lead: User | None = None, *, share: float = 0.7) -> None:
        """Open the case with its team; without ``lead`` the dice say who leads, by ``share`` who else is of it."""
        self.rng = rng
        self.team = self.setting.team[self.office.code]
        self.lead = lead or self.rng.choice([user for user in self.team if user.role in _TEAM_ROLE])
        self.case = self._case()
        self._assign_team(share)

    def new_key(self) -> DataKey:
        return self.store.add(new_data_key(self.setting.ring))

    def _how_many(self) -> int:
        return self.rng.choices((1, 2, 3, 4), weights=(62, 24, 9, 5))[0]

    def _case(self) -> Case:
        year = self.opened_on.year
        case = Case(
            id=seeded_id(self.rng, moment(self.opened_on)),
            key=self.new_key(),
            code=case_code(self.office.code, year, self.setting.next_number(f"CALP-{self.office.code}", year)),
            office=self.office,
            opened_on=self.opened_on,
            opened_by=self.lead,
            intake_source=self.rng.choice(_SOURCES),
            problem=self.rng.choice(_PROBLEMS),
            place=self.office.place,
            risk=self.rng.choices(("", *RiskLevel.values), weights=(20, 35, 30, 15))[0],
            confidentiality=self.rng.choices(
                (Confidentiality.NORMAL, Confidentiality.RESTRICTED, Confidentiality.IDENTITY_RESERVED),
                weights=(88, 6, 6),
            )[0],
            summary=self.rng.choice(words.SUMMARY),
            created_at=moment(self.opened_on, 23, 40),
        )
        self.store.add(
            AuditEntry(
                actor_id=self.lead.pk,
                actor_name=self.lead.username,
                action=AuditAction.CREATED,
                subject_kind="cases.case",
                subject_id=str(case.pk),
                subject_code=case.code,
            )
        )
        return self.store.add(case)

    def _assign_team(self, share: float) -> None:
        for user in self.team:
            role = TeamRole.LEAD if user == self.lead else _TEAM_ROLE.get(user.role)
            if role and (role == TeamRole.LEAD or self.rng.random() < share):
                self.store.add(
                    Assignment(
                        id=seeded_id(self.rng, moment(self.opened_on)),
                        case=self.case,
                        user=user,
                        role=role,
                        started_at=moment(self.opened_on),
                        assigned_by=self.lead,
                    )
                )

    # What happened ------------------------------------------------------------------------------------------------

    def _history(self) -> None:
        self.add_line(self.opened_on, EntryKind.INTAKE, "Ingreso", self.rng.choice(words.INTAKE), hour=23)
        self.move(self.opened_on, "", CaseStatus.NEW)
        steps = self._status_steps()
        last = self.case.closed_on or self.setting.yesterday
        for _each in range(min(14, 2 + (last - self.opened_on).days // 30)):
            self._contact(day_between(self.rng, self.opened_on, last))
        for on, old, new, closure in steps:
            self.move(on, old, new, closure)

    def _status_steps(self) -> list[tuple[date, str, str, str]]:
        """The case's moves up to yesterday, oldest first; sets its present status."""
        rng, day, steps, now = self.rng, self.opened_on, [], CaseStatus.NEW
        path = [(CaseStatus.ACTIVE, 1, 6), (CaseStatus.FOLLOW_UP, 90, 300), (CaseStatus.CLOSED, 60, 200)]
        if rng.random() < 0.06:
            path += [(CaseStatus.REOPENED, 20, 120)]
        for to, at_least, at_most in path:
            day += timedelta(days=rng.randint(at_least, at_most))
            if day > self.setting.yesterday:
                break
            closure = rng.choice(ClosureReason.values[:6]) if to == CaseStatus.CLOSED else ""
            steps.append((day, now, to, closure))
            now = to
            self.case.closed_on = day if to == CaseStatus.CLOSED else None
            self.case.closure_reason = closure
        self.case.status = now
        return steps

    def move(self, on, old, new, closure="") -> None:
        at = moment(on, 12)
        change = self.store.add(
            StatusChange(
                id=seeded_id(self.rng, at),
                key=self.case.key,
                case=self.case,
                old=old,
                new=new,
                closure_reason=closure,
                reason=self.rng.choice(words.STATUS_REASONS[new]) if old else "",
                effective_on=on,
                at=at,
                by=self.lead,
            )
        )
        if old:
            self.add_line(on, EntryKind.STATUS, f"El caso pasa a: {CaseStatus(new).label}", change.reason, hour=12)

    def _contact(self, on: date) -> None:
        """A note or, more often, an attention by somebody of the team to somebody of the case."""
        by = self.rng.choice([user for user in self.team if user.role in _SERVICES])
        person = self.rng.choice(self.people).person
        hour = self.rng.randint(8, 18)
        if self.rng.random() < 0.4:
            area = Area.SOCIAL if by.role == Role.SOCIAL_WORKER else Area.GENERAL
            self.add_line(
                on, EntryKind.NOTE, "Nota de seguimiento", self.rng.choice(words.NOTES), hour, by, person, area
            )
            return
        service = self.rng.choice(_SERVICES[by.role])
        area = AREA_OF_GROUP[service.area]
        text = self.rng.choice(words.ATTENTION_NOTES)
        entry = self.add_line(on, EntryKind.ATTENTION, str(service.label), text, hour, by, person, area)
        self.store.add(
            Attention(
                id=seeded_id(self.rng, entry.occurred_at),
                case=self.case,
                person=person,
                entry=entry,
                service=service,
                group=service.area,
                area=area,
                mode=self.rng.choice(AttentionMode.values),
                given_on=on,
                minutes=self.rng.choice((20, 30, 45, 50, 60, 90)),
                professional=by,
                created_at=entry.occurred_at,
            )
        )

    def add_line(self, on, kind, headline, body="", hour=10, by=None, person=None, area=Area.GENERAL, subject=None):
        at = moment(on, hour, self.rng.randint(0, 59))
        return self.store.add(
            TimelineEntry(
                id=seeded_id(self.rng, at),
                key=self.case.key,
                case=self.case,
                person=person,
                kind=kind,
                area=area,
                occurred_at=at,
                recorded_at=at,
                by=by or self.lead,
                headline=headline,
                body=body,
                subject_kind=subject._meta.label_lower if subject else "",
                subject_id=subject.pk if subject else None,
            )
        )

    # What comes next ----------------------------------------------------------------------------------------------

    def _tasks(self) -> None:
        if self.case.status == CaseStatus.CLOSED:
            return
        for _each in range(self.rng.choices((0, 1, 2), weights=(25, 50, 25))[0]):
            due_on = self.setting.today + timedelta(days=self.setting.days_until_task(self.lead))
            made_on = max(self.opened_on, min(due_on, self.setting.today) - timedelta(days=4))
            kind = self.rng.choice(_NEXT_TASKS)
            self.store.add(
                Task(
                    id=seeded_id(self.rng, moment(made_on)),
                    key=self.case.key,
                    case=self.case,
                    person=self.people[0].person,
                    kind=kind,
                    details=self.rng.choice(words.TASKS) if kind == TaskKind.OTHER else "",
                    due_on=due_on,
                    due_time=time(self.rng.randint(8, 16), 30) if kind in _WITH_AN_HOUR else None,
                    assigned_to=self.lead,
                    created_by=self.lead,
                    created_at=moment(made_on),
                )
            )
