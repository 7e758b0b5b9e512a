"""A made-up case that looks like any other to everybody but whoever protects the data, and is in no figure."""

import io
import re
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.acting import acting
from accounts.models import Alert, AuditEntry
from cases.actions import add_note, open_case
from cases.actions.decoys import make_decoy
from cases.models import Case, Decoy, ScopePeriod, Task
from referrals.exchange.working import exported_by
from reports.states import ReportCode
from reports.statistics import compute
from tests.referrals.exchange_stories import exported
from tests.reports.conftest import Desk, october, scope

pytestmark = pytest.mark.django_db
# What no two pages share: the form's own key, the token of the session, the nonce.
CHANCE = re.compile(r'(value="[A-Za-z0-9]{64}"|value="[0-9a-f-]{36}"|nonce="[^"]*"|\d{2}:\d{2})')


@pytest.fixture
def decoy(case, dario):
    return make_decoy(ScopePeriod.objects.get(case=case), "Para saber quién mira.", by=dario)


@pytest.fixture
def other(intake, rosa):
    """A true case beside it."""
    return open_case(replace(intake, notes=""), by=rosa)


@contextmanager
def as_page_of(user):
    """The database as a page of this account has it."""
    with transaction.atomic(), acting(user):
        yield


def assert_in_workbook(content: bytes, code: str, *, is_there: bool) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        text = b"".join(book.read(name) for name in book.namelist()).decode()
    assert (code in text) is is_there


def told() -> list[tuple]:
    return list(Alert.objects.filter(kind="decoy").order_by("actor_name").values_list("actor_name", "subject_code"))


# Opening it -----------------------------------------------------------------------------------------------------------


def test_whoever_opens_it_is_told_of_at_once(sign_in, rosa, case, decoy):
    sign_in(rosa).get(case.get_absolute_url())
    assert told() == [("rosa", case.code)]
    alert = Alert.objects.get()
    assert AuditEntry.objects.get(pk=alert.pk).action == "viewed"
    assert alert.first_at == AuditEntry.objects.get(pk=alert.pk).at


def test_the_alert_and_the_row_of_the_trail_are_kept_together_or_not_at_all(rosa, case, decoy):
    with transaction.atomic():
        rosa.record("viewed", "cases.case", case.pk)
        assert told()
        transaction.set_rollback(True)
    assert not told() and not AuditEntry.objects.filter(actor_id=rosa.pk, action="viewed").exists()


def test_every_part_of_it_tells(rosa, dario, case, person):
    note = add_note(case, "Hechos.", by=rosa)
    make_decoy(ScopePeriod.objects.get(case=case), "", by=dario)
    rows = [case, person, case.participations.get(), case.assignments.get(), note, *Task.objects.filter(case=case)]
    for row in rows:
        for action in ("viewed", "revealed", "exported", "downloaded", "changed", "status_changed"):
            with transaction.atomic():
                AuditEntry.objects.record(rosa, action, row._meta.label_lower, row.pk)
                assert told() == [("rosa", case.code)], (row, action)
                transaction.set_rollback(True)


def test_lists_and_searches_show_it_as_any_other_and_tell_nothing(sign_in, rosa, case, person, other, decoy):
    client = sign_in(rosa)
    assert case.code in client.get(reverse("cases:list")).content.decode()
    assert case.code in client.post(reverse("cases:search"), {"name": "Quispe Mamani"}).content.decode()
    client.get(reverse("cases:home"))
    client.get(other.get_absolute_url())
    assert told() == []


def test_one_alert_an_hour_for_each_who_opens_it(rosa, celia, case, person, decoy):
    for user in (rosa, celia, rosa):
        user.record("viewed", "cases.case", case.pk)
        user.record("viewed", "cases.person", person.pk)
    assert told() == [("celia", case.code), ("rosa", case.code)]


def test_an_attempt_that_was_refused_tells_too(sign_in, ulises, case, decoy):
    assert sign_in(ulises).get(case.get_absolute_url()).status_code == 404
    assert told() == [("ulises", case.code)]


def test_looking_up_its_trail_is_not_opening_it(sign_in, dario, ana, case, decoy):
    for user in (dario, ana):
        assert sign_in(user).get(reverse("accounts:record_trail", args=[case.pk])).status_code == 200
    assert told() == []


# Nobody else can tell -------------------------------------------------------------------------------------------------


def page_and_cost(client: Client, address: str, django_assert_max_num_queries) -> tuple[str, list[str]]:
    with django_assert_max_num_queries(100) as queries:  # what the whole print may ask
        page = client.get(address)
    assert page.status_code == 200
    asked = [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries.captured_queries]
    return CHANCE.sub("", page.content.decode()), asked


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["cases:file", "cases:people", "cases:edit", "cases:print", "cases:team", "cases:tasks"]
)
def test_its_pages_are_those_of_a_true_case_to_the_letter_and_to_the_query(
    sign_in, celia, case, dario, django_assert_max_num_queries, name
):
    client, address = sign_in(celia), reverse(name, args=[case.pk])
    client.get(address)
    before = page_and_cost(client, address, django_assert_max_num_queries)
    make_decoy(ScopePeriod.objects.get(case=case), "", by=dario)
    assert page_and_cost(client, address, django_assert_max_num_queries) == before
    assert told() == [("celia", case.code)]


def test_its_trail_for_the_coordination_says_nothing_of_the_mark(sign_in, celia, case, decoy):
    page = sign_in(celia).get(reverse("cases:seen", args=[case.pk])).content.decode()
    assert "señuelo" not in page.lower() and "dario" not in page


def test_the_case_its_version_and_its_history_are_untouched(case, dario):
    before = Case.objects.values().get(pk=case.pk)
    make_decoy(ScopePeriod.objects.get(case=case), "", by=dario)
    assert Case.objects.values().get(pk=case.pk) == before


def test_the_auditor_learns_that_there_are_decoys_and_not_which(sign_in, ana, dario, rosa, case, decoy):
    rosa.record("viewed", "cases.case", case.pk, code=case.code)
    client, alert = sign_in(ana), Alert.objects.get()
    assert client.get(reverse("cases:decoys")).status_code == 403
    assert client.get(reverse("accounts:alert", args=[alert.pk])).status_code == 404
    page = client.get(reverse("accounts:alerts"))
    assert list(page.context["page"]) == [] and "señuelo" not in page.content.decode().lower()
    assert client.get(reverse("accounts:alerts") + "?tipo=decoy").status_code == 422
    of_mark = AuditEntry.objects.filter(subject_kind="cases.decoy")
    assert {(each.subject_id, each.subject_code, tuple(each.seen_ids)) for each in of_mark} == {(str(decoy.pk), "", ())}


def test_the_database_gives_the_mark_to_no_page_but_theirs(sign_in, rosa, celia, nora, ana, raul, dario, case, decoy):
    seen = {}
    for user in (rosa, celia, nora, ana, raul, dario):
        with as_page_of(user), connection.cursor() as cursor:
            cursor.execute("SELECT (SELECT count(*) FROM cases_decoy), (SELECT count(*) FROM accounts_alert)")
            seen[user.username] = cursor.fetchone()[0]
    assert seen == {"rosa": 0, "celia": 0, "nora": 0, "ana": 0, "raul": 0, "dario": 1}


# No figure ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def october_desk(iquitos, rosa, celia, upe_loreto):
    """Two cases like each other, each with a referral; the second will be the decoy."""
    desk = Desk(iquitos, rosa, celia)
    cases = [desk.open(october(day)) for day in (3, 4)]
    for each in cases:
        desk.refer(each, upe_loreto, october(10))
    return cases


@pytest.mark.parametrize("code", [ReportCode.R1, ReportCode.R2, ReportCode.R9, ReportCode.MENSUAL])
@pytest.mark.parametrize("of_office", [True, False])
def test_it_is_in_no_report(october_desk, dario, iquitos, code, of_office):
    asked = scope(iquitos if of_office else None)
    with_both = compute(code, asked)
    make_decoy(ScopePeriod.objects.get(case=october_desk[1]), "", by=dario)
    with_decoy = compute(code, asked)
    assert with_decoy != with_both
    assert figures(with_decoy) == figures(only_the_first(october_desk, code, asked))


def figures(tables) -> dict:
    return {name: part for name, part in vars(tables).items() if part is not None}


def only_the_first(cases, code, asked):
    """What the report says where the second case was never opened in this period."""
    second = cases[1]
    with transaction.atomic():
        Case.objects.filter(pk=second.pk).update(opened_on="2026-11-15")
        second.participations.update(joined_on="2026-11-15")
        second.referrals.update(sent_at="2026-11-15T12:00Z", due_on="2026-11-30")
        tables = compute(code, asked)
        transaction.set_rollback(True)
    return tables


def test_it_is_in_no_export(october_desk, celia, dario, iquitos):
    true, made_up = october_desk
    make_decoy(ScopePeriod.objects.get(case=made_up), "", by=dario)
    assert {each.case_id for each in exported_by(celia, iquitos.pk)} == {true.pk}
    content = exported(iquitos, celia)
    assert_in_workbook(content, true.code, is_there=True)
    assert_in_workbook(content, made_up.code, is_there=False)


# Tending them ---------------------------------------------------------------------------------------------------------


def typed(code: str, **more) -> dict:
    return {"code": code, "is_made_up": "on", "note": "Prueba", "idempotency_key": str(uuid4())} | more


def test_the_officer_marks_a_case_by_its_code(sign_in, dario, rosa, case):
    client, form = sign_in(dario), typed(f" {case.code.lower()} ")
    for _click in range(2):
        assert client.post(reverse("cases:decoys"), form)["Location"] == reverse("cases:decoys")
    assert Decoy.objects.get().note == "Prueba"
    rosa.record("viewed", "cases.case", case.pk)
    page = client.get(reverse("cases:decoys"))
    assert [(decoy.case_code, times) for decoy, times in page.context["lines"]] == [(case.code, 1)]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"code": "CALP-IQT-2020-0001"}, "No hay ningún caso con ese código"),
        ({"code": ""}, "Escribe el código del caso"),
        ({"is_made_up": ""}, "Confirma que el caso es inventado"),
    ],
)
def test_what_is_wrong_is_said_beside_it(sign_in, dario, case, changed, words):
    page = sign_in(dario).post(reverse("cases:decoys"), typed(case.code) | changed)
    assert page.status_code == 422 and words in page.content.decode()
    assert not Decoy.objects.exists()


def test_a_decoy_is_marked_once(sign_in, dario, case, decoy):
    page = sign_in(dario).post(reverse("cases:decoys"), typed(case.code))
    assert page.status_code == 422 and "ya es señuelo" in page.content.decode()
    assert Decoy.objects.count() == 1


def test_without_the_mark_it_counts_again_and_tells_no_more(sign_in, dario, rosa, case, decoy, iquitos, celia):
    client, address = sign_in(dario), reverse("cases:decoy_end", args=[decoy.pk])
    assert case.code in client.get(address).content.decode()
    assert client.post(address)["Location"] == reverse("cases:decoys")
    rosa.record("viewed", "cases.case", case.pk)
    assert told() == []
    assert exported_by(celia, iquitos.pk).count() == 1
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["rosa", "celia", "nora", "ana", "raul", "teo", "lidia"])
def test_nobody_else_tends_decoys(request, sign_in, case, decoy, name):
    client = sign_in(request.getfixturevalue(name))
    assert client.post(reverse("cases:decoys"), typed(case.code)).status_code == 403
    assert client.post(reverse("cases:decoy_end", args=[decoy.pk])).status_code == 403
    assert Decoy.objects.get().ended_at is None
