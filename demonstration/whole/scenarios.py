"""Ways in which people were recruited, taken and exploited, as the registries and the press tell of them: none is
anybody's story. Places are INEI codes; the last of a route is where she was exploited.
"""

from dataclasses import dataclass

from cases.episode_lists import (
    Activity,
    Channel,
    Conduct,
    ControlMethod,
    Establishment,
    ExitKind,
    Means,
    PerpetratorRole,
    RecruitmentModality,
    RelationToHer,
    RetaConduct,
    RetaMeans,
    Transport,
)
from directory.codelists import Purpose

LAND, RIVER, AIR = Transport.LAND, Transport.RIVER, Transport.AIR
_TO_THE_GOLD = (("160101", ""), ("250101", RIVER), ("150101", LAND), ("170102", LAND))


@dataclass(frozen=True)
class Scenario:
    """``sexes`` and ``ages``: of whom it is told; ``route``: (place, how she was brought to it)."""

    sexes: str
    ages: range
    modality: str
    channels: tuple[str, ...]
    relation: str
    route: tuple[tuple[str, str], ...]
    purposes: tuple[str, ...]
    establishment: str
    activity: str
    reta_conducts: tuple[str, ...]
    reta_means: tuple[str, ...]
    control: tuple[str, ...]
    recruitment: str
    living: str
    hours: int
    debt: int = 0
    promised: int = 0
    exits: tuple[str, ...] = (ExitKind.RESCUED, ExitKind.RESCUED, ExitKind.ESCAPED)
    roles: tuple[str, ...] = (PerpetratorRole.RECRUITER, PerpetratorRole.EXPLOITER)
    conducts: tuple[str, ...] = (Conduct.RECRUIT, Conduct.TRANSFER, Conduct.RETAIN)
    means: tuple[str, ...] = (Means.DECEPTION, Means.ABUSE_VULNERABILITY)


BARS = Scenario(
    sexes="F",
    ages=range(11, 31),
    modality=RecruitmentModality.FALSE_JOB_OFFER,
    channels=(Channel.FACEBOOK, Channel.WHATSAPP),
    relation=RelationToHer.FRIEND,
    route=_TO_THE_GOLD,
    purposes=(Purpose.PROSTITUTION_SEXUAL,),
    establishment=Establishment.BAR,
    activity=Activity.BAR_NIGHTCLUB,
    reta_conducts=(RetaConduct.R02, RetaConduct.R05, RetaConduct.R13, RetaConduct.R17),
    reta_means=(RetaMeans.M10, RetaMeans.M16, RetaMeans.M22),
    control=(ControlMethod.DEBT_BONDAGE, ControlMethod.WITHHOLDS_DOCUMENTS, ControlMethod.RESTRICTS_MOVEMENT),
    recruitment="Una conocida le ofreció trabajo de mesera con casa y comida, y le pagó el pasaje.",
    living="Cuarto de tablas compartido detrás del local; solo salía acompañada.",
    hours=12,
    debt=900,
    promised=1500,
)
MINING = Scenario(
    sexes="M",
    ages=range(14, 60),
    modality=RecruitmentModality.DEBT,
    channels=(Channel.IN_PERSON, Channel.ADVERT),
    relation=RelationToHer.EMPLOYER,
    route=(("211101", ""), ("080101", LAND), ("170204", LAND)),
    purposes=(Purpose.FORCED_LABOR,),
    establishment=Establishment.MINING_CAMP,
    activity=Activity.GOLD_MINING,
    reta_conducts=(RetaConduct.R03, RetaConduct.R09, RetaConduct.R15),
    reta_means=(RetaMeans.M05, RetaMeans.M16, RetaMeans.M23),
    control=(ControlMethod.DEBT_BONDAGE, ControlMethod.TAKES_EARNINGS, ControlMethod.EXCESSIVE_WORKING_HOURS),
    recruitment="Le adelantaron dinero en su comunidad y le dijeron que en noventa días quedaba libre.",
    living="Campamento de plásticos junto a la poza; agua del río y una comida al día.",
    hours=14,
    debt=2400,
    promised=2000,
)
LOGGING = Scenario(
    sexes="M",
    ages=range(14, 60),
    modality=RecruitmentModality.DEBT,
    channels=(Channel.IN_PERSON,),
    relation=RelationToHer.EMPLOYER,
    route=(("160301", ""), ("160501", RIVER), ("160401", RIVER)),
    purposes=(Purpose.FORCED_LABOR,),
    establishment=Establishment.LOGGING_CAMP,
    activity=Activity.LOGGING,
    reta_conducts=(RetaConduct.R03, RetaConduct.R04, RetaConduct.R09),
    reta_means=(RetaMeans.M05, RetaMeans.M10, RetaMeans.M23),
    control=(ControlMethod.DEBT_BONDAGE, ControlMethod.RESTRICTS_MOVEMENT, ControlMethod.WITHHOLDS_NECESSITIES),
    recruitment="Habilitación: víveres y herramientas por adelantado, que se pagarían con madera.",
    living="Tambo en el monte, a tres días de quebrada; sin botiquín ni radio.",
    hours=12,
    debt=3100,
    promised=1800,
    exits=(ExitKind.ESCAPED, ExitKind.HELPED),
)
HOME = Scenario(
    sexes="F",
    ages=range(8, 25),
    modality=RecruitmentModality.SALE_BY_FAMILY,
    channels=(Channel.IN_PERSON,),
    relation=RelationToHer.GODPARENT,
    route=(("160501", ""), ("160101", RIVER)),
    purposes=(Purpose.SERVITUDE, Purpose.LABOR),
    establishment=Establishment.HOME,
    activity=Activity.DOMESTIC_WORK,
    reta_conducts=(RetaConduct.R04, RetaConduct.R11, RetaConduct.R14),
    reta_means=(RetaMeans.M02, RetaMeans.M16),
    control=(ControlMethod.FALSE_PROMISES, ControlMethod.PSYCHOLOGICAL_ABUSE, ControlMethod.RESTRICTS_MOVEMENT),
    recruitment="Su madrina ofreció ponerla en el colegio a cambio de «ayuda» en la casa.",
    living="Dormía en la cocina; no volvió al colegio.",
    hours=15,
    exits=(ExitKind.HELPED, ExitKind.ESCAPED),
    roles=(PerpetratorRole.RECRUITER, PerpetratorRole.HARBOURER),
)
ONLINE = Scenario(
    sexes="F",
    ages=range(11, 22),
    modality=RecruitmentModality.INTERNET,
    channels=(Channel.INSTAGRAM, Channel.TIKTOK, Channel.WHATSAPP),
    relation=RelationToHer.ONLINE,
    route=(("050101", ""), ("150101", LAND)),
    purposes=(Purpose.PROSTITUTION_SEXUAL,),
    establishment=Establishment.LODGING,
    activity=Activity.HOTEL,
    reta_conducts=(RetaConduct.R02, RetaConduct.R12, RetaConduct.R13),
    reta_means=(RetaMeans.M04, RetaMeans.M15, RetaMeans.M24),
    control=(ControlMethod.THREATS, ControlMethod.SEXUAL_ABUSE, ControlMethod.PSYCHOLOGICAL_ABUSE),
    recruitment="Un perfil le ofreció modelar; después la amenazó con publicar sus fotos.",
    living="La cambiaban de hospedaje cada semana y le quitaron el teléfono.",
    hours=10,
    promised=800,
    roles=(PerpetratorRole.RECRUITER, PerpetratorRole.CONTROLLER),
)
WORKSHOP = Scenario(
    sexes="FM",
    ages=range(13, 50),
    modality=RecruitmentModality.ACQUAINTANCE,
    channels=(Channel.IN_PERSON, Channel.CALL),
    relation=RelationToHer.OTHER_RELATIVE,
    route=(("210101", ""), ("040101", LAND), ("150101", LAND)),
    purposes=(Purpose.LABOR,),
    establishment=Establishment.WORKSHOP,
    activity=Activity.MANUFACTURE_INFORMAL,
    reta_conducts=(RetaConduct.R03, RetaConduct.R14, RetaConduct.R15),
    reta_means=(RetaMeans.M02, RetaMeans.M16, RetaMeans.M23),
    control=(ControlMethod.EXCESSIVE_WORKING_HOURS, ControlMethod.TAKES_EARNINGS),
    recruitment="Un pariente lo llevó al taller de un paisano: sueldo al terminar la campaña.",
    living="Dormía entre las máquinas; la puerta se cerraba por fuera de noche.",
    hours=14,
    promised=1100,
)
BEGGING = Scenario(
    sexes="FM",
    ages=range(6, 14),
    modality=RecruitmentModality.SALE_BY_FAMILY,
    channels=(Channel.IN_PERSON,),
    relation=RelationToHer.OTHER_RELATIVE,
    route=(("080101", ""), ("150101", LAND)),
    purposes=(Purpose.BEGGING,),
    establishment=Establishment.STREET,
    activity=Activity.STREET_VENDING,
    reta_conducts=(RetaConduct.R04, RetaConduct.R10),
    reta_means=(RetaMeans.M02, RetaMeans.M05),
    control=(ControlMethod.TAKES_EARNINGS, ControlMethod.WITHHOLDS_NECESSITIES),
    recruitment="Un familiar pidió llevarla a la ciudad por la campaña de Navidad.",
    living="Cuarto alquilado con otras cinco niñas y niños; debía entregar una cuota cada noche.",
    hours=11,
    exits=(ExitKind.RESCUED,),
)
ABROAD = Scenario(
    sexes="F",
    ages=range(15, 45),
    modality=RecruitmentModality.AGENCY,
    channels=(Channel.TELEGRAM, Channel.WHATSAPP),
    relation=RelationToHer.STRANGER,
    route=(("240101", ""), ("150101", LAND)),
    purposes=(Purpose.PROSTITUTION_SEXUAL,),
    establishment=Establishment.NIGHT_CLUB,
    activity=Activity.BAR_NIGHTCLUB,
    reta_conducts=(RetaConduct.R01, RetaConduct.R13, RetaConduct.R17),
    reta_means=(RetaMeans.M10, RetaMeans.M21, RetaMeans.M22),
    control=(ControlMethod.DEBT_BONDAGE, ControlMethod.THREAT_OF_LAW_ENFORCEMENT, ControlMethod.WITHHOLDS_DOCUMENTS),
    recruitment="Una supuesta agencia le ofreció empleo en un restaurante y pagó el viaje por tierra.",
    living="Departamento con cámaras; le decían que si salía la deportarían.",
    hours=12,
    debt=2000,
    promised=600,
)
_ALL = (BARS, BARS, MINING, LOGGING, HOME, ONLINE, WORKSHOP, BEGGING)
PLACE_CODES = {code for each in (*_ALL, ABROAD) for code, _how in each.route} | {"170104", "160108"}


def scenarios_for(sex: str, age: int | None, *, is_foreign: bool) -> list[Scenario]:
    """Those that can be told of somebody; where none is, the workshop."""
    age = 16 if age is None else age
    if is_foreign and sex == "F" and age in ABROAD.ages:
        return [ABROAD]
    return [each for each in _ALL if sex in each.sexes and age in each.ages] or [WORKSHOP]
