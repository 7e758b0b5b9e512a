"""How long the monthly numbers take over many cases, against a floor taken in the same run.

    python bench/reports.py [--cases 10000]

Makes up cases with their people, moves and referrals in one transaction of DATABASE_URL's database, counts R1, R2 and
R9 over one of their months, and rolls everything back. The floor is a plain ``SELECT count(*)`` of each table that the
numbers are read from. Prints seconds, queries, and the ratio to the floor; the shortest of five times each.
"""

import argparse
import os
import random
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calp.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.acting import act_as_system_everywhere  # noqa: E402
from accounts.models import User  # noqa: E402
from accounts.permissions import Role  # noqa: E402
from cases.models import Case, Participation, Person, StatusChange  # noqa: E402
from cases.states import CaseStatus, ParticipationRole, VictimStatus  # noqa: E402
from directory.models import AgencyUnit, Office  # noqa: E402
from referrals.models import Referral, ReferralChange  # noqa: E402
from referrals.states import Direction  # noqa: E402
from referrals.states import ReferralStatus as S  # noqa: E402
from reports.periods import Period  # noqa: E402
from reports.statistics import Scope, age_and_gender, case_summary, referrals  # noqa: E402
from vault.models import DataKey  # noqa: E402

FIRST = date(2025, 1, 1)
DAYS = 700
MONTH = Period(date(2026, 10, 1), date(2026, 10, 31))
TABLES = (Case, StatusChange, Participation, Person, Referral, ReferralChange)
WAYS = ((), (S.ACKNOWLEDGED,), (S.ACCEPTED, S.IN_SERVICE), (S.ACCEPTED, S.IN_SERVICE, S.COUNTER_REFERRED, S.CLOSED))
REPEATS = 5


def main() -> None:
    act_as_system_everywhere()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000])
    for count in parser.parse_args().cases:
        with transaction.atomic():
            make_up(count)
            measure(count)
            transaction.set_rollback(True)


def measure(count: int) -> None:
    scope = Scope.of(MONTH, None, timezone.now())
    floor = best(lambda: [each.objects.count() for each in TABLES])
    print(f"{count:,} cases · floor {floor:.4f} s")
    total = 0.0
    for name, act in (("R1", case_summary), ("R2", age_and_gender), ("R9", referrals)):
        with CaptureQueriesContext(connection) as queries:
            act(scope)
        seconds = best(lambda act=act: act(scope))
        total += seconds
        print(f"  {name}  {seconds:.3f} s  {len(queries)} queries  {seconds / floor:.0f} × floor")
    print(f"  all {total:.3f} s  {total / floor:.0f} × floor")


def best(act) -> float:
    """The shortest of several times: the machine does other things too."""
    times = []
    for _each in range(REPEATS):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return min(times)


def make_up(count: int) -> None:
    """Cases over two years, half of them closed, 1.5 people and 1.5 referrals each: enough shape to count."""
    chance = random.Random(1)  # noqa: S311 - made-up rows
    by, key = User(username="bench", display_name="Bench", role=Role.ADMIN), DataKey.objects.make()
    by.save()
    offices, units = list(Office.objects.all()), list(AgencyUnit.objects.all())
    cases = [_case(number, chance, offices, key, by) for number in range(count)]
    Case.objects.bulk_create(cases, batch_size=2000)
    StatusChange.objects.bulk_create([move for case in cases for move in _moves(case, chance, key)], batch_size=5000)
    people = [_person(number, chance, key) for number in range(count * 3 // 2)]
    Person.objects.bulk_create(people, batch_size=2000)
    Participation.objects.bulk_create(
        [_part(cases[number % count], person) for number, person in enumerate(people)], batch_size=5000
    )
    sent = [
        _referral(number, cases[number % count], person, chance, units, key, by) for number, person in enumerate(people)
    ]
    Referral.objects.bulk_create([referral for referral, _ways in sent], batch_size=2000)
    ReferralChange.objects.bulk_create(
        [change for referral, ways in sent for change in _changes(referral, ways, key)], batch_size=5000
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _case(number, chance, offices, key, by) -> Case:
    return Case(
        key=key,
        code=f"BENCH-{number:06d}",
        office=chance.choice(offices),
        opened_on=FIRST + timedelta(days=chance.randrange(DAYS)),
        opened_by=by,
        intake_source="SELF",
        problem="TDP",
    )


def _moves(case, chance, key):
    at = noon(case.opened_on)
    yield StatusChange(key=key, case=case, new=CaseStatus.NEW, effective_on=case.opened_on, at=at)
    closed_on = case.opened_on + timedelta(days=chance.randrange(1, 400))
    if chance.random() < 0.5:
        yield StatusChange(
            key=key, case=case, old=CaseStatus.NEW, new=CaseStatus.CLOSED, effective_on=closed_on, at=noon(closed_on)
        )


def _person(number, chance, key) -> Person:
    age = chance.choice([None, 12, 15, 16, 17, 19, 24, 31])
    stated = {} if age is None else {"stated_age": age, "stated_on": FIRST}
    source = "UNKNOWN" if age is None else "DECLARED"
    return Person(key=key, code=f"BENCH-{number:06d}", sex=chance.choice("FFFM"), age_source=source, **stated)


def _part(case, person) -> Participation:
    return Participation(
        case=case,
        person=person,
        role=ParticipationRole.DIRECT_VICTIM,
        victim_status=VictimStatus.PRESUMED,
        joined_on=case.opened_on,
    )


def _referral(number, case, person, chance, units, key, by):
    ways = chance.choice(WAYS)
    sent_at = noon(case.opened_on + timedelta(days=3))
    referral = Referral(
        key=key,
        code=f"BENCH-{number:06d}",
        direction=Direction.OUT,
        office=case.office,
        case=case,
        person=person,
        unit=chance.choice(units),
        status=ways[-1] if ways else S.SENT,
        responsible=by,
        created_by=by,
        sent_at=sent_at,
        due_on=case.opened_on + timedelta(days=9),
        acknowledged_at=sent_at + timedelta(days=2) if ways else None,
        first_service_on=case.opened_on + timedelta(days=8) if S.IN_SERVICE in ways else None,
        ended_at=sent_at + timedelta(days=8) if S.CLOSED in ways else None,
    )
    return referral, ways


def _changes(referral, ways, key):
    old = ""
    for order, new in enumerate((S.SENT, *ways)):
        at = referral.sent_at + timedelta(days=2 * order)
        yield ReferralChange(key=key, referral=referral, old=old, new=new, at=at)
        old = new


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


if __name__ == "__main__":
    main()
