"""The charts of the reports; each stands beside the table with the same numbers."""

from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from interface import dates
from interface.charts import BarChart, LineChart, Row, Series, bars, for_page, line, write_number
from referrals.states import ReferralStatus
from reports.statistics.r1 import CaseSummary
from reports.statistics.r2 import AgeAndGender
from reports.statistics.r9 import AgencyRow, Direct
from reports.tables import band_name

MOST_BARS = 6
PAPER_WIDTH, HALF_PAPER, PAPER_LETTER = 672, 328, 11.5  # px of 1/96 inch between the margins of an A4 page


@dataclass(frozen=True)
class Picture:
    """A title that says what to see, and the drawing as SVG with its key."""

    title: str
    svg: SafeString


Draw = Callable[..., SafeString]


def on_paper(draw: Draw, chart, width: float) -> SafeString:
    """For a PDF: true sizes, its words as ``<title>`` (the tagged PDF's alternative text), and the key below.

    ``width`` is the page's, or half of it.
    """
    paper = PAPER_WIDTH if width > HALF_PAGE else HALF_PAPER
    title = format_html("<title>{}</title>", chart.description)
    svg = draw(chart, paper, PAPER_LETTER).replace(">", f">{title}", 1)
    context = {"svg": mark_safe(svg), "series": getattr(chart, "series", ())}  # noqa: S308 - both parts are escaped
    return mark_safe(render_to_string("reports/pdf/_dibujo.html", context).strip())  # noqa: S308


def on_screen(draw: Draw, chart, width: float) -> SafeString:
    """For a page: one drawing for wide and one for narrow screens."""
    return for_page(draw, chart, width)


WHOLE_PAGE, HALF_PAGE = 1130, 540


def active_over_time(summary: CaseSummary, place: Draw) -> Picture:
    points = tuple((dates.short_month(each.on), each.cases) for each in summary.series)
    first, last = summary.series[0], summary.series[-1]
    description = _("Casos activos al cierre de cada mes: de %(before)s en %(then)s a %(now)s en %(month)s.") % {
        "before": write_number(first.cases),
        "then": dates.in_sentence(dates.month(first.on)),
        "now": write_number(last.cases),
        "month": dates.in_sentence(dates.month(last.on)),
    }
    title = _("Casos activos al cierre de cada mes, últimos doce")
    return Picture(title, place(line, LineChart(description, points), WHOLE_PAGE))


def active_by_office(summary: CaseSummary, place: Draw) -> Picture:
    rows = tuple(
        Row(office.name, (office.cases.at_end - office.cases.new_at_end, office.cases.new_at_end))
        for office in summary.offices
    )
    chart = BarChart(
        description=_("Casos activos al cierre por sede: %s.") % _listed(rows),
        series=(Series(_("Vienen de antes"), "rio"), Series(_("Nuevos del periodo"), "sol")),
        rows=rows,
    )
    return Picture(_("Casos activos al cierre"), place(bars, chart, WHOLE_PAGE))


def age_by_sex(table: AgeAndGender, place: Draw) -> Picture:
    bands, tones = ("MINOR", "ADULT", "NI"), ("rio", "medio", "arena")
    rows = tuple(
        Row(name, tuple(getattr(table.row(band), sex) for band in bands))
        for name, sex in ((_("Mujeres"), "women"), (_("Hombres"), "men"), (_("N.I."), "unknown"))
    )
    chart = BarChart(
        description=_("Personas por género y edad: %s.") % _listed(rows),
        series=tuple(Series(band_name(band), tone) for band, tone in zip(bands, tones, strict=True)),
        rows=rows,
    )
    return Picture(_("Quiénes empezaron a ser atendidas"), place(bars, chart, HALF_PAGE))


# How the states are gathered to see where referrals stop: name, tone, states.
_STAGES = (
    (lambda: _("Sin respuesta, pasado el plazo"), "achiote", (ReferralStatus.NO_RESPONSE,)),
    (lambda: _("Enviadas, por responder"), "sol", (ReferralStatus.SENT,)),
    (
        lambda: _("En curso"),
        "rio",
        (ReferralStatus.ACKNOWLEDGED, ReferralStatus.ACCEPTED, ReferralStatus.IN_SERVICE),
    ),
    (
        lambda: _("Respondidas o terminadas"),
        "medio",
        (
            ReferralStatus.COUNTER_REFERRED,
            ReferralStatus.CLOSED,
            ReferralStatus.REJECTED,
            ReferralStatus.CANCELLED,
            ReferralStatus.WITHDRAWN_CONSENT,
        ),
    ),
)


def where_they_stop(direct: Direct, place: Draw) -> Picture | None:
    """Referrals of each agency that has any; None when there are none to draw."""
    shown = _busiest(direct)
    if not shown:
        return None
    rows = tuple(Row(agency.name, tuple(agency.in_state(*states) for *_, states in _STAGES)) for agency in shown)
    chart = BarChart(
        description=_("Derivaciones por entidad: %s.") % _listed(rows),
        series=tuple(Series(name(), tone) for name, tone, _states in _STAGES),
        rows=rows,
    )
    return Picture(_among(_("Dónde se detienen"), direct), place(bars, chart, WHOLE_PAGE))


def how_long_they_take(direct: Direct, place: Draw) -> Picture | None:
    """Median working days of each agency that has answered anything; None when nobody has."""
    shown = [agency for agency in _busiest(direct) if agency.to_acknowledge.count or agency.to_first_service.count]
    if not shown:
        return None
    rows = tuple(Row(agency.name, (agency.to_acknowledge.median, agency.to_first_service.median)) for agency in shown)
    chart = BarChart(
        description=_("Mediana de días hábiles por entidad: %s.")
        % "; ".join(
            _("%(agency)s, acuse %(acknowledge)s, primera atención %(service)s")
            % {
                "agency": row.label,
                "acknowledge": _days(row.values[0]),
                "service": _days(row.values[1]),
            }
            for row in rows
        ),
        series=(Series(_("Hasta el acuse"), "medio"), Series(_("Hasta la primera atención"), "rio")),
        rows=rows,
        is_grouped=True,
        decimals=1,
        missing=_("todavía ninguna"),
    )
    title = _among(_("Cuánto se espera, mediana de días hábiles"), direct)
    return Picture(title, place(bars, chart, WHOLE_PAGE))


def _among(title: str, direct: Direct) -> str:
    """The title, and that not every agency is drawn when that is so."""
    if sum(agency.total > 0 for agency in direct.agencies) <= MOST_BARS:
        return title
    return _("%(title)s: las %(count)d entidades con más derivaciones") % {"title": title, "count": MOST_BARS}


def _busiest(direct: Direct) -> list[AgencyRow]:
    """The agencies with most referrals, in the order of the table."""
    busiest = sorted(direct.agencies, key=lambda agency: -agency.total)[:MOST_BARS]
    return [agency for agency in direct.agencies if agency.total and agency in busiest]


def _listed(rows: tuple[Row, ...]) -> str:
    return ", ".join(f"{row.label} {write_number(sum(value or 0 for value in row.values))}" for row in rows)


def _days(median: float | None) -> str:
    return _("todavía ninguna") if median is None else write_number(median, 1)
