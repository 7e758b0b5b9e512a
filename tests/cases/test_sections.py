"""What a file still lacks: the parts come from every room, and a part that does not concern somebody is said to."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases import section_lines
from cases.models import SectionMark
from cases.sections import CaseSection, PersonSection, SectionState, Told

SCHOOL = PersonSection(
    "school",
    _("Colegio"),
    700,
    "cases:person",
    lambda user, case, people: {each.pk: Told(SectionState.MISSING, "Tiene 16 años.") for each in people},
    Permission.VIEW_CASE,
    leads_by="person",
)
TRIAL = CaseSection(
    "trial", _("Juicio"), 710, "cases:people", lambda user, case: Told(SectionState.DONE), Permission.VIEW_CASE
)
FUNDER = CaseSection("funder", _("Financista"), 720, "cases:people", lambda user, case: None, Permission.VIEW_CASE)
SECRET = CaseSection(
    "secret", _("Cierre"), 730, "cases:people", lambda user, case: Told(SectionState.MISSING), Permission.CLOSE_CASE
)


@pytest.fixture(autouse=True)
def parts(monkeypatch):
    monkeypatch.setattr(section_lines, "PERSON_SECTIONS", [SCHOOL])
    monkeypatch.setattr(section_lines, "CASE_SECTIONS", [SECRET, FUNDER, TRIAL])


def at(name, case):
    return reverse(f"cases:{name}", args=[case.pk])


def mark_url(case, part="school"):
    return f"{at('section_mark', case)}?parte={part}&persona={case.participations.get().pk}"


def test_each_part_says_whether_it_is_complete_and_leads_to_where_it_is_entered(sign_in, rosa, case, person):
    page = sign_in(rosa).get(at("missing", case))
    [of_case, of_person] = page.context["groups"]
    assert [(line["label"], line["state"]) for line in of_case.lines] == [("Juicio", "Completado")]
    [school] = of_person.lines
    url = f"{person.get_absolute_url()}?falta={case.pk}"
    assert (school["state"], school["hint"], school["url"]) == ("Falta", "Tiene 16 años.", url)
    assert (page.context["done"], page.context["count"]) == (1, 2)
    assert "Seguir con «Colegio»" in page.content.decode()


@pytest.mark.parametrize("opened_from", ["missing", "elsewhere", "nonsense"])
def test_a_page_opened_from_what_is_missing_leads_back_to_it_once_saved(sign_in, rosa, case, person, opened_from):
    query = {"missing": f"?falta={case.pk}", "elsewhere": "", "nonsense": "?falta=//example.org"}[opened_from]
    url, back = reverse("cases:safe_contact_edit", args=[person.pk]) + query, person.get_absolute_url()
    assert sign_in(rosa).post(url, {"version": "mal"}).status_code == 422
    saved = sign_in(rosa).post(url, {"version": 0, "hours": "de 4 a 6"})
    assert saved["Location"] == (at("missing", case) if opened_from == "missing" else back)


def test_a_part_that_only_some_may_enter_is_shown_to_them(sign_in, celia, case):
    [of_case, _of_person] = sign_in(celia).get(at("missing", case)).context["groups"]
    assert [line["label"] for line in of_case.lines] == ["Juicio", "Cierre"]


def test_what_does_not_apply_is_said_with_its_reason_and_can_be_asked_again(sign_in, rosa, celia, case):
    client = sign_in(rosa)
    empty = client.post(mark_url(case), {"reason": ""})
    assert empty.status_code == 422 and not SectionMark.objects.exists()
    key = empty.context["form"]["idempotency_key"].value()
    for _time in range(2):
        client.post(mark_url(case), {"reason": "Terminó la secundaria.", "idempotency_key": key})
    assert SectionMark.objects.count() == 1
    [_of_case, of_person] = client.get(at("missing", case)).context["groups"]
    [school] = of_person.lines
    assert (school["state"], school["hint"]) == ("No aplica", "Rosa T.: Terminó la secundaria.")
    sign_in(celia).post(mark_url(case), {"otra_vez": "1"})
    mark = SectionMark.objects.get()
    assert (mark.made_by, mark.ended_by) == (rosa, celia)
    [_of_case, of_person] = client.get(at("missing", case)).context["groups"]
    assert of_person.lines[0]["state"] == "Falta"


def test_what_was_entered_counts_before_what_somebody_said(sign_in, rosa, case, monkeypatch):
    client = sign_in(rosa)
    form = client.get(mark_url(case)).context["form"]
    client.post(mark_url(case), {"reason": "No.", "idempotency_key": form["idempotency_key"].value()})
    done = {case.participations.get().pk: Told(SectionState.DONE)}
    monkeypatch.setattr(section_lines, "PERSON_SECTIONS", [replace(SCHOOL, states=lambda *_: done)])
    [_of_case, of_person] = client.get(at("missing", case)).context["groups"]
    assert (of_person.lines[0]["state"], of_person.lines[0]["mark_url"]) == ("Completado", "")


def test_a_part_that_no_room_has_and_somebody_of_another_case_are_refused(sign_in, rosa, case):
    client = sign_in(rosa)
    assert client.get(mark_url(case, "nothing")).url == at("missing", case)
    answer = client.post(f"{at('section_mark', case)}?parte=school&persona={case.pk}", {"reason": "No."})
    assert answer.status_code == 404 and not SectionMark.objects.exists()
