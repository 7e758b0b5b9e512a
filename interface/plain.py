"""Text as it is compared, not as it is shown."""

import unicodedata


def plain(text: str) -> str:
    """Small letters without accents; ñ is n."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
