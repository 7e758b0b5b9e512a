"""Reads a workbook of the Human Trafficking Case Data Standard 2.0 into an office: whole, or not at all."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, Role
from directory.models import Office
from referrals.exchange.actions import import_now
from referrals.exchange.files import MOST_BYTES, UnreadableFile
from referrals.exchange.findings import Category, Outcome
from referrals.exchange.judging import Judgement, judge, read_workbook
from referrals.exchange.report import cell_lines, column_lines, summary_of

REFUSALS_SHOWN = 20


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--office", required=True, help="code of the office, such as LIM")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--by", help="user name of who imports; without it, the office's coordination")

    def handle(self, *, file, office, dry_run, by, **_options):
        office = office_of(office)
        actor = actor_for(office, by, Permission.IMPORT_RECORDS)
        content = content_of(file)
        today = timezone.localdate()
        self._step(_("Leyendo el libro"), 0)
        try:
            columns, rows = read_workbook(content, today)
        except UnreadableFile as unreadable:
            raise CommandError(unreadable.message) from None
        self._step(_("Revisando %(rows)s filas") % {"rows": len(rows)}, 30)
        judgement = judge(columns, rows, office, by=actor, today=today)
        self._say_columns(judgement)
        self._say_rows(judgement)
        if judgement.count(Outcome.REFUSED):
            raise CommandError(_("Hay filas rechazadas: no se escribió nada. Corrígelas y vuelve a importar."))
        if dry_run:
            self.stdout.write(_("Ensayo: no se escribió nada."))
            return
        if not judgement.new:
            self.stdout.write(_("No hay nada nuevo: no se escribió nada."))
            return
        import_now(judgement, by=actor, progress=self._progress)
        self.stdout.write(
            self.style.SUCCESS(
                _("Importado en %(office)s: %(people)s personas en %(cases)s casos; ya estaban %(known)s filas.")
                % {
                    "office": office.code,
                    "people": judgement.new_people,
                    "cases": judgement.new_cases,
                    "known": judgement.count(Outcome.KNOWN),
                }
            )
        )

    def _progress(self, done: int, total: int) -> None:
        self._step(_("Escribiendo"), 40 + 60 * done // total if total else 100)

    def _step(self, what: str, percent: int) -> None:
        self.stdout.write(f"{percent:3d} % · {what}")
        self.stdout.flush()

    def _say_columns(self, judgement: Judgement) -> None:
        form = "{:<4} {:<38} {:<40} {:>8} {:>10} {:>8} {:>9}"
        heads = (_("Col."), _("Campo"), _("Qué es"), _("Tomadas"), _("Convertidas"), _("Texto"), _("Rechazadas"))
        self.stdout.write(form.format(*heads))
        for line in column_lines(summary_of(judgement)):
            counts = (line.taken, line.mapped, line.kept, line.refused)
            self.stdout.write(form.format(line.letter, (line.field or line.title)[:38], line.spanish[:40], *counts))
            for note in filter(None, (line.note, *(f"{why} ({count})" for why, count in line.reasons))):
                self.stdout.write(f"     {note}")

    def _say_rows(self, judgement: Judgement) -> None:
        refused = [verdict for verdict in judgement.verdicts if verdict.outcome == Outcome.REFUSED]
        for verdict in refused[:REFUSALS_SHOWN]:
            cells = {**verdict.row.cells, **verdict.row.others}
            told = [[name, cell.category, cell.message] for name, cell in cells.items() if cell.is_refused]
            for line in cell_lines(told):
                where = _("Fila %(row)s, %(column)s") % {"row": verdict.row.number, "column": line.column}
                self.stdout.write(f"{where}: {Category(line.category).label}. {line.message}")
        for outcome in Outcome:
            self.stdout.write(f"{outcome.label}: {judgement.count(outcome)}")
        if judgement.possible_duplicates:
            self.stdout.write(
                _("Con un documento que otra persona de la sede ya tiene: %s") % judgement.possible_duplicates
            )


def office_of(code: str) -> Office:
    office = Office.objects.active().filter(code=code.upper()).first()
    if office is None:
        codes = ", ".join(Office.objects.active().values_list("code", flat=True))
        raise CommandError(
            _("No hay una sede con el código %(code)s. Hay: %(codes)s.") % {"code": code, "codes": codes}
        )
    return office


def actor_for(office: Office, username: str | None, permission: Permission) -> User:
    """Who is written as having done it. Raises CommandError for somebody who may not."""
    if username:
        user = User.objects.active().filter(username__iexact=username).first()
        if user is None or not user.can(permission) or not covers(user, office):
            raise CommandError(_("Esa cuenta no existe o no puede hacerlo en esta sede."))
        return user
    of_office = User.objects.active().of_office(office.pk).filter(role=Role.COORDINATOR)
    national = User.objects.active().filter(role=Role.NATIONAL_COORDINATOR)
    user = of_office.order_by("created_at").first() or national.order_by("created_at").first()
    if user is None:
        raise CommandError(_("La sede no tiene coordinación. Di quién lo hace con --by USUARIO."))
    return user


def covers(user: User, office: Office) -> bool:
    return user.can(Permission.SEE_ALL_OFFICES) or user.office_id == office.pk


def content_of(file: Path) -> bytes:
    """The bytes of a file, one more than may be, so that a bigger one is refused and not read whole."""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError:
        raise CommandError(_("No se puede abrir ese archivo.")) from None
