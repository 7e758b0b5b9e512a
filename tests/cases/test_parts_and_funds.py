"""Who does what, what pays for it, somebody's part in a case, and when reintegration may begin."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from cases.actions import assign, record_consent, set_phases, withdraw_consent
from cases.episodes.sections import team_state
from cases.errors import NotPossible
from cases.models import CaseProject, Consent
from cases.states import ConsentState, Phase, TeamRole, reintegration_waits_for
from cases.team_lines import team_of, who_does_what
from directory.models import Project
from tests.cases.test_episode_pages import filled, send

pytestmark = pytest.mark.django_db

BEGIN = date(2026, 11, 10)


@pytest.fixture
def part(case):
    return case.participations.get()


@pytest.fixture
def funds(catalogues):
    rows = [("CTIP", "Contra la trata", None), ("JTIP", "Justicia", None), ("VIEJO", "Ya terminó", date(2020, 1, 1))]
    return {
        code: Project.objects.create(code=code, name=name, funder="USAID", valid_to=until) for code, name, until in rows
    }


def phases_of(part):
    return [each.phase for each in part.phases.running()]


def test_reintegration_waits_for_the_end_of_the_emergency(part, rosa):
    with pytest.raises(NotPossible, match=r"cuando pasó la emergencia \(DS 001-2016-IN, art\. 3\.3\)"):
        set_phases(part, {Phase.F2_IMMEDIATE, Phase.F6_REINTEGRATION}, by=rosa, on=BEGIN)
    assert phases_of(part) == ["F1_INTAKE"]
    set_phases(part, {Phase.F6_REINTEGRATION}, by=rosa, on=BEGIN)
    set_phases(part, {Phase.F2_IMMEDIATE, Phase.F6_REINTEGRATION}, by=rosa, on=BEGIN)  # a new one beside it
    assert phases_of(part) == ["F2_IMMEDIATE", "F6_REINTEGRATION"]


def test_reintegration_waits_for_her_consent(case, part, rosa, sign_in):
    withdraw_consent(Consent.objects.get(case=case), by=rosa)
    told = {"phases": ["F6_REINTEGRATION"], "on": "20/11/2026", "seen": "F1_INTAKE"}
    page = sign_in(rosa).post(reverse("cases:phases", args=[part.pk]), told)
    assert page.status_code == 422
    assert "consentimiento informado (DS 001-2016-IN, art. 3.3)" in page.content.decode()
    assert phases_of(part) == ["F1_INTAKE"]
    record_consent(case, part.person, ConsentState.VERBAL, by=rosa, valid_from=BEGIN)
    set_phases(part, {Phase.F6_REINTEGRATION}, by=rosa, on=BEGIN)


def test_what_does_not_begin_waits_for_nothing():
    assert reintegration_waits_for({Phase.F2_IMMEDIATE}, set(), consents=False) is None
    assert reintegration_waits_for({Phase.F6_REINTEGRATION}, {Phase.F6_REINTEGRATION}, consents=False) is None


def test_the_page_of_phases_says_when_each_ends(part, rosa, sign_in):
    page = sign_in(rosa).get(reverse("cases:phases", args=[part.pk])).content.decode()
    assert "Termina cuando está registrado su consentimiento y el caso está abierto." in page


def test_the_file_says_who_does_what_and_which_area_has_nobody(case, elmer, celia):
    assign(case, elmer, TeamRole.LEGAL, by=celia)
    lines = dict(who_does_what(case, team_of(case)))
    assert lines["Legal"] == "Elmer P., área legal"
    assert (lines["Psicología"], lines["Social"]) == ("Nadie todavía", "Rosa T., trabajo social")  # who leads
    assert team_state(celia, case).note == "Nadie del área psicología"
    assert "Apoyo" not in lines


def test_projects_of_today_pay_for_a_case_from_when_until_when(case, rosa, funds, sign_in):
    client, url = sign_in(rosa), reverse("cases:edit", args=[case.pk])
    page = client.get(url)
    assert [each.code for each in page.context["form"].fields["projects"].queryset] == ["CTIP", "JTIP"]
    assert client.post(url, filled(page, projects=[funds["CTIP"].pk, funds["JTIP"].pk])).status_code == 302
    assert send(client, url, projects=[funds["JTIP"].pk]).status_code == 302
    ended = {row.project.code: row.ended_at is not None for row in CaseProject.objects.all()}
    assert ended == {"CTIP": True, "JTIP": False}
    assert ("Fondos", "Justicia") in who_does_what(case, team_of(case))
    rows = AuditEntry.objects.about("cases.case", case.pk).filter(action="changed")
    assert [row.fields for row in rows] == [["projects"], ["projects"]]
    assert client.post(url, filled(page)).status_code == 409


def test_a_relative_may_be_a_secondary_victim_and_leaves_on_a_day(case, mother, rosa, sign_in):
    part, client = case.participations.get(person=mother), sign_in(rosa)
    url = reverse("cases:part_edit", args=[part.pk])
    page = send(client, url, left_on="01/11/2026")
    assert page.context["form"].errors["left_on"] == ["Terminó antes de empezar: corrige una de las dos fechas"]
    assert send(client, url, role="WITNESS", is_secondary="on", left_on="15/11/2026").status_code == 302
    part.refresh_from_db()
    assert (part.role, part.is_secondary, part.left_on) == ("WITNESS", True, date(2026, 11, 15))
    assert "Víctima secundaria" in client.get(reverse("cases:people", args=[case.pk])).content.decode()


def test_a_direct_victim_is_asked_only_for_days(part, rosa, sign_in):
    page = sign_in(rosa).get(reverse("cases:part_edit", args=[part.pk]))
    assert list(page.context["form"].fields) == ["joined_on", "left_on", "version", "seen"]
