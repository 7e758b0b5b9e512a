"""What a letter may be, to whom it goes, and what becomes of it. Enums and tables; no queries."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.states import SharedItem


class LetterKind(TextChoices):
    """One text each, in versions (``cases/letters/texts``)."""

    ATTENDED = "ATTENDED", _("Constancia de atención")
    SCHOOL = "SCHOOL", _("Carta a la institución educativa")
    HEALTH = "HEALTH", _("Carta al establecimiento de salud")
    PROTECTION = "PROTECTION", _("Oficio que pide medidas de protección")
    REPORT = "REPORT", _("Informe social breve")
    SUMMONS = "SUMMONS", _("Citación")
    POWER = "POWER", _("Carta poder simple")
    WORKSHOP = "WORKSHOP", _("Certificado de participación en un taller")
    FAREWELL = "FAREWELL", _("Carta de egreso")


class Series(TextChoices):
    """The word before the number. Each is counted by itself, per office and year."""

    CARTA = "CARTA", "CARTA"
    OFICIO = "OFICIO", "OFICIO"
    INFORME = "INFORME", "INFORME SOCIAL"
    CONSTANCIA = "CONSTANCIA", "CONSTANCIA"
    CERTIFICADO = "CERTIFICADO", "CERTIFICADO"
    CITACION = "CITACION", "CITACIÓN"
    PODER = "PODER", "CARTA PODER"


class Addressee(TextChoices):
    """Who receives it."""

    HERSELF = "HERSELF", _("A ella, que la entrega a quien quiera")
    RELATIVE = "RELATIVE", _("A un familiar que está en su ficha")
    UNIT = "UNIT", _("A una entidad del catálogo")
    INSTITUTION = "INSTITUTION", _("A otra institución")


class LetterState(TextChoices):
    DRAFT = "DRAFT", _("Borrador")
    QUEUED = "QUEUED", _("Preparándose")
    DONE = "DONE", _("Definitiva")
    FAILED = "FAILED", _("No se pudo preparar")
    DISCARDED = "DISCARDED", _("Descartada")


# Texts that may still be written in. One that failed keeps its number.
WRITABLE: frozenset[str] = frozenset({LetterState.DRAFT, LetterState.FAILED})
NUMBERED: frozenset[str] = frozenset({LetterState.QUEUED, LetterState.DONE, LetterState.FAILED})

# Tone and icon of each state.
LETTER_LOOK: dict[str, tuple[str, str]] = {
    LetterState.DRAFT: ("hueco", "borrador"),
    LetterState.QUEUED: ("rio", "curso"),
    LetterState.DONE: ("selva", "ok"),
    LetterState.FAILED: ("achiote", "alerta"),
    LetterState.DISCARDED: ("gris", "menos"),
}


class LetterFailure(TextChoices):
    """Why the PDF was not made, as a sentence for whoever asked for it; the log has the rest."""

    NO_SPACE = "NO_SPACE", _("No había espacio para guardar el archivo. El texto y el número quedan.")
    TOO_OFTEN = "TOO_OFTEN", _("Se interrumpió varias veces seguidas. El texto y el número quedan.")
    NOT_ALLOWED = "NOT_ALLOWED", _("Ya no se puede imprimir lo que dice: mira abajo qué falta.")
    REFUSED = "REFUSED", _("Quien la pidió ya no puede pedirla. Puede prepararla otra persona del equipo.")
    UNEXPECTED = "UNEXPECTED", _("Algo falló al prepararla. El texto y el número quedan.")


class TemplateRefusal(TextChoices):
    """Why an office's own template for Word is not taken, for whoever brought it."""

    CODE = "CODE", _("Tiene instrucciones que no son de una carta. Usa solo las palabras de la lista, sin más.")
    UNKNOWN = "UNKNOWN", _("Usa una palabra que no existe. Usa solo las de la lista.")
    EMPTY = "EMPTY", _("No lleva el texto de la carta: falta «parrafos».")
    ACTIVE = "ACTIVE", _("Contiene programas, o trae cosas de otros lugares al abrirse.")
    LOCKED = "LOCKED", _("Está protegido con contraseña. Sube una copia sin ella.")
    TOO_LARGE = "TOO_LARGE", _("Es demasiado grande al abrirse.")
    OTHER_CONTENT = "OTHER_CONTENT", _("No es un documento de Word (.docx).")
    UNREADABLE = "UNREADABLE", _("No se pudo leer. Puede estar dañado o incompleto.")


class Fact(TextChoices):
    """What a letter may print of her or of the case. Nothing else is put in by the system."""

    NAME = "NAME", _("Su nombre")
    DOCUMENT = "DOCUMENT", _("Su documento de identidad")
    BIRTH = "BIRTH", _("Su fecha de nacimiento")
    AGE = "AGE", _("Su edad")
    LANGUAGE = "LANGUAGE", _("Su lengua")
    CODE = "CODE", _("Su código")
    CASE = "CASE", _("El código del caso")
    SINCE = "SINCE", _("Desde cuándo se la atiende")
    UNTIL = "UNTIL", _("Hasta cuándo se la atendió")
    ATTENTIONS = "ATTENTIONS", _("Cuántas atenciones tuvo")


# How a text names them: [NOMBRE]. Spanish in every language of the pages, because letters are Spanish.
TOKENS: dict[str, str] = {
    "NOMBRE": Fact.NAME,
    "DOCUMENTO": Fact.DOCUMENT,
    "NACIMIENTO": Fact.BIRTH,
    "EDAD": Fact.AGE,
    "LENGUA": Fact.LANGUAGE,
    "CODIGO": Fact.CODE,
    "CASO": Fact.CASE,
    "DESDE": Fact.SINCE,
    "HASTA": Fact.UNTIL,
    "ATENCIONES": Fact.ATTENTIONS,
}
TOKEN_OF: dict[str, str] = {fact: token for token, fact in TOKENS.items()}

# What she must have allowed an entity before it reads it; what is not here tells only that she is attended.
ITEM_OF: dict[str, str] = {
    Fact.NAME: SharedItem.LEGAL_NAME,
    Fact.DOCUMENT: SharedItem.DOCUMENT,
    Fact.BIRTH: SharedItem.DOCUMENT,
    Fact.AGE: SharedItem.AGE_SEX,
    Fact.LANGUAGE: SharedItem.LANGUAGE,
}
# What says who she is: on our own screens it stands as its token until somebody asks for it.
IDENTIFYING: frozenset[str] = frozenset({Fact.NAME, Fact.DOCUMENT, Fact.BIRTH})
