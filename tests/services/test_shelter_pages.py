"""The pages of shelter: kinds for everybody of the case, where exactly for her team, beds and unmet need by code."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from cases.actions import assign, open_case
from cases.models import Case, ShelterLocation, Task
from cases.sections import SectionState
from cases.states import TaskKind, TeamRole
from directory.codelists import Sex
from services.actions.shelter import Refused, Unmet, enter_shelter, record_no_place
from services.models import ShelterPlace, ShelterSearch, ShelterStay
from services.shelter_figures import unmet_need
from services.shelter_lines import shelter_states
from services.shelter_states import ShelterKind
from tests.services.test_shelter import ago, going, make_place

pytestmark = pytest.mark.django_db

SECRET = "Jirón Yavarí 1203"


def typed(**values):
    return {"idempotency_key": str(uuid4()), "since": ago(1).strftime("%d/%m/%Y"), "ordered_by": "UPE", **values}


@pytest.fixture
def part(case):
    return case.participations.select_related("person__key", "case__key", "case__office").get()


@pytest.fixture
def care(celia):
    return make_place(celia, capacity=1)


def page_of(client, case) -> str:
    return client.get(reverse("services:shelter_of_case", args=[case.pk])).content.decode()


def enter_url(person):
    return reverse("services:shelter_enter", args=[person.pk])


def test_going_in_twice_pressed_is_one_stay_and_where_exactly_is_on_no_page(case, person, care, rosa, elmer, sign_in):
    client, sent = sign_in(rosa), typed(place=care.pk, where=SECRET)
    for _time in range(2):
        assert client.post(enter_url(person), sent).status_code == 302
    assert ShelterStay.objects.count() == 1
    for page in (page_of(client, case), page_of(sign_in(elmer), case)):
        assert "CARE-1" in page
        assert SECRET not in page
        assert "Casa CARE-1" not in page
    assert SECRET in ShelterLocation.objects.select_related("key").get().place


@pytest.mark.parametrize("name", ["shelter_enter", "shelter_leave"])
def test_only_her_team_writes_where_she_is(part, rosa, elmer, milagros, sign_in, name):
    enter_shelter(part, going(kind=ShelterKind.FAMILY, where="x"), by=rosa)
    assign(part.case, elmer, TeamRole.LEGAL, by=rosa)
    url = reverse(f"services:{name}", args=[part.person_id])
    for user in (elmer, milagros):  # the legal area; psychology outside the team
        assert sign_in(user).post(url, typed(kind="FAMILY", where="y")).status_code == 403
    assert ShelterStay.objects.get().is_current


def test_a_child_in_a_police_station_is_said_beside_its_field_and_becomes_a_task(case, person, rosa, sign_in):
    client, sent = sign_in(rosa), typed(kind=ShelterKind.DETENTION, where="x")
    answer = client.post(enter_url(person), sent)
    page = answer.content.decode()
    assert (answer.status_code, ShelterStay.objects.count()) == (422, 0)
    assert "DS 001-2018-MIMP art. 101" in page
    assert "measures" in answer.context["form"].errors
    client.post(enter_url(person), {**sent, "measures": "Oficio urgente a la UPE."})
    assert Task.objects.pending().filter(kind=TaskKind.SHELTER_MOVE).exists()
    assert "Oficio urgente a la UPE." in page_of(client, case)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"kind": "FAMILY"}, "where"),
        ({"where": "x"}, "kind"),
        ({"since": "01/01/2099"}, "since"),
        ({"since": ""}, "since"),
    ],
)
def test_wrong_input_is_answered_beside_its_field(person, rosa, sign_in, told, field):
    answer = sign_in(rosa).post(enter_url(person), typed(**told))
    assert (answer.status_code, ShelterLocation.objects.count()) == (422, 0)
    assert field in answer.context["form"].errors


def test_a_full_place_asks_why_and_marks_it(part, care, case, intake, rosa, celia, sign_in):
    enter_shelter(part, going(care), by=rosa)
    ana = replace(intake.person, given_names="Ana", preferred_name="Ana")
    person = open_case(replace(intake, person=ana), by=rosa).participations.get().person
    client = sign_in(rosa)
    answer = client.post(enter_url(person), typed(place=care.pk))
    assert answer.status_code == 422
    assert "no tiene camas libres" in answer.content.decode()
    client.post(enter_url(person), typed(place=care.pk, over_capacity_reason="No hay otro."))
    assert "1 de más" in sign_in(celia).get(reverse("services:shelters")).content.decode()


def test_leaving_says_why_and_where_to(part, rosa, sign_in):
    enter_shelter(part, going(kind=ShelterKind.FAMILY, where="x"), by=rosa)
    url = reverse("services:shelter_leave", args=[part.person_id])
    client, today = sign_in(rosa), timezone.localdate().strftime("%d/%m/%Y")
    sent = {"idempotency_key": str(uuid4()), "on": today, "reason": "INDEPENDENT", "destination": "OWN_HOME"}
    for _time in range(2):
        assert client.post(url, sent).status_code == 302
    assert ShelterStay.objects.get().exit_reason == "INDEPENDENT"
    assert client.get(url).status_code == 404


def test_no_place_found_is_one_form_and_counts_by_profile(part, care, rosa, celia, sign_in):
    url = reverse("services:shelter_search", args=[part.pk])
    values = {
        "idempotency_key": str(uuid4()),
        "searched_on": timezone.localdate().strftime("%d/%m/%Y"),
        "with_children": "on",
        "solution": SECRET,
        "place_1": care.pk,
        "reason_1": "NO_BED",
        "other_2": "Parroquia",
        "reason_2": "CHILDREN",
    }
    client = sign_in(rosa)
    assert client.post(url, {**values, "reason_2": ""}).status_code == 422
    assert not ShelterSearch.objects.exists()
    client.post(url, values)
    need = unmet_need(Case.objects.all(), ago(1), ago(0))
    assert (need.searches, need.people, need.with_children, need.with_disability) == (1, 1, 1, 0)
    sexes = [sex.value for sex in Sex]
    assert need.rows[1] == ("12 a 17", [int(sex == "F") for sex in sexes], 1)
    assert sorted(need.reasons) == [("Por tener hijos con ella", 1), ("Sin cupo", 1)]
    page = sign_in(celia).get(reverse("services:shelters")).content.decode()
    assert "1 búsqueda sin lugar" in page
    assert SECRET not in page


def test_the_coordination_sees_codes_of_its_cases_and_beds_of_all(part, care, rosa, celia, ulises, sign_in):
    enter_shelter(part, going(care), by=rosa)
    mine = sign_in(celia).get(reverse("services:shelters")).content.decode()
    theirs = sign_in(ulises).get(reverse("services:shelters")).content.decode()
    assert part.person.code in mine
    assert part.person.code not in theirs
    assert "CARE-1" in theirs
    assert "Casa CARE-1" not in mine + theirs
    row = AuditEntry.objects.filter(action="listed", subject_kind="services.shelterstay").order_by("at").first()
    assert row.seen_ids == [str(part.person_id)]


def test_a_place_of_the_catalogue_keeps_its_name_to_itself(celia, rosa, sign_in):
    client, region = sign_in(celia), "16"
    values = {
        "kind": ShelterKind.HRT,
        "region": region,
        "capacity": 8,
        "admits": "WOMEN",
        "youngest": 18,
        "oldest": "",
        "idempotency_key": str(uuid4()),
    }
    client.post(reverse("services:shelter_place_new"), {**values, "code": "hrt-1", "name": "Hogar Amanecer"})
    place = ShelterPlace.objects.get()
    url = reverse("services:shelter_place", args=[place.pk])
    assert "Hogar Amanecer" not in client.get(url).content.decode()
    changed = {**values, "capacity": 9, "is_active": "on", "version": 1, "name": ""}
    assert client.post(url, changed).status_code == 302
    assert client.post(url, changed).status_code == 409
    place = ShelterPlace.objects.select_related("key").get()
    assert (place.code, place.capacity, place.name) == ("HRT-1", 9, "Hogar Amanecer")
    assert sign_in(rosa).get(url).status_code == 403


def test_what_is_missing_is_asked_of_a_child_and_not_of_everybody(part, case, rosa):
    told = shelter_states(rosa, case, [part])
    assert told[part.pk].state == SectionState.MISSING
    enter_shelter(part, going(kind=ShelterKind.FAMILY, where="x", since=ago(2)), by=rosa)
    assert shelter_states(rosa, case, [part])[part.pk].note == "Familia o persona de confianza, 2 noches"
    part.role = "WITNESS"
    assert part.pk in shelter_states(rosa, case, [part])


def test_a_search_of_last_year_is_not_counted_in_this(part, rosa):
    before = timezone.localdate() - timedelta(days=400)
    record_no_place(part, Unmet(before, "x", refused=[Refused("NO_BED", other_place="x")]), by=rosa)
    assert unmet_need(Case.objects.all(), ago(30), ago(0)).searches == 0
