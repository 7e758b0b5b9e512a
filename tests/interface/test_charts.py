import dataclasses
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interface.charts import (
    NARROW,
    TONES,
    BarChart,
    LineChart,
    Row,
    Series,
    Sparkline,
    bars,
    for_page,
    legend,
    line,
    sparkline,
)

OFFICES = BarChart(
    description="Casos activos al cierre: Lima 64, Iquitos 45.",
    series=(Series("Vienen de antes", "rio"), Series("Nuevos", "sol")),
    rows=(Row("Lima", (55, 9)), Row("Iquitos (Loreto)", (39, 6))),
)
YEAR = LineChart("De 128 a 159", (("nov", 128), ("dic", 131), ("ene", 127), ("feb", 133), ("mar", 159)))


def parse(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing


def texts(svg):
    return ["".join(node.itertext()) for node in parse(svg).iter("text")]


def test_every_number_and_every_total_is_written():
    assert texts(bars(OFFICES, 680)) == ["Lima", "55", "9", "64", "Iquitos (Loreto)", "39", "6", "45"]


def test_bars_are_as_long_as_their_numbers():
    widths = [float(rect.get("width")) + 1 for rect in parse(bars(OFFICES, 680)).iter("rect")]
    unit = widths[0] / 55
    assert widths == pytest.approx([55 * unit, 9 * unit, 39 * unit, 6 * unit], abs=0.2)


def test_parts_of_a_bar_stand_one_after_the_other():
    old, new, *_rest = parse(bars(OFFICES, 680)).iter("rect")
    end_of_old = float(old.get("x")) + float(old.get("width"))
    assert 0 < float(new.get("x")) - end_of_old <= 1.2


def test_the_picture_is_said_in_words():
    for svg in (bars(OFFICES, 680), line(YEAR, 680), sparkline(Sparkline("Sube", (1, 2)))):
        assert parse(svg).get("role") == "img"
        assert parse(svg).get("aria-label")
    assert parse(bars(OFFICES, 680)).get("aria-label") == OFFICES.description


def test_nothing_of_what_is_drawn_can_be_markup():
    hostile = dataclasses.replace(OFFICES, description='"><script>', rows=(Row("<img onerror=x>", (1, 2)),))
    svg = bars(hostile, 680)
    assert "<img" not in svg and "<script" not in svg
    assert texts(svg)[0] == "<img onerror=x>"
    assert "<i>" not in legend((Series("<i>a", "rio"),))


def test_no_style_and_no_script_so_that_a_strict_policy_holds():
    for svg in (bars(OFFICES, 680), line(YEAR, 300), for_page(bars, OFFICES, 680)):
        assert "style" not in svg and "script" not in svg and "url(" not in svg


def test_numbers_keep_their_commas_and_coordinates_have_none():
    svg = bars(BarChart("Mil", (Series("Personas"),), (Row("Lima", (1234,)),)), 1200)
    assert texts(svg) == ["Lima", "1,234"]
    assert all("," not in value for rect in parse(svg).iter("rect") for value in rect.attrib.values())


def test_what_may_not_be_shown_is_not_a_zero():
    chart = BarChart("R2", (Series("A"), Series("B", "sol")), (Row("Lima", (None, None)), Row("Cusco", (0, 0))))
    assert texts(bars(chart, 680)) == ["Lima", "no se muestra", "Cusco", "0"]


def test_groups_say_each_number():
    chart = BarChart("Días", (Series("Acuse", "medio"), Series("Atención")), (Row("PNP", (1, 3.5)),), True, 1)
    assert texts(bars(chart, 680)) == ["PNP", "1.0", "3.5"]


def test_on_a_narrow_screen_long_names_go_above_and_fold():
    name = "Ministerio de la Mujer y Poblaciones Vulnerables, unidad de protección especial"
    svg = bars(BarChart("Una", (Series("Personas"),), (Row(name, (3,)),)), NARROW)
    *folded, value = texts(svg)
    assert " ".join(folded) == name and len(folded) > 1 and value == "3"


def test_a_line_names_its_ends_and_its_last_point_is_marked():
    svg = line(YEAR, 680)
    assert "128" in texts(svg) and "159" in texts(svg)
    dots = list(parse(svg).iter("circle"))
    assert dots[-1].get("fill") == "#86280d" and len(dots) == 5


def test_the_page_gets_a_wide_and_a_narrow_drawing_and_one_key():
    html = for_page(bars, OFFICES, 680)
    assert html.count('<svg class="graf"') == 2
    assert html.count("Vienen de antes") == 1
    assert "leyenda" not in for_page(line, YEAR, 680)


def test_letters_inside_every_tone_can_be_read():
    def light(colour):
        colour = colour if len(colour) == 7 else "#" + "".join(c * 2 for c in colour[1:])
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    def contrast(one, other):
        low, high = sorted((light(one), light(other)))
        return (high + 0.05) / (low + 0.05)

    for fill, edge, letters in TONES.values():
        assert contrast(fill, letters) >= 7
        assert contrast(edge, "#ffffff") >= 3


values = st.lists(st.none() | st.integers(0, 10**6), min_size=2, max_size=2).map(tuple)


@pytest.mark.slow
@given(st.lists(st.builds(Row, st.text(max_size=60), values), min_size=1, max_size=8), st.booleans())
def test_any_numbers_stay_inside_the_drawing(rows, is_grouped):
    chart = BarChart("Todo", (Series("A"), Series("B", "sol")), tuple(rows), is_grouped)
    root = parse(bars(chart, 680))
    for rect in root.iter("rect"):
        assert float(rect.get("x")) >= 0 and float(rect.get("x")) + float(rect.get("width")) <= 680
        assert float(rect.get("y")) + float(rect.get("height")) <= float(root.get("height"))


@given(st.lists(st.tuples(st.text(max_size=6), st.integers(0, 10**6)), min_size=1, max_size=24))
def test_any_line_stays_inside_the_drawing(points):
    root = parse(line(LineChart("Todo", tuple(points)), 680))
    for dot in root.iter("circle"):
        assert 0 <= float(dot.get("cx")) <= 680
        assert 0 <= float(dot.get("cy")) <= float(root.get("height"))
