"""What a report says in words: key figures and the essential in one line each, all computed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interface.charts import write_number
from reports.statistics import Tables
from reports.statistics.r1 import CaseSummary
from reports.statistics.r2 import AgeAndGender
from reports.statistics.r9 import Direct, Referrals

MANY_AGENCIES = 2


@dataclass(frozen=True)
class Figure:
    """A number that is read first, what it counts, and whether it is bad news."""

    number: str
    text: str
    detail: str = ""
    is_alarm: bool = False


def key_figures(tables: Tables) -> list[Figure]:
    """Four at most: the beginnings of each table."""
    figures: list[Figure] = []
    if tables.r1:
        figures += _case_figures(tables.r1)
    if tables.r2 and not tables.r1:
        figures += _people_figures(tables.r2)
    if tables.r9:
        figures += _referral_figures(tables.r9)
    return figures


def essentials(tables: Tables) -> list[str]:
    """Three or four sentences: what changed, who came, where it stops."""
    said: list[str] = []
    if tables.r1:
        said += [_flow_of_cases(tables.r1), *_busiest_office(tables.r1)]
    if tables.r2:
        said.append(_who_came(tables.r2))
    if tables.r9:
        said.append(_overdue(tables.r9.sent))
    return said


def _case_figures(r1: CaseSummary) -> list[Figure]:
    cases, people = r1.total.cases, r1.total.people
    return [
        Figure(
            write_number(cases.new),
            ngettext("caso nuevo", "casos nuevos", cases.new),
            _victims(people.new),
        ),
        Figure(
            write_number(cases.at_end),
            ngettext("caso activo al cierre", "casos activos al cierre", cases.at_end),
            _victims(people.at_end),
        ),
    ]


def _people_figures(r2: AgeAndGender) -> list[Figure]:
    minors, unknown = r2.row("MINOR").total, r2.row("NI").total
    return [
        Figure(
            write_number(r2.total.total),
            ngettext("persona empezó a ser atendida", "personas empezaron a ser atendidas", r2.total.total),
        ),
        Figure(write_number(minors), ngettext("menor de edad", "menores de edad", minors)),
        Figure(write_number(unknown), _("sin información de edad")),
    ]


def _referral_figures(r9: Referrals) -> list[Figure]:
    sent = r9.sent.total
    return [
        Figure(
            write_number(sent.total),
            ngettext("derivación enviada", "derivaciones enviadas", sent.total),
            ngettext("vigente en el periodo", "vigentes en el periodo", sent.total),
        ),
        Figure(
            write_number(sent.overdue),
            ngettext("derivación vencida", "derivaciones vencidas", sent.overdue),
            _("al cierre"),
            is_alarm=sent.overdue > 0,
        ),
    ]


def _victims(count: int) -> str:
    return _counted(ngettext("%s víctima", "%s víctimas", count), count)


def _flow_of_cases(r1: CaseSummary) -> str:
    cases = r1.total.cases
    came = cases.new + cases.reopened
    if not came and not cases.closed:
        return _("No se movió ningún caso en el periodo.")
    if came > cases.closed:
        start = _("Entraron más casos de los que se cerraron")
    elif came < cases.closed:
        start = _("Se cerraron más casos de los que entraron")
    else:
        start = _("Entraron tantos casos como se cerraron")
    detail = _("%(new)s y %(reopened)s frente a %(closed)s") % {
        "new": _counted(ngettext("%s nuevo", "%s nuevos", cases.new), cases.new),
        "reopened": _counted(ngettext("%s reabierto", "%s reabiertos", cases.reopened), cases.reopened),
        "closed": _counted(ngettext("%s cerrado", "%s cerrados", cases.closed), cases.closed),
    }
    return f"{start}: {detail}."


def _counted(words: str, count: int) -> str:
    return words % write_number(count)


def _busiest_office(r1: CaseSummary) -> list[str]:
    """The office that received most new people, when there are several and one stands out."""
    ranked = sorted(r1.offices, key=lambda office: -office.people.new)
    if len(ranked) < MANY_AGENCIES or ranked[0].people.new == ranked[1].people.new:
        return []
    first, new = ranked[0], r1.total.people.new
    return [
        _("%(office)s recibió a %(part)s de las %(new)s víctimas nuevas.")
        % {"office": first.name, "part": write_number(first.people.new), "new": write_number(new)}
    ]


def _who_came(r2: AgeAndGender) -> str:
    total, minors, unknown = r2.total.total, r2.row("MINOR").total, r2.row("NI").total
    if not total:
        return _("Nadie empezó a ser atendida en el periodo.")
    said = ngettext("%s persona empezó a ser atendida", "%s personas empezaron a ser atendidas", total)
    of_them = _("%(minors)s y %(unknown)s") % {
        "minors": _counted(ngettext("%s menor de edad", "%s menores de edad", minors), minors),
        "unknown": _counted(_("%s sin información de edad"), unknown),
    }
    return f"{_counted(said, total)}: {of_them}."


def _overdue(sent: Direct) -> str:
    """Where the overdue ones are: the one or two agencies that hold most of them."""
    overdue = sent.total.overdue
    if not overdue:
        return _("Ninguna derivación enviada estaba vencida al cierre.")
    ranked = sorted((each for each in sent.agencies if each.overdue), key=lambda each: -each.overdue)
    first = ranked[:MANY_AGENCIES]
    said = _(" y ").join(each.name for each in first)
    if overdue == 1:
        return _("La única derivación vencida es de %s.") % said
    part = sum(each.overdue for each in first)
    return ngettext(
        "%(agencies)s concentra %(part)s de las %(overdue)s derivaciones vencidas.",
        "%(agencies)s concentran %(part)s de las %(overdue)s derivaciones vencidas.",
        len(first),
    ) % {"agencies": said, "part": write_number(part), "overdue": write_number(overdue)}
