"""The instruments: one file of JSON for each version, read and checked once, when the system starts.

A version that was used is never changed, or what was signed with it would say something else: ``fingerprints.json``
holds the digest of every file, and a file that differs is refused. A change is a new file with the next version.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from cases.assessments.areas import AssessmentArea
from cases.assessments.profile import TAGS
from cases.states import ParticipationRole
from directory.codelists import RiskLevel

FOLDER = Path(__file__).parent / "instruments"
FINGERPRINTS = "fingerprints.json"

YES_NO, SINGLE, SCALE, MULTIPLE, COVERAGE = "yes_no", "single", "scale", "multiple", "coverage"
NUMBER, DAY, TEXT = "number", "date", "text"
KINDS = frozenset({YES_NO, SINGLE, SCALE, MULTIPLE, COVERAGE, NUMBER, DAY, TEXT})
OF_ONE = frozenset({YES_NO, SINGLE, SCALE, COVERAGE})
COVERED, MISSING, NOT_NEEDED = "covered", "missing", "not_needed"
_GIVEN_OPTIONS = {
    YES_NO: (("yes", "Sí"), ("no", "No"), ("unknown", "No sabe")),
    COVERAGE: ((COVERED, "Cubierto"), (MISSING, "Falta"), (NOT_NEEDED, "No hace falta")),
}
SPHERES = ("individual", "family", "community")


class InstrumentBroken(Exception):
    """A file of an instrument says something that it may not say."""


class InstrumentChanged(Exception):
    """A version that may have been used is not what it was. Make a new file with the next version instead."""


@dataclass(frozen=True)
class Factor:
    """Something that puts her at risk or protects her, in the spheres of HTCDS v2: individual, family, community."""

    kind: str
    sphere: str
    text: str


@dataclass(frozen=True)
class Option:
    """``raises``: the level that this answer alone advises at least."""

    code: str
    label: str
    score: int = 0
    raises: str = ""
    factor: Factor | None = None


@dataclass(frozen=True)
class Question:
    """``when``: asked only of whom any of these tags is true; of everybody when empty."""

    code: str
    text: str
    kind: str
    hint: str = ""
    options: tuple[Option, ...] = ()
    is_required: bool = False
    when: frozenset[str] = frozenset()
    highest: int | None = None

    def option(self, code: str) -> Option | None:
        return next((each for each in self.options if each.code == code), None)


@dataclass(frozen=True)
class Section:
    title: str
    questions: tuple[Question, ...]
    lead: str = ""


@dataclass(frozen=True)
class Instrument:
    """``thresholds``: from which score on which level is advised, ascending; none where there is nothing to add up."""

    code: str
    version: int
    area: str
    title: str
    purpose: str
    source: str
    licence: str
    legal_base: str
    sections: tuple[Section, ...]
    roles: frozenset[str] = frozenset({ParticipationRole.DIRECT_VICTIM})
    when: frozenset[str] = frozenset()
    thresholds: tuple[tuple[int, str], ...] = ()
    advice: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def has_level(self) -> bool:
        return bool(self.thresholds)

    def fits(self, role: str, profile: frozenset[str]) -> bool:
        return role in self.roles and _concerns(self.when, profile)

    def parts(self, profile: frozenset[str]) -> list[Section]:
        """The sections with the questions that are asked of her; a section without any is left out."""
        asked = (
            Section(each.title, tuple(one for one in each.questions if _concerns(one.when, profile)), each.lead)
            for each in self.sections
        )
        return [each for each in asked if each.questions]

    def questions(self, profile: frozenset[str]) -> list[Question]:
        return [one for each in self.parts(profile) for one in each.questions]


def _concerns(when: frozenset[str], profile: frozenset[str]) -> bool:
    return not when or bool(when & profile)


# What the system asks for --------------------------------------------------------------------------------------


@cache
def all_instruments() -> dict[tuple[str, int], Instrument]:
    """Every version there ever was, by code and version. Raises InstrumentBroken or InstrumentChanged."""
    return load(FOLDER)


def instrument(code: str, version: int) -> Instrument:
    """Raises KeyError for one that there never was."""
    return all_instruments()[code, version]


def current_instruments() -> list[Instrument]:
    """The newest version of each, in the order of the work."""
    newest = {code: one for (code, _version), one in sorted(all_instruments().items())}
    order = [*AssessmentArea.values]
    return sorted(newest.values(), key=lambda each: (order.index(each.area), each.code))


def newest_of(code: str) -> Instrument | None:
    """The version that is filled in today; None when no instrument has this code."""
    return next((each for each in current_instruments() if each.code == code), None)


# Reading the files ---------------------------------------------------------------------------------------------


def load(folder: Path) -> dict[tuple[str, int], Instrument]:
    """The instruments of a folder, each file ``<code>-<version>.json``."""
    sealed = json.loads((folder / FINGERPRINTS).read_text())
    found = {}
    for path in sorted(folder.glob("*-[0-9]*.json")):
        if sealed.get(path.name) != fingerprint(path):
            raise InstrumentChanged(path.name)
        made = read(json.loads(path.read_text()), path.name)
        if path.stem != f"{made.code}-{made.version}":
            raise InstrumentBroken(f"{path.name}: it calls itself {made.code}-{made.version}")
        found[made.code, made.version] = made
    if gone := set(sealed) - {f"{code}-{version}.json" for code, version in found}:
        raise InstrumentChanged(f"gone: {', '.join(sorted(gone))}")
    return found


def fingerprint(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def read(raw: dict, name: str) -> Instrument:
    """One instrument of its file; raises InstrumentBroken, which says where."""
    texts = "code version area title purpose source licence legal_base sections"
    _allow(raw, name, needed=texts, also="roles when thresholds advice")
    sections = tuple(_section(each, f"{name}, section {at}") for at, each in enumerate(raw["sections"], 1))
    codes = [one.code for each in sections for one in each.questions]
    made = Instrument(
        **{key: raw[key] for key in texts.split() if key != "sections"},
        sections=sections,
        roles=frozenset(raw.get("roles", [ParticipationRole.DIRECT_VICTIM])),
        when=frozenset(raw.get("when", ())),
        thresholds=tuple((each["from"], each["level"]) for each in raw.get("thresholds", ())),
        advice={level: tuple(lines) for level, lines in raw.get("advice", {}).items()},
    )
    _expect(made.area in AssessmentArea.values, name, "an unknown area")
    _expect(isinstance(made.version, int) and made.version > 0, name, "a version that is no number from 1 on")
    _expect(bool(codes) and len(codes) == len(set(codes)), name, "no question, or two with one code")
    asked = [one for each in sections for one in each.questions]
    _expect(any(one.is_required and not one.when for one in asked), name, "no question that everybody must answer")
    _expect(made.when <= TAGS and made.roles <= set(ParticipationRole.values), name, "an unknown condition")
    _expect_levels(made, name)
    return made


def _expect_levels(made: Instrument, name: str) -> None:
    starts = [start for start, _level in made.thresholds]
    levels = [level for _start, level in made.thresholds]
    if made.thresholds:
        _expect(starts[0] == 0 and starts == sorted(set(starts)), name, "thresholds that do not rise from 0")
        _expect(levels == [each for each in RiskLevel.values if each in levels], name, "levels that do not rise")
        _expect(set(levels) <= set(made.advice), name, "a level without advice")
    _expect(set(made.advice) <= set(levels), name, "advice of a level that it does not have")


def _section(raw: dict, name: str) -> Section:
    _allow(raw, name, needed="title questions", also="lead")
    return Section(raw["title"], tuple(_question(each, name) for each in raw["questions"]), raw.get("lead", ""))


def _question(raw: dict, name: str) -> Question:
    name = f"{name}, {raw.get('code', '?')}"
    also = "hint options labels scores raises factors required when highest"
    _allow(raw, name, needed="code text kind", also=also)
    _expect(raw["kind"] in KINDS, name, "an unknown kind")
    options = tuple(_options(raw, name))
    chooses = raw["kind"] in OF_ONE or raw["kind"] == MULTIPLE
    _expect(bool(options) == chooses, name, "options where there are none to choose, or none where there are")
    _expect(frozenset(raw.get("when", ())) <= TAGS, name, "an unknown condition")
    return Question(
        code=raw["code"],
        text=raw["text"],
        kind=raw["kind"],
        hint=raw.get("hint", ""),
        options=options,
        is_required=raw.get("required", False),
        when=frozenset(raw.get("when", ())),
        highest=raw.get("highest"),
    )


def _options(raw: dict, name: str) -> Iterable[Option]:
    """Codes and labels: given by the kind, numbered from 0 (scale, which is its own score), or written out."""
    if raw["kind"] == SCALE:
        pairs = [(str(at), label) for at, label in enumerate(raw["labels"])]
        scores = {code: int(code) for code, _label in pairs}
    else:
        pairs = _GIVEN_OPTIONS.get(raw["kind"]) or [tuple(each) for each in raw.get("options", ())]
        scores = raw.get("scores", {})
    codes = {code for code, _label in pairs}
    raises, factors = raw.get("raises", {}), raw.get("factors", {})
    _expect(set(scores) | set(raises) | set(factors) <= codes, name, "an answer that it does not have")
    _expect(set(raises.values()) <= set(RiskLevel.values), name, "an unknown level")
    for code, label in pairs:
        told = factors.get(code)
        yield Option(code, label, scores.get(code, 0), raises.get(code, ""), _factor(told, name) if told else None)


def _factor(raw: list, name: str) -> Factor:
    kind, sphere, text = raw
    _expect(kind in ("risk", "protection") and sphere in SPHERES, name, "an unknown kind of factor")
    return Factor(kind, sphere, text)


def _allow(raw: dict, name: str, *, needed: str, also: str) -> None:
    lacking = set(needed.split()) - set(raw)
    unknown = set(raw) - set(needed.split()) - set(also.split())
    _expect(not lacking and not unknown, name, f"lacks {sorted(lacking)} or has {sorted(unknown)}")


def _expect(holds: bool, name: str, what: str) -> None:
    if not holds:
        raise InstrumentBroken(f"{name}: {what}")
