"""One entry for a workshop: one attention in each participant's own case, and nobody's name in another's."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.acting import acting
from cases.actions import Intake, NewPerson, open_case
from cases.errors import NotPossible
from cases.models import Participation
from cases.states import AgeSource, ConsentState
from directory.codelists import IntakeSource, ProblemType, ServiceKind, Sex
from directory.versions import StaleVersion
from services.actions import Enrolment, enrol
from services.actions.activities import Workshop, everybody_in, expect, plan_activity, take_attendance
from services.actions.appointments import HourTaken
from services.models import Appointment, Attendance, Attention, GroupActivity, Session

pytestmark = pytest.mark.django_db
ART = ServiceKind.ART_THERAPY


def opened(office, by, name):
    person = NewPerson(preferred_name=name, sex=Sex.F, age_source=AgeSource.DECLARED, age=20, given_names=name)
    intake = Intake(
        office=office,
        source=IntakeSource.SELF,
        problem=ProblemType.TDP,
        consent=ConsentState.WRITTEN,
        person=person,
        opened_on=timezone.localdate(),
        notes="",
    )
    return open_case(intake, by=by).participations.select_related("case", "person").get()


@pytest.fixture
def group(case, iquitos, rosa):
    """Kori and two more, each in her own case."""
    first = case.participations.select_related("case", "person").get()
    return [first, opened(iquitos, rosa, "Luz"), opened(iquitos, rosa, "Sol")]


@pytest.fixture
def workshop(milagros):
    yesterday = timezone.localdate() - timedelta(days=1)
    return Workshop("Taller de arte 2", ART, "IN_PERSON", yesterday, time(15), 90, "CENTRE", milagros)


@pytest.fixture
def activity(iquitos, workshop, milagros):
    return plan_activity(iquitos, workshop, by=milagros)


def attendances(activity, participations):
    return {Attendance.objects.get(activity=activity, person=each.person).pk for each in participations}


def tick(activity, who, by, unregistered=0):
    version = GroupActivity.objects.get(pk=activity.pk).version
    return take_attendance(activity, attendances(activity, who), unregistered, by=by, expected_version=version)


def test_each_has_one_attention_in_her_own_case_that_names_nobody_else(activity, group, milagros, rosa):
    assert expect(activity, group, by=rosa) == 3
    assert expect(activity, group, by=rosa) == 0
    tick(activity, group, rosa, unregistered=4)
    tick(activity, group, rosa, unregistered=4)
    assert {(each.case_id, each.person_id) for each in Attention.objects.all()} == {
        (each.case_id, each.person_id) for each in group
    }
    assert Attention.objects.count() == Session.objects.filter(format="GROUP").count() == 3
    for each in group:
        line = each.case.timeline.order_by("-recorded_at").first()
        others = [one.person.code for one in group if one != each]
        assert (line.headline, line.person, line.body) == ("Arte terapéutico", each.person, "")
        assert not any(code in line.headline for code in others)
    assert {each.professional for each in Attention.objects.all()} == {milagros}
    assert GroupActivity.objects.get().unregistered == 4


def test_who_was_ticked_by_mistake_is_taken_back_and_may_be_ticked_again(activity, group, rosa):
    expect(activity, group, by=rosa)
    tick(activity, group, rosa)
    tick(activity, group[:2], rosa)
    gone = group[2]
    assert not Attention.objects.filter(person=gone.person).exists() and Attention.objects.count() == 2
    assert gone.case.timeline.order_by("-recorded_at").first().headline == "Corrección: no asistió a Arte terapéutico"
    tick(activity, group, rosa)
    assert (Attention.objects.count(), Attention._base_manager.count()) == (3, 4)


def test_two_who_tick_at_once_are_told(activity, group, rosa):
    expect(activity, group, by=rosa)
    take_attendance(activity, attendances(activity, group), 0, by=rosa, expected_version=1)
    with pytest.raises(StaleVersion):
        take_attendance(activity, set(), 0, by=rosa, expected_version=1)
    assert Attention.objects.count() == 3


def test_who_has_a_case_that_one_does_not_see_is_neither_added_nor_changed(
    activity, group, lima, iquitos, ulises, rosa, sign_in
):
    far = opened(lima, ulises, "Mar")
    with pytest.raises(NotPossible), transaction.atomic():
        expect(activity, [*group, far], by=rosa)
    assert not Attendance.objects.exists()
    page = reverse("services:participants", args=[activity.pk])
    told = {"codes": f"{far.person.code}, {group[0].person.code}", "idempotency_key": uuid4()}
    answer = sign_in(rosa).post(page, told)
    assert answer.status_code == 422 and far.person.code in answer.content.decode()
    assert not Attendance.objects.exists()
    Attendance.objects.create(activity=activity, case=far.case, person=far.person, added_by=ulises)
    with acting(rosa):
        assert not Attendance.objects.exists()  # the database says so too
    assert sign_in(ulises).get(reverse("services:activity", args=[activity.pk])).status_code == 404


def test_all_of_a_service_and_pasted_codes_come_by_the_form_once(activity, group, rosa, milagros, sign_in):
    for each in group[:2]:
        enrol(each.case, [each.person], Enrolment(ART, milagros, timezone.localdate()), by=rosa)
    assert {each.pk for each in everybody_in(rosa, ART)} == {each.pk for each in group[:2]}
    client, page = sign_in(rosa), reverse("services:participants", args=[activity.pk])
    told = {"enrolled_in": ART, "codes": f"{group[2].case.code}\n{group[0].person.code}", "idempotency_key": uuid4()}
    assert (
        client.post(page, told).url == client.post(page, told).url == reverse("services:activity", args=[activity.pk])
    )
    assert set(Attendance.objects.values_list("person", flat=True)) == {each.person_id for each in group}
    assert client.post(page, {"idempotency_key": uuid4()}).status_code == 422


def test_written_down_and_ticked_on_the_screen(group, rosa, milagros, iquitos, sign_in):
    client, today = sign_in(rosa), timezone.localdate()
    told = {
        "title": "Taller de autocuidado",
        "service": ART,
        "office": iquitos.pk,
        "held_on": today.strftime("%d/%m/%Y"),
        "starts": "00:00",
        "minutes": "90",
        "mode": "IN_PERSON",
        "place": "COMMUNITY",
        "professional": rosa.pk,
        "second_professional": milagros.pk,
        "idempotency_key": uuid4(),
    }
    new = reverse("services:activity_new")
    assert client.post(new, told | {"second_professional": rosa.pk, "idempotency_key": uuid4()}).status_code == 422
    made = client.post(new, told)
    activity = GroupActivity.objects.get()
    assert made.url == reverse("services:participants", args=[activity.pk])
    known = {"known": [each.pk for each in group], "idempotency_key": uuid4()}
    page = client.post(made.url, known).url
    ticks = {"came": list(attendances(activity, group[1:])), "unregistered": "7", "version": 1, "seen": ""}
    assert client.post(page, ticks).url == page
    assert Attention.objects.count() == 2
    shown = client.get(page).content.decode()
    assert "asistentes sin registro: 7" in shown and "Taller de autocuidado" in shown
    assert "Taller de autocuidado" in client.get(reverse("services:activities")).content.decode()
    assert client.post(page, ticks | {"came": []}).status_code == 409
    assert Participation.objects.count() == 3 and Attention.objects.count() == 2


def test_one_to_come_takes_the_hours_of_both_and_is_not_ticked_before_its_day(
    iquitos, workshop, milagros, rosa, group, sign_in
):
    tomorrow = timezone.localdate() + timedelta(days=1)
    coming = Workshop(**vars(workshop) | {"held_on": tomorrow, "second_professional": rosa})
    activity = plan_activity(iquitos, coming, by=milagros)
    assert {each.professional for each in Appointment.objects.all()} == {milagros, rosa}
    with pytest.raises(HourTaken):
        plan_activity(iquitos, coming, by=milagros)
    assert GroupActivity.objects.count() == 1
    expect(activity, group, by=rosa)
    with pytest.raises(NotPossible):
        tick(activity, group, rosa)
    assert not Attention.objects.exists()
    mine = Appointment.objects.get(professional=rosa)
    page = sign_in(rosa).get(reverse("services:activity", args=[activity.pk])).content.decode()
    assert reverse("services:appointment_cancel", args=[mine.pk]) in page
    GroupActivity.objects.update(held_on=timezone.localdate())
    tick(activity, group, rosa)
    assert {each.state for each in Appointment.objects.all()} == {"HELD"}
