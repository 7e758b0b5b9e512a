"""The tables of the reports, in words: one definition for the page and for the PDF."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.codelists import Sex
from interface import dates
from interface.charts import write_number
from referrals.states import ReferralStatus
from reports.statistics.r1 import CaseSummary, Movement, OfficeMovement
from reports.statistics.r2 import AgeAndGender, AgeRow
from reports.statistics.r9 import STATES, AgencyRow, Days, Direct, Referrals

MANY_COLUMNS = 11
SUM, ALARM = "fin", "al"  # how a cell stands out: a sum, or something late


@dataclass(frozen=True)
class Cell:
    """Text of a number; ``kind`` is SUM, ALARM or nothing; ``starts_group`` draws a rule before it."""

    text: str
    kind: str = ""
    starts_group: bool = False


@dataclass(frozen=True)
class Line:
    header: str
    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """``columns`` are the heads above the cells, ``groups`` pairs (label, columns) above those."""

    caption: str
    corner: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    groups: tuple[tuple[str, int], ...] = ()
    is_compact: bool = False

    @property
    def is_dense(self) -> bool:
        """So many columns that their heads have to be small."""
        return len(self.columns) > MANY_COLUMNS


def movement_table(summary: CaseSummary, period_name: str) -> Table:
    """R1 by office, in cases and in people; the total only where there is more than one office."""
    total = OfficeMovement("", _("Total"), summary.total.cases, summary.total.people)
    lines = [_movement_line(row) for row in summary.offices]
    if len(summary.offices) != 1:
        lines.append(_movement_line(total, is_total=True))
    return Table(
        caption=_("Movimiento por sede") + f" · {period_name}",
        corner=_("Sede"),
        groups=((_("Casos"), 5), (_("Víctimas"), 5)),
        columns=(
            *(_("Al inicio"), _("Nuevos"), _("Reabiertos"), _("Cerrados"), _("Al cierre")),
            *(_("Al inicio"), _("Nuevas"), _("Reabiertas"), _("Cerradas"), _("Al cierre")),
        ),
        lines=tuple(lines),
    )


def series_table(summary: CaseSummary) -> Table:
    """The twelve month ends, oldest first: the table of the line on the cover."""
    return Table(
        caption=_("Activos al cierre de cada mes"),
        corner=_("Unidad"),
        columns=tuple(dates.short_month(each.on) for each in summary.series),
        lines=(
            Line(_("Casos"), tuple(_cell(each.cases) for each in summary.series)),
            Line(_("Víctimas"), tuple(_cell(each.people) for each in summary.series)),
        ),
    )


def age_table(table: AgeAndGender, period_name: str) -> Table:
    """R2 as it was published: rows by age, columns by registered sex."""
    total = table.total
    return Table(
        caption=_("Edad y género") + f" · {period_name}",
        corner=_("Edad / Género"),
        columns=(_("Mujeres"), _("Hombres"), _("N.I."), _("Total")),
        lines=(*(_age_line(row) for row in table.rows), _age_line(total, is_total=True)),
    )


def states_table(direct: Direct, caption: str) -> Table:
    """R9: agency by state."""
    return Table(
        caption=caption,
        corner=_("Entidad"),
        columns=(*(str(ReferralStatus(state).label) for state in STATES), _("Total"), _("Vencidas")),
        lines=tuple(_states_line(row) for row in _with_total(direct)),
        is_compact=True,
    )


def days_table(direct: Direct, caption: str) -> Table:
    """R9: how long each agency took, in working days; only the agencies that have any referral."""
    return Table(
        caption=caption,
        corner=_("Entidad"),
        groups=((_("Hasta el acuse"), 3), (_("Hasta la primera atención"), 3)),
        columns=(_("Derivaciones"), _("Mediana"), _("Máximo")) * 2,
        is_compact=True,
        lines=tuple(
            Line(
                row.name or _("Total"),
                (*_days_cells(row.to_acknowledge), *_days_cells(row.to_first_service, starts_group=True)),
                is_total=not row.name,
            )
            for row in _with_total(direct)
            if row.total or not row.name
        ),
    )


def flow_table(referrals: Referrals) -> Table:
    """R9: what was open, came, ended and remains, in both directions."""
    return Table(
        caption=_("Movimiento de derivaciones"),
        corner=pgettext("of referrals", "Dirección"),
        columns=(_("Abiertas al inicio"), _("Nuevas"), _("Terminadas"), _("Abiertas al cierre"), _("Vencidas")),
        lines=tuple(
            Line(
                name,
                (
                    *(_cell(count) for count in (direct.flow.at_start, direct.flow.new, direct.flow.ended)),
                    _cell(direct.flow.at_end, SUM),
                    _alarm(direct.total.overdue),
                ),
            )
            for name, direct in (
                (_("Enviadas a entidades"), referrals.sent),
                (_("Recibidas de entidades"), referrals.received),
            )
        ),
    )


def band_name(band: str) -> str:
    """Mayores de edad, menores de edad, no hay información."""
    return {
        "ADULT": _("Mayores de edad"),
        "MINOR": _("Menores de edad"),
        "NI": str(Sex.NI.label),
        "TOTAL": _("Total"),
    }[band]


def _movement_line(row: OfficeMovement, is_total: bool = False) -> Line:
    people = _movement_cells(row.people)
    people = (Cell(people[0].text, starts_group=True), *people[1:])
    return Line(row.name, (*_movement_cells(row.cases), *people), is_total)


def _movement_cells(counted: Movement) -> tuple[Cell, ...]:
    moves = (counted.at_start, counted.new, counted.reopened, counted.closed)
    return (*(_cell(count) for count in moves), _cell(counted.at_end, SUM))


def _age_line(row: AgeRow, is_total: bool = False) -> Line:
    counts = (row.women, row.men, row.unknown)
    return Line(band_name(row.band), (*(_cell(count) for count in counts), _cell(row.total, SUM)), is_total)


def _states_line(row: AgencyRow) -> Line:
    cells = (
        _alarm(count) if state == ReferralStatus.NO_RESPONSE else _cell(count)
        for state, count in zip(STATES, row.by_state, strict=True)
    )
    return Line(row.name or _("Total"), (*cells, _cell(row.total, SUM), _alarm(row.overdue)), not row.name)


def _with_total(direct: Direct) -> tuple[AgencyRow, ...]:
    return (*direct.agencies, direct.total)


def _days_cells(days: Days, starts_group: bool = False) -> tuple[Cell, ...]:
    median = "" if days.median is None else write_number(days.median, 1)
    longest = "" if days.longest is None else write_number(days.longest)
    return Cell(write_number(days.count), starts_group=starts_group), Cell(median), Cell(longest)


def _cell(count: int, kind: str = "") -> Cell:
    return Cell(write_number(count), kind)


def _alarm(count: int) -> Cell:
    return _cell(count, ALARM if count else "")
