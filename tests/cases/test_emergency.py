"""Emergency access: hours, a written reason, three a day, told at once, reviewed by somebody else, never forgotten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from celery.schedules import crontab
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from calp.schedule import BEAT_SCHEDULE
from cases.actions import open_emergency, review_emergency
from cases.errors import NotPossible
from cases.models import Case, EmergencyAccess, TimelineEntry
from cases.tasks import tell_reviewers
from tests.cases.crowd import queries_of
from vault.models import DataKey

pytestmark = pytest.mark.django_db

WHY = "La buscan en el terminal de Lima y su equipo no contesta."
URL = "/emergencia/"
LIST = "/emergencias/"


def sees(user, case) -> bool:
    return Case.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=case.pk).exists()


def told(case, **more):
    return {"code": case.code, "reason": WHY, "idempotency_key": uuid4()} | more


@pytest.fixture
def access(case, ulises):
    return open_emergency(case.code, reason=WHY, by=ulises)


def review_url(access):
    return reverse("cases:emergency_review", args=[access.pk])


# Opening -----------------------------------------------------------------------------------------------------------


def test_a_case_is_opened_for_four_hours_and_no_longer(case, access, ulises, time_machine):
    assert sees(ulises, case)
    assert access.ends_at - access.started_at == timedelta(hours=4)
    time_machine.move_to(access.ends_at, tick=False)
    assert not sees(ulises, case)


def test_it_is_in_the_history_of_the_case_and_in_the_trail(case, access, ulises):
    row = AuditEntry.objects.get(action="emergency_opened")
    assert (row.actor_id, row.subject_id, row.subject_code) == (ulises.pk, str(case.pk), case.code)
    line = TimelineEntry.objects.filter(case=case, kind="TEAM").latest("recorded_at")
    assert line.headline == "Ulises K. entró por emergencia, por cuatro horas"
    assert WHY not in line.body


def test_the_page_leads_to_the_case_with_a_warning_on_every_page_until_it_ends(case, ulises, sign_in, time_machine):
    client, sent = sign_in(ulises), told(case, code=case.code.lower())
    for _each in range(2):  # sent twice, opened once
        assert client.post(URL, sent).url == case.get_absolute_url()
    access = EmergencyAccess.objects.get()
    for url in (case.get_absolute_url(), reverse("cases:people", args=[case.pk]), reverse("cases:home")):
        assert f"Estás viendo {case.code} por emergencia hasta las" in client.get(url).content.decode()
    time_machine.move_to(access.ends_at, tick=False)
    assert "por emergencia hasta las" not in sign_in(ulises).get(reverse("cases:home")).content.decode()


def test_a_restricted_case_of_ones_own_office_is_opened_too(case, elmer):
    Case.objects.filter(pk=case.pk).update(confidentiality="RESTRICTED")
    assert not sees(elmer, case)
    open_emergency(case.code, reason=WHY, by=elmer)
    assert sees(elmer, case)


@pytest.mark.parametrize("who", ["lidia", "bruno", "teo", "dario", "ana", "raul"])
def test_who_may_view_no_case_never_breaks_the_glass(request, case, sign_in, who):
    user = request.getfixturevalue(who)
    with pytest.raises(NotPossible):
        open_emergency(case.code, reason=WHY, by=user)
    assert sign_in(user).post(URL, told(case)).status_code == 403
    assert not EmergencyAccess.objects.exists()
    assert not AuditEntry.objects.filter(action="emergency_opened").exists()


def test_an_inactive_account_opens_nothing_and_loses_what_it_opened(case, access, ulises):
    User.objects.filter(pk=ulises.pk).update(is_active=False)
    assert not sees(ulises, case)
    with pytest.raises(NotPossible):
        open_emergency(case.code, reason=WHY, by=User.objects.get(pk=ulises.pk))


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"code": ""}, "code", "Escribe el código completo del caso"),
        ({"reason": ""}, "reason", "Escribe qué pasa"),
        ({"reason": "Es urgente" + " " * 30}, "reason", "Escribe el motivo en 20 letras o más"),
        ({"code": "CALP-IQT-1999-0001"}, "__all__", "No hay ningún caso con ese código."),
        ({"code": "112"}, "__all__", "No hay ningún caso con ese código."),
    ],
)
def test_what_is_refused_opens_nothing(case, ulises, sign_in, typed, field, message):
    page = sign_in(ulises).post(URL, told(case, **typed))
    assert page.status_code == 422
    assert page.context["form"].errors[field][0].startswith(message)
    assert not EmergencyAccess.objects.exists()
    assert not sees(ulises, case)


def test_trying_codes_is_noticed(case, ulises, sign_in):
    sign_in(ulises).post(URL, told(case, code="CALP-IQT-1999-0001"))
    row = AuditEntry.objects.get(action="denied")
    assert (row.actor_id, row.subject_kind, row.subject_code) == (ulises.pk, "cases:emergency", "")


def test_ones_own_case_needs_no_emergency(case, rosa, nora):
    for user in (rosa, nora):
        with pytest.raises(NotPossible, match="Ya puedes ver ese caso"):
            open_emergency(case.code, reason=WHY, by=user)
    assert not EmergencyAccess.objects.exists()


def test_three_a_day_and_no_more(case, ulises, time_machine):
    morning = timezone.localtime().replace(hour=1, minute=0)
    for hour in range(0, 15, 5):
        time_machine.move_to(morning + timedelta(hours=hour), tick=False)
        open_emergency(case.code, reason=WHY, by=ulises)
    time_machine.move_to(morning + timedelta(hours=20), tick=False)
    with pytest.raises(NotPossible, match="tres veces hoy"):
        open_emergency(case.code, reason=WHY, by=ulises)
    time_machine.move_to(morning + timedelta(hours=24), tick=False)
    open_emergency(case.code, reason=WHY, by=ulises)
    assert EmergencyAccess.objects.count() == 4


def test_the_database_holds_to_four_hours_and_to_a_review_by_another(access, ulises):
    rows = EmergencyAccess.objects.filter(pk=access.pk)
    for values in (
        {"ends_at": access.started_at + timedelta(hours=4, seconds=1)},
        {"reviewed_at": timezone.now(), "reviewed_by": ulises, "outcome": "JUSTIFIED"},
        {"outcome": "JUSTIFIED"},
        {"outcome": "PERHAPS"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)


def test_the_search_leads_to_it(person, ulises, sign_in):
    page = sign_in(ulises).post(reverse("cases:search"), {"name": "Flor de María Quispe Mamani"}).content.decode()
    assert "Otra sede" in page
    assert page.count(f'href="{URL}"') == 2  # beside the hit, and at the foot of the page


# Telling -----------------------------------------------------------------------------------------------------------


def test_whoever_protects_the_data_is_written_to_once_and_reads_nothing_of_it(case, access, dario, ulises):
    User.objects.filter(pk=dario.pk).update(email="datos@calp.example")
    for _each in range(2):
        tell_reviewers()
    (message,) = mail.outbox
    assert message.to == ["datos@calp.example"]
    assert LIST in message.body
    for word in (case.code, str(case.pk), str(access.pk), "Ulises", WHY):
        assert word not in message.subject + message.body
    assert EmergencyAccess.objects.get().told_at is not None


def test_beat_wakes_it_every_minute_too():
    (entry,) = (each for each in BEAT_SCHEDULE.values() if each["task"] == tell_reviewers.name)
    assert entry["schedule"] == crontab()


def test_without_anybody_to_write_to_it_waits(access, dario):
    tell_reviewers()
    assert mail.outbox == []
    assert EmergencyAccess.objects.get().told_at is None


def test_a_worker_is_woken_after_the_commit(case, ulises, dario, monkeypatch, django_capture_on_commit_callbacks):
    User.objects.filter(pk=dario.pk).update(email="datos@calp.example")
    monkeypatch.setattr(tell_reviewers, "apply_async", lambda **_options: tell_reviewers())
    with django_capture_on_commit_callbacks(execute=True):
        open_emergency(case.code, reason=WHY, by=ulises)
    assert len(mail.outbox) == 1


# Review ------------------------------------------------------------------------------------------------------------


def test_it_waits_in_the_officers_list_with_its_reason_and_without_the_case(case, person, access, dario, sign_in):
    client = sign_in(dario)
    page = client.get(LIST).content.decode()
    assert WHY in page
    assert case.code in page
    assert person.code not in page
    assert "Abierto ahora" in page
    assert client.get(case.get_absolute_url()).status_code == 403


def test_an_empty_list_says_what_comes(dario, sign_in):
    assert "Nada por revisar." in sign_in(dario).get(LIST).content.decode()


def test_a_review_is_written_once(case, access, dario, sign_in):
    client = sign_in(dario)
    assert client.post(review_url(access), {"outcome": "JUSTIFIED", "note": "Hablé con Ulises."}).url == LIST
    fresh = EmergencyAccess.objects.select_related("key").get()
    assert (fresh.outcome, fresh.note, fresh.reviewed_by) == ("JUSTIFIED", "Hablé con Ulises.", dario)
    assert fresh.is_live  # justified: it runs out by itself
    row = AuditEntry.objects.get(action="emergency_reviewed")
    assert (row.actor_id, row.subject_id, row.subject_code) == (dario.pk, str(case.pk), case.code)
    again = client.post(review_url(access), {"outcome": "NOT_JUSTIFIED", "note": "No."})
    assert again.status_code == 422
    assert "Otra persona ya revisó este acceso." in again.content.decode()
    assert EmergencyAccess.objects.get().outcome == "JUSTIFIED"


def test_what_was_not_justified_needs_a_note_and_ends_at_once(case, access, ulises, dario, sign_in):
    client = sign_in(dario)
    page = client.post(review_url(access), {"outcome": "NOT_JUSTIFIED"})
    assert page.status_code == 422
    assert sees(ulises, case)
    client.post(review_url(access), {"outcome": "NOT_JUSTIFIED", "note": "No conocía a la persona."})
    assert not sees(ulises, case)


@pytest.mark.parametrize("who", ["ulises", "celia", "nora", "ana", "raul", "lidia", "teo", "rosa"])
def test_nobody_else_reviews(request, access, sign_in, who):
    user = request.getfixturevalue(who)
    with pytest.raises(NotPossible):
        review_emergency(access, "JUSTIFIED", note="", by=user)
    client = sign_in(user)
    assert client.get(LIST).status_code == 403
    assert client.post(review_url(access), {"outcome": "JUSTIFIED"}).status_code == 403
    assert EmergencyAccess.objects.get().reviewed_at is None


def test_the_menu_counts_what_waits(access, dario, sign_in):
    shell = sign_in(dario).get(LIST).context["shell"]
    assert {line["label"]: line.get("count") for line in shell["nav"]}["Emergencias"] == 1


def test_the_list_costs_the_same_with_one_and_with_twelve(case, access, ulises, dario, sign_in):
    client = sign_in(dario)
    one = queries_of(client, LIST)
    for hours in range(1, 12):
        past = access.started_at - timedelta(days=hours)
        EmergencyAccess.objects.create(
            key=DataKey.objects.make(),
            case=case,
            case_code=case.code,
            user=ulises,
            reason=WHY,
            started_at=past,
            ends_at=past + timedelta(hours=4),
        )
    assert queries_of(client, LIST) == one
