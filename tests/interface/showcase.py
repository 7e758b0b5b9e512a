"""Pages made of every piece of the kit, as its users make them, for the eyes of axe and of Chromium."""

import datetime

from django.contrib.messages.storage.base import Message
from django.test import RequestFactory
from django.utils import timezone

from interface.charts import BarChart, LineChart, Row, Series, bars, for_page, line
from interface.forms import Form, VersionedForm, forms
from interface.keyset import Page
from interface.pages import render_conflict
from tests.interface.kit import EveryWidget, render
from tests.interface.test_components import SHELL

MOMENT = timezone.make_aware(datetime.datetime(2026, 11, 17, 8, 55))
TOP = '{% extends "base.html" %}{% block title %}Muestra{% endblock %}{% block main %}'
BOTTOM = "{% endblock %}"

FORM = """{% error_summary form %}{% heading "Nuevo ingreso" "Seis datos y se guarda." %}{% endheading %}
<form method="post" novalidate class="dos-col" id="ingreso">{% csrf_token %}<div>
{% card "Registrar" step=2 %}{{ form }}
{% endcard %}<div class="acciones"><button class="govuk-button">Guardar ingreso</button><a href="/inicio/">Dejar para
después</a></div></div><div class="lado pegado">{% card "Para guardar" note="3 de 6" %}<p>Falta poco.</p>{% endcard %}
</div></form>"""

CASE = """<div class="titulo caso-cab"><div><h1>CALP-IQT-2026-0045</h1><p class="ets">
{% state_label "rio" "curso" "En curso" %}
{% risk_label 3 "severo" %}{% state_label "camu" "candado" "Reserva de identidad" %}</p></div><div class="acciones">
<a class="govuk-button" href="/nota/">{% icon "nota" %}Registrar nota</a>{% more_actions %}<li><a href="/i/">Imprimir
</a>
</li>{% endmore_actions %}</div></div>{% tabs choices "Partes del caso" %}
<section class="avisos" aria-label="Avisos del caso">
{% notice "achiote" "alerta" action_url="/f/" action_text="Registrar fecha" %}<b>Pendiente.</b> Sin fecha.
{% endnotice %}
{% notice "tierra" "info" %}<b>Edad declarada.</b> Sin documento.{% endnotice %}
{% notice "rio" "firma" %}Lo decide el consentimiento.{% endnotice %}</section>
<div class="dos-col"><div>
{% card "Personas en el caso" link_url="/a/" link_text="Añadir persona" is_bare=True %}
<table class="tabla apila" role="table"><caption class="oculto">Personas</caption><thead role="rowgroup">
<tr role="row">
<th role="columnheader" scope="col">Persona</th><th role="columnheader" scope="col">Fase</th></tr></thead>
<tbody role="rowgroup"><tr role="row"><th role="rowheader" scope="row"><a class="codigo" href="/p/">V-2026-000123</a>
<br>
{% reveal "/nombre/" "Ver nombre" %}</th><td role="cell" data-r="Fase"><span>Justicia{% phases "4,5" %}</span></td>
</tr>
</tbody></table>{% endcard %}
<section class="ficha"><header><h2>Cronología</h2>{% views choices "Qué muestra" %}</header>{% timeline entries %}
</section>
{% card "Pasos" %}{% task_list steps %}{% endcard %}
{% card "Notas" is_bare=True %}{% nothing %}Todavía no hay notas.{% endnothing %}{% endcard %}
</div><div class="lado">{% safe_contact rules "Contacto seguro" number="9•• ••• •18" reveal_url="/numero/" %}
{% card "Equipo" %}{% summary_list rows %}{% endcard %}{% card "Avance" %}{% progress 62 "Avance" detail="Tabla 9" %}
{% endcard %}</div></div>"""

HOME = """<div class="titulo"><div><h1>Mi trabajo</h1><p>18 casos</p></div>{% views choices "Qué tareas" %}</div>
{% count_tiles tiles "Tareas por fecha" %}<div class="ficha"><section class="grupo vence" id="vencido">
<h2>{% icon "alerta" %}Vencido <span class="cuenta cuenta--vence">1</span></h2><ul>{% task job %}</ul></section>
</div>"""

BOARD = """{% heading "Derivaciones por entidad" %}
<button class="govuk-button govuk-button--secondary b-chico" type="button"
data-copiar hidden>{% icon "copiar" %}Copiar enlace</button>{% endheading %}{% card is_bare=True %}
{% filters "Filtros" %}<div><label for="f-sede">Sede</label><select id="f-sede" name="sede"><option>Iquitos</option>
</select>
</div><div class="fijo casilla"><input type="checkbox" id="f-v" name="v"><label for="f-v">Solo vencidas</label></div>
{% endfilters %}<div class="rueda" role="region" aria-label="Tablero" tabindex="0"><table class="tabla tablero apila"
role="table"><caption class="oculto">Casos por entidad</caption><colgroup><col class="c"><col></colgroup>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Caso</th>
<th role="columnheader" scope="col">
<b>MIMP</b>UPE<br><span class="e-achiote">1 vencida</span></th></tr></thead><tbody role="rowgroup"><tr role="row">
<th role="rowheader" scope="row"><div class="ets"><a class="codigo" href="/c/">IQT-2026-0045</a>
{% risk_label 2 "Moderado" is_short=True %}</div></th><td role="cell" data-r="MIMP" class="vencida"><a href="/d/">
{% state_word "achiote" "reloj" "Sin respuesta" %}<span class="dias">Vencida: 4 d háb.</span></a></td></tr></tbody>
</table>
</div>{% endcard %}{% pagination page %}<form method="post" data-confirmar="Enviar a CSMC Iquitos." data-si="Enviar">
{% csrf_token %}<button class="govuk-button">Enviar derivación</button></form>"""

CHARTS = """{% heading "Observatorio" %}{% endheading %}{% card "Casos activos" %}<figure><figcaption>Por sede
</figcaption>
{{ bars }}</figure>{% endcard %}{% card "Doce meses" %}<figure>{{ line }}</figure>{% endcard %}"""


DRAFT = """{% heading "Nota" %}{% endheading %}<form method="post" data-borrador hx-post="/nombre/" hx-swap="none"
hx-trigger="input delay:100ms">{% csrf_token %}<label class="govuk-label" for="nota">Nota</label><textarea id="nota"
class="govuk-textarea" name="nota"></textarea></form>"""


class Plan(VersionedForm, Form):
    reason = forms.CharField(label="Motivo", widget=forms.Textarea)
    called = forms.CharField(label="Cómo llamarla")


def _context() -> dict:
    chart = BarChart(
        "Lima 64, Iquitos 45.",
        (Series("Vienen de antes"), Series("Nuevos", "sol")),
        (Row("Lima", (55, 9)), Row("Iquitos (Loreto)", (39, 6))),
    )
    return {
        "shell": SHELL,
        "messages": [Message(25, "Derivación enviada."), Message(40, "No se envió.")],
        "choices": [
            {"label": "Todo", "url": "#todo", "is_current": True},
            {"label": "Notas", "url": "#notas", "count": 3},
        ],
        "entries": [
            {"at": MOMENT, "title": "Nota social", "author": "Rosa T.", "text": "Durmió bien.\nPide hablar."},
            {"at": MOMENT, "title": "Atención psicológica", "icon": "candado", "is_reserved": True},
            {"at": MOMENT, "title": "Sin respuesta", "icon": "reloj", "kind": "alarma", "url": "/r/"},
            {"at": MOMENT - datetime.timedelta(days=40), "title": "Ingreso", "icon": "persona", "kind": "hito"},
        ],
        "steps": [
            {"label": "Consentimiento", "url": "/x/", "tone": "selva", "icon": "ok", "state": "Completado"},
            {"label": "Riesgo", "url": "/y/", "tone": "tierra", "icon": "borrador", "state": "Falta", "hint": "Hoy"},
        ],
        "rules": [{"kind": "hora", "text": "De 15:00 a 17:00"}, {"kind": "no", "text": "No dejar mensaje"}],
        "rows": [("Responsable", "Rosa T."), {"term": "Legal", "description": "Elmer P.", "note": "desde el 2 nov"}],
        "tiles": [
            {"count": 3, "label": "Vencido", "url": "#vencido", "is_alarm": True},
            {"count": 4, "label": "Hoy", "url": "#hoy"},
        ],
        "job": {
            "what": "Llamada de seguimiento",
            "url": "/t/",
            "when": "Ayer",
            "clock": "16:00",
            "code": "CALP-IQT-2026-0039",
            "meta": "Solo por contacto seguro",
            "meta_icon": "telefono",
            "done_url": "/t/hecha/",
            "action_url": "/t/",
            "action_text": "Registrar",
        },
        "page": Page([1], "?despues=x", "?antes=x"),
        "bars": for_page(bars, chart, 1130),
        "line": for_page(line, LineChart("De 128 a 159", (("nov", 128), ("dic", 131), ("ene", 159))), 1130),
    }


def _conflict() -> str:
    form = Plan({"version": "3", "seen": "{}", "reason": "De Rosa", "called": "Kori"})
    form.is_valid()
    now = Plan(initial={"version": 4, "reason": "De Milagros", "called": "K."})
    request = RequestFactory().post("/plan/")
    return render_conflict(
        request, form, now, changed_by="Milagros V.", changed_at=MOMENT, back_url="/caso/"
    ).content.decode()


def pages() -> dict[str, str]:
    """Address to page."""
    context = _context()
    guest = {**context, "shell": {**SHELL, "is_guest": True}}
    whole = {
        "/formulario/": (FORM, {**context, "form": EveryWidget(), "messages": []}),
        "/formulario/errores/": (FORM, {**context, "form": EveryWidget({}, {}), "messages": [], "has_errors": True}),
        "/caso/": (CASE, context),
        "/inicio/": (HOME, context),
        "/tablero/": (BOARD, context),
        "/graficos/": (CHARTS, context),
        "/entidad/": (CASE, guest),
        "/borrador/": (DRAFT, context),
    }
    made = {address: render(TOP + body + BOTTOM, data) for address, (body, data) in whole.items()}
    for name in ("403", "403_csrf", "404", "422", "500"):
        made[f"/{name}/"] = render('{% extends "' + name + '.html" %}')
    confirm = {**context, "title": "Retirar permiso", "question": "Dejan de usar la hoja.", "button": "Retirar"}
    made["/confirmar/"] = render('{% extends "confirm.html" %}', {**confirm, "back_url": "/", "is_danger": True})
    made["/conflicto/"] = _conflict()
    made["/nombre/"] = render("{% reveal '/nombre/' 'Ver nombre' value='Kori M.' seconds=2 %}")
    made["/salir/"] = "<!doctype html><title>Calendario</title><p>Neutra"
    return made
