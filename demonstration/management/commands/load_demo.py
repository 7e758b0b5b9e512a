"""Load made-up people and cases to learn with."""

import os

from django.core.management.base import BaseCommand
from django.utils import timezone

from demonstration.guard import refuse_production
from demonstration.load import load_demo

# The first start of script/server loads as many.
CASES = int(os.environ.get("CALP_DEMO_CASES") or 300)


class Command(BaseCommand):
    help = "Carga cuentas y casos inventados, con dieciocho meses de historia hasta hoy. No corre en producción."

    def add_arguments(self, parser):
        parser.add_argument("--cases", type=int, default=CASES, help=f"cuántos casos ({CASES})")
        parser.add_argument("--seed", type=int, default=1, help="la misma semilla da los mismos casos")

    def handle(self, *, cases, seed, **options):
        refuse_production()
        load_demo(cases, seed, today=timezone.localdate(), progress=self._say)

    def _say(self, done):
        self.stdout.write(f"{done} casos")
