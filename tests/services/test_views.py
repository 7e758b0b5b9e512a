"""Writing down a note or an attention with the next task in the same form; and mending a line."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.permissions import Area
from cases import file_parts
from cases.actions import add_note, add_person, assign, finish_task, open_case
from cases.file_parts import FileAction
from cases.models import Task, TimelineEntry
from cases.states import ParticipationRole, TaskKind, TeamRole
from services.models import Attention
from tests.cases.crowd import add_notes, add_people, add_tasks, queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def sister(case, rosa, kori):
    joined = {"by": rosa, "joined_on": timezone.localdate(), "consent": "NOT_YET"}
    return add_person(case, kori, ParticipationRole.RELATIVE, **joined).person


@pytest.fixture
def call(case):
    return case.tasks.get(kind=TaskKind.CALL)


def record_url(case, task=None):
    query = f"?tarea={task.pk}" if task else ""
    return f"{reverse('services:record', args=[case.pk])}{query}"


def day(value):
    return value.strftime("%d/%m/%Y")


def note(**told):
    """What the form sends when nothing but the text was touched."""
    now = timezone.localtime()
    return {
        "kind": "NOTE",
        "body": "Contestó ella.",
        "on": day(now),
        "at": now.strftime("%H:%M"),
        "reader": "TEAM",
        "next_when": "NONE",
        "idempotency_key": uuid4(),
    } | told


def lines():
    return TimelineEntry.objects.notes().order_by("-recorded_at")


# A note in two clicks --------------------------------------------------------------------------------------


def test_from_the_file_a_note_is_two_clicks_the_button_and_save(case, rosa, sign_in):
    """Everything but the text is already answered: what the form shows is what it sends."""
    client = sign_in(rosa)
    assert record_url(case) in client.get(case.get_absolute_url()).content.decode()
    form = client.get(record_url(case)).context["form"]
    told = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    told |= {"body": "Contestó ella.", "on": day(form["on"].value()), "at": form["at"].value().strftime("%H:%M")}
    response = client.post(record_url(case), told)
    assert response.url == case.get_absolute_url()
    assert "Contestó ella." in client.get(response.url).content.decode()


def test_a_note_carries_who_when_about_whom_and_its_area(case, person, rosa, sign_in):
    sign_in(rosa).post(record_url(case), note(people=[person.pk]))
    entry = lines().get()
    assert (entry.by, entry.person, entry.area, entry.is_shared) == (rosa, person, Area.SOCIAL, True)
    assert timezone.now() - entry.occurred_at < timedelta(minutes=2)
    assert AuditEntry.objects.about("cases.timelineentry", entry.pk).filter(action="created").count() == 1


def test_a_note_sent_twice_is_written_once(case, rosa, sign_in):
    client, told = sign_in(rosa), note(next_when="7", next_kind="VISIT", next_to=rosa.pk)
    first, second = client.post(record_url(case), told), client.post(record_url(case), told)
    assert first.url == second.url
    assert lines().count() == 1
    assert Task.objects.filter(kind=TaskKind.VISIT).count() == 1


def test_a_note_may_tell_of_another_day(case, rosa, sign_in, today):
    sign_in(rosa).post(record_url(case), note(on=day(today - timedelta(days=3)), at="02:30"))
    assert timezone.localtime(lines().get().occurred_at).strftime("%H:%M") == "02:30"


# Attentions ------------------------------------------------------------------------------------------------


def attention(persons, **told):
    return note(kind="IN_PERSON", people=[each.pk for each in persons], service="EMERGENCY_KIT", minutes="40") | told


def test_a_kit_for_two_is_one_line_and_two_attentions(case, person, sister, rosa, sign_in):
    client = sign_in(rosa)
    client.post(record_url(case), attention([person, sister]))
    assert lines().count() == 1
    assert {each.person for each in Attention.objects.all()} == {person, sister}
    html = client.get(case.get_absolute_url()).content.decode()
    assert "2 personas · 40 min · presencial" in html
    assert "2 atenciones" in html


def test_what_belongs_to_an_attention_is_ignored_in_a_note(case, person, rosa, sign_in):
    sign_in(rosa).post(record_url(case), note(people=[person.pk], service="EMERGENCY_KIT", minutes="40"))
    assert not Attention.objects.exists()
    assert lines().get().kind == "NOTE"


def test_an_attention_may_go_without_text(case, person, rosa, sign_in):
    assert sign_in(rosa).post(record_url(case), attention([person], body="")).status_code == 302
    assert Attention.objects.get().minutes == 40


def test_who_may_read_it_is_chosen_and_begins_with_ones_own_area(case, person, milagros, elmer, rosa, sign_in):
    assert sign_in(milagros).get(record_url(case)).context["form"]["reader"].value() == "PSYCHOLOGICAL"
    assert sign_in(elmer).get(record_url(case)).context["form"]["reader"].value() == "LEGAL"
    assert sign_in(rosa).get(record_url(case)).context["form"]["reader"].value() == "TEAM"
    therapy = attention([person], service="THERAPY_INDIV", body="Sueña con el río.", reader="PSYCHOLOGICAL")
    sign_in(milagros).post(record_url(case), therapy)
    assert "Sueña" not in sign_in(elmer).get(case.get_absolute_url()).content.decode()
    shared = attention([person], service="THERAPY_INDIV", body="No puede declarar.", reader="TEAM")
    sign_in(milagros).post(record_url(case), shared)
    last = lines().latest("recorded_at")
    read = sign_in(elmer).post(reverse("cases:read_entry", args=[last.pk]), {"reason": "PROCEEDING"})
    assert "No puede declarar." in read.content.decode()


@pytest.mark.security
def test_whoever_may_not_give_attentions_writes_notes_only(case, person, ines, sign_in):
    client = sign_in(ines)
    page = client.get(record_url(case))
    assert [value for value, _label in page.context["form"].fields["kind"].choices] == ["NOTE"]
    assert "Servicio" not in page.content.decode()
    assert client.post(record_url(case), attention([person])).status_code == 422
    assert not Attention.objects.exists()
    assert client.post(record_url(case), note()).status_code == 302


# The next task, and the one it answers ---------------------------------------------------------------------


@pytest.mark.parametrize(("when", "days"), [("1", 1), ("3", 3), ("7", 7)])
def test_the_next_task_is_set_with_one_choice(case, person, rosa, elmer, celia, sign_in, today, when, days):
    assign(case, elmer, TeamRole.LEGAL, by=celia)
    told = {"next_kind": "VISIT", "next_details": "Con intérprete", "next_to": elmer.pk, "next_at": "09:30"}
    sign_in(rosa).post(record_url(case), note(people=[person.pk], next_when=when, **told))
    task = Task.objects.get(kind=TaskKind.VISIT)
    assert (task.due_on, task.assigned_to, task.person) == (today + timedelta(days=days), elmer, person)
    assert (task.details, task.due_time.hour) == ("Con intérprete", 9)


def test_the_next_task_may_have_any_day_that_comes(case, rosa, sign_in, today):
    client, far = sign_in(rosa), today + timedelta(days=60)
    client.post(record_url(case), note(next_when="OTHER", next_on=day(far), next_kind="VISIT", next_to=rosa.pk))
    assert Task.objects.get(kind=TaskKind.VISIT).due_on == far


def test_without_a_next_task_none_is_made(case, rosa, sign_in):
    sign_in(rosa).post(record_url(case), note(next_kind="VISIT", next_to=rosa.pk, next_on="01/01/2030"))
    assert not Task.objects.filter(kind=TaskKind.VISIT).exists()


def test_answering_a_call_begins_with_what_the_task_knows(case, person, sister, call, rosa, sign_in):
    page = sign_in(rosa).get(record_url(case, call))
    form = page.context["form"]
    assert (form["kind"].value(), form["service"].value()) == ("PHONE", "FOLLOW_UP")
    assert form["people"].value() == [person.pk]
    assert f"Llamada de seguimiento a {person.code}" in page.content.decode()
    assert "Antes de contactar:" in page.content.decode()


def test_a_call_written_down_finishes_its_task(case, person, call, rosa, sign_in):
    told = attention([person], kind="PHONE", service="FOLLOW_UP", finish="on")
    sign_in(rosa).post(record_url(case, call), told)
    call.refresh_from_db()
    assert call.done_by == rosa
    assert not TimelineEntry.objects.filter(kind="TASK").exists()


def test_a_call_that_was_not_answered_stays_to_be_done(case, person, call, rosa, sign_in):
    sign_in(rosa).post(record_url(case, call), note(body="No contestó."))
    call.refresh_from_db()
    assert call.is_pending


def test_a_note_is_kept_when_somebody_closed_its_task_meanwhile(case, call, rosa, elmer, sign_in):
    client = sign_in(rosa)
    client.get(record_url(case, call))
    finish_task(call, by=elmer)
    assert client.post(record_url(case, call), note(finish="on")).status_code == 302
    assert lines().get().body == "Contestó ella."


@pytest.mark.security
def test_a_task_of_another_case_is_not_touched(case, intake, rosa, sign_in):
    others = open_case(intake, by=rosa).tasks.get(kind=TaskKind.CALL)
    client = sign_in(rosa)
    assert "Con esto queda hecha" not in client.get(record_url(case, others)).content.decode()
    client.post(record_url(case, others), note(finish="on"))
    client.post(f"{record_url(case)}?tarea=x", note(finish="on"))
    others.refresh_from_db()
    assert others.is_pending
    assert lines().count() == 2


def test_the_second_button_leads_on_to_where_it_says(case, rosa, sign_in, monkeypatch):
    onward = FileAction("refer", "Derivar", "enviar", 20, "cases:team", "send_referral")
    own = [each for each in file_parts.CASE_FILE_ACTIONS if each.key == "record"]
    monkeypatch.setattr(file_parts, "CASE_FILE_ACTIONS", [*own, onward])
    client = sign_in(rosa)
    assert "Guardar y derivar" in client.get(record_url(case)).content.decode()
    assert client.post(record_url(case), note(despues="refer")).url == reverse("cases:team", args=[case.pk])
    assert client.post(record_url(case), note(despues="https://example.org")).url == case.get_absolute_url()


# Wrong input -----------------------------------------------------------------------------------------------

FUTURE = "01/01/2999"


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("kind", "CANTAR", "Elegir una de las opciones de «Tipo»"),
        ("people", ["nadie"], "Elegir una de las opciones de «Con quién»"),
        ("people", [], "Marca a quién se atendió"),
        ("service", "", "Elige qué servicio se dio"),
        ("service", "MAGIA", "Elegir una de las opciones de «Servicio»"),
        ("minutes", "0", "«Minutos» no puede ser menor que 1"),
        ("minutes", "1441", "«Minutos» no puede pasar de 1440"),
        ("minutes", "una hora", "«Minutos» se escribe con un número entero"),
        ("on", "", "Escribe qué día fue"),
        ("on", "32/01/2026", "«Día» necesita una fecha que exista, por ejemplo 17/11/2026"),
        ("on", FUTURE, "Escribe un día que ya pasó; lo que viene va en «Siguiente tarea»"),
        ("at", "", "Escribe a qué hora fue"),
        ("at", "26:00", "«Hora» necesita una hora entre 00:00 y 23:59, por ejemplo 15:30"),
        ("body", "x" * 4001, "«Lo importante, en pocas líneas» admite 4000 caracteres y tiene 4001"),
        ("reader", "", "Elige quién puede leerla"),
        ("reader", "VECINOS", "Elegir una de las opciones de «Quién puede leerla»"),
        ("next_when", "", "Elige cuándo, o «Ninguna»"),
        ("next_when", "AYER", "Elegir una de las opciones de «Cuándo»"),
        ("next_kind", "REFERRAL_CHASE", "Elegir una de las opciones de «Qué»"),
        ("next_to", "nadie", "Elegir una de las opciones de «Quién»"),
        ("next_at", "tarde", "«A qué hora» necesita una hora entre 00:00 y 23:59, por ejemplo 15:30"),
        ("next_details", "x" * 601, "«Detalle» admite 600 caracteres y tiene 601"),
        ("idempotency_key", "x", "El formulario llegó incompleto"),
    ],
)
def test_wrong_input_is_answered_beside_its_field_and_the_text_stays(
    case, person, rosa, sign_in, field, typed, message
):
    page = sign_in(rosa).post(record_url(case), attention([person], **{field: typed}))
    assert page.status_code == 422
    assert message in page.context["form"].errors[field][0]
    assert page.context["form"]["body"].value() == (typed if field == "body" else "Contestó ella.")
    assert not lines().exists()
    assert not Attention.objects.exists()
    assert "<title>Error: " in page.content.decode()


def test_a_note_needs_its_text(case, rosa, sign_in):
    page = sign_in(rosa).post(record_url(case), note(body="  "))
    assert page.context["form"].errors["body"] == ["Escribe qué pasó"]


def test_an_hour_that_has_not_come_is_refused(case, rosa, sign_in, today, time_machine):
    noon = timezone.localtime().replace(hour=12, minute=0)
    time_machine.move_to(noon, tick=False)
    page = sign_in(rosa).post(record_url(case), note(at="15:00"))
    assert page.context["form"].errors["at"] == ["Escribe una hora que ya pasó"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Escribe para qué día es la siguiente tarea"),
        ("ayer", "«Qué día» necesita una fecha que exista, por ejemplo 17/11/2026"),
        ("01/01/2020", "Elige hoy o un día que viene"),
    ],
)
def test_another_day_needs_a_day_that_comes(case, rosa, sign_in, typed, message):
    page = sign_in(rosa).post(record_url(case), note(next_when="OTHER", next_on=typed, next_to=rosa.pk))
    assert page.status_code == 422
    assert page.context["form"].errors["next_on"] == [message]
    assert page.context["form"]["body"].value() == "Contestó ella."


# Who may ---------------------------------------------------------------------------------------------------


@pytest.mark.security
def test_who_may_not_write(case, rosa, teo, lidia, ulises, sign_in):
    entry = add_note(case, "Uno.", by=rosa, area=rosa.area)
    for url in (record_url(case), correct_url(entry)):
        for user, status in ((teo, 403), (lidia, 403), (ulises, 404)):
            assert sign_in(user).get(url).status_code == status
            assert sign_in(user).post(url, note()).status_code == status
    assert lines().count() == 1


def test_no_name_stands_in_the_title_or_on_the_page(case, person, rosa, sign_in):
    html = sign_in(rosa).get(record_url(case)).content.decode()
    assert f"<title>Registrar · {case.code} – Registro</title>" in html
    assert person.code in html
    for name in ("Kori", "Quispe", "Mamani"):
        assert name not in html


def test_the_last_note_is_shown_to_whoever_may_read_it(case, milagros, elmer, sign_in):
    add_note(case, "Firmó la denuncia.", by=elmer, area=Area.LEGAL)
    assert "Firmó" in sign_in(elmer).get(record_url(case)).content.decode()
    assert "Firmó" not in sign_in(milagros).get(record_url(case)).content.decode()
    add_note(case, "Sueña con el río.", by=milagros, area=Area.PSYCHOLOGICAL)
    assert "Sueña" not in sign_in(milagros).get(record_url(case)).content.decode()  # read by a press that says why


@pytest.mark.slow
def test_the_form_costs_the_same_with_one_and_with_twelve_of_everything(case, rosa, sign_in):
    client, url = sign_in(rosa), record_url(case)
    add_notes(case, rosa, 1)
    one = queries_of(client, url)
    add_people(case, rosa, 11)
    add_notes(case, rosa, 11)
    add_tasks(case, rosa, 11)
    assert queries_of(client, url) == one == 15


# Mending ---------------------------------------------------------------------------------------------------


def correct_url(entry):
    return reverse("services:correct", args=[entry.pk])


def test_a_correction_begins_with_the_text_and_the_first_stays(case, rosa, sign_in):
    entry = add_note(case, "El martes.", by=rosa, area=rosa.area)
    client = sign_in(rosa)
    assert client.get(correct_url(entry)).context["form"]["body"].value() == "El martes."
    told = {"body": "El miércoles.", "idempotency_key": uuid4()}
    for _each in range(2):
        assert client.post(correct_url(entry), told).url == case.get_absolute_url()
    correction = TimelineEntry.objects.get(corrects=entry)
    assert (correction.body, TimelineEntry.objects.get(pk=entry.pk).body) == ("El miércoles.", "El martes.")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Escribe cómo queda el texto"),
        ("El martes.", "El texto es igual al anterior: cambia lo que haga falta"),
        ("x" * 10001, "«Cómo queda» admite 10000 caracteres y tiene 10001"),
    ],
)
def test_a_correction_that_corrects_nothing_is_refused(case, rosa, sign_in, typed, message):
    entry = add_note(case, "El martes.", by=rosa, area=rosa.area)
    page = sign_in(rosa).post(correct_url(entry), {"body": typed, "idempotency_key": uuid4()})
    assert page.status_code == 422
    assert page.context["form"].errors["body"] == [message]
    assert not TimelineEntry.objects.filter(corrects=entry).exists()


@pytest.mark.security
def test_a_text_one_may_not_read_one_may_not_correct(case, milagros, elmer, sign_in):
    entry = add_note(case, "Sueña con el río.", by=milagros, area=Area.PSYCHOLOGICAL)
    response = sign_in(elmer).get(correct_url(entry))
    assert response.status_code == 403
    assert "Sueña" not in response.content.decode()
    assert sign_in(elmer).post(correct_url(entry), {"body": "x", "idempotency_key": uuid4()}).status_code == 403
    assert TimelineEntry.objects.filter(corrects=entry).count() == 0


def test_what_the_system_told_is_not_corrected(case, rosa, sign_in):
    told = case.timeline.get(kind="CONSENT")
    assert sign_in(rosa).get(correct_url(told)).status_code == 404
