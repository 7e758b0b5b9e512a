"""The pages of assessments: filling in by sections, signing, reading, correcting."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from accounts.trail_words import RevealReason
from cases.actions import assign, set_phases
from cases.actions.assessments import Errand, Signing, save_answers, sign_assessment
from cases.assessments.instruments import newest_of
from cases.models import Assessment, AssessmentDraft, Case, Task
from cases.sections import PERSON_SECTIONS, SectionState
from cases.states import Phase, TaskKind, TeamRole
from directory.codelists import RiskLevel

pytestmark = pytest.mark.django_db

CALM = {"free": "no", "knows_where": "no", "threats": "no", "self_harm": "no", "involved": "no"}
DEADLY = CALM | {"threats": "of_death"}


@pytest.fixture
def part(case):
    return case.participations.get()


@pytest.fixture
def today():
    return timezone.localdate()


def address(name, part, code="riesgo"):
    return reverse(f"cases:{name}", args=[part.pk, code])


def signed(part, answers, by, code="riesgo", **decided):
    draft = save_answers(part, newest_of(code), answers, by=by)
    return sign_assessment(draft, Signing(**({"done_on": timezone.localdate()} | decided)), by=by)


def section(key):
    return next(each for each in PERSON_SECTIONS if each.key == f"assessment-{key}")


def told(key, part, user):
    return section(key).states(user, part.case, [part]).get(part.pk)


# Health --------------------------------------------------------------------------------------------------------


@pytest.mark.security
def test_what_was_answered_of_her_health_is_read_by_whoever_reads_her_health_and_by_nobody_else(
    sign_in, rosa, milagros, elmer, celia, ines, part
):
    for colleague, role in ((elmer, TeamRole.LEGAL), (milagros, TeamRole.PSYCHOLOGICAL), (ines, TeamRole.SUPPORT)):
        assign(part.case, colleague, role, by=celia)
    health = signed(part, {"urgent": "yes"}, rosa, code="salud", level=RiskLevel.SEVERE)
    page = reverse("cases:assessment", args=[health.pk])
    assert [sign_in(each).get(page).status_code for each in (rosa, milagros, celia, elmer, ines)] == [200] * 3 + [
        403
    ] * 2
    listed = sign_in(elmer).get(reverse("cases:person_assessments", args=[part.pk])).content.decode()
    assert "La llena el área social o el psicológico" in listed
    assert str(RiskLevel.SEVERE.label) not in listed
    assert sign_in(elmer).get(address("assessment_fill", part, "salud")).status_code == 403
    assert str(RiskLevel.SEVERE.label) not in told("health", part, elmer).note


# Choosing and filling in ---------------------------------------------------------------------------------------


def test_only_what_fits_her_is_offered_and_what_belongs_to_another_area_says_so(sign_in, rosa, part):
    page = sign_in(rosa).get(reverse("cases:person_assessments", args=[part.pk])).content.decode()
    assert address("assessment_fill", part, "riesgo") in page
    assert address("assessment_fill", part, "educacion") in page
    assert "economica" not in page  # she is sixteen
    assert address("assessment_fill", part, "psicologica") not in page
    assert "La llena el área psicológica" in page


def test_the_tab_of_the_case_leads_to_her_assessments(sign_in, rosa, case, part):
    client = sign_in(rosa)
    assert reverse("cases:assessments", args=[case.pk]) in client.get(case.get_absolute_url()).content.decode()
    page = client.get(reverse("cases:assessments", args=[case.pk])).content.decode()
    assert reverse("cases:person_assessments", args=[part.pk]) in page


def test_each_section_is_kept_and_the_last_leads_to_the_signature(sign_in, rosa, part):
    client, fill = sign_in(rosa), address("assessment_fill", part)
    assert client.post(f"{fill}?parte=1", {"free": "yes"}).url == f"{fill}?parte=2"
    assert client.post(f"{fill}?parte=3", {"involved": "no"}).url == address("assessment_sign", part)
    draft = AssessmentDraft.objects.get()
    assert (draft.answers["free"], draft.answers["involved"]) == ("yes", "no")
    assert 'value="yes" id="id_free_0" checked' in client.get(fill).content.decode()


def test_what_is_typed_is_kept_while_it_is_typed_but_for_what_cannot_be_read(sign_in, rosa, part):
    client, fill = sign_in(rosa), address("assessment_fill", part, "social")
    sent = {"dependants": "muchas", "violence": "yes"}
    assert client.post(fill, sent, headers={"HX-Request": "true"}).status_code == 204
    assert AssessmentDraft.objects.get().answers["violence"] == "yes"
    refused = client.post(fill, sent)
    assert (refused.status_code, "muchas" in refused.content.decode()) == (422, True)
    assert "dependants" not in AssessmentDraft.objects.get().answers


def test_another_area_a_stranger_instrument_and_a_part_that_there_is_not_are_refused(sign_in, rosa, part):
    client = sign_in(rosa)
    assert client.post(address("assessment_fill", part, "psicologica"), {"sleep": "3"}).status_code == 403
    assert client.post(address("assessment_fill", part, "economica"), {"income": "none"}).status_code == 404
    assert client.get(f"{address('assessment_fill', part)}?parte=9").status_code == 404
    assert not AssessmentDraft.objects.exists()


def test_a_draft_is_put_aside(sign_in, rosa, part):
    save_answers(part, newest_of("riesgo"), CALM, by=rosa)
    sign_in(rosa).post(address("assessment_discard", part))
    assert not AssessmentDraft.objects.open_of(rosa).exists()


# Signing -------------------------------------------------------------------------------------------------------


def test_the_advised_level_is_shown_and_another_one_needs_its_reason(sign_in, rosa, part, today):
    client, sign = sign_in(rosa), address("assessment_sign", part)
    save_answers(part, newest_of("riesgo"), DEADLY, by=rosa)
    assert "Severo" in client.get(sign).content.decode()
    decided = {"done_on": f"{today:%d/%m/%Y}", "level": RiskLevel.MODERATE}
    refused = client.post(sign, decided)
    assert (refused.status_code, Assessment.objects.count()) == (422, 0)
    client.post(sign, decided | {"level_reason": "La amenaza fue hace un año."})
    assert Assessment.objects.get().level == RiskLevel.MODERATE
    assert Case.objects.get(pk=part.case_id).risk == RiskLevel.MODERATE


@pytest.mark.parametrize("wrong", [{"done_on": "01/01/2999"}, {"next_review_on": "01/01/2099"}, {"level": ""}])
def test_a_signature_that_cannot_be_is_refused(sign_in, rosa, part, today, wrong):
    save_answers(part, newest_of("riesgo"), CALM, by=rosa)
    right = {"done_on": f"{today:%d/%m/%Y}", "level": RiskLevel.MILD}
    assert sign_in(rosa).post(address("assessment_sign", part), right | wrong).status_code == 422
    assert not Assessment.objects.exists()


def test_what_is_missing_is_shared_out_on_the_same_page(sign_in, rosa, part, today):
    asked = newest_of("primeras-horas").questions(frozenset({"minor", "foreigner", "interpreter"}))
    answers = {each.code: "covered" for each in asked if each.code != "notes"} | {"clothes": "missing"}
    save_answers(part, newest_of("primeras-horas"), answers, by=rosa)
    client, sign = sign_in(rosa), address("assessment_sign", part, "primeras-horas")
    assert "Ropa y abrigo" in client.get(sign).content.decode()
    assert client.post(sign, {"done_on": f"{today:%d/%m/%Y}"}).status_code == 422
    sent = {"done_on": f"{today:%d/%m/%Y}", "clothes-assigned_to": rosa.pk, "clothes-due_on": f"{today:%d/%m/%Y}"}
    assert client.post(sign, sent).status_code == 302
    assert Task.objects.get(kind=TaskKind.COVER_NEED).due_on == today
    assert "Ropa y abrigo" in client.get(reverse("cases:home")).content.decode()


def test_the_risk_of_a_case_is_not_written_by_hand_over_its_assessments(sign_in, rosa, part):
    client, edit = sign_in(rosa), reverse("cases:edit", args=[part.case_id])
    assert 'name="risk"' in client.get(edit).content.decode()
    signed(part, DEADLY, rosa, level=RiskLevel.SEVERE)
    page = client.get(edit)
    assert 'name="risk"' not in page.content.decode()
    shown = {each.html_name: each.value() for each in page.context["form"]}
    typed = {name: "" if value is None else value for name, value in shown.items()}
    typed |= {"risk": "MILD", "summary": "Otro"}
    assert client.post(edit, typed).status_code == 302
    case = Case.objects.get(pk=part.case_id)
    assert (case.risk, case.summary) == (RiskLevel.SEVERE, "Otro")


# Reading -------------------------------------------------------------------------------------------------------


def test_an_assessment_shows_its_answers_and_what_changed(sign_in, rosa, part, today):
    signed(part, CALM, rosa, level=RiskLevel.MILD, done_on=today - timedelta(days=9))
    second = signed(part, DEADLY, rosa, level=RiskLevel.SEVERE)
    page = sign_in(rosa).get(second.get_absolute_url()).content.decode()
    assert "Qué cambió desde el" in page
    assert page.count("Sí, de muerte") == 2  # among the changes and among the answers
    assert "Amenazas de muerte" in page


def test_the_course_is_a_chart_with_its_table(sign_in, rosa, part, today):
    signed(part, DEADLY, rosa, level=RiskLevel.SEVERE, done_on=today - timedelta(days=9))
    course = reverse("cases:person_assessments", args=[part.pk])
    client = sign_in(rosa)
    assert "Cómo va: Riesgo" not in client.get(course).content.decode()
    signed(part, CALM, rosa, level=RiskLevel.MILD)
    page = client.get(course).content.decode()
    assert "Cómo va: Riesgo" in page
    assert 'class="gemela"' in page


def test_what_therapy_found_is_read_by_its_people_after_saying_why(sign_in, rosa, milagros, part):
    found = signed(part, {"self_harm": "plan", "resources": "Cantar"}, milagros, "psicologica", level=RiskLevel.SEVERE)
    page = sign_in(rosa).get(reverse("cases:person_assessments", args=[part.pk])).content.decode()
    assert (found.get_absolute_url() in page, "Severo" in page, "Reservado" in page) == (False, False, True)
    assert sign_in(rosa).get(found.get_absolute_url()).status_code == 403
    client = sign_in(milagros)
    assert "Cantar" not in client.get(found.get_absolute_url()).content.decode()
    shown = client.post(found.get_absolute_url(), {"reason": RevealReason.PLANNING})
    assert "Cantar" in shown.content.decode()
    row = AuditEntry.objects.filter(action=AuditAction.REVEALED, subject_id=str(part.pk)).get()
    assert set(row.fields) == {"assessment", "reason=PLANNING"}


def test_the_task_leads_to_filling_it_in_again(sign_in, rosa, part):
    found = signed(part, DEADLY, rosa, level=RiskLevel.SEVERE)
    again = reverse("cases:assessment_again", args=[found.pk])
    client = sign_in(rosa)
    assert again in client.get(reverse("cases:tasks", args=[part.case_id])).content.decode()
    assert client.get(again).url == address("assessment_fill", part)


def test_a_correction_begins_with_the_same_answers_and_says_why(sign_in, rosa, part, today):
    found = signed(part, DEADLY, rosa, level=RiskLevel.SEVERE)
    client = sign_in(rosa)
    client.post(reverse("cases:assessment_correct", args=[found.pk]))
    decided = {"done_on": f"{today:%d/%m/%Y}", "level": RiskLevel.SEVERE}
    assert client.post(address("assessment_sign", part), decided).status_code == 422
    client.post(address("assessment_sign", part), decided | {"correction_reason": "Faltaba una respuesta."})
    assert "Esta evaluación se corrigió" in client.get(found.get_absolute_url()).content.decode()
    assert client.post(reverse("cases:assessment_correct", args=[found.pk])).status_code == 422


# "Qué falta" ---------------------------------------------------------------------------------------------------


def test_the_parts_say_what_is_missing_and_what_is_done(rosa, part, today):
    assert told("risk", part, rosa).state == SectionState.MISSING
    assert told("economic", part, rosa) is None  # she is sixteen
    signed(part, CALM, rosa, level=RiskLevel.MILD)
    assert told("risk", part, rosa).state == SectionState.DONE
    signed(part, DEADLY, rosa, level=RiskLevel.SEVERE, done_on=today)
    assert "Severo" in told("risk", part, rosa).note


def test_a_mild_risk_is_missing_again_when_a_phase_begins(rosa, part, today):
    signed(part, CALM, rosa, level=RiskLevel.MILD, done_on=today - timedelta(days=5))
    set_phases(part, {Phase.F3_PROTECTION}, by=rosa, on=today)
    assert told("risk", part, rosa).state == SectionState.MISSING


def test_an_overdue_risk_is_missing(rosa, part):
    signed(part, DEADLY, rosa, level=RiskLevel.SEVERE, done_on=date(2026, 1, 5))
    assert told("risk", part, rosa).state == SectionState.MISSING


def test_the_first_hours_are_done_when_nothing_is_pending(rosa, part, today):
    asked = newest_of("primeras-horas").questions(frozenset({"minor", "foreigner", "interpreter"}))
    answers = {each.code: "covered" for each in asked if each.code != "notes"}
    errands = {"food": Errand(rosa, today)}
    signed(part, answers | {"food": "missing"}, rosa, "primeras-horas", errands=errands)
    assert told("first_hours", part, rosa).note == "Falta cubrir 1 cosa"
    signed(part, answers, rosa, "primeras-horas")
    assert told("first_hours", part, rosa).state == SectionState.DONE
