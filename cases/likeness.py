"""How alike a described person and a registered one are, by sound and year of birth; pure questions, no queries.

Only keys of ``sound`` are compared. Two strengths are told apart, as the desk does: "very" is worth opening, "somewhat"
is worth a look when nothing better came.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

NEAR = 0.9  # Jaro-Winkler similarity of two keys, 0 to 1, from which they are taken for one name misheard
STATED_AGE_SLACK = 2  # years by which an age that was told or estimated may be wrong
YEAR_SLACK = 2  # years beyond which a year of birth speaks against


class Strength(TextChoices):
    VERY = "very", _("Muy parecida")
    SOMEWHAT = "somewhat", _("Algo parecida")


class Reason(TextChoices):
    """Why somebody was found, in the words of the screen; no word of the person herself."""

    DOCUMENT = "document", _("Coincide el documento")
    CODE = "code", _("Coincide el código")
    SOUNDS_SAME = "sounds_same", _("Suena igual")
    SURNAMES = "surnames", _("Coinciden los dos apellidos")
    SURNAME = "surname", _("Coincide un apellido")
    CALLED = "called", _("Coincide cómo la llaman")
    GIVEN_NAME = "given_name", _("Coincide un nombre")
    NEAR_SURNAME = "near_surname", _("Se parece un apellido")
    NEAR_NAME = "near_name", _("Se parece un nombre")
    OTHER_ORDER = "other_order", _("Los apellidos están en otro orden")
    SAME_YEAR = "same_year", _("Coincide el año de nacimiento")
    OTHER_YEAR = "other_year", _("El año de nacimiento es otro")


class Known(NamedTuple):
    """What the search keeps of a registered person: keys, year of birth, and the row's stamp."""

    surnames: tuple[str, ...]
    given: tuple[str, ...]
    called: tuple[str, ...]
    other: tuple[str, ...]
    birth_year: int | None
    is_year_stated: bool
    updated_at: datetime

    @property
    def keys(self) -> tuple[str, ...]:
        return self.surnames + self.given + self.called + self.other


class Asked(NamedTuple):
    """What is asked for: keys, for each key those that resemble it (with their similarity), year of birth."""

    keys: tuple[str, ...]
    near: Mapping[str, Mapping[str, float]]
    birth_year: int | None


class Likeness(NamedTuple):
    strength: Strength
    reasons: tuple[Reason, ...]
    score: float

    @property
    def is_telling(self) -> bool:
        """Whether a document or two facts agree: less than that is never said of a record in another office."""
        reasons = set(self.reasons)
        if {Reason.DOCUMENT, Reason.SURNAMES} & reasons or {Reason.SURNAME, Reason.SAME_YEAR} <= reasons:
            return True
        return self.strength == Strength.VERY and Reason.SOUNDS_SAME in reasons


def likeness(asked: Asked, known: Known) -> Likeness | None:
    """How alike they are, None if not enough to be shown."""
    same, heard, left = _apart(asked.keys, known.keys)
    near = _near(asked, heard, left)
    year = year_reason(asked, known)
    names = _name_reasons(asked, known, heard, near)
    strength = _strength(asked, known, len(same), len(near), names, year)
    if strength is None:
        return None
    reasons = (*names, year) if year else names
    return Likeness(strength, reasons, _score(asked, len(same), near, strength, reasons))


def _apart(heard: tuple[str, ...], known: tuple[str, ...]) -> tuple[list[str], list[str], list[str]]:
    """Words that both say, each as often as both do; what only the first says; what only the second says."""
    same, alone, left = [], [], list(known)
    for word in heard:
        if word in left:
            left.remove(word)
            same.append(word)
        else:
            alone.append(word)
    return same, alone, left


def _near(asked: Asked, heard: list[str], known: list[str]) -> list[tuple[str, float]]:
    """Pairs a heard word with the known word it resembles most, each known word once."""
    pairs = []
    for word in heard:
        alike = asked.near.get(word)
        if alike and (best := max(known, key=lambda key: alike.get(key, 0), default=None)) in alike:
            known.remove(best)
            pairs.append((best, alike[best]))
    return pairs


def year_reason(asked: Asked, known: Known) -> Reason | None:
    if asked.birth_year is None or known.birth_year is None:
        return None
    apart = abs(asked.birth_year - known.birth_year)
    slack = STATED_AGE_SLACK if known.is_year_stated else 0
    if apart <= slack:
        return Reason.SAME_YEAR
    return Reason.OTHER_YEAR if apart > slack + YEAR_SLACK else None


def _name_reasons(asked: Asked, known: Known, alone: list[str], near: list[tuple[str, float]]) -> tuple[Reason, ...]:
    """``alone``: what was asked for and is none of her names."""
    surnames = len(_apart(asked.keys, known.surnames)[0])
    if len(asked.keys) > 1 and not alone:
        order = [key for key in asked.keys if key in known.surnames]
        is_turned = surnames == len(known.surnames) == 2 and order == [*reversed(known.surnames)] != [*known.surnames]
        return (Reason.SOUNDS_SAME, Reason.OTHER_ORDER) if is_turned else (Reason.SOUNDS_SAME,)
    reasons = []
    if surnames:
        reasons.append(Reason.SURNAMES if surnames >= 2 else Reason.SURNAME)
    if _says(asked, known.called):
        reasons.append(Reason.CALLED)
    elif _says(asked, known.given) or _says(asked, known.other):
        reasons.append(Reason.GIVEN_NAME)
    if near:
        is_surname = any(key in known.surnames for key, _similarity in near)
        reasons.append(Reason.NEAR_SURNAME if is_surname else Reason.NEAR_NAME)
    return tuple(reasons)


def _says(asked: Asked, keys: tuple[str, ...]) -> bool:
    return any(key in asked.keys for key in keys)


def _strength(asked, known, same: int, near: int, names: tuple[Reason, ...], year: Reason | None) -> Strength | None:
    asked_words = len(asked.keys)
    if same == asked_words:
        has_surname = any(key in known.surnames for key in asked.keys)
        is_name_in_use = bool(known.called) and set(known.called) <= set(asked.keys)
        tells_enough = asked_words >= 2 and (has_surname or is_name_in_use)
        tells_enough |= is_name_in_use and year == Reason.SAME_YEAR
        return Strength.VERY if tells_enough and year != Reason.OTHER_YEAR else Strength.SOMEWHAT
    agrees = {Reason.SURNAME, Reason.SURNAMES, Reason.NEAR_SURNAME} & set(names)
    is_half = same + near >= 2 and (same + near) * 2 >= asked_words
    is_near_alone = asked_words == 1 and near == 1
    if is_half or is_near_alone or (agrees and year == Reason.SAME_YEAR):
        return Strength.SOMEWHAT
    return None


def _score(asked, same: int, near: list[tuple[str, float]], strength: Strength, reasons: tuple[Reason, ...]) -> float:
    """Higher is likelier; only the order of the scores has a meaning."""
    share = (same + sum(similarity - 0.3 for _key, similarity in near)) / len(asked.keys)
    score = 10 * share + (10 if strength == Strength.VERY else 0)
    score += {Reason.SAME_YEAR: 4, Reason.OTHER_YEAR: -4}.get(reasons[-1], 0) if reasons else 0
    return score - (0.5 if Reason.OTHER_ORDER in reasons else 0)
