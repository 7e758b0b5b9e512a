"""The names of districts, as people and registries write them. No queries."""

import re
from collections.abc import Iterable
from typing import Protocol

from interface.plain import plain


class Named(Protocol):
    name: str
    aliases: list[str]


def bare(text: str) -> str:
    """A name without case, accents and dashes, and with single spaces: "Puente Piedra – Ventanilla" in one way."""
    return " ".join(re.sub(r"[^\w]+", " ", plain(text)).split())


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
