"""What each number means, in the words that are printed under it. The docstrings of the statistics say the same."""

from django.utils.translation import gettext_lazy as _

from reports.states import ReportCode

UNITS = {
    ReportCode.MENSUAL: _("Caso, persona y derivación; cada cuadro dice cuál"),
    ReportCode.R1: _("Caso, y persona"),
    ReportCode.R2: _("Persona"),
    ReportCode.R9: _("Derivación"),
}

LEADS = {
    ReportCode.R1: _(
        "Se cuentan casos a la izquierda y víctimas directas a la derecha. Una persona se cuenta una vez por sede."
    ),
    ReportCode.R2: _("Unidad: persona, una vez. Edad del día en que empezó a ser atendida. Los ceros se imprimen."),
    ReportCode.R9: _(
        "Unidad: derivación, en el estado que tenía al cierre. Días hábiles contados desde el envío, en el lugar de la "
        "unidad."
    ),
}

_R1 = (
    _(
        "Caso activo: desde el día de su ingreso hasta el día en que se cierra, y otra vez desde que se reabre. Al "
        "inicio + nuevos + reabiertos − cerrados = al cierre."
    ),
    _(
        "Víctima: quien participa en un caso activo como víctima directa, presunta o acreditada (DS 001-2016-IN, art. "
        "6.c). No se cuenta a familiares, testigos, denunciantes ni dependientes."
    ),
    _(
        "Quien es descartada como víctima deja de contarse desde el día de esa decisión, y vuelve a contarse si se "
        "revierte."
    ),
    _(
        "Quien es atendida por dos sedes se cuenta una vez en cada una y una sola vez en el total. El traslado de un "
        "caso es un cierre en una sede y un ingreso en la otra."
    ),
    _("Cerrar y reabrir el mismo día no es movimiento. Se cuentan los casos de toda confidencialidad."),
    _("Cuenta el día en que cada cosa ocurrió, no el día en que se registró."),
)
_R2 = (
    _(
        "Se cuenta, una sola vez, a cada persona que en el periodo empezó a participar en un caso como víctima "
        "directa, presunta o acreditada."
    ),
    _("No se cuenta a quien al cierre estaba descartada en todos esos casos; el cuadro dice cuántas son."),
    _(
        "Edad: años cumplidos el día en que empezó. Menor de edad: menos de 18 (DS 001-2016-IN, art. 3). Quien no "
        "tiene edad conocida se protege como menor, pero aquí se cuenta como «No hay información»."
    ),
    _("Género: sexo registrado. N.I.: no hay información; nunca se reparte entre las otras categorías."),
)
_R9 = (
    _(
        "Se cuentan las derivaciones enviadas hasta el cierre que estuvieron abiertas en algún momento del periodo. "
        "Los borradores no se cuentan."
    ),
    _("Terminada: cerrada, rechazada, anulada o con el consentimiento retirado."),
    _(
        "Vencida: el plazo de lo que se debía (acuse, primera atención o contrarreferencia) pasó antes del día del "
        "cierre. Los plazos son de gestión, los de cada unidad y los de la urgencia pedida; ninguna norma los fija."
    ),
    _("«Sin respuesta» no es un rechazo: nadie acusó recibo dentro del plazo."),
    _(
        "Días hábiles: se cuentan desde el día siguiente al envío (TUO de la Ley 27444, arts. 144 y 145), hasta el "
        "acuse o la respuesta, y hasta la primera atención. Mediana y máximo son de las derivaciones de este cuadro en "
        "que ya había ocurrido; las que esperan no entran."
    ),
)
_ALWAYS = (
    _("Ejemplar interno: muestra cifras exactas. No sale de la organización sin proteger antes las cifras pequeñas."),
    _(
        "Fuente: registro de casos. Con las cifras guardadas de esta ejecución el documento puede volver a componerse "
        "y es el mismo, byte por byte."
    ),
)

NOTES = {
    ReportCode.R1: ((ReportCode.R1, _R1), ("", _ALWAYS)),
    ReportCode.R2: ((ReportCode.R2, _R2), ("", _ALWAYS)),
    ReportCode.R9: ((ReportCode.R9, _R9), ("", _ALWAYS)),
    ReportCode.MENSUAL: ((ReportCode.R1, _R1), (ReportCode.R2, _R2), (ReportCode.R9, _R9), ("", _ALWAYS)),
}
