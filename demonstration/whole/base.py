"""One case whose file is told whole: its dice, its people and the ways to write rows dated in their order.

The dice come from the case's own id, so that the rest of the story stays as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from accounts.models import User
from accounts.permissions import Area, Role
from cases.models import Participation, Task, TimelineEntry
from demonstration.clock import day_between, moment, seeded_id
from demonstration.stories import Story
from demonstration.whole.background import Background


@dataclass
class Whole:
    """A story that was told in short, told on."""

    story: Story
    background: Background
    rng: Random = field(init=False)

    def __post_init__(self):
        story = self.story
        self.rng = Random(story.case.id.int)  # noqa: S311 - made-up people
        self.store, self.case, self.lead, self.setting = story.store, story.case, story.lead, story.setting
        self.first, self.last = story.opened_on, story.case.closed_on or story.setting.yesterday
        self.is_open = story.case.closed_on is None
        self.people: list[Participation] = story.people
        self.victims = [each for each in self.people if each.is_victim]
        self.added: list[Participation] = []

    @property
    def office(self) -> str:
        return self.story.office.code

    def one_with(self, role: str) -> User:
        """Whoever of the office has a role; whoever leads the case where nobody has."""
        return next((user for user in self.story.team if user.role == role), self.lead)

    @property
    def social(self) -> User:
        return self.lead if self.lead.role == Role.SOCIAL_WORKER else self.one_with(Role.SOCIAL_WORKER)

    @property
    def psychologist(self) -> User:
        return self.one_with(Role.CASEWORKER_PSYCHOSOCIAL)

    @property
    def lawyer(self) -> User:
        return self.one_with(Role.CASEWORKER_LEGAL)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def pick(self, among: Sequence):
        return self.rng.choice(among)

    def day(self, after: int, until: int) -> date:
        """A day from ``after`` to ``until`` days after intake, as far as the case has come."""
        first = min(self.first + timedelta(days=after), self.last)
        return day_between(self.rng, first, min(self.first + timedelta(days=until), self.last))

    def id(self, at: datetime):
        return seeded_id(self.rng, at)

    def line(self, on, kind, headline, body="", *, hour=10, by=None, person=None, area=Area.GENERAL, subject=None):
        """A line of the history on a day that has passed."""
        at = moment(on, hour, self.rng.randint(0, 59))
        return self.store.add(
            TimelineEntry(
                id=self.id(at),
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

    def task(
        self, kind, due_on, *, made_on, by=None, to=None, person=None, details="", subject=None, done_on=None, at=None
    ) -> Task | None:
        """Something to be done, or done already; a closed case has nothing left to do."""
        if done_on is None and not self.is_open:
            return None
        made_at: datetime = moment(made_on, 18)
        due_time: time | None = at
        return self.store.add(
            Task(
                id=self.id(made_at),
                key=self.case.key,
                case=self.case,
                person=person,
                kind=kind,
                details=details,
                due_on=due_on,
                due_time=due_time,
                assigned_to=to or self.lead,
                created_by=by or self.lead,
                created_at=made_at,
                subject_kind=subject._meta.label_lower if subject else "",
                subject_id=subject.pk if subject else None,
                done_at=moment(done_on, 19) if done_on else None,
                done_by=(to or self.lead) if done_on else None,
            )
        )
