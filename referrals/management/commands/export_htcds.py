"""Writes an office's cases as a workbook of the Human Trafficking Case Data Standard 2.0 that imports back whole."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from referrals.exchange.actions import export_now
from referrals.management.commands.import_htcds import actor_for, office_of


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--office", required=True, help="code of the office, such as LIM")
        parser.add_argument("--out", required=True, type=Path, help="the .xlsx to write; only its owner may read it")
        parser.add_argument("--by", help="user name of who exports; without it, the office's coordination")

    def handle(self, *, office, out, by, **_options):
        office = office_of(office)
        actor = actor_for(office, by, Permission.EXPORT_RECORDS)
        content, rows = export_now(office, by=actor, progress=self._progress)
        self._save(out, content)
        told = _("Exportadas %(rows)s filas de %(office)s a %(file)s.")
        self.stdout.write(self.style.SUCCESS(told % {"rows": rows, "office": office.code, "file": out}))

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"{100 * done // total if total else 100:3d} % · " + _("Reuniendo casos"))

    def _save(self, out: Path, content: bytes) -> None:
        try:
            with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(content)
        except OSError as error:
            raise CommandError(_("No se puede escribir ahí: %s") % error.strerror) from None
