""" "Mi trabajo": what each account sees of its day."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from cases import file_parts
from cases.actions import add_note, add_task, assign, finish_task, open_case
from cases.models import SafeContact, Task
from cases.states import TaskKind, TeamRole
from tests.cases.crowd import add_tasks, queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def no_tasks(case):
    """Kori's case, with nothing pending."""
    Task.objects.filter(case=case).update(cancelled_at=timezone.now())
    return case


def home(client, query=""):
    return client.get(f"{reverse('cases:home')}{query}")


def group(page, word):
    return next(each for each in page.context["groups"] if each["word"] == word)


def test_tasks_stand_under_their_day(no_tasks, rosa, sign_in, today):
    for days in (-4, -1, 0, 1, 40):
        add_task(no_tasks, TaskKind.OTHER, today + timedelta(days=days), assigned_to=rosa, by=rosa, details=f"a {days}")
    page = home(sign_in(rosa))
    assert [line["when"] for line in group(page, "vencido")["lines"]] == ["Hace 4 días", "Ayer"]
    assert [line["when"] for line in group(page, "hoy")["lines"]] == ["Hoy"]
    assert [line["when"] for line in group(page, "manana")["lines"]] == ["Mañana"]
    assert group(page, "despues")["count"] == 1
    assert "Ver la tarea, del" in page.content.decode()


def test_a_task_with_an_hour_comes_before_one_of_any_time(no_tasks, rosa, sign_in, today):
    add_task(no_tasks, TaskKind.OTHER, today, assigned_to=rosa, by=rosa, details="cuando sea")
    add_task(no_tasks, TaskKind.OTHER, today, assigned_to=rosa, by=rosa, details="a las tres", due_time=time(15))
    lines = group(home(sign_in(rosa)), "hoy")["lines"]
    assert [(line["what"], line["when"]) for line in lines] == [("a las tres", "15:00"), ("cuando sea", "Hoy")]


def test_what_is_later_than_this_week_is_one_click_away(no_tasks, rosa, sign_in):
    add_tasks(no_tasks, rosa, 3, kind=TaskKind.VISIT, days=40)
    page = home(sign_in(rosa), "?ver=mias&grupo=despues")
    assert len(group(page, "despues")["lines"]) == 3


def test_a_long_group_shows_its_first_and_counts_the_rest(no_tasks, rosa, sign_in):
    add_tasks(no_tasks, rosa, 15, days=-3)
    shown = group(home(sign_in(rosa)), "vencido")
    assert (shown["count"], len(shown["lines"]), shown["rest"]) == (15, 12, 3)
    assert len(group(home(sign_in(rosa), "?grupo=vencido"), "vencido")["lines"]) == 15


def test_how_to_call_safely_is_read_before_any_number(no_tasks, person, rosa, sign_in, today):
    rules = {"hours": "de 15:00 a 17:00", "channels": ["CALL"], "code_word": "la tarea", "phone": "965 123 418"}
    SafeContact.objects.create(key=person.key, person=person, **rules)
    add_task(no_tasks, TaskKind.CALL, today, assigned_to=rosa, by=rosa, person=person)
    html = home(sign_in(rosa)).content.decode()
    assert "Solo de 15:00 a 17:00; no dejar mensaje de voz" in html
    assert "965 1" not in html and "965123" not in html
    assert "la tarea»" not in html


def test_a_call_without_known_rules_says_so(no_tasks, person, rosa, sign_in, today):
    add_task(no_tasks, TaskKind.CALL, today, assigned_to=rosa, by=rosa, person=person)
    assert "Sin contacto seguro registrado" in home(sign_in(rosa)).content.decode()


def test_mine_and_my_team_are_two_views(no_tasks, rosa, elmer, sign_in, today):
    assign(no_tasks, elmer, TeamRole.LEGAL, by=rosa)
    add_task(no_tasks, TaskKind.OTHER, today, assigned_to=rosa, by=rosa, details="de Rosa")
    add_task(no_tasks, TaskKind.OTHER, today, assigned_to=elmer, by=rosa, details="de Elmer")
    client = sign_in(elmer)
    assert [line["what"] for line in group(home(client), "hoy")["lines"]] == ["de Elmer"]
    team = group(home(client, "?ver=equipo"), "hoy")["lines"]
    assert {(line["what"], str(line["who"])) for line in team} == {("de Rosa", "Rosa T."), ("de Elmer", "Elmer P.")}


def test_somebody_outside_the_team_does_not_get_its_work(no_tasks, rosa, milagros, sign_in, today):
    add_task(no_tasks, TaskKind.OTHER, today, assigned_to=rosa, by=rosa, details="de Rosa")
    assert not home(sign_in(milagros), "?ver=equipo").context["has_tasks"]


def test_the_coordination_begins_with_its_office_and_its_load(case, intake, rosa, elmer, celia, sign_in, today):
    add_tasks(case, rosa, 2, days=-1)
    open_case(intake, by=elmer)
    page = home(sign_in(celia))
    load = {str(each): (each.overdue, each.leads, each.pending) for each in page.context["workload"]}
    assert load == {"Rosa T.": (2, 1, 6), "Elmer P.": (0, 1, 4)}
    assert str(page.context["workload"][0]) == "Rosa T."


def test_the_national_coordination_sees_every_office(case, nora, rosa, sign_in):
    page = home(sign_in(nora))
    assert [str(each) for each in page.context["workload"]] == ["Rosa T."]
    assert "Iquitos" in page.content.decode()


def test_another_office_sees_nothing_of_this_one(case, ulises, sign_in):
    page = home(sign_in(ulises))
    assert not page.context["has_tasks"]
    assert list(page.context["workload"]) == []
    assert case.code not in page.content.decode()


def test_a_silent_case_is_on_the_page_until_somebody_writes(case, rosa, sign_in):
    client = sign_in(rosa)
    type(case).objects.filter(pk=case.pk).update(opened_on=timezone.localdate() - timedelta(days=31))
    assert home(client).context["silent"] == [(case, 31)]
    add_note(case, "Contestó.", by=rosa, area=rosa.area)
    assert home(client).context["silent"] == []


def test_the_reception_finds_its_intakes_and_the_way_to_a_new_one(intake, ines, sign_in):
    case = open_case(intake, by=ines)
    page = home(sign_in(ines))
    assert page.context["opened"] == [case]
    assert reverse("cases:intake") in page.content.decode()


def test_the_cases_opened_last_come_first(case, intake, rosa, sign_in):
    other = open_case(intake, by=rosa)
    client = sign_in(rosa)
    client.get(case.get_absolute_url())
    assert [each.case for each in home(client).context["recent"]] == [case, other]


def test_an_empty_day_is_told_in_words(rosa, sign_in):
    assert "No tienes tareas pendientes" in home(sign_in(rosa)).content.decode()


def test_the_menu_counts_what_is_late(no_tasks, rosa, sign_in):
    add_tasks(no_tasks, rosa, 3, days=-1)
    nav = {str(item["label"]): item for item in home(sign_in(rosa)).context["shell"]["nav"]}
    assert (nav["Mi trabajo"]["count"], nav["Mi trabajo"]["alarm"]) == (3, True)


def test_whoever_has_no_cases_has_no_such_page(teo, raul, dario, lidia, sign_in):
    for user in (teo, raul, dario, lidia):
        assert home(sign_in(user)).status_code == 403


def test_what_was_shown_is_written_down(no_tasks, rosa, sign_in):
    add_tasks(no_tasks, rosa, 2)
    home(sign_in(rosa))
    row = AuditEntry.objects.get(action="listed", subject_kind="cases.task")
    assert set(row.seen_ids) == {str(task.pk) for task in Task.objects.pending()}


def test_no_name_stands_on_the_page(case, person, rosa, sign_in):
    html = home(sign_in(rosa)).content.decode()
    assert person.code in html
    for name in ("Kori", "Quispe", "Mamani", "Flor"):
        assert name not in html


def test_another_room_adds_a_card(case, rosa, sign_in, monkeypatch):
    card = ("cases/_contact_cards.html", {"contacts": [{"title": "Entidades", "rules": [], "id": "x"}]})
    monkeypatch.setattr(file_parts, "HOME_PARTS", [])
    monkeypatch.setattr("cases.views.home.HOME_PARTS", [file_parts.HomePart("r", 10, lambda user: card)])
    assert "Entidades" in home(sign_in(rosa)).content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(("query", "cost"), [("", 14), ("?ver=equipo", 14), ("?grupo=hoy", 12)])
def test_the_page_costs_the_same_with_one_task_and_with_many(no_tasks, rosa, intake, sign_in, query, cost):
    client = sign_in(rosa)
    url = f"{reverse('cases:home')}{query}"
    add_tasks(no_tasks, rosa, 1)
    one = queries_of(client, url)
    add_tasks(no_tasks, rosa, 11)
    for _each in range(11):
        add_tasks(open_case(intake, by=rosa), rosa, 1)
    assert queries_of(client, url) == one
    assert one == cost


@pytest.mark.slow
def test_the_coordination_page_costs_the_same_with_one_case_and_with_twelve(case, intake, celia, rosa, sign_in):
    client = sign_in(celia)
    one = queries_of(client, reverse("cases:home"))
    assert one == 15
    for _each in range(11):
        open_case(intake, by=rosa)
    assert queries_of(client, reverse("cases:home")) == one


def test_a_finished_task_leaves_the_page(no_tasks, rosa, sign_in):
    add_tasks(no_tasks, rosa, 1)
    finish_task(Task.objects.pending().get(), by=rosa)
    assert not home(sign_in(rosa)).context["has_tasks"]
