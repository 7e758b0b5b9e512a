"""Names and plain sentences to make up people from; none is anybody's story."""

import tomllib
from pathlib import Path

_NAMES = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
WOMEN, MEN, SURNAMES, NICKNAMES = (_NAMES[kind] for kind in ("women", "men", "surnames", "nicknames"))
LANGUAGES = ("castellano",) * 12 + (
    "castellano y quechua",
    "quechua",
    "castellano y aimara",
    "castellano y kukama",
    "awajún y algo de castellano",
    "shipibo y castellano",
    "asháninka",
    "matsigenka y castellano",
)
HOURS = ("15:00 a 17:00", "19:00 a 21:00", "de lunes a viernes, 10:00 a 12:00", "sábados por la mañana")
CODE_WORDS = ("la tarea de comunicación", "el curso de repostería", "la ficha del colegio", "el pedido de uniformes")
NEVER = ("pareja de la madre", "dueño del local", "tío que la trajo", "", "", "")
INTAKE = (
    "Llamada de noche después de un operativo. Se pidió un lugar tranquilo y agua antes de preguntar.",
    "Vino con una vecina. Pide ayuda para volver con su madre.",
    "La unidad la trajo con un oficio; ya le tomaron los datos y no se repitieron las preguntas.",
    "Escribió por teléfono; prefirió contar solo lo necesario por ahora.",
    "Llegó sin documentos; dice que los tiene quien la trajo a trabajar.",
)
SUMMARY = (
    "Oferta de trabajo en otra ciudad; a la llegada le retuvieron el documento y le cobraron el pasaje como deuda.",
    "Traslado por río con promesa de estudios; jornadas de doce horas sin pago.",
    "Conocida por redes; viaje pagado por otra persona; encierro en el lugar de trabajo.",
    "Trabajo en un local nocturno con horarios controlados; salida con apoyo policial.",
    "Campamento de extracción de oro; varias personas jóvenes en la misma situación.",
)
NOTES = (
    "Durmió bien. Pide hablar con su madre; se acuerda una videollamada acompañada.",
    "Se conversó sobre los próximos pasos. Quiere terminar el colegio este año.",
    "Acompañamiento a la cita; salió tranquila y con la fecha del control.",
    "Pidió no recibir llamadas por la mañana. Se actualizó el contacto seguro.",
    "La familia respondió y ofrece recibirla; falta la visita al domicilio.",
    "Llevó los papeles pendientes. Se revisó con ella qué sigue y en qué fecha.",
    "Hoy no quiso conversar y se respetó. Se deja cita para la próxima semana.",
    "Empezó el taller; dice que le gusta y que va con una compañera.",
    "Se entregó ropa e implementos de higiene. Recibió orientación sobre sus derechos.",
    "Se coordinó el traslado con la unidad; confirma que irá acompañada.",
)
ATTENTION_NOTES = (
    "Sesión de acogida y calma. Acordó volver.",
    "Se revisaron los avances de la semana y se fijó una meta pequeña.",
    "Orientación sobre el proceso y sus plazos; se resolvieron dudas.",
    "Evaluación completa; se dejan recomendaciones al equipo.",
    "Gestión realizada; se entregó el comprobante.",
)
TASKS = (
    "Enviar a la entidad el documento que pidió",
    "Confirmar con el colegio la matrícula",
    "Recoger la copia de la partida de nacimiento",
    "Revisar con ella las metas del mes",
    "Coordinar con el área legal la fecha de la diligencia",
)
REFERRAL_REASONS = (
    "Requiere evaluación y soporte continuo cerca de donde vive.",
    "Necesita medidas de protección y un lugar seguro.",
    "Requiere patrocinio legal gratuito desde la denuncia.",
    "Necesita trámite de identidad para acceder a salud y estudios.",
    "Se pide investigación y coordinación de la entrevista única.",
)
OUTCOMES = (
    "Recibió el servicio pedido; continúa con controles mensuales.",
    "Se completó el trámite y se entregó el documento.",
    "Fue admitida; el equipo de la entidad coordina con el centro.",
)
STATUS_REASONS = {
    "ACTIVE": ("Se acordó con ella el plan de trabajo.", "Empieza el acompañamiento del equipo."),
    "FOLLOW_UP": ("Cumplió lo acordado; queda en seguimiento.", "Estudia y trabaja; se la llama cada mes."),
    "CLOSED": ("Cierre acordado con ella.", "Pidió no continuar; sabe cómo volver."),
    "REOPENED": ("Volvió a pedir ayuda.", "La familia avisó de un nuevo riesgo."),
}
