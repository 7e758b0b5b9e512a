"""Where people are kept safe: one place at a time, no silent overcrowding, a child where a child belongs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.acting import as_system
from cases.actions import NewPerson, add_person
from cases.errors import NotPossible
from cases.models import ShelterLocation, Task
from cases.states import AgeSource, ConsentState, ParticipationRole, TaskKind
from directory.codelists import Sex
from directory.models import Place
from services.actions.shelter import Entry, Refused, Unmet, add_place, enter_shelter, leave_shelter, record_no_place
from services.models import ShelterSearch, ShelterStay
from services.models.shelter import beds_taken
from services.shelter_states import AgeBand, OrderedBy, ShelterKind, band_of, is_unsuitable_for_minor

pytestmark = pytest.mark.django_db


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def make_place(by, code="CARE-1", kind=ShelterKind.CAR_ESPECIALIZADO, capacity=2, **more):
    values = {
        "kind": kind,
        "region": Place.objects.get(code="16"),
        "capacity": capacity,
        "youngest": 12,
        "oldest": 17,
        "admits": "WOMEN",
        "admits_children": False,
        "is_specialised": True,
        "is_active": True,
    }
    return add_place(code, f"Casa {code}", {**values, **more}, by=by)


def going(place=None, since=None, **more):
    return Entry(more.pop("kind", ""), since or ago(3), OrderedBy.UPE, place, **more)


@pytest.fixture
def part(case):
    return case.participations.select_related("person__key", "case__key", "case__office").get()


@pytest.fixture
def care(celia):
    return make_place(celia)


def another(case, by, name="Ana"):
    new = NewPerson(name, Sex.F, AgeSource.DECLARED, age=16)
    joined = date(2026, 11, 3)
    return add_person(case, new, ParticipationRole.DIRECT_VICTIM, by=by, joined_on=joined, consent=ConsentState.NOT_YET)


def test_where_she_is_stands_in_one_place_and_the_stay_says_the_rest(part, care, rosa):
    stay = enter_shelter(part, going(care, where="Hermana Luz."), by=rosa)
    location = ShelterLocation.objects.get()
    assert (location.place, location.since, stay.location) == ("Casa CARE-1\nHermana Luz.", ago(3), location)
    assert (stay.nights(timezone.localdate()), stay.is_over_capacity, stay.is_unsuitable) == (3, False, False)
    assert beds_taken(timezone.localdate()) == {care.pk: 1}


def test_going_elsewhere_ends_the_stay_and_leaving_says_why(part, care, rosa):
    first = enter_shelter(part, going(care), by=rosa)
    second = enter_shelter(part, going(kind=ShelterKind.FAMILY, where="Tía Rosa.", since=ago(1)), by=rosa)
    first.refresh_from_db()
    assert (first.location.until, first.exit_reason, first.nights(ago(0))) == (ago(1), "TRANSFER", 2)
    leave_shelter(second, ago(0), "INDEPENDENT", "OWN_HOME", by=rosa)
    assert not ShelterLocation.objects.current().exists()
    with pytest.raises(NotPossible):
        leave_shelter(second, ago(0), "INDEPENDENT", "OWN_HOME", by=rosa)


def test_nobody_is_in_two_places_at_once(part, care, rosa):
    enter_shelter(part, going(care, since=ago(10)), by=rosa)
    past = going(kind=ShelterKind.FAMILY, where="x", since=ago(20), until=ago(9))
    with pytest.raises(NotPossible):
        enter_shelter(part, past, by=rosa)
    with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        ShelterLocation.objects.create(
            key=part.person.key, person=part.person, place="x", since=ago(20), until=ago(9), recorded_by=rosa
        )
    earlier = going(kind=ShelterKind.FAMILY, where="x", since=ago(20), until=ago(10))
    enter_shelter(part, Entry(**{**earlier.__dict__, "exit_reason": "OTHER", "next_destination": "SHELTER"}), by=rosa)
    assert ShelterStay.objects.count() == 2


def test_a_full_place_is_entered_only_with_a_reason_and_marked(part, case, rosa, celia):
    one = make_place(celia, "CARE-2", capacity=1)
    enter_shelter(part, going(one), by=rosa)
    ana = another(case, rosa)
    with pytest.raises(NotPossible):
        enter_shelter(ana, going(one), by=rosa)
    assert not ShelterLocation.objects.filter(person=ana.person).exists()
    stay = enter_shelter(ana, going(one, over_capacity_reason="No hay otro en la región."), by=rosa)
    assert stay.is_over_capacity
    assert beds_taken(ago(0)) == {one.pk: 2}


def test_the_database_refuses_a_full_place_that_nobody_marked(part, case, rosa, celia):
    one = make_place(celia, "CARE-2", capacity=1)
    enter_shelter(part, going(one), by=rosa)
    ana = another(case, rosa)
    with pytest.raises(IntegrityError, match="full"), transaction.atomic():
        location = ShelterLocation.objects.create(
            key=ana.person.key, person=ana.person, place="x", since=ago(1), recorded_by=rosa
        )
        ShelterStay.objects.create(
            key=ana.person.key, participation=ana, location=location, kind=one.kind, place=one, recorded_by=rosa
        )


def test_a_bed_that_is_free_between_two_stays_is_free(part, case, rosa, celia):
    one = make_place(celia, "CARE-2", capacity=1)
    ended = {"exit_reason": "OTHER", "next_destination": "UNKNOWN"}
    enter_shelter(part, going(one, since=ago(30), until=ago(20), **ended), by=rosa)
    ana = another(case, rosa)
    assert not enter_shelter(ana, going(one, since=ago(20)), by=rosa).is_over_capacity


@pytest.mark.parametrize("kind", [ShelterKind.HRT, ShelterKind.DETENTION, ShelterKind.OTHER])
def test_a_child_in_a_place_that_is_not_for_her_is_said_with_what_is_done_and_is_a_task(part, rosa, kind):
    with pytest.raises(NotPossible, match="art. 101"):
        enter_shelter(part, going(kind=kind, where="x"), by=rosa)
    assert not ShelterStay.objects.exists()
    stay = enter_shelter(part, going(kind=kind, where="x", measures="Oficio a la UPE."), by=rosa)
    assert stay.is_unsuitable
    assert Task.objects.pending().get(kind=TaskKind.SHELTER_MOVE).due_on == ago(-1)


def test_the_task_ends_when_she_is_where_she_should_be(part, care, rosa):
    enter_shelter(part, going(kind=ShelterKind.DETENTION, where="x", measures="x"), by=rosa)
    enter_shelter(part, going(care, since=ago(1)), by=rosa)
    assert not Task.objects.pending().filter(kind=TaskKind.SHELTER_MOVE).exists()


def test_the_urgent_kind_is_for_ten_working_days(part, rosa, celia):
    urgent = make_place(celia, "URG-1", kind=ShelterKind.CAR_URGENCIA)
    enter_shelter(part, going(urgent, since=date(2026, 11, 9)), by=rosa)
    assert Task.objects.pending().get(kind=TaskKind.SHELTER_MOVE).due_on == date(2026, 11, 23)


def test_an_adult_may_be_in_a_home_of_adults(case, rosa):
    new = NewPerson("Eva", Sex.F, AgeSource.DOCUMENT, age=30)
    joined = date(2026, 11, 3)
    eva = add_person(case, new, ParticipationRole.WITNESS, by=rosa, joined_on=joined, consent=ConsentState.NOT_YET)
    assert not enter_shelter(eva, going(kind=ShelterKind.HRT, where="x"), by=rosa).is_unsuitable


def test_no_place_found_is_kept_with_her_profile_of_that_day(part, care, rosa):
    refused = [Refused("NO_BED", care), Refused("AGE", other_place="Casa de la parroquia")]
    record_no_place(part, Unmet(ago(0), "Durmió en la comisaría.", with_children=True, refused=refused), by=rosa)
    search = ShelterSearch.objects.get()
    assert (search.age_band, search.sex, search.with_children) == (AgeBand.ADOLESCENT, "F", True)
    assert [each.reason for each in search.refusals.all()] == ["NO_BED", "AGE"]
    with pytest.raises(NotPossible):
        record_no_place(part, Unmet(ago(0), "x"), by=rosa)
    assert (ShelterSearch.objects.count(), len(Task.objects.pending().filter(kind=TaskKind.SHELTER_MOVE))) == (1, 1)


def test_which_place_is_for_a_child():
    care, basic = ShelterKind.CAR_ESPECIALIZADO, ShelterKind.CAR_BASICO
    assert not is_unsuitable_for_minor(care, is_specialised=False)
    assert is_unsuitable_for_minor(basic, is_specialised=False)
    assert not is_unsuitable_for_minor(basic, is_specialised=True)
    assert is_unsuitable_for_minor(ShelterKind.HRT, is_specialised=True)
    assert [band_of(age) for age in (11, 12, 17, 18, 29, 30, 59, 60, None)] == [
        *("CHILD", "ADOLESCENT", "ADOLESCENT", "YOUNG", "YOUNG", "ADULT", "ADULT", "OLDER", "UNKNOWN")
    ]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_four_who_come_at_once_to_two_beds_two_are_let_in(case, rosa, celia):
    place = make_place(celia, capacity=2)
    people = [another(case, rosa, name) for name in ("Ana", "Bea", "Cira", "Dina")]
    together = Barrier(4)

    @as_system
    def enter(part):
        together.wait(timeout=30)
        try:
            enter_shelter(part, going(place), by=rosa)
        except NotPossible:
            return 0
        else:
            return 1

    def in_a_thread(part):
        try:
            return enter(part)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(in_a_thread, people)) == 2
    assert beds_taken(timezone.localdate()) == {place.pk: 2}
