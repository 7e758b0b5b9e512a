"""manage.py rewrap_keys: after a rotation, wrap every data key under the current key."""

from django.core.management.base import BaseCommand

from vault.models import DataKey


class Command(BaseCommand):
    help = "Wrap every data key under the current key of the keyring. It may be stopped and run again."

    def add_arguments(self, parser):
        parser.add_argument("--batch", type=int, default=1000, help="keys per transaction")

    def handle(self, *, batch, **options):
        done = DataKey.objects.rewrap_all(batch)
        self.stdout.write(f"Wrapped {done} data keys again; none is left under an older key.")
