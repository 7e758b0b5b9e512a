"""What an uploaded file is, before anything of it is believed: its kind, its sheets, or why it is not taken."""

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED_BYTES = 300 * 1024 * 1024
MOST_PARTS = 2000
MOST_SECONDS = 90
_READER = Path(__file__).with_name("sheets.py")

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")


class Reason(TextChoices):
    """Why a file cannot be read, in a sentence that says what to do."""

    TOO_BIG = "TOO_BIG", _("El archivo pesa más de 20 MB. Divídelo en varios y súbelos uno por uno.")
    EMPTY = "EMPTY", _("El archivo está vacío. Elige el libro que tiene las filas.")
    NOT_A_WORKBOOK = "NOT_A_WORKBOOK", _("El archivo no es un libro de cálculo. Sube un .xlsx, un .ods o un .csv.")
    OLD_FORMAT = "OLD_FORMAT", _("El libro está en un formato antiguo. Ábrelo y guárdalo como .xlsx.")
    PASSWORD = "PASSWORD", _("El libro está protegido con contraseña. Quítasela y súbelo de nuevo.")
    MACROS = "MACROS", _("El libro lleva macros. Guárdalo como .xlsx, sin macros, y súbelo de nuevo.")
    TOO_HEAVY = "TOO_HEAVY", _("El libro crece demasiado al abrirlo. Copia solo las filas a un libro nuevo.")
    BROKEN = "BROKEN", _("El libro está dañado y no se puede leer. Ábrelo, guárdalo otra vez y súbelo.")
    NO_HEADER = (
        "NO_HEADER",
        _("No encontramos la cabecera del estándar HTCDS 2.0. Usa la plantilla publicada, sin cambiar sus títulos."),
    )
    ONLY_DEFINITIONS = (
        "ONLY_DEFINITIONS",
        _("Este libro explica los campos del estándar; no trae filas con personas. Sube la plantilla ya llenada."),
    )
    NO_ROWS = "NO_ROWS", _("El libro tiene la cabecera, pero ninguna fila con datos.")
    TOO_MANY_ROWS = "TOO_MANY_ROWS", _("El libro tiene más de 20,000 filas. Divídelo en varios y súbelos uno por uno.")


class UnreadableFile(Exception):
    """The file is not taken; nothing was stored."""

    def __init__(self, reason: Reason):
        super().__init__(reason.value)
        self.reason = reason

    @property
    def message(self) -> str:
        return str(self.reason.label)


@dataclass(frozen=True)
class Sheet:
    """A sheet's rows that hold something, each with its number in the sheet, from 1."""

    name: str
    rows: list[tuple[int, list]]


def sheets_of(content: bytes) -> list[Sheet]:
    """The sheets of an uploaded file. Raises UnreadableFile."""
    kind = kind_of(content)
    return [Sheet(name, [(number, cells) for number, cells in rows]) for name, rows in _read(kind, content)]


def kind_of(content: bytes) -> str:
    """``workbook`` or ``csv``, told from the bytes and never from the name. Raises UnreadableFile."""
    if len(content) > MOST_BYTES:
        raise UnreadableFile(Reason.TOO_BIG)
    if not content.strip():
        raise UnreadableFile(Reason.EMPTY)
    if content.startswith(_OLD_OFFICE):
        raise UnreadableFile(Reason.PASSWORD if _ENCRYPTED_PART in content else Reason.OLD_FORMAT)
    if content.startswith(b"PK"):
        _check_archive(content)
        return "workbook"
    if not _looks_like_text(content):
        raise UnreadableFile(Reason.NOT_A_WORKBOOK)
    return "csv"


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError, RuntimeError):
        raise UnreadableFile(Reason.BROKEN) from None


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise UnreadableFile(Reason.TOO_HEAVY)
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile(Reason.PASSWORD)
    if any(_is_macro(name) for name in names):
        raise UnreadableFile(Reason.MACROS)
    if "content.xml" in names:
        _check_manifest(archive, names)
    elif "xl/workbook.xml" not in names:
        raise UnreadableFile(Reason.NOT_A_WORKBOOK)


def _is_macro(name: str) -> bool:
    return name.rsplit("/", 1)[-1] == "vbaproject.bin" or (name.startswith("basic/") and name.endswith("script.xml"))


def _check_manifest(archive: zipfile.ZipFile, names: set[str]) -> None:
    if "meta-inf/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml")[:1_000_000]:
        raise UnreadableFile(Reason.PASSWORD)


def _looks_like_text(content: bytes) -> bool:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return b"\x00" not in content[:65536] and not content.startswith((b"%PDF", b"{", b"<", b"\x89PNG", b"\xff\xd8"))


def _read(kind: str, content: bytes) -> list:
    """What ``sheets.py`` finds, running apart. Raises UnreadableFile."""
    command = [sys.executable, "-I", "-X", "utf8", str(_READER), kind]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=MOST_SECONDS, env={}, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableFile(Reason.TOO_HEAVY) from None
    if done.returncode == 0:
        return json.loads(done.stdout)
    killed = done.returncode < 0 or b"MemoryError" in done.stderr
    raise UnreadableFile(Reason.TOO_HEAVY if killed else Reason.BROKEN)
