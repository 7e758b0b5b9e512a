"""Services that somebody takes part in: who, since when, what for; what was given counts in them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from cases.actions import add_person
from cases.errors import NotPossible
from cases.models import Participation
from cases.sections import SectionState
from cases.states import ParticipationRole
from directory.codelists import SERVICE_GROUPS, DonorGroup, ServiceArea, ServiceKind
from services.actions import Enrolment, end_enrolment, enrol, record_attention
from services.case_services import counted_by_groups, service_states, services_of_people
from services.models import Attention, AttentionMode, ServiceEnrolment, Session
from services.states import EndReason
from tests.cases.crowd import add_people, queries_of

pytestmark = pytest.mark.django_db
THERAPY = ServiceKind.THERAPY_INDIV


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def sister(case, rosa, kori, today):
    joined = {"by": rosa, "joined_on": today, "consent": "NOT_YET"}
    return add_person(case, kori, ParticipationRole.RELATIVE, **joined).person


@pytest.fixture
def therapy(case, person, milagros, today):
    what = Enrolment(THERAPY, milagros, today - timedelta(days=7), goal="Dormir sin miedo.")
    return enrol(case, [person], what, by=milagros)[0]


def day(value):
    return value.strftime("%d/%m/%Y")


def test_every_service_has_its_two_groups():
    assert set(SERVICE_GROUPS) == set(ServiceKind)
    assert {kind.donor_group for kind in ServiceKind} == set(DonorGroup)


def test_she_begins_once_and_her_history_says_so(case, person, therapy, milagros):
    newest = case.timeline.order_by("-recorded_at").first()
    assert (newest.headline, newest.person) == ("Empieza: Soporte terapéutico individual", person)
    with pytest.raises(NotPossible, match=person.code):
        enrol(case, [person], Enrolment(THERAPY, milagros, timezone.localdate()), by=milagros)
    twin = ServiceEnrolment(
        key=case.key,
        case=case,
        person=person,
        service=THERAPY,
        responsible=milagros,
        started_on=timezone.localdate(),
        created_by=milagros,
    )
    with pytest.raises(IntegrityError, match="enrolment_once_running"), transaction.atomic():
        twin.save()
    assert ServiceEnrolment.objects.count() == 1


def test_what_is_given_belongs_to_the_service_that_runs(case, person, sister, therapy, milagros, today):
    def given(whom, service, on):
        return record_attention(case, whom, service, AttentionMode.IN_PERSON, by=milagros, given_on=on).enrolment

    assert given(person, THERAPY, today) == therapy
    assert given(person, THERAPY, today - timedelta(days=8)) is None  # before she began
    assert given(person, ServiceKind.FOLLOW_UP, today) is None
    assert given(sister, THERAPY, today) is None
    mine = services_of_people(case, list(Participation.objects.filter(case=case).for_file()))[0]
    assert [(line.label, line.given, line.last_on) for line in mine.running] == [
        ("Soporte terapéutico individual", 1, today)
    ]
    assert mine.attentions == 3


def test_people_and_attentions_are_counted_by_both_groupings_and_what_was_taken_back_by_none(
    case, person, sister, milagros, today
):
    given = [
        record_attention(case, whom, service, AttentionMode.IN_PERSON, by=milagros, given_on=today)
        for whom in (person, sister)
        for service in (THERAPY, ServiceKind.HEALTH_CARE, ServiceKind.LEGAL_ORIENTATION)
    ]
    Attention.objects.filter(pk=given[-1].pk).update(withdrawn_at=timezone.now(), withdrawn_by=milagros)
    by_area, by_donor = (group["rows"] for group in counted_by_groups(case))
    assert by_area == [("Legal", 1, 1), ("Social", 2, 2), ("Psicológica", 2, 2)]
    assert by_donor[0] == ("Salud", 4, 2)
    assert len(by_donor) == len(DonorGroup) and len(by_area) == len(ServiceArea)


def test_an_ended_service_says_why_and_is_not_ended_twice(case, person, therapy, milagros, sign_in, today):
    client, page = sign_in(milagros), reverse("services:enrolment_end", args=[therapy.pk])
    told = {"ended_on": day(today), "end_reason": EndReason.GOAL_MET, "version": 1, "seen": ""}
    early = client.post(page, told | {"ended_on": day(today - timedelta(days=30))})
    assert (early.status_code, ServiceEnrolment.objects.running().count()) == (422, 1)
    assert client.post(page, told).url == reverse("services:of_case", args=[case.pk])
    therapy.refresh_from_db()
    assert (therapy.ended_on, therapy.end_reason) == (today, EndReason.GOAL_MET)
    assert client.post(page, told).status_code == 422  # it had ended
    with pytest.raises(NotPossible):
        end_enrolment(therapy, today, EndReason.OTHER, "", by=milagros, expected_version=2)
    assert ServiceEnrolment.objects.get().end_reason == EndReason.GOAL_MET
    assert "Se logró lo que se buscaba" in client.get(reverse("services:of_case", args=[case.pk])).content.decode()


def test_the_form_begins_for_two_at_once_and_only_once(case, person, sister, rosa, sign_in, today):
    client, page = sign_in(rosa), reverse("services:enrol", args=[case.pk])
    told = {
        "people": [person.pk, sister.pk],
        "service": "TRAINING_COURSE",
        "goal": "Aprender cosmetología.",
        "started_on": day(today),
        "responsible": rosa.pk,
        "idempotency_key": uuid4(),
    }
    assert client.post(page, told).url == client.post(page, told).url == reverse("services:of_case", args=[case.pk])
    assert {each.goal for each in ServiceEnrolment.objects.all()} == {"Aprender cosmetología."}
    assert ServiceEnrolment.objects.count() == 2
    again = client.post(page, told | {"idempotency_key": uuid4()})
    assert again.status_code == 422 and "Ya está en ese servicio" in again.content.decode()


def test_two_who_change_it_at_once_lose_nothing(therapy, milagros, elmer, sign_in):
    client, page = sign_in(milagros), reverse("services:enrolment", args=[therapy.pk])
    told = {"goal": "Volver al colegio.", "responsible": milagros.pk, "version": 1, "seen": ""}
    assert client.post(page, told).status_code == 302
    late = client.post(page, told | {"goal": "Otra cosa."})
    assert late.status_code == 409 and "Volver al colegio." in late.content.decode()
    assert f"{milagros} cambió este registro" in late.text
    assert ServiceEnrolment.objects.get().goal == "Volver al colegio."


def test_another_office_does_not_learn_of_it(therapy, ulises, sign_in):
    client = sign_in(ulises)
    for name in ("enrolment", "enrolment_end"):
        assert client.post(reverse(f"services:{name}", args=[therapy.pk]), {}).status_code == 404
    assert ServiceEnrolment.objects.running().count() == 1
    assert not AuditEntry.objects.filter(actor_id=ulises.pk, action="viewed").exists()


def test_whether_somebody_is_in_a_service_is_asked_of_victims(case, person, sister, rosa, therapy, milagros, today):
    people = list(Participation.objects.filter(case=case).for_file())
    victim = next(each for each in people if each.is_victim)
    assert service_states(rosa, case, people) == {victim.pk: service_states(rosa, case, people)[victim.pk]}
    assert service_states(rosa, case, people)[victim.pk].note == "1 en curso"
    ServiceEnrolment.objects.all().update(ended_on=today, end_reason=EndReason.OTHER)
    assert service_states(rosa, case, people)[victim.pk].state == SectionState.DONE


def test_nobody_in_a_service_is_missing(case, rosa):
    people = list(Participation.objects.filter(case=case).for_file())
    assert [told.state for told in service_states(rosa, case, people).values()] == [SectionState.MISSING]


def test_a_session_of_two_professionals_is_told_once(case, person, rosa, milagros, sign_in, today):
    client = sign_in(milagros)
    page = f"{reverse('services:record', args=[case.pk])}?persona={person.pk}&servicio=THERAPY_INDIV"
    form = client.get(page).context["form"]
    assert (form["kind"].value(), form["service"].value(), form["people"].value()) == (
        "IN_PERSON",
        "THERAPY_INDIV",
        [person.pk],
    )
    now = timezone.localtime()
    told = {
        "kind": "IN_PERSON",
        "service": "THERAPY_INDIV",
        "people": [person.pk],
        "on": day(now),
        "at": now.strftime("%H:%M"),
        "place": "CENTRE",
        "second": rosa.pk,
        "facilitator": "Hna. Teresa",
        "cost": "35.50",
        "reader": "PSYCHOLOGICAL",
        "next_when": "NONE",
        "idempotency_key": uuid4(),
    }
    assert client.post(page, told).status_code == 302
    session = Session.objects.get()
    assert (str(session.cost), session.second_professional, session.facilitator) == ("35.50", rosa, "Hna. Teresa")
    assert "en el centro · con Rosa T." in client.get(case.get_absolute_url()).content.decode()


def test_the_page_costs_the_same_with_one_and_with_twelve_people(case, person, therapy, rosa, sign_in, today):
    client, page = sign_in(rosa), reverse("services:of_case", args=[case.pk])
    one = queries_of(client, page)
    add_people(case, rosa, 11)
    for each in Participation.objects.filter(case=case).exclude(person=person).select_related("person"):
        enrol(case, [each.person], Enrolment(THERAPY, rosa, today), by=rosa)
    assert queries_of(client, page) == one
