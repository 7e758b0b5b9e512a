"""One girl's whole file, entered through the pages only, on a telephone, by those who would; docs/clicks.md says in
how many presses each step has to do, and printed it holds all that was written."""

import pytest
from django.utils import timezone

from directory.codelists import ServiceKind
from directory.models import Place, Project
from services.actions.aid import allocate
from services.actions.kits import add_kit, move_kits
from services.actions.shelter import add_place
from services.aid_states import KitMovementKind
from services.shelter_states import ShelterKind
from tests.journeys import her_care, her_file
from tests.journeys.hand import Hand, Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The words of docs/clicks.md, whose account does it, and how.
STEPS = (
    ("Ingreso", "ines", her_file.take_the_call),
    ("Resumen del caso", "ines", her_file.write_the_summary),
    ("Nombre, lengua y nacionalidad", "ines", her_file.write_who_she_is),
    ("Documentos: el falso y el retenido", "ines", her_file.write_her_papers),
    ("Contacto seguro", "ines", her_file.write_how_to_reach_her),
    ("Equipo y responsable", "celia", her_file.make_the_team),
    ("El caso pasa a En curso", "rosa", her_file.begin_the_work),
    ("Aviso a la UPE", "rosa", her_file.tell_the_upe),
    ("Familia", "rosa", her_file.write_her_family),
    ("Lo que toca a su abuela", "rosa", her_file.write_her_grandmothers_parts),
    ("Origen, trato, hogar, educación", "rosa", her_file.write_what_is_known),
    ("Salud", "rosa", her_file.write_her_health),
    ("Consentimiento", "rosa", her_file.ask_what_she_allows),
    ("Los hechos: cómo la captaron", "rosa", her_care.write_how_she_was_recruited),
    ("Los hechos: el camino", "rosa", her_care.write_the_way),
    ("Los hechos: la explotación", "rosa", her_care.write_the_exploitation),
    ("Los hechos: cómo salió y quién", "rosa", her_care.write_how_she_got_out),
    ("Evaluaciones", "rosa", her_care.assess_with_her),
    ("Evaluación psicológica", "milagros", her_care.assess_her_mind),
    ("Evaluación legal", "elmer", her_care.assess_her_rights),
    ("Acogida", "rosa", her_care.shelter_her),
    ("Terapia: empieza", "rosa", her_care.begin_therapy),
    ("Terapia: una sesión", "milagros", her_care.hold_a_session),
    ("Cita en la agenda", "milagros", her_care.make_an_appointment),
    ("Pedir ayuda del fondo", "rosa", her_care.ask_for_money),
    ("Entregar un kit", "rosa", her_care.give_a_kit),
    ("Aprobar y pagar", "celia", her_care.approve_and_pay),
    ("Plan de reintegración", "rosa", her_care.plan_with_her),
    ("Su propio documento", "rosa", her_care.bring_her_own_paper),
    ("Vuelve a su casa", "rosa", her_care.take_her_home),
    ("El caso pasa a seguimiento", "rosa", her_care.go_on_to_follow_up),
    ("Primer seguimiento", "rosa", her_care.look_for_her),
    ("Nada falta", "rosa", her_care.see_that_nothing_lacks),
    ("Copia en papel", "rosa", her_care.prepare_the_copy),
)


@pytest.fixture
def house(iquitos, nora, raul, celia):
    """What an office has before she comes: money, kits, a bed."""
    project = Project.objects.create(code=her_file.FUND, name="Ayuda directa", funder="Donante")
    allocate(project, iquitos, 2000, by=nora, on=timezone.localdate())
    kit = add_kit(her_file.KIT, ServiceKind.EMERGENCY_KIT, (("jabón", 2), ("toalla", 1)), by=raul)
    move_kits(kit, iquitos, KitMovementKind.ARRIVAL, 3, by=raul)
    values = {
        "kind": ShelterKind.CAR_ESPECIALIZADO,
        "region": Place.objects.get(code="16"),
        "capacity": 2,
        "youngest": 12,
        "oldest": 17,
        "admits": "WOMEN",
        "admits_children": False,
        "is_specialised": True,
        "is_active": True,
    }
    add_place("CARE-1", her_file.SHELTER, values, by=celia)


def test_the_whole_file_of_one_girl(browser_page, live_site, house, ines, rosa, milagros, elmer, celia):
    walk, hands = Walk(), {}
    for name, who, tell in STEPS:
        if who not in hands:
            hands[who] = Hand(browser_page(360, user=locals()[who]), walk)
            hands[who].page.goto("/")
        with walk.step(name, hands[who]):
            tell(hands[who])
    assert list(walk.counts) == list(walk.allowed)
    the_copy_is_complete(hands["rosa"], walk)


def the_copy_is_complete(hand: Hand, walk: Walk) -> None:
    """Each thing written stands on it as it was written, days as they are printed; of what is hidden, nothing does."""
    copy = " ".join(hand.main.inner_text().split())
    assert [fact for fact in walk.facts if fact not in copy] == []
    assert [fact for fact in walk.hidden if fact in copy] == []
