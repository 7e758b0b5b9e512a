"""The child that reads a stranger's file: no database, no keys, no settings, little memory, little time, no disk.

``python -m cases.attachments.examiner EXTENSION``: the file comes on standard input; on standard output goes one line,
``OK DERIVATIVE_BYTES`` or ``NO REASON``, and after it what is to be handed out instead of the file, if anything.
Whatever goes wrong here, a bomb included, ends this process and nothing else.
"""

import sys
from typing import BinaryIO

from cases.attachments import boxes, images, office, pages, pdfs
from cases.attachments.first_bytes import HEAD_BYTES, check_first_bytes
from cases.attachments.kinds import STORED_KINDS, FileKind, Group, Refusal, Refused
from cases.attachments.limits import limit_this_process


def main() -> None:
    limit_this_process()
    out = sys.stdout.buffer
    try:
        derivative = examined(sys.stdin.buffer, STORED_KINDS[sys.argv[1]])
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


def examined(file: BinaryIO, kind: FileKind) -> bytes:
    """What is to be handed out instead of the file; nothing where the file itself may be. Raises Refused."""
    head = file.read(HEAD_BYTES)
    check_first_bytes(head, kind)
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
    if kind.group == Group.PAGES:
        return pages.rebuilt(content)
    office.check_office(content, kind.media_type)
    return b""


if __name__ == "__main__":
    main()
