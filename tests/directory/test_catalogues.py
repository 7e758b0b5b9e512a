"""What a fresh installation knows before anybody types anything."""

from datetime import date

import pytest
from django.apps import apps
from django.core.management import call_command

from directory.catalogues import load_catalogues
from directory.codelists import SHELTER_UNITS, HolidayScope, PlaceLevel, Sector, UnitType
from directory.models import Agency, AgencyUnit, Holiday, Offence, Office, Place, UnitAlias
from tests.plugins.database import as_owner

pytestmark = pytest.mark.django_db
REGIONS = {"15": "Lima", "16": "Loreto", "08": "Cusco", "17": "Madre de Dios"}


def test_the_atlas_has_the_25_regions_196_provinces_and_1891_districts_of_inei():
    counts = [Place.objects.filter(level=level).count() for level in PlaceLevel]
    assert counts == [25, 196, 1891]


def test_the_defects_of_the_source_are_corrected():
    ninabamba = Place.objects.with_parents().get(code="061306")
    assert ninabamba.full_name == "Ninabamba, Santa Cruz, Cajamarca"
    assert Place.objects.get(code="060506").name == "Santa Cruz de Toledo"
    assert not Place.objects.filter(code__in=["090708", "090712"]).exists()


def test_codes_are_inei_and_not_reniec():
    assert Place.objects.get(code="15").name == "Lima"
    assert Place.objects.get(code="07").name == "Callao"
    assert Place.objects.get(code="160101").full_name == "Iquitos, Maynas, Loreto"


def test_the_full_name_of_many_places_asks_nothing_more(django_assert_num_queries):
    with django_assert_num_queries(1):
        names = [place.full_name for place in Place.objects.with_parents().filter(code__startswith="16")]
    assert len(names) > 50


def test_the_four_offices_stand_in_their_districts():
    offices = {office.code: office.place.full_name for office in Office.objects.all()}
    assert offices == {
        "LIM": "Lima, Lima, Lima",
        "IQT": "Iquitos, Maynas, Loreto",
        "CUS": "Cusco, Cusco, Cusco",
        "PEM": "Tambopata, Tambopata, Madre de Dios",
    }


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize(
    "unit_type",
    [
        UnitType.FISTRAP,
        UnitType.UDAVIT,
        UnitType.UPE,
        UnitType.CEM,
        UnitType.CAR_ESPECIALIZADO,
        UnitType.HRT,
        UnitType.DEFENSA_PUBLICA_VICTIMAS,
        UnitType.CSMC,
        UnitType.HOSPITAL,
        UnitType.UGEL,
        UnitType.DRTPE,
        UnitType.INTENDENCIA,
        UnitType.OFICINA_RENIEC,
        UnitType.JEFATURA_ZONAL,
    ],
)
def test_every_office_finds_each_kind_of_unit_in_its_region(region, unit_type):
    units = AgencyUnit.objects.valid(on=date(2026, 11, 20)).accepting_referrals()
    assert units.filter(place__code__startswith=region, unit_type=unit_type).exists()


def test_only_public_hotlines_have_a_number():
    assert set(AgencyUnit.objects.exclude(phone="").values_list("phone", flat=True)) == {
        "1818, opción 1",
        "100",
        "105",
    }


def test_no_shelter_says_where_it_stands():
    assert AgencyUnit.objects.filter(unit_type__in=SHELTER_UNITS).count() > 10
    places = AgencyUnit.objects.filter(unit_type__in=SHELTER_UNITS).values_list("place__level", flat=True)
    assert set(places) == {PlaceLevel.DEPARTMENT}


def test_old_names_lead_to_the_unit_of_today():
    assert UnitAlias.objects.get(name="DIRCTPTIM").unit.name.startswith("Dirección de Investigación de Trata")
    assert UnitAlias.objects.get(name="Unidad de Investigación Tutelar de Loreto").unit.unit_type == "UPE"


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [("CP129A", "153", "129-A"), ("CP129NN", "153-C", "129-Ñ"), ("CP129O", "168-B", "129-O")],
)
def test_a_file_of_before_31_march_2021_keeps_the_old_number(code, before, after):
    offence = Offence.objects.get(code=code)
    assert offence.article_on(date(2021, 3, 30)) == before
    assert offence.article_on(date(2021, 3, 31)) == after


def test_the_newest_offence_did_not_exist_before_its_law():
    assert not Offence.objects.valid(on=date(2025, 5, 16)).filter(code="CP129Q").exists()
    assert Offence.objects.valid(on=date(2025, 5, 17)).filter(code="CP129Q").exists()
    assert {"CP303A", "CP303B"} <= set(Offence.objects.values_list("code", flat=True))


@pytest.mark.parametrize(("year", "count"), [(2021, 13), (2022, 15), (2023, 16), (2024, 17), (2035, 17)])
def test_holidays_follow_the_laws_of_each_year(year, count):
    assert Holiday.objects.filter(date__year=year, scope=HolidayScope.NATIONAL).count() == count


def test_loading_again_adds_nothing():
    assert set(load_catalogues(apps.get_model).values()) == {0}


def test_only_peruvian_bodies_of_the_state_are_public():
    others = Agency.objects.exclude(sector=Sector.PUBLIC).values_list("code", "sector")
    assert dict(others) == {
        "NGO": "CIVIL",
        "CHURCH": "CIVIL",
        "PRO_BONO": "PRIVATE",
        "OTHER": "PRIVATE",
        "CONSULATE": "INTERNATIONAL",
        "INTL_ORG": "INTERNATIONAL",
    }


def test_loading_again_leaves_an_administrators_changes_alone(capsys):
    Place.objects.filter(code="160101").update(name="Iquitos (corregido)")
    Office.objects.filter(code="IQT").update(name="Sede Iquitos")
    AgencyUnit.objects.filter(name="Centro Emergencia Mujer Iquitos").update(name="CEM Iquitos")
    Holiday.objects.filter(date=date(2026, 7, 23)).update(date=date(2026, 7, 24), is_active=False)
    UnitAlias.objects.filter(name="DIRINTRAP").update(name="DIRINTRAP PNP")
    call_command("load_catalogues")
    assert capsys.readouterr().out == "Los catálogos ya estaban completos.\n"
    assert Place.objects.get(code="160101").name == "Iquitos (corregido)"
    assert Office.objects.get(code="IQT").name == "Sede Iquitos"
    assert not AgencyUnit.objects.filter(name="Centro Emergencia Mujer Iquitos").exists()
    assert not Holiday.objects.filter(date=date(2026, 7, 23)).exists()


def test_loading_brings_back_only_what_is_missing():
    with as_owner():
        Agency.objects.get(code="MINCETUR").units.all().delete()
        Place.objects.filter(code="250401").delete()
    added = load_catalogues(apps.get_model)
    assert (added["AgencyUnit"], added["Place"], added["Holiday"]) == (1, 1, 0)
