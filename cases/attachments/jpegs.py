"""A JPEG inside a PDF keeps its points, byte for byte, and loses where, when and by what it was taken."""

from cases.attachments.kinds import Refusal, Refused

_START, _SCAN, _END = 0xD8, 0xDA, 0xD9
# JFIF and Adobe's note on colours are needed to see the picture; other notes, colour profiles too, are not.
_KEPT_NOTES = {0xE0, 0xEE}
_COMMENT = 0xFE
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD8)}


def without_metadata(content: bytes) -> bytes:
    """The same JPEG without EXIF, XMP, IPTC, comments and tail. Raises Refused when it is none."""
    if content[:2] != bytes((0xFF, _START)):
        raise Refused(Refusal.UNREADABLE)
    kept, at = bytearray(content[:2]), 2
    while True:
        marker, at = _marker(content, at)
        if marker == _SCAN:
            end = content.rfind(bytes((0xFF, _END)))
            return bytes(kept + b"\xff\xda" + content[at : end if end > at else len(content)] + b"\xff\xd9")
        length = int.from_bytes(content[at : at + 2], "big")
        if length < 2 or at + length > len(content):
            raise Refused(Refusal.UNREADABLE)
        if _is_kept(marker):
            kept += bytes((0xFF, marker)) + content[at : at + length]
        at += length


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """The next marker that has a length, and where what belongs to it begins."""
    while at + 1 < len(content) and content[at] == 0xFF:
        marker, at = content[at + 1], at + 1
        if marker == 0xFF:
            continue
        at += 1
        if marker not in _WITHOUT_LENGTH:
            return marker, at
    raise Refused(Refusal.UNREADABLE)


def _is_kept(marker: int) -> bool:
    return marker != _COMMENT and (not 0xE0 <= marker <= 0xEF or marker in _KEPT_NOTES)
