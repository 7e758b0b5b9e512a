"""A run's frozen numbers as something to read: on the page, and as the PDF that is kept."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import weasyprint
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from interface import dates
from reports import pictures, tables
from reports.definitions import LEADS, NOTES, UNITS
from reports.models import ReportRun
from reports.pdf import write_pdf
from reports.pictures import Draw, Picture
from reports.sentences import Figure, essentials, key_figures
from reports.states import ReportCode, RevisionReason
from reports.statistics import Tables
from reports.statistics.r1 import CaseSummary
from reports.statistics.r2 import AgeAndGender
from reports.statistics.r9 import Referrals
from reports.tables import Table

LANGUAGE = "es-pe"

# What the bytes of a document depend on besides its numbers.
_LAYOUT = (
    "static/informe.css",
    "static/informe-tapa.svg",
    "templates/_components/charts/drawing.svg",
    "interface/charts.py",
    "interface/dates.py",
    "reports/definitions.py",
    "reports/document.py",
    "reports/pdf.py",
    "reports/pictures.py",
    "reports/sentences.py",
    "reports/tables.py",
)


@dataclass(frozen=True)
class Section:
    """One report of the document: its tables, and its pictures beside or below them."""

    code: str
    title: str
    lead: str
    tables: tuple[Table, ...]
    pictures: tuple[Picture, ...]
    remark: str = ""
    is_narrow: bool = False  # one table and one picture that stand side by side


@dataclass(frozen=True)
class Document:
    """Everything that is read, in the language in force when it was built."""

    title: str
    subtitle: str
    reference: str
    fingerprint: str
    product: str
    facts: tuple[tuple[str, str], ...]
    figures: list[Figure]
    essentials: list[str]
    first_picture: Picture | None
    sections: tuple[Section, ...]
    notes: tuple[tuple[str, tuple[str, ...]], ...]
    is_demonstration: bool


def document_of(run: ReportRun, draw: Draw) -> Document:
    """The document of a run whose numbers are frozen; ``draw`` is ``pictures.on_paper`` or ``pictures.on_screen``."""
    numbers = Tables.from_json(run.numbers["tables"])
    office = run.cover["office"] or _("todas las sedes")
    return Document(
        title=run.get_code_display(),
        subtitle=f"{run.period.name} · {office}",
        reference=reference_of(run),
        fingerprint=run.fingerprint,
        product=run.cover["product"],
        facts=_facts(run),
        figures=key_figures(numbers),
        essentials=essentials(numbers),
        first_picture=pictures.active_over_time(numbers.r1, draw) if numbers.r1 else None,
        sections=tuple(_sections(run, numbers, draw)),
        notes=tuple((code, tuple(str(note) for note in notes)) for code, notes in NOTES[run.code]),
        is_demonstration=run.cover["is_demonstration"],
    )


def reference_of(run: ReportRun) -> str:
    """R2-2026-10-LIM: what the file is called, without its ending."""
    return run.file_name(run.cover["office_code"] or _("TODAS")).removesuffix(".pdf")


def render_document(run: ReportRun) -> bytes:
    """The PDF of a run whose numbers are frozen, always in Spanish: the same bytes for the same run and layout."""
    with translation.override(LANGUAGE):
        document = document_of(run, pictures.on_paper)
        moment = run.generated_at.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds")
        page = render_to_string("reports/pdf/informe.html", {"document": document, "moment": moment})
    return write_pdf(page, run.pk)


def layout_sha256() -> str:
    """A digest of what the bytes depend on besides the numbers: templates, style sheet, code and WeasyPrint."""
    digest = hashlib.sha256(weasyprint.__version__.encode())
    base = Path(settings.BASE_DIR)
    for path in [*sorted((base / "templates/reports/pdf").glob("*.html")), *(base / name for name in _LAYOUT)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _facts(run: ReportRun) -> tuple[tuple[str, str], ...]:
    facts = [
        (_("Unidad contada"), str(UNITS[run.code])),
        (_("Periodo"), run.period.days),
        (_("Sede"), run.cover["office"] or _("Todas las sedes")),
        (_("Corte de los datos"), _moment(run.cutoff_at)),
        (_("Generado"), f"{_moment(run.generated_at)}, {_asked_by(run)}"),
    ]
    if run.revision > 1:
        reason = RevisionReason(run.reason).label
        facts.append((_("Revisión"), f"{run.revision}. {reason}"))
    facts.append((_("Huella de las cifras"), run.fingerprint))
    if run.cover["is_demonstration"]:
        facts.append((_("Contenido"), _("Datos de demostración")))
    return tuple(facts)


def _moment(moment) -> str:
    return f"{dates.numeric(moment)}, {dates.clock(moment)}"


def _asked_by(run: ReportRun) -> str:
    if run.cover["is_scheduled"]:
        return _("por horario")
    if run.cover["requested_by"]:
        return _("a pedido de %s") % run.cover["requested_by"]
    return _("por línea de comandos")


def _sections(run: ReportRun, numbers: Tables, draw: Draw):
    if numbers.r1:
        yield _case_section(numbers.r1, run, draw)
    if numbers.r2:
        yield _age_section(numbers.r2, run, draw)
    if numbers.r9:
        yield from _referral_sections(numbers.r9, draw)


def _section(code: str, section_tables: tuple[Table, ...], found: tuple[Picture | None, ...], **more) -> Section:
    shown = tuple(picture for picture in found if picture is not None)
    return Section(
        **{"code": code, "title": str(ReportCode(code).label), "lead": str(LEADS[code]), "tables": section_tables}
        | {"pictures": shown}
        | more
    )


def _case_section(r1: CaseSummary, run: ReportRun, draw: Draw) -> Section:
    remark = ""
    if r1.people_in_two_offices:
        remark = _("Al cierre, %(count)d de ellas eran atendidas por más de una sede: el total las cuenta una vez.") % {
            "count": r1.people_in_two_offices
        }
    section_tables = (tables.movement_table(r1, run.period.name), tables.series_table(r1))
    return _section(ReportCode.R1, section_tables, (pictures.active_by_office(r1, draw),), remark=remark)


def _age_section(r2: AgeAndGender, run: ReportRun, draw: Draw) -> Section:
    remark = ""
    if r2.ruled_out:
        remark = _("No se cuentan, por estar descartadas al cierre: %(count)d.") % {"count": r2.ruled_out}
    age_table = tables.age_table(r2, run.period.name)
    return _section(ReportCode.R2, (age_table,), (pictures.age_by_sex(r2, draw),), remark=remark, is_narrow=True)


def _referral_sections(r9: Referrals, draw: Draw):
    """Three, so that no table crosses a page: states of the sent, how long they take, states of the received."""
    yield _section(
        ReportCode.R9,
        (tables.flow_table(r9), tables.states_table(r9.sent, _("Enviadas: entidad y estado al cierre"))),
        (),
    )
    yield _section(
        ReportCode.R9,
        (tables.days_table(r9.sent, _("Enviadas: días hábiles desde el envío")),),
        (pictures.where_they_stop(r9.sent, draw), pictures.how_long_they_take(r9.sent, draw)),
        title=_("Dónde se detienen y cuánto tardan"),
        lead=_("De las enviadas. Aquí solo las entidades que tienen alguna; las demás están en el cuadro anterior."),
    )
    yield _section(
        ReportCode.R9,
        (tables.states_table(r9.received, _("Recibidas: entidad y estado al cierre")),),
        (),
        title=_("Derivaciones recibidas"),
        lead=_("Las que otras entidades enviaron al centro, y lo que el centro hizo con ellas."),
    )
