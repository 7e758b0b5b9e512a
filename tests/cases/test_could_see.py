"""Who could see a case on a day gone by: the rule as a table, against what is asked of today, and on its pages."""

import random
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import add_user, change_user
from accounts.models import AccountPeriod, AuditEntry, User
from accounts.permissions import Role
from cases.actions import assign, change_case, give_grant, leave_team, open_emergency, review_emergency, revoke_grant
from cases.could_see import Reason, Why, could_see, could_see_on, looks_on
from cases.errors import NotPossible
from cases.models import Assignment, Case, CaseGrant, EmergencyAccess, ScopePeriod
from cases.states import TeamRole
from directory.codelists import Confidentiality
from tests.cases.crowd import queries_of

pytestmark = pytest.mark.django_db

WHY = "Reemplaza a Elmer en la audiencia del lunes."
CAST = [
    *("rosa", "elmer", "milagros", "ines", "celia", "nora"),
    *("teo", "dario", "ana", "raul", "lidia", "bruno", "ulises"),
]


@pytest.fixture
def everybody(request):
    return {name: request.getfixturevalue(name) for name in CAST}


def names(found, everybody) -> dict[str, list[Reason]]:
    by_id = {user.pk: name for name, user in everybody.items()}
    return {by_id[pk]: reasons for pk, reasons in found.items() if pk in by_id}


def now():
    return timezone.now()


def day_of(moment: datetime):
    return timezone.localdate(moment)


def sees_now(case) -> set:
    return {user.pk for user in User.objects.all() if Case.objects.visible_to(user).filter(pk=case.pk).exists()}


# The rule ----------------------------------------------------------------------------------------------------------

OFFICE = {"rosa", "elmer", "milagros", "ines", "celia", "nora"}


@pytest.mark.parametrize(
    ("confidentiality", "who"),
    [
        ("NORMAL", OFFICE),
        ("RESTRICTED", {"rosa", "elmer", "celia", "nora"}),
        ("IDENTITY_RESERVED", {"rosa", "elmer", "celia", "nora"}),
        ("SEALED", {"rosa", "elmer", "nora"}),
    ],
)
def test_office_team_and_ceiling(case, everybody, confidentiality, who):
    assign(case, everybody["elmer"], TeamRole.LEGAL, by=everybody["celia"])
    Case.objects.filter(pk=case.pk).update(confidentiality=confidentiality)
    assert set(names(could_see(case.pk, now()), everybody)) == who


def test_every_reason_is_told(case, everybody):
    rosa, celia, nora, ulises = (everybody[name] for name in ("rosa", "celia", "nora", "ulises"))
    grant = give_grant(case, ulises, reason=WHY, last_day=timezone.localdate(), by=celia)
    told = names(could_see(case.pk, now()), everybody)
    assert told["rosa"] == [Reason(Why.OFFICE), Reason(Why.TEAM, role="LEAD")]
    assert told["milagros"] == [Reason(Why.OFFICE)]
    assert told["celia"] == [Reason(Why.COORDINATION)]
    assert told["nora"] == [Reason(Why.NATIONAL)]
    assert told["ulises"] == [Reason(Why.GRANT, last_day=timezone.localdate())]
    assert timezone.localtime(grant.ends_at).hour == 0
    assert rosa.pk in could_see(case.pk, now())
    assert nora.pk in could_see(case.pk, now())


def test_nobody_could_before_there_was_a_case(case, everybody):
    assert could_see(case.pk, case.created_at - timedelta(seconds=1)) == {}
    assert could_see_on(case.pk, day_of(case.created_at) - timedelta(days=1)) == {}


def test_what_was_true_then_is_told_of_then(case, everybody):
    """Elmer leaves the office, Milagros is dismissed, the case is restricted: yesterday stays as it was."""
    elmer, milagros, raul, lima = (
        everybody["elmer"],
        everybody["milagros"],
        everybody["raul"],
        everybody["ulises"].office,
    )
    before = now()
    change_user(elmer, {"office": lima}, by=raul, expected_version=elmer.version)
    change_user(milagros, {"is_active": False}, by=raul, expected_version=milagros.version)
    change_case(case, {"confidentiality": "RESTRICTED"}, by=everybody["rosa"], expected_version=case.version)
    assert set(names(could_see(case.pk, before), everybody)) == OFFICE
    assert set(names(could_see(case.pk, now()), everybody)) == {"rosa", "celia", "nora"}
    assert set(names(could_see_on(case.pk, timezone.localdate()), everybody)) == OFFICE


def test_a_day_tells_of_whoever_could_at_any_moment_of_it(case, everybody, time_machine):
    """An hour at night is told of that day, and of no other."""
    access = open_emergency(case.code, reason=WHY, by=everybody["ulises"])
    on = timezone.localdate(access.started_at)
    assert Reason(Why.EMERGENCY, until=access.ends_at) in could_see_on(case.pk, on)[everybody["ulises"].pk]
    time_machine.move_to(now() + timedelta(days=3), tick=False)
    assert everybody["ulises"].pk in could_see_on(case.pk, on)
    assert everybody["ulises"].pk not in could_see_on(case.pk, on + timedelta(days=2))


# Against today -----------------------------------------------------------------------------------------------------


class Walk:
    """A hundred things that happen, by chance but the same each time; some are refused, which is as good."""

    def __init__(self, case, everybody, seed):
        self.case, self.people, self.chance = case, everybody, random.Random(seed)
        self.offices = [everybody["rosa"].office, everybody["ulises"].office]

    def step(self):
        act = self.chance.choice([self.role, self.office, self.active, self.team, self.leave, self.close, self.grant])
        more = self.chance.choice([act, self.revoke, self.emergency, self.review])
        with suppress(NotPossible):
            more()

    def somebody(self):
        staff = [user for name, user in self.people.items() if name not in ("lidia", "bruno", "celia", "dario")]
        return User.objects.get(pk=self.chance.choice(staff).pk)

    def role(self):
        user = self.somebody()
        User.objects.filter(pk=user.pk, office__isnull=False).update(
            role=self.chance.choice(["social_worker", "coordinator", "reporting", "intake_worker"])
        )

    def office(self):
        User.objects.filter(pk=self.somebody().pk, office__isnull=False).update(office=self.chance.choice(self.offices))

    def active(self):
        User.objects.filter(pk=self.somebody().pk).update(is_active=self.chance.random() < 0.7)

    def team(self):
        assign(self.case, self.somebody(), self.chance.choice(list(TeamRole)), by=self.people["celia"])

    def leave(self):
        for member in Assignment.objects.current().filter(case=self.case).exclude(role="LEAD")[:1]:
            leave_team(member, by=self.people["celia"])

    def close(self):
        Case.objects.filter(pk=self.case.pk).update(confidentiality=self.chance.choice(list(Confidentiality)))

    def grant(self):
        give_grant(self.case, self.somebody(), reason=WHY, last_day=timezone.localdate(), by=self.people["celia"])

    def revoke(self):
        for grant in CaseGrant.objects.live()[:1]:
            revoke_grant(grant, by=self.people["celia"])

    def emergency(self):
        open_emergency(self.case.code, reason=WHY, by=self.somebody())

    def review(self):
        for access in EmergencyAccess.objects.to_review()[:1]:
            review_emergency(access, "NOT_JUSTIFIED", note="No.", by=self.people["dario"])


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_asked_of_now_it_agrees_with_what_accounts_see_now(case, everybody, seed):
    walk, seen = Walk(case, everybody, seed), set()
    for _each in range(40):
        walk.step()
        found = could_see(case.pk, now())
        assert set(found) == sees_now(case)
        seen |= {reason.why for reasons in found.values() for reason in reasons}
    assert len(seen) >= 4


# The history -------------------------------------------------------------------------------------------------------


def test_accounts_have_one_open_period_each_from_their_making(everybody, raul, iquitos):
    user, _password = add_user(
        username="tula",
        display_name="Tula",
        email="",
        role=Role.SOCIAL_WORKER,
        office=iquitos,
        agency_unit=None,
        by=raul,
    )
    (period,) = user.periods.all()
    assert (period.role, period.office, period.is_active, period.ended_at) == ("social_worker", iquitos, True, None)
    assert period.started_at == user.created_at
    assert AccountPeriod.objects.filter(ended_at__isnull=True).count() == User.objects.count()


def test_what_changes_nothing_of_reach_writes_no_period(rosa, raul):
    change_user(rosa, {"display_name": "Rosa Tello"}, by=raul, expected_version=rosa.version)
    User.objects.filter(pk=rosa.pk).update(role=rosa.role, is_active=True)
    assert rosa.periods.count() == 1


def test_cases_are_dated_however_they_are_written(case, rosa, lima):
    change_case(case, {"confidentiality": "SEALED"}, by=rosa, expected_version=case.version)
    Case.objects.filter(pk=case.pk).update(office=lima)  # no verb does this; it is dated all the same
    told = [(each.office.code, each.confidentiality) for each in ScopePeriod.objects.filter(case=case)]
    assert told == [("IQT", "NORMAL"), ("IQT", "SEALED"), ("LIM", "SEALED")]
    first, second, third = ScopePeriod.objects.filter(case=case)
    assert (first.ended_at, second.ended_at, third.ended_at) == (second.started_at, third.started_at, None)


# Pages -------------------------------------------------------------------------------------------------------------


def page_url(case):
    return reverse("cases:could_see", args=[case.pk])


def row_of(page, name) -> str:
    return next(line for line in page.split("<tr ") if name in line)


def test_the_coordination_reads_who_could_why_and_who_did(case, celia, milagros, ulises, sign_in):
    sign_in(milagros).get(case.get_absolute_url())
    grant = give_grant(case, ulises, reason=WHY, last_day=timezone.localdate(), by=celia)
    page = sign_in(celia).get(page_url(case)).content.decode()
    assert "Sede del caso" in row_of(page, "Milagros V.")
    assert "1 vez" in row_of(page, "Milagros V.")
    assert "Permiso excepcional hasta el" in row_of(page, "Ulises K.")
    assert ">No<" in row_of(page, "Ulises K.")
    assert WHY not in page
    assert grant.user == ulises


def test_who_looked_although_nothing_lets_them_comes_first(case, celia, ulises, sign_in):
    ulises.record("viewed", "cases.case", case.pk, code=case.code)
    lines = sign_in(celia).get(page_url(case)).context["lines"]
    assert (lines[0]["who"], lines[0]["reasons"], lines[0]["looks"]) == (ulises, [], 1)
    assert "No consta por qué" in sign_in(celia).get(page_url(case)).content.decode()


def test_asking_who_saw_it_is_no_look(case, celia, dario, ulises, sign_in):
    access = open_emergency(case.code, reason=WHY, by=ulises)
    client = sign_in(dario)
    client.get(reverse("cases:could_see_by_code"), {"codigo": case.code})
    client.post(reverse("cases:emergency_review", args=[access.pk]), {"outcome": "JUSTIFIED"})
    sign_in(celia).get(page_url(case))
    assert set(looks_on(case.pk, timezone.localdate())) & {dario.pk, celia.pk} == set()


def test_whoever_leads_the_case_reads_it_and_the_others_do_not(case, rosa, milagros, ulises, sign_in):
    assert sign_in(rosa).get(page_url(case)).status_code == 200
    assert sign_in(milagros).get(page_url(case)).status_code == 403
    assert sign_in(ulises).get(page_url(case)).status_code == 404


@pytest.mark.parametrize("day", ["ayer", "01/01/2099", "31/02/2026"])
def test_a_day_that_makes_no_sense_is_told(case, celia, sign_in, day):
    page = sign_in(celia).get(page_url(case), {"dia": day})
    assert page.status_code == 422
    assert page.context["filters"].errors["dia"]
    assert "lines" not in page.context


def test_a_day_before_the_case_says_so(case, celia, sign_in):
    page = sign_in(celia).get(page_url(case), {"dia": "2020-03-03"})
    assert "ese día el caso no existía todavía" in page.content.decode()


@pytest.mark.parametrize("who", ["dario", "ana"])
def test_whoever_watches_asks_by_code_and_learns_nothing_of_the_case(request, case, person, milagros, sign_in, who):
    watcher = request.getfixturevalue(who)
    sign_in(milagros).get(case.get_absolute_url())
    client, url = sign_in(watcher), reverse("cases:could_see_by_code")
    assert client.get(url).status_code == 200
    page = client.get(url, {"codigo": case.code.lower(), "dia": ""}).content.decode()
    assert "1 vez" in row_of(page, "Milagros V.")
    assert person.code not in page
    assert AuditEntry.objects.filter(actor_id=watcher.pk, subject_code=case.code, fields=["trail"]).count() == 1
    assert "Ningún caso tiene ese código" in client.get(url, {"codigo": "CALP-IQT-1999-0001"}).content.decode()


@pytest.mark.parametrize("who", ["celia", "nora", "raul", "lidia", "teo"])
def test_nobody_else_asks_by_code(request, case, sign_in, who):
    page = sign_in(request.getfixturevalue(who)).get(reverse("cases:could_see_by_code"), {"codigo": case.code})
    assert page.status_code == 403


def test_looks_are_counted_by_day(case, rosa, time_machine):
    rosa.record("viewed", "cases.case", case.pk)
    on = timezone.localdate()
    assert looks_on(case.pk, on)[rosa.pk] >= 1
    assert looks_on(case.pk, on - timedelta(days=1)) == {}


def test_the_page_costs_the_same_with_one_exception_and_with_twelve(case, celia, lima, sign_in):
    client = sign_in(celia)
    _let_in(case, lima, celia, 1)
    one = queries_of(client, page_url(case))
    _let_in(case, lima, celia, 11)
    assert queries_of(client, page_url(case)) == one


def _let_in(case, office, by, count):
    for _each in range(count):
        name = f"ayuda{User.objects.count()}"
        user = User.objects.create(username=name, display_name=name, role="social_worker", office=office)
        give_grant(case, user, reason=WHY, last_day=timezone.localdate(), by=by)
