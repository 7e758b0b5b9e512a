"""The cast: the same people in every story, and Ulises, who has as much power as possible, elsewhere.

Rosa (social work), Elmer (legal) and Milagros (psychology) work in Iquitos; Celia coordinates them; Nora sees every
office; Teo makes reports; Darío protects data; Ana audits; Raúl administers; Lidia answers for UPE Loreto, Bruno for
a unit of another agency. Ulises coordinates Lima.
"""

from datetime import date

import pytest
from django.apps import apps

from accounts.models import User
from accounts.permissions import Role
from cases.actions import Intake, NewPerson, open_case
from cases.search import forget_names
from cases.states import AgeSource, ConsentState
from directory.catalogues import load_catalogues
from directory.codelists import IntakeSource, ProblemType, Sex
from directory.models import AgencyUnit, Office
from tests.signing_in import signed_in

PASSWORD = "una frase larga de prueba"


@pytest.fixture
def catalogues(db):
    """The published catalogues; loaded again where a test that commits has emptied the tables."""
    if not Office.objects.exists():
        load_catalogues(apps.get_model)


@pytest.fixture
def iquitos(catalogues):
    return Office.objects.get(code="IQT")


@pytest.fixture
def lima(catalogues):
    return Office.objects.get(code="LIM")


def make_user(username, display_name, role, *, office=None, unit=None, **more):
    user = User(username=username, display_name=display_name, role=role, office=office, agency_unit=unit, **more)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture(autouse=True)
def fast_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nobody_remembered():
    """The search keeps keys of names in memory; each story begins without those of the story before."""
    forget_names()


@pytest.fixture
def rosa(iquitos):
    return make_user("rosa", "Rosa T.", Role.SOCIAL_WORKER, office=iquitos)


@pytest.fixture
def elmer(iquitos):
    return make_user("elmer", "Elmer P.", Role.CASEWORKER_LEGAL, office=iquitos)


@pytest.fixture
def milagros(iquitos):
    return make_user("milagros", "Milagros V.", Role.CASEWORKER_PSYCHOSOCIAL, office=iquitos)


@pytest.fixture
def ines(iquitos):
    return make_user("ines", "Inés R.", Role.INTAKE_WORKER, office=iquitos)


@pytest.fixture
def celia(iquitos):
    return make_user("celia", "Celia M.", Role.COORDINATOR, office=iquitos)


@pytest.fixture
def nora(catalogues):
    return make_user("nora", "Nora C.", Role.NATIONAL_COORDINATOR)


@pytest.fixture
def teo(catalogues):
    return make_user("teo", "Teo S.", Role.REPORTING)


@pytest.fixture
def dario(catalogues):
    return make_user("dario", "Darío L.", Role.DATA_PROTECTION_OFFICER)


@pytest.fixture
def ana(catalogues):
    return make_user("ana", "Ana B.", Role.AUDITOR)


@pytest.fixture
def raul(catalogues):
    return make_user("raul", "Raúl G.", Role.ADMIN)


@pytest.fixture
def upe_loreto(catalogues):
    return AgencyUnit.objects.filter(unit_type="UPE", place__code__startswith="16").select_related("agency").first()


@pytest.fixture
def csmc_iquitos(catalogues):
    return AgencyUnit.objects.filter(unit_type="CSMC", place__code__startswith="16").select_related("agency").first()


@pytest.fixture
def lidia(upe_loreto):
    return make_user("lidia", "Lidia Q.", Role.AGENCY_GUEST, unit=upe_loreto)


@pytest.fixture
def bruno(csmc_iquitos):
    return make_user("bruno", "Bruno A.", Role.AGENCY_GUEST, unit=csmc_iquitos)


@pytest.fixture
def ulises(lima):
    """The outsider: as powerful as an office can make somebody, in another office."""
    return make_user("ulises", "Ulises K.", Role.COORDINATOR, office=lima)


@pytest.fixture
def kori():
    """Somebody nobody knows yet: sixteen by her own word."""
    return NewPerson(
        preferred_name="Kori",
        sex=Sex.F,
        age_source=AgeSource.DECLARED,
        age=16,
        paternal_surname="Quispe",
        maternal_surname="Mamani",
        given_names="Flor de María",
    )


@pytest.fixture
def intake(iquitos, kori):
    return Intake(
        office=iquitos,
        source=IntakeSource.PNP_REFERRAL,
        problem=ProblemType.TDP,
        consent=ConsentState.WRITTEN,
        person=kori,
        opened_on=date(2026, 11, 2),
        notes="Llamada de noche, después de un operativo.",
    )


@pytest.fixture
def case(intake, rosa):
    """Kori's case, opened by Rosa."""
    return open_case(intake, by=rosa)


@pytest.fixture
def person(case):
    return case.participations.get().person


@pytest.fixture
def sign_in(client):
    """``sign_in(rosa)`` gives a client that is wholly signed in as Rosa (tests/signing_in.py)."""

    def _sign_in(user):
        return signed_in(client, user)

    return _sign_in
