"""What is said of each cell: how it was taken, and in which words. Codes are stored, sentences are not."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    """What became of a cell."""

    TAKEN = "TAKEN", _("Tomado")
    MAPPED = "MAPPED", _("Convertido")
    KEPT_AS_TEXT = "KEPT_AS_TEXT", _("Guardado como texto")
    REFUSED = "REFUSED", _("Rechazado")


class Message(TextChoices):
    """Why, for the person who mends the workbook."""

    AS_IT_IS = "", ""
    LABEL = "LABEL", _("Decía la etiqueta; queda el código del estándar.")
    OTHER_SPELLING = "OTHER_SPELLING", _("Decía otra grafía del mismo valor; queda el código del estándar.")
    COUNTRY = "COUNTRY", _("Decía el nombre del país; queda su código ISO.")
    LANGUAGE = "LANGUAGE", _("Decía el nombre de la lengua; queda su código ISO.")
    DATE = "DATE", _("La fecha queda en formato ISO.")
    BOOLEAN = "BOOLEAN", _("Sí y no quedan como TRUE y FALSE.")
    NUMBER = "NUMBER", _("La celda tenía un número; queda escrito como texto.")
    REPEATED_VALUES = "REPEATED_VALUES", _("Se quitaron valores repetidos.")
    SEPARATOR = "SEPARATOR", _("Los valores quedan separados por punto y coma.")
    UNKNOWN_CODE = "UNKNOWN_CODE", _("No está en la lista del estándar: se guarda tal cual.")
    OUTSIDE_PICKLIST = "OUTSIDE_PICKLIST", _("El estándar lo define pero no lo puso en su lista: se guarda tal cual.")
    PARTIAL_DATE = "PARTIAL_DATE", _("La fecha está incompleta: se guarda tal cual y la edad queda por precisar.")
    UNREADABLE_DATE = "UNREADABLE_DATE", _("No es una fecha. Escribe día, mes y año, por ejemplo 2009-05-31.")
    KEPT_DATE = "KEPT_DATE", _("No es una fecha: se guarda tal cual.")
    FUTURE_DATE = "FUTURE_DATE", _("La fecha es futura. Corrígela en el libro.")
    TOO_OLD_DATE = "TOO_OLD_DATE", _("La fecha da más de 110 años. Corrígela en el libro.")
    KEPT_NUMBER = "KEPT_NUMBER", _("No es un número: se guarda tal cual.")
    KEPT_BOOLEAN = "KEPT_BOOLEAN", _("No es sí ni no: se guarda tal cual y no se supone nada.")
    UNKNOWN_PLACE = "UNKNOWN_PLACE", _("No es un código de lugar del INEI: se guarda tal cual.")
    TOO_LONG_FOR_FILE = (
        "TOO_LONG_FOR_FILE",
        _("El texto es más largo que su campo: se guarda entero aparte y el registro muestra su comienzo."),
    )
    TOO_LONG = "TOO_LONG", _("El texto pasa de 32,767 caracteres. Acórtalo en el libro.")
    NOT_IN_STANDARD = "NOT_IN_STANDARD", _("La columna no es del estándar: se guarda tal cual.")
    BEFORE_BIRTH = "BEFORE_BIRTH", _("El ingreso es anterior al nacimiento. Corrige una de las dos fechas.")
    CLOSED_BEFORE_OPENED = "CLOSED_BEFORE_OPENED", _("El cierre es anterior al ingreso. Corrige una de las dos fechas.")
    OUT_OF_REACH = "OUT_OF_REACH", _("Habla de un caso que no puedes ver: que lo registre la coordinación nacional.")
    AGE_OUT_OF_RANGE = "AGE_OUT_OF_RANGE", _("La edad debe estar entre 0 y 110 años: se guarda tal cual.")


class HeaderNote(TextChoices):
    """What had to be understood of a column's title."""

    AS_PUBLISHED = "", ""
    MISSPELT = "MISSPELT", _("El título estaba mal escrito; se entendió igual.")
    LABEL_ONLY = "LABEL_ONLY", _("Se reconoció por su etiqueta.")
    LABEL_RULES = "LABEL_RULES", _("Nombre oculto y etiqueta no coinciden; vale la etiqueta, que es lo que se ve.")
    NAME_RULES = "NAME_RULES", _("Nombre oculto y etiqueta no coinciden; por su contenido, vale el nombre.")
    NOT_IN_STANDARD = "NOT_IN_STANDARD", _("No es una columna del estándar; su contenido se guarda aparte.")
    REPEATED = "REPEATED", _("La columna está repetida; se guarda aparte.")


class Outcome(TextChoices):
    """What becomes of a row."""

    NEW = "NEW", _("Se registra")
    KNOWN = "KNOWN", _("Ya estaba registrada")
    REFUSED = "REFUSED", _("Rechazada")
