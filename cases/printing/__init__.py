"""The file on paper: each part as blocks, drawn by the room that keeps it (docs/adr/0007-case-file-parts.md)."""
