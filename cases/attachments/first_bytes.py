"""What a file begins like, against what its name says."""

import puremagic

from cases.attachments.kinds import FileKind, Refusal, Refused

HEAD_BYTES = 64 * 1024


def check_first_bytes(head: bytes, kind: FileKind) -> None:
    """What the content looks like must be what the name says. Raises Refused."""
    try:
        seen = {match.extension for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        seen = set()
    if not seen & kind.seen_as:
        raise Refused(Refusal.OTHER_CONTENT)
