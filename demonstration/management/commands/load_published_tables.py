"""Load made-up people whose margins are the published tables; the last line printed is their period."""

from django.core.management.base import BaseCommand

from demonstration.guard import refuse_production
from demonstration.published import FIRST, LAST, load_published_tables


class Command(BaseCommand):
    help = "Carga personas inventadas cuyos totales son los de las tablas publicadas. No corre en producción."

    def handle(self, **options):
        refuse_production()
        loaded = load_published_tables()
        self.stdout.write("Tablas cargadas." if loaded else "Las tablas ya estaban cargadas.")
        self.stdout.write(f"{FIRST.isoformat()} {LAST.isoformat()}")
