"""What script/server does between the start of the services and the start of the programs, in one process.

    python -m calp.prepare

Compiles the message catalogues, makes the keyring, migrates, collects the static files and, the first time, loads the
catalogues and the demonstration. Every step is safe to repeat. It connects as the role that migrates; what it loads,
it loads as the system.
"""

import hashlib
import logging
import os
from pathlib import Path

import django
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from accounts.acting import SYSTEM, acting
from calp.migrating import migrate

# Written on the database itself once the demonstration is whole in it, so that a load that broke off is repeated,
# and a second checkout on the same database does not load it again.
LOADED = "calp: demonstration loaded"


def compile_messages(folder: Path) -> list[Path]:
    """Compile every catalogue that has changed; return the files written. Needs no gettext installed."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        half = target.with_suffix(".mo.half")
        with half.open("wb") as file:
            write_mo(file, catalogue)
        half.replace(target)
        written.append(target)
    return written


def collect_static() -> None:
    """Copy, hash and compress the static files, unless nothing has changed since the last time."""
    stamp = settings.STATIC_ROOT / ".collected"
    fingerprint = _fingerprint([Path(folder) for folder in settings.STATICFILES_DIRS])
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)


def load_first_time() -> None:
    """Load the catalogues and the demonstration into a database that does not have them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        if cursor.fetchone()[0] == LOADED:
            return
    print("First start: loading the catalogues and the demonstration…", flush=True)
    with acting(SYSTEM), transaction.atomic():
        call_command("load_catalogues")
        call_command("load_demo")
    with transaction.atomic(), connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute("SET LOCAL ROLE calp_owner")
        cursor.execute(f"COMMENT ON DATABASE {name} IS '{LOADED}'")


def _fingerprint(folders: list[Path]) -> str:
    digest = hashlib.sha256(django.__version__.encode())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            status = path.stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calp.settings")
    compile_messages(Path(__file__).resolve().parent.parent / "locale")
    django.setup()
    logging.getLogger().setLevel(logging.WARNING)
    if not settings.VAULT_KEYRING_FILE.exists():
        call_command("make_keyring")
    migrate()
    collect_static()
    load_first_time()


if __name__ == "__main__":
    main()
