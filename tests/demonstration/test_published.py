"""The published tables come out of the reports cell by cell."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.utils import timezone

from cases.ages import reporting_band
from cases.models import Person
from demonstration.published import BEFORE, FIRST, LAST
from reports.periods import Period
from reports.statistics.r1 import case_summary
from reports.statistics.r2 import age_and_gender
from reports.statistics.scope import Scope
from services.models import Attention

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def loaded(catalogues):
    out = StringIO()
    call_command("load_published_tables", stdout=out)
    return out.getvalue()


@pytest.fixture
def scope(loaded):
    return Scope.of(Period(FIRST, LAST), None, timezone.now())


def test_r2_prints_the_344_by_age_and_sex(scope):
    table = age_and_gender(scope)
    cells = {row.band: (row.women, row.men, row.unknown, row.total) for row in [*table.rows, table.total]}
    assert cells == {
        "ADULT": (97, 10, 0, 107),
        "MINOR": (189, 42, 0, 231),
        "NI": (4, 0, 2, 6),
        "TOTAL": (290, 52, 2, 344),
    }


def test_r1_prints_135_new_cases_with_207_victims(scope):
    total = case_summary(scope).total
    assert (total.cases.new, total.people.new) == (135, 207)
    assert (total.cases.closed, total.cases.reopened) == (0, 0)
    assert total.cases.adds_up and total.people.adds_up


def test_the_users_and_attentions_of_the_victims_unit(scope):
    given = Attention.objects.filter(given_on__range=(FIRST, LAST))
    by_group = dict(given.values_list("group").annotate(Count("id")))
    assert by_group == {"LEGAL": 548, "SOCIAL": 521, "PSYCHOLOGICAL": 561}
    users = Person.objects.filter(attentions__in=given).distinct()
    assert users.count() == 759
    assert dict(users.values_list("sex").annotate(Count("id", distinct=True))) == {"F": 633, "M": 126}
    bands = [reporting_band(user.age_on(BEFORE)) for user in users]
    assert (bands.count("MINOR"), bands.count("ADULT")) == (519, 240)
    assert users.exclude(nationalities=["PE"]).count() == 12


def test_the_period_is_printed_last_and_a_second_time_adds_nothing(loaded):
    assert loaded.splitlines()[-1] == "2017-01-01 2017-12-31"
    before = Person.objects.count()
    out = StringIO()
    call_command("load_published_tables", stdout=out)
    assert out.getvalue().splitlines()[-1] == "2017-01-01 2017-12-31"
    assert Person.objects.count() == before


def test_production_refuses_made_up_people(catalogues, settings):
    settings.IS_PRODUCTION = True
    for command in ("load_published_tables", "load_demo", "demo_accounts"):
        with pytest.raises(CommandError):
            call_command(command)
    assert not Person.objects.exists()
