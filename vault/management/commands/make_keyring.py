"""manage.py make_keyring: the file with the key-encryption keys, made once and rotated when wanted."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from vault import keyring


class Command(BaseCommand):
    help = (
        "Make the keyring file (mode 0600) if there is none; it is never overwritten. With --rotate, add a "
        "new current key to it; then run rewrap_keys. In production the file must be named with --path. The "
        "first keyring of a production server is made with CALP_ENV=demo and --path, because production does "
        "not start without one."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--path",
            type=Path,
            help="where the keyring is; default: VAULT_KEYRING_FILE",
        )
        parser.add_argument("--rotate", action="store_true", help="add a new current key")

    def handle(self, *, path, rotate, **options):
        if path is None and settings.IS_PRODUCTION:
            raise CommandError("In production name the file yourself: --path /…/keyring.json")
        path = path or Path(settings.VAULT_KEYRING_FILE)
        if rotate:
            self._rotate(path)
        elif path.exists():
            self.stdout.write(f"Kept the keyring that is at {path}.")
        else:
            keyring.write(path, keyring.new_ring())
            self.stdout.write(f"Made a keyring at {path}. Without it nothing sealed can be read: keep a copy apart.")

    def _rotate(self, path: Path) -> None:
        if not path.exists():
            raise CommandError(f"There is no keyring at {path} to rotate.")
        text = path.read_text()
        keyring.parse(text)
        ring = keyring.rotated(json.loads(text))
        keyring.write(path, ring)
        self.stdout.write(f"The current key is now version {ring['current']}. Run “manage.py rewrap_keys”.")
