"""What this room adds to lower ones, once, when the system starts."""

from cases.hooks import paper_makers
from reports.pdf import write_pdf


def connect() -> None:
    """The papers of a case become PDF where the reports do: one place fetches, and it fetches nothing."""
    if write_pdf not in paper_makers:
        paper_makers.append(write_pdf)
