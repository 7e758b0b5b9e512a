"""Made-up referrals of a case, each carried as far as its days allow, some left in silence.

A unit whose liaison has an account of the demonstration finds something of each kind on its desk.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from cases.models import Person, Task
from cases.states import CaseStatus, EntryKind, SharedItem, TaskKind
from demonstration import words
from demonstration.clock import day_between, moment, seeded_id
from demonstration.stories import Story
from directory.models import AgencyUnit
from directory.working_days import HolidayCalendar, add_working_days
from referrals.models import Referral, ReferralChange
from referrals.offers import USUAL_SERVICES
from referrals.sharing import shared_texts
from referrals.states import ENDED_STATUSES, TERM_OWED, Direction, Means, ReferralStatus, RejectionReason, Urgency
from referrals.terms import term_days

S = ReferralStatus
_LIVELY = timedelta(days=50)  # what left earlier has mostly ended
_RECENT = timedelta(days=200)
_ENDED_WAYS = (
    ((S.ACKNOWLEDGED, S.ACCEPTED, S.IN_SERVICE, S.COUNTER_REFERRED, S.CLOSED), 84),
    ((S.ACKNOWLEDGED, S.REJECTED, S.CLOSED), 12),
    ((S.NO_RESPONSE, S.ACKNOWLEDGED, S.ACCEPTED, S.IN_SERVICE, S.COUNTER_REFERRED, S.CLOSED), 4),
)
_WAYS = (  # how far a referral goes, and how often
    ((S.ACKNOWLEDGED, S.ACCEPTED, S.IN_SERVICE, S.COUNTER_REFERRED, S.CLOSED), 34),
    ((S.ACKNOWLEDGED, S.ACCEPTED, S.IN_SERVICE), 22),
    ((S.ACKNOWLEDGED, S.ACCEPTED), 10),
    ((S.ACKNOWLEDGED,), 10),
    ((S.ACKNOWLEDGED, S.REJECTED), 8),
    ((S.NO_RESPONSE,), 10),
    ((S.NO_RESPONSE, S.ACKNOWLEDGED, S.ACCEPTED, S.IN_SERVICE, S.COUNTER_REFERRED, S.CLOSED), 6),
)
_ON_THE_DESK = (  # what a liaison finds: (days ago that it was sent, how far it went)
    (14, (S.ACKNOWLEDGED, S.ACCEPTED, S.IN_SERVICE)),
    (9, (S.NO_RESPONSE,)),
    (5, (S.ACKNOWLEDGED,)),
    (1, ()),
)


@dataclass
class Referrer:
    """Makes the referrals of cases; the units are those of the office's department, and the nation's.

    ``liaisons``: the units with an account of their own, by office, and what is still to be put on their desks.
    """

    rng: random.Random
    today: date
    units: dict[str, list[AgencyUnit]]
    calendar: HolidayCalendar
    numbers: dict[int, int]
    liaisons: dict[str, AgencyUnit]
    desks: dict[str, list[tuple]] = field(init=False)

    def __post_init__(self):
        self.desks = {code: list(_ON_THE_DESK) for code in self.liaisons}

    def refer(self, story: Story) -> None:
        """Add one to three referrals of a case's people, or none; and one for a desk that still waits for it."""
        for _each in range(self.rng.choices((0, 1, 2, 3), weights=(22, 40, 26, 12))[0]):
            last = story.case.closed_on or story.setting.yesterday
            sent_on = min(day_between(self.rng, story.opened_on, last), story.opened_on + timedelta(days=60))
            self.send(story, self.rng.choice(story.people).person, sent_on)
        self._fill_desk(story)

    def _fill_desk(self, story: Story) -> None:
        minors = [each.person for each in story.people if each.person.is_minor_on(self.today)]
        age = (self.today - story.opened_on).days
        wanted = next((each for each in self.desks.get(story.office.code, ()) if each[0] <= age), None)
        if wanted is None or not minors or age > _RECENT.days or story.case.status == CaseStatus.CLOSED:
            return
        self.desks[story.office.code].remove(wanted)
        days_ago, way = wanted
        sent_on = self.today - timedelta(days=days_ago)
        self.send(story, minors[0], sent_on, unit=self.liaisons[story.office.code], way=way)

    def send(self, story: Story, person: Person, sent_on: date, *, unit=None, way=None) -> None:
        is_in = unit is None and self.rng.random() < 0.15
        near = self.units[story.office.code]
        unit = unit or self.rng.choice(near if is_in else _may_learn(near, story, person))
        self.numbers[sent_on.year] = self.numbers.get(sent_on.year, 0) + 1
        items = [SharedItem.AGE_SEX, SharedItem.LANGUAGE]
        referral = Referral(
            id=seeded_id(self.rng, moment(sent_on)),
            key=story.case.key,
            code=f"DER-{sent_on.year}-{self.numbers[sent_on.year]:04d}",
            direction=Direction.IN if is_in else Direction.OUT,
            office=story.office,
            case=story.case,
            person=person,
            unit=unit,
            means=self.rng.choice(Means.values) if is_in else Means.SYSTEM,
            urgency=self.rng.choices(Urgency.values, weights=(20, 60, 20))[0],
            services=self._services(unit),
            reason=self.rng.choice(words.REFERRAL_REASONS),
            shared_items=items,
            shared=shared_texts(person, story.case, items, on=sent_on),
            responsible=story.lead,
            created_by=story.lead,
            created_at=moment(sent_on, 9),
            sent_at=moment(sent_on, 9),
        )
        self._travel(referral, story, sent_on, way)
        story.store.add(referral)
        if referral.status == S.NO_RESPONSE and story.case.status != CaseStatus.CLOSED:
            self._chase(referral, story)

    def _services(self, unit: AgencyUnit) -> list[str]:
        usual = USUAL_SERVICES[unit.agency.board_group]
        return self.rng.sample(usual, self.rng.randint(1, min(2, len(usual))))

    def _chase(self, referral: Referral, story: Story) -> None:
        """Silence is somebody's task, as the clock makes it; this one was put off until these days."""
        due_on = max(referral.due_on + timedelta(days=1), self.today - timedelta(days=self.rng.randint(0, 4)))
        story.store.add(
            Task(
                id=seeded_id(self.rng, moment(due_on, 0)),
                key=story.case.key,
                case=story.case,
                person=referral.person,
                kind=TaskKind.REFERRAL_CHASE,
                due_on=due_on,
                assigned_to=story.lead,
                created_at=moment(due_on, 0),
                subject_kind=referral._meta.label_lower,
                subject_id=referral.pk,
            )
        )

    def _travel(self, referral: Referral, story: Story, sent_on: date, way=None) -> None:
        ways = _WAYS if self.today - sent_on <= _LIVELY else _ENDED_WAYS
        if way is None:
            way = self.rng.choices([way for way, _often in ways], weights=[often for _way, often in ways])[0]
        self._step(referral, story, "", S.SENT, sent_on)
        day = sent_on
        for to in way:
            late = to == S.NO_RESPONSE
            day = referral.due_on + timedelta(days=1) if late else day + timedelta(days=self.rng.randint(0, 6))
            if day >= self.today:
                break
            if not late and referral.status == S.SENT and day > referral.due_on:
                self._step(referral, story, S.SENT, S.NO_RESPONSE, referral.due_on + timedelta(days=1))
            self._step(referral, story, referral.status, to, day)
        if referral.status == S.SENT and referral.due_on < self.today:
            self._step(referral, story, S.SENT, S.NO_RESPONSE, referral.due_on + timedelta(days=1))

    def _step(self, referral, story, old, to, on) -> None:
        at = moment(on, {S.SENT: 9, S.NO_RESPONSE: 0}.get(to, self.rng.randint(10, 17)))
        referral.status = to
        text = ""
        if to in {S.ACKNOWLEDGED, S.ACCEPTED, S.REJECTED} and referral.acknowledged_at is None:
            referral.acknowledged_at, referral.agency_number = at, f"{self.rng.randint(10, 990)}-{on.year}"
        if to in {S.ACCEPTED, S.REJECTED}:
            referral.answered_at = at
        if to == S.REJECTED:
            referral.rejection_reason = self.rng.choice(RejectionReason.values[:4])
        if to == S.IN_SERVICE:
            referral.first_service_on = on
        if to == S.COUNTER_REFERRED:
            referral.counter_referred_at, referral.outcome = at, self.rng.choice(words.OUTCOMES)
            text = referral.outcome
        if to in ENDED_STATUSES:
            referral.ended_at = at
        if to in TERM_OWED and to != S.NO_RESPONSE:
            days = term_days(TERM_OWED[to], referral.unit, referral.urgency)
            referral.due_on = add_working_days(on, days, place_code=referral.unit.place_id, on=self.calendar)
        story.store.add(
            ReferralChange(
                id=seeded_id(self.rng, at),
                key=referral.key,
                referral=referral,
                old=old,
                new=to,
                text=text,
                at=at,
                by=None if to == S.NO_RESPONSE else story.lead,
            )
        )
        headline = f"{ReferralStatus(to).label}: {referral.unit} · {referral.code}"
        story.add_line(on, EntryKind.REFERRAL, headline, text, at.hour, person=referral.person, subject=referral)


def _may_learn(units: list[AgencyUnit], story: Story, person: Person) -> list[AgencyUnit]:
    """Where a referral of hers may go: public bodies, and the agencies that she allowed."""
    allowed = story.allowed.get(person.pk, [])
    return [unit for unit in units if unit.agency.is_public or unit.agency in allowed]
