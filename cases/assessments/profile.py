"""For whom a question is asked: a child, an adult, a foreigner, somebody who needs an interpreter."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases.models import Person

MINOR, ADULT, FOREIGNER, INTERPRETER = "minor", "adult", "foreigner", "interpreter"
TAGS = frozenset({MINOR, ADULT, FOREIGNER, INTERPRETER})
OWN_COUNTRY = "PE"


def profile_of(person: Person, day: date) -> frozenset[str]:
    """What she is on ``day``, as far as it decides what to ask. In doubt the question is asked: nobody wrote her
    nationality yet, or whether she needs an interpreter. Doubtful age is a minor (DS 001-2016-IN art. 4.2.e).
    """
    tags = {MINOR if person.is_minor_on(day) else ADULT}
    if OWN_COUNTRY not in person.nationalities:
        tags.add(FOREIGNER)
    if person.needs_interpreter is not False:
        tags.add(INTERPRETER)
    return frozenset(tags)
