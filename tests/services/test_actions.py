"""Two units: a kit for two is one line of the history, two attentions, two people."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.permissions import Area
from cases.actions import add_person, finish_task
from cases.errors import NotPossible
from cases.models import Task, TimelineEntry
from cases.states import EntryKind, ParticipationRole, TaskKind
from directory.codelists import ServiceKind
from services.actions import Happening, NextTask, record_attention, record_attentions, record_happening
from services.models import Attention, AttentionMode

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 3)


@pytest.fixture
def sister(case, rosa, kori):
    joined = {"by": rosa, "joined_on": DAY, "consent": "NOT_YET"}
    return add_person(case, kori, ParticipationRole.RELATIVE, **joined).person


def test_a_kit_for_two_is_one_line_two_attentions_and_two_people(case, person, sister, rosa):
    made = record_attentions(
        case, [person, sister], ServiceKind.EMERGENCY_KIT, AttentionMode.IN_PERSON, by=rosa, given_on=DAY
    )
    assert {each.person_id for each in made} == {person.pk, sister.pk}
    assert Attention.objects.count() == 2
    line = TimelineEntry.objects.get(kind=EntryKind.ATTENTION)
    assert (line.headline, line.person) == (f"Kit de emergencia: {person.code}, {sister.code}", None)
    assert AuditEntry.objects.filter(subject_kind="services.attention", action="created").count() == 2


def test_an_attention_to_one_person_carries_her_on_its_line(case, person, rosa):
    attention = record_attention(
        case, person, ServiceKind.FOLLOW_UP, AttentionMode.PHONE, by=rosa, given_on=DAY, minutes=15
    )
    assert (attention.entry.person, attention.entry.headline) == (person, "Seguimiento")


def test_an_attention_needs_somebody(case, rosa):
    with pytest.raises(NotPossible):
        record_attentions(case, [], ServiceKind.FOLLOW_UP, AttentionMode.PHONE, by=rosa, given_on=DAY)
    assert not Attention.objects.exists()


def test_a_text_may_be_closed_to_another_area(case, person, rosa):
    what = Happening([person], timezone.now(), "Llora de noche.", Area.PSYCHOLOGICAL)
    line = record_happening(case, what, by=rosa)
    assert (line.area, line.is_shared) == (Area.PSYCHOLOGICAL, False)


def test_a_call_is_written_down_its_task_ends_and_the_next_one_is_set(case, person, rosa, elmer):
    call = case.tasks.get(kind=TaskKind.CALL)
    in_a_week = timezone.localdate() + timedelta(days=7)
    what = Happening(
        [person],
        timezone.now(),
        "Contestó ella.",
        service=ServiceKind.FOLLOW_UP,
        mode=AttentionMode.PHONE,
        minutes=15,
    )
    record_happening(case, what, by=rosa, next_task=NextTask(TaskKind.VISIT, in_a_week, elmer), answers=call)
    assert Task.objects.get(pk=call.pk).done_by == rosa
    visit = Task.objects.get(kind=TaskKind.VISIT)
    assert (visit.due_on, visit.assigned_to, visit.person) == (in_a_week, elmer, person)
    assert not TimelineEntry.objects.filter(kind=EntryKind.TASK).exists()


def test_a_note_is_kept_although_somebody_else_closed_its_task(case, person, rosa, elmer):
    call = case.tasks.get(kind=TaskKind.CALL)
    finish_task(call, by=elmer)
    record_happening(case, Happening([person], timezone.now(), "No contestó."), by=rosa, answers=call)
    assert Task.objects.get(pk=call.pk).done_by == elmer
    assert TimelineEntry.objects.notes().get().body == "No contestó."
