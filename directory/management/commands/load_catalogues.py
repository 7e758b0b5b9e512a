"""Adds the catalogue rows that are missing; may be run at any time."""

from django.apps import apps
from django.core.management.base import BaseCommand

from directory.catalogues import load_catalogues


class Command(BaseCommand):
    help = "Añade lo que falta de los catálogos publicados; no toca lo que ya está."

    def handle(self, *args, **options):
        added = {model: count for model, count in load_catalogues(apps.get_model).items() if count}
        for model, count in added.items():
            self.stdout.write(f"{model}: {count}")
        if not added:
            self.stdout.write("Los catálogos ya estaban completos.")
