"""Numbers drawn as SVG by the server: the same drawing on a page and in a PDF, sharp, escaped, without script or style.

Say in which width it will stand and every letter has its true size there:

    chart = BarChart(
        description="Casos activos al cierre por sede: Lima 64, Iquitos 45.",
        series=(Series("Vienen de antes", "rio"), Series("Nuevos del mes", "sol")),
        rows=(Row("Lima", (55, 9)), Row("Iquitos (Loreto)", (39, 6))),
    )
    bars(chart, width=680)               # one drawing; in a PDF: letter=12
    for_page(bars, chart, width=680)     # two, for wide and narrow screens, with the legend below
    legend(chart.series)                 # the key, where there is more than one series

``description`` is what a screen reader and a tagged PDF say instead of the picture. The table with the same numbers is
the caller's. A value of None is not a zero: it is drawn as absent, with ``missing`` in words.
"""

import math
import textwrap
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

NARROW = 300
"""Px that a chart has inside a card on a 360 px screen."""

# Letters wider than their kind, in parts of the size.
_WIDTHS = {"m": 0.95, "w": 0.85, "M": 0.95, "W": 0.98}

_INK, _SOFT_INK, _RULE, _EDGE, _RIVER, _ALARM = "#15262b", "#3d4c54", "#dcd7cc", "#5d6d73", "#0b3d4a", "#86280d"
# fill, outline (at least 3:1 on the page), letters inside (at least 7:1)
TONES = {
    "rio": (_RIVER, _RIVER, "#fff"),
    "azul": ("#2c5f6d", "#2c5f6d", "#fff"),
    "medio": ("#9fbfc4", _RIVER, _INK),
    "sol": ("#e0b64f", "#5e4300", _INK),
    "achiote": (_ALARM, _ALARM, "#fff"),
    "selva": ("#17492f", "#17492f", "#fff"),
    "camu": ("#4b3163", "#4b3163", "#fff"),
    "arena": ("#e9e3d6", _EDGE, _INK),
}


@dataclass(frozen=True)
class Series:
    """One quantity told for every row: its name in the key and its tone (a key of TONES)."""

    name: str
    tone: str = "rio"


@dataclass(frozen=True)
class Row:
    """One bar, or one group of bars: a value for each series, None where there is none to show."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars: one series is a plain bar chart, several are stacked, or grouped with ``is_grouped``."""

    description: str
    series: tuple[Series, ...]
    rows: tuple[Row, ...]
    is_grouped: bool = False
    decimals: int = 0
    missing: str = field(default_factory=lambda: _("no se muestra"))


@dataclass(frozen=True)
class LineChart:
    """One line over time; ``points`` are (label, value), the oldest first."""

    description: str
    points: tuple[tuple[str, float], ...]
    decimals: int = 0


@dataclass(frozen=True)
class Sparkline:
    """A line as small as a word, for a table cell that also has the numbers."""

    description: str
    values: tuple[float, ...]


@dataclass
class _Canvas:
    """What has been drawn so far. Coordinates are kept as text, so that no locale puts a comma in them."""

    width: float
    letter: float
    marks: list[dict] = field(default_factory=list)

    def rect(self, x, y, width, height, tone):
        fill, edge, _letters = TONES[tone]
        self.marks.append(
            {"kind": "rect", "x": _n(x), "y": _n(y), "w": _n(width), "h": _n(height), "fill": fill, "edge": edge}
        )

    def text(self, x, y, words, anchor="start", weight=400, colour=_INK):
        self.marks.append(
            {
                "kind": "text",
                "x": _n(x),
                "y": _n(y),
                "words": _clean(words),
                "anchor": anchor,
                "weight": str(weight),
                "fill": colour,
            }
        )

    def rule(self, x1, x2, y, colour):
        self.marks.append({"kind": "rule", "x": _n(x1), "x2": _n(x2), "y": _n(y), "edge": colour})

    def path(self, points, colour=_RIVER):
        text = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self.marks.append({"kind": "path", "points": text, "edge": colour})

    def dot(self, x, y, radius, colour):
        self.marks.append({"kind": "dot", "x": _n(x), "y": _n(y), "r": _n(radius), "fill": colour})

    def room(self, words) -> float:
        """About how wide these words are: generous, because the reader's font is not known."""
        return sum(_WIDTHS.get(letter, 0.74 if letter.isupper() else 0.58) for letter in str(words)) * self.letter

    def drawn(self, height: float, description: str) -> SafeString:
        context = {
            "marks": self.marks,
            "width": _n(self.width),
            "height": _n(height),
            "letter": _n(self.letter),
            "description": _clean(description),
        }
        return mark_safe(render_to_string("_components/charts/drawing.svg", context).strip())  # noqa: S308 - escaped there


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _clean(words) -> str:
    """Without control characters, which XML does not allow."""
    return "".join(letter for letter in str(words) if not unicodedata.category(letter).startswith("C"))


def write_number(value: float, decimals: int = 0) -> str:
    """1,234.5"""
    return f"{value:,.{decimals}f}"


# Bars -------------------------------------------------------------------------------------------------------


def bars(chart: BarChart, width: float, letter: float = 14) -> SafeString:
    """The chart as one <svg>, with letters of ``letter`` px when it stands ``width`` px wide."""
    canvas = _Canvas(width, letter)
    plan = _plan(canvas, chart)
    height = 0.0
    for row in chart.rows:
        height = _draw_row(canvas, chart, plan, row, height)
    return canvas.drawn(height - plan.gap, chart.description)


@dataclass(frozen=True)
class _Plan:
    left: float
    thickness: float
    gap: float
    label_above: bool
    scale: float


def _plan(canvas: _Canvas, chart: BarChart) -> _Plan:
    label_room = max(canvas.room(row.label) for row in chart.rows) + 10
    label_above = label_room > canvas.width * 0.34
    left = 0.0 if label_above else label_room
    ends = [_end(row, chart) for row in chart.rows]
    right = max(canvas.room(_end_words(row, chart)) for row in chart.rows if _end(row, chart) == max(ends)) + 12
    thickness = canvas.letter * (1.0 if chart.is_grouped else 1.75)
    return _Plan(left, thickness, canvas.letter * 0.85, label_above, (canvas.width - left - right) / (max(ends) or 1))


def _end(row: Row, chart: BarChart) -> float:
    """Where the longest bar of the row ends, in the units counted."""
    known = [value for value in row.values if value is not None]
    return (max(known, default=0) if chart.is_grouped else sum(known)) or 0


def _end_words(row: Row, chart: BarChart) -> str:
    if all(value is None for value in row.values):
        return str(chart.missing)
    return write_number(_end(row, chart), chart.decimals)


def _folded(label: str, letters: int) -> list[str]:
    return textwrap.wrap(str(label), max(letters, 8)) or [""]


def _draw_row(canvas, chart, plan, row, top) -> float:
    """Draw one row below ``top`` and return where the next begins."""
    if plan.label_above:
        for words in _folded(row.label, int(canvas.width / (canvas.letter * 0.58))):
            canvas.text(0, top + canvas.letter, words)
            top += canvas.letter * 1.35
        top += canvas.letter * 0.1
    block = plan.thickness * (len(chart.series) if chart.is_grouped else 1)
    if not plan.label_above:
        canvas.text(plan.left - 10, top + block / 2 + canvas.letter * 0.36, row.label, anchor="end")
    draw = _draw_group if chart.is_grouped else _draw_stack
    draw(canvas, chart, plan, row, top)
    return top + block + plan.gap


def _draw_stack(canvas, chart, plan, row, top):
    x, middle = plan.left, top + plan.thickness / 2 + canvas.letter * 0.36
    for series, value in zip(chart.series, row.values, strict=True):
        if not value:
            continue
        length = value * plan.scale
        canvas.rect(x + 0.5, top + 0.5, max(length - 1, 0.5), plan.thickness - 1, series.tone)
        words = write_number(value, chart.decimals)
        if len(chart.series) > 1 and length > canvas.room(words) + 6:
            canvas.text(x + length / 2, middle, words, anchor="middle", weight=600, colour=TONES[series.tone][2])
        x += length
    canvas.text(x + 7, middle, _end_words(row, chart), weight=700)


def _draw_group(canvas, chart, plan, row, top):
    for series, value in zip(chart.series, row.values, strict=True):
        length = (value or 0) * plan.scale
        if length:
            canvas.rect(plan.left + 0.5, top + 0.5, max(length - 1, 0.5), plan.thickness - 2, series.tone)
        words = str(chart.missing) if value is None else write_number(value, chart.decimals)
        canvas.text(plan.left + length + 7, top + plan.thickness / 2 + canvas.letter * 0.3, words)
        top += plan.thickness


# Lines ------------------------------------------------------------------------------------------------------


def line(chart: LineChart, width: float, letter: float = 14) -> SafeString:
    """The chart as one <svg>: every point labelled where there is room, the last one always."""
    canvas = _Canvas(width, letter)
    values = [value for _label, value in chart.points]
    ticks = _ticks(min(values), max(values))
    left = max(canvas.room(write_number(tick, chart.decimals)) for tick in ticks) + 8
    top, bottom = letter * 1.6, letter * (9.5 if width > NARROW else 11)
    span = (ticks[-1] - ticks[0]) or 1
    step = (width - left - letter * 2.2) / max(len(values) - 1, 1)
    places = [
        (left + letter + at * step, bottom - (value - ticks[0]) / span * (bottom - top))
        for at, value in enumerate(values)
    ]
    for tick in ticks:
        y = bottom - (tick - ticks[0]) / span * (bottom - top)
        canvas.rule(left, width, y, _EDGE if tick == ticks[0] else _RULE)
        canvas.text(left - 8, y + letter * 0.34, write_number(tick, chart.decimals), anchor="end", colour=_SOFT_INK)
    canvas.path(places)
    _label_points(canvas, chart, places, step, bottom)
    return canvas.drawn(bottom + letter * 1.7, chart.description)


def _ticks(low: float, high: float) -> list[float]:
    """Three to six round numbers that hold the line; from zero unless the line lives far above it."""
    base = 0 if low < high * 0.5 else low
    rough = max((high - base) / 3, 1e-9)
    magnitude = 10 ** math.floor(math.log10(rough))
    size = next(step * magnitude for step in (1, 2, 5, 10) if step * magnitude >= rough)
    size = max(size, 1) if float(low).is_integer() and float(high).is_integer() else size
    first = math.floor(base / size) * size
    count = max(math.ceil((high - first) / size), 1)
    return [first + size * at for at in range(count + 1)]


def _label_points(canvas, chart, places, step, bottom):
    values = [value for _label, value in chart.points]
    last = len(values) - 1
    words_room = max(canvas.room(write_number(value, chart.decimals)) for value in values) + 4
    every_value = step >= words_room
    skip = max(1, math.ceil((max(canvas.room(label) for label, _value in chart.points) + 6) / max(step, 1)))
    marked = {0, last, values.index(max(values))}
    for at, ((label, value), (x, y)) in enumerate(zip(chart.points, places, strict=True)):
        is_end = at in (0, last)
        canvas.dot(x, y, 4.5 if at == last else 2.8, _ALARM if at == last else _RIVER)
        if every_value or at in marked:
            words = write_number(value, chart.decimals)
            canvas.text(x, y - canvas.letter * 0.65, words, anchor="middle", weight=700 if is_end else 400)
        if (last - at) % skip == 0:
            canvas.text(x, bottom + canvas.letter * 1.4, label, anchor="middle", colour=_SOFT_INK)


def sparkline(chart: Sparkline, width: float = 96, height: float = 24) -> SafeString:
    """The line alone, with its last point marked."""
    canvas = _Canvas(width, 1)
    low, high = min(chart.values), max(chart.values)
    step = (width - 8) / max(len(chart.values) - 1, 1)
    places = [
        (4 + at * step, height - 4 - (value - low) / ((high - low) or 1) * (height - 8))
        for at, value in enumerate(chart.values)
    ]
    canvas.path(places)
    canvas.dot(*places[-1], 3, _ALARM)
    return canvas.drawn(height, chart.description)


# Around them ------------------------------------------------------------------------------------------------


def legend(series: tuple[Series, ...]) -> SafeString:
    """The key: a swatch and a name for each series."""
    items = [{"name": one.name, "fill": TONES[one.tone][0], "edge": TONES[one.tone][1]} for one in series]
    return mark_safe(render_to_string("_components/charts/legend.html", {"items": items}).strip())  # noqa: S308


def for_page(draw: Callable[..., SafeString], chart, width: float) -> SafeString:
    """The chart twice, for a wide and a narrow screen (the style sheet shows one), and the key if it needs one.

    ``draw`` is ``bars`` or ``line``; ``width`` the px it has on a wide screen: 1130 across the page, 540 in half of it,
    770 in the main column.
    """
    series = getattr(chart, "series", ())
    context = {
        "wide": draw(chart, width),
        "narrow": draw(chart, NARROW),
        "legend": legend(series) if len(series) > 1 else "",
    }
    return mark_safe(render_to_string("_components/charts/for_page.html", context).strip())  # noqa: S308
