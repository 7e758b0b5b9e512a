"""Districts of prosecutors, courts and public defence: which one a name means, and which a unit may have."""

import csv
import importlib
import uuid

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from directory.catalogues import DATA
from directory.districts import bare, code_of, named
from directory.models import AgencyUnit, District
from tests.signing_in import signed_in

with (DATA / "districts.csv").open(encoding="utf-8", newline="") as lines:
    PUBLISHED = [
        District(**{**row, "aliases": row["aliases"].split("|") if row["aliases"] else []})
        for row in csv.DictReader(lines)
    ]


def of_kind(kind):
    return [each for each in PUBLISHED if each.kind == kind]


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("FISCAL", "Pucallpa", "UCAYALI"),
        ("JUDICIAL", "PUCALLPA", "UCAYALI"),
        ("FISCAL", "Lima", "LIMA_CENTRO"),
        ("JUDICIAL", "Lima", "LIMA"),
        ("FISCAL", "lima  norte", "LIMA_NORTE"),
        ("FISCAL", "Ventanilla", "LIMA_NOROESTE"),
        ("JUDICIAL", "Puente Piedra – Ventanilla", "PUENTE_PIEDRA_VENTANILLA"),
        ("DEFENCE", "Ventanilla", "VENTANILLA"),
        ("JUDICIAL", "Santa", "DEL_SANTA"),
        ("JUDICIAL", "Sala Penal Nacional", "PENAL_NACIONAL"),
        ("FISCAL", "ANCASH", "ANCASH"),
        ("FISCAL", "Sala Penal Nacional", None),
        ("FISCAL", "Lim", None),
        ("FISCAL", "", None),
    ],
)
def test_a_name_leads_to_its_district(kind, text, code):
    found = named(text, of_kind(kind))
    assert (found.code if found else None) == code


def test_no_name_of_the_published_list_means_two_districts():
    assert [len(of_kind(kind)) for kind in ("FISCAL", "JUDICIAL", "DEFENCE")] == [34, 35, 28]
    for kind in ("FISCAL", "JUDICIAL", "DEFENCE"):
        said = [bare(name) for each in of_kind(kind) for name in [each.name, *each.aliases]]
        assert len(said) == len(set(said))
    assert {each.code for each in PUBLISHED if code_of(each.name) != each.code} == {"PENAL_NACIONAL"}


@pytest.mark.django_db
def test_published_units_have_their_districts_and_the_database_keeps_each_to_its_kind():
    unit = AgencyUnit.objects.get(name="Defensa Pública de Víctimas – Dirección Distrital de Loreto")
    assert (unit.fiscal_district, unit.judicial_district.name, unit.defence_district.name) == (None, "Loreto", "Loreto")
    lima = AgencyUnit.objects.get(unit_type="UDAVIT", place="150101")
    assert (lima.fiscal_district.name, lima.judicial_district.name) == ("Lima Centro", "Lima")
    court = District.objects.named("JUDICIAL", "Pucallpa")
    assert court == District.objects.of_kind("JUDICIAL").matching("pucallpa").get()
    for rows, wrong in (
        (AgencyUnit.objects.filter(pk=unit.pk), {"fiscal_district": court}),
        (District.objects.filter(pk=court.pk), {"kind": "FISCAL"}),
        (District.objects.filter(pk=court.pk), {"regions": ["99"]}),
        (District.objects.filter(pk=court.pk), {"code": "LORETO"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


class Unit:
    """A unit as it was before: a text."""

    def __init__(self, text):
        self.fiscal_district_text, self.fiscal_district = text, None

    def save(self, update_fields):
        self.saved = update_fields


@pytest.mark.django_db
def test_old_texts_find_their_row_and_one_that_nobody_knows_becomes_a_row():
    connect = importlib.import_module("directory.migrations.0012_published_districts")._connect
    units = [Unit("Pucallpa"), Unit("Alto Amazonas"), Unit("ALTO  AMAZONAS"), Unit("12 de Octubre")]
    rows = type("Rows", (), {"exclude": lambda self, **asked: units})()
    before = District.objects.count()
    connect(apps.get_model("directory", "District"), rows, "FISCAL", "fiscal_district")
    assert [each.fiscal_district.code for each in units] == [
        "UCAYALI",
        "ALTO_AMAZONAS",
        "ALTO_AMAZONAS",
        "D_12_DE_OCTUBRE",
    ]
    assert District.objects.count() == before + 2


@pytest.mark.django_db
def test_an_administrator_adds_one_and_a_unit_is_offered_those_of_each_kind_that_hold(client, raul):
    signed_in(client, raul)
    told = {"kind": "FISCAL", "code": "alto_amazonas", "name": "Alto Amazonas", "aliases": "Yurimaguas, , Yurimaguas"}
    url = reverse("directory:add_entry", args=["distritos"])
    answer = client.post(url, told | {"regions": ["16"], "idempotency_key": str(uuid.uuid4())})
    added = District.objects.get(code="ALTO_AMAZONAS")
    assert answer.url == added.get_absolute_url()
    assert (added.aliases, added.regions) == (["Yurimaguas"], ["16"])
    again = client.post(url, told | {"idempotency_key": str(uuid.uuid4())})
    assert again.status_code == 422 and 'id="id_code_error"' in again.content.decode()
    listed = client.get(reverse("directory:entries", args=["distritos"]) + "?q=yurimaguas").content.decode()
    assert "Alto Amazonas" in listed
    unit = AgencyUnit.objects.get(unit_type="UDAVIT", place="150101")
    form = client.get(unit.get_absolute_url()).context["form"]
    offered = form.fields["fiscal_district"].queryset
    assert added in offered and set(offered.values_list("kind", flat=True)) == {"FISCAL"}
    end = reverse("directory:retire_entry", args=["distritos", unit.fiscal_district_id])
    assert client.post(end, {"valid_to": timezone.localdate().strftime("%d/%m/%Y"), "version": "1"}).status_code == 302
    form = client.get(unit.get_absolute_url()).context["form"]
    assert unit.fiscal_district in form.fields["fiscal_district"].queryset, "what it has stays"
    other = AgencyUnit.objects.get(unit_type="UDAVIT", place="160101")
    form = client.get(other.get_absolute_url()).context["form"]
    assert unit.fiscal_district not in form.fields["fiscal_district"].queryset
