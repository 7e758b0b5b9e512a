"""The names of districts, as people and registries write them. No queries."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Protocol


class Named(Protocol):
    name: str
    aliases: list[str]


def bare(text: str) -> str:
    """A name without case, accents and dashes, and with single spaces: "Puente Piedra – Ventanilla" in one way."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(sign for sign in parted if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w]+", " ", kept).split())


def named(text: str, districts: Iterable[Named]):
    """Which of these districts of one kind ``text`` means: by its name, else by another name it has; None otherwise."""
    wanted, districts = bare(text), list(districts)
    if not wanted:
        return None
    by_name = (each for each in districts if bare(each.name) == wanted)
    by_alias = (each for each in districts if wanted in map(bare, each.aliases))
    return next(by_name, None) or next(by_alias, None)


def code_of(name: str) -> str:
    """The code that a name makes: "Lima Norte" → "LIMA_NORTE"."""
    letters = re.sub(r"[^A-Z0-9]+", "_", bare(name).upper()).strip("_")
    return letters if letters[:1].isalpha() else f"D_{letters}".rstrip("_")
