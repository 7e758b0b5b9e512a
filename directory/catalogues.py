"""Loads the published catalogues of ``directory/data`` and adds only what is missing.

Each loaded row carries a key derived from its published name, so a second load finds it even after an
administrator renamed it, and leaves it as it is. The same function serves the migration, with the models of that
moment, and ``manage.py load_catalogues``.
"""

import csv
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import holidays
from django.db import models, transaction

from directory.codelists import DistrictKind, HolidayScope, PlaceLevel

DATA = Path(__file__).resolve().parent / "data"
HOLIDAY_YEARS = range(2021, 2036)
HOLIDAY_SOURCE = f"D. Leg. 713, art. 6, y leyes que añaden feriados (holidays {holidays.__version__})"
_NAMESPACE = uuid5(NAMESPACE_URL, "calp:catalogues")
_LEVELS = {2: PlaceLevel.DEPARTMENT, 4: PlaceLevel.PROVINCE, 6: PlaceLevel.DISTRICT}

GetModel = Callable[[str, str], type[models.Model]]


def catalogue_key(*published: str) -> UUID:
    """The key of a published row, the same in every installation: kind and the names that identify it."""
    return uuid5(_NAMESPACE, "|".join(published))


@transaction.atomic
def load_catalogues(get_model: GetModel) -> dict[str, int]:
    """Insert the missing rows of every catalogue; how many of each model were new. Existing rows stay as they are."""
    model = partial(get_model, "directory")
    return {
        "Place": _insert(model("Place"), _places()),
        "Office": _insert(model("Office"), _coded("offices", "office")),
        "Agency": _insert(model("Agency"), _coded("agencies", "agency")),
        **load_districts(get_model),
        "AgencyUnit": _insert(model("AgencyUnit"), _units(model("Agency"), _district_ids(get_model))),
        "UnitAlias": _insert(model("UnitAlias"), _aliases(model("AgencyUnit"))),
        "Offence": _insert(model("Offence"), _coded("offences", "offence")),
        "Holiday": _insert(model("Holiday"), _holidays()),
    }


def load_districts(get_model: GetModel) -> dict[str, int]:
    """The same for districts alone; nothing before their table is there."""
    model = _districts_then(get_model)
    return {"District": _insert(model, _districts())} if model else {}


def _districts_then(get_model: GetModel) -> type[models.Model] | None:
    try:
        return get_model("directory", "District")
    except LookupError:
        return None


def _insert(model: type[models.Model], rows: Iterator[dict]) -> int:
    """A column that the model of that moment does not have yet is left out."""
    columns = {field.attname for field in model._meta.concrete_fields}
    kept = [{name: value for name, value in row.items() if name in columns} for row in rows]
    before = model.objects.count()
    model.objects.bulk_create([model(**row) for row in kept], ignore_conflicts=True)
    return model.objects.count() - before


def _read(name: str) -> Iterator[dict]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _places() -> Iterator[dict]:
    for row in _read("places"):
        code = row["code"]
        yield {**row, "level": _LEVELS[len(code)], "parent_id": code[:-2] or None}


def _coded(name: str, kind: str) -> Iterator[dict]:
    """Offices, agencies and offences: a code identifies the row; a date or place left empty is unknown."""
    for row in _read(name):
        for column in {"prior_until", "valid_from", "valid_to"} & row.keys():
            row[column] = row[column] or None
        if "place" in row:
            row["place_id"] = row.pop("place")
        yield {**row, "idempotency_key": catalogue_key(kind, row["code"])}


def _districts() -> Iterator[dict]:
    for row in _read("districts"):
        lists = {name: row[name].split("|") if row[name] else [] for name in ("aliases", "regions")}
        yield {**row, **lists, "idempotency_key": _district_key(row)}


def _district_key(row: dict) -> UUID:
    return catalogue_key("district", row["kind"], row["code"])


def _district_ids(get_model: GetModel) -> dict[tuple[str, str], UUID]:
    """Ids of the published districts by kind and published name."""
    model = _districts_then(get_model)
    known = dict(model.objects.exclude(idempotency_key=None).values_list("idempotency_key", "id")) if model else {}
    return {
        (row["kind"], row["name"]): known[_district_key(row)]
        for row in _read("districts")
        if _district_key(row) in known
    }


def published_defence(get_model: GetModel) -> dict[UUID, UUID]:
    """The public-defence district of each published unit that has one: key of the unit → id of the district."""
    ids = _district_ids(get_model)
    return {
        _unit_key(row, row["name"]): ids["DEFENCE", row["defence_district"]]
        for row in _read("units")
        if row["defence_district"]
    }


def published_sectors() -> dict[str, str]:
    """The sector of each published agency, by its code."""
    return {row["code"]: row["sector"] for row in _read("agencies")}


def _unit_key(row: dict, name: str) -> UUID:
    return catalogue_key("unit", row["agency"], row["unit_type"], name)


def _units(agency_model: type[models.Model], districts: dict[tuple[str, str], UUID]) -> Iterator[dict]:
    """Before there were rows of districts, the column of that name held their text."""
    agencies = dict(agency_model.objects.values_list("code", "id"))
    for row in _read("units"):
        row["idempotency_key"] = _unit_key(row, row["name"])
        row["agency_id"] = agencies[row.pop("agency")]
        row["place_id"] = row.pop("place") or None
        for kind in DistrictKind.values:
            column = f"{kind.lower()}_district"
            row[f"{column}_id"] = districts.get((kind, row[column]))
        row["accepts_referrals"] = row["accepts_referrals"] == "sí"
        yield row


def _aliases(unit_model: type[models.Model]) -> Iterator[dict]:
    units = dict(unit_model.objects.exclude(idempotency_key=None).values_list("idempotency_key", "id"))
    for row in _read("aliases"):
        unit_key = _unit_key(row, row["unit"])
        yield {
            "unit_id": units[unit_key],
            "name": row["name"],
            "idempotency_key": catalogue_key("alias", str(unit_key), row["name"]),
        }


def _holidays() -> Iterator[dict]:
    national = holidays.country_holidays("PE", language="es", years=HOLIDAY_YEARS)
    for day, name in sorted(national.items()):
        yield {
            "date": day,
            "name": name,
            "scope": HolidayScope.NATIONAL,
            "source": HOLIDAY_SOURCE,
            "idempotency_key": catalogue_key("holiday", HolidayScope.NATIONAL, day.isoformat()),
        }
