"""How long the trail takes to be sealed and verified, against a floor taken in the same run.

    python bench/audit.py [--entries 100000 1000000]

The floor is reading the same rows once, in the order of the chain, and doing nothing with them. Works in one
transaction of DATABASE_URL's database and rolls it back; prints seconds and their ratio to the floor. The bound: a
million entries are verified in at most 10 times the floor, and none of it is kept in memory.
"""

import argparse
import os
import resource
import sys
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calp.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from accounts import chain  # noqa: E402
from accounts.acting import act_as_system_everywhere  # noqa: E402
from accounts.verification import verify  # noqa: E402

REPEATS = 3
MADE_UP = """
    INSERT INTO accounts_auditentry (id, at, actor_id, actor_name, action, subject_kind, subject_id, subject_code,
        fields, seen_ids, request_id)
    SELECT uuidv7(), now() - interval '400 days' + n * interval '30 seconds', gen_random_uuid(), 'usuaria' || n %% 50,
        'viewed', 'cases.case', gen_random_uuid()::text, 'CALP-IQT-2099-' || lpad(n::text, 7, '0'),
        CASE n %% 4 WHEN 0 THEN '{risk,summary}'::varchar[] ELSE '{}' END,
        CASE n %% 20 WHEN 0 THEN array(SELECT gen_random_uuid()::text FROM generate_series(1, 50)) ELSE '{}' END,
        left(md5(n::text), 20)
    FROM generate_series(1, %s) n
"""
READ = f"""
    COPY (SELECT {chain.LINE} FROM accounts_auditlink l JOIN accounts_auditentry e ON e.id = l.entry_id
    ORDER BY l.position) TO STDOUT
"""  # noqa: S608 – no value is part of the text


def main() -> None:
    act_as_system_everywhere()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, nargs="+", default=[100_000, 1_000_000])
    for count in parser.parse_args().entries:
        with transaction.atomic():
            measure(count)
            transaction.set_rollback(True)


def measure(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MADE_UP, [count])
        cursor.execute("ANALYZE accounts_auditentry")
    sealing = timed(chain.seal)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_auditlink, accounts_auditseal")
    floor = best(read)
    verdict = verify()
    if verdict.bad or verdict.waiting:
        sys.exit(f"the chain is not whole: {verdict.bad}")
    print(f"{count:,} entries, {verdict.count:,} in the chain")
    show("floor: reading them", floor, floor)
    show("verifying them", best(verify), floor)
    show("sealing them, in batches of 10,000", sealing, floor)
    show("a round without news", best(chain.seal), floor)
    print(f"  most memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def read() -> int:
    return sum(1 for _line in chain.copied(READ, []))


def timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best(work) -> float:
    return min(timed(work) for _ in range(REPEATS))


def show(what: str, seconds: float, floor: float) -> None:
    print(f"  {what:<42} {seconds:7.3f} s  {seconds / floor:6.2f} × floor")


if __name__ == "__main__":
    main()
