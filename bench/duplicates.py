"""How well people who were registered twice are found, and how long it takes, on a made-up set whose truth is known.

    python bench/duplicates.py quality [--records 20000] [--seed 2026]
    python bench/duplicates.py time [--records 100000]

``quality`` needs no database: precision and recall by threshold, by reason, by what was written wrong. ``time`` works
in one transaction of DATABASE_URL's database and rolls it back: what a web process does before its first search and
meanwhile, searches, and the nightly look, with the most memory that the process held. The repository has names without
how many bear them: frequencies fall as 1/rank over the known ones, and a third of all surnames come from a long tail
made of their syllables. Nobody of this is real.
"""

import argparse
import gc
import os
import random
import resource
import sys
import time
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calp.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.acting import act_as_system_everywhere  # noqa: E402
from accounts.models import User  # noqa: E402
from accounts.permissions import Role  # noqa: E402
from cases.documents import document_hash  # noqa: E402
from cases.duplicates.nightly import look_for_duplicates  # noqa: E402
from cases.duplicates.pairing import pairs_among  # noqa: E402
from cases.duplicates.reasons import PairReason  # noqa: E402
from cases.duplicates.scoring import LIKELY, PAIR, described, least_of_a_pair  # noqa: E402
from cases.duplicates.typed import resembling  # noqa: E402
from cases.models import Case, IdentityDocument, Participation, Person  # noqa: E402
from cases.search import find_people, forget_names, names  # noqa: E402
from cases.states import AgeSource, DocumentStatus, ParticipationRole, VictimStatus  # noqa: E402
from directory.codelists import DocumentType, IntakeSource, ProblemType, Sex  # noqa: E402
from directory.models import Office  # noqa: E402
from vault.ids import uuid7  # noqa: E402
from vault.models import DataKey  # noqa: E402


def listed(names: str) -> list[str]:
    return names.split()


NAMES = tomllib.loads((ROOT / "demonstration" / "names.toml").read_text())
MORE_SURNAMES = listed("""
Rodríguez Huanca Cruz López Gonzales Pérez Castillo Ramos Fernández Espinoza Gómez Mendoza Castro Vargas Cárdenas
Medina Ccallo Mejía Ñahui Mayta Sullca Tsamarén Wajuyat Kuñachi Rengifo Saldaña Pinedo Lozano Núñez Peralta Silva
Aguilar Reyes Guerrero Córdova Palomino Huerta Soto Valverde Alarcón Ticona Calderón Bazán Villanueva Zegarra Llanos
""")
ENDINGS = listed("ni ta co ri lla cha nga ba hua qui pa ma ya no ca")
REPEATED, THRICE, SIBLINGS, TWINS = 0.09, 0.01, 0.12, 0.01  # shares of the people
TODAY = date(2026, 11, 20)
THRESHOLDS = (8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
ASKED_FOR = 40  # people looked for in "time"


@dataclass(frozen=True)
class Record:
    who: int
    paternal: str
    maternal: str
    given: str
    called: str
    born: date | None
    year: int | None  # of birth; None: nobody knows how old she is
    sex: str
    document: str = ""
    wrong: frozenset[str] = field(default_factory=frozenset)


class Names:
    """Who is called what, and how often: 1/rank over the known names, a third of the surnames from a long tail."""

    def __init__(self, chance: random.Random):
        self.chance = chance
        known = [*dict.fromkeys([*NAMES["surnames"], *MORE_SURNAMES])]
        tail = {stem[: chance.randint(2, 4)] + "".join(chance.choices(ENDINGS, k=2)) for stem in known * 60}
        self.known, self.tail = known, sorted(tail)
        kinds = (("F", "women"), ("M", "men"))
        self.weights = [1 / (rank + 2) for rank in range(len(known))]
        self.given = {sex: [name for full in NAMES[kind] for name in full.split()] for sex, kind in kinds}

    def surname(self) -> str:
        if self.chance.random() < 1 / 3:
            return self.chance.choice(self.tail).capitalize()
        return self.chance.choices(self.known, self.weights)[0]

    def given_names(self, sex: str) -> str:
        names = self.given[sex]
        weights = [1 / (rank + 4) for rank in range(len(names))]
        count = self.chance.choices((1, 2, 3), (25, 65, 10))[0]
        return " ".join(dict.fromkeys(self.chance.choices(names, weights, k=count)))

    def called(self, given: str) -> str:
        return given.split()[0] if self.chance.random() < 0.6 else self.chance.choice(NAMES["nicknames"])


def made_up(count: int, seed: int) -> list[Record]:
    """``count`` records; ``who`` is the truth."""
    chance = random.Random(seed)  # noqa: S311
    names, records, who = Names(chance), [], 0
    while len(records) < count:
        first = somebody(who, names, chance)
        records.append(first)
        roll = chance.random()
        times = 2 if roll < THRICE else 1 if roll < THRICE + REPEATED else 0
        records += [written_again(first, names, chance) for _time in range(times)]
        who += 1
        if chance.random() < SIBLINGS:
            records.append(sibling(first, who, names, chance))
            who += 1
    records = records[:count]
    chance.shuffle(records)
    return records


def somebody(who: int, names: Names, chance: random.Random) -> Record:
    sex = "F" if chance.random() < 0.85 else "M"
    given = names.given_names(sex)
    born = TODAY - timedelta(days=int(365.25 * chance.triangular(4, 55, 16)))
    document = f"{chance.randrange(10**7, 10**8)}" if chance.random() < 0.45 else ""
    record = Record(who, names.surname(), names.surname(), given, names.called(given), born, born.year, sex, document)
    roll = chance.random()
    if roll < 0.04:
        return replace(record, born=None, year=None)
    return _told_age(record, chance) if roll < 0.28 else record


def sibling(other: Record, who: int, names: Names, chance: random.Random) -> Record:
    """The same surnames and another name; one in twelve is a twin."""
    sex = "F" if chance.random() < 0.6 else "M"
    given = names.given_names(sex)
    born = (other.born or date(other.year or 2008, 6, 1)) + timedelta(days=chance.randint(350, 2500))
    if chance.random() < TWINS / SIBLINGS:
        born = other.born or born
    called = names.called(given)
    return replace(other, who=who, given=given, called=called, born=born, year=born.year, sex=sex, document="")


# What goes wrong ---------------------------------------------------------------------------------------------------

MISHEARD = (
    ("b", "v"), ("v", "b"), ("z", "s"), ("s", "z"), ("ce", "se"), ("ci", "si"), ("h", ""), ("ll", "y"), ("y", "ll"),
    ("i", "y"), ("qu", "k"), ("k", "c"), ("hua", "gua"), ("j", "g"), ("x", "j"), ("ñ", "n"), ("o", "u"), ("e", "i"),
)  # fmt: skip
ACCENTS = str.maketrans("áéíóúüÁÉÍÓÚ", "aeiouuAEIOU")
LETTERS = "aeiorsnlmt"


def written_again(first: Record, names: Names, chance: random.Random) -> Record:
    """The same person as somebody else wrote her down; ``wrong`` says what differs."""
    wrong: set[str] = set()

    def happens(share: float, what: str) -> bool:
        if chance.random() < share:
            wrong.add(what)
            return True
        return False

    def spelt(name: str) -> str:
        if chance.random() < 0.5:
            name = name.translate(ACCENTS)
        if happens(0.3, "misheard"):
            name = misheard(name, chance)
        if happens(0.08, "mistyped"):
            name = mistyped(name, chance)
        return name

    paternal, maternal, given = spelt(first.paternal), spelt(first.maternal), spelt(first.given)
    if happens(0.05, "surnames swapped"):
        paternal, maternal = maternal, paternal
    if happens(0.12, "no maternal surname"):
        maternal = ""
    elif first.sex == "F" and (first.year or 2010) < 2005 and happens(0.08, "surname by marriage"):
        maternal = f"de {names.surname()}"
    parts = given.split()
    if len(parts) > 1 and happens(0.2, "only one name"):
        given = parts[0]
    elif len(parts) > 1 and happens(0.05, "names swapped"):
        given = " ".join(reversed(parts))
    elif happens(0.07, "no legal name, only how she is called"):
        given = ""
    record = replace(first, paternal=paternal, maternal=maternal, given=given, called=names.called(first.given))
    record = _dated_again(record, chance, happens)
    if happens(0.01, "sex"):
        record = replace(record, sex="M" if first.sex == "F" else "F")
    number = first.document if chance.random() < 0.6 else ""
    if number and happens(0.08, "document mistyped"):
        number = mistyped(number, chance, "0123456789")
    return replace(record, document=number, wrong=frozenset(wrong) or frozenset({"nothing"}))


def _dated_again(record: Record, chance: random.Random, happens) -> Record:
    born = record.born
    if record.year is None:
        return record
    if born is None:
        return replace(record, year=record.year + chance.choice((-1, 0, 0, 1)))
    if happens(0.2, "age told instead of a date"):
        return _told_age(record, chance)
    if born.day <= 12 and born.day != born.month and happens(0.08, "day and month swapped"):
        return replace(record, born=date(born.year, born.day, born.month))
    if happens(0.06, "one part of the date"):
        year = born.year + chance.choice((-10, -1, 1, 2))
        return replace(record, born=date(year, born.month, min(born.day, 28)), year=year)
    if happens(0.03, "some days off"):
        return replace(record, born=(moved := born + timedelta(days=chance.choice((-3, -1, 1, 2, 7)))), year=moved.year)
    return record


def _told_age(record: Record, chance: random.Random) -> Record:
    return replace(record, born=None, year=record.year + chance.choices((-2, -1, 0, 1, 2), (1, 4, 10, 4, 1))[0])


def misheard(name: str, chance: random.Random) -> str:
    small = name.lower()
    options = [(left, right) for left, right in MISHEARD if left in small]
    if not options:
        return name
    left, right = chance.choice(options)
    return small.replace(left, right, 1).title()


def mistyped(name: str, chance: random.Random, letters: str = LETTERS) -> str:
    at, kind = chance.randrange(max(1, len(name) - 1)), chance.randrange(3)
    if kind == 0:
        return name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    if kind == 1:
        return name[:at] + name[at + 1 :]
    return name[:at] + chance.choice(letters) + name[at:]


# Quality -----------------------------------------------------------------------------------------------------------


def quality(count: int, seed: int) -> None:
    records = made_up(count, seed)
    ids = [uuid7() for _record in records]
    people = {pk: compared(record) for pk, record in zip(ids, records, strict=True)}
    of = dict(zip(ids, records, strict=True))
    truth = true_pairs(of)
    start = time.perf_counter()
    found = {(pair.first, pair.second): pair for pair in pairs_among(people, THRESHOLDS[0])}
    seconds = time.perf_counter() - start
    print(f"{len(records):,} records of {len({r.who for r in records}):,} people; {len(truth):,} true pairs.")
    print(f"Compared in {seconds:.1f} s; most memory {memory()} MB.\n")
    print("points  pairs  precision  recall")
    for least in THRESHOLDS:
        taken = {ids for ids, pair in found.items() if pair.points >= least}
        mark = {PAIR: "  <- PAIR, of 20,000", LIKELY: "  <- LIKELY"}.get(least, "")
        right = len(taken & truth)
        print(f"{least:6}  {len(taken):5}  {share(right, len(taken))}     {share(right, len(truth))}{mark}")
    least = least_of_a_pair(count)
    kept = {ids: pair for ids, pair in found.items() if pair.points >= least}
    print(f"\nKept at night, with {least:.1f} points: precision {share(len(kept.keys() & truth), len(kept))},", end=" ")
    print(f"recall {share(len(kept.keys() & truth), len(truth))}")
    by_reason(kept, truth)
    by_error(kept, truth, of)


def compared(record: Record):
    number = document_hash(record.document)
    return described(
        paternal_surname=record.paternal,
        maternal_surname=record.maternal,
        given_names=record.given,
        preferred_name=record.called,
        birth_date=record.born,
        birth_year=record.year,
        sex=record.sex,
        documents=frozenset({number} if number else ()),
    )


def true_pairs(of: dict) -> set[tuple]:
    together = defaultdict(list)
    for pk, record in of.items():
        together[record.who].append(pk)
    return {tuple(sorted(pair)) for each in together.values() for pair in combinations(each, 2)}


def by_reason(kept: dict, truth: set) -> None:
    print("\nOf those kept, by reason: pairs that have it, precision of those, share of all true pairs")
    pairs, right = Counter(), Counter()
    for ids, pair in kept.items():
        pairs.update(pair.reasons)
        if ids in truth:
            right.update(pair.reasons)
    for reason in PairReason:
        if pairs[reason]:
            rate = share(right[reason], pairs[reason])
            print(f"  {reason.value:<16} {pairs[reason]:5}  {rate}  {share(right[reason], len(truth))}")


def by_error(kept: dict, truth: set, of: dict) -> None:
    print("\nOf those kept, by what was written wrong: true pairs of a first and a second record, and recall")
    there, found = Counter(), Counter()
    for ids in truth:
        wrong = of[ids[0]].wrong | of[ids[1]].wrong
        there.update(wrong)
        if ids in kept:
            found.update(wrong)
    for what, count in there.most_common():
        print(f"  {what:<40} {count:5}  {share(found[what], count)}")


def share(part: int, whole: int) -> str:
    return f"{part / whole:6.3f}" if whole else "     -"


def memory() -> int:
    """The most this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


# Time --------------------------------------------------------------------------------------------------------------


def measure(count: int, seed: int) -> None:
    act_as_system_everywhere()
    with transaction.atomic():
        records = made_up(count, seed)
        user = fill(records)
        print(f"{Person.objects.count():,} people in the database; {memory()} MB before the first search.")
        forget_names()
        some = random.Random(seed).sample(records, ASKED_FOR)  # noqa: S311
        print(f"a process learns everybody's names, in a thread: {told(timed(names().compare))}; {memory()} MB")
        gc.collect()
        gc.freeze()  # as the thread does that keeps the names
        print(f"its first search: {told(timed(lambda: typed(user, some[0])))}")
        print(f"every 45 seconds, in the thread: {told(timed(names().compare))}")
        show("while typing an intake", [timed(lambda each=each: typed(user, each)) for each in some])
        names().compare()
        show("the page of search", [timed(lambda each=each: asked(user, each)) for each in some])
        print(f"the nightly look, first night: {told(timed(lambda: print(look_for_duplicates(TODAY))))}; {memory()} MB")
        print(f"the nightly look, every other night: {told(timed(lambda: print(look_for_duplicates(TODAY))))}")
        transaction.set_rollback(True)


def typed(user: User, record: Record) -> None:
    resembling(
        user,
        paternal_surname=record.paternal,
        maternal_surname=record.maternal,
        given_names=record.given,
        birth_date=record.born,
        birth_year=record.year,
        sex=record.sex,
        document=record.document,
    )


def asked(user: User, record: Record) -> None:
    find_people(user, f"{record.given} {record.paternal} {record.maternal}", birth_year=record.year)


def timed(work) -> tuple[float, float]:
    """Seconds by the clock, and seconds of this process alone: on a busy machine the second says more."""
    start, own = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - own


def told(seconds: tuple[float, float]) -> str:
    return f"{seconds[0]:.2f} s ({seconds[1]:.2f} s of its own work)"


def show(what: str, seconds: list[tuple[float, float]]) -> None:
    by_clock, own = (sorted(each) for each in zip(*seconds, strict=True))
    middle = len(seconds) // 2
    print(f"{what}: median {told((by_clock[middle], own[middle]))},", end=" ")
    print(f"highest of {len(seconds)} {told((by_clock[-1], own[-1]))}")


def fill(records: list[Record]) -> User:
    """One case each, over the offices; gives a coordinator of the first office. Stamped as of long ago."""
    offices = list(Office.objects.order_by("code"))
    user = User.objects.create(username="bench", display_name="Bench", role=Role.COORDINATOR, office=offices[0])
    keys = DataKey.objects.make_many(len(records))
    people = Person.objects.bulk_create(map(person, range(len(records)), records, keys), batch_size=5000)
    documents = [paper(who, record) for who, record in zip(people, records, strict=True) if record.document]
    IdentityDocument.objects.bulk_create(documents, batch_size=5000)
    cases = [case(n, key, offices[n % len(offices)], user) for n, key in enumerate(keys)]
    Case.objects.bulk_create(cases, batch_size=5000)
    parts = [part(one, who) for one, who in zip(cases, people, strict=True)]
    Participation.objects.bulk_create(parts, batch_size=5000)
    Person.objects.update(updated_at=timezone.now() - timedelta(days=30))
    with connection.cursor() as cursor:  # as the database would by itself, soon after so many rows
        cursor.execute("SET LOCAL ROLE calp_owner; ANALYZE; SET LOCAL ROLE calp_worker")
    return user


def person(number: int, record: Record, key: DataKey) -> Person:
    told = record.born is None and record.year is not None
    source = AgeSource.DOCUMENT if record.born else AgeSource.DECLARED if told else AgeSource.UNKNOWN
    return Person(
        key=key,
        code=f"V-2099-{number:06d}",
        given_names=record.given,
        paternal_surname=record.paternal,
        maternal_surname=record.maternal,
        preferred_name=record.called,
        sex=Sex(record.sex),
        birth_date=record.born,
        stated_age=TODAY.year - record.year if told else None,
        stated_on=TODAY if told else None,
        age_source=source,
    )


def paper(who: Person, record: Record) -> IdentityDocument:
    return IdentityDocument(
        key=who.key,
        person=who,
        kind=DocumentType.DNI,
        number=record.document,
        number_hash=document_hash(record.document),
        status=DocumentStatus.DECLARED,
    )


def case(number: int, key: DataKey, office: Office, user: User) -> Case:
    return Case(
        key=key,
        code=f"CALP-{office.code}-2099-{number:06d}",
        office=office,
        opened_on=TODAY,
        opened_by=user,
        intake_source=IntakeSource.PNP_REFERRAL,
        problem=ProblemType.TDP,
        place=office.place,
    )


def part(one: Case, who: Person) -> Participation:
    return Participation(
        case=one,
        person=who,
        role=ParticipationRole.DIRECT_VICTIM,
        victim_status=VictimStatus.PRESUMED,
        joined_on=one.opened_on,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("quality", "time"))
    parser.add_argument("--records", type=int)
    parser.add_argument("--seed", type=int, default=2026)
    given = parser.parse_args()
    if given.what == "quality":
        quality(given.records or 20_000, given.seed)
    else:
        measure(given.records or 100_000, given.seed)


if __name__ == "__main__":
    main()
