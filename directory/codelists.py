"""Code lists that several rooms share. Codes are stable and stored; labels are Spanish and translated.

Lists of one room only live in that room's ``states.py`` or beside its model.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlaceLevel(TextChoices):
    """Levels of the INEI code: 2, 4 and 6 digits."""

    DEPARTMENT = "DEPARTMENT", _("Región")
    PROVINCE = "PROVINCE", _("Provincia")
    DISTRICT = "DISTRICT", _("Distrito")


class DistrictKind(TextChoices):
    """Whose division of the country: prosecutors, courts and public defence each have their own (``domain.md`` 1.9)."""

    FISCAL = "FISCAL", _("Distrito fiscal")
    JUDICIAL = "JUDICIAL", _("Distrito judicial")
    DEFENCE = "DEFENCE", _("Dirección distrital de defensa pública")


class HolidayScope(TextChoices):
    """Whose day off it is, which decides the counts that skip it."""

    NATIONAL = "NATIONAL", _("Feriado nacional")
    REGION = "REGION", _("No laborable en un lugar")
    PUBLIC_SECTOR = "PUBLIC_SECTOR", _("No laborable para el sector público")
    JUDICIARY = "JUDICIARY", _("No laborable para el Poder Judicial")


class Sector(TextChoices):
    """Whose an agency is. Only a public body of Peru (TUO of Ley 27444, art. I of its Título Preliminar) may be told of
    somebody without their consent (Ley 29733 art. 14.1). A consulate is an organ of a foreign State: INTERNATIONAL.
    """

    PUBLIC = "PUBLIC", _("Público (Perú)")
    CIVIL = "CIVIL", _("Sociedad civil e iglesias")
    PRIVATE = "PRIVATE", _("Privado")
    INTERNATIONAL = "INTERNATIONAL", _("Internacional o extranjero")


class BoardGroup(TextChoices):
    """Columns of the coordinator's board: case × group of agencies."""

    PNP = "PNP", _("PNP")
    MPFN = "MPFN", _("MP-FN")
    MIMP = "MIMP", _("MIMP")
    MINJUSDH = "MINJUSDH", _("MINJUSDH")
    MINSA = "MINSA", _("MINSA")
    PJ = "PJ", _("Poder Judicial")
    MINEDU = "MINEDU", _("MINEDU")
    MTPE = "MTPE", _("MTPE y SUNAFIL")
    IDENTITY = "IDENTITY", _("RENIEC y Migraciones")
    LOCAL = "LOCAL", _("Gobiernos regionales y locales")
    CIVIL = "CIVIL", _("Sociedad civil")
    OTHER = "OTHER", _("Otras")


class UnitType(TextChoices):
    """Kinds of unit inside an agency. A new name of the same body is an alias or a dated row, not a new code."""

    DIRCTPTIM = "DIRCTPTIM", _("DIRCTPTIM: dirección de la PNP contra la trata")
    DEPINTRAP = "DEPINTRAP", _("DEPINTRAP: departamento regional de la PNP")
    COMISARIA = "COMISARIA", _("Comisaría")
    COMISARIA_MUJER = "COMISARIA_MUJER", _("Comisaría de mujeres o de familia")
    FISTRAP = "FISTRAP", _("FISTRAP: fiscalía especializada en trata")
    FISCALIA_PENAL = "FISCALIA_PENAL", _("Fiscalía penal o mixta")
    FISCALIA_FAMILIA = "FISCALIA_FAMILIA", _("Fiscalía de familia")
    UCAVIT = "UCAVIT", _("UCAVIT: unidad central de víctimas y testigos")
    UDAVIT = "UDAVIT", _("UDAVIT: unidad distrital de víctimas y testigos")
    UAIVT = "UAIVT", _("Unidad de asistencia inmediata a víctimas y testigos")
    SALA_ACOGIDA = "SALA_ACOGIDA", _("Sala de acogida temporal")
    CAMARA_GESELL = "CAMARA_GESELL", _("Cámara Gesell o sala de entrevista única")
    UPE = "UPE", _("UPE: unidad de protección especial")
    CEM = "CEM", _("CEM: centro emergencia mujer")
    CAR_URGENCIA = "CAR_URGENCIA", _("CAR de urgencia")
    CAR_BASICO = "CAR_BASICO", _("CAR básico")
    CAR_ESPECIALIZADO = "CAR_ESPECIALIZADO", _("CAR especializado (CARE)")
    HRT = "HRT", _("Hogar de refugio temporal")
    INABIF = "INABIF", _("INABIF")
    LINEA_100 = "LINEA_100", _("Línea 100")
    LINEA_1818 = "LINEA_1818", _("Línea 1818")
    SAU = "SAU", _("SAU: servicio de atención urgente")
    DEFENSA_PUBLICA_VICTIMAS = "DEFENSA_PUBLICA_VICTIMAS", _("Defensa pública de víctimas")
    ALEGRA = "ALEGRA", _("Centro ALEGRA")
    CSMC = "CSMC", _("CSMC: centro de salud mental comunitaria")
    HOSPITAL = "HOSPITAL", _("Hospital")
    CENTRO_SALUD = "CENTRO_SALUD", _("Centro o puesto de salud")
    IML = "IML", _("Instituto de Medicina Legal")
    UGEL = "UGEL", _("UGEL")
    CETPRO = "CETPRO", _("CETPRO")
    DRTPE = "DRTPE", _("Dirección regional de trabajo")
    INTENDENCIA = "INTENDENCIA", _("Intendencia de SUNAFIL")
    OFICINA_RENIEC = "OFICINA_RENIEC", _("Oficina del RENIEC")
    JEFATURA_ZONAL = "JEFATURA_ZONAL", _("Jefatura zonal de Migraciones")
    CONSULADO = "CONSULADO", _("Consulado")
    OFICINA_DEFENSORIAL = "OFICINA_DEFENSORIAL", _("Oficina defensorial")
    DEMUNA = "DEMUNA", _("DEMUNA")
    GOBIERNO_REGIONAL = "GOBIERNO_REGIONAL", _("Gobierno regional")
    GOBIERNO_LOCAL = "GOBIERNO_LOCAL", _("Municipalidad")
    JUZGADO_IP = "JUZGADO_IP", _("Juzgado de investigación preparatoria")
    JUZGADO_PENAL = "JUZGADO_PENAL", _("Juzgado penal")
    JUZGADO_FAMILIA = "JUZGADO_FAMILIA", _("Juzgado de familia")
    SALA_PENAL = "SALA_PENAL", _("Sala penal")
    CASA_ACOGIDA = "CASA_ACOGIDA", _("Casa de acogida")
    ORGANIZACION = "ORGANIZACION", _("Organización")
    SEDE_CENTRAL = "SEDE_CENTRAL", _("Sede u órgano central")
    OTHER = "OTHER", _("Otra")


# Places where people live protected: their address is no business of a catalogue.
SHELTER_UNITS = (
    UnitType.SALA_ACOGIDA,
    UnitType.CAR_URGENCIA,
    UnitType.CAR_BASICO,
    UnitType.CAR_ESPECIALIZADO,
    UnitType.HRT,
    UnitType.CASA_ACOGIDA,
)


class IntakeSource(TextChoices):
    """How the person came: the report tables count by it."""

    PNP_REFERRAL = "PNP_REFERRAL", _("Derivación de la PNP")
    MP_REFERRAL = "MP_REFERRAL", _("Derivación del Ministerio Público")
    UPE_CAR_REFERRAL = "UPE_CAR_REFERRAL", _("Derivación de una UPE o un CAR")
    CEM_REFERRAL = "CEM_REFERRAL", _("Derivación de un CEM")
    DP_VICT_REFERRAL = "DP_VICT_REFERRAL", _("Derivación de la Defensa Pública")
    HEALTH = "HEALTH", _("Establecimiento de salud")
    SCHOOL = "SCHOOL", _("Institución educativa")
    DEMUNA = "DEMUNA", _("DEMUNA")
    HOTLINE_1818 = "HOTLINE_1818", _("Línea 1818, opción 1")
    HOTLINE_100 = "HOTLINE_100", _("Línea 100")
    SELF = "SELF", _("Presentación espontánea")
    FAMILY = "FAMILY", _("Familia")
    COMMUNITY_VEEDURIA = "COMMUNITY_VEEDURIA", _("Comunidad o veeduría")
    NGO = "NGO", _("Organización de la sociedad civil")
    CONSULATE = "CONSULATE", _("Consulado")
    MEDIA_SOCIAL = "MEDIA_SOCIAL", _("Medios o redes sociales")
    OUTREACH = "OUTREACH", _("Búsqueda en campo")
    OTHER = "OTHER", _("Otra")


class ServiceArea(TextChoices):
    """The three groups of attentions that the Public Ministry's victims' units publish."""

    LEGAL = "LEGAL", _("Legal")
    SOCIAL = "SOCIAL", _("Social")
    PSYCHOLOGICAL = "PSYCHOLOGICAL", _("Psicológica")


class DonorGroup(TextChoices):
    """The groups of protection services that donors' tables ask for (PS.5.1-29)."""

    HEALTH = "HEALTH", _("Salud")
    LAW_ENFORCEMENT = "LAW_ENFORCEMENT", _("Seguridad y policía")
    EMERGENCY = "EMERGENCY", _("Respuesta de emergencia")
    LEGAL = "LEGAL", _("Legal")
    SOCIAL = "SOCIAL", _("Social")
    COMMUNITY = "COMMUNITY", _("Comunidad y fe")


class ServiceKind(TextChoices):
    """What is done for a person."""

    EMERGENCY_KIT = "EMERGENCY_KIT", _("Kit de emergencia")
    BASIC_NEEDS = "BASIC_NEEDS", _("Necesidades básicas")
    CRISIS_CONTAINMENT = "CRISIS_CONTAINMENT", _("Contención emocional")
    THERAPY_INDIV = "THERAPY_INDIV", _("Soporte terapéutico individual")
    THERAPY_GROUP = "THERAPY_GROUP", _("Soporte terapéutico grupal")
    THERAPY_FAMILY = "THERAPY_FAMILY", _("Soporte terapéutico familiar")
    ART_THERAPY = "ART_THERAPY", _("Arte terapéutico")
    PSYCH_EVAL = "PSYCH_EVAL", _("Evaluación psicológica")
    SOCIAL_EVAL = "SOCIAL_EVAL", _("Evaluación o visita social")
    LEGAL_ORIENTATION = "LEGAL_ORIENTATION", _("Orientación legal")
    LEGAL_REPRESENTATION = "LEGAL_REPRESENTATION", _("Patrocinio legal")
    LEGAL_ACCOMPANIMENT = "LEGAL_ACCOMPANIMENT", _("Acompañamiento a diligencia")
    ROUTE_ORIENTATION = "ROUTE_ORIENTATION", _("Orientación sobre rutas de atención")
    SHELTER = "SHELTER", _("Alojamiento seguro")
    HEALTH_CARE = "HEALTH_CARE", _("Atención de salud")
    SIS_ENROLMENT = "SIS_ENROLMENT", _("Afiliación al SIS")
    ID_DOCUMENTS = "ID_DOCUMENTS", _("Trámite de identidad")
    MIGRATION_REGULARISATION = "MIGRATION_REGULARISATION", _("Regularización migratoria")
    RETURN = "RETURN", _("Retorno asistido al lugar de origen")
    REPATRIATION = "REPATRIATION", _("Repatriación segura")
    INTERPRETER = "INTERPRETER", _("Interpretación o traducción")
    FOOD = "FOOD", _("Alimentación")
    EDUCATION_REINSERTION = "EDUCATION_REINSERTION", _("Reinserción educativa")
    TRAINING_COURSE = "TRAINING_COURSE", _("Curso técnico-productivo")
    EMPLOYABILITY = "EMPLOYABILITY", _("Empleabilidad")
    ENTREPRENEURSHIP = "ENTREPRENEURSHIP", _("Plan de emprendimiento")
    SEED_CAPITAL = "SEED_CAPITAL", _("Capital semilla")
    SOCIAL_PROGRAMME = "SOCIAL_PROGRAMME", _("Programa social del Estado")
    FAMILY_STRENGTHENING = "FAMILY_STRENGTHENING", _("Fortalecimiento familiar")
    AID_FUND = "AID_FUND", _("Fondo de ayuda")
    FOLLOW_UP = "FOLLOW_UP", _("Seguimiento")
    PROTECTION_SUPPORT = "PROTECTION_SUPPORT", _("Apoyo en medidas de seguridad")

    @property
    def area(self) -> ServiceArea:
        """The group this kind counts in for the Public Ministry's table (domain.md 4.12)."""
        return SERVICE_GROUPS[self][0]

    @property
    def donor_group(self) -> DonorGroup:
        """The group this kind counts in for donors (domain.md 4.12, R14)."""
        return SERVICE_GROUPS[self][1]

    @classmethod
    def of_area(cls, area: ServiceArea) -> list["ServiceKind"]:
        """The kinds that count in ``area``, in the order of the list."""
        return [kind for kind in cls if kind.area == area]


# Both groupings of every service, in one place. Which donor group a service belongs to is the centre's reading: the
# indicator names the groups and leaves their content to whoever reports.
SERVICE_GROUPS: dict[str, tuple[ServiceArea, DonorGroup]] = {
    ServiceKind.EMERGENCY_KIT: (ServiceArea.SOCIAL, DonorGroup.EMERGENCY),
    ServiceKind.BASIC_NEEDS: (ServiceArea.SOCIAL, DonorGroup.EMERGENCY),
    ServiceKind.CRISIS_CONTAINMENT: (ServiceArea.PSYCHOLOGICAL, DonorGroup.EMERGENCY),
    ServiceKind.THERAPY_INDIV: (ServiceArea.PSYCHOLOGICAL, DonorGroup.HEALTH),
    ServiceKind.THERAPY_GROUP: (ServiceArea.PSYCHOLOGICAL, DonorGroup.HEALTH),
    ServiceKind.THERAPY_FAMILY: (ServiceArea.PSYCHOLOGICAL, DonorGroup.HEALTH),
    ServiceKind.ART_THERAPY: (ServiceArea.PSYCHOLOGICAL, DonorGroup.HEALTH),
    ServiceKind.PSYCH_EVAL: (ServiceArea.PSYCHOLOGICAL, DonorGroup.HEALTH),
    ServiceKind.SOCIAL_EVAL: (ServiceArea.SOCIAL, DonorGroup.SOCIAL),
    ServiceKind.LEGAL_ORIENTATION: (ServiceArea.LEGAL, DonorGroup.LEGAL),
    ServiceKind.LEGAL_REPRESENTATION: (ServiceArea.LEGAL, DonorGroup.LEGAL),
    ServiceKind.LEGAL_ACCOMPANIMENT: (ServiceArea.LEGAL, DonorGroup.LEGAL),
    ServiceKind.ROUTE_ORIENTATION: (ServiceArea.SOCIAL, DonorGroup.SOCIAL),
    ServiceKind.SHELTER: (ServiceArea.SOCIAL, DonorGroup.EMERGENCY),
    ServiceKind.HEALTH_CARE: (ServiceArea.SOCIAL, DonorGroup.HEALTH),
    ServiceKind.SIS_ENROLMENT: (ServiceArea.SOCIAL, DonorGroup.HEALTH),
    ServiceKind.ID_DOCUMENTS: (ServiceArea.SOCIAL, DonorGroup.LEGAL),
    ServiceKind.MIGRATION_REGULARISATION: (ServiceArea.SOCIAL, DonorGroup.LEGAL),
    ServiceKind.RETURN: (ServiceArea.SOCIAL, DonorGroup.SOCIAL),
    ServiceKind.REPATRIATION: (ServiceArea.SOCIAL, DonorGroup.SOCIAL),
    ServiceKind.INTERPRETER: (ServiceArea.SOCIAL, DonorGroup.SOCIAL),
    ServiceKind.FOOD: (ServiceArea.SOCIAL, DonorGroup.EMERGENCY),
    ServiceKind.EDUCATION_REINSERTION: (ServiceArea.SOCIAL, DonorGroup.SOCIAL),
    ServiceKind.TRAINING_COURSE: (ServiceArea.SOCIAL, DonorGroup.SOCIAL),
    ServiceKind.EMPLOYABILITY: (ServiceArea.SOCIAL, DonorGroup.SOCIAL),
    ServiceKind.ENTREPRENEURSHIP: (ServiceArea.SOCIAL, DonorGroup.SOCIAL),
    ServiceKind.SEED_CAPITAL: (ServiceArea.SOCIAL, DonorGroup.SOCIAL),
    ServiceKind.SOCIAL_PROGRAMME: (ServiceArea.SOCIAL, DonorGroup.SOCIAL),
    ServiceKind.FAMILY_STRENGTHENING: (ServiceArea.SOCIAL, DonorGroup.COMMUNITY),
    ServiceKind.AID_FUND: (ServiceArea.SOCIAL, DonorGroup.EMERGENCY),
    ServiceKind.FOLLOW_UP: (ServiceArea.SOCIAL, DonorGroup.SOCIAL),
    ServiceKind.PROTECTION_SUPPORT: (ServiceArea.LEGAL, DonorGroup.LAW_ENFORCEMENT),
}


class DocumentType(TextChoices):
    """Identity documents."""

    DNI = "DNI", _("DNI")
    DNI_MINOR = "DNI_MINOR", _("DNI de menor de edad")
    CE = "CE", _("Carné de extranjería")
    PASSPORT = "PASSPORT", _("Pasaporte")
    PTP = "PTP", _("Permiso temporal de permanencia (PTP)")
    CPP = "CPP", _("Carné de permiso temporal de permanencia (CPP)")
    ID_FOREIGN = "ID_FOREIGN", _("Documento del país de origen")
    REFUGEE_ID = "REFUGEE_ID", _("Carné de refugiado o solicitante de refugio")
    BIRTH_CERT = "BIRTH_CERT", _("Acta de nacimiento")
    OTHER = "OTHER", _("Otro")
    NONE = "NONE", _("Sin documento")


class Sex(TextChoices):
    """Registered sex; gender identity is asked apart, later and in private."""

    F = "F", _("Mujer")
    M = "M", _("Hombre")
    NI = "NI", _("No hay información")


class ProblemType(TextChoices):
    """What the case is about."""

    TDP = "TDP", _("Trata de personas")
    ESNNA = "ESNNA", _("Explotación sexual de niñas, niños y adolescentes")
    ESNNA_ONLINE = "ESNNA_ONLINE", _("Explotación sexual de niñas, niños y adolescentes en línea")
    LABOR_EXPLOITATION = "LABOR_EXPLOITATION", _("Explotación laboral")
    FORCED_LABOR = "FORCED_LABOR", _("Trabajo forzoso")
    CHILD_LABOR = "CHILD_LABOR", _("Trabajo infantil")
    SEXUAL_EXPLOITATION_ADULT = "SEXUAL_EXPLOITATION_ADULT", _("Explotación sexual de persona adulta")
    TIM = "TIM", _("Tráfico ilícito de migrantes")
    MISSING = "MISSING", _("Persona desaparecida")
    FORCED_MARRIAGE = "FORCED_MARRIAGE", _("Matrimonio infantil o forzado")
    GBV = "GBV", _("Violencia de género")
    OTHER = "OTHER", _("Otro")


class Purpose(TextChoices):
    """Purposes of exploitation of art. 129-A.2 of the Penal Code, and "not identified"."""

    CHILD_SALE = "CHILD_SALE", _("Venta de niñas, niños o adolescentes")
    PROSTITUTION_SEXUAL = "PROSTITUTION_SEXUAL", _("Prostitución y cualquier forma de explotación sexual")
    SLAVERY = "SLAVERY", _("Esclavitud o prácticas análogas")
    LABOR = "LABOR", _("Explotación laboral")
    BEGGING = "BEGGING", _("Mendicidad")
    FORCED_LABOR = "FORCED_LABOR", _("Trabajos o servicios forzados")
    SERVITUDE = "SERVITUDE", _("Servidumbre")
    ORGANS = "ORGANS", _("Extracción o tráfico de órganos, tejidos o componentes")
    OTHER_ANALOGOUS = "OTHER_ANALOGOUS", _("Otra forma análoga de explotación")
    NI = "NI", _("No identificada")


class RiskLevel(TextChoices):
    """Wording of art. 19 of the consolidated Ley 30364."""

    MILD = "MILD", _("Leve")
    MODERATE = "MODERATE", _("Moderado")
    SEVERE = "SEVERE", _("Severo")


class Confidentiality(TextChoices):
    """How far a case is known inside the organisation; each level is narrower than the one before.

    NORMAL: its office. RESTRICTED and IDENTITY_RESERVED: its team and the office's coordination; from the second on an
    authority reads her code instead of her name, and a search of others never tells of her. SEALED: its team and the
    national coordination alone (docs/adr/0023).
    """

    NORMAL = "NORMAL", _("Normal")
    RESTRICTED = "RESTRICTED", _("Restringida")
    IDENTITY_RESERVED = "IDENTITY_RESERVED", _("Reserva de identidad")
    SEALED = "SEALED", _("Sellada")
