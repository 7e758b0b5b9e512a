"""Code lists of what happened: recruitment, means, way, exploitation, exit; and who did it, as little as possible.

Sources: Código Penal art. 129-A (conducts, means; purposes are ``directory.codelists.Purpose``), RM 129-2007-IN/0105
(the 18 conducts and 25 means of RETA), HTCDS 2.0 of IOM, CC BY 4.0 (methods of control, networks), ISIC rev. 4
(sections). Codes are stable and stored.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Precision(TextChoices):
    """How exactly a day is remembered. UNKNOWN: it was asked, and nobody knows; empty: it was not asked yet."""

    DAY = "DAY", _("El día")
    MONTH = "MONTH", _("El mes")
    YEAR = "YEAR", _("El año")
    UNKNOWN = "UNKNOWN", _("No se sabe")


DATED: tuple[str, ...] = (Precision.DAY, Precision.MONTH, Precision.YEAR)


class RecruitmentModality(TextChoices):
    FALSE_JOB_OFFER = "FALSE_JOB_OFFER", _("Falsa oferta de trabajo")
    FALSE_STUDY_OFFER = "FALSE_STUDY_OFFER", _("Falsa oferta de estudios")
    INTERNET = "INTERNET", _("Propuesta por internet o redes")
    SEDUCTION = "SEDUCTION", _("Seducción o enamoramiento")
    ACQUAINTANCE = "ACQUAINTANCE", _("Por conocidos, amigos o familiares")
    SALE_BY_FAMILY = "SALE_BY_FAMILY", _("La entregó su familia, también por «padrinazgo»")
    AGENCY = "AGENCY", _("Agencia de empleo")
    DEBT = "DEBT", _("Deuda o enganche")
    THREAT = "THREAT", _("Amenaza")
    ABDUCTION = "ABDUCTION", _("Rapto")
    OTHER = "OTHER", _("Otra")
    NI = "NI", _("No se sabe")


class Channel(TextChoices):
    """Network or application by which she was reached; the codes are those of HTCDS where it has one."""

    IN_PERSON = "IN_PERSON", _("En persona")
    CALL = "CALL", _("Llamada o mensaje de texto")
    FACEBOOK = "Facebook", "Facebook"
    MESSENGER = "FacebookMessenger", "Messenger"
    WHATSAPP = "WhatsApp", "WhatsApp"
    INSTAGRAM = "Instagram", "Instagram"
    TIKTOK = "TikTok", "TikTok"
    TELEGRAM = "Telegram", "Telegram"
    SNAPCHAT = "SnapChat", "Snapchat"
    TWITTER = "Twitter", "X (Twitter)"
    GAME = "GAME", _("Un juego en línea")
    ADVERT = "ADVERT", _("Un aviso: pegado en la calle, diario o radio")
    OTHER = "Other", _("Otro")


class RelationToHer(TextChoices):
    """What whoever recruited or exploited her was to her."""

    PARTNER = "PARTNER", _("Pareja o expareja")
    PARENT = "PARENT", _("Padre o madre")
    OTHER_RELATIVE = "OTHER_RELATIVE", _("Otro familiar")
    GODPARENT = "GODPARENT", _("Padrino o madrina")
    FRIEND = "FRIEND", _("Amistad o persona conocida")
    EMPLOYER = "EMPLOYER", _("Quien le daba trabajo")
    NEIGHBOUR = "NEIGHBOUR", _("Persona de su barrio o comunidad")
    ONLINE = "ONLINE", _("Contacto por una red social")
    STRANGER = "STRANGER", _("Persona desconocida")
    NI = "NI", _("No se sabe")


class Conduct(TextChoices):
    """The six verbs of art. 129-A.1 of the Penal Code."""

    RECRUIT = "RECRUIT", _("Captar")
    TRANSPORT = "TRANSPORT", _("Transportar")
    TRANSFER = "TRANSFER", _("Trasladar")
    HARBOR = "HARBOR", _("Acoger")
    RECEIVE = "RECEIVE", _("Recibir")
    RETAIN = "RETAIN", _("Retener")


class Means(TextChoices):
    """The means of art. 129-A.1; for somebody under 18 none is required (129-A.3; Palermo Protocol art. 3.c)."""

    VIOLENCE = "VIOLENCE", _("Violencia")
    THREAT = "THREAT", _("Amenaza")
    COERCION = "COERCION", _("Otra forma de coacción")
    DEPRIVATION_LIBERTY = "DEPRIVATION_LIBERTY", _("Privación de la libertad")
    FRAUD = "FRAUD", _("Fraude")
    DECEPTION = "DECEPTION", _("Engaño")
    ABUSE_POWER = "ABUSE_POWER", _("Abuso de poder")
    ABUSE_VULNERABILITY = "ABUSE_VULNERABILITY", _("Abuso de una situación de vulnerabilidad")
    PAYMENT_BENEFIT = "PAYMENT_BENEFIT", _("Pagos o beneficios, dados o recibidos")


class RetaConduct(TextChoices):
    """The conducts of the RETA form (RM 129-2007-IN/0105)."""

    R01 = "R01", _("Acogida o recepción")
    R02 = "R02", _("Captación")
    R03 = "R03", _("Condiciones inhumanas de trabajo, sin seguridad ni higiene")
    R04 = "R04", _("Desarraigo de su domicilio; aislamiento de la familia o la escuela")
    R05 = "R05", _("Retención, encierro o cautiverio")
    R06 = "R06", _("Esclavitud")
    R07 = "R07", _("Extracción de órganos y tejidos humanos")
    R08 = "R08", _("Matrimonio servil")
    R09 = "R09", _("Obligación a trabajos forzosos o peligrosos")
    R10 = "R10", _("Obligación o inducción a la mendicidad")
    R11 = "R11", _("Servidumbre")
    R12 = "R12", _("Fotos o videos de contenido sexual; pornografía")
    R13 = "R13", _("Sometimiento a actividades sexuales")
    R14 = "R14", _("Trabajos excesivos o inadecuados")
    R15 = "R15", _("Sueldos inexistentes")
    R16 = "R16", _("Tráfico de órganos y tejidos humanos")
    R17 = "R17", _("Traslado de un lugar a otro, en el país o fuera")
    R18 = "R18", _("Venta de niñas o niños")


class RetaMeans(TextChoices):
    """The means of the RETA form (RM 129-2007-IN/0105)."""

    M01 = "M01", _("Abuso de relación de autoridad, poder o profesión")
    M02 = "M02", _("Abuso de relación de parentesco o confianza")
    M03 = "M03", _("Adopción irregular")
    M04 = "M04", _("Amenaza o intimidación")
    M05 = "M05", _("Aprovechamiento de necesidad económica o vulnerabilidad")
    M06 = "M06", _("Arma de fuego")
    M07 = "M07", _("Coacción")
    M08 = "M08", _("Consumo de drogas o alcohol")
    M09 = "M09", _("Control permanente de actividades")
    M10 = "M10", _("Engaño")
    M11 = "M11", _("Extorsión")
    M12 = "M12", _("Documentos falsos; identidad o filiación alteradas")
    M13 = "M13", _("Fraude")
    M14 = "M14", _("Inducción a la fuga de menor de edad")
    M15 = "M15", _("Medios de prensa o internet")
    M16 = "M16", _("Ofrecimiento de trabajo o mejores condiciones de vida")
    M17 = "M17", _("Organización ilícita para delinquir")
    M18 = "M18", _("Pagos o beneficios")
    M19 = "M19", _("Privación de alimentos")
    M20 = "M20", _("Privación de cuidados")
    M21 = "M21", _("Privación de libertad")
    M22 = "M22", _("Retención de documentos")
    M23 = "M23", _("Retención de ingresos económicos")
    M24 = "M24", _("Seducción")
    M25 = "M25", _("Violencia o lesiones")


class ControlMethod(TextChoices):
    """How she was kept: the methods of control of HTCDS."""

    DEBT_BONDAGE = "DebtBondage", _("Una deuda que no terminaba")
    TAKES_EARNINGS = "TakesEarnings", _("Le quitaban lo que ganaba")
    RESTRICTS_FINANCIAL_ACCESS = "RestrictsFinancialAccess", _("No podía disponer de dinero")
    THREATS = "Threats", _("Amenazas contra ella o los suyos")
    PSYCHOLOGICAL_ABUSE = "PsychologicalAbuse", _("Maltrato psicológico")
    PHYSICAL_ABUSE = "PhysicalAbuse", _("Maltrato físico")
    SEXUAL_ABUSE = "SexualAbuse", _("Violencia sexual")
    FALSE_PROMISES = "FalsePromises", _("Falsas promesas")
    PSYCHOACTIVE_SUBSTANCES = "PsychoactiveSubstances", _("Alcohol o drogas")
    RESTRICTS_MOVEMENT = "RestrictsMovement", _("No la dejaban salir")
    RESTRICTS_MEDICAL_CARE = "RestrictsMedicalCare", _("No la dejaban atenderse")
    EXCESSIVE_WORKING_HOURS = "ExcessiveWorkingHours", _("Jornadas excesivas")
    USES_CHILDREN = "UsesChildren", _("Usaban a sus hijas o hijos para retenerla")
    THREAT_OF_LAW_ENFORCEMENT = "ThreatOfLawEnforcement", _("Amenazas con la policía o Migraciones")
    WITHHOLDS_NECESSITIES = "WithholdsNecessities", _("Le negaban comida, agua o abrigo")
    WITHHOLDS_DOCUMENTS = "WithholdsDocuments", _("Le retenían los documentos")
    OTHER = "Other", _("Otro")


class Transport(TextChoices):
    LAND = "LAND", _("Por tierra")
    RIVER = "RIVER", _("Por río")
    AIR = "AIR", _("Por aire")
    NI = "NI", _("No se sabe")


class Moved(TextChoices):
    """Whether she was taken anywhere. Empty: not asked yet."""

    YES = "YES", _("Sí, la llevaron")
    NO = "NO", _("No, fue donde vivía")
    NI = "NI", _("No se sabe")


class Establishment(TextChoices):
    LODGING = "LODGING", _("Hospedaje")
    NIGHT_CLUB = "NIGHT_CLUB", _("Night club")
    BAR = "BAR", _("Bar o prostibar")
    BROTHEL = "BROTHEL", _("Prostíbulo")
    MINING_CAMP = "MINING_CAMP", _("Campamento minero")
    LOGGING_CAMP = "LOGGING_CAMP", _("Campamento maderero")
    FARM = "FARM", _("Chacra o fundo")
    WORKSHOP = "WORKSHOP", _("Taller o fábrica")
    SHOP = "SHOP", _("Tienda, restaurante o puesto")
    HOME = "HOME", _("Domicilio")
    STREET = "STREET", _("Vía pública")
    VESSEL = "VESSEL", _("Embarcación")
    ONLINE = "ONLINE", _("En línea")
    OTHER = "OTHER", _("Otro")
    NI = "NI", _("No se sabe")


class Section(TextChoices):
    """Sections of ISIC rev. 4, by their letter."""

    A = "A", _("Agricultura, silvicultura y pesca")
    B = "B", _("Minería y canteras")
    C = "C", _("Manufactura")
    D = "D", _("Electricidad, gas, vapor y aire acondicionado")
    E = "E", _("Agua, alcantarillado y residuos")
    F = "F", _("Construcción")
    G = "G", _("Comercio y reparación de vehículos")
    H = "H", _("Transporte y almacenamiento")
    I = "I", _("Alojamiento y servicio de comidas")  # noqa: E741 - the letter is the code
    J = "J", _("Información y comunicaciones")
    K = "K", _("Finanzas y seguros")
    L = "L", _("Actividades inmobiliarias")
    M = "M", _("Actividades profesionales, científicas y técnicas")
    N = "N", _("Servicios administrativos y de apoyo")
    O = "O", _("Administración pública y defensa")  # noqa: E741 - the letter is the code
    P = "P", _("Enseñanza")
    Q = "Q", _("Salud y asistencia social")
    R = "R", _("Arte, entretenimiento y recreación")
    S = "S", _("Otros servicios")
    T = "T", _("Trabajo del hogar")
    U = "U", _("Organizaciones extraterritoriales")


class Activity(TextChoices):
    """What exploitation looks like in Peru, within a section."""

    GOLD_MINING = "GOLD_MINING", _("Minería, casi siempre ilegal")
    LOGGING = "LOGGING", _("Tala o madera")
    AGRICULTURE = "AGRICULTURE", _("Agroindustria o chacra")
    FISHING = "FISHING", _("Pesca")
    MANUFACTURE_INFORMAL = "MANUFACTURE_INFORMAL", _("Taller informal")
    BRICK_KILN = "BRICK_KILN", _("Ladrillera")
    STREET_VENDING = "STREET_VENDING", _("Venta ambulante")
    DOMESTIC_WORK = "DOMESTIC_WORK", _("Trabajo del hogar")
    BAR_NIGHTCLUB = "BAR_NIGHTCLUB", _("Bar, prostibar o night club")
    RESTAURANT = "RESTAURANT", _("Restaurante")
    HOTEL = "HOTEL", _("Hotel u hospedaje")
    MOTOTAXI = "MOTOTAXI", _("Mototaxi")
    DRUG_PRODUCTION = "DRUG_PRODUCTION", _("Producción de drogas")
    ONLINE = "ONLINE", _("En línea")
    STREET_SEX = "STREET_SEX", _("Explotación sexual en la calle")
    OTHER = "OTHER", _("Otra")
    NI = "NI", _("No se sabe")


# What a detail already says of its section; the others are asked.
SECTION_OF: dict[str, str] = {
    Activity.GOLD_MINING: Section.B,
    Activity.LOGGING: Section.A,
    Activity.AGRICULTURE: Section.A,
    Activity.FISHING: Section.A,
    Activity.MANUFACTURE_INFORMAL: Section.C,
    Activity.BRICK_KILN: Section.C,
    Activity.DRUG_PRODUCTION: Section.C,
    Activity.STREET_VENDING: Section.G,
    Activity.DOMESTIC_WORK: Section.T,
    Activity.BAR_NIGHTCLUB: Section.I,
    Activity.RESTAURANT: Section.I,
    Activity.HOTEL: Section.I,
    Activity.MOTOTAXI: Section.H,
    Activity.ONLINE: Section.J,
    Activity.STREET_SEX: Section.S,
}


class Currency(TextChoices):
    """ISO 4217: soles first, then what is used over the border; and gold, in which camps count debts and pay."""

    PEN = "PEN", _("soles")
    USD = "USD", _("dólares")
    BOB = "BOB", _("bolivianos")
    BRL = "BRL", _("reales")
    COP = "COP", _("pesos colombianos")
    CLP = "CLP", _("pesos chilenos")
    ARS = "ARS", _("pesos argentinos")
    VES = "VES", _("bolívares")
    EUR = "EUR", _("euros")
    GOLD = "GOLD", _("gramos de oro")  # of our own: the code XAU counts ounces


class PayPeriod(TextChoices):
    DAY = "DAY", _("por día")
    WEEK = "WEEK", _("por semana")
    MONTH = "MONTH", _("por mes")
    PIECE = "PIECE", _("por cliente, por «pase» o por pieza")
    TOTAL = "TOTAL", _("en total")


class ExitKind(TextChoices):
    """How she got out. Empty: not asked yet."""

    RESCUED = "RESCUED", _("La rescató una autoridad")
    ESCAPED = "ESCAPED", _("Salió o escapó por sí misma")
    HELPED = "HELPED", _("La sacó su familia u otra persona")
    RELEASED = "RELEASED", _("La dejaron ir")
    STILL_IN = "STILL_IN", _("Todavía no ha salido")
    NI = "NI", _("No se sabe")


class OperationKind(TextChoices):
    """What kind of act of the authorities brought her out."""

    POLICE = "POLICE", _("Operativo de la Policía")
    PROSECUTION = "PROSECUTION", _("Operativo con la Fiscalía")
    MEGA = "MEGA", _("Megaoperativo de varias entidades")
    LABOUR = "LABOUR", _("Inspección laboral")
    MUNICIPAL = "MUNICIPAL", _("Fiscalización de la municipalidad")
    ROAD_BORDER = "ROAD_BORDER", _("Control en carretera, puerto o frontera")
    OTHER = "OTHER", _("Otro")
    NI = "NI", _("No se sabe")


class PerpetratorRole(TextChoices):
    RECRUITER = "RECRUITER", _("Captó")
    TRANSPORTER = "TRANSPORTER", _("Transportó o acompañó")
    HARBOURER = "HARBOURER", _("Acogió o escondió")
    CONTROLLER = "CONTROLLER", _("Vigiló o controló")
    EXPLOITER = "EXPLOITER", _("Explotó o regentó el local")
    CLIENT = "CLIENT", _("Fue cliente")
    FACILITATOR = "FACILITATOR", _("Facilitó: documentos, local, dinero")
    NI = "NI", _("No se sabe")


class YesNo(TextChoices):
    """An answer that may be unknown. Empty: not asked yet."""

    YES = "YES", _("Sí")
    NO = "NO", _("No")
    NI = "NI", _("No se sabe")
