"""What the database itself refuses, whoever writes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from directory.codelists import ServiceArea, ServiceKind
from directory.models import Agency, AgencyUnit, Holiday, Office, Place, UnitAlias

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE directory_place SET level = 'CITY' WHERE code = '15'",
        "UPDATE directory_place SET level = 'PROVINCE' WHERE code = '15'",
        "UPDATE directory_place SET parent_id = '1502' WHERE code = '150101'",
        "UPDATE directory_place SET parent_id = NULL WHERE code = '1501'",
        "UPDATE directory_place SET parent_id = '16' WHERE code = '15'",
        "INSERT INTO directory_place (code, level, name, parent_id, is_current, version)"
        " VALUES ('1x', 'DEPARTMENT', 'X', NULL, true, 1)",
        "UPDATE directory_office SET code = 'lim' WHERE code = 'LIM'",
        "UPDATE directory_agency SET board_group = 'X'",
        "UPDATE directory_agency SET sector = 'X'",
        "UPDATE directory_agency SET code = 'con espacio' WHERE code = 'PNP'",
        "UPDATE directory_agency SET valid_from = '2026-01-02', valid_to = '2026-01-02'",
        "UPDATE directory_agencyunit SET unit_type = 'X'",
        "UPDATE directory_agencyunit SET acknowledge_days = 0",
        "UPDATE directory_agencyunit SET first_service_days = 121",
        "UPDATE directory_agencyunit SET counter_referral_days = 0",
        "UPDATE directory_agencyunit SET place_id = '150101' WHERE unit_type = 'HRT'",
        "UPDATE directory_offence SET prior_until = NULL WHERE code = 'CP129A'",
        "UPDATE directory_offence SET code = 'CP129Ñ' WHERE code = 'CP129NN'",
        "UPDATE directory_holiday SET scope = 'REGION'",
        "UPDATE directory_holiday SET place_id = '16'",
        "UPDATE directory_holiday SET scope = 'MUNDIAL'",
        "UPDATE directory_holiday SET date = '2026-07-28' WHERE date = '2026-07-29'",
    ],
)
def test_the_database_refuses(statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_unit_has_one_name_once_at_a_time():
    unit = AgencyUnit.objects.first()
    UnitAlias.objects.create(unit=unit, name="La de antes", valid_to=date(2020, 1, 1))
    UnitAlias.objects.create(unit=unit, name="la de antes", valid_from=date(2020, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitAlias.objects.create(unit=unit, name="LA DE ANTES", valid_from=date(2019, 1, 1))
    with pytest.raises(ValidationError, match="ya tiene ese nombre"):
        UnitAlias(unit=unit, name="LA DE ANTES").full_clean()


def test_one_form_creates_one_row():
    key = "01890000-0000-7000-8000-000000000001"
    Office.objects.create(code="UNO", name="Uno", place_id="150101", idempotency_key=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.create(code="DOS", name="Dos", place_id="150101", idempotency_key=key)


def test_a_region_and_the_nation_may_rest_on_the_same_day():
    Holiday.objects.create(
        date=date(2026, 7, 28), name="Aniversario", scope="REGION", place_id="16", source="Ordenanza"
    )
    resting = Holiday.objects.filter(date=date(2026, 7, 28)).values_list("scope", flat=True)
    assert sorted(resting) == ["NATIONAL", "REGION"]


def test_a_unit_holds_from_its_first_day_to_the_day_before_it_ends():
    unit = AgencyUnit.objects.first()
    unit.valid_from, unit.valid_to = date(2020, 1, 1), date(2021, 1, 1)
    unit.save()
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    assert [unit.is_valid_on(day) for day in days] == [False, True, True, False]
    assert [AgencyUnit.objects.valid(on=day).contains(unit) for day in days] == [False, True, True, False]


@pytest.mark.parametrize("typed", ["proteccion especial loreto", "LORETO especial", "Protección  Loreto"])
def test_search_ignores_case_accents_and_order(typed):
    names = AgencyUnit.objects.matching(typed).values_list("name", flat=True)
    assert "Unidad de Protección Especial de Loreto" in names
    assert len(names) < 5


def test_search_by_acronym_of_the_agency():
    assert AgencyUnit.objects.matching("mp-fn fistrap").count() == 0
    assert AgencyUnit.objects.matching("mp-fn trata loreto").exists()
    assert Agency.objects.matching("policia").get().code == "PNP"


def test_units_of_a_region_include_the_national_ones():
    names = set(AgencyUnit.objects.in_department("160101").values_list("name", flat=True))
    assert "Línea 100" in names
    assert "Centro Emergencia Mujer Iquitos" in names
    assert "Centro Emergencia Mujer Cusco" not in names


def test_a_place_knows_its_region_without_asking(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Place(code="160108").department_code == "16"


def test_every_service_counts_in_one_published_group():
    assert sum(len(ServiceKind.of_area(area)) for area in ServiceArea) == len(ServiceKind)
    assert ServiceKind.LEGAL_REPRESENTATION.area == ServiceArea.LEGAL
    assert ServiceKind.PSYCH_EVAL.area == ServiceArea.PSYCHOLOGICAL
    assert ServiceKind.SHELTER.area == ServiceArea.SOCIAL
