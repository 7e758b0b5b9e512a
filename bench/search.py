"""How long a search takes among many people, against a floor taken in the same run.

    python bench/search.py [--people 15000 100000]

The floor is one plain pass in Python over as many rows as there are people, reading two columns of each. Works in one
transaction of DATABASE_URL's database and rolls it back; prints seconds and their ratio to the floor. The names are
made up from lists of frequent surnames and given names.
"""

import argparse
import os
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calp.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.acting import act_as_system_everywhere  # noqa: E402
from accounts.models import User  # noqa: E402
from accounts.permissions import Role  # noqa: E402
from cases.models import Case, Participation, Person  # noqa: E402
from cases.name_index import TRUST_SECONDS  # noqa: E402
from cases.search import find_people, forget_names  # noqa: E402
from cases.states import AgeSource, ParticipationRole, VictimStatus  # noqa: E402
from directory.codelists import IntakeSource, ProblemType, Sex  # noqa: E402
from directory.models import Office  # noqa: E402
from vault.models import DataKey  # noqa: E402


def listed(words: str) -> list[str]:
    return words.split()


SURNAMES = listed("""
Quispe Mamani Flores Rojas Huamán Sánchez García Condori Chávez Vásquez Ramos Torres Díaz Cruz Huanca Yupanqui
Choque Apaza Ticona Ccallo Espinoza Castillo Mejía Ñahui Mayta Sullca Ahuanari Inuma Tapullima Shupingahua
Tsamarén Wajuyat Kuñachi Rengifo Panduro Murayari Saldaña Pinedo Lozano Núñez Peralta Cárdenas Medina Salazar
""")
ENDINGS = ["", "", "", "", "ni", "ta", "co", "ri", "lla", "cha", "nga", "ba"]
GIVEN = listed("""
María Rosa Flor Ana Luz Yésica Xiomara Jhoselin Kelly Nélida Elena Milagros Juana Carmen Lidia Ruth Thalía Nancy
Brígida Hermelinda José Juan Luis Carlos Wilmer Jhon Víctor Edwin Elmer Rubén
""")
ASKED = ["Quizpe Mamany", "Flor Quispe", "María Quispe Mamani", "Quispe", "María", "Jhoselyn Bazquez Wamán"]
REPEATS = 5


def main() -> None:
    act_as_system_everywhere()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=[15_000, 100_000])
    for count in parser.parse_args().people:
        with transaction.atomic():
            measure(count)
            transaction.set_rollback(True)


def measure(count: int) -> None:
    user = fill(count)
    forget_names()
    floor = best(scan)
    cold = timed(lambda: find_people(user, "Quizpe Mamany"))
    print(f"\n{count:,} people. Floor, one plain pass over their rows: {floor:.3f} s")
    show("first search of a process", cold, floor)
    show("warm, everybody registered this minute", best(lambda: find_people(user, "Quizpe Mamany")), floor)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_person SET updated_at = now() - interval '1 hour' - random() * interval '540 days'"
        )
    forget_names()
    find_people(user, "Quizpe Mamany")
    for name in ASKED:
        show(f"warm: {name}", best(lambda name=name: find_people(user, name)), floor)
    show("warm, with the year: Quizpe Mamany", best(lambda: find_people(user, "Quizpe Mamany", birth_year=2008)), floor)
    show("by document", best(lambda: find_people(user, document="45871236")), floor)
    show("by code", best(lambda: find_people(user, code="45")), floor)
    later = time.monotonic() + TRUST_SECONDS
    show("once a minute, every stamp compared", timed(lambda: at(later, lambda: find_people(user, "Quizpe"))), floor)


def fill(count: int) -> User:
    """``count`` people, one case each, over the offices; gives a coordinator of the first office."""
    chance = random.Random(2026)  # noqa: S311
    offices = list(Office.objects.order_by("code"))
    user = User.objects.create(username="bench", display_name="Bench", role=Role.COORDINATOR, office=offices[0])
    keys = DataKey.objects.make_many(count)
    people = Person.objects.bulk_create([person(n, key, chance) for n, key in enumerate(keys)], batch_size=5000)
    cases = Case.objects.bulk_create(
        [case(n, key, offices[n % len(offices)], user) for n, key in enumerate(keys)], batch_size=5000
    )
    Participation.objects.bulk_create(
        [participation(one, who) for one, who in zip(cases, people, strict=True)], batch_size=5000
    )
    return user


def person(number: int, key: DataKey, chance: random.Random) -> Person:
    return Person(
        key=key,
        code=f"V-2099-{number:06d}",
        given_names=" ".join(chance.sample(GIVEN, 2)),
        paternal_surname=surname(chance),
        maternal_surname=surname(chance),
        preferred_name=chance.choice(GIVEN),
        sex=Sex.F,
        age_source=AgeSource.DOCUMENT,
        birth_date=date(1990, 1, 1) + timedelta(days=chance.randrange(30 * 365)),
    )


def surname(chance: random.Random) -> str:
    """A tenth of the names are the frequent ones as they are; the rest get an ending, to have a real vocabulary."""
    return chance.choice(SURNAMES) + "".join(chance.choice(ENDINGS) for _ in range(chance.choice((0, 1, 2))))


def case(number: int, key: DataKey, office: Office, user: User) -> Case:
    return Case(
        key=key,
        code=f"CALP-{office.code}-2099-{number:06d}",
        office=office,
        opened_on=timezone.localdate(),
        opened_by=user,
        intake_source=IntakeSource.PNP_REFERRAL,
        problem=ProblemType.TDP,
        place=office.place,
    )


def participation(one: Case, who: Person) -> Participation:
    return Participation(
        case=one,
        person=who,
        role=ParticipationRole.DIRECT_VICTIM,
        victim_status=VictimStatus.PRESUMED,
        joined_on=one.opened_on,
    )


def scan() -> int:
    return sum(1 for _pk, stamp in Person.objects.values_list("pk", "updated_at") if stamp)


def timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best(work) -> float:
    return min(timed(work) for _ in range(REPEATS))


def at(clock: float, work):
    """``work`` as if the process's clock stood at ``clock``."""
    real, time.monotonic = time.monotonic, lambda: clock
    try:
        return work()
    finally:
        time.monotonic = real


def show(what: str, seconds: float, floor: float) -> None:
    print(f"  {what:<42} {seconds:7.3f} s  {seconds / floor:6.2f} × floor")


if __name__ == "__main__":
    main()
