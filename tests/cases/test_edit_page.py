"""Editing a case: who may, what is refused, and two who edit at once."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from cases.actions import assign, change_case
from cases.models import Case
from cases.states import TeamRole
from directory.models import AgencyUnit, Place
from tests.cases.crowd import queries_of

pytestmark = pytest.mark.django_db


def edit_url(case):
    return reverse("cases:edit", args=[case.pk])


def filled(page, **told):
    """What a browser sends back of the form on ``page``, with ``told`` typed over it."""
    form, data = page.context["form"], {}
    for field in form:
        value = field.value()
        data[field.html_name] = "" if value is None else value
    return data | told


@pytest.fixture
def edit(case, sign_in):
    def _edit(user, **told):
        client = sign_in(user)
        return client.post(edit_url(case), filled(client.get(edit_url(case)), **told))

    return _edit


def test_what_is_known_is_written_and_the_trail_names_the_fields(case, rosa, edit):
    district = Place.objects.get(code="160201")
    unit = AgencyUnit.objects.first()
    told = {
        "summary": "Está en Nauta.",
        "risk": "SEVERE",
        "problem": "FORCED_LABOR",
        "other_problems": ["ESNNA"],
        "place": district.pk,
        "source_unit": unit.pk,
        "intake_source": "SELF",
        "confidentiality": "RESTRICTED",
    }
    assert edit(rosa, **told).url == case.get_absolute_url()
    case = Case.objects.get(pk=case.pk)
    assert (case.summary, case.risk, case.problem, case.other_problems) == (
        "Está en Nauta.",
        "SEVERE",
        "FORCED_LABOR",
        ["ESNNA"],
    )
    assert (case.place, case.source_unit, case.intake_source) == (district, unit, "SELF")
    assert case.confidentiality == "RESTRICTED"
    row = AuditEntry.objects.about("cases.case", case.pk).get(action="changed")
    assert set(row.fields) == set(told)


def test_nothing_changed_writes_nothing(case, rosa, edit):
    assert edit(rosa).status_code == 302
    assert Case.objects.get(pk=case.pk).version == case.version
    assert not AuditEntry.objects.filter(action="changed").exists()


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("summary", "x" * 5001, "«Resumen» admite 5000 caracteres y tiene 5001"),
        ("risk", "ALTO", "Elegir una de las opciones de «Riesgo»"),
        ("problem", "", "Elige el motivo principal"),
        ("problem", "ROBO", "Elegir una de las opciones de «Motivo principal»"),
        ("other_problems", ["ROBO"], "Elegir una de las opciones de «Otros motivos»"),
        ("other_problems", ["TDP"], "Ese ya es el motivo principal: desmárcalo aquí"),
        ("intake_source", "NADIE", "Elegir una de las opciones de «Cómo llegó»"),
        ("source_unit", "nadie", "Elegir una de las opciones de «Unidad que la derivó»"),
        ("place", "999999", "Elegir un lugar de la lista"),
        ("confidentiality", "SECRETA", "Elegir una de las opciones de «Confidencialidad»"),
        ("version", "", "El formulario llegó incompleto."),
    ],
)
def test_wrong_input_is_answered_beside_its_field(case, rosa, edit, field, typed, message):
    told = {"summary": "No se pierde."} | {field: typed}
    page = edit(rosa, **told)
    assert page.status_code == 422
    assert message in page.context["form"].errors[field][0]
    assert page.context["form"]["summary"].value() == told["summary"]
    assert Case.objects.get(pk=case.pk).version == case.version


def test_two_editors_of_one_form_lose_nothing(case, rosa, elmer, sign_in):
    """Rosa and Elmer open the same form; Rosa saves first; Elmer sees both texts, keeps both, and saves."""
    client = sign_in(elmer)
    opened = client.get(edit_url(case))
    elmers = filled(opened, summary="La madre vive en Nauta.", risk="SEVERE")
    change_case(case, {"summary": "Durmió en la comisaría."}, by=rosa, expected_version=case.version)

    page = client.post(edit_url(case), elmers)
    assert page.status_code == 409
    html = page.content.decode()
    for words in ("La madre vive en Nauta.", "Durmió en la comisaría.", "Rosa T. cambió este registro"):
        assert words in html
    assert Case.objects.get(pk=case.pk).summary == "Durmió en la comisaría."

    chosen = elmers | {
        "version": page.context["version"],
        "seen": page.context["seen"],
        "cotejo": ["summary", "risk"],
        "summary-queda": "juntos",
        "summary-ahora": "Durmió en la comisaría.",
        "risk-queda": "mio",
    }
    assert client.post(edit_url(case), chosen).url == case.get_absolute_url()
    case = Case.objects.get(pk=case.pk)
    assert case.summary == "Durmió en la comisaría.\n\nLa madre vive en Nauta."
    assert case.risk == "SEVERE"


def test_what_only_one_of_the_two_touched_comes_already_chosen(case, rosa, elmer, sign_in):
    client = sign_in(elmer)
    elmers = filled(client.get(edit_url(case)), risk="SEVERE")
    change_case(case, {"summary": "Durmió en la comisaría."}, by=rosa, expected_version=case.version)
    page = client.post(edit_url(case), elmers)
    chosen = {each.name: each.preselected for each in page.context["disagreements"]}
    assert chosen == {"summary": "ahora", "risk": "mio"}


def test_the_text_of_the_other_may_be_kept(case, rosa, elmer, sign_in):
    client = sign_in(elmer)
    elmers = filled(client.get(edit_url(case)), summary="La madre vive en Nauta.")
    change_case(case, {"summary": "Durmió en la comisaría."}, by=rosa, expected_version=case.version)
    page = client.post(edit_url(case), elmers)
    chosen = elmers | {
        "version": page.context["version"],
        "cotejo": ["summary"],
        "summary-queda": "ahora",
        "summary-ahora": "Durmió en la comisaría.",
    }
    client.post(edit_url(case), chosen)
    assert Case.objects.get(pk=case.pk).summary == "Durmió en la comisaría."


@pytest.mark.security
def test_only_the_coordination_makes_a_case_less_reserved(case, rosa, celia, edit):
    change_case(case, {"confidentiality": "IDENTITY_RESERVED"}, by=celia, expected_version=case.version)
    assert edit(rosa, confidentiality="NORMAL").status_code == 422
    assert Case.objects.get(pk=case.pk).confidentiality == "IDENTITY_RESERVED"
    assert edit(celia, confidentiality="NORMAL").status_code == 302
    assert Case.objects.get(pk=case.pk).confidentiality == "NORMAL"


@pytest.mark.security
def test_somebody_outside_the_team_cannot_close_the_case_to_others(case, elmer, celia, edit, sign_in):
    assert "confidentiality" not in sign_in(elmer).get(edit_url(case)).context["form"].fields
    assert edit(elmer, confidentiality="SEALED").status_code == 302
    assert Case.objects.get(pk=case.pk).confidentiality == "NORMAL"
    assign(case, elmer, TeamRole.LEGAL, by=celia)
    assert edit(elmer, confidentiality="SEALED").status_code == 302
    assert Case.objects.get(pk=case.pk).confidentiality == "SEALED"


@pytest.mark.security
def test_who_may_not_edit(case, teo, lidia, ulises, sign_in):
    for user, status in ((teo, 403), (lidia, 403), (ulises, 404)):
        assert sign_in(user).get(edit_url(case)).status_code == status
        assert sign_in(user).post(edit_url(case), {"summary": "x"}).status_code == status
    assert Case.objects.get(pk=case.pk).version == case.version


def test_the_button_for_another_place_keeps_what_was_typed(case, rosa, edit):
    page = edit(rosa, summary="No se pierde.", place_region="16", place_cambiar="1")
    assert page.status_code == 200
    assert page.context["form"]["summary"].value() == "No se pierde."
    assert Case.objects.get(pk=case.pk).summary == ""


def test_the_form_costs_the_same_whatever_is_in_the_phone_book(case, rosa, sign_in):
    client = sign_in(rosa)
    one = queries_of(client, edit_url(case))
    AgencyUnit.objects.filter(pk__in=AgencyUnit.objects.values("pk")[:50]).update(valid_to="2020-01-01")
    assert queries_of(client, edit_url(case)) == one
