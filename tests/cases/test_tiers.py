"""Field tiers: where somebody is kept safe, and what therapy wrote, are shown on a click that says why, to few."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.factors import steps
from accounts.models import AuditEntry
from accounts.permissions import Area
from cases.actions import add_note, assign, open_emergency, record_shelter
from cases.errors import NotPossible
from cases.models import ShelterLocation, TimelineEntry
from cases.states import TeamRole

pytestmark = pytest.mark.django_db

PLACE = "Casa Amanecer, jirón Yavarí 1203, tercer piso."
NOTE = "Sueña con el río y no duerme."


def shelter_url(person):
    return reverse("cases:shelter", args=[person.pk])


def edit_url(person):
    return reverse("services:shelter_enter", args=[person.pk])


def read_url(entry):
    return reverse("cases:read_entry", args=[entry.pk])


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def place(person, rosa):
    return record_shelter(person, PLACE, days_ago(3), by=rosa)


# Where she is ------------------------------------------------------------------------------------------------------


def test_the_team_sees_it_by_a_click_that_says_why_once(person, place, rosa, sign_in):
    client = sign_in(rosa)
    asked = client.get(shelter_url(person)).content.decode()
    assert PLACE not in asked
    shown = client.post(shelter_url(person), {"reason": "TRANSFER"})
    assert PLACE in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert shown.headers["Refresh"].startswith("60;")
    row = AuditEntry.objects.get(action="revealed")
    assert (row.actor_id, row.subject_id, row.fields) == (rosa.pk, str(person.pk), ["shelter", "reason=TRANSFER"])
    assert row.field_labels == ["dónde está", "motivo: Coordinar un traslado"]


@pytest.mark.parametrize("reason", ["", "PORQUE"])
def test_without_a_reason_nothing_is_shown(person, place, rosa, sign_in, reason):
    page = sign_in(rosa).post(shelter_url(person), {"reason": reason})
    assert page.status_code == 422
    assert PLACE not in page.content.decode()
    assert not AuditEntry.objects.filter(action="revealed").exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_proof_of_who_sits_there_older_than_five_minutes_is_asked_again(person, place, rosa, sign_in, method):
    client = sign_in(rosa)
    session = client.session
    steps.prove(session, at=time.time() - steps.FRESH_SECONDS - 1)
    session.save()
    answer = getattr(client, method)(shelter_url(person), {"reason": "TRANSFER"})
    assert answer.url.startswith(f"{reverse('accounts:prove')}?next=")
    assert not AuditEntry.objects.filter(action="revealed").exists()


def test_it_stands_on_no_page(case, person, place, rosa, sign_in):
    client = sign_in(rosa)
    urls = [
        case.get_absolute_url(),
        person.get_absolute_url(),
        edit_url(person),
        reverse("cases:people", args=[case.pk]),
        reverse("cases:print", args=[case.pk]),
    ]
    assert [url for url in urls if "Casa Amanecer" in client.get(url).content.decode()] == []


def test_the_roles_that_may_and_the_team_that_must(case, person, place, elmer, milagros, ines, celia, nora, sign_in):
    """Psychology and coordination of the team see it; the legal area, intake and who sees every office do not."""
    for user, role in ((elmer, TeamRole.LEGAL), (ines, TeamRole.SUPPORT)):
        assign(case, user, role, by=celia)
        assert sign_in(user).post(shelter_url(person), {"reason": "HEALTH"}).status_code == 403
    for user in (milagros, celia, nora):
        assert sign_in(user).post(shelter_url(person), {"reason": "HEALTH"}).status_code == 403
    assert not AuditEntry.objects.filter(action="revealed").exists()
    for user, role in ((milagros, TeamRole.PSYCHOLOGICAL), (celia, TeamRole.SUPPORT)):
        assign(case, user, role, by=celia)
        assert PLACE in sign_in(user).post(shelter_url(person), {"reason": "HEALTH"}).content.decode()


def test_an_emergency_does_not_tell_where_she_is(case, person, place, ulises, sign_in):
    open_emergency(case.code, reason="La buscan y su equipo no contesta a nadie.", by=ulises)
    client = sign_in(ulises)
    assert client.get(person.get_absolute_url()).status_code == 200
    assert client.post(shelter_url(person), {"reason": "DANGER"}).status_code == 403


def test_a_new_place_ends_the_one_before(person, place, rosa):
    today = timezone.localdate()
    record_shelter(person, "Otra casa.", today, by=rosa)
    rows = ShelterLocation.objects.select_related("key").order_by("since")
    assert [(row.place, row.until) for row in rows] == [(PLACE, today), ("Otra casa.", None)]
    assert AuditEntry.objects.filter(action="changed", fields=["shelter"], actor_id=rosa.pk).count() == 2


def test_leaving_is_written_without_a_place(person, place, rosa):
    assert record_shelter(person, "", days_ago(1), by=rosa) is None
    assert not ShelterLocation.objects.current().exists()
    with pytest.raises(NotPossible):
        record_shelter(person, "", days_ago(0), by=rosa)


def test_a_day_before_the_place_began_is_refused(person, place, rosa):
    with pytest.raises(NotPossible):
        record_shelter(person, "Otra.", days_ago(5), by=rosa)
    assert ShelterLocation.objects.get().until is None


def test_one_place_at_a_time_says_the_database(person, place, rosa):
    with pytest.raises(IntegrityError), transaction.atomic():
        ShelterLocation.objects.create(
            key=person.key, person=person, place="Otra.", since=days_ago(0), recorded_by=rosa
        )


# What therapy wrote ------------------------------------------------------------------------------------------------


@pytest.fixture
def note(case, milagros):
    return add_note(case, NOTE, by=milagros, area=Area.PSYCHOLOGICAL)


def test_therapy_is_read_in_two_presses_and_stands_on_no_page(case, note, milagros, sign_in):
    client = sign_in(milagros)
    for url in (case.get_absolute_url(), reverse("cases:print", args=[case.pk]), record_page(case), correct_page(note)):
        assert NOTE not in client.get(url).content.decode(), url
    assert f'href="{read_url(note)}"' in client.get(case.get_absolute_url()).content.decode()
    assert NOTE not in client.get(read_url(note)).content.decode()
    assert NOTE in client.post(read_url(note), {"reason": "PLANNING"}).content.decode()
    row = AuditEntry.objects.get(action="revealed")
    assert (row.actor_id, row.subject_id, row.fields) == (milagros.pk, str(note.pk), ["body", "reason=PLANNING"])


def record_page(case):
    return reverse("services:record", args=[case.pk])


def correct_page(entry):
    return reverse("services:correct", args=[entry.pk])


@pytest.mark.parametrize("who", ["rosa", "elmer", "ines", "celia", "nora"])
def test_other_areas_do_not_read_it(request, note, sign_in, who):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(read_url(note)).status_code == 403
    assert client.post(read_url(note), {"reason": "PLANNING"}).status_code == 403
    assert not AuditEntry.objects.filter(action="revealed").exists()


def test_shared_it_is_read_by_the_others_too_and_still_by_a_click(case, milagros, rosa, sign_in):
    note = add_note(case, NOTE, by=milagros, area=Area.PSYCHOLOGICAL, is_shared=True)
    client = sign_in(rosa)
    assert NOTE not in client.get(case.get_absolute_url()).content.decode()
    assert NOTE in client.post(read_url(note), {"reason": "SUPERVISION"}).content.decode()


def test_without_a_reason_it_stays_closed(note, milagros, sign_in):
    page = sign_in(milagros).post(read_url(note), {})
    assert page.status_code == 422
    assert NOTE not in page.content.decode()


def test_it_is_mended_from_where_it_is_read(note, milagros, sign_in):
    client = sign_in(milagros)
    shown = client.post(read_url(note), {"reason": "PLANNING"}).content.decode()
    assert f'href="{correct_page(note)}"' in shown
    sent = {"body": "Sueña con el río.", "idempotency_key": uuid4()}
    assert client.post(correct_page(note), sent).status_code == 302
    assert TimelineEntry.objects.select_related("key").get(corrects=note).body == "Sueña con el río."


def test_other_notes_are_read_as_before(case, rosa, sign_in):
    note = add_note(case, "Llamó su tía.", by=rosa)
    client = sign_in(rosa)
    assert "Llamó su tía." in client.get(case.get_absolute_url()).content.decode()
    assert client.get(read_url(note)).status_code == 404
