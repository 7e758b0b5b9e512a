"""The file of one girl of fifteen, part by part, in the order in which a team learns of it and works.

She is from Iquitos; the police found her in La Pampa with somebody else's document; her aunt took part; her mother is
looked for; shelter, therapy, a plan, school, her grandmother's house, and how she is afterwards. She is nobody.
"""

import re

from playwright.sync_api import expect

from tests.journeys.hand import Hand

SHELTER = "Casa Amanecer"
KIT, FUND = "Kit de llegada", "RETORNO-26"
EASY = ("No", "Cubierto", "Nunca", "Bien", "Sí")


# Night: who she is ------------------------------------------------------------------------------------------------


def take_the_call(hand: Hand) -> None:
    hand.follow("Nuevo ingreso")
    hand.write("Nombres y apellidos, como suenen", "Tamani Pacaya", is_hidden=True)
    hand.press("Buscar")
    hand.sees("Nadie con esos datos en tu sede")
    hand.pick("Cómo llegó", "Derivación de la PNP")
    hand.write("Cómo quiere que la llamemos", "Naye", is_hidden=True)
    hand.mark("Sexo", "Mujer")
    hand.write("Años cumplidos", "15")
    hand.mark("Edad", "Dicha por ella")
    hand.mark("Motivo principal", "Trata de personas")
    hand.mark("Consentimiento", "Todavía no")
    hand.sees("6 de 6")
    hand.press("Guardar ingreso")
    hand.sees("Ingreso guardado")


def write_the_summary(hand: Hand) -> None:
    hand.part("Qué falta")
    hand.follow(re.compile("Seguir con «Resumen y lugar»"))
    hand.write("Resumen", "Adolescente de Iquitos que la policía encontró en La Pampa con el DNI de otra persona.")
    hand.press("Guardar cambios")
    hand.sees("Cambios guardados")


def write_who_she_is(hand: Hand) -> None:
    hand.follow("Nombre, edad y nacionalidad")
    hand.write("Nombres", "Nayeli Sol", is_hidden=True)
    hand.write("Apellido paterno", "Tamani", is_hidden=True)
    hand.write("Apellido materno", "Pacaya", is_hidden=True)
    hand.pick("Nacionalidad", "Perú")
    hand.write("Lenguas que habla", "castellano, kukama")
    hand.mark("¿Necesita intérprete?", "No")
    hand.press("Guardar")
    hand.sees("Datos guardados")


def write_her_papers(hand: Hand) -> None:
    """Somebody else's, and her own, which her aunt keeps: neither is a paper to go on with."""
    hand.follow("Documentos de identidad")
    hand.pick("Tipo de documento", "DNI")
    hand.write("Número", "40517362", is_hidden=True)
    hand.mark("Situación", "Falso o de otra persona")
    hand.write("Qué pasó con él", "Es de una mujer de 22 años; se lo dio su tía para el viaje.")
    hand.press("Guardar")
    hand.sees("Hay que conseguirle uno propio")
    hand.follow("Documentos de identidad")
    hand.pick("Tipo de documento", "DNI de menor de edad")
    hand.mark("Situación", "Retenido por quien la explotó")
    hand.write("Qué pasó con él", "Lo guarda su tía desde el viaje.")
    hand.press("Guardar")
    hand.sees("Documento registrado")


def write_how_to_reach_her(hand: Hand) -> None:
    hand.follow("Contacto seguro")
    hand.mark("¿Qué se puede hacer?", "Llamar", "Ir a su casa")
    hand.write("A qué horas", "de 4 a 6 de la tarde")
    hand.write("Palabra clave", "canoa azul")
    hand.write("Teléfono", "965 112 304", is_hidden=True)
    hand.write("A quién no contactar nunca", "A su tía, que vive a dos casas")
    hand.write("Quién puede contestar", "Su abuela")
    hand.write("Qué decir si contesta otra persona", "Preguntar por el pedido de pescado")
    hand.press("Guardar")
    hand.sees("Contacto seguro guardado")


# The team -----------------------------------------------------------------------------------------------------------


def make_the_team(hand: Hand) -> None:
    """The last to be named leads from now on."""
    members = (
        ("Milagros V., psicología", "Psicología"),
        ("Elmer P., área legal", "Legal"),
        ("Rosa T., trabajo social", "Social"),
    )
    hand.go("Casos")
    hand.follow(re.compile("^CALP-IQT-"))
    hand.part("Qué falta")
    hand.follow("Equipo por área")
    for name, role in members:
        hand.pick("Quién", name)
        hand.mark("Papel en el equipo", role)
        hand.press("Añadir al equipo")
        hand.sees("está en el equipo")
    hand.follow("Cambiar responsable")
    hand.pick("Nueva persona responsable", members[-1][0])
    hand.press("Cambiar responsable")


def begin_the_work(hand: Hand) -> None:
    open_the_case(hand)
    hand.unfold("Más")
    hand.follow("Cambiar el estado")
    hand.mark("Pasa a", "En curso")
    hand.write("Por qué", "Empieza su atención.")
    hand.press("Guardar estado")
    hand.sees("En curso")


def tell_the_upe(hand: Hand) -> None:
    """What the file asked for by itself, first thing of the day."""
    hand.go("Trabajo")
    hand.follow(re.compile("^Avisar a la UPE"))
    hand.write("Lo importante, en pocas líneas", "La UPE abrió su expediente y dispuso la acogida.")
    hand.press("Guardar y volver al caso")
    hand.sees("Guardado en el caso")


def open_the_case(hand: Hand) -> None:
    """From any page of hers, and from "Mi trabajo"."""
    hand.follow(re.compile("^CALP-IQT-"))


# Family -------------------------------------------------------------------------------------------------------------


def write_her_family(hand: Hand) -> None:
    """Her aunt, possibly involved; her mother, looked for; her grandmother, who answers for her."""
    hand.part("Qué falta")
    hand.follow("Familia y quién responde por ella")
    _relative(hand, "Deysi", "Tía o tío", "Es un riesgo", is_first=True)
    hand.tick("Posible involucrado")
    hand.write("Por qué se piensa", "La llevó ella y guarda su documento.")
    hand.press("Guardar relación")
    hand.follow("Familia y quién responde por ella")
    _relative(hand, "Elvira", "Madre", "La apoya")
    hand.mark("¿Se sabe dónde está?", "Se la busca")
    hand.write("Notas", "Salió a Caballococha hace dos años y no volvió a llamar.")
    hand.press("Guardar relación")
    hand.follow("Familia y quién responde por ella")
    _relative(hand, "Rosaura", "Abuela o abuelo", "La apoya")
    hand.tick("Es su tutora o tutor legal")
    hand.mark("¿Vive con ella?", "Sí")
    hand.press("Guardar relación")
    hand.sees("Relación registrada")


def _relative(hand: Hand, name: str, tie: str, stance: str, *, is_first: bool = False) -> None:
    if not is_first:
        hand.unfold("No está registrada todavía")
    hand.write("Nombres", name, is_hidden=True)
    hand.mark("Sexo", "Mujer")
    hand.pick("Esa persona es su…", tie)
    hand.pick("Para su seguridad", stance)


def write_her_grandmothers_parts(hand: Hand) -> None:
    """How to reach her; and that nobody will ask her for a decision, because the girl decides."""
    hers = hand.main.locator("section.ficha").filter(has_text="Familiar")
    hers.filter(has_text="Pregúntalo antes").get_by_role("link", name="Contacto seguro", exact=True).click()
    hand.mark("¿Qué se puede hacer?", "Llamar")
    hand.write("A qué horas", "antes de las 8 de la mañana")
    hand.press("Guardar")
    hers.get_by_role("link", name=re.compile(r"^No aplica\s*: Consentimiento$")).last.click()
    hand.write("Por qué no aplica", "La decisión es de su nieta; no se guarda nada delicado de ella.")
    hand.press("No aplica")


# Pages of what is known of her --------------------------------------------------------------------------------------


def write_what_is_known(hand: Hand) -> None:
    hand.follow("Origen y lengua")
    hand.pick("Lengua con la que aprendió a hablar", "Castellano")
    hand.pick("Familia lingüística", "No es lengua originaria")
    hand.pick("Por sus costumbres y sus antepasados, se considera", "Nativa o indígena de la Amazonía")
    hand.write("Pueblo indígena u originario", "Kukama kukamiria")
    hand.press("Guardar")
    hand.follow("Identidad de género")
    hand.write("Cómo quiere que la tratemos", "De tú, sin diminutivos")
    hand.press("Guardar")
    hand.follow("Familia y hogar")
    hand.pick("Estado civil", "Soltera")
    hand.write("Con quiénes vivía antes", "Su abuela y dos hermanos menores")
    hand.pick("Si sus hijos están con ella", "No tiene hijos")
    hand.press("Guardar")
    hand.follow("Educación y trabajo")
    hand.pick("Nivel educativo", "Secundaria")
    hand.write("Último grado o año que aprobó", "2.º de secundaria")
    hand.mark("Si estudia ahora", "No")
    hand.write("Dónde estudia o quiere estudiar", "Un colegio que no sea el suyo")
    hand.pick("Ingresos al mes", "Sin ingresos propios")
    hand.press("Guardar")
    hand.sees("Guardado")


def write_her_health(hand: Hand) -> None:
    hand.follow("Salud y discapacidad")
    hand.pick("Seguro de salud", "Ninguno")
    hand.write("Enfermedades, lesiones, alergias y medicinas que toma", "Anemia leve; empezó hierro.")
    hand.mark("Embarazo al ingreso", "No")
    for question in (
        *("Ver, incluso con lentes", "Oír, incluso con audífonos", "Caminar o subir gradas"),
        *("Recordar o concentrarse", "Bañarse o vestirse", "Entender o hacerse entender"),
    ):
        hand.pick(question, "Ninguna dificultad")
    hand.press("Guardar")
    hand.sees("Guardado")


# What she allows ---------------------------------------------------------------------------------------------------


def ask_what_she_allows(hand: Hand) -> None:
    """She is fifteen and decides herself, beside somebody she trusts; she signs on the screen."""
    hand.follow("Consentimiento")
    hand.follow("Preguntarle")
    hand.mark("Consentimiento", "Lo dio por escrito o con huella")
    for question, answer in (
        *(("centro te atienda", "Sí"), ("guardar y usar tus datos", "Sí"), ("datos delicados", "Sí")),
        *(("contarte en cifras", "Sí"), ("tu imagen o tu voz", "No"), ("en una investigación", "No")),
    ):
        hand.mark(re.compile(question), answer)
    hand.unfold("Ministerio de la Mujer")
    hand.mark("¿Se puede compartir con MIMP?", "Sí")
    expect(hand.main.get_by_label("Ella, de 14 a 17 años")).to_be_checked()
    hand.write("Quién la acompañó", "Su abuela, porque ella quiso", is_hidden=True)
    hand.mark("Cómo firma", "Firma en esta pantalla")
    _draw(hand)
    hand.press("Guardar decisión")
    hand.sees("Decisión guardada")


def _draw(hand: Hand) -> None:
    canvas = hand.main.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box, mouse = canvas.bounding_box(), hand.page.mouse
    mouse.move(box["x"] + 30, box["y"] + 60)
    mouse.down()
    for across, down in ((60, 20), (90, 80), (130, 30), (170, 70)):
        mouse.move(box["x"] + across, box["y"] + down)
    mouse.up()
