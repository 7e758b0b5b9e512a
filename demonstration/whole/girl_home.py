"""Her plan, her return to her grandmother's house, and school: the last chapters of the girl of La Pampa."""

from datetime import timedelta
from decimal import Decimal

from demonstration.whole.afterwards import follow
from demonstration.whole.aid import ask
from demonstration.whole.base import Whole
from demonstration.whole.given import attend, enrol
from demonstration.whole.plans import HERSELF, STAFF, Goal, write_plan
from directory.codelists import ServiceKind
from services.aid_states import AidPurpose
from services.plan_states import PlanArea

AGREED, BACK = 78, 96  # days after intake: her plan, her return


def tell_plan(whole: Whole) -> None:
    """Agreed with her: her return and her school."""
    girl, agreed_on = whole.victims[0], whole.first + timedelta(days=AGREED)
    goals = (
        Goal(PlanArea.FAMILY, "Vivir otra vez con su abuela.", (("Dos visitas a la casa antes de volver", STAFF),)),
        Goal(
            PlanArea.EDUCATION,
            "Terminar la secundaria en otro colegio.",
            (("Matricularla cerca de la casa", STAFF), ("Ir a nivelación de comunicación", HERSELF)),
        ),
        Goal(PlanArea.SAFETY, "Que su tía no se le acerque.", (("Pedir la medida de protección", STAFF),)),
    )
    write_plan(whole, girl, agreed_on, goals, "Quiero dibujar, y que mi abuela me espere despierta.", is_kept=True)


def tell_return(whole: Whole) -> None:
    """To her grandmother's house, with the boat paid; then school."""
    girl, back = whole.victims[0], whole.first + timedelta(days=BACK)
    told = "Bote y mototaxi hasta la casa de su abuela, acompañada."
    ask(whole, girl.person, AidPurpose.TRANSPORT, Decimal(90), told, back - timedelta(days=6))
    notes = "Volvió con su trabajadora social. Su abuela tenía la cama lista; quedaron en llamarse los jueves."
    attend(whole, girl.person, ServiceKind.RETURN, back, by=whole.social, hour=9, notes=notes, minutes=180)
    school = "Tercero de secundaria, en otro colegio."
    enrol(whole, girl, ServiceKind.EDUCATION_REINSERTION, back + timedelta(days=8), school)
    supplies = "Útiles y uniforme para volver al colegio."
    ask(whole, girl.person, AidPurpose.SUPPLIES, Decimal(120), supplies, back + timedelta(days=9))


def tell_month_later(whole: Whole) -> None:
    """Found at her grandmother's and at school; three more terms to come."""
    follow(whole, whole.victims[0], whole.first + timedelta(days=BACK), is_well=True)
