"""Row ids that exist before the row does."""

import uuid

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> uuid.UUID:
    """A new UUIDv7 of the standard library's type; usable as a field default and in migrations.

    A seal names the row it belongs to, so the id must be known before the INSERT.
    """
    return _uuid7()
