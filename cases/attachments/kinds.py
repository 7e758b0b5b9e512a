"""What files a case takes, by extension; the content must agree. Without Django: the child that reads them has none."""

from dataclasses import dataclass
from enum import StrEnum

MIB = 1024 * 1024
COMMON_LIMIT = 25 * MIB
MEDIA_LIMIT = 200 * MIB
# Photographs of one paper: so many pages, and together so long.
MOST_PAGES = 20
PAGES_LIMIT = 100 * MIB


class Group(StrEnum):
    """What becomes of a file: images and PDF are made anew, several images become one PDF, the others are handed out as
    they came."""

    IMAGE = "image"
    PDF = "pdf"
    OFFICE = "office"
    MEDIA = "media"
    PAGES = "pages"


@dataclass(frozen=True)
class FileKind:
    """``seen_as``: extensions under which puremagic knows such content, any of which will do."""

    group: Group
    media_type: str
    seen_as: frozenset[str]

    @property
    def limit(self) -> int:
        """Bytes at most."""
        return {Group.MEDIA: MEDIA_LIMIT, Group.PAGES: PAGES_LIMIT}.get(self.group, COMMON_LIMIT)


def _kind(group: Group, media_type: str, *seen_as: str) -> FileKind:
    return FileKind(group, media_type, frozenset(seen_as))


_JPEG = _kind(Group.IMAGE, "image/jpeg", ".jpg", ".jpeg", ".jfif")
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_MPEG4 = (".mp4", ".m4a", ".m4v", ".f4a", ".f4v", ".3gp", ".3g2")

KINDS: dict[str, FileKind] = {
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": _kind(Group.IMAGE, "image/png", ".png"),
    "webp": _kind(Group.IMAGE, "image/webp", ".webp"),
    "pdf": _kind(Group.PDF, "application/pdf", ".pdf"),
    "docx": _kind(Group.OFFICE, f"{_OPEN_XML}.wordprocessingml.document", ".docx"),
    "xlsx": _kind(Group.OFFICE, f"{_OPEN_XML}.spreadsheetml.sheet", ".xlsx"),
    "odt": _kind(Group.OFFICE, "application/vnd.oasis.opendocument.text", ".odt", ".docx"),
    "mp3": _kind(Group.MEDIA, "audio/mpeg", ".mp3", ".mpga"),
    "m4a": _kind(Group.MEDIA, "audio/mp4", *_MPEG4),
    "mp4": _kind(Group.MEDIA, "video/mp4", *_MPEG4),
    "ogg": _kind(Group.MEDIA, "audio/ogg", ".ogg", ".oga", ".ogv", ".opus"),
}
# Photographs that are one document, as we bind them (cases/attachments/pages.py): nobody brings this kind.
PAGES = "zip"
STORED_KINDS: dict[str, FileKind] = {**KINDS, PAGES: _kind(Group.PAGES, "application/pdf", ".zip")}
MEDIA_TYPES: tuple[str, ...] = tuple(dict.fromkeys(kind.media_type for kind in KINDS.values()))
# How a file is named when it is handed out: the first extension of its media type.
EXTENSION_OF: dict[str, str] = {kind.media_type: extension for extension, kind in reversed(KINDS.items())}


class Refusal(StrEnum):
    """Why a file is not taken. Codes are stable; the words are in ``cases.states``."""

    KIND = "KIND"
    OTHER_CONTENT = "OTHER_CONTENT"
    UNREADABLE = "UNREADABLE"
    TOO_LARGE = "TOO_LARGE"
    LOCKED = "LOCKED"
    ACTIVE = "ACTIVE"
    MALWARE = "MALWARE"


class Refused(Exception):
    """A file is not taken, for this reason; nothing of it is handed out."""

    def __init__(self, reason: Refusal):
        super().__init__(reason.value)
        self.reason = reason


def extension_of(name: str) -> str:
    """ "pdf" for "Denuncia 12.PDF"; "" for a name without one."""
    _stem, dot, extension = name.strip().lower().rpartition(".")
    return extension if dot else ""


def kind_of(name: str) -> FileKind | None:
    """The kind that a file of this name claims to be; None for one that is not taken."""
    return KINDS.get(extension_of(name))


def limit_of(name: str) -> int:
    """Bytes that a file of this name may have."""
    kind = kind_of(name)
    return kind.limit if kind else COMMON_LIMIT
