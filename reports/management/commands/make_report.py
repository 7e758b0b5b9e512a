"""manage.py make_report MENSUAL --from 2026-10-01 --to 2026-10-31 [--office IQT] --out informe.pdf [--json cifras.json]

Makes a report as the pages do, with its run, its frozen numbers and its file, and writes a copy where you say.
"""

import json
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cases.errors import NotPossible
from directory.models import Office
from reports.actions import content_of, make_now
from reports.models import ReportRun
from reports.periods import Period
from reports.states import Failure, ReportCode


class Command(BaseCommand):
    help = "Makes one report as PDF (and its numbers as JSON), and prints the SHA-256 of what it wrote."

    def add_arguments(self, parser):
        parser.add_argument("code", metavar="CODE", help=", ".join(ReportCode.values))
        parser.add_argument("--from", dest="first", metavar="DAY", required=True, help="first day, 2026-10-01")
        parser.add_argument("--to", dest="last", metavar="DAY", required=True, help="last day, 2026-10-31")
        parser.add_argument("--office", metavar="OFFICE", help="an office's code (LIM); without it, all offices")
        parser.add_argument("--out", metavar="FILE", required=True, help="where the PDF goes")
        parser.add_argument("--json", metavar="FILE", help="where the numbers go as JSON")

    def handle(self, *, code, first, last, office, out, json, **options):
        wanted = _code(code), _period(first, last), _office(office)
        for path in filter(None, (out, json)):
            _require_folder(Path(path))
        run = _make(*wanted)
        _write(Path(out), content_of(run))
        if json:
            _write(Path(json), _readable(run))
        self.stdout.write(f"{run.file_sha256}  {out}")


def _make(code: str, period: Period, office: Office | None) -> ReportRun:
    try:
        run = make_now(code, period, office)
    except NotPossible as refusal:
        raise CommandError(str(refusal)) from None
    if not run.is_done:
        raise CommandError(str(Failure(run.failure).label) if run.failure else _("El reporte no llegó a terminarse."))
    return run


def _require_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise CommandError(_("No existe la carpeta %s.") % path.parent)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError:
        raise CommandError(_("No se pudo escribir %s: revisa el permiso y el espacio.") % path) from None


def _code(text: str) -> str:
    if text.upper() not in ReportCode.values:
        raise CommandError(
            _("No hay un reporte «%(code)s». Los que hay: %(codes)s.")
            % {"code": text, "codes": ", ".join(ReportCode.values)}
        )
    return text.upper()


def _period(first: str, last: str) -> Period:
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise CommandError(_("Escribe las fechas como 2026-10-31.")) from None
    if days[1] < days[0]:
        raise CommandError(_("El periodo termina antes de empezar: revisa --from y --to."))
    return Period(*days)


def _office(code: str | None) -> Office | None:
    if not code:
        return None
    office = Office.objects.filter(code=code.upper()).first()
    if office is None:
        offices = ", ".join(Office.objects.order_by("code").values_list("code", flat=True))
        raise CommandError(_("No hay una sede «%(code)s». Las que hay: %(codes)s.") % {"code": code, "codes": offices})
    return office


def _readable(run: ReportRun) -> bytes:
    return (json.dumps(run.numbers, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()
