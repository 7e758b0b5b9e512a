"""The demonstration: accounts and N cases with up to eighteen months of history, seen from today."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from accounts.models import User
from accounts.permissions import Role
from demonstration.accounts import make_accounts
from demonstration.clock import day_between
from demonstration.documents import add_documents
from demonstration.exceptions import add_exceptions
from demonstration.referring import Referrer
from demonstration.store import Store
from demonstration.stories import Setting, Story
from demonstration.watched import leave_traces
from demonstration.whole.background import make_background
from demonstration.whole.cases import tell_whole
from demonstration.whole.girl import tell_girl
from demonstration.whole.letters import tell_letters
from demonstration.whole.scenarios import PLACE_CODES
from demonstration.whole.together import tell_together
from directory.models import Agency, AgencyUnit, CodeSeries, Office
from directory.working_days import HolidayCalendar
from services.models import GroupActivity
from vault.keyring import keyring

MONTHS_OF_HISTORY = 18
WEIGHTS = {"LIM": 38, "IQT": 30, "CUS": 17, "PEM": 15}
TOLD_WHOLE = 300  # the newest cases have the depth of real files; those before them are told in short
_CHUNK = 500


def load_demo(cases: int, seed: int, *, today: date, progress: Callable[[int], None] = lambda done: None) -> None:
    """Make the accounts and ``cases`` cases; the same seed on the same day gives the same codes, people and texts.

    ``progress`` is called with the number of cases written so far.
    """
    users = make_accounts()
    rng = random.Random(seed)  # noqa: S311 - made-up data, not a secret
    offices = [office for office in Office.objects.select_related("place").order_by("code") if office.code in WEIGHTS]
    setting = Setting(
        today, rng, _teams(users.values()), list(Agency.objects.order_by("code")), numbers_given(), keyring()
    )
    units = _units(offices)
    numbers = _numbers_of(setting.numbers, "DER")
    referrer = Referrer(rng, today, units, _calendar(today), numbers, _liaisons(users.values(), units))
    first_day, last_day = today - timedelta(days=MONTHS_OF_HISTORY * 30), today - timedelta(days=1)
    days = sorted(day_between(rng, first_day, last_day) for _each in range(cases))
    is_first = not GroupActivity.objects.exists()
    background, wholes = make_background(users, today, PLACE_CODES), []
    for first in range(0, cases, _CHUNK):
        store = Store()
        for number, day in enumerate(days[first : first + _CHUNK], first):
            office = rng.choices(offices, weights=[WEIGHTS[each.code] for each in offices])[0]
            story = Story(setting, store, office, day)
            story.tell()
            if number >= cases - TOLD_WHOLE:
                wholes.append(tell_whole(story, background))
            referrer.refer(story)
        store.flush()
        progress(min(first + _CHUNK, cases))
    if is_first:
        girl = tell_girl(setting, users, background, referrer)
        tell_together([*wholes, girl], users, today)
        tell_letters(girl, wholes, users)
    setting.numbers.update({("DER", year): last for year, last in referrer.numbers.items()})
    remember_numbers(setting.numbers)
    add_exceptions(users, today, first_day)
    add_documents(users, today)
    leave_traces(users)


def _teams(users) -> dict[str, list[User]]:
    teams: dict[str, list[User]] = {}
    for user in sorted(users, key=lambda each: each.username):
        if user.office_id and user.role != Role.COORDINATOR:
            teams.setdefault(user.office.code, []).append(user)
    return teams


def _units(offices) -> dict[str, list[AgencyUnit]]:
    accepting = AgencyUnit.objects.accepting_referrals().select_related("agency")
    return {
        office.code: list(accepting.in_department(office.place_id).order_by("agency__code", "name"))
        for office in offices
    }


def _liaisons(users, units: dict[str, list[AgencyUnit]]) -> dict[str, AgencyUnit]:
    """The unit of each office whose liaison has an account."""
    answered = {user.agency_unit_id for user in users if user.agency_unit_id}
    return {code: unit for code, near in units.items() for unit in near if unit.pk in answered}


def _calendar(today: date) -> HolidayCalendar:
    return HolidayCalendar.load(today - timedelta(days=MONTHS_OF_HISTORY * 31), today + timedelta(days=400))


def numbers_given() -> dict[tuple[str, int], int]:
    return {(name, year): last for name, year, last in CodeSeries.objects.values_list("name", "year", "last")}


def _numbers_of(numbers, series) -> dict[int, int]:
    return {year: last for (name, year), last in numbers.items() if name == series}


def remember_numbers(numbers: dict[tuple[str, int], int]) -> None:
    CodeSeries.objects.bulk_create(
        [CodeSeries(name=name, year=year, last=last) for (name, year), last in numbers.items()],
        update_conflicts=True,
        unique_fields=["name", "year"],
        update_fields=["last"],
    )
