"""How long an import and an export of many rows take, against a floor taken in the same run.

    python bench/htcds.py [--rows 5000]

Fills in the published template, imports it into an office of DATABASE_URL's database, exports that office and judges
the export again, all in one transaction that is rolled back. The floor is python-calamine reading the same workbook.
Prints seconds, the ratio to the floor and the peak memory of this process.
"""

import argparse
import io
import os
import random
import resource
import sys
import time
from datetime import date
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calp.settings")
django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from accounts.acting import act_as_system_everywhere  # noqa: E402
from accounts.models import User  # noqa: E402
from accounts.permissions import Role  # noqa: E402
from directory.models import Office, Place  # noqa: E402
from referrals.exchange.actions import export_now, import_now  # noqa: E402
from referrals.exchange.judging import judge, read_workbook  # noqa: E402
from referrals.exchange.spellings import PICKLISTS  # noqa: E402
from tests.referrals.workbooks import filled_template  # noqa: E402

GIVEN = ["Flor", "Ñusta", "Kori", "María del Carmen", "José", "Xiomara"]
SURNAMES = ["Quispe Mamani", "Huamán", "Ccori", "D’Ávila", "Tapullima", "Wajuyat"]


def main() -> None:
    act_as_system_everywhere()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[5000])
    for count in parser.parse_args().rows:
        with transaction.atomic():
            measure(count)
            transaction.set_rollback(True)


def measure(count: int) -> None:
    chance = random.Random(1)  # noqa: S311 - made-up rows
    content = filled_template([row(number, chance) for number in range(count)])
    place = Place.objects.filter(level="DISTRICT").first()
    office, _made = Office.objects.get_or_create(code="BENCH", defaults={"name": "Bench", "place": place})
    by = User.objects.create(username="bench", display_name="Bench", role=Role.COORDINATOR, office=office)
    today = timezone.localdate()
    floor = min(timed(lambda: read_only(content))[0] for _each in range(5))
    print(f"{count:,} rows, {len(content) / 1e6:.1f} MB · floor {floor:.3f} s")
    reading, (columns, rows) = timed(lambda: read_workbook(content, today))
    told("read", reading, floor)
    judging, judgement = timed(lambda: judge(columns, rows, office, by=by, today=today))
    told("judge", judging, floor)
    writing, _run = timed(lambda: import_now(judgement, by=by, progress=silent))
    told("write", writing, floor)
    told("import in all", reading + judging + writing, floor)
    exporting, (exported, _count) = timed(lambda: export_now(office, by=by, progress=silent))
    told("export", exporting, floor)
    again, known = timed(lambda: judge(*read_workbook(exported, today), office, by=by, today=today).count("KNOWN"))
    told(f"read and judge the export: {known:,} rows known", again, floor)
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def row(number: int, chance: random.Random) -> dict:
    def value(field: str, column: int) -> str:
        return chance.choice(PICKLISTS[field])[column]

    return {
        "First Name": f"{chance.choice(GIVEN)} {number}",
        "Second Name": chance.choice(SURNAMES),
        "Consent": chance.choice([True, "Yes", "TRUE", 1, "No"]),
        "Birthdate": chance.choice([date(1990 + number % 25, 1 + number % 12, 1 + number % 28), "2001-05-06", 36526]),
        "Gender": value("prs_Gender", number % 2),
        "Citizenship": chance.choice(["PE", "Peru; Bolivia", "VE;CO"]),
        "Mobile Phone": f"+5199{number:07d}",
        "Mailing Street": "Jr. Lima 12",
        "Mailing City": "Iquitos",
        "Mailing State/Province": "Loreto",
        "Mailing Country": chance.choice(["PE", "Peru"]),
        "Trafficking Status": value("vic_TraffickingStatus", number % 2),
        "Trafficking Status Decision Making Organization": value("vic_TraffickingStatusDecisionMakingOrg", 1),
        "Method of Recruitment": "; ".join(value("vic_MethodOfRecruitment", each % 2) for each in range(3)),
        "Methods of Control": f"DebtBondage ; Threats;{value('vic_MethodsOfControl', 1)}",
        "Type of Exploitation": value("vic_TypeOfExploitation", 1),
        "Forced Labour Industry": value("vic_ForcedLabourIndustry", 1),
        "Status": value("cas_Status", 1),
        "Referring Organisation": "Policía Nacional del Perú",
        "Incoming Referral Date": date(2025, 1 + number % 12, 1 + number % 28),
        "Incoming Referral Details": "Llegó con un parte policial. " * 4,
    }


def read_only(content: bytes) -> list:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def timed(act):
    began = time.perf_counter()
    result = act()
    return time.perf_counter() - began, result


def told(what: str, seconds: float, floor: float) -> None:
    print(f"  {what:<44} {seconds:7.3f} s  {seconds / floor:6.0f} × floor")


def silent(_done: int, _total: int) -> None:
    pass


if __name__ == "__main__":
    main()
