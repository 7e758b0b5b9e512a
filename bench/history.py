"""What a change history by triggers costs a save, against the same saves without it in the same run.

    python bench/history.py [--saves 500]

Works in one transaction of DATABASE_URL's database, as the owner, who alone can take the triggers off the tables, and
rolls it back. Prints milliseconds per row and their ratio to the floor, in rounds that alternate. The bound: a save
costs at most 1.5 times what it costs without.
"""

import argparse
import os
import sys
import time
from datetime import date
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calp.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.permissions import Role  # noqa: E402
from cases.models import Case, Person, Task  # noqa: E402
from cases.states import TaskKind  # noqa: E402
from directory.catalogues import load_catalogues  # noqa: E402
from directory.codelists import IntakeSource, ProblemType  # noqa: E402
from directory.models import Office  # noqa: E402
from vault.models import DataKey  # noqa: E402

ROUNDS = 6
WATCHED = [Case, Person, Task]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--saves", type=int, default=500)
    saves = parser.parse_args().saves
    with transaction.atomic():
        case, user = made_up()
        show("save() of a case, a text sealed", saves, lambda: [change(case, n) for n in range(saves)])
        show("save() of a task", saves, lambda: [new_task(case, user).save(force_insert=True) for _ in range(saves)])
        rows = [new_task(case, user) for _ in range(saves)]
        show("bulk_create() of tasks", saves, lambda: again(rows))
        show("update() of all of them at once", Task.objects.count(), postpone)
        transaction.set_rollback(True)


def made_up() -> tuple[Case, User]:
    if not Office.objects.exists():
        load_catalogues(django.apps.apps.get_model)
    office = Office.objects.get(code="IQT")
    user = User.objects.create(username="bench", display_name="Bench", role=Role.SOCIAL_WORKER, office=office)
    case = Case.objects.create(
        code="CALP-IQT-2099-0001",
        key=DataKey.objects.make(),
        office=office,
        problem=ProblemType.TDP,
        intake_source=IntakeSource.PNP_REFERRAL,
        opened_by=user,
        opened_on=date(2099, 1, 1),
    )
    return case, user


def change(case: Case, number: int) -> None:
    case.summary, case.other_problems = f"Lo que pasó, dicho {number} veces." * 20, []
    case.save()


def new_task(case: Case, user: User) -> Task:
    return Task(
        case=case, key=case.key, kind=TaskKind.OTHER, due_on=date(2099, 1, 1), assigned_to=user, created_by=user
    )


def again(rows: list[Task]) -> None:
    with transaction.atomic():
        Task.objects.bulk_create(rows)
        transaction.set_rollback(True)


def postpone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_task SET due_on = due_on + 1")


def show(what: str, rows: int, work) -> None:
    without, with_history = [], []
    for _round in range(ROUNDS):
        watch("DISABLE")
        without.append(timed(work))
        watch("ENABLE")
        with_history.append(timed(work))
    floor, cost = (1000 * min(times) / rows for times in (without, with_history))
    print(f"  {what:<40} {floor:7.3f} ms without  {cost:7.3f} ms with  {cost / floor:5.2f} ×")


def watch(word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in WATCHED:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'pgtrigger_history%%'",
                [model._meta.db_table],
            )
            [(trigger,)] = cursor.fetchall()
            cursor.execute(f"ALTER TABLE {model._meta.db_table} {word} TRIGGER {trigger}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
