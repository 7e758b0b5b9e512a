"""The child that reads a stranger's file: no database, no keys, no settings, little memory, little time, no disk.

``python -m cases.attachments.examiner EXTENSION``: the file comes on standard input; on standard output goes one line,
``OK DERIVATIVE_BYTES`` or ``NO REASON``, and after it what is to be handed out instead of the file, if anything.
Whatever goes wrong here, a bomb included, ends this process and nothing else.
"""

import resource
import sys
from typing import BinaryIO

import puremagic

from cases.attachments import boxes, images, office, pdfs
from cases.attachments.kinds import KINDS, MIB, FileKind, Group, Refusal, Refused

MEMORY_BYTES = 1024 * MIB
CPU_SECONDS = 40
HEAD_BYTES = 64 * 1024


def main() -> None:
    limit_this_process()
    out = sys.stdout.buffer
    try:
        derivative = examined(sys.stdin.buffer, KINDS[sys.argv[1]])
    except Refused as refusal:
        out.write(b"NO %s\n" % refusal.reason.value.encode())
    except MemoryError:
        out.write(b"NO %s\n" % Refusal.TOO_LARGE.value.encode())
    except Exception:  # the parsers of a stranger's bytes raise anything
        out.write(b"NO %s\n" % Refusal.UNREADABLE.value.encode())
    else:
        out.write(b"OK %d\n" % len(derivative))
        out.write(derivative)
    out.flush()


def limit_this_process() -> None:
    """Before the first byte is read: no file can be written, no memory image left, no other process started."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))


def examined(file: BinaryIO, kind: FileKind) -> bytes:
    """What is to be handed out instead of the file; nothing where the file itself may be. Raises Refused."""
    head = file.read(HEAD_BYTES)
    _check_first_bytes(head, kind)
    if kind.group == Group.MEDIA:
        boxes.check_media(head, file, kind.media_type)
        return b""
    content = head + file.read(kind.limit + 1)
    if len(content) > kind.limit:
        raise Refused(Refusal.TOO_LARGE)
    if kind.group == Group.IMAGE:
        return images.rebuilt(content, kind.media_type)
    if kind.group == Group.PDF:
        return pdfs.rebuilt(content)
    office.check_office(content, kind.media_type)
    return b""


def _check_first_bytes(head: bytes, kind: FileKind) -> None:
    """What the content looks like must be what the name says. Raises Refused."""
    try:
        seen = {match.extension for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        seen = set()
    if not seen & kind.seen_as:
        raise Refused(Refusal.OTHER_CONTENT)


if __name__ == "__main__":
    main()
