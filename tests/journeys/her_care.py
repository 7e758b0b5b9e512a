"""The second half of her file: what happened, how she is, where she sleeps, what is done for her, and afterwards."""

import re
from datetime import date, timedelta

from django.utils import timezone

from interface.dates import day
from tests.journeys.hand import Hand
from tests.journeys.her_file import open_the_case

USUAL = ("No", "Nunca", "Cubierto", "Bien", "Nada", "Ninguna")


def write_day(hand: Hand, label: str, ahead: int) -> None:
    """A day so many days from today."""
    on: date = timezone.localdate() + timedelta(days=ahead)
    hand.write(label, on.strftime("%d/%m/%Y"), printed=day(on))


# What happened -------------------------------------------------------------------------------------------------------


def write_how_she_was_recruited(hand: Hand) -> None:
    open_the_case(hand)
    hand.part("Hechos")
    hand.follow("Añadir los hechos")
    hand.pick(re.compile("quien la captó era su"), "Otro familiar")
    hand.pick("Cómo la captaron", "Falsa oferta de trabajo")
    hand.mark("Por qué medio la contactaron", "En persona", "WhatsApp")
    hand.write("Qué le dijeron o le ofrecieron", "Su tía le ofreció atender mesas y mandar dinero a su mamá.")
    hand.write("Cuándo la captaron", "06/2026", printed="En junio de 2026")
    hand.place("Dónde la captaron", "Loreto", "Maynas", "Iquitos")
    hand.press("Guardar y seguir: El camino")


def write_the_way(hand: Hand) -> None:
    """Four places, one after the other."""
    hand.mark("¿La llevaron a otro lugar?", "Sí, la llevaron")
    hand.write("Cómo fue el viaje", "Tres días en lancha y dos en bus. Su tía guardaba los papeles de las dos.")
    hand.place("De dónde salió", "Loreto", "Maynas", "Iquitos")
    stops = (
        ("Por río", "Ucayali", "Coronel Portillo", "Calleria"),
        ("Por tierra", "Cusco", "Cusco", "Cusco"),
        ("Por tierra", "Madre de Dios", "Tambopata", "Inambari"),
    )
    for number, (transport, *names) in enumerate(stops):
        if number:
            hand.press("Añadir lugar")
        group = hand.main.get_by_role("group", name="Cómo llegó aquí").nth(number)
        group.get_by_label(transport).check(force=True)
        hand.place("Lugar", *names)
    hand.press("Guardar y seguir: Dónde y cómo la explotaron")


def write_the_exploitation(hand: Hand) -> None:
    hand.mark("Para qué la explotaron", "Prostitución")
    hand.mark("Qué hicieron quienes la explotaron", "Captar", "Trasladar", "Retener")
    hand.pick("Tipo de lugar", "Bar o prostibar")
    hand.pick("Actividad", "Bar, prostibar o night club")
    hand.place("Lugar", "Madre de Dios", "Tambopata", "Inambari")
    hand.mark("Cómo la retenían", "Una deuda", "Le retenían los documentos")
    hand.write("Cómo vivía allí", "Dormía detrás del local con otras cinco.")
    hand.write("Cuánto le decían que debía", "1800", printed="1,800.00 soles")
    hand.write("De qué decían que era la deuda", "El pasaje, la ropa y la comida.")
    hand.press("Guardar y seguir: Cómo salió")


def write_how_she_got_out(hand: Hand) -> None:
    hand.mark("Cómo salió", "La rescató una autoridad")
    write_day(hand, "Cuándo salió", -4)
    hand.place("Dónde salió", "Madre de Dios", "Tambopata", "Inambari")
    hand.write("Cómo fue la salida", "Operativo de madrugada. Dijo su nombre a solas con la fiscal.")
    hand.pick("Qué operativo fue", "Operativo con la Fiscalía")
    hand.pick("Autoridad que la rescató", re.compile("Trata de Personas.*Madre de Dios"))
    hand.press("Guardar y volver")
    hand.follow("Añadir nota")
    hand.mark("Qué hizo", "Captó", "Vigiló o controló")
    hand.pick("Qué era de ella", "Otro familiar")
    hand.mark("Sexo", "Mujer")
    hand.press("Guardar")
    hand.part("Qué falta")


# How she is ----------------------------------------------------------------------------------------------------------


def assess(hand: Hand, name: str, conclusions: str, *, told: dict[str, str], yes=(), is_hidden: bool = False) -> None:
    """From the page of her assessments. ``told``: what is written, by its question; ``yes``: questions she says yes to;
    the rest by its usual answer."""
    with hand.page.expect_navigation():
        hand.follow(re.compile(rf"^Empezar\s*: {name}$"))
    is_last = False
    while not is_last:
        for question in yes:
            if hand.main.get_by_role("group", name=question).count():
                hand.mark(question, "Sí")
        hand.answer_all(*USUAL)
        for question, words in told.items():
            if hand.main.get_by_label(question).count():
                hand.write(re.compile(question), words, is_hidden=is_hidden)
        is_last = bool(hand.main.get_by_role("button", name="Guardar y revisar").count())
        hand.send("Guardar y revisar" if is_last else "Guardar y seguir")
    _agree_with_the_score(hand)
    hand.write("Conclusiones y acuerdos", conclusions, is_hidden=is_hidden)
    hand.press("Firmar")
    hand.sees("Evaluación firmada")


def _agree_with_the_score(hand: Hand) -> None:
    """The level that the score suggests, where the instrument has levels."""
    found = re.search(r"sugiere:\s*(?:Riesgo\s*)?(Leve|Moderado|Severo)", hand.main.inner_text())
    if found:
        hand.mark("Nivel que eliges", found[1])


def assess_with_her(hand: Hand) -> None:
    """What a social worker asks, one after the other."""
    hand.follow("Primeras horas")
    told = {"Otra cosa urgente": "Lentes: no ve de lejos."}
    assess(hand, "Primeras horas", "Cenó y duerme en la sala de acogida.", told=told)
    told, yes = (
        {"Plan de seguridad": "No sale sola; llama a su abuela."},
        ("tuvo parte en la explotación", "la protege"),
    )
    assess(hand, "Riesgo", "Su tía sabe dónde vive su abuela.", told=told, yes=yes)
    told = {"lo primero para ella": "Dormir sin miedo."}
    assess(hand, "Necesidades", "Primero dormir, después estudiar.", told=told)
    told, yes = {"Opinión social": "Hay cama y quien la cuide."}, ("alguien que pueda cuidarla", "Puede volver")
    assess(hand, "Social y familiar", "Su abuela la espera.", told=told, yes=yes)
    assess(hand, "Salud", "Control en la posta cada mes.", told={"Alergias, medicinas": "Ninguna alergia conocida."})
    told, yes = {"Qué le gusta": "Dibujar; quiere ser profesora."}, ("Quiere estudiar", "escribe sin ayuda")
    assess(hand, "Educación", "Vuelve en marzo a otro colegio.", told=told, yes=yes)
    hand.follow("Evaluaciones")


def assess_her_mind(hand: Hand) -> None:
    open_her_case(hand)
    hand.part("Qué falta")
    hand.follow("Valoración psicológica")
    told = {"Impresión profesional": "Se asusta de noche; acepta venir los martes."}
    assess(hand, "Psicológica", "Sesión cada semana.", told=told, is_hidden=True)


def assess_her_rights(hand: Hand) -> None:
    open_her_case(hand)
    hand.part("Qué falta")
    hand.follow("Valoración legal")
    told = {"Opinión legal": "Pedir cámara Gesell y reserva de su identidad."}
    assess(hand, "Legal", "Una sola entrevista.", told=told, is_hidden=True)


def open_her_case(hand: Hand) -> None:
    """By whoever has no task of hers yet."""
    hand.go("Casos")
    open_the_case(hand)


# Where she sleeps, what is done for her ------------------------------------------------------------------------------


def shelter_her(hand: Hand) -> None:
    hand.part("Acogida")
    hand.follow(re.compile("^Registrar dónde está"))
    hand.pick("Lugar del catálogo", re.compile("CARE-1"))
    hand.write("Dónde exactamente y a quién llamar", "Cuarto del patio; preguntar por la directora.", is_hidden=True)
    hand.mark("Quién lo dispuso", "UPE")
    hand.press(re.compile("^Guardar"))
    hand.sees("Guardado")


def begin_therapy(hand: Hand) -> None:
    hand.part("Servicios")
    hand.follow(re.compile(r"^Empezar un servicio\s*, V-"))
    hand.pick("Servicio", "Soporte terapéutico individual")
    hand.write("Para qué", "Dormir sin pesadillas.")
    hand.pick("A cargo de", "Milagros V.")
    hand.press("Guardar servicio")
    hand.sees("Dormir sin pesadillas.")


def hold_a_session(hand: Hand) -> None:
    """What she told there stays with the psychological area; that it was held does not."""
    open_the_case(hand)
    hand.part("Servicios")
    hand.follow(re.compile("^Registrar atención"))
    hand.mark("Tipo", "Atención presencial")
    hand.write("Lo importante, en pocas líneas", "Contó su sueño con el río.", is_hidden=True)
    hand.write("Minutos", "50")
    hand.mark("Quién puede leerla", "Solo el área psicológica")
    hand.press("Guardar y volver al caso")
    hand.sees("Guardado en el caso")


def make_an_appointment(hand: Hand) -> None:
    hand.part("Servicios")
    hand.follow(re.compile(r"^Poner una cita\s*, V-"))
    write_day(hand, "Día", 7)
    hand.write("Hora", "15:30")
    hand.pick("Servicio", "Soporte terapéutico individual")
    hand.press(re.compile("^(Guardar|Poner)"))
    hand.sees("15:30")


# Money and things ---------------------------------------------------------------------------------------------------


def ask_for_money(hand: Hand) -> None:
    hand.part("Ayuda")
    hand.follow("Pedir ayuda")
    hand.mark("Para quién", "V-")
    hand.pick("Para qué", "Transporte o retorno")
    hand.write("Cuánto, en soles", "160.00")
    hand.write("Por qué lo necesita", "Bote de su abuela para traer la partida de nacimiento.")
    hand.press("Enviar pedido")
    hand.sees("160.00")


def approve_and_pay(hand: Hand) -> None:
    """By another person: the coordination."""
    hand.go("Trabajo")
    hand.follow(re.compile("^Decidir un pedido"))
    hand.mark("Con qué fondo", "Ayuda directa")
    hand.press("Aprobar")
    hand.mark("Cómo", "Efectivo")
    hand.press("Registrar el pago")
    hand.sees("Pagad")


def give_a_kit(hand: Hand) -> None:
    hand.follow("Ayuda")
    hand.follow("Entregar un kit")
    hand.mark("A quién", "V-")
    hand.press(re.compile("^(Guardar|Entregar)"))
    hand.sees("2 jabón")


# What comes after -----------------------------------------------------------------------------------------------------


def plan_with_her(hand: Hand) -> None:
    """Her return and her school, agreed in her words."""
    hand.part("Plan")
    hand.follow(re.compile("^Empezar su plan"))
    hand.press("Empezar el plan")
    for area, goal, step, until in (
        ("Educación", "Volver al colegio en marzo.", "Matricularla en un colegio de Belén.", 110),
        ("Familia", "Vivir otra vez con su abuela.", "Visitar la casa antes de su regreso.", 20),
    ):
        hand.follow("Añadir una meta")
        hand.pick("Área", area)
        hand.write("Qué quiere lograr", goal)
        hand.press("Guardar meta")
        hand.write("Qué se hace", step)
        hand.mark("Quién lo hace", "Alguien del centro")
        hand.pick("Quién del centro", re.compile("Rosa T."))
        write_day(hand, "Hasta cuándo", until)
        hand.press("Guardar actividad")
    hand.follow("Acordar con ella")
    hand.write("Quiénes estuvieron", "Ella, su abuela y su trabajadora social")
    hand.write("Qué dijo ella, con sus palabras", "Quiero dibujar y que mi abuela me espere despierta.")
    hand.press("Guardar el acuerdo")
    hand.sees("Plan acordado")


def bring_her_own_paper(hand: Hand) -> None:
    """Her birth certificate: now she has a paper, and her age is proven."""
    hand.follow(re.compile("^CALP-IQT-"))
    hand.part("Qué falta")
    hand.follow("Documentos de identidad")
    hand.pick("Tipo de documento", "Acta de nacimiento")
    hand.write("Número", "61882047", is_hidden=True)
    hand.mark("Situación", "Presentado")
    hand.write("Qué pasó con él", "La trajo su abuela de Caballococha.")
    hand.press("Guardar")
    hand.follow("Nombre, edad y nacionalidad")
    hand.write("Fecha de nacimiento", "03/05/2011", printed="3 may 2011")
    hand.mark("Edad", "Con documento")
    hand.press("Guardar")
    hand.sees("Datos guardados")


def take_her_home(hand: Hand) -> None:
    hand.part("Acogida")
    hand.follow(re.compile("^(Registrar )?(S|s)al"))
    hand.mark("Por qué salió", "Volvió con su familia")
    hand.mark("Adónde fue", "Su familia")
    hand.press("Guardar salida")
    hand.sees("Salida guardada")


def go_on_to_follow_up(hand: Hand) -> None:
    """The case passes on; her terms come by themselves."""
    open_the_case(hand)
    hand.unfold("Más")
    hand.follow("Cambiar el estado")
    hand.mark("Pasa a", "En seguimiento")
    hand.write("Por qué", "Vive con su abuela desde hoy.")
    hand.press("Guardar estado")
    hand.sees("En seguimiento")


def look_for_her(hand: Hand) -> None:
    """The first attempt, and what was found."""
    hand.part("Qué falta")
    hand.follow("Seguimiento")
    hand.follow(re.compile("Al mes"))
    hand.mark("Cómo", "Llamada")
    hand.mark("Con quién se habló", "Con ella")
    hand.write("Qué pasó", "Contestó contenta; la matrícula está lista.")
    hand.press("Guardar intento")
    hand.mark("Con quién vive", "Con su familia")
    hand.mark("¿Estudia?", "Sí")
    hand.write("Qué estudia, o por qué no", "Tercero de secundaria, desde marzo.")
    hand.mark("¿Trabaja?", "No")
    hand.mark("Su salud", "Bien")
    hand.mark("Su seguridad", "Está segura")
    hand.mark("¿La buscan quienes la explotaron?", "No")
    hand.mark("¿La explotan de nuevo?", "No")
    hand.write("Lo demás, y lo que se acordó con ella", "Llamarla otra vez en enero.")
    hand.press("Guardar cómo está")
    hand.sees("Seguimiento")


def see_that_nothing_lacks(hand: Hand) -> None:
    open_the_case(hand)
    hand.part("Qué falta")
    done, parts = re.search(r"(\d+) de (\d+) partes completas", hand.main.inner_text()).groups()
    assert done == parts, hand.main.inner_text()


def prepare_the_copy(hand: Hand) -> None:
    open_the_case(hand)
    hand.unfold("Más")
    hand.follow("Imprimir el caso")
    hand.press("Preparar la copia")
    hand.sees("Uso interno")
