"""Somebody goes on leave: all her cases pass to a colleague in one step, with what to know of each."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.actions import add_task, assign, open_case
from cases.actions.caseload import hand_over_caseload
from cases.errors import NotPossible
from cases.models import Assignment, Case, Task
from cases.states import EntryKind, TaskKind, TeamRole

AT = reverse("cases:caseload")


@pytest.fixture
def cases(case, intake, rosa, elmer):
    """Two that Rosa leads; in the second Elmer is the lawyer."""
    second = open_case(intake, by=rosa)
    assign(second, elmer, TeamRole.LEGAL, by=rosa)
    return [case, second]


def parts_of(user):
    return sorted(Assignment.objects.current().filter(user=user).values_list("case__code", "role"))


def page_of(client, user):
    return client.get(AT, {"de": user.pk})


def form_of(page, **values):
    form = page.context["form"]
    told = {"idempotency_key": form["idempotency_key"].value(), "with_tasks": "on"}
    return {**told, "cases": [str(part.case_id) for part in form.parts], **values}


def test_every_case_passes_with_its_tasks_and_its_note(sign_in, celia, rosa, elmer, cases):
    first, second = cases
    task = add_task(first, TaskKind.CALL, timezone.localdate() + timedelta(days=2), assigned_to=rosa, by=rosa)
    client = sign_in(celia)
    told = form_of(page_of(client, rosa), to=str(elmer.pk), **{f"note-{first.pk}": "Llamar después de las tres."})
    for _time in range(2):
        assert client.post(f"{AT}?de={rosa.pk}", told).status_code == 302
    assert parts_of(rosa) == []
    assert parts_of(elmer) == [(first.code, "LEAD"), (second.code, "LEAD"), (second.code, "LEGAL")]
    task.refresh_from_db()
    assert (task.assigned_to, task.version) == (elmer, 2)
    told_of_first = first.timeline.filter(kind=EntryKind.TEAM, body__isnull=False).order_by("recorded_at").last()
    assert told_of_first.body == "Llamar después de las tres."
    assert all("tres" not in entry.body for entry in second.timeline.all())
    assert {entry.headline for entry in second.timeline.all()} >= {"Rosa T. entrega el caso a Elmer P."}


def test_a_case_that_is_not_ticked_stays(sign_in, celia, rosa, elmer, cases):
    client = sign_in(celia)
    page = page_of(client, rosa)
    client.post(f"{AT}?de={rosa.pk}", form_of(page, to=str(elmer.pk), cases=[str(cases[0].pk)]))
    assert parts_of(rosa) == [(cases[1].code, "LEAD")]


def test_nothing_moves_without_saying_to_whom_and_which_and_what_was_typed_stays(sign_in, celia, rosa, cases):
    client = sign_in(celia)
    note = {f"note-{cases[0].pk}": "Pregunta por su hermana."}
    answer = client.post(f"{AT}?de={rosa.pk}", form_of(page_of(client, rosa), cases=[], **note))
    assert answer.status_code == 422 and "Pregunta por su hermana." in answer.content.decode()
    assert len(parts_of(rosa)) == 2


def test_only_colleagues_of_the_office_are_offered_and_taken(sign_in, celia, ulises, lima, rosa, milagros, cases):
    client = sign_in(celia)
    page = page_of(client, rosa)
    assert {each.username for each in page.context["form"].fields["to"].queryset} == {"celia", "elmer", "milagros"}
    answer = client.post(f"{AT}?de={rosa.pk}", form_of(page, to=str(ulises.pk)))
    assert answer.status_code == 422 and len(parts_of(rosa)) == 2
    with pytest.raises(NotPossible):
        hand_over_caseload(rosa, ulises, cases, by=celia, notes={})
    assert len(parts_of(rosa)) == 2 and not parts_of(ulises)


def test_whose_cases_are_of_another_office_nobody_learns(sign_in, ulises, rosa, cases):
    answer = sign_in(ulises).get(AT, {"de": rosa.pk})
    assert answer.status_code == 422 and cases[0].code not in answer.content.decode()


def test_whoever_does_not_organise_teams_is_refused(sign_in, rosa, elmer, cases):
    assert sign_in(rosa).post(f"{AT}?de={rosa.pk}", {"to": str(elmer.pk)}).status_code == 403
    assert len(parts_of(rosa)) == 2


def test_closed_cases_stay_where_they_were(sign_in, celia, rosa, cases):
    Case.objects.filter(pk=cases[1].pk).update(status="CLOSED", closed_on=timezone.localdate(), closure_reason="OTHER")
    parts = page_of(sign_in(celia), rosa).context["form"].parts
    assert [part.case for part in parts] == [cases[0]] and Task.objects.pending().exists()
