"""Many of something, to count queries with one and with many."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions import NewPerson, add_note, add_person, add_task
from cases.states import AgeSource, ParticipationRole, TaskKind
from directory.codelists import Sex


def add_people(case, by, count):
    """``count`` more victims with a safe contact each."""
    today = timezone.localdate()
    contact = {"hours": "de 15:00 a 17:00", "channels": ["CALL"], "phone": "965 123 418"}
    for number in range(count):
        who = NewPerson(f"Persona {number}", Sex.F, AgeSource.DECLARED, age=15, safe_contact=contact)
        add_person(case, who, ParticipationRole.DIRECT_VICTIM, by=by, joined_on=today, consent="WRITTEN")


def add_notes(case, by, count):
    for number in range(count):
        add_note(case, f"Nota {number}", by=by, area=by.area)


def add_tasks(case, by, count, *, kind=TaskKind.CALL, days=0):
    person = case.participations.first().person
    for number in range(count):
        due_on = timezone.localdate() + timedelta(days=days)
        add_task(case, kind, due_on, assigned_to=by, by=by, person=person, details=f"Detalle {number}")


def queries_of(client, url) -> int:
    """How many queries one page costs, the session and the frame included."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
