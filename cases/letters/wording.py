"""The texts that letters begin with: files of ``cases/letters/texts``, one per kind and version.

A new version is a new file (``school-2027-03.toml``); an old one stays, because letters name it. What the office
writes in a letter is its own: these are where it begins, and what it may print at all.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from accounts.permissions import Area
from cases.letters.kinds import TOKENS, Addressee, Fact, LetterKind, Series
from cases.states import AttachmentKind, SharedItem
from directory.codelists import Sex, UnitType

FOLDER = Path(__file__).parent / "texts"
TOKEN = re.compile(r"\[([A-ZÁÉÍÓÚÑ_]{3,20})\]")
_GENDERED = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")


class TextBroken(Exception):
    """A file of texts says something that it may not say."""


@dataclass(frozen=True)
class Blank:
    """Something to fill in: ``[TALLER]`` in the text, ``label`` in the form; ``kind`` is text, lines, date or time."""

    token: str
    label: str
    kind: str = "text"
    hint: str = ""
    is_required: bool = True
    begins: str = ""


@dataclass(frozen=True)
class LetterText:
    """One text. ``edition`` is its file's name. Always Spanish.

    ``facts``: the most that it prints; ``needs``: what she must have allowed besides (the story of a report);
    ``is_discreet``: it says nothing of trafficking; ``code_instead``: an authority that she allowed nothing reads her
    code instead of her name; ``signed_by_her``: a paper of hers, which adults alone may grant.
    """

    edition: str
    kind: str
    since: date
    series: str
    purpose: str
    law: str
    addressees: tuple[str, ...]
    units: tuple[str, ...]
    facts: tuple[str, ...]
    needs: tuple[str, ...]
    is_discreet: bool
    code_instead: bool
    signed_by_her: bool
    filed_as: str
    area: str
    heading: str
    greeting: str
    attention_to: str
    subject: str
    body: str
    closing: str
    blanks: tuple[Blank, ...]

    def body_for(self, sex: str) -> str:
        """The text that a draft begins with, in her grammatical gender."""
        return gendered(self.body, sex)

    def may_print(self, token: str) -> bool:
        return TOKENS.get(token) in self.facts or any(token == each.token for each in self.blanks)


def gendered(text: str, sex: str) -> str:
    """ "identificad{a|o}" as "identificada", "identificado" or, where nobody knows, "identificado(a)"."""

    def chosen(found: re.Match) -> str:
        hers, his = found.groups()
        return {Sex.F: hers, Sex.M: his}.get(sex, f"{his}({hers})")

    return _GENDERED.sub(chosen, text)


@cache
def letter_texts() -> dict[str, LetterText]:
    """Every text there ever was, by edition."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.toml"))}


def text_of(edition: str) -> LetterText:
    """The text that a letter names. Raises LookupError for one whose file is gone."""
    return letter_texts()[edition]


def current_text(kind: str, on: date) -> LetterText:
    """The text of a kind that is in use on ``on``; before the first, the first. Raises LookupError without any."""
    texts = sorted((each for each in letter_texts().values() if each.kind == kind), key=lambda each: each.since)
    if not texts:
        raise LookupError(f"No text for letters of kind {kind}.")
    return next((each for each in reversed(texts) if each.since <= on), texts[0])


def _read(path: Path) -> LetterText:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    blanks = tuple(Blank(**each) for each in told.pop("blanks", []))
    lists = {
        "addressees": (Addressee, "addressees"),
        "units": (UnitType, "units"),
        "facts": (Fact, "facts"),
        "needs": (SharedItem, "needs"),
    }
    chosen = {name: tuple(kinds(each).value for each in told.pop(key, [])) for name, (kinds, key) in lists.items()}
    text = LetterText(
        edition=path.stem,
        kind=LetterKind(told.pop("kind")).value,
        series=Series(told.pop("series")).value,
        filed_as=AttachmentKind(told.pop("filed_as", AttachmentKind.LETTER)).value,
        area=Area(told.pop("area", Area.GENERAL)).value,
        blanks=blanks,
        **chosen,
        **(_DEFAULTS | told),
    )
    unknown = {token for token in TOKEN.findall(text.body + text.subject) if not text.may_print(token)}
    if unknown or not text.addressees:
        raise TextBroken(f"{path.name} prints what it may not: {sorted(unknown)}")
    return text


_DEFAULTS = {
    "law": "",
    "is_discreet": False,
    "code_instead": False,
    "signed_by_her": False,
    "heading": "",
    "greeting": "De mi consideración:",
    "attention_to": "",
    "subject": "",
    "closing": "Atentamente,",
}
