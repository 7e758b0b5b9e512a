"""Named accounts of the demonstration: one per role to sign in with, and a team for each office."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from accounts.factors.codes import sealed
from accounts.models import User
from accounts.permissions import Role
from directory.models import AgencyUnit, Office

PASSWORD = "demostracion-calp-2026"  # noqa: S105 - printed by script/server; never in production
# One for all, so that one entry of an authenticator app serves every account; printed too, never in production.
CODE_SEED = "CALPDEMOSTRACION2345CALPDEMOSTRA"


@dataclass(frozen=True)
class Account:
    """One account to be made; ``unit`` is (unit type, department) of an agency's liaison."""

    username: str
    name: str
    role: str
    office: str = ""
    unit: tuple[str, str] | None = None


SHOWN = (
    Account("rosa", "Rosa T.", Role.SOCIAL_WORKER, "IQT"),
    Account("milagros", "Milagros V.", Role.CASEWORKER_PSYCHOSOCIAL, "IQT"),
    Account("elmer", "Elmer P.", Role.CASEWORKER_LEGAL, "IQT"),
    Account("ines", "Inés R.", Role.INTAKE_WORKER, "IQT"),
    Account("celia", "Celia M.", Role.COORDINATOR, "IQT"),
    Account("nora", "Nora C.", Role.NATIONAL_COORDINATOR),
    Account("teo", "Teo S.", Role.REPORTING),
    Account("dario", "Darío L.", Role.DATA_PROTECTION_OFFICER),
    Account("ana", "Ana B.", Role.AUDITOR),
    Account("raul", "Raúl G.", Role.ADMIN),
    Account("lidia", "Lidia Q.", Role.AGENCY_GUEST, unit=("UPE", "16")),
)
_OTHER_TEAMS = {
    "LIM": ("Carmen", "Jorge", "Patricia", "Gloria", "Hernán"),
    "CUS": ("Justina", "Adolfo", "Nieves", "Saturnina", "Fredy"),
    "PEM": ("Dora", "Julio", "Ámbar", "Gina", "Wilber"),
}
_TEAM_ROLES = (
    Role.SOCIAL_WORKER,
    Role.CASEWORKER_PSYCHOSOCIAL,
    Role.CASEWORKER_LEGAL,
    Role.INTAKE_WORKER,
    Role.COORDINATOR,
)


def all_accounts() -> list[Account]:
    """The shown accounts, then a team for each of the other offices."""
    others = [
        Account(f"{_plain(name)}.{office.lower()}", f"{name} ({office})", role, office)
        for office, names in _OTHER_TEAMS.items()
        for name, role in zip(names, _TEAM_ROLES, strict=True)
    ]
    return [*SHOWN, *others]


def make_accounts() -> dict[str, User]:
    """Make the accounts that are missing; returns all of them by username."""
    offices = {office.code: office for office in Office.objects.all()}
    password = make_password(PASSWORD)
    for account in all_accounts():
        if User.objects.filter(username=account.username).exists():
            continue
        user = User(
            username=account.username,
            display_name=account.name,
            role=account.role,
            office=offices.get(account.office),
            agency_unit=_unit(account.unit),
            password=password,
        )
        user.save()
    enrol_accounts()
    return {user.username: user for user in User.objects.select_related("office")}


def enrol_accounts() -> None:
    """Give an authenticator app with the printed seed to the demonstration's accounts that have no second factor."""
    names = [account.username for account in all_accounts()]
    lacking = User.objects.filter(username__in=names).exclude(pk__in=Authenticator.objects.values("user_id"))
    Authenticator.objects.bulk_create(
        [Authenticator(user=user, type=Authenticator.Type.TOTP, data=sealed(user, CODE_SEED)) for user in lacking]
    )


def _unit(wanted):
    if wanted is None:
        return None
    unit_type, department = wanted
    return AgencyUnit.objects.filter(unit_type=unit_type, place__code__startswith=department).order_by("name").first()


def _plain(name: str) -> str:
    return name.lower().translate(str.maketrans("áéíóúñ", "aeioun"))
