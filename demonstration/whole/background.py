"""What whole files stand on: projects with their funds, kits in stock, places of shelter. Made once, by the verbs."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import User
from accounts.permissions import Role
from directory.codelists import ServiceKind
from directory.models import AgencyUnit, Office, Place, Project
from services.actions.aid import allocate
from services.actions.kits import add_kit, move_kits
from services.actions.shelter import add_place
from services.aid_states import KitMovementKind
from services.models import AidBudget, KitStock, KitType, ShelterPlace
from services.shelter_states import Admits, ShelterKind

_PROJECTS = (
    ("RUTA-SEGURA", "Ruta segura", "Cooperación inventada del Norte"),
    ("VOLVER", "Volver a empezar", "Fundación inventada Las Lomas"),
)
_SOLES = Decimal(45_000)  # of each project for each office
_KITS = (
    (
        "Kit de emergencia para adolescente",
        ServiceKind.EMERGENCY_KIT,
        (("Muda de ropa", 2), ("Toallas higiénicas", 2), ("Cepillo y pasta de dientes", 1), ("Frazada", 1)),
    ),
    (
        "Kit de emergencia para persona adulta",
        ServiceKind.EMERGENCY_KIT,
        (("Muda de ropa", 1), ("Jabón", 2), ("Cepillo y pasta de dientes", 1), ("Sandalias", 1)),
    ),
    ("Canasta de alimentos", ServiceKind.BASIC_NEEDS, (("Arroz, kilos", 5), ("Menestras, kilos", 3), ("Aceite", 1))),
)
_KITS_OF_AN_OFFICE = 60
_PLACES = (  # code, name, kind, region, beds, ages, admits, with children, specialised
    ("IQT-01", "Casa Amanecer (inventada)", ShelterKind.CAR_ESPECIALIZADO, "16", 14, (12, 17), Admits.WOMEN, True),
    ("IQT-02", "Hogar del Puerto (inventado)", ShelterKind.CAR_URGENCIA, "16", 8, (0, 17), Admits.ANYBODY, False),
    ("IQT-03", "Refugio Las Palmas (inventado)", ShelterKind.HRT, "16", 6, (18, None), Admits.WOMEN, True),
    ("LIM-01", "Casa Nueva Orilla (inventada)", ShelterKind.CAR_ESPECIALIZADO, "15", 20, (10, 17), Admits.WOMEN, True),
    ("LIM-02", "Hogar Abierto (inventado)", ShelterKind.CASA_ACOGIDA, "15", 10, (18, None), Admits.ANYBODY, True),
    ("CUS-01", "Casa Wasi Musuq (inventada)", ShelterKind.CAR_ESPECIALIZADO, "08", 10, (12, 17), Admits.WOMEN, False),
    ("CUS-02", "Refugio del Valle (inventado)", ShelterKind.HRT, "08", 5, (18, None), Admits.WOMEN, True),
    ("PEM-01", "Casa del Monte (inventada)", ShelterKind.CAR_ESPECIALIZADO, "17", 9, (12, 17), Admits.WOMEN, False),
    (
        "PEM-02",
        "Sala de los primeros días (inventada)",
        ShelterKind.SALA_ACOGIDA,
        "17",
        3,
        (0, None),
        Admits.ANYBODY,
        True,
    ),
)


@dataclass
class Background:
    """Everything by the code of the office; ``beds``: how many are free of each place; ``left``: kits of each
    kind; ``funds``: soles that each budget has left."""

    today: date
    projects: list[Project]
    budgets: dict[str, list[AidBudget]]
    kits: list[KitType]
    stocks: dict[tuple, KitStock]
    shelters: dict[str, list[ShelterPlace]]
    coordinators: dict[str, User]
    places: dict[str, Place]
    police: dict[str, AgencyUnit]
    schools: dict[str, AgencyUnit]
    hospitals: dict[str, AgencyUnit]
    migration: dict[str, AgencyUnit]
    beds: dict = field(default_factory=dict)
    left: dict = field(default_factory=dict)
    funds: dict = field(default_factory=dict)


def make_background(users: dict[str, User], today: date, place_codes: set[str]) -> Background:
    """Made once, however often the demonstration is loaded; what is there already is taken as it is."""
    offices = list(Office.objects.order_by("code"))
    coordinators = {user.office.code: user for user in users.values() if user.role == Role.COORDINATOR}
    nora = users["nora"]
    projects = [_project(code, name, funder, today) for code, name, funder in _PROJECTS]
    budgets = {
        code: [_budget(each, coordinators[code].office, nora, today) for each in projects] for code in coordinators
    }
    kits = [_kit(name, service, contents, nora) for name, service, contents in _KITS]
    stocks = {(code, kit.pk): _stock(kit, coordinators[code].office, nora) for code in coordinators for kit in kits}
    shelters = _shelters(nora)
    made = Background(
        today,
        projects,
        budgets,
        kits,
        stocks,
        shelters,
        coordinators,
        Place.objects.in_bulk(place_codes),
        *(_near(offices, kind) for kind in ("DEPINTRAP", "UGEL", "HOSPITAL", "JEFATURA_ZONAL")),
    )
    made.beds = {
        place.pk: place.capacity - place.stays.current().count() for places in shelters.values() for place in places
    }
    made.funds = {budget.pk: budget.balance for those in budgets.values() for budget in those}
    made.left = {key: stock.quantity for key, stock in stocks.items()}
    return made


def _near(offices: list[Office], kind: str) -> dict[str, AgencyUnit]:
    """One unit of a kind in the region of each office that has one."""
    rows = AgencyUnit.objects.filter(unit_type=kind).select_related("agency").order_by("name")
    by_region = {unit.place_id[:2]: unit for unit in reversed(rows) if unit.place_id}
    return {office.code: by_region[region] for office in offices if (region := office.place_id[:2]) in by_region}


def _project(code: str, name: str, funder: str, today: date) -> Project:
    begins = date(today.year - 2, 1, 1)
    return Project.objects.get_or_create(code=code, defaults={"name": name, "funder": funder, "valid_from": begins})[0]


def _budget(project: Project, office: Office, by: User, today: date) -> AidBudget:
    budget = AidBudget.objects.filter(project=project, office=office).first()
    if budget is None:
        allocate(project, office, _SOLES, by=by, on=today - timedelta(days=540))
        budget = AidBudget.objects.get(project=project, office=office)
    return budget


def _kit(name: str, service: str, contents, by: User) -> KitType:
    return KitType.objects.filter(name=name).first() or add_kit(name, service, contents, by=by)


def _stock(kit: KitType, office: Office, by: User) -> KitStock:
    rows = KitStock.objects.filter(kit=kit, office=office)
    if not rows.exists():
        move_kits(kit, office, KitMovementKind.ARRIVAL, _KITS_OF_AN_OFFICE, by=by)
    return rows.get()


def _shelters(by: User) -> dict[str, list[ShelterPlace]]:
    known = {place.code: place for place in ShelterPlace.objects.select_related("key")}
    found: dict[str, list[ShelterPlace]] = {}
    for code, name, kind, region, beds, (youngest, oldest), admits, with_children in _PLACES:
        if code not in known:
            told = {
                "kind": kind,
                "region": Place.objects.get(code=region),
                "capacity": beds,
                "youngest": youngest,
                "oldest": oldest,
                "admits": admits,
                "admits_children": with_children,
                "is_specialised": kind == ShelterKind.CAR_ESPECIALIZADO,
                "is_active": True,
            }
            known[code] = add_place(code, name, told, by=by)
        found.setdefault(code[:3], []).append(known[code])
    return found
