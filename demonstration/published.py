"""Made-up people whose margins are exactly the published tables, in a year of their own.

- 344 victims by age and sex: Memoria Institucional CHS Alternativo 2017 (``domain.md`` 1.3).
- 135 new cases with 207 victims: the same, for 2017. Its own margins by sex (192 women, 23 men) add up to 215 and
  cannot be reproduced beside 207 (``domain.md`` 1.12); the total is kept.
- 759 users with 1,630 attentions: UCAVIT 2016, V Informe Alternativo (``domain.md`` 1.8, T14). Twelve of them are
  foreign victims; the source lists eleven nationalities, so the twelfth has an unspecified one (ZZ, ISO 3166-1).

How they stand together in one year: the 207 enter with the 135 new cases; the other 137 of the 344 were already
attended in an older case and join a second one this year, so they are victims who joined but not new to the centre;
the 759 users joined the year before and are attended this year.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, cycle

from accounts.models import User
from accounts.permissions import Area, Role
from cases.actions.intake import case_code, person_code
from cases.models import Case, Participation, Person, StatusChange, TimelineEntry
from cases.states import AgeSource, CaseStatus, ClosureReason, EntryKind, ParticipationRole, VictimStatus
from demonstration.clock import day_between, moment, seeded_id
from demonstration.load import numbers_given, remember_numbers
from demonstration.store import Store
from directory.codelists import IntakeSource, ProblemType, ServiceArea, ServiceKind, Sex
from directory.models import Office
from services.actions import AREA_OF_GROUP
from services.models import Attention, AttentionMode
from vault.keyring import keyring
from vault.models import new_data_key

FIRST, LAST = date(2017, 1, 1), date(2017, 12, 31)
BEFORE, AFTER = date(2016, 6, 1), date(2018, 3, 31)
ACCOUNT = "tablas.publicadas"

ADULT, MINOR, UNKNOWN = 24, 15, None  # an age for each row of the table
VICTIMS = {
    (ADULT, Sex.F): 97,
    (ADULT, Sex.M): 10,
    (ADULT, Sex.NI): 0,
    (MINOR, Sex.F): 189,
    (MINOR, Sex.M): 42,
    (MINOR, Sex.NI): 0,
    (UNKNOWN, Sex.F): 4,
    (UNKNOWN, Sex.M): 0,
    (UNKNOWN, Sex.NI): 2,
}
NEW_CASES, NEW_VICTIMS = 135, 207
USERS_BY_SEX = {Sex.F: 633, Sex.M: 126}
USERS_BY_AGE = {MINOR: 519, ADULT: 240}
ATTENTIONS = {ServiceArea.LEGAL: 548, ServiceArea.SOCIAL: 521, ServiceArea.PSYCHOLOGICAL: 561}
FOREIGN = ("BO",) * 3 + ("CO",) * 4 + ("EC",) * 3 + ("HT", "ZZ")
_SERVICE = {
    ServiceArea.LEGAL: ServiceKind.LEGAL_ORIENTATION,
    ServiceArea.SOCIAL: ServiceKind.SOCIAL_EVAL,
    ServiceArea.PSYCHOLOGICAL: ServiceKind.PSYCH_EVAL,
}


def load_published_tables() -> bool:
    """Write the people of the three tables once; False when they were there already."""
    if User.objects.filter(username=ACCOUNT).exists():
        return False
    by = User(username=ACCOUNT, display_name="Tablas publicadas", role=Role.AUDITOR, is_active=False)
    by.set_unusable_password()
    by.save()
    tables = _Tables(by)
    tables.new_cases()
    tables.attended_again()
    tables.users_and_attentions()
    tables.store.flush()
    remember_numbers(tables.numbers)
    return True


@dataclass
class _Tables:
    by: User

    def __post_init__(self):
        self.rng = random.Random(2017)  # noqa: S311 - made-up data, not a secret
        self.ring = keyring()
        self.store = Store()
        self.numbers = numbers_given()
        self.offices = cycle(Office.objects.select_related("place").order_by("code"))
        victims = list(chain.from_iterable([cell] * count for cell, count in VICTIMS.items()))
        self.rng.shuffle(victims)
        self.new, self.again = victims[:NEW_VICTIMS], victims[NEW_VICTIMS:]

    def new_cases(self) -> None:
        """135 cases of the year: 72 with two victims, 63 with one."""
        victims = iter(self.new)
        for order in range(NEW_CASES):
            opened_on = self._day()
            case = self._case(opened_on)
            for _each in range(2 if order < NEW_VICTIMS - NEW_CASES else 1):
                self._join(case, self._person(*next(victims), on=opened_on), opened_on)

    def attended_again(self) -> None:
        """137 victims of older cases who join another older case this year."""
        for cell in self.again:
            joined_on = self._day()
            person = self._person(*cell, on=joined_on)
            office = next(self.offices)
            self._join(self._case(BEFORE, office), person, BEFORE)
            self._join(self._case(BEFORE, office), person, joined_on)

    def users_and_attentions(self) -> None:
        """759 users of last year, and this year's 1,630 attentions among them."""
        users = [self._user(*each) for each in self._users()]
        turn = cycle(users)
        for area, count in ATTENTIONS.items():
            for _each in range(count):
                self._attention(*next(turn), area)

    def _users(self) -> Iterator[tuple[int, str, str]]:
        sexes = chain.from_iterable([sex] * count for sex, count in USERS_BY_SEX.items())
        ages = list(chain.from_iterable([age] * count for age, count in USERS_BY_AGE.items()))
        self.rng.shuffle(ages)
        nations = chain(FOREIGN, cycle(["PE"]))
        return zip(ages, sexes, nations, strict=False)

    def _user(self, age, sex, nation):
        case = self._case(BEFORE)
        person = self._person(age, sex, on=BEFORE, nation=nation)
        self._join(case, person, BEFORE)
        return case, person

    def _case(self, opened_on: date, office: Office | None = None) -> Case:
        office = office or next(self.offices)
        at = moment(opened_on)
        case = self.store.add(
            Case(
                id=seeded_id(self.rng, at),
                key=self._key(),
                code=case_code(office.code, opened_on.year, self._next(f"CALP-{office.code}", opened_on.year)),
                office=office,
                status=CaseStatus.CLOSED,
                opened_on=opened_on,
                opened_by=self.by,
                intake_source=IntakeSource.OTHER,
                problem=ProblemType.TDP,
                place=office.place,
                closed_on=AFTER,
                closure_reason=ClosureReason.OTHER,
                created_at=at,
            )
        )
        for old, new, on in (("", CaseStatus.NEW, opened_on), (CaseStatus.NEW, CaseStatus.CLOSED, AFTER)):
            self.store.add(
                StatusChange(
                    id=seeded_id(self.rng, moment(on)),
                    key=case.key,
                    case=case,
                    old=old,
                    new=new,
                    closure_reason=ClosureReason.OTHER if old else "",
                    effective_on=on,
                    at=moment(on),
                    by=self.by,
                )
            )
        return case

    def _person(self, age: int | None, sex: str, *, on: date, nation: str = "PE") -> Person:
        at = moment(on)
        return self.store.add(
            Person(
                id=seeded_id(self.rng, at),
                key=self._key(),
                code=person_code(on.year, self._next("V", on.year)),
                preferred_name="Persona de una tabla publicada",
                sex=sex,
                stated_age=age,
                stated_on=None if age is None else on,
                age_source=AgeSource.UNKNOWN if age is None else AgeSource.DECLARED,
                nationalities=[nation],
                created_at=at,
            )
        )

    def _join(self, case: Case, person: Person, on: date) -> None:
        self.store.add(
            Participation(
                id=seeded_id(self.rng, moment(on)),
                case=case,
                person=person,
                role=ParticipationRole.DIRECT_VICTIM,
                victim_status=VictimStatus.PRESUMED,
                joined_on=on,
                created_at=moment(on),
            )
        )

    def _attention(self, case: Case, person: Person, group: str) -> None:
        on = self._day()
        area: Area = AREA_OF_GROUP[group]
        entry = self.store.add(
            TimelineEntry(
                id=seeded_id(self.rng, moment(on)),
                key=case.key,
                case=case,
                person=person,
                kind=EntryKind.ATTENTION,
                area=area,
                occurred_at=moment(on),
                recorded_at=moment(on),
                by=self.by,
                headline=str(_SERVICE[group].label),
            )
        )
        self.store.add(
            Attention(
                id=seeded_id(self.rng, moment(on)),
                case=case,
                person=person,
                entry=entry,
                service=_SERVICE[group],
                group=group,
                area=area,
                mode=AttentionMode.IN_PERSON,
                given_on=on,
                professional=self.by,
                created_at=moment(on),
            )
        )

    def _day(self) -> date:
        return day_between(self.rng, FIRST + timedelta(days=1), LAST)

    def _key(self):
        return self.store.add(new_data_key(self.ring))

    def _next(self, series: str, year: int) -> int:
        self.numbers[series, year] = self.numbers.get((series, year), 0) + 1
        return self.numbers[series, year]
