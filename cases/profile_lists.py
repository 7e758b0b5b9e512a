"""Code lists of what may be known of a person besides who she is: stable codes, the published Spanish labels.

Every list is an answer that she may refuse (``UNDISCLOSED``); an empty answer means that nobody asked her yet, and is
another thing. Ethnic self-identification and mother tongue: INEI, Censos Nacionales 2017 (``domain.md`` 4.4, 4.5);
families of languages: MINEDU, Documento Nacional de Lenguas Originarias 2013, asked because D.Leg. 1297 art. 44.a
wants the linguistic family recorded; difficulties: Washington Group Short Set; kinds of disability: Ley 29973 art. 2;
civil status and level of education: INEI, Censos Nacionales 2017; migration condition: D.Leg. 1350.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

UNDISCLOSED = "UNDISCLOSED"
NOT_ASKED = ("", _("No se preguntó"))


class GenderIdentity(TextChoices):
    WOMAN = "WOMAN", _("Mujer")
    MAN = "MAN", _("Hombre")
    TRANS_WOMAN = "TRANS_WOMAN", _("Mujer trans")
    TRANS_MAN = "TRANS_MAN", _("Hombre trans")
    NON_BINARY = "NON_BINARY", _("No binaria")
    OTHER = "OTHER", _("Otra")
    UNDISCLOSED = UNDISCLOSED, _("Prefiere no decir")


class Orientation(TextChoices):
    """A differential criterion of protection: DS 001-2016-IN art. 5.g."""

    HETERO = "HETERO", _("Heterosexual")
    LESBIAN = "LESBIAN", _("Lesbiana")
    GAY = "GAY", _("Gay")
    BISEXUAL = "BISEXUAL", _("Bisexual")
    OTHER = "OTHER", _("Otra")
    UNDISCLOSED = UNDISCLOSED, _("Prefiere no decir")


class Ethnicity(TextChoices):
    """The list of 2017, whose words later censuses dispute: kept with its year."""

    QUECHUA = "QUECHUA", _("Quechua")
    AIMARA = "AIMARA", _("Aimara")
    AMAZON_INDIGENOUS = "AMAZON_INDIGENOUS", _("Nativa o indígena de la Amazonía")
    OTHER_INDIGENOUS = "OTHER_INDIGENOUS", _("De otro pueblo indígena u originario")
    AFROPERUVIAN = "AFROPERUVIAN", _("Negra, morena, zamba, mulata, pueblo afroperuano o afrodescendiente")
    WHITE = "WHITE", _("Blanca")
    MESTIZO = "MESTIZO", _("Mestiza")
    NIKKEI = "NIKKEI", _("Nikkei")
    TUSAN = "TUSAN", _("Tusán")
    OTHER = "OTHER", _("Otra")
    UNKNOWN = "UNKNOWN", _("No sabe")
    UNDISCLOSED = UNDISCLOSED, _("Prefiere no decir")


class MotherTongue(TextChoices):
    """ISO 639 codes where the census list has one."""

    SPANISH = "es", _("Castellano")
    QUECHUA = "qu", _("Quechua")
    AIMARA = "ay", _("Aimara")
    ASHANINKA = "cni", _("Asháninka")
    AWAJUN = "agr", _("Awajún")
    SHIPIBO = "shp", _("Shipibo-konibo")
    MATSIGENKA = "mcb", _("Matsigenka")
    SHAWI = "cbt", _("Shawi")
    ACHUAR = "acu", _("Achuar")
    WAMPIS = "hub", _("Wampis")
    YAGUA = "yad", _("Yagua")
    KUKAMA = "cod", _("Kukama-kukamiria")
    OTHER_NATIVE = "OTHER_NATIVE", _("Otra lengua nativa u originaria")
    PORTUGUESE = "pt", _("Portugués")
    ENGLISH = "en", _("Inglés")
    HAITIAN = "ht", _("Criollo haitiano")
    OTHER_FOREIGN = "OTHER_FOREIGN", _("Otra lengua extranjera")
    LSP = "LSP", _("Lengua de señas peruana")
    NONE = "NONE", _("No escucha ni habla")
    UNKNOWN = "UNKNOWN", _("No sabe")
    UNDISCLOSED = UNDISCLOSED, _("Prefiere no decir")


class LanguageFamily(TextChoices):
    ARAWA = "ARAWA", _("Arawa")
    ARAWAK = "ARAWAK", _("Arawak")
    ARU = "ARU", _("Aru")
    BORA = "BORA", _("Bora")
    CAHUAPANA = "CAHUAPANA", _("Cahuapana")
    CANDOSHI = "CANDOSHI", _("Candoshi")
    HARAKBUT = "HARAKBUT", _("Harakbut")
    HUITOTO = "HUITOTO", _("Huitoto")
    JIBARO = "JIBARO", _("Jíbaro")
    MUNICHE = "MUNICHE", _("Muniche")
    PANO = "PANO", _("Pano")
    PEBA_YAGUA = "PEBA_YAGUA", _("Peba-yagua")
    QUECHUA = "QUECHUA", _("Quechua")
    SHIMACO = "SHIMACO", _("Shimaco")
    TACANA = "TACANA", _("Tacana")
    TICUNA = "TICUNA", _("Ticuna")
    TUCANO = "TUCANO", _("Tucano")
    TUPI_GUARANI = "TUPI_GUARANI", _("Tupí-guaraní")
    ZAPARO = "ZAPARO", _("Záparo")
    NONE = "NONE", _("No es lengua originaria")
    UNKNOWN = "UNKNOWN", _("No se sabe")


# The family of a language that the list of mother tongues names: offered, never asked twice.
FAMILY_OF: dict[str, str] = {
    MotherTongue.QUECHUA: LanguageFamily.QUECHUA,
    MotherTongue.AIMARA: LanguageFamily.ARU,
    MotherTongue.ASHANINKA: LanguageFamily.ARAWAK,
    MotherTongue.MATSIGENKA: LanguageFamily.ARAWAK,
    MotherTongue.AWAJUN: LanguageFamily.JIBARO,
    MotherTongue.ACHUAR: LanguageFamily.JIBARO,
    MotherTongue.WAMPIS: LanguageFamily.JIBARO,
    MotherTongue.SHIPIBO: LanguageFamily.PANO,
    MotherTongue.SHAWI: LanguageFamily.CAHUAPANA,
    MotherTongue.YAGUA: LanguageFamily.PEBA_YAGUA,
    MotherTongue.KUKAMA: LanguageFamily.TUPI_GUARANI,
}


class MigrationCondition(TextChoices):
    RESIDENT = "RESIDENT", _("Residente")
    TEMPORARY = "TEMPORARY", _("Temporal o turista")
    PERMIT = "PERMIT", _("Con permiso temporal de permanencia (PTP o CPP)")
    REFUGE_ASKED = "REFUGE_ASKED", _("Solicitante de refugio")
    REFUGEE = "REFUGEE", _("Refugiada o asilada")
    IN_PROCESS = "IN_PROCESS", _("Regularización en trámite")
    IRREGULAR = "IRREGULAR", _("Sin regularizar")
    UNKNOWN = "UNKNOWN", _("No se sabe")
    UNDISCLOSED = UNDISCLOSED, _("Prefiere no decir")


class YesNo(TextChoices):
    YES = "YES", _("Sí")
    NO = "NO", _("No")
    UNKNOWN = "UNKNOWN", _("No se sabe")
    UNDISCLOSED = UNDISCLOSED, _("Prefiere no decir")


class Difficulty(TextChoices):
    """The four answers of the Washington Group; disability begins at the third."""

    NONE = "NONE", _("Ninguna dificultad")
    SOME = "SOME", _("Algo de dificultad")
    A_LOT = "A_LOT", _("Mucha dificultad")
    CANNOT = "CANNOT", _("No puede hacerlo")
    UNDISCLOSED = UNDISCLOSED, _("Prefiere no decir")


DISABLING: frozenset[str] = frozenset({Difficulty.A_LOT, Difficulty.CANNOT})


class DisabilityKind(TextChoices):
    PHYSICAL = "PHYSICAL", _("Física")
    SENSORY_VISUAL = "SENSORY_VISUAL", _("Sensorial, de la vista")
    SENSORY_HEARING = "SENSORY_HEARING", _("Sensorial, del oído")
    INTELLECTUAL = "INTELLECTUAL", _("Intelectual")
    MENTAL = "MENTAL", _("Psicosocial o mental")
    MULTIPLE = "MULTIPLE", _("Más de una")
    NONE = "NONE", _("Ninguna")
    UNKNOWN = "UNKNOWN", _("No se sabe")
    UNDISCLOSED = UNDISCLOSED, _("Prefiere no decir")


class Certificate(TextChoices):
    """The certificate of disability and its grade (Ley 29973 art. 76)."""

    MILD = "MILD", _("Sí, leve")
    MODERATE = "MODERATE", _("Sí, moderada")
    SEVERE = "SEVERE", _("Sí, severa")
    IN_PROCESS = "IN_PROCESS", _("En trámite")
    NONE = "NONE", _("No tiene")
    UNKNOWN = "UNKNOWN", _("No se sabe")


class Insurance(TextChoices):
    SIS = "SIS", _("SIS")
    ESSALUD = "ESSALUD", _("EsSalud")
    FORCES = "FORCES", _("Fuerzas Armadas o Policía")
    PRIVATE = "PRIVATE", _("Seguro privado")
    OTHER = "OTHER", _("Otro")
    NONE = "NONE", _("Ninguno")
    UNKNOWN = "UNKNOWN", _("No se sabe")
    UNDISCLOSED = UNDISCLOSED, _("Prefiere no decir")


class CivilStatus(TextChoices):
    SINGLE = "SINGLE", _("Soltera")
    COHABITING = "COHABITING", _("Conviviente")
    MARRIED = "MARRIED", _("Casada")
    SEPARATED = "SEPARATED", _("Separada")
    DIVORCED = "DIVORCED", _("Divorciada")
    WIDOWED = "WIDOWED", _("Viuda")
    UNKNOWN = "UNKNOWN", _("No se sabe")
    UNDISCLOSED = UNDISCLOSED, _("Prefiere no decir")


class ChildrenWith(TextChoices):
    """Where her children are; with none, nothing is asked."""

    NO_CHILDREN = "NO_CHILDREN", _("No tiene hijos")
    ALL = "ALL", _("Sí, todos")
    SOME = "SOME", _("Algunos")
    NOBODY = "NOBODY", _("Ninguno está con ella")
    UNKNOWN = "UNKNOWN", _("No se sabe")
    UNDISCLOSED = UNDISCLOSED, _("Prefiere no decir")


class EducationLevel(TextChoices):
    NONE = "NONE", _("Sin nivel")
    INITIAL = "INITIAL", _("Inicial")
    PRIMARY = "PRIMARY", _("Primaria")
    SPECIAL = "SPECIAL", _("Básica especial")
    SECONDARY = "SECONDARY", _("Secundaria")
    TECHNICAL_UNFINISHED = "TECHNICAL_UNFINISHED", _("Superior no universitaria incompleta")
    TECHNICAL = "TECHNICAL", _("Superior no universitaria completa")
    UNIVERSITY_UNFINISHED = "UNIVERSITY_UNFINISHED", _("Superior universitaria incompleta")
    UNIVERSITY = "UNIVERSITY", _("Superior universitaria completa")
    POSTGRADUATE = "POSTGRADUATE", _("Maestría o doctorado")
    UNKNOWN = "UNKNOWN", _("No se sabe")
    UNDISCLOSED = UNDISCLOSED, _("Prefiere no decir")


class Income(TextChoices):
    """By the month, against the minimum wage (remuneración mínima vital), so that the answer does not age."""

    NONE = "NONE", _("Sin ingresos propios")
    BELOW = "BELOW", _("Menos del sueldo mínimo")
    ABOUT = "ABOUT", _("Cerca del sueldo mínimo")
    ABOVE = "ABOVE", _("Más del sueldo mínimo")
    UNKNOWN = "UNKNOWN", _("No se sabe")
    UNDISCLOSED = UNDISCLOSED, _("Prefiere no decir")
