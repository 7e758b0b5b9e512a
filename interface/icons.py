"""The icons: 16 px drawings of our own, one line weight, always beside a word.

Each is drawn where it stands ({% icon "nota" %}) instead of referring to a sprite: nothing more to download, the
same in a fragment that htmx swaps in and on paper, and compression makes the repetition free.
"""

from django.utils.safestring import SafeString, mark_safe

_FILLED = 'fill="currentColor" stroke="none"'

DRAWINGS = {
    "abajo": '<path d="m3.5 6 4.5 4.5L12.5 6"/>',
    "alerta": '<path d="M8 2 14.5 13.5h-13zM8 6.5v3M8 11.6v.2"/>',
    "ayuda": '<circle cx="8" cy="8" r="6"/><path d="M6 6.3a2 2 0 1 1 2.8 1.9c-.6.3-.8.6-.8 1.2M8 11.6v.2"/>',
    "bajar": '<path d="M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11"/>',
    "balanza": '<path d="M8 2v12M4.5 14h7M3 4.5h10M3 4.5 1.2 9.5h3.6zM13 4.5l-1.8 5h3.6z"/>',
    "bandeja": '<path d="M2 9v4h12V9M2 9l2-6h8l2 6h-3.5l-1 2h-3l-1-2z"/>',
    "barras": '<path d="M3.5 13V8.5M8 13V3.5M12.5 13V6.5M1.5 13.5h13"/>',
    "borrador": '<circle cx="8" cy="8" r="6" stroke-dasharray="2.4 2.3"/>',
    "avion": '<path d="M14 2 9.5 6.5 3 4.5 2 5.5l5 3L4.5 11l-2-.5-1 1L4 12l.5 2.5 1-1-.5-2L7.5 9l3 5 1-1-2-6.5z"/>',
    "bote": '<path d="M1.5 9.5h13L12.5 13h-9zM8 2v7.5M8 2.5 12 7.5H8"/>',
    "bus": '<rect x="2" y="3" width="12" height="9" rx="1.5"/><path d="M2 7.5h12M6 3v4.5M10 3v4.5"/>'
    '<circle cx="5" cy="12.5" r="1.3"/><circle cx="11" cy="12.5" r="1.3"/>',
    "buscar": '<circle cx="7" cy="7" r="4.5"/><path d="M10.5 10.5 14 14"/>',
    "calendario": '<rect x="2" y="3.5" width="12" height="10.5" rx="1"/><path d="M2 6.8h12M5 1.8v3M11 1.8v3"/>',
    "candado": '<rect x="3" y="7" width="10" height="7" rx="1"/><path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2"/>',
    "carpeta": '<path d="M1.5 3.5H6L7.5 5.5h7V13h-13z"/>',
    "casa": '<path d="m2 8 6-5.5L14 8M3.5 7v6.5h9V7"/>',
    "cerrada": f'<circle {_FILLED} cx="8" cy="8" r="6.6"/><path d="m5 8.3 2 2 4-4.2" stroke="#fff"/>',
    "chev": '<path d="M6 3.5 10.5 8 6 12.5"/>',
    "clip": '<path d="M13 7.5 8 12.5a3 3 0 0 1-4.3-4.3l5.5-5.5a2 2 0 0 1 2.9 2.9L6.7 11"/>',
    "copiar": '<rect x="5.5" y="5.5" width="8.5" height="8.5" rx="1"/><path d="M10.5 3V2H2v8.5h1"/>',
    "corazon": '<path d="M8 13.5S2 10 2 6a3 3 0 0 1 6-1 3 3 0 0 1 6 1c0 4-6 7.5-6 7.5z"/>',
    "curso": f'<circle cx="8" cy="8" r="6"/><path {_FILLED} d="M8 2a6 6 0 0 1 0 12z"/>',
    "enviar": '<path d="M14 2 7 9M14 2 9.5 14 7 9 2 6.5z"/>',
    "equipo": '<circle cx="6" cy="5.5" r="2.3"/><path d="M1.5 13.5a4.5 4.5 0 0 1 9 0M10.5 3.3a2.3 2.3 0 0 1 '
    '0 4.4M12 9.6a4.5 4.5 0 0 1 2.5 3.9"/>',
    "equis": '<path d="m4 4 8 8M12 4l-8 8"/>',
    "escudo": '<path d="M8 1.8 13.5 4v4c0 3.3-2.4 5.3-5.5 6.3C4.9 13.3 2.5 11.3 2.5 8V4z"/>',
    "filtro": '<path d="M2 3h12L9.5 8.5V13l-3-1.5v-3z"/>',
    "firma": '<path d="M1.8 11c2-6 4.2-7.5 5-6.5s-2.3 5-1 6 2.2-3 3.2-3 .3 2 1.4 2 1.4-1.2 3.6-1.2M2 14h12"/>',
    "grafico": '<path d="M3.5 13V8.5M8 13V3.5M12.5 13V6.5M1.5 13.5h13"/>',
    "imprimir": '<path d="M4.5 6V2h7v4M4.5 11.5H2V6h12v5.5h-2.5M4.5 9.5h7V14h-7z"/>',
    "info": '<circle cx="8" cy="8" r="6"/><path d="M8 7.5V11M8 5v.2"/>',
    "lapiz": '<path d="M2.5 13.5 3.2 10.5 11 2.7l2.3 2.3-7.8 7.8zM9.3 4.4l2.3 2.3"/>',
    "libro": '<path d="M8 4C6.5 2.8 4.5 2.5 2 2.5v10c2.5 0 4.5.3 6 1.5 1.5-1.2 3.5-1.5 6-1.5v-10c-2.5 0-4.5.3-6 1.5z"/>'
    '<path d="M8 4v10"/>',
    "lista": '<path d="M5.5 4H14M5.5 8H14M5.5 12H14M2 4h.5M2 8h.5M2 12h.5"/>',
    "llave": '<circle cx="5" cy="11" r="3"/><path d="m7.2 8.8 6.3-6.3M11 5l2 2"/>',
    "lugar": '<path d="M8 14.5S3 9.5 3 6.3a5 5 0 0 1 10 0C13 9.5 8 14.5 8 14.5z"/><circle cx="8" cy="6.5" r="1.8"/>',
    "mano": '<circle cx="8" cy="8" r="6"/><path d="m4 4 8 8"/>',
    "mas": '<path d="M8 3v10M3 8h10"/>',
    "menos": '<circle cx="8" cy="8" r="6"/><path d="M5 8h6"/>',
    "menu": '<path d="M2 4h12M2 8h12M2 12h12"/>',
    "moneda": '<rect x="1.5" y="4" width="13" height="8.5" rx="1"/><circle cx="8" cy="8.2" r="2"/>',
    "nota": '<path d="M3.5 2h6L13 5.5V14H3.5zM5.8 8h4.4M5.8 11h3.4"/>',
    "ojo": '<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="2"/>',
    "ok": '<path d="m3 8.5 3.2 3.2L13 4.5"/>',
    "persona": '<circle cx="8" cy="5" r="2.7"/><path d="M2.8 14a5.2 5.2 0 0 1 10.4 0"/>',
    "recibida": '<path d="M2 9v4h12V9M2 9l2-6h8l2 6h-3.5l-1 2h-3l-1-2z"/>',
    "reloj": '<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>',
    "repetir": '<path d="M13 3v3.5H9.5M13 6.3A5.5 5.5 0 1 0 13.5 9"/>',
    "salir": '<path d="M9 2.5H3v11h6M6.5 8H14M11 5l3 3-3 3"/>',
    "subir": '<path d="M8 10.5v-8M4.5 6 8 2.5 11.5 6M2.5 13.5h11"/>',
    "telefono": '<path d="M3 2.5h3l1.2 3.2-1.7 1.2a8 8 0 0 0 3.6 3.6l1.2-1.7 3.2 1.2v3A1 1 0 0 1 12.4 14 '
    '10.5 10.5 0 0 1 2 3.6a1 1 0 0 1 1-1.1z"/>',
    "volver": '<path d="M6 3 2.5 6.5 6 10M2.5 6.5H10a3.5 3.5 0 0 1 0 7H7"/>',
}


def draw(name: str, css_class: str = "") -> SafeString:
    """The icon as an SVG hidden from screen readers. Raises KeyError for a name that is not in DRAWINGS."""
    classes = f"i {css_class}".strip()
    return mark_safe(  # noqa: S308 - both parts are constants of this project
        f'<svg class="{classes}" viewBox="0 0 16 16" aria-hidden="true">{DRAWINGS[name]}</svg>'
    )
