"""The parts of this room on paper."""

from cases.file_parts import PRINTED_PARTS
from cases.printing import case, people, record


def connect() -> None:
    for part in (*case.PARTS, *people.PARTS, *record.PARTS):
        if part not in PRINTED_PARTS:
            PRINTED_PARTS.append(part)
