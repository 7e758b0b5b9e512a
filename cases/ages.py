"""Age is computed for a day, never stored alone; doubtful age presumes a minor (DS 001-2016-IN art. 4.2.e)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

ADULT_AGE = 18  # years; DS 001-2016-IN art. 3: child < 12, adolescent 12 to < 18
CONSENT_AGE = 14  # years; DS 016-2024-JUS arts. 22 and 23: from here on a minor may consent to the use of her data
OLDEST = 110  # years; nobody is registered as older


def age_on(day: date, *, birth_date: date | None, stated_age: int | None, stated_on: date | None) -> int | None:
    """Completed years on ``day``; from the birth date, or from an age stated on a day; None if unknown."""
    if birth_date is not None:
        return _whole_years(birth_date, day)
    if stated_age is not None and stated_on is not None:
        passed = _whole_years(stated_on, day) if day >= stated_on else -_whole_years(day, stated_on)
        return max(0, stated_age + passed)
    return None


def is_minor_for_protection(age: int | None, *, proven: bool) -> bool:
    """Whether the law's protection of minors applies: under 18, or unknown, or stated as 18 to 19 without proof.

    Two years of margin: an age told or seen at 18 or 19 is doubtful until a document or an expert says otherwise
    (``proven``: ``cases.states.proves_age``).
    """
    if age is None or age < ADULT_AGE:
        return True
    return not proven and age < ADULT_AGE + 2


def is_minor_then(
    day: date, *, birth_date: date | None, stated_age: int | None, stated_on: date | None, proven: bool
) -> bool:
    """``is_minor_for_protection`` on ``day``. What is proven of a later day proves less of an earlier one: counted
    back from "18 at least" she may have been 17, and in doubt she is a minor."""
    age = age_on(day, birth_date=birth_date, stated_age=stated_age, stated_on=stated_on)
    if proven and birth_date is None and stated_age is not None and stated_on is not None and day < stated_on:
        age = stated_age + _whole_years(stated_on, day)  # the years begun, so that no month is given to her
    return is_minor_for_protection(age, proven=proven)


class AgeMoment(TextChoices):
    """The four senses of an age (``domain.md`` 3.1), in the order of what happened."""

    RECRUITMENT = "RECRUITMENT", _("Cuando la captaron")
    RESCUE = "RESCUE", _("Cuando salió")
    INTAKE = "INTAKE", _("Al ingreso")
    REPORT = "REPORT", _("Hoy")


@dataclass(frozen=True)
class AgeThen:
    """An age on a day. ``is_presumed``: no proof that she was an adult or how old she was, and so a minor to the law
    (DS 001-2016-IN art. 4.2.e); of somebody proven only where 18 is counted back from a later day."""

    moment: str
    day: date
    age: int | None
    is_minor: bool
    is_presumed: bool


def ages_then(
    days: Mapping[str, date | None],
    *,
    birth_date: date | None,
    stated_age: int | None,
    stated_on: date | None,
    proven: bool,
) -> list[AgeThen]:
    """Her age at each moment whose day is known, in the order of ``AgeMoment``; days that nobody knows are left out."""
    known = [(moment, days[moment]) for moment in AgeMoment if days.get(moment) is not None]
    ages = []
    for moment, day in known:
        age = age_on(day, birth_date=birth_date, stated_age=stated_age, stated_on=stated_on)
        told = {"birth_date": birth_date, "stated_age": stated_age, "stated_on": stated_on}
        is_minor = is_minor_then(day, **told, proven=proven)
        is_proven_minor = proven and age is not None and age < ADULT_AGE
        ages.append(AgeThen(moment, day, age, is_minor, is_presumed=is_minor and not is_proven_minor))
    return ages


def may_consent_alone(age: int | None) -> bool:
    """Whether her own word is enough for the use of her data: from 14 on; not when the age is unknown.

    Below it, who has parental authority or the guardianship decides (DS 016-2024-JUS arts. 22 and 23).
    """
    return age is not None and age >= CONSENT_AGE


def reporting_band(age: int | None) -> str:
    """``MINOR``, ``ADULT`` or ``NI``: reports print "no hay información" where the age is truly unknown.

    An age that was told, seen or estimated by an expert is information, and is counted as it is written.
    """
    if age is None:
        return "NI"
    return "MINOR" if age < ADULT_AGE else "ADULT"


def _whole_years(since: date, day: date) -> int:
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))
