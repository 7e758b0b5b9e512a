"""What the law and the protocol ask for at each step, and which kind of unit answers for it: said once, shown beside
the work.

Source of the route: DS 001-2016-IN (regulation of Ley 28950) and the three axes of DS 007-2023-IN; each sentence names
its own. Which unit that is here, and its telephone, is asked of the catalogue (``units_near``).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Participation
from cases.states import Phase
from directory.codelists import UnitType
from directory.models import AgencyUnit

U = UnitType
MOST_UNITS = 4


@dataclass(frozen=True)
class Ask:
    """One thing to do or to keep from doing, and where it is written; ``minors``: only for who counts as a minor."""

    text: str
    source: str
    minors: bool = False


@dataclass(frozen=True)
class Step:
    title: str
    asks: tuple[Ask, ...]
    units: tuple[str, ...]


STEPS: dict[str, Step] = {
    Phase.F0_DETECTION: Step(
        _("Detección"),
        (
            Ask(_("Basta con indicios razonables: se le trata como víctima desde ahora."), "DS 001-2016-IN, art. 6.c"),
            Ask(_("Si hay duda sobre su edad, se presume menor de edad."), "DS 001-2016-IN, art. 4.2.e"),
            Ask(_("Avisar a la UPE de inmediato."), "D.Leg. 1297, art. 17", minors=True),
            Ask(
                _("La policía avisa a su unidad especializada y a la fiscalía, y lo registra en RETA y SISTRA."),
                "DS 001-2016-IN, art. 23.1",
            ),
        ),
        (U.DEPINTRAP, U.DIRCTPTIM, U.FISTRAP, U.UPE),
    ),
    Phase.F1_INTAKE: Step(
        _("Ingreso y consentimiento"),
        (
            Ask(
                _("Explicarle en su lengua qué se anota, para qué y con quién se comparte."),
                "DS 016-2024-JUS, art. 6",
            ),
            Ask(_("La atención no depende de que denuncie ni de que acepte compartir datos."), _("Acuerdo del centro")),
            Ask(_("Lo sensible solo se comparte con consentimiento escrito."), "DS 016-2024-JUS, art. 9"),
            Ask(_("Si es extranjera, puede pedir que se avise a su consulado."), "DS 001-2016-IN, art. 37"),
        ),
        (U.UDAVIT, U.UAIVT, U.CONSULADO),
    ),
    Phase.F2_IMMEDIATE: Step(
        _("Asistencia inmediata"),
        (
            Ask(
                _("Atención médica, contención emocional, información jurídica, alimento, aseo y ropa."),
                "DS 008-2018-IN, § 5.3",
            ),
            Ask(_("Un lugar seguro para esta noche, y traducción si la necesita."), "DS 008-2018-IN, § 5.3"),
            Ask(
                _("La fiscalía dicta medidas de protección desde el rescate y coordina la atención inmediata."),
                "DS 001-2016-IN, art. 40",
            ),
            Ask(_("Salud la atiende y la afilia al SIS."), "DS 001-2016-IN, art. 35"),
        ),
        (U.UDAVIT, U.UAIVT, U.SALA_ACOGIDA, U.HOSPITAL, U.CENTRO_SALUD),
    ),
    Phase.F3_PROTECTION: Step(
        _("Protección y alojamiento"),
        (
            Ask(
                _("La UPE valora y resuelve en un día hábil; la evaluación de la familia, en cinco."),
                "D.Leg. 1297, arts. 18, 28 y 47",
                minors=True,
            ),
            Ask(
                _("Un CAR de urgencia la recibe diez días hábiles como máximo."),
                "DS 001-2018-MIMP, art. 101.1",
                minors=True,
            ),
            Ask(
                _("Ningún centro puede pedir un examen de integridad sexual para recibirla."),
                "D.Leg. 1297, art. 78",
                minors=True,
            ),
            Ask(_("Pueden pedirse medidas de protección: reserva de identidad, ocultar dónde está."), "NCPP, art. 248"),
            Ask(_("El juzgado dicta las medidas de protección que le tocan."), "DS 001-2016-IN, art. 42"),
            Ask(_("El gobierno regional y la municipalidad ofrecen lugares de acogida."), "DS 001-2016-IN, art. 41"),
        ),
        (U.UPE, U.CAR_ESPECIALIZADO, U.CAR_URGENCIA, U.HRT, U.CEM),
    ),
    Phase.F4_JUSTICE: Step(
        _("Justicia"),
        (
            Ask(
                _("Cuenta su historia una sola vez, en cámara Gesell y con psicóloga."),
                "NCPP, art. 242.1.d; TUO Ley 30364, art. 28",
                minors=True,
            ),
            Ask(
                _("La defensa pública la defiende gratis y se apersona formalmente al proceso."),
                "DS 001-2016-IN, art. 38",
            ),
            Ask(
                _("La defensa pública o el CEM la representan y pueden constituirse en actor civil."),
                "NCPP, art. 98; Ley 29360, art. 8.b",
            ),
            Ask(
                _("El actor civil se constituye antes de que termine la investigación preparatoria."),
                "NCPP, arts. 101 y 102",
            ),
            Ask(_("Contra un archivo hay cinco días para pedir que lo revise el superior."), "NCPP, art. 334.5"),
        ),
        (U.DEFENSA_PUBLICA_VICTIMAS, U.FISTRAP, U.CAMARA_GESELL, U.CEM),
    ),
    Phase.F5_RECOVERY: Step(
        _("Recuperación psicosocial"),
        (
            Ask(
                _("El sistema de salud le debe atención integral, también de salud mental."), "DS 001-2016-IN, art. 35"
            ),
            Ask(
                _("Lo que dice en terapia lo lee su equipo de psicología y nadie más."),
                _("Acuerdo del centro; Ley 29733, art. 2.5"),
            ),
        ),
        (U.CSMC, U.CENTRO_SALUD, U.HOSPITAL),
    ),
    Phase.F6_REINTEGRATION: Step(
        _("Reintegración"),
        (
            Ask(
                _("Empieza cuando terminó la emergencia, y con su consentimiento informado y propio."),
                "DS 001-2016-IN, art. 3.3",
            ),
            Ask(_("El MIMP conduce el plan de reintegración individual."), "DS 001-2016-IN, arts. 34 y 44"),
            Ask(
                _("Educación la matricula y cuida que permanezca, a ella y a quienes dependen de ella."),
                "DS 001-2016-IN, art. 45",
            ),
            Ask(_("Trabajo la apoya cuando su recuperación ya está en marcha."), "DS 001-2016-IN, art. 46"),
            Ask(_("Los programas sociales de su región y su municipalidad la incorporan."), "DS 001-2016-IN, art. 47"),
            Ask(_("RENIEC usa métodos rápidos para identificarla."), "DS 001-2016-IN, art. 43"),
        ),
        (U.CEM, U.UPE, U.UGEL, U.DRTPE, U.CETPRO, U.OFICINA_RENIEC),
    ),
    Phase.F7_FOLLOWUP: Step(
        _("Seguimiento"),
        (
            Ask(_("Se le busca al primer mes y a los 3, 6 y 12, por su canal seguro."), _("Acuerdo del centro")),
            Ask(
                _("Las medidas de protección de la UPE se revisan cada tres meses."),
                "D.Leg. 1297, art. 60",
                minors=True,
            ),
        ),
        (U.UPE, U.CEM, U.DEMUNA),
    ),
    Phase.F8_CLOSURE: Step(
        _("Cierre"),
        (
            Ask(_("Lo aprueba la coordinación, y se puede reabrir con toda su historia."), _("Acuerdo del centro")),
            Ask(
                _("La acción penal por trata no prescribe: el expediente penal puede seguir después."),
                _("Código Penal, art. 88-A"),
            ),
        ),
        (),
    ),
}


@dataclass(frozen=True)
class Guide:
    """A step as it is shown for one case: what is asked of its people, and who answers for it here."""

    step: Step
    asks: tuple[Ask, ...]
    units: list[AgencyUnit]


def guides_for(case: Case, participations: Iterable[Participation]) -> list[Guide]:
    """The steps that somebody of this case is in, in their order; one query. Expects ``running_phases``
    (``ParticipationQuerySet.for_file``)."""
    people = list(participations)
    running = {period.phase for each in people for period in each.running_phases}
    steps = [STEPS[phase] for phase in STEPS if phase in running]
    today = timezone.localdate()
    has_minors = any(each.is_victim and each.person.is_minor_on(today) for each in people)
    near = units_near(case, {unit for step in steps for unit in step.units})
    return [
        Guide(
            step,
            tuple(ask for ask in step.asks if has_minors or not ask.minors),
            _some(step, near),
        )
        for step in steps
    ]


def _some(step: Step, near: list[AgencyUnit]) -> list[AgencyUnit]:
    """The nearest of each kind, in the order of the step."""
    first = (next((unit for unit in near if unit.unit_type == kind), None) for kind in step.units)
    return [unit for unit in first if unit is not None][:MOST_UNITS]


def units_near(case: Case, kinds: Iterable[str]) -> list[AgencyUnit]:
    """Units of these kinds in the region of the case (else of its office), the nearest first; then those of national
    reach. One query, none without kinds."""
    wanted = list(kinds)
    if not wanted:
        return []
    place = case.place or case.office.place
    code = place.code if place else ""
    here = Q(place=None) | Q(place__code__startswith=code[:2]) if code else Q(place=None)
    rows = AgencyUnit.objects.valid(on=timezone.localdate()).filter(here, unit_type__in=wanted).for_list()
    return sorted(rows, key=lambda unit: (-_shared(code, unit.place_id or ""), unit.name))


def _shared(one: str, other: str) -> int:
    """How far two INEI codes agree: 6 the same district, 4 the province, 2 the region, 0 neither."""
    return next((length for length in (6, 4, 2) if len(other) >= length and one[:length] == other[:length]), 0)
