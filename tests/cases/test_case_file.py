"""The file of a case: what is due, who takes part, what happened, who looked at it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.permissions import Area, Permission
from cases import file_parts
from cases.actions import (
    NewPerson,
    add_note,
    add_person,
    add_task,
    assign,
    change_case,
    correct_entry,
    finish_task,
    open_case,
    record_consent,
    reveal,
    withdraw_consent,
)
from cases.file_frame import file_tabs
from cases.file_parts import FileAction, Group, Part
from cases.models import Case, Participation, Task, TimelineEntry
from cases.notices import DUTIES, Facts, notices
from cases.people_lines import newest_consents
from cases.states import AgeSource, ConsentState, ParticipationRole, TaskKind, TeamRole
from directory.codelists import Confidentiality, ServiceKind, Sex
from services.actions import record_attentions
from services.models import AttentionMode
from tests.cases.crowd import add_notes, add_people, add_tasks, queries_of
from tests.plugins.database import as_owner

pytestmark = pytest.mark.django_db

FILE, PEOPLE, PRINT, SEEN, TASKS = (f"cases:{name}" for name in ("file", "people", "print", "seen", "tasks"))


def get(client, name, case, query=""):
    return client.get(f"{reverse(name, args=[case.pk])}{query}")


def titles(page):
    return [entry["title"] for entry in page.context["entries"]]


# The page --------------------------------------------------------------------------------------------------


def test_the_file_says_where_the_case_stands_and_what_comes_next(case, person, rosa, sign_in):
    html = get(sign_in(rosa), FILE, case).content.decode()
    for words in ("Nuevo", "Abierto el 2 nov 2026", "Iquitos, Maynas, Loreto", "Siguiente tarea", person.code):
        assert words in html
    assert "Víctima directa, presunta" in html
    assert "Mujer · 16 años, dicha por ella" in html


def test_no_name_stands_in_the_title_the_address_or_the_page(case, rosa, sign_in):
    page = get(sign_in(rosa), FILE, case)
    html = page.content.decode()
    assert f"<title>Caso {case.code} – Registro</title>" in html
    for name in ("Kori", "Quispe", "Mamani", "Flor"):
        assert name not in html


@pytest.mark.parametrize("name", [FILE, PEOPLE, PRINT, TASKS])
def test_looking_is_written_down(case, elmer, sign_in, name):
    get(sign_in(elmer), name, case)
    assert AuditEntry.objects.about("cases.case", case.pk).filter(actor_id=elmer.pk, action="viewed").count() == 1


def test_whose_codes_were_shown_is_written_down(case, person, elmer, sign_in):
    get(sign_in(elmer), FILE, case)
    assert AuditEntry.objects.get(actor_id=elmer.pk, action="listed").seen_ids == [str(person.pk)]


@pytest.mark.parametrize("name", [FILE, PEOPLE, PRINT, SEEN, TASKS])
def test_another_office_is_told_nothing(case, ulises, sign_in, name):
    assert get(sign_in(ulises), name, case).status_code == 404
    assert not AuditEntry.objects.filter(actor_id=ulises.pk).exclude(action="denied").exists()


@pytest.mark.parametrize("name", [FILE, PEOPLE, PRINT, SEEN, TASKS])
def test_roles_without_cases_are_refused(case, teo, lidia, ana, sign_in, name):
    for user in (teo, lidia, ana):
        assert get(sign_in(user), name, case).status_code == 403


def test_a_restricted_case_is_for_its_team_and_the_coordination(case, rosa, elmer, celia, sign_in):
    change_case(case, {"confidentiality": Confidentiality.RESTRICTED}, by=rosa, expected_version=case.version)
    assert get(sign_in(elmer), FILE, case).status_code == 404
    assert get(sign_in(celia), FILE, case).status_code == 200
    assign(case, elmer, TeamRole.LEGAL, by=celia)
    assert get(sign_in(elmer), FILE, case).status_code == 200


def test_the_menu_offers_only_what_the_role_may_do(case, rosa, ines, sign_in):
    for_rosa = get(sign_in(rosa), FILE, case).content.decode()
    for_ines = get(sign_in(ines), FILE, case).content.decode()
    assert reverse("cases:status", args=[case.pk]) in for_rosa
    assert reverse("cases:status", args=[case.pk]) not in for_ines
    assert reverse("cases:edit", args=[case.pk]) in for_ines


# The history -----------------------------------------------------------------------------------------------


def test_the_history_has_three_views_in_the_address(case, rosa, sign_in):
    add_note(case, "Durmió bien.", by=rosa, area=rosa.area)
    client = sign_in(rosa)
    assert titles(get(client, FILE, case, "?ver=notas")) == ["Nota social"]
    assert titles(get(client, FILE, case, "?ver=hitos")) == ["Ingreso: Derivación de la PNP"]
    assert len(titles(get(client, FILE, case))) == TimelineEntry.objects.count()


def test_older_lines_are_one_click_away_and_none_is_lost(case, rosa, sign_in):
    add_notes(case, rosa, 40)
    client, seen, query = sign_in(rosa), [], ""
    while True:
        page = get(client, FILE, case, query)
        seen += [entry["text"] for entry in page.context["entries"]]
        query = page.context["page"].next_url
        if not query:
            break
    assert len(seen) == TimelineEntry.objects.count()
    assert {f"Nota {number}" for number in range(40)} <= set(seen)


@pytest.mark.parametrize("name", [FILE, PRINT])
def test_a_therapy_note_shows_that_it_happened_not_what_it_says(case, person, milagros, elmer, sign_in, name):
    given = {"by": milagros, "given_on": timezone.localdate(), "minutes": 50, "notes": "Sueña con el río."}
    record_attentions(case, [person], ServiceKind.THERAPY_INDIV, AttentionMode.IN_PERSON, **given)
    for_elmer = get(sign_in(elmer), name, case).content.decode()
    assert "Atención psicológica" in for_elmer
    assert "Puedes ver que ocurrió, no su contenido" in for_elmer
    assert "50 min · presencial" in for_elmer
    for secret in ("Sueña", "Soporte terapéutico"):
        assert secret not in for_elmer
    for_milagros = get(sign_in(milagros), name, case).content.decode()
    assert "Soporte terapéutico" in for_milagros
    assert "Sueña" not in for_milagros  # read by a press that says why (tests/cases/test_tiers.py)


def test_not_even_the_coordination_reads_therapy(case, milagros, celia, sign_in):
    add_note(case, "Sueña con el río.", by=milagros, area=Area.PSYCHOLOGICAL)
    assert "Sueña" not in get(sign_in(celia), FILE, case).content.decode()


def test_a_shared_note_is_read_by_all(case, rosa, elmer, milagros, sign_in):
    shared = add_note(case, "No puede declarar esta semana.", by=milagros, area=Area.PSYCHOLOGICAL, is_shared=True)
    add_note(case, "La audiencia es el lunes.", by=elmer, area=Area.LEGAL, is_shared=True)
    page = get(sign_in(rosa), FILE, case).content.decode()
    assert "La audiencia es el lunes." in page
    assert f'href="{reverse("cases:read_entry", args=[shared.pk])}"' in page  # by a press that says why


def test_a_correction_and_what_it_mends_tell_of_each_other(case, rosa, sign_in):
    correct_entry(add_note(case, "El martes.", by=rosa, area=rosa.area), "El miércoles.", by=rosa)
    html = get(sign_in(rosa), FILE, case).content.decode()
    for words in ("El martes.", "El miércoles.", "La corrigió Rosa T.", "Corrige lo que registró Rosa T."):
        assert words in html


def test_text_somebody_typed_is_shown_as_text(case, rosa, sign_in):
    add_note(case, "<script>alert(1)</script>", by=rosa, area=rosa.area)
    assert b"<script>alert(1)" not in get(sign_in(rosa), FILE, case).content


# Notices ---------------------------------------------------------------------------------------------------


def facts(case):
    return Facts(
        Case.objects.get(pk=case.pk),
        list(Participation.objects.filter(case=case).for_file()),
        newest_consents(case),
        list(Task.objects.filter(case=case).for_list()),
        None,
        timezone.localdate(),
    )


def told(case):
    return [notice.title for notice in notices(facts(case))]


def test_a_minor_brings_her_duties_the_gravest_first_and_three_at_most(case):
    assert told(case) == [
        "Falta avisar a la UPE.",
        "Menor de edad: entrevista única pendiente.",
        "Edad sin documento.",
    ]


def test_a_notice_goes_when_its_task_is_done(case, rosa):
    finish_task(case.tasks.get(kind=TaskKind.NOTIFY_UPE), by=rosa)
    assert "Falta avisar a la UPE." not in told(case)
    finish_task(case.tasks.get(kind=TaskKind.SINGLE_INTERVIEW), by=rosa)
    assert "Menor de edad: entrevista única pendiente." not in told(case)


def test_the_action_of_a_notice_answers_its_task(case, rosa, sign_in):
    task = case.tasks.get(kind=TaskKind.NOTIFY_UPE)
    notice = notices(facts(case))[0]
    assert notice.url == f"{reverse('services:record', args=[case.pk])}?tarea={task.pk}"
    assert sign_in(rosa).get(notice.url).status_code == 200


def test_without_its_task_a_notice_offers_to_make_it(case, person, rosa, sign_in):
    with as_owner():
        case.tasks.filter(kind=TaskKind.NOTIFY_UPE).delete()
    notice = notices(facts(case))[0]
    assert notice.url.startswith(reverse("cases:task_new", args=[case.pk]))
    assert sign_in(rosa).get(notice.url).context["form"]["person"].value() == str(person.pk)


@pytest.fixture
def adult(intake, rosa):
    """A case of somebody whose document says forty: no duty of minors."""
    who = NewPerson("Ana", Sex.F, AgeSource.DOCUMENT, age=40)
    return open_case(type(intake)(**{**intake.__dict__, "person": who}), by=rosa)


def test_consent_is_missed_when_nobody_asked_and_not_when_she_refused(adult, rosa):
    person = adult.participations.get().person
    today = timezone.localdate()
    assert told(adult) == []
    record_consent(adult, person, ConsentState.NOT_YET, by=rosa, valid_from=today)
    assert told(adult) == ["Falta el consentimiento."]
    refused = record_consent(adult, person, ConsentState.REFUSED, by=rosa, valid_from=today)
    assert told(adult) == []
    assert refused.state == ConsentState.REFUSED


def test_a_consent_that_ends_this_month_is_told_and_one_withdrawn_is_not(adult, rosa):
    person = adult.participations.get().person
    today = timezone.localdate()
    ends = today + timedelta(days=10)
    consent = record_consent(adult, person, ConsentState.WRITTEN, by=rosa, valid_from=today, valid_to=ends)
    assert told(adult) == ["Un consentimiento está por vencer."]
    withdraw_consent(consent, by=rosa)
    assert told(adult) == []


def test_late_tasks_and_silence_are_told(adult, rosa):
    add_tasks(adult, rosa, 2, days=-5)
    assert told(adult) == ["2 tareas vencidas."]
    with as_owner():
        Task.objects.filter(case=adult, due_on__lt=timezone.localdate()).delete()
    Case.objects.filter(pk=adult.pk).update(opened_on=timezone.localdate() - timedelta(days=40))
    assert told(adult) == ["Sin contacto hace 40 días."]


def test_a_closed_case_has_no_notices(case):
    Case.objects.filter(pk=case.pk).update(
        status="CLOSED", closed_on=timezone.localdate(), closure_reason="REINTEGRATED"
    )
    assert told(case) == []


def test_the_rules_know_the_tasks_they_ask_for():
    assert set(DUTIES) == {TaskKind.NOTIFY_UPE, TaskKind.SINGLE_INTERVIEW, TaskKind.AGE_PROOF}


# Safe contact ----------------------------------------------------------------------------------------------


def test_the_number_stays_hidden_and_the_rules_are_read_first(case, rosa, sign_in):
    add_people(case, rosa, 1)
    html = get(sign_in(rosa), FILE, case).content.decode()
    assert "965123418" not in html.replace(" ", "")
    assert html.index("No dejar mensaje de voz") < html.index("9•• ••• •18")
    assert "Todavía no se sabe cómo llamarla" in html


# Parts of other rooms --------------------------------------------------------------------------------------


def test_another_room_adds_a_card_a_tab_and_a_button(case, rosa, teo, sign_in, monkeypatch):
    card = ("services/_attentions_card.html", {"lines": [("Derivadas", 3, 1)]})
    part = Part("x", "Derivaciones", 5, lambda user, case: card, "cases:team", Permission.SEND_REFERRAL)
    button = FileAction("refer", "Derivar", "enviar", 20, "cases:team", Permission.SEND_REFERRAL)
    monkeypatch.setattr(file_parts, "CASE_FILE_PARTS", [part])
    monkeypatch.setattr(file_parts, "CASE_FILE_ACTIONS", [button])
    page = get(sign_in(rosa), FILE, case)
    html = page.content.decode()
    assert "Derivadas" in html
    assert "Derivaciones" in [tab["label"] for tab in page.context["tabs"]]
    assert "Derivar</a>" in html


def test_every_part_is_found_in_two_presses_and_the_row_stays_short(case, rosa, elmer, ines, celia, sign_in):
    for user in (rosa, elmer, ines, celia):
        tabs = file_tabs(user, case, "plan")
        parts = [part for tab in tabs for part in tab.get("parts", [tab])]
        own = {"file", "people", "tasks", "team"} | {part.key for part in file_parts.parts_of(user) if part.url_name}
        assert own <= {part["key"] for part in parts}
        assert len(parts) == len({part["url"] for part in parts}) > len(tabs)
        assert len(tabs) <= 7
        assert [tab["label"] for tab in tabs if tab["is_current"]] == ["Atención"]
    html = get(sign_in(rosa), "services:plan_of_case", case).content.decode()
    assert html.count("Atención: Plan") == 2  # the row, and the list of narrow screens
    assert '<summary aria-current="true">Atención: Plan' in html
    assert html.count('aria-current="page">Plan</a>') == 2


def test_a_group_with_one_part_is_that_part(case, rosa, monkeypatch):
    alone = Part("x", "Justicia", 5, url_name="cases:team", group=Group("Leyes", 12))
    monkeypatch.setattr(file_parts, "CASE_FILE_PARTS", [alone])
    labels = [tab["label"] for tab in file_tabs(rosa, case, "x")]
    assert labels == ["Resumen", "Personas", "Justicia", "Equipo y tareas"]


def test_a_part_is_only_for_those_who_may_see_it(case, ines, sign_in, monkeypatch):
    card = ("services/_attentions_card.html", {"lines": [("Derivadas", 3, 1)]})
    part = Part("x", "Derivaciones", 5, lambda user, case: card, "", Permission.SEND_REFERRAL)
    monkeypatch.setattr(file_parts, "CASE_FILE_PARTS", [part])
    assert "Derivadas" not in get(sign_in(ines), FILE, case).content.decode()


def test_a_line_leads_to_the_row_it_tells_of(case, rosa, sign_in, monkeypatch):
    task = case.tasks.first()
    monkeypatch.setitem(file_parts.SUBJECT_PAGES, "cases.task", "cases:task_move")
    TimelineEntry.objects.filter(case=case, kind="INTAKE").update(subject_kind="cases.task", subject_id=task.pk)
    assert reverse("cases:task_move", args=[task.pk]) in get(sign_in(rosa), FILE, case, "?ver=hitos").content.decode()


# The same cost for one and for many ------------------------------------------------------------------------


def fill(case, person, by, count):
    """``count`` people, tasks, corrected notes and attentions more."""
    given = {"by": by, "given_on": timezone.localdate(), "notes": "Ropa.", "is_shared": True}
    add_people(case, by, count)
    add_tasks(case, by, count)
    for _each in range(count):
        correct_entry(add_note(case, "Uno.", by=by, area=by.area), "Dos.", by=by)
        record_attentions(case, [person], ServiceKind.EMERGENCY_KIT, AttentionMode.IN_PERSON, **given)


@pytest.mark.slow
@pytest.mark.parametrize("name", [FILE, PEOPLE, PRINT, TASKS])
def test_a_file_costs_the_same_with_one_and_with_twelve_of_everything(case, person, rosa, sign_in, name):
    client, url = sign_in(rosa), reverse(name, args=[case.pk])
    fill(case, person, rosa, 1)
    one = queries_of(client, url)
    fill(case, person, rosa, 11)
    assert queries_of(client, url) == one


@pytest.mark.parametrize(("name", "cost"), [(FILE, 17), (PEOPLE, 14), (TASKS, 7)])
def test_the_pages_of_this_room_cost_exactly(case, person, rosa, sign_in, monkeypatch, name, cost):
    """Without what other rooms add, which their own tests count."""
    for rows in ("CASE_FILE_PARTS", "ENTRY_ASIDES"):
        monkeypatch.setattr(file_parts, rows, [])
    fill(case, person, rosa, 1)
    assert queries_of(sign_in(rosa), reverse(name, args=[case.pk])) == cost


@pytest.mark.slow
def test_a_file_costs_the_same_among_many_cases(case, intake, rosa, sign_in):
    client, url = sign_in(rosa), case.get_absolute_url()
    one = queries_of(client, url)
    for _each in range(12):
        open_case(intake, by=rosa)
    assert queries_of(client, url) == one


# On paper --------------------------------------------------------------------------------------------------


def test_paper_says_who_when_and_what_for_and_the_trail_keeps_it(case, rosa, sign_in):
    html = get(sign_in(rosa), PRINT, case).content.decode()
    assert "Uso interno." in html
    assert "Preparado por Rosa T. el" in html
    [copy] = AuditEntry.objects.filter(action="exported", subject_id=str(case.pk))
    assert copy.fields[0] == "print"
    for name in ("Kori", "Quispe", "Ver nombre", "Ver número"):
        assert name not in html


# Who looked at it ------------------------------------------------------------------------------------------


def test_the_coordination_and_whoever_leads_see_who_looked(case, rosa, elmer, celia, nora, sign_in):
    get(sign_in(elmer), FILE, case)
    for user in (rosa, celia, nora):
        page = get(sign_in(user), SEEN, case)
        assert page.status_code == 200
        assert "Elmer P." in [str(line["who"]) for line in page.context["lines"]]
    assert get(sign_in(elmer), SEEN, case).status_code == 403
    assert reverse(SEEN, args=[case.pk]) not in get(sign_in(elmer), FILE, case).content.decode()


def test_a_name_uncovered_is_told_with_its_field_and_never_with_the_name(case, person, rosa, elmer, sign_in):
    reveal(person, "name", by=elmer)
    lines = get(sign_in(rosa), SEEN, case).context["lines"]
    assert ("Descubrió un dato: nombre", person.code) in [(line["what"], line["about"]) for line in lines]


def test_what_changed_is_told_by_field_and_never_with_its_text(case, rosa, sign_in):
    change_case(case, {"summary": "Está en Nauta."}, by=rosa, expected_version=case.version)
    html = get(sign_in(rosa), SEEN, case).content.decode()
    assert "Modificó: resumen" in html
    assert "Nauta" not in html


@pytest.mark.slow
def test_the_trail_costs_the_same_with_one_and_with_many_looks(case, rosa, elmer, sign_in):
    url = reverse(SEEN, args=[case.pk])
    one = queries_of(sign_in(rosa), url)
    add_people(case, rosa, 11)
    for _each in range(12):
        get(sign_in(elmer), FILE, case)
    assert queries_of(sign_in(rosa), url) == one


# People ----------------------------------------------------------------------------------------------------


def test_each_person_shows_her_part_her_phases_and_where_to_change_them(case, rosa, ines, sign_in):
    part = case.participations.get()
    relative = add_person(
        case,
        NewPerson("Rosaura", Sex.F, AgeSource.DOCUMENT, age=41),
        ParticipationRole.RELATIVE,
        by=rosa,
        joined_on=timezone.localdate(),
        consent="NOT_YET",
    )
    html = get(sign_in(rosa), PEOPLE, case).content.decode()
    assert reverse("cases:victim_status", args=[part.pk]) in html
    assert reverse("cases:victim_status", args=[relative.pk]) not in html
    assert reverse("cases:phases", args=[relative.pk]) in html
    assert reverse("cases:phases", args=[part.pk]) not in get(sign_in(ines), PEOPLE, case).content.decode()


def test_victims_come_before_relatives(case, person, rosa, sign_in):
    """Her mother was written down a week before her."""
    mother = NewPerson("Rosaura", Sex.F, AgeSource.DOCUMENT, age=41)
    earlier = case.opened_on - timedelta(days=7)
    add_person(case, mother, ParticipationRole.RELATIVE, by=rosa, joined_on=earlier, consent="NOT_YET")
    people = get(sign_in(rosa), FILE, case).context["people"]
    assert people[0].person == person
    assert len(people) == 2


def test_tasks_pending_and_done_are_two_views(case, rosa, sign_in):
    add_task(case, TaskKind.OTHER, timezone.localdate(), assigned_to=rosa, by=rosa, details="Llevar ropa")
    finish_task(case.tasks.get(kind=TaskKind.CALL), by=rosa)
    client = sign_in(rosa)
    assert "Llevar ropa" in [line["what"] for line in get(client, TASKS, case).context["lines"]]
    assert [title for title, _details, _task in get(client, TASKS, case, "?ver=hechas").context["done"]] == [
        f"Llamada de seguimiento a {case.participations.get().person.code}"
    ]
