"""What the directory and the accounts know of the names that a workbook mentions."""

from collections.abc import Iterable
from datetime import date

from accounts.models import User
from directory.codelists import IntakeSource, UnitType
from directory.models import Agency, AgencyUnit, Office, Place, UnitAlias
from referrals.exchange.fields import FIELDS
from referrals.exchange.kinds import Kind
from referrals.exchange.making import Setting
from referrals.exchange.rows import Row
from referrals.exchange.spellings import plain

_SOURCE_OF_UNIT = {
    UnitType.UPE: IntakeSource.UPE_CAR_REFERRAL,
    UnitType.CAR_URGENCIA: IntakeSource.UPE_CAR_REFERRAL,
    UnitType.CAR_BASICO: IntakeSource.UPE_CAR_REFERRAL,
    UnitType.CAR_ESPECIALIZADO: IntakeSource.UPE_CAR_REFERRAL,
    UnitType.CEM: IntakeSource.CEM_REFERRAL,
    UnitType.DEFENSA_PUBLICA_VICTIMAS: IntakeSource.DP_VICT_REFERRAL,
    UnitType.ALEGRA: IntakeSource.DP_VICT_REFERRAL,
    UnitType.DEMUNA: IntakeSource.DEMUNA,
    UnitType.LINEA_100: IntakeSource.HOTLINE_100,
    UnitType.LINEA_1818: IntakeSource.HOTLINE_1818,
    UnitType.CONSULADO: IntakeSource.CONSULATE,
}
_SOURCE_OF_AGENCY = {
    "PNP": IntakeSource.PNP_REFERRAL,
    "MPFN": IntakeSource.MP_REFERRAL,
    "MINSA": IntakeSource.HEALTH,
    "MINEDU": IntakeSource.SCHOOL,
    "GOLO_DEMUNA": IntakeSource.DEMUNA,
    "CONSULATE": IntakeSource.CONSULATE,
    "NGO": IntakeSource.NGO,
    "CHURCH": IntakeSource.NGO,
    "INTL_ORG": IntakeSource.NGO,
}
_PLACE_FIELDS = tuple(field.name for field in FIELDS.values() if field.kind == Kind.PLACE)


def setting_of(office: Office, rows: Iterable[Row], *, by: User, today: date) -> Setting:
    """The places, units and staff that these rows may mean, in five queries whatever their number."""
    codes = {row[name] for row in rows for name in _PLACE_FIELDS} - {""}
    places = Place.objects.with_parents().in_bulk(codes)
    return Setting(office=office, by=by, today=today, places=places, units=_units(), staff=_staff(office))


def _units() -> dict[str, tuple[AgencyUnit | None, str]]:
    """Name or alias of a unit, name or acronym of an agency → the unit if only one is called so, and the source."""
    known: dict[str, tuple[AgencyUnit | None, str]] = {}
    for agency in Agency.objects.all():
        source = _SOURCE_OF_AGENCY.get(agency.code, IntakeSource.OTHER)
        known |= {plain(name): (None, source) for name in (agency.name, agency.acronym) if name}
    units = AgencyUnit.objects.select_related("agency")
    named = [(unit.name, unit) for unit in units]
    by_id = {unit.pk: unit for unit in units}
    named += [(alias.name, by_id[alias.unit_id]) for alias in UnitAlias.objects.all()]
    homes: dict[str, set] = {}
    for name, unit in named:
        homes.setdefault(plain(name), set()).add(unit.pk)
    for name, pks in homes.items():
        known[name] = _meaning([by_id[pk] for pk in pks])
    return known


def _meaning(units: list[AgencyUnit]) -> tuple[AgencyUnit | None, str]:
    sources = {_source(unit) for unit in units}
    return (units[0] if len(units) == 1 else None), (sources.pop() if len(sources) == 1 else IntakeSource.OTHER)


def _source(unit: AgencyUnit) -> str:
    return _SOURCE_OF_UNIT.get(unit.unit_type) or _SOURCE_OF_AGENCY.get(unit.agency.code, IntakeSource.OTHER)


def _staff(office: Office) -> dict[str, User]:
    """Caseworkers of the office by user name, e-mail and the name they show; a name that two share means nobody."""
    staff: dict[str, User | None] = {}
    for user in User.objects.caseworkers().of_office(office.pk):
        for name in {plain(user.username), plain(user.email), plain(user.display_name)} - {""}:
            staff[name] = None if name in staff else user
    return {name: user for name, user in staff.items() if user is not None}
