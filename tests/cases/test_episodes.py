"""What happened: remembered days, what a step lacks, verbs, and what the database refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from cases.actions.episodes import change_episode, note_perpetrator, open_episode, withdraw_episode
from cases.episodes.partial_dates import read, remembered, words
from cases.episodes.route import Reach, reach
from cases.episodes.story import story_of
from cases.episodes.summary import Step, steps_of
from cases.errors import NotPossible
from cases.models import AllegedPerpetratorNote, ExploitationSite, RouteStop, TraffickingEpisode
from directory.models import Place
from directory.versions import StaleVersion

JUNE = {"recruited_on": date(2025, 6, 1), "recruited_on_precision": "MONTH"}


@pytest.fixture
def victim(case):
    return case.participations.get()


@pytest.fixture
def episode(case, victim, rosa):
    values = {"modality": "FALSE_JOB_OFFER", "recruited_country": "PE", **JUNE}
    return open_episode(case, {victim.pk: "FRIEND"}, values, by=rosa)


def whole(episode):
    return TraffickingEpisode.objects.whole().get(pk=episode.pk)


@pytest.mark.parametrize(
    ("typed", "first", "last", "precision"),
    [
        ("15/06/2025", date(2025, 6, 15), date(2025, 6, 15), "DAY"),
        ("15062025", date(2025, 6, 15), date(2025, 6, 15), "DAY"),
        ("2-2024", date(2024, 2, 1), date(2024, 2, 29), "MONTH"),
        ("Septiembre de 2025", date(2025, 9, 1), date(2025, 9, 30), "MONTH"),
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "YEAR"),
    ],
)
def test_a_day_is_read_as_it_is_remembered_and_typed_again_the_same(typed, first, last, precision):
    told = read(typed)
    assert (told.first, told.last, told.precision) == (first, last, precision)
    assert read(told.typed()) == told
    assert remembered(told.last, precision) == told


@pytest.mark.parametrize("typed", ["31/02/2025", "13/2025", "25", "hace mucho", "mayo", "1900", "brumario 2025"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(ValueError):
        read(typed)


def test_a_remembered_day_says_no_more_than_is_known():
    assert words(date(2025, 6, 1), "MONTH") == "junio de 2025"
    assert words(date(2025, 1, 1), "YEAR") == "2025"
    assert (words(None, "UNKNOWN"), words(None, "")) == ("no se sabe", "")


def test_over_a_border_or_not_is_computed_from_the_places():
    assert reach(["", "PE", "PE"]) == Reach.INTERNAL
    assert reach(["PE", "BO"]) == Reach.INTERNATIONAL
    assert reach(["VE", ""]) == Reach.ABROAD
    assert reach(["", ""]) is None


@pytest.mark.django_db
def test_means_are_never_asked_for_a_minor_and_are_for_an_adult(episode, person):
    assert {told.step: told.missing for told in steps_of(whole(episode))}[Step.RECRUITMENT] == []
    person.birth_date, person.age_source = date(1990, 1, 1), "DOCUMENT"
    person.save()
    assert steps_of(whole(episode))[0].missing == ["con qué medios"]


@pytest.mark.django_db
def test_rows_of_the_way_keep_their_order_and_what_leaves_is_dated(episode, rosa):
    places = {code: Place.objects.get(code=code) for code in ("160101", "170101", "170104")}
    way = [{"place": each, "country": "PE", "transport": "RIVER"} for each in places.values()]
    row = change_episode(episode, {"moved": "YES"}, by=rosa, expected_version=1, stops=way)
    assert [(stop.position, stop.place_id, stop.transport) for stop in whole(row).route] == [
        (1, "160101", ""),
        (2, "170101", "RIVER"),
        (3, "170104", "RIVER"),
    ]
    change_episode(row, {}, by=rosa, expected_version=2, stops=way[:2])
    assert [stop.place_id for stop in whole(row).route] == ["160101", "170101"]
    assert RouteStop.objects.get(position=3).removed_at is not None
    fields = AuditEntry.objects.about("cases.case", episode.case_id).filter(action="changed").order_by("-at")[0].fields
    assert fields == ["episode", "route"]


@pytest.mark.django_db
def test_whoever_saves_second_is_told_and_writes_nothing(episode, rosa):
    change_episode(episode, {"moved": "YES"}, by=rosa, expected_version=1)
    with pytest.raises(StaleVersion):
        change_episode(episode, {"moved": "NO"}, by=rosa, expected_version=1, stops=[])
    assert (whole(episode).moved, whole(episode).version) == ("YES", 2)


@pytest.mark.django_db
def test_only_direct_victims_of_the_case_are_in_it(case, mother, rosa, stranger):
    relative = case.participations.get(person=mother)
    for pk in (relative.pk, stranger.participations.get().pk):
        with pytest.raises(NotPossible):
            open_episode(case, {pk: ""}, {}, by=rosa)
    assert not TraffickingEpisode.objects.exists()


@pytest.mark.django_db
def test_what_was_entered_by_mistake_is_withdrawn_and_takes_no_more(episode, rosa):
    withdraw_episode(episode, "Era de otro caso.", by=rosa)
    assert not TraffickingEpisode.objects.standing().exists()
    with pytest.raises(NotPossible):
        change_episode(episode, {"moved": "YES"}, by=rosa, expected_version=2)


@pytest.mark.django_db
def test_the_database_refuses_what_makes_no_sense(episode, rosa):
    def refused(write):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()

    rows = TraffickingEpisode.objects.filter(pk=episode.pk)
    refused(lambda: rows.update(recruited_on_precision="UNKNOWN"))
    refused(lambda: rows.update(debt_amount=800))
    refused(lambda: rows.update(exit_kind="STILL_IN", rescued_on=date(2025, 7, 1), rescued_on_precision="DAY"))
    refused(lambda: rows.update(exit_kind="ESCAPED", rescued_on=date(2025, 5, 1), rescued_on_precision="DAY"))
    refused(lambda: rows.update(operation_kind="POLICE"))
    refused(lambda: rows.update(recruited_place="160101", recruited_country="BO"))
    refused(lambda: rows.update(means=["MAGIA"]))
    refused(lambda: RouteStop.objects.create(episode=episode, position=1, country="BO", transport="AIR"))
    refused(lambda: RouteStop.objects.create(episode=episode, position=2))
    until = {"ended_on": date(2025, 1, 1), "end_precision": "DAY"}
    since = {"started_on": date(2025, 2, 1), "start_precision": "DAY"}
    refused(lambda: ExploitationSite.objects.create(key=episode.key, episode=episode, position=1, **since, **until))
    refused(lambda: note_perpetrator(episode, {"alias": "El Tigre"}, by=rosa))
    assert not AllegedPerpetratorNote.objects.exists()


@pytest.mark.django_db
def test_it_reads_like_a_story_in_a_constant_number_of_queries(episode, rosa, django_assert_num_queries):
    places = [Place.objects.get(code=code) for code in ("160101", "170101")]
    way = [{"place": each, "country": "PE", "transport": "AIR"} for each in places]
    way.append({"place": None, "country": "BO", "transport": "LAND"})
    values = {
        "moved": "YES",
        "debt_amount": 800,
        "debt_currency": "PEN",
        "debt_reason": "el pasaje",
        "means": ["DECEPTION"],
    }
    change_episode(episode, values, by=rosa, expected_version=1, stops=way)
    with django_assert_num_queries(4):
        story = story_of(whole(episode), [])
    told = {chapter.step: chapter for chapter in story.chapters}
    assert told[Step.RECRUITMENT].lead == "En junio de 2025, en Perú."
    assert ("Quien la captó era", "amistad o persona conocida") in told[Step.RECRUITMENT].facts
    assert [(stop.where.split(",")[0], stop.icon) for stop in told[Step.ROUTE].stops] == [
        ("Iquitos", "chev"),
        ("Tambopata", "avion"),
        ("Bolivia", "bus"),
    ]
    assert ("Alcance", "Internacional") in told[Step.ROUTE].facts
    assert ("Deuda", "800.00 soles: el pasaje") in told[Step.EXPLOITATION].facts
    assert told[Step.EXIT].missing == "cómo salió"
