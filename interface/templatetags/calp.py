"""The kit: a builtin template library, so no page needs to load it. Each tag is shown in docs/interface.md.

Tags that take a body (``{% card %}…{% endcard %}``) wrap what the page wrote; the others draw a component from its
parameters with a template of templates/_components/.
"""

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interface import dates, icons

register = template.Library()


def _date_filter(write):
    return lambda moment: write(moment) if moment else ""


for _write in (dates.day, dates.day_month, dates.long_day, dates.month, dates.clock, dates.day_time, dates.numeric):
    register.filter(_write.__name__, _date_filter(_write))
register.filter(dates.in_sentence)


# Small pieces -----------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, css_class: str = "") -> SafeString:
    """{% icon "nota" %}: a drawing of interface/icons.py, always beside a word."""
    return icons.draw(name, css_class) if name else SafeString("")


@register.simple_tag
def product_name() -> str:
    return settings.PRODUCT_NAME


@register.simple_tag
def page_language() -> str:
    """The value of <html lang>."""
    return "en" if (translation.get_language() or "es").startswith("en") else "es-PE"


@register.simple_tag
def right_now():
    """The time at which the page was made, for the print header."""
    return timezone.now()


@register.simple_tag
def state_label(tone: str, icon_name: str, text: str) -> SafeString:
    """{% state_label "selva" "ok" "Aceptada" %}: shape, word and tone.

    Tones: gris rio selva tierra camu achiote; "lleno" (white on achiote) and "hueco" (outlined).
    """
    modifier = "" if tone in ("", "gris") else f" et--{tone}"
    return format_html('<span class="et{}">{}{}</span>', modifier, icon(icon_name), text)


@register.simple_tag
def state_word(tone: str, icon_name: str, text: str) -> SafeString:
    """The same without a ground, for the cells of the board."""
    return format_html('<span class="est e-{}">{}{}</span>', tone or "gris", icon(icon_name), text)


_RISK_TONES = {0: "gris", 1: "selva", 2: "tierra", 3: "achiote"}


@register.inclusion_tag("_components/risk_label.html")
def risk_label(level: int, text: str, is_short: bool = False):
    """{% risk_label 3 "Severo" %}: one to three bars (0: not assessed). ``is_short`` hides the word "Riesgo"."""
    return {"tone": _RISK_TONES[level], "bars": [bar < level for bar in range(3)], "text": text, "is_short": is_short}


@register.inclusion_tag("_components/phases.html")
def phases(current, total: int = 9):
    """{% phases "4,5" %} or {% phases numbers %}: the nine segments; ``current`` counts from 1. Words stand beside."""
    numbers = current.split(",") if isinstance(current, str) else current
    current_set = {int(number) for number in numbers}
    first = min(current_set, default=0)
    marks = ["a" if place in current_set else "p" if place < first else "" for place in range(1, total + 1)]
    return {"marks": marks}


@register.simple_tag
def masked(text: str, shown: int = 2) -> str:
    """A number with only its first and last digits: 9•• ••• •18."""
    digits = "".join(str(text).split())
    if len(digits) < shown + 2:
        return "•" * len(digits)
    hidden = digits[0] + "•" * (len(digits) - 1 - shown) + digits[-shown:]
    return " ".join(hidden[at : at + 3] for at in range(0, len(hidden), 3))


# Pieces with a body -----------------------------------------------------------------------------------------


@register.simple_block_tag
def card(content, title="", **options):
    """{% card "Personas" link_url=url link_text=_("Añadir") %}…{% endcard %}.

    Options: id, note (small text at the right), link_url and link_text, step (a number in a disc), css_class
    ("seguro", "siguiente"…), is_bare (the body brings its own padding: tables, filters, lists), level (2 or 3).
    """
    return _wrap("_components/card.html", content, title=title, **options)


@register.simple_block_tag
def notice(content, tone="", icon_name="info", **options):
    """{% notice "achiote" "alerta" action_url=url action_text=_("Registrar fecha") %}<b>…</b> …{% endnotice %}."""
    return _wrap("_components/notice.html", content, tone=tone, icon_name=icon_name, **options)


@register.simple_block_tag
def heading(content, title, lead="", **options):
    """{% heading "Reportes" _("Se generan solos…") %}buttons{% endheading %}: the page's only h1 and its actions."""
    return _wrap("_components/heading.html", content, title=title, lead=lead, **options)


@register.simple_block_tag
def filters(content, label="", **options):
    """{% filters _("Filtros de casos") %}<div>…</div>{% endfilters %}: a GET form, always open, with "Aplicar"."""
    return _wrap("_components/filters.html", content, label=label or _("Filtros"), **options)


@register.simple_block_tag
def nothing(content, icon_name="info"):
    """{% nothing %}No tienes nada vencido. Lo de hoy está abajo.{% endnothing %}: what is missing, what comes next."""
    return _wrap("_components/nothing.html", content, icon_name=icon_name)


@register.simple_block_tag
def more_actions(content, text=""):
    """{% more_actions %}<li><a href="…">…</a></li>{% endmore_actions %}: the menu "Más", without JavaScript."""
    return _wrap("_components/more_actions.html", content, text=text or _("Más"))


@register.simple_tag(takes_context=True)
def fragment(context, template_name, content):
    """{% fragment template content %}: a piece that another room draws, with a context of its own."""
    return render_to_string(template_name, content, request=context.get("request"))


def _wrap(template_name, content, **options):
    # Without the request: the body is already drawn, and the context processors need not run for each wrapping.
    return render_to_string(template_name, {**options, "content": content})


# Lists and navigation ---------------------------------------------------------------------------------------


@register.inclusion_tag("_components/breadcrumbs.html")
def breadcrumbs(*steps):
    """{% breadcrumbs "Mi trabajo" url "Casos" url2 "CALP-IQT-2026-0045" %}: pairs, and the page itself last."""
    *pairs, here = steps
    return {"links": list(zip(pairs[::2], pairs[1::2], strict=True)), "here": here}


@register.inclusion_tag("_components/tabs.html")
def tabs(items, label):
    """{% tabs items _("Partes del caso") %}: ``items`` are dicts with label, url, is_current and maybe count; one with
    ``parts``, dicts of the same kind, opens as a list of them. Where there is little room, all is one list. The current
    one may have a ``print_url``."""
    current = next((item for item in items if item["is_current"]), None)
    part = next((each for each in (current or {}).get("parts", ()) if each["is_current"]), None)
    return {"items": items, "label": label, "current": current, "current_part": part}


@register.inclusion_tag("_components/views.html")
def views(items, label):
    """{% views items _("Qué muestra la lista") %}: two to four views of one list, dicts as for tabs."""
    return {"items": items, "label": label}


@register.inclusion_tag("_components/pagination.html")
def pagination(page):
    """{% pagination page %} for an ``interface.keyset.Page``."""
    return {"page": page}


@register.inclusion_tag("_components/summary_list.html")
def summary_list(rows, is_wide=False):
    """{% summary_list rows %}: ``rows`` are (term, description) pairs, or dicts with term, description and note."""
    pairs = [row if isinstance(row, dict) else {"term": row[0], "description": row[1]} for row in rows]
    return {"rows": pairs, "is_wide": is_wide}


@register.inclusion_tag("_components/task_list.html")
def task_list(items):
    """{% task_list items %}: parts of a long form; dicts with label, url, tone, icon, state and maybe hint."""
    return {"items": items}


@register.inclusion_tag("_components/timeline.html")
def timeline(entries):
    """{% timeline entries %}: dicts with at, title, and maybe author, text, icon, kind ("hito", "alarma"), is_reserved,
    url, link_text. Newest first; months head their entries."""
    return {"entries": entries}


@register.inclusion_tag("_components/progress.html")
def progress(percent: int, label: str, url: str = "", detail: str = ""):
    """{% progress run.percent label url=fragment_url %}: a bar with its number; asks ``url`` again every 2 s."""
    return {"percent": int(percent), "label": label, "url": url, "detail": detail}


@register.inclusion_tag("_components/reveal.html")
def reveal(url, text, value=None, seconds=60, field=""):
    """{% reveal url _("Ver nombre") value=name field="name" %}: a POST button, or the value that hides itself after a
    minute. ``field`` is sent along, and tells the address what to uncover."""
    return {"url": url, "text": text, "value": value, "seconds": seconds, "field": field}


@register.inclusion_tag("_components/safe_contact.html")
def safe_contact(rules, title, **options):
    """{% safe_contact rules title number=… reveal_url=… reveal_value=… %}: first how, then the hidden number.

    ``rules`` are dicts with text and kind: "hora", "si" or "no".
    """
    return {"rules": rules, "title": title, **options}


@register.inclusion_tag("_components/task.html")
def task(item):
    """{% task item %}: one line of "Mi trabajo"; a dict with what, url, when, and maybe clock, code, meta, meta_icon,
    action_text, action_url, done_url."""
    return {"item": item}


@register.inclusion_tag("_components/count_tiles.html")
def count_tiles(items, label):
    """{% count_tiles items _("Tareas por fecha") %}: dicts with count, label, url and maybe is_alarm."""
    return {"items": items, "label": label}


# Forms ------------------------------------------------------------------------------------------------------


@register.inclusion_tag("_components/error_summary.html")
def error_summary(*forms, title=""):
    """{% error_summary form %}: every error with a link to its field; takes the focus. Nothing when there is none."""
    problems = [problem for form in forms if form is not None for problem in _problems(form)]
    title = title or ngettext("Hay un dato por corregir", "Hay %(count)d datos por corregir", len(problems)) % {
        "count": len(problems)
    }
    return {"problems": problems, "title": title}


def _problems(form):
    if not getattr(form, "is_bound", False):
        return
    if hasattr(form, "forms"):  # a formset
        for message in form.non_form_errors():
            yield {"message": message, "target": ""}
        for one in form.forms:
            yield from _problems(one)
        return
    for message in form.non_field_errors():
        yield {"message": message, "target": ""}
    for field in form:
        for message in field.errors:
            yield {"message": message, "target": field.error_target}


@register.simple_tag
def field(bound_field) -> SafeString:
    """{% field form.reason %}: label, hint, error and control."""
    return bound_field.as_field_group()


@register.simple_tag
def fields(form, names: str) -> SafeString:
    """{% fields form "source reason" %}: several fields in that order."""
    return SafeString("".join(form[name].as_field_group() for name in names.split()))


@register.simple_tag
def hidden_fields(form) -> SafeString:
    """{% hidden_fields form %}: idempotency key, version and the like, for forms laid out by hand."""
    return SafeString("".join(str(one) for one in form.hidden_fields()))


@register.simple_tag
def script_texts() -> dict:
    """The sentences that static/calp.js says."""
    return {
        "online": _("En línea · todo guardado"),
        "offline": _("Sin conexión · lo escrito sigue en esta página"),
        "changed": _("Cambios sin guardar"),
        "sending": _("Guardando"),
        "draft": _("Borrador guardado {hora}"),
        "failed": _("No se pudo guardar el borrador"),
        "left": _("Quedan {n} caracteres"),
        "leftOne": _("Queda 1 carácter"),
        "over": _("Sobran {n} caracteres"),
        "overOne": _("Sobra 1 carácter"),
        "copied": _("Enlace copiado"),
        "confirm": _("Continuar"),
        "cancel": _("Volver"),
    }
