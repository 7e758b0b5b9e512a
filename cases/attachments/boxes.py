"""Sound and video, walked through from beginning to end without being understood: they must be what they claim to be.

They are handed out as they came. A page or a program that was given such a name has no such structure.
"""

from typing import BinaryIO

from cases.attachments.kinds import MIB, Refusal, Refused

_MOST_BOXES = 100_000
_FRAMES_SEEN = 4


def check_media(head: bytes, rest: BinaryIO, media_type: str) -> None:
    """``head`` are the first bytes of the file and ``rest`` what follows. Raises Refused."""
    walk = {"audio/ogg": _walk_ogg, "audio/mpeg": _walk_mpeg}.get(media_type, _walk_mpeg4)
    walk(_Reader(head, rest))


class _Reader:
    """Forward only, so that a long file is never held."""

    def __init__(self, head: bytes, rest: BinaryIO):
        self._head, self._rest = memoryview(head), rest

    def take(self, count: int) -> bytes:
        """Up to ``count`` bytes; fewer at the end of the file."""
        first, self._head = bytes(self._head[:count]), self._head[count:]
        return first if len(first) == count else first + self._rest.read(count - len(first))

    def skip(self, count: int) -> None:
        while count > 0:
            passed = len(self.take(min(count, MIB)))
            if not passed:
                raise Refused(Refusal.UNREADABLE)
            count -= passed


def _walk_mpeg4(reader: _Reader) -> None:
    """ISO 14496-12: a row of boxes, each with its length; "ftyp" first, and "moov" or a fragment somewhere."""
    names = []
    while header := reader.take(8):
        length, name = int.from_bytes(header[:4], "big"), header[4:]
        if len(header) < 8 or len(names) > _MOST_BOXES:
            raise Refused(Refusal.UNREADABLE)
        names.append(name)
        passed = 8
        if length == 1:
            length, passed = int.from_bytes(reader.take(8), "big"), 16
        if length == 0:
            break
        if length < passed:
            raise Refused(Refusal.UNREADABLE)
        reader.skip(length - passed)
    if names[:1] != [b"ftyp"] or not {b"moov", b"moof"} & set(names):
        raise Refused(Refusal.UNREADABLE)


def _walk_ogg(reader: _Reader) -> None:
    """RFC 3533: pages, each with a table of the lengths of its segments."""
    pages = 0
    while header := reader.take(27):
        if len(header) < 27 or header[:5] != b"OggS\x00":
            raise Refused(Refusal.UNREADABLE)
        reader.skip(sum(reader.take(header[26])))
        pages += 1
    if not pages:
        raise Refused(Refusal.UNREADABLE)


def _walk_mpeg(reader: _Reader) -> None:
    """ISO 11172-3: after an ID3 tag, frames that follow each other. The first few tell sound from anything else."""
    start = reader.take(4)
    if start[:3] == b"ID3":
        size = reader.take(6)[2:]
        reader.skip(sum((byte & 0x7F) << shift for byte, shift in zip(size, (21, 14, 7, 0), strict=True)))
        start = _after_padding(reader)
    for _frame in range(_FRAMES_SEEN):
        reader.skip(_frame_length(start) - 4)
        start = reader.take(4)


def _after_padding(reader: _Reader) -> bytes:
    start = reader.take(4)
    for _step in range(4096):
        if start[:1] != b"\x00":
            break
        start = start[1:] + reader.take(1)
    return start


_KBITS = {
    (3, 1): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _frame_length(header: bytes) -> int:
    """Bytes of a layer III frame, its header included. Raises Refused for what is no such header."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        raise Refused(Refusal.UNREADABLE)
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    rate, hertz, padding = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    if version == 1 or layer != 1 or not 0 < rate < 15 or hertz == 3:
        raise Refused(Refusal.UNREADABLE)
    kbits = _KBITS[3 if version == 3 else 2, 1][rate - 1]
    return (144 if version == 3 else 72) * kbits * 1000 // _HERTZ[version][hertz] + padding
